#!/usr/bin/env bash
# Install the station on Raspberry Pi OS (Bookworm, Trixie; 64 bit). Unpack the release, then
#
#     sudo station-0.3.0/install.sh [--offline] [--screen]     install; may be run again
#     sudo /opt/station/current/install.sh --uninstall         remove the program; --purge: settings and record too
#
# --offline   ask nothing of the network: packages from the release, Debian's from station-debs/ beside it
# --screen    the runner's screen, too: a browser on this box
# --link      only show systemd and its friends the files of the release that runs (an update does so)
# --prefix D  lay everything under D instead of /, and start nothing (for tests)
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
action='install' offline='' screen='' purge='' prefix=''
while [ $# -gt 0 ]; do
    case $1 in
        --offline) offline=--offline ;;
        --screen) screen=yes ;;
        --uninstall) action='uninstall' ;;
        --purge) purge=yes ;;
        --link) action='link' ;;
        --prefix) prefix=$(realpath -m "$2"); shift ;;
        *) sed -n '2,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 2 ;;
    esac
    shift
done

root=$prefix/opt/station
current=$root/current
config=$prefix/etc/station/station.toml
data=$prefix/var/lib/station
backups=$prefix/var/backups/station
command=$prefix/usr/local/bin/station

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }
live() { [ -z "$prefix" ]; }

# Each line of systemd/places: a file of that folder, and where it belongs. Files are linked, so that the release that
# runs is the one whose units count, forwards and backwards.
places() { sed '/^#/d; /^$/d' "$1/places"; }

units() { # of a release, those that are to be enabled
    local file place
    while read -r file place; do
        case $place in */systemd/system/*) ! grep -q '^\[Install\]' "$1/$file" || printf '%s\n' "${place##*/}" ;; esac
    done < <(places "$1")
}

link() {
    local file place
    while read -r file place; do
        mkdir -p "$prefix${place%/*}"
        ln -sfn "/opt/station/current/systemd/$file" "$prefix$place"
    done < <(places "$current/systemd")
    live || return 0
    systemd-sysusers
    udevadm control --reload 2>/dev/null || true
    systemd-tmpfiles --create /etc/tmpfiles.d/station.conf
    sysctl --quiet --load /etc/sysctl.d/60-station.conf || say "Some kernel settings are taken at the next start only."
    systemctl daemon-reload
}

check_machine() {
    if live && [ "$(id -u)" -ne 0 ]; then fail "Run it with sudo."; fi
    python3 -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null ||
        fail "Python 3.11, 3.12 or 3.13 is needed: Raspberry Pi OS Bookworm or Trixie."
    if live && [ "$(uname -m)" != aarch64 ]; then say "This is no 64-bit Raspberry Pi ($(uname -m)); going on."; fi
    (cd "$here" && sha256sum --check --quiet SHA256SUMS) || fail "The release is damaged. Copy it anew."
}

has_module() { python3 -c "import $1" 2>/dev/null; }

system_packages() {
    local wanted=() debs=$here/../station-debs
    if [ -d "$debs" ]; then
        say "Installing Debian's packages from station-debs"
        DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$debs"/*.deb >/dev/null
    fi
    [ -n "$offline" ] || apt-get update -qq || say "The package lists could not be fetched; going on with the old ones."
    [ -z "$offline" ] || NO_INSTALL=1 "$here/system_packages.sh" ||
        fail "Without the network: put them into a folder station-debs beside the release (docs/appliance.md)."
    has_module picamera2 || wanted+=(python3-picamera2)
    has_module lgpio || wanted+=(python3-lgpio)
    [ -e /usr/bin/nmcli ] || wanted+=(network-manager)
    [ -e /usr/sbin/dnsmasq ] || wanted+=(dnsmasq-base)
    [ -e /usr/sbin/avahi-daemon ] || wanted+=(avahi-daemon)
    [ -z "$screen" ] || [ -e /usr/bin/cage ] || wanted+=(cage)
    [ -z "$screen" ] || [ -e /usr/bin/chromium ] || wanted+=(chromium)
    if [ -n "$offline" ]; then
        [ ${#wanted[@]} -eq 0 ] || say "Going on without (camera, pins, own Wi-Fi or screen may lack them): ${wanted[*]}"
        return 0
    fi
    "$here/system_packages.sh"
    local package
    for package in "${wanted[@]}"; do # one by one: what this system does not have (a laptop has no picamera2) is told
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1 ||
            say "Going on without $package: this system does not offer it."
    done
}

build() {
    if [ -e "$current/VERSION" ] && [ ! -e "$root/releases/$1/VERSION" ]; then
        fail "Station $(cat "$current/VERSION") is installed. To change it: sudo station update $here.tar"
    fi
    say "Building station $1 in $root (some minutes on a Pi)"
    mkdir -p "$root/releases"
    # The wheel is a zip file that Python can read: the same code that updates makes the first release, too.
    (cd "$here" && PYTHONPATH=$(echo "$here"/wheels/*.whl) PYTHONDONTWRITEBYTECODE=1 \
        python3 -m station.appliance.building "$here" "$root" $offline)
    mkdir -p "${command%/*}"
    ln -sfn /opt/station/current/venv/bin/station "$command"
}

settings() {
    mkdir -p "${config%/*}" "$data" "$backups"
    if [ -e "$config" ]; then
        say "Kept: $config"
    else
        install -m 0640 "$here/config/box.toml" "$config"
        say "Made: $config"
    fi
    live || return 0
    systemd-tmpfiles --create /etc/tmpfiles.d/station.conf
}

model() {
    local carried='' file
    for file in "$here"/models/*.task; do [ ! -e "$file" ] || carried=$file; done
    if [ -z "$carried" ] && [ -n "$offline" ] && [ ! -d "$data/models" ]; then
        say "The pose model is not in this release: sudo -u station station model --from FILE (docs/model.md)"
        return 0
    fi
    live || return 0
    # The unpacked release may lie where the station's user can not read
    [ -z "$carried" ] || { install -m 0644 "$carried" /tmp/station-model.task; carried=/tmp/station-model.task; }
    runuser -u station -- "$command" model --config "$config" ${carried:+--from "$carried"} ||
        say "The pose model is still missing: see docs/model.md"
    rm -f /tmp/station-model.task
}

start() {
    live || return 0
    local unit
    while read -r unit; do systemctl enable --quiet "$unit"; done < <(units "$current/systemd")
    systemctl restart station.service || fail "The station did not start: journalctl -u station"
    say "Station $(cat "$current/VERSION") runs: http://$(hostname).local  (tail: journalctl -u station -f)"
}

install_station() {
    check_machine
    local version
    version=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["version"])' "$here/release.json")
    if live; then system_packages; fi
    build "$version"
    link
    settings
    model
    start
}

uninstall() {
    local file place
    [ -e "$current/systemd/places" ] || fail "No station is installed in $root."
    if live; then
        while read -r file; do systemctl stop "$file"; done < <(units "$current/systemd")
        while read -r file; do systemctl disable --quiet "$file" || true; done < <(units "$current/systemd")
    fi
    while read -r file place; do
        [ ! -L "$prefix$place" ] || rm -f "$prefix$place"
    done < <(places "$current/systemd")
    rm -rf "$root" "$command"
    if live; then systemctl daemon-reload; fi
    if [ -n "$purge" ]; then
        rm -rf "${config%/*}" "$data" "$backups"
        say "The station is gone, its settings and its record with it. Its users are left: sudo userdel station"
    else
        say "The station is gone. Its settings ($config) and its record ($data, $backups) are left."
    fi
}

case $action in
    install) install_station ;;
    link) link ;;
    uninstall) uninstall ;;
esac
exit 0

#!/usr/bin/env bash
# root.sh DIR: a Debian trixie root, the same generation as Raspberry Pi OS trixie, made bootable for tests.
set -euo pipefail
root=$1
packages=(
    systemd systemd-sysv dbus udev kmod iproute2 procps psmisc e2fsprogs sqlite3 curl ca-certificates v4l-utils
    python3 python3-venv python3-pip python3-dev python3-prctl gcc libc6-dev libcap-dev swig
    network-manager avahi-daemon
    libgl1 libegl1 libgles2 libglib2.0-0t64
    libyaml-0-2 libudev1 libgnutls30t64 libevent-2.1-7t64 libevent-pthreads-2.1-7t64 libyuv0 libjpeg62-turbo
)
mirror=$(apt-get indextargets --format '$(REPO_URI)' | grep -v security | head -n 1)
mmdebstrap --quiet --variant=minbase --arch=amd64 \
    --aptopt='Acquire::Languages "none"' --aptopt='APT::Install-Recommends "false"' \
    --include="$(IFS=,; echo "${packages[*]}")" trixie "$root" "$mirror"

# What a test machine does not need, and what would wait for a network that is not there.
for unit in systemd-timesyncd.service apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer \
    fstrim.timer man-db.timer getty@tty1.service proc-sys-fs-binfmt_misc.automount proc-sys-fs-binfmt_misc.mount \
    systemd-binfmt.service ldconfig.service systemd-hwdb-update.service systemd-update-done.service \
    systemd-firstboot.service systemd-journal-catalog-update.service modprobe@.service systemd-modules-load.service \
    NetworkManager.service NetworkManager-wait-online.service avahi-daemon.service avahi-daemon.socket; do
    ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
echo station-guest >"$root/etc/hostname"
printf '127.0.0.1 localhost station-guest\n' >"$root/etc/hosts"
mkdir -p "$root/etc/systemd/journald.conf.d" "$root"/{src,out,overlay}
printf '[Journal]\nStorage=volatile\n' >"$root/etc/systemd/journald.conf.d/volatile.conf"
rm -rf "$root/var/log/journal"
touch "$root/etc/.updated" "$root/var/.updated"
head -c16 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$root/etc/machine-id"
ln -sf /lib/systemd/system/multi-user.target "$root/etc/systemd/system/default.target"

# Source this in a job: what it finds out goes out as "name<TAB>value", a line each.
say() { printf '%s\t%s\n' "$1" "$(printf '%s' "$2" | tr '\n\t' '  ')"; }
now() { cut -d' ' -f1 /proc/uptime; }
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.1f", b - a }'; }
show() { systemctl show -P "$1" "${2:-station}"; }
# until_true SECONDS COMMAND...: wait for it, a look every quarter of a second.
until_true() {
    local end=$((SECONDS + $1)); shift
    until "$@"; do [ $SECONDS -lt $end ] || return 1; sleep 0.25; done
}
health() { curl -s -m 5 "http://127.0.0.1/healthz"; }
well() { health | grep -q '"ok":true'; }
up_again() { [ "$(show MainPID)" != 0 ] && [ "$(show MainPID)" != "$1" ] && [ "$(show ActiveState)" = active ]; }
heard() { journalctl -b --no-pager -o cat "$@"; }
# Wait for the end of the boot without a look in between (the guest has one core, and a look costs a tenth of a second), then
# say when the station began, when it was READY and how often it had looked for its camera in vain.
booted() {
    timeout 150 systemctl is-system-running --wait >/dev/null
    say ready_s "$(( $(show ActiveEnterTimestampMonotonic) / 1000 ))"
    say began_s "$(( $(show ExecMainStartTimestampMonotonic) / 1000 ))"
    say in_vain "$(heard -u station | grep -c 'No camera answers')"
}

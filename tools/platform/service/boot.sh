# A whole boot: does the station come up by itself, in its sandbox, with real pins and the real pose model?
. /src/tools/platform/service/say.sh
booted
until_true 60 well; say well "$(health)"

# A runner, for the rest: the virtual one.
sed -i 's/^source.*/source = "virtual"/' /etc/station/station.toml
systemctl restart station; until_true 60 well
systemctl status --no-pager -l station | head -20
say exposure "$(systemd-analyze security --no-pager station | tail -1 | grep -oE '[0-9]+\.[0-9]+ [A-Z]+')"
say verify "$(systemd-analyze verify --man=no /etc/systemd/system/station{,-backup,-tidy}.service /etc/systemd/system/station*.timer 2>&1)"
say failed "$(systemctl --failed --no-legend --plain)"

. /src/tools/platform/gpio.sh
say pin_chip "$(stat -c '%G %a' /dev/gpiochip0)"
pull 25 up; sleep 0.3; pull 25 down; sleep 0.3; pull 25 up   # a press of the button
until_true 30 eval 'health | grep -q "\"session\":true"'; say session "$(health)"
edges() { gpio_trace 2>/dev/null | head -n 500 | grep -cE ' (5|6|13|17|18|19|22|23|24|26|27) '; }
until_true 20 eval '[ "$(edges)" -gt 0 ]'; say lamp_edges "$(edges)"
echo 0 >/sys/kernel/tracing/events/gpio/gpio_value/enable

# The sandbox holds for whoever is in the service's control group, root too.
group=/sys/fs/cgroup$(show ControlGroup)
inside() { bash -c "echo \$\$ >$group/cgroup.procs; exec $1" 2>&1; }
say open_pins "$(inside 'dd if=/dev/gpiochip0 of=/dev/null count=0 status=none' && echo yes)"
say open_other "$(inside 'dd if=/dev/kmsg of=/dev/null count=0 status=none' && echo yes)"
say bpf_denied "$(inside 'bash -c "exec 3<>/dev/tcp/203.0.113.7/80"' | tail -1)"
pid=$(show MainPID)
say capabilities "$(awk '/^CapEff/ {print $2}' /proc/$pid/status)"
say threads "$(awk '/^Threads/ {print $2}' /proc/$pid/status)"
say weight "$(cat $group/cpu.weight)"
say memory_mb "$(( $(awk '/^VmHWM/ {print $2}' /proc/$pid/status) / 1024 )) MB resident, $(( $(show MemoryPeak) / 1048576 )) MB in its control group"

say users "$(id station) $(id station-screen)"
say folders "$(stat -c '%n %U %a' /etc/station /etc/station/station.toml /var/lib/station /var/backups/station /run/station /var/cache/station)"
say kernel "$(sysctl -n net.ipv4.ip_unprivileged_port_start vm.dirty_bytes vm.dirty_background_bytes vm.swappiness kernel.panic)"
say watchdog "$(systemctl show -P WatchdogDevice) $(systemctl show -P RuntimeWatchdogUSec)"
say journal "$(systemd-analyze cat-config systemd/journald.conf | grep -E '^(SystemMaxUse|Storage)')"
say dmesg "$(heard -k | grep -i -E 'segfault|oops|BUG' | head -3)"
heard -u station | tail -20

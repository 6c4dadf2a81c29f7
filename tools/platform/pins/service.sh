# The guest's second job: the whole station, as a program and then inside the service's own sandbox: the button begins a
# session, poses lead to cues, the service is killed.
. /src/tools/platform/pins/words.sh
play cues
[ -e /src/systemd/station.service ] || exit 0
install -D -m 644 /src/systemd/station.service /etc/systemd/system/station.service
install -D -m 644 /src/systemd/sysusers.conf /etc/sysusers.d/station.conf
systemd-sysusers >/dev/null 2>&1
chgrp gpio /dev/gpiochip0 && chmod 660 /dev/gpiochip0
mkdir -p /etc/station /etc/systemd/system/station.service.d /run/poses
"$program/python" $scene poses --out /run/poses/long.poses.jsonl
chmod -R a+rX /run/poses
cat >/etc/station/station.toml <<EOF
[camera]
source = "/run/poses/long.poses.jsonl"
[coaching]
baseline_s = 10
baseline_steps = 12
[signals]
gpio = true
[dashboard]
port = 8080
EOF
chgrp station /etc/station/station.toml /etc/station && chmod 640 /etc/station/station.toml && chmod 750 /etc/station
printf '[Service]\nReadOnlyPaths=/run/poses\n' >/etc/systemd/system/station.service.d/test.conf
pull 25 up
systemctl daemon-reload
begin
systemctl start station.service
echo "started $?" >>/out/sandbox.txt
systemctl show station.service -p ActiveState -p User -p DevicePolicy -p ProtectSystem >>/out/sandbox.txt
pull 25 down; sleep 0.2; pull 25 up
sleep 25
echo "lit $(lit)" >>/out/sandbox.txt
end sandbox
for _ in $(seq 200); do [ -n "$(lit)" ] && break; sleep 0.05; done
echo "before-kill $(lit)" >>/out/sandbox.txt
systemctl kill -s KILL station.service
sleep 0.1
for _ in $(seq 100); do systemctl is-active -q station.service || break; sleep 0.05; done
sleep 2.5
echo "after-kill $(lit)" >>/out/sandbox.txt
systemctl stop station.service
echo "after-stop $(lit)" >>/out/sandbox.txt
journalctl -u station.service --no-pager -o cat >/out/sandbox.log

#!/usr/bin/env bash
# In the guest: a release is installed by install.sh under the real systemd, updated, broken, left, cut short, removed.
# Each finding is a line NAME=VALUE; what is told beside it is for whoever looks into the log.
set -u
cd /tmp || exit 1
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
found() { printf '%s=%s\n' "$1" "$2"; }
since=$SECONDS
took() { found "$1_s" "$((SECONDS - since))"; since=$SECONDS; }
version() { python3 - <<'PY'
import json, time, urllib.error, urllib.request
for _ in range(120):
    try:
        print(json.load(urllib.request.urlopen("http://127.0.0.1/healthz", timeout=5))["version"]); break
    except urllib.error.HTTPError as answer:
        told = json.load(answer).get("version")
    except OSError:
        pass
    time.sleep(0.5)
else:
    print("nobody")
PY
}
form() { python3 -c 'import sqlite3; print(sqlite3.connect("/var/lib/station/station.db").execute("select version_num from alembic_version").fetchone()[0])'; }

# This kernel maps page by page, and the host allows a process 65,530 mappings: memory in large pieces needs fewer.
in_one_piece() { sync; echo 3 >/proc/sys/vm/drop_caches; since=$SECONDS; }

rm -rf /opt/station/current /opt/station/releases
mkdir -p /etc/station
printf '[camera]\nsource = "/var/lib/station/camera.poses.jsonl"\nview = "front"\n[store]\ndata_dir = "/var/lib/station"\n[dashboard]\nlan = true\nport = 80\n' >/etc/station/station.toml
tar -xf /out/archives/station-9.1.tar
since=$SECONDS
bash station-9.1/install.sh --offline
found install_rc $?
took install
found installed "$(version)"
found user "$(ps -o user= -p "$(systemctl show -P MainPID station)")"
found enabled "$(systemctl is-enabled station station-settle station-network station-backup.timer station-tidy.timer | tr '\n' ' ')"
found command "$(station --version | tail -n 1)"
first=$(form)

in_one_piece
station update /out/archives/station-9.3.tar
found broken_rc $?
took broken
found after_broken "$(version) $([ "$(form)" = "$first" ] && echo same-form)"

in_one_piece
station update /out/archives/station-9.2.tar
found update_rc $?
took update
journalctl -u station -o short-monotonic -n 40 --no-pager | sed 's/=/: /g'
found updated "$(version) $(form)"

in_one_piece
station rollback
found rollback_refused $?
in_one_piece
station rollback --restore
found rollback_rc $?
took rollback
found back "$(version) $([ "$(form)" = "$first" ] && echo same-form)"

# A power cut just after the switch: the update is killed, the station with it; then what the box does at its start.
in_one_piece
station rollback &
cut=$!
until [ "$(readlink /opt/station/current)" = releases/9.2 ] || ! kill -0 $cut 2>/dev/null; do sleep 0.02; done
kill -KILL $cut
found cut_at "$(readlink /opt/station/current) $([ -e /opt/station/pending.json ] && echo noted)"
systemctl kill --signal=KILL station; systemctl stop station
systemctl start station-settle
found settle "$(systemctl show -P Result station-settle)"
systemctl start station
found after_cut "$(version) $([ -e /opt/station/pending.json ] || echo no-note)"

bash /opt/station/current/install.sh --uninstall
found uninstall_rc $?
found left "$(systemctl is-active station) $([ -e /opt/station/releases ] || echo no-program) $([ -e /var/lib/station/station.db ] && echo record)"
exit 0

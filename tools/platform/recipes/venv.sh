#!/usr/bin/env bash
# venv.sh ROOT LOCK: the station's locked dependencies, picamera2 and lgpio into /opt/station/venv of the root.
set -euo pipefail
root=$1
cp "$2" "$root/tmp/requirements.lock"
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
chroot "$root" bash -euo pipefail <<'CHROOT'
unset PIP_FIND_LINKS
export PIP_CERT=/etc/ssl/certs/ca-certificates.crt PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
rm -rf /opt/station/venv
python3 -m venv --system-site-packages /opt/station/venv
. /opt/station/venv/bin/activate
pip install -q -r /tmp/requirements.lock
pip freeze --local >/tmp/constraints.txt
pip install -q setuptools wheel
# The index has no lgpio wheel for Python 3.13, only a dummy: build the real one. (A Pi takes it from apt.)
PYPI=1 pip install -q --no-build-isolation lgpio==0.2.2.0
pip install -q -c /tmp/constraints.txt --prefer-binary picamera2==0.3.38
rm -rf /root/.cache
CHROOT
cp "$(dirname "$0")/pykms.py" "$root"/opt/station/venv/lib/python3.13/site-packages/pykms.py

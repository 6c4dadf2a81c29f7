#!/usr/bin/env bash
# libcamera.sh ROOT: libcamera 0.7.2 with its virtual, vimc and uvcvideo pipelines into /opt/libcamera of the root.
# Debian trixie's own 0.4.0 drops most frames of the virtual pipeline.
set -euo pipefail
chroot "$1" bash -euo pipefail <<'CHROOT'
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends meson ninja-build pkg-config g++ dpkg-dev libyaml-dev python3-yaml \
    python3-jinja2 python3-ply libudev-dev libgnutls28-dev openssl libevent-dev pybind11-dev libyuv-dev libjpeg-dev >/dev/null
list=/etc/apt/sources.list.d/sid-source.list
echo "deb-src $(awk '/^deb |^URIs:/ {print $2; exit}' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null) sid main" >"$list"
mkdir -p /opt/build && cd /opt/build
apt-get -o Acquire::Check-Valid-Until=false update -qq
apt-get -o Acquire::Check-Valid-Until=false source -qq --download-only libcamera=0.7.2-1
rm "$list"
mkdir source && tar -C source --strip-components=1 -xf libcamera_0.7.2.orig.tar.*
cd source
meson setup build --prefix=/opt/libcamera --buildtype=release -Dwerror=false -Dpipelines=virtual,vimc,uvcvideo \
    -Dipas=vimc -Dpycamera=enabled -Dcam=enabled -Dqcam=disabled -Dgstreamer=disabled -Dv4l2=disabled \
    -Dlc-compliance=disabled -Dtracing=disabled -Ddocumentation=disabled -Dtest=false -Dandroid=disabled >/opt/build/setup.log 2>&1
nice ninja -C build >/opt/build/ninja.log 2>&1
ninja -C build install >>/opt/build/ninja.log 2>&1
rm -rf /opt/build
CHROOT

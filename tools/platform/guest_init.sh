#!/bin/sh
# The guest's first program. Its root is the host's folder: an overlay in memory goes over it, so that nothing the
# guest does is left behind and guests may run side by side; then systemd, or the job alone (STATION_BARE=1).
# The kernel hands on what stood on its command line: STATION_SRC, STATION_OUT, STATION_BARE.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

mount -t tmpfs -o size=75% tmpfs /overlay
mkdir /overlay/upper /overlay/work /overlay/root
mount -t overlay overlay -o lowerdir=/,upperdir=/overlay/upper,workdir=/overlay/work /overlay/root
cd /overlay/root || exit 1
mount -i -t hostfs none src -o "ro,hostfs=$STATION_SRC"
mount -i -t hostfs none out -o "hostfs=$STATION_OUT"
mount -t devtmpfs devtmpfs dev
[ -d out/root ] && cp -a out/root/. . # files that are to be there before anything starts
[ -z "$STATION_BARE" ] && exec chroot . /sbin/init

mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
mkdir -p dev/shm dev/pts
mount -t tmpfs tmpfs dev/shm
exec chroot . /bin/bash /usr/local/sbin/station-job

#!/usr/bin/env bash
# inside.sh ROOT SRC OUT COMMAND...: run a command in the root on this machine's own kernel, /src and /out being folders
# of the host. The mounts are this process's own and go with it.
set -euo pipefail
root=$1 src=$2 out=$3
shift 3
mount --bind "$src" "$root/src"
mount --bind "$out" "$root/out"
mount --bind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
mount --bind "$out/pipeline" "$root/opt/libcamera/share/libcamera/pipeline/virtual"
exec chroot "$root" /usr/bin/env -i \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp MPLCONFIGDIR=/tmp PYTHONDONTWRITEBYTECODE=1 \
    LD_LIBRARY_PATH=/opt/libcamera/lib/x86_64-linux-gnu PYTHONPATH=/src:/opt/libcamera/lib/python3/dist-packages \
    LD_PRELOAD=/out/lens.so LENS_FPS="${LENS_FPS:-120}" LENS_COVERED=/out/covered LENS_STUCK=/out/stuck "$@"

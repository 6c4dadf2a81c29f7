#!/usr/bin/env bash
# kernel.sh ROOT CONFIG TARGET: Debian's Linux as a program (User Mode Linux), with the drivers that stand in for a Pi's.
set -euo pipefail
root=$1 config=$(realpath "$2") target=$(realpath -m "$3")
work=$(mktemp -d -p "$(dirname "$target")")
trap 'rm -rf "$work"' EXIT
chroot "$root" sh -c 'apt-get update -qq && cd /root && apt-get download -qq linux-source-6.12'
mv "$root"/root/linux-source-6.12_*.deb "$work/source.deb"
mkdir "$work/source" "$work/build"
dpkg-deb --fsys-tarfile "$work/source.deb" | tar -xOf - ./usr/src/linux-source-6.12.tar.xz |
    tar -xJ -C "$work/source" --strip-components=1
cd "$work/source"
make ARCH=um O="$work/build" defconfig >/dev/null
scripts/kconfig/merge_config.sh -m -O "$work/build" "$work/build/.config" "$config" >/dev/null
make ARCH=um O="$work/build" olddefconfig >/dev/null
make -j"$(nproc)" ARCH=um O="$work/build" linux >"$target.log" 2>&1
strip -o "$target.new" "$work/build/linux"
mv "$target.new" "$target"

#!/usr/bin/env bash
# What the platform's tests need of Debian, beside Python.
set -euo pipefail
packages=(mmdebstrap arch-test e2fsprogs gcc make flex bison bc libelf-dev libssl-dev xz-utils cpio systemd)
missing=()
for package in "${packages[@]}"; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null

#!/usr/bin/env bash
# Look for the system libraries that the wheels need and a bare machine lacks; install them where that is allowed,
# else print the one command that does. Arguments: further packages to want, as COMMAND=PACKAGE.
# With NO_INSTALL=1 it only tells what is missing.
set -euo pipefail

missing=()
libraries=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null || true)
want_library() { grep -q "$1" <<<"$libraries" || missing+=("$2"); }

# Debian renamed glib's package when it moved to 64-bit time (Trixie).
glib=libglib2.0-0
apt-cache show libglib2.0-0t64 >/dev/null 2>&1 && glib=libglib2.0-0t64

want_library libGL.so.1 libgl1
want_library libEGL.so.1 libegl1
want_library libGLESv2.so.2 libgles2
want_library libglib-2.0.so.0 "$glib"
"${PYTHON:-python3}" -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
for want in "$@"; do
    command -v "${want%%=*}" >/dev/null 2>&1 || missing+=("${want##*=}")
done

[ ${#missing[@]} -eq 0 ] && exit 0
install=(apt-get install -y --no-install-recommends "${missing[@]}")
if [ -n "${NO_INSTALL:-}" ]; then
    echo "These Debian packages are missing: ${missing[*]}" >&2
    exit 1
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "These packages (Debian's names) are missing; install them with this system's package manager: ${missing[*]}" >&2
    exit 1
fi
if [ "$(id -u)" -eq 0 ]; then
    root=()
elif sudo -n true 2>/dev/null; then
    root=(sudo)
else
    printf 'Some system packages are missing. Run this once, then try again:\n  sudo apt-get update && sudo %s\n' "${install[*]}" >&2
    exit 1
fi
echo "Installing system packages: ${missing[*]}"
"${root[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${root[@]}" "${install[@]}"

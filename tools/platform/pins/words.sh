# Source this in the guest before scenes: a chip, and words for playing a scene with a trace of its own in /out.
. /src/tools/platform/gpio.sh
program=/opt/station/current/venv/bin
scene=/src/tools/platform/pins/scenes.py
outputs="17 27 22 23 24 18 5 6 13 19 26"
export LG_WD=/run PYTHONDONTWRITEBYTECODE=1
cd /run || exit 1

begin() { echo >$gpio_tracing/trace; }
end() { { echo "base $gpio_base"; cat $gpio_tracing/trace; } >"/out/$1.trace"; }
play() { begin; "$program/python" $scene "$@" --out "/out/$1.json"; echo "$1 $?"; end "$1"; }
lit() { for pin in $outputs; do [ "$(level "$pin")" = 1 ] && printf '%s ' "$pin"; done; }
await() { for _ in $(seq 300); do [ -e "$1" ] && break; sleep 0.1; done; }
uptime_s() { cut -d' ' -f1 /proc/uptime; }

export GPIO_LINES=$gpio_lines

#!/bin/sh
# The guest's first and only program: a kernel GPIO chip with a Pi's lines, its tracepoint on, and then play.py.
# The kernel hands over as environment what stood on its command line: STATION_REPO, STATION_OUT, STATION_PYTHON,
# STATION_ARGS (arguments joined by commas). The root is read-only; only STATION_OUT is written to.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

mount -t proc proc /proc
mount -t sysfs sysfs /sys
[ -e /dev/null ] || mount -t devtmpfs devtmpfs /dev
mount -t tmpfs tmpfs /run
mkdir /run/repo /run/out
mount -i -t hostfs none /run/repo -o "$STATION_REPO"
mount -i -t hostfs none /run/out -o "$STATION_OUT"
exec >/run/out/guest.log 2>&1
mount -t configfs configfs /sys/kernel/config
mount -t tracefs tracefs /sys/kernel/tracing
mount -t debugfs debugfs /sys/kernel/debug

chip=/sys/kernel/config/gpio-sim/pi
mkdir "$chip" "$chip/bank0"
echo 54 >"$chip/bank0/num_lines"
echo pinctrl-rp1 >"$chip/bank0/label"
echo 1 >"$chip/live"

# gpiozero asks which Pi this is before it touches a pin.
{ cat /proc/cpuinfo; printf 'Revision\t: c04170\n'; } >/run/cpuinfo
mount --bind /run/cpuinfo /proc/cpuinfo

trace=/sys/kernel/tracing
base=$(sed -n 's/^gpiochip0: GPIOs \([0-9]*\)-.*/\1/p' /sys/kernel/debug/gpio)
pin=$((base + ${STATION_PIN:-18}))
echo mono >$trace/trace_clock
echo 16384 >$trace/buffer_size_kb
echo "gpio == $pin && get == 0" >$trace/events/gpio/gpio_value/filter
echo 1 >$trace/events/gpio/gpio_value/enable

cd /run && LG_WD=/run PYTHONPATH=/run/repo PYTHONDONTWRITEBYTECODE=1 \
    "$STATION_PYTHON" /run/repo/tools/metronome_pin/play.py --gpio --out /run/out/guest.json $(echo "$STATION_ARGS" | tr , ' ')
cp $trace/trace /run/out/trace.txt
sync
echo o >/proc/sysrq-trigger
sleep 10

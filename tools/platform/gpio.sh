#!/bin/bash
# Source this in a guest: a kernel GPIO chip that looks like the header of a Pi 5, with the kernel's stamp on every
# level that changes. Afterwards: level N, pull N up|down, gpio_trace (stamps are CLOCK_MONOTONIC).
mountpoint -q /sys/kernel/config || mount -t configfs configfs /sys/kernel/config
mountpoint -q /sys/kernel/tracing || mount -t tracefs tracefs /sys/kernel/tracing
mountpoint -q /sys/kernel/debug || mount -t debugfs debugfs /sys/kernel/debug

gpio_sim=/sys/kernel/config/gpio-sim/pi
if [ ! -d $gpio_sim ]; then
    mkdir $gpio_sim $gpio_sim/bank0
    echo 54 >$gpio_sim/bank0/num_lines
    echo pinctrl-rp1 >$gpio_sim/bank0/label
    echo 1 >$gpio_sim/live
fi
gpio_lines=/sys/devices/platform/$(cat $gpio_sim/dev_name)/$(cat $gpio_sim/bank0/chip_name)
gpio_base=$(sed -n 's/^gpiochip0: GPIOs \([0-9]*\)-.*/\1/p' /sys/kernel/debug/gpio)

# gpiozero asks which Pi this is before it touches a pin.
if ! grep -q c04170 /proc/cpuinfo; then
    { cat /proc/cpuinfo; printf 'Revision\t: c04170\n'; } >/run/cpuinfo
    mount --bind /run/cpuinfo /proc/cpuinfo
fi
getent group gpio >/dev/null && chgrp gpio /dev/gpiochip0 && chmod 660 /dev/gpiochip0

gpio_tracing=/sys/kernel/tracing
echo mono >$gpio_tracing/trace_clock
echo 16384 >$gpio_tracing/buffer_size_kb
echo 'get == 0' >$gpio_tracing/events/gpio/gpio_value/filter
echo 1 >$gpio_tracing/events/gpio/gpio_value/enable
export GPIOZERO_PIN_FACTORY=lgpio

level() { cat "$gpio_lines/sim_gpio$1/value"; }
pull() { echo "pull-$2" >"$gpio_lines/sim_gpio$1/pull"; }
gpio_trace() { grep gpio_value $gpio_tracing/trace | sed -E "s/.* ([0-9]+\.[0-9]+): gpio_value: ([0-9]+) set ([01]).*/\1 \2 \3/" | awk -v base="$gpio_base" '{print $1, $2 - base, $3}'; }

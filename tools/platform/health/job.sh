# The guest's job: `station check`, first dark, then along the lamps of the kernel's GPIO chip, somebody at the button.
. /src/tools/platform/gpio.sh
export LG_WD=/run PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/src:/out/more
cd /run || exit 1
check="/opt/station/current/venv/bin/python -m station check --config /run/pins.toml --data-dir /run/record"
printf '[signals]\ngpio = true\n' >/run/pins.toml
mkdir -p /run/record
pull 25 up

echo >$gpio_tracing/trace
$check --json >/out/plain.json 2>/out/plain.err
echo "plain $?"
{ echo "base $gpio_base"; cat $gpio_tracing/trace; } >/out/plain.trace

echo >$gpio_tracing/trace
$check --lamps --json >/out/lamps.json 2>/out/lamps.err &
walk=$!
for _ in $(seq 900); do grep -q "^Press" /out/lamps.err && break; sleep 0.1; done
sleep 1
pull 25 down
sleep 0.3
pull 25 up
wait $walk
echo "lamps $?"
{ echo "base $gpio_base"; cat $gpio_tracing/trace; } >/out/lamps.trace

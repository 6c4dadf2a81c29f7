# The guest's first job: lamps, buzzer and button, scene by scene.
. /src/tools/platform/pins/words.sh
play levels
play patterns
play tones
play glow
begin
"$program/python" /src/tools/metronome_pin/play.py --gpio --seconds 20 --out /out/metronome.json
echo "metronome $?"
end metronome

# The button: a press, a contact that bounces, a second one too soon.
pull 25 up
begin
"$program/python" $scene button --out /out/button.json &
await /run/button-ready
"$program/python" $scene press --out /out/press.json
touch /run/button-done
wait
end button

# Who holds the pins ends in six ways; what stays lit then, and after `station dark`.
printf '[signals]\ngpio = true\n' >/run/pins.toml
for way in close TERM INT KILL crash abort; do
    rm -f /run/lit /run/go
    "$program/python" $scene end --way "$way" --out /out/end.json 2>/dev/null &
    owner=$!
    await /run/lit
    before=$(lit)
    touch /run/go
    case $way in TERM | INT | KILL) kill -$way $owner ;; esac
    wait $owner 2>/dev/null
    left=$(lit)
    begin
    began=$(uptime_s)
    "$program/station" dark --config /run/pins.toml >/run/dark.log 2>&1
    rc=$?
    lowered=$(grep -o 'gpio_value: [0-9]* set 0' $gpio_tracing/trace | sort -u | wc -l)
    echo "$way|$before|$left|$(lit)|$rc|$lowered|$(echo "$(uptime_s) - $began" | awk '{print $1 - $3}')" >>/out/ends.txt
done

# Pins that a program still holds are told of, and the rest is darkened.
rm -f /run/lit
"$program/python" $scene end --way hold --out /out/end.json &
owner=$!
await /run/lit
"$program/station" dark --config /run/pins.toml >/out/busy.txt 2>&1
echo "rc $?" >>/out/busy.txt
kill -9 $owner
wait $owner 2>/dev/null
exit 0

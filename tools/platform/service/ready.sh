# How long does a boot take until the station is READY? Nothing else is looked at.
. /src/tools/platform/service/say.sh
booted
say ready_s "$(( $(show ActiveEnterTimestampMonotonic) / 1000 ))"
say began_s "$(( $(show ExecMainStartTimestampMonotonic) / 1000 ))"

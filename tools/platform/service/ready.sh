# How long does a boot take until the station is READY? Nothing else is looked at.
. /src/tools/platform/service/say.sh
booted

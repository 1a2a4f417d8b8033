#!/usr/bin/env bash
# A sound server without hardware. What is played to the sink "speaker" is heard from the source "microphone", bit for bit.
#
#   tests/virtual-microphone.sh serve FOLDER [RATE [CHANNELS [PLACE]]]   serves at unix:FOLDER/native until it is ended
#   tests/virtual-microphone.sh plug FOLDER [RATE [CHANNELS]]            gives a running server the devices
#   tests/virtual-microphone.sh unplug FOLDER                            takes them away, the streams on them too
#
# Needs pulseaudio and pulseaudio-utils. With RATE 0 the server starts without devices. With PLACE "realtime" it takes the place among the
# processes that it has on a desktop, a niceness of -11 and real time for its devices, which needs the right to it; by default it asks for none.
set -euo pipefail
verb=$1 folder=$2 rate=${3:-48000} channels=${4:-1} place=${5:-usual}
export PULSE_RUNTIME_PATH=$folder PULSE_SERVER=unix:$folder/native

# Without norewinds the sink would rewrite what its monitor has not heard yet, and about the first two seconds would be lost.
speaker() {
    echo "load-module module-null-sink sink_name=speaker rate=$rate channels=$channels format=float32le norewinds=1"
}
microphone() {
    echo "load-module module-remap-source source_name=microphone master=speaker.monitor source_properties=device.description=Microphone"
}

case $verb in
    serve)
        mkdir -p "$folder"
        rm -f "$folder/native"
        {
            echo .fail
            echo "load-module module-native-protocol-unix socket=$folder/native auth-anonymous=1"
            if [ "$rate" -gt 0 ]; then
                speaker
                microphone
                echo set-default-source microphone
            fi
        } > "$folder/server.pa"
        # Without the right to it, real time is asked of the system's bus, which a build machine may not have.
        [ "$place" = realtime ] && asked=yes || asked=no
        exec pulseaudio -n -F "$folder/server.pa" --daemonize=no --exit-idle-time=-1 --use-pid-file=no --realtime=$asked --high-priority=$asked --log-level=error
        ;;
    plug)
        # shellcheck disable=SC2046
        pactl $(speaker) > /dev/null
        # shellcheck disable=SC2046
        pactl $(microphone) > /dev/null
        pactl set-default-source microphone
        ;;
    unplug)
        pactl unload-module module-remap-source
        pactl unload-module module-null-sink
        ;;
    *)
        echo "virtual-microphone.sh: $verb is no verb; use serve, plug or unplug" >&2
        exit 2
        ;;
esac

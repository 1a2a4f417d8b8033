#!/bin/sh
# Makes the other sounds that the Arabic commands are trained among, at 16 kHz: espeak-ng's sentences and single words, and digits.
#
#     sh make_others.sh FSDD OUT
#
# FSDD is the unpacked folder of the Free Spoken Digit Dataset's recordings; OUT what presets/train-arabic-commands.json looks for as
# $STREAMHOST_SOUNDS/arabic-others. It gets 12 voices reading a text at two speeds (20 minutes), 432 words of 18 voices (6 minutes) and
# 500 digits of three of the six speakers (4 minutes); the other three speakers are kept for what it is tried on.
set -eu
export LC_ALL=C
fsdd=$1 out=$2
mkdir -p "$out"
said=$out/said.wav.tmp text=$out/text.tmp
finish() { # sound file
    sox -t wav "$1" -r 16000 -c 1 -b 16 "$2" gain -n -6 2>/dev/null
}

cat >"$text" <<END
The quick brown fox jumps over the lazy dog while the old clock in the hall strikes a quarter past seven.
Please remember to bring the green folder from the second shelf when you come to the meeting this afternoon.
Weather reports for the coast promise light winds and scattered clouds with sunshine towards the evening.
Our train was delayed again because somebody had left a suitcase on the platform near the ticket office.
She has been learning to play the cello since last winter and already performs with a small orchestra.
The recipe asks for flour, butter, sugar, a pinch of salt and the juice of half a lemon.
Engineers are looking at the turbine because its bearing makes a noise that was not there on Monday.
A library is not a luxury but one of the necessities of life, wrote somebody whose name I forget.
END
number=0
for voice in en-us en-gb+f2 de fr+m3 es+f4 it ar ar+f3 tr pl ru+m5 fa; do
    number=$((number + 1))
    for speed in 140 190; do
        espeak-ng -v "$voice" -s "$speed" -f "$text" -w "$said" 2>/dev/null
        finish "$said" "$out/o_${number}_$speed.wav"
    done
done

# Every third of the words for each voice, so that all voices together say all of them, each faster or slower, higher or lower.
number=0
for voice in en-us en-gb+f2 de+f1 fr+m3 es+f4 it+m1 ar ar+f3 ar+m4 tr+f2 pl+m2 ru+m5 fa+f1 en-us+m7 en-us+f5 en-gb-scotland hi+f2 el+m3; do
    for word in apple river window paper mountain seven yellow garden nine pocket music five silver button planet four orange winter zero kitchen \
        three bottle summer eight hammer basket one pencil two six island morning engine candle forest market number circle dragon pillow camera \
        ladder metal cotton secret rocket bridge flower doctor simple happy quick turn stone light house cloud table green sound horse fire night \
        world money plate train ship wheel glass bread chair; do
        number=$((number + 1))
        [ $((number % 3)) -eq 0 ] || continue
        espeak-ng -v "$voice" -s $((120 + (number * 37) % 90)) -p $((20 + (number * 53) % 60)) -w "$said" "$word" 2>/dev/null
        finish "$said" "$out/${number}_$word.wav"
    done
done

number=0
for path in "$fsdd"/*.wav; do
    case $path in *_george_* | *_jackson_* | *_lucas_*) ;; *) continue ;; esac
    number=$((number + 1))
    [ $((number % 3)) -eq 0 ] || continue
    finish "$path" "$out/$(basename "$path")"
done
rm -f "$said" "$text"

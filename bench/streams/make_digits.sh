#!/bin/sh
# Makes what the spoken-digits package is trained on and shown with: digits of espeak-ng's voices, other words, sentences.
#
#     sh make_digits.sh FSDD OUT
#
# FSDD is the unpacked folder of the Free Spoken Digit Dataset's recordings (8 kHz). OUT gets digits/ (FSDD's and the voices'),
# others/ (words and sentences that are no digits) and spoken-digits.wav: voices that are in neither, at 48 kHz.
set -eu
fsdd=$1 out=$2
mkdir -p "$out/digits" "$out/others"
cp "$fsdd"/*.wav "$out/digits/"
number=0
say() { # voice speed pitch words file rate
    espeak-ng -v "$1" -s "$2" -p "$3" -w "$out/said.wav" "$4" 2>/dev/null && sox "$out/said.wav" -r "$6" -c 1 -b 16 "$5" gain -n -3 2>/dev/null
}
for voice in en-us en-us+f1 en-us+f2 en-us+m1 en-us+m2 en-us+m3 en-us+m4 en-gb en-gb+f3 en-gb+m5 en-gb-scotland en-gb-x-rp en-gb-x-rp+f4 en-us+f4 \
    en-gb-scotland+f2 en-029 en-029+f3 en-gb-x-gbclan en-gb-x-gbcwmd; do
    digit=0
    for word in zero one two three four five six seven eight nine; do
        for take in 1 2 3; do
            number=$((number + 1))
            say $voice $((115 + (number * 37) % 90)) $((15 + (number * 53) % 70)) $word "$out/digits/${digit}_synth${number}_9.wav" 8000
        done
        digit=$((digit + 1))
    done
done
number=0
for voice in en-us en-gb+f2 de+f1 fr+m3 es+f4 it+m1 tr+f2 pl+m2 ru+m5 fa+f1 en-us+m7 en-us+f5 en-gb-scotland hi+f2 el+m3; do
    for word in apple river window paper mountain yellow garden pocket music silver button planet orange winter kitchen bottle summer hammer basket \
        pencil island morning engine candle forest market number circle dragon pillow camera ladder metal cotton secret rocket bridge flower doctor simple; do
        number=$((number + 1))
        [ $((number % 2)) -eq 0 ] || continue
        say $voice $((120 + (number * 37) % 90)) $((20 + (number * 53) % 60)) $word "$out/others/w${number}_$word.wav" 8000
    done
    say $voice 160 50 "The quick brown fox jumps over the lazy dog while the old clock in the hall strikes. Please remember to bring the green folder \
from the second shelf when you come to the meeting this afternoon. Weather reports for the coast promise light winds and scattered clouds." "$out/others/s_$voice.wav" 8000
done

# The recording: 12 digits of four other voices, at the rate of most sound cards, with quiet between them and a soft noise under it.
sox -n -r 48000 -c 1 -b 16 "$out/quiet.wav" trim 0 0.7
parts="$out/quiet.wav"
number=0
for word in three seven zero nine one four two eight five six nine one; do
    number=$((number + 1))
    case $((number % 4)) in 0) voice=en-us-nyc ;; 1) voice=en-us+f3 ;; 2) voice=en-gb+m7 ;; *) voice=en-us+m6 ;; esac
    say $voice $((135 + number * 3)) 45 $word "$out/part$number.wav" 48000
    parts="$parts $out/part$number.wav $out/quiet.wav"
done
sox $parts "$out/clean.wav" gain -6
sox "$out/clean.wav" -p synth pinknoise vol 0.004 | sox -m "$out/clean.wav" - "$out/spoken-digits.wav"
rm -f "$out"/part*.wav "$out/said.wav" "$out/quiet.wav" "$out/clean.wav"

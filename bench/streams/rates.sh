#!/bin/sh
# Evaluates one package on its test clips at every usual rate, resampled by sox's best, beside what else one could do:
#
#     sh rates.sh PACKAGE PRESET CLIPS LIST TRAINED_RATE OUT
#
# CLIPS is the preset's dataset.folder; LIST a file of the test clips' paths in it, one a line; OUT a folder to work in. Columns: the kernels
# rebuilt for the rate; the same network behind a resampler, the clips brought back to the trained rate; and an ordinary network that
# knows no rates: the clips as they are, said to be at the trained rate.
set -eu
package=$1 preset=$2 clips=$3 list=$4 trained=$5 out=$6
streamhost=${STREAMHOST:-"dotnet run -c Release --no-build --project src/Host --"}
accuracy() { # folder
    $streamhost eval "$package" --data "$preset" --set "dataset.folder=$1" --set "dataset.train=[]" --set "dataset.others=[]" --set "dataset.test=[]" \
        --set 'dataset.testPattern="."' | sed -n 's/.*test: \([0-9.]*\) %.*/\1/p'
}
printf '| rate, Hz | kernels rebuilt | resampled to %s Hz | taken as %s Hz |\n|---|---|---|---|\n' "$trained" "$trained"
for rate in 8000 11025 16000 22050 24000 32000 44100 48000 96000 192000; do
    for form in at back as; do
        mkdir -p "$out/$form"
    done
    while read -r path; do
        mkdir -p "$out/at/$(dirname "$path")" "$out/back/$(dirname "$path")" "$out/as/$(dirname "$path")"
        if [ "$rate" = "$trained" ]; then
            cp "$clips/$path" "$out/at/$path"
        else
            sox "$clips/$path" -b 24 "$out/at/$path" gain -1 rate -v "$rate"
        fi
        sox "$out/at/$path" -b 24 "$out/back/$path" rate -v "$trained"
        sox -r "$trained" -t raw -e signed -b 24 -c 1 "|sox $out/at/$path -t raw -e signed -b 24 -" "$out/as/$path"
    done <"$list"
    printf '| %s | %s %% | %s %% | %s %% |\n' "$rate" "$(accuracy "$out/at")" "$(accuracy "$out/back")" "$(accuracy "$out/as")"
    rm -rf "$out"
done

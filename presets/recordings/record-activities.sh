#!/usr/bin/env bash
# Records what this machine's kernel counters do while it works: runs of six activities in random order.
#
#   presets/recordings/record-activities.sh FOLDER RUNS [FIRST]
#
# writes FOLDER/run-N.csv (the events of the `machine` source) and FOLDER/run-N.labels.csv (which activity, from when to
# when) for N = FIRST (default 1) .. FIRST+RUNS-1. A run takes about 70 s; nothing else should run meanwhile. N seeds the order, the
# lengths and the kind of each load, so that no two runs are alike. Needs stress-ng and about 2 GB of free disk.
set -euo pipefail
folder=$1 runs=$2 first=${3:-1}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
streamhost=("dotnet" "$root/src/Host/bin/Release/net10.0/streamhost.dll")
mkdir -p "$folder"

pick() { local options=("$@"); echo "${options[RANDOM % ${#options[@]}]}"; }
stress() { stress-ng --quiet --temp-path "$folder" "$@" > /dev/null 2>&1; }

# Works at one activity for a number of seconds. Every load has several kinds, so that a network can't learn one program.
work() {
    local activity=$1 seconds=$2
    case $activity in
        idle) sleep "$seconds" ;;
        compute-one-core) stress --cpu 1 --cpu-method "$(pick fft matrixprod prime ackermann int64 double)" -t "$seconds" ;;
        compute-all-cores) stress --cpu "$(nproc)" --cpu-method "$(pick fft matrixprod prime ackermann int64 double)" -t "$seconds" ;;
        memory) case $(pick vm mmap malloc) in
            vm) stress --vm 1 --vm-bytes 1g -t "$seconds" ;;
            mmap) stress --mmap 1 --mmap-bytes 512m -t "$seconds" ;;
            malloc) stress --malloc 1 --malloc-bytes 512m --malloc-touch -t "$seconds" ;;
            esac ;;
        disk-write) case $(pick sync stream) in
            sync) timeout "$seconds" sh -c "while :; do dd if=/dev/zero of='$folder/disk.tmp' bs=64k count=2000 oflag=dsync status=none; done" || true ;;
            stream) timeout "$seconds" sh -c "while :; do dd if=/dev/zero of='$folder/disk.tmp' bs=1M count=256 conv=fsync status=none; done" || true ;;
            esac
            rm -f "$folder/disk.tmp" ;;
        loopback) case $(pick sock udp) in
            sock) stress --sock 1 -t "$seconds" ;;
            udp) stress --udp 1 -t "$seconds" ;;
            esac ;;
    esac
}

for ((run = first; run < first + runs; run++)); do
    RANDOM=$run
    labels="$folder/run-$run.labels.csv"
    echo 'start,end,label' > "$labels"
    "${streamhost[@]}" record machine --output "$folder/run-$run.csv" --stream "run-$run" --duration 90 &
    recorder=$!
    sleep 2
    for activity in $(printf '%s\n' idle compute-one-core compute-all-cores memory disk-write loopback | shuf --random-source=<(yes "$run")); do
        seconds=$((9 + RANDOM % 5))
        start=$(date +%s.%N)
        work "$activity" "$seconds"
        echo "$start,$(date +%s.%N),$activity" >> "$labels"
        sync
    done
    kill -TERM "$recorder"
    wait "$recorder" || true
    echo "run $run: $(wc -l < "$folder/run-$run.csv") lines"
done

"""Times the peers' works for a race.

Reads one request a line, `work variant seconds`, and answers with one line of JSON: the median microseconds of one unit
of that work over as many repeats as fit into the seconds. `list` answers with the variants of each work. One thread.
"""
import json
import sys
import time

import torch

torch.set_num_threads(1)
torch.manual_seed(0)

import cfc_peer  # noqa: E402
import ckcnn_peer  # noqa: E402

WORKS = {**cfc_peer.WORKS, **ckcnn_peer.WORKS}


def median_microseconds(call, seconds):
    """The median over timed repeats; short calls are timed several at a time."""
    start = time.perf_counter()
    call()
    once = max(time.perf_counter() - start, 1e-7)
    inner = max(1, int(0.002 / once))
    samples = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(samples) < 3:
        start = time.perf_counter()
        for _ in range(inner):
            call()
        samples.append((time.perf_counter() - start) / inner * 1e6)
    samples.sort()
    return samples[len(samples) // 2]


def main():
    ready = {}
    for line in sys.stdin:
        words = line.split()
        if words == ["list"]:
            answer = {work: list(variants) for work, variants in WORKS.items()}
        else:
            work, variant, seconds = words
            if (work, variant) not in ready:
                ready[work, variant] = WORKS[work][variant]()
                for _ in range(5 if work.startswith('train') else 20):
                    ready[work, variant]()
            answer = {"microseconds": median_microseconds(ready[work, variant], float(seconds))}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()

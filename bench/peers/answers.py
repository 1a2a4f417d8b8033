"""How peers answer a race: one request a line, one line of JSON each.

`list` is answered with the variants of each work, `work variant seconds` with the median microseconds of one unit of that work over as many
repeats as fit into the seconds, or with why there are none.
"""
import json
import sys
import time


def warm(call):
    """At least 5 times; at most 20, or for a second."""
    end = time.perf_counter() + 1
    for count in range(20):
        if count >= 5 and time.perf_counter() > end:
            break
        call()


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


class Calls:
    """What is called for one work, made and warmed when it is first asked for and kept until the next work is."""

    def __init__(self, works):
        self.works, self.work, self.calls = works, None, {}

    def of(self, work, variant):
        if work != self.work:
            self.work, self.calls = work, {}
        if variant not in self.calls:
            call = self.works[work][variant]()
            warm(call)
            self.calls[variant] = call
        return self.calls[variant]


def timed(calls, work, variant, seconds):
    try:
        return {"microseconds": median_microseconds(calls.of(work, variant), float(seconds))}
    except Exception as error:  # Whatever a library throws is the answer; what is asked for next is not lost by it.
        return {"error": " ".join(f"{type(error).__name__}: {error}".split())[:200]}


def serve(works, others=None):
    """Answers until there are no more requests.

    works: by name and variant what makes a call that does one unit; others: by its word what answers another request.
    """
    calls = Calls(works)
    for line in sys.stdin:
        words = line.split()
        if words == ["list"]:
            answer = {work: list(variants) for work, variants in works.items()}
        elif others and words[0] in others:
            answer = others[words[0]]()
        else:
            answer = timed(calls, *words)
        print(json.dumps(answer), flush=True)

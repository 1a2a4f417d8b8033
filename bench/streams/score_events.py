"""How many words of a stream were told, and what was told that was no word, from what `streamhost run` or `replay` wrote.

    python3 score_events.py TRUTH.csv CLASSIFICATIONS.jsonl [BACKGROUND]

A classification with "onset" counts as one telling, the background label's excepted. It is right where its label is that of a word that
it comes after the beginning of and at most 0.5 s after the end of; each word is told once at most.
"""
import csv
import json
import sys

LATE = 0.5


def main(truth, lines, background="background"):
    with open(truth, newline="") as file:
        words = [(float(row["start"]), float(row["end"]), row["label"]) for row in csv.DictReader(file)]
    told, last = [], 0.0
    with open(lines) as file:
        for line in file:
            entry = json.loads(line)
            if "label" not in entry:
                continue
            last = entry["to"]
            if entry["onset"] and entry["label"] not in (None, background):
                told.append((entry["to"], entry["label"]))
    open_words, right = list(words), 0
    for time, label in told:
        match = next((word for word in open_words if word[2] == label and word[0] <= time <= word[1] + LATE), None)
        if match:
            open_words.remove(match)
            right += 1
    wrong, missed = len(told) - right, len(words) - right
    f1 = 2 * right / max(1, 2 * right + wrong + missed)
    print(f"{right} right, {wrong} wrong, {missed} missed: F1 {f1:.3f}, {wrong / last * 3600:.1f} wrong an hour")


if __name__ == "__main__":
    main(*sys.argv[1:])

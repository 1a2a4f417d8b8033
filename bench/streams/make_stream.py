"""Makes a long recording out of clips: words at random times over the rooms they were spoken in, and where each word is.

    python3 make_stream.py words LIST FOLDER SECONDS SEED OUT.wav     words of a list (CSV, columns file and class)
    python3 make_stream.py other FOLDERS.. SECONDS SEED OUT.wav       everything in the folders, one sound after the other

Beside OUT.wav stands OUT.csv: start, end, label of each word, in seconds; empty for other sounds. The background is what the
clips hold before their words, put together end to end. One rate, one channel, 16 bits. Needs numpy.
"""
import csv
import pathlib
import sys
import wave

import numpy as np


def read(path):
    with wave.open(str(path)) as file:
        rate = file.getframerate()
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32768
    return samples, rate


def span(clip, rate):
    """Where the word is: from the first to the last 30 ms that are less than 25 dB below the loudest."""
    frame, step = int(0.03 * rate), int(0.01 * rate)
    powers = np.array([np.sum(clip[i : i + frame] ** 2) for i in range(0, len(clip) - frame + 1, step)])
    loud = np.flatnonzero(powers >= powers.max() * 0.00316)
    return loud[0] * step, loud[-1] * step + frame


def room(clips, rate, length, random):
    """The quiet before the words, faded into each other."""
    fade = int(0.02 * rate)
    up = np.linspace(0, 1, fade, dtype=np.float32)
    quiet = []
    for clip in clips:
        start, _ = span(clip, rate)
        if start > 4 * fade:
            quiet.append(clip[: start - fade])
    tone = np.zeros(length + rate, np.float32)
    at = 0
    while at < length:
        piece = quiet[random.integers(len(quiet))].copy()
        piece[:fade] *= up
        piece[-fade:] *= up[::-1]
        end = min(len(tone), at + len(piece))
        tone[at:end] += piece[: end - at]
        at += len(piece) - fade
    return tone[:length]


def write(path, sound, rate, rows):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    with open(pathlib.Path(path).with_suffix(".csv"), "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["start", "end", "label"])
        writer.writerows(rows)


def words(listing, folder, seconds, seed, out):
    random = np.random.default_rng(seed)
    with open(listing, newline="") as file:
        entries = list(csv.DictReader(file))
    clips = [(read(pathlib.Path(folder) / entry["file"]), entry["class"]) for entry in entries]
    rate = clips[0][0][1]
    length = int(seconds * rate)
    sound = room([samples for (samples, _), _ in clips], rate, length, random)
    rows, at = [], 1.0
    while True:
        (clip, _), label = clips[random.integers(len(clips))]
        start, end = span(clip, rate)
        first = int(at * rate)
        if first + len(clip) >= length:
            break
        fade = min(int(0.02 * rate), start + 1)
        shape = np.ones(len(clip), np.float32)
        shape[:fade] = np.linspace(0, 1, fade)
        shape[-int(0.02 * rate) :] = np.linspace(1, 0, int(0.02 * rate))
        sound[first : first + len(clip)] += clip * shape * 10 ** (random.uniform(-10, 3) / 20)
        rows.append([f"{(first + start) / rate:.3f}", f"{(first + end) / rate:.3f}", label])
        at += (end - start) / rate + random.uniform(1, 5)
    write(out, sound, rate, rows)


def other(folders, seconds, seed, out):
    random = np.random.default_rng(seed)
    sounds = [read(path) for folder in folders for path in sorted(pathlib.Path(folder).glob("*.wav"))]
    rate = sounds[0][1]
    length = int(seconds * rate)
    sound = random.normal(0, 10 ** (-65 / 20), length).astype(np.float32)
    at = rate
    while at < length:
        piece, own = sounds[random.integers(len(sounds))]
        assert own == rate, "the sounds have one rate"
        end = min(length, at + len(piece))
        sound[at:end] += piece[: end - at] * 10 ** (random.uniform(-15, 3) / 20)
        at = end + int(random.uniform(0.1, 1.0) * rate)
    write(out, sound, rate, [])


if __name__ == "__main__":
    kind, *arguments = sys.argv[1:]
    *sources, seconds, seed, out = arguments
    if kind == "words":
        words(*sources, float(seconds), int(seed), out)
    else:
        other(sources, float(seconds), int(seed), out)

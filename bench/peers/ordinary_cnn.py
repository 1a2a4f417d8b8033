"""An ordinary convolutional network on samples at every usual rate: what one does that neither rebuilds kernels nor resamples.

    python3 ordinary_cnn.py CLIPS PATTERN LIST RATE [EPOCHS] [SEED]

CLIPS is the folder of the clips, PATTERN a regular expression whose group "label" says the label of a path in it, LIST a file of the test clips'
paths, one a line (as for bench/streams/rates.sh); all others are learnt from. RATE is the clips' own. The network is of the kind of M5 (Dai
et al., 2017, "Very deep convolutional neural networks for raw waveforms"): a first layer of 10 ms, three of 3 steps, batch normalisation,
pooling, and the mean of all steps; as wide as gives it the parameters of the packages that it stands beside. It learns clips at random places,
faster or slower, louder or softer, in some noise. Then it hears the test clips, resampled by sox's best, as if they were at RATE. One
thread; needs PyTorch, numpy and sox. Prints a row of a table a rate.
"""
import pathlib
import re
import subprocess
import sys

import numpy as np
import torch

PARAMETERS = 65936
SECONDS = 1.2
RATES = (8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000, 96000, 192000)


class Network(torch.nn.Module):
    def __init__(self, channels, labels, rate):
        super().__init__()

        def layer(inputs, outputs, size, stride):
            convolution = torch.nn.Conv1d(inputs, outputs, size, stride, padding=size // 2)
            return [convolution, torch.nn.BatchNorm1d(outputs), torch.nn.ReLU(), torch.nn.MaxPool1d(4)]

        self.layers = torch.nn.Sequential(
            *layer(1, channels, rate // 100, rate // 2000),
            *layer(channels, channels, 3, 1),
            *layer(channels, 2 * channels, 3, 1),
            *layer(2 * channels, 2 * channels, 3, 1),
        )
        self.readout = torch.nn.Linear(2 * channels, labels)

    def forward(self, x):
        return self.readout(self.layers(x).mean(2))


def count(network):
    return sum(parameter.numel() for parameter in network.parameters())


def fitting(labels, rate):
    """The network whose parameters are nearest to as many."""
    return min((Network(channels, labels, rate) for channels in range(8, 128)), key=lambda network: abs(count(network) - PARAMETERS))


def read(path, rate, effects=()):
    command = ["sox", path, "-t", "f32", "-c", "1", "-", *effects]
    sound = np.frombuffer(subprocess.run(command, check=True, capture_output=True).stdout, "<f4")
    return sound / max(1e-9, np.sqrt(np.mean(sound**2)))


def placed(sound, place, length):
    """In a window with silence around it; what is longer stays whole."""
    window = np.zeros(max(length, len(sound)), np.float32)
    start = int(place * (len(window) - len(sound)))
    window[start : start + len(sound)] = sound
    return window


def scene(sound, length, random):
    speed = np.exp(random.uniform(-0.1, 0.1))
    sound = np.interp(np.arange(0, len(sound) - 1, speed), np.arange(len(sound)), sound)
    window = placed(sound, random.uniform(), length)[:length] * 10 ** (random.uniform(-6, 6) / 20)
    return window + random.normal(0, 10 ** (random.uniform(-50, -20) / 20), length)


def train(network, sounds, labels, epochs, length, random):
    optimizer = torch.optim.AdamW(network.parameters(), lr=0.01, weight_decay=0.01)
    batches = -(-len(sounds) // 32)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.01, epochs=epochs, steps_per_epoch=batches)
    for epoch in range(epochs):
        network.train()
        losses = []
        for batch in np.array_split(random.permutation(len(sounds)), batches):
            x = torch.tensor(np.stack([scene(sounds[i], length, random) for i in batch]), dtype=torch.float32).unsqueeze(1)
            loss = torch.nn.functional.cross_entropy(network(x), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}", file=sys.stderr, flush=True)
    network.eval()


def accuracy(network, paths, labels, rate, trained):
    """Of clips at a rate, heard as if they were at the trained one."""
    effects = () if rate == trained else ("gain", "-1", "rate", "-v", str(rate))
    right = 0
    for path, label in zip(paths, labels):
        window = placed(read(path, rate, effects), 0.5, int(SECONDS * rate))
        with torch.no_grad():
            right += int(network(torch.from_numpy(window).view(1, 1, -1)).argmax() == label)
    return right / len(paths)


def main(folder, pattern, tests, rate, epochs="40", seed="1"):
    torch.set_num_threads(1)
    torch.manual_seed(int(seed))
    rate, random = int(rate), np.random.default_rng(int(seed))
    tested = pathlib.Path(tests).read_text().split()
    paths = sorted(str(path.relative_to(folder)) for path in pathlib.Path(folder).rglob("*.wav"))
    known = [path for path in paths if path not in set(tested) and re.search(pattern, path)]
    words = sorted({re.search(pattern, path)["label"] for path in known})

    def labels(paths):
        return torch.tensor([words.index(re.search(pattern, path)["label"]) for path in paths])

    network = fitting(len(words), rate)
    print(f"{count(network)} parameters; {len(known)} clips to learn from, {len(tested)} to test", file=sys.stderr)
    train(network, [read(f"{folder}/{path}", rate) for path in known], labels(known), int(epochs), int(SECONDS * rate), random)
    print(f"| rate, Hz | ordinary network, taken as {rate} Hz |\n|---|---|")
    for heard in RATES:
        print(f"| {heard} | {100 * accuracy(network, [f'{folder}/{path}' for path in tested], labels(tested), heard, rate):.2f} % |", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

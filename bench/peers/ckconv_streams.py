"""A peer of streamed CKConv networks: the same network, a hop of many streams at a time, in plain PyTorch, written from the papers.

Knigge et al. 2023, "Modelling long range dependencies in ND": S4 blocks of separable convolutions, x + gelu(W gelu(conv(norm(x)))); kernels come sampled,
for the rate of the streams, since they stay. What a layer has heard is kept as samples, the last as many as its kernel reads.
"""
import json
import math

import torch


def fast_length(least):
    """The next length without factors above 5."""
    length = least
    while True:
        rest = length
        for factor in (2, 3, 5):
            while rest % factor == 0:
                rest //= factor
        if rest == 1:
            return length
        length += 1


def mel(frequency):
    return 2595 * math.log10(1 + frequency / 700)


class Bank:
    """Tones under a window, their powers summed over mel bands, in logarithm, once a hop."""

    def __init__(self, options, rate, device):
        window, count, self.floor = options["window"], options["bands"], options["floor"]
        self.taps = math.ceil(window * rate)
        step, reach = 1 / window, 2 / window
        tones = torch.arange(math.ceil(options["lowest"] / step), int(options["highest"] / step) + 1, dtype=torch.float64) * step
        tones = tones[tones + reach <= rate / 2]
        lags = (self.taps - torch.arange(self.taps, dtype=torch.float64) - 0.5) / rate
        gain = torch.where(lags < window, 0.5 * (1 - torch.cos(2 * math.pi * lags / window)) * 4 / (window * rate), 0.0)
        angles = 2 * math.pi * lags[:, None] * tones
        self.kernels = (gain[:, None] * torch.cat([torch.cos(angles), torch.sin(angles)], 1)).float().to(device)
        low, high = mel(options["lowest"]), mel(options["highest"])
        places = torch.tensor([(mel(tone) - low) * (count + 1) / (high - low) for tone in tones.tolist()])
        weights = (1 - (places[:, None] - torch.arange(1, count + 1)).abs()).clamp(min=0)
        self.bands = torch.cat([weights, weights]).to(device)

    def history(self, streams, device):
        return torch.zeros(streams, self.taps, device=device)

    def __call__(self, samples, heard):
        heard = torch.cat([heard, samples], 1)[:, samples.shape[1]:]
        return torch.log((heard @ self.kernels).square() @ self.bands + self.floor).unsqueeze(2), heard


class Layer:
    """A depthwise convolution, and what mixes its channels: [streams, channels, steps]. Spectra of the kernels are kept where a call has more than a step."""

    def __init__(self, tensors, name, steps):
        kernel = tensors[f"{name}.kernel"]
        self.channels, self.taps = kernel.shape
        self.bias = tensors[f"{name}.bias"].unsqueeze(1)
        self.mixer = Linear(tensors, f"{name}.mixer")
        self.steps, self.kernel = steps, kernel
        self.length = fast_length(self.taps - 1 + steps)
        self.spectrum = torch.fft.rfft(kernel.flip(1), self.length) if steps > 1 else None

    def history(self, streams, device):
        return torch.zeros(streams, self.channels, self.taps - 1, device=device)

    def __call__(self, x, heard):
        heard = torch.cat([heard, x], 2)
        if self.steps == 1:
            y = (heard * self.kernel).sum(2, keepdim=True)
        else:
            # The first samples of a circular convolution are wrong, as many as the kernel reaches back.
            y = torch.fft.irfft(torch.fft.rfft(heard, self.length) * self.spectrum, self.length)[..., self.taps - 1:self.taps - 1 + self.steps]
        return self.mixer(y + self.bias), heard[..., self.steps:]


class Linear:
    """W x + b at every step."""

    def __init__(self, tensors, name):
        self.weight, self.bias = tensors[f"{name}.weight"], tensors[f"{name}.bias"]

    def __call__(self, x):
        return torch.nn.functional.linear(x.transpose(1, 2), self.weight, self.bias).transpose(1, 2)


class Norm:
    """A batch normalisation that is done learning."""

    def __init__(self, tensors, name):
        self.factor, self.offset = tensors[f"{name}.factor"].unsqueeze(1), tensors[f"{name}.offset"].unsqueeze(1)

    def __call__(self, x):
        return x * self.factor + self.offset


class Network:
    """A hop each of many streams: scores, and all that was heard, from samples and all that was heard before."""

    def __init__(self, tensors, about, device):
        options = json.loads(about["bank"]) if "bank" in about else None
        self.device, self.hop = device, int(about["hop"])
        steps = 1 if options else self.hop
        self.bank = Bank(options, int(about["rate"]), device) if options else None
        self.bank_norm = Norm(tensors, "bank.norm") if options else None
        blocks = range(int(about["blocks"]))
        self.layers = [Layer(tensors, name, steps) for name in ["stem", *(f"blocks.{i}" for i in blocks)]]
        self.norms = [Norm(tensors, f"blocks.{i}.norm") for i in blocks]
        self.linears = [Linear(tensors, f"blocks.{i}.linear") for i in blocks]
        self.stem_norm, self.end_norm, self.readout = Norm(tensors, "stem.norm"), Norm(tensors, "end.norm"), Linear(tensors, "readout")

    def histories(self, streams):
        return [part.history(streams, self.device) for part in ([self.bank] if self.bank else []) + self.layers]

    def __call__(self, samples, *histories):
        gelu, before, after = torch.nn.functional.gelu, list(histories), []

        def through(part, x):
            y, heard = part(x, before.pop(0))
            after.append(heard)
            return y

        x = self.bank_norm(through(self.bank, samples)) if self.bank else samples.unsqueeze(1)
        x = gelu(self.stem_norm(through(self.layers[0], x)))
        for layer, norm, linear in zip(self.layers[1:], self.norms, self.linears):
            x = x + gelu(linear(gelu(through(layer, norm(x)))))
        return self.readout(self.end_norm(x[..., -1:])).squeeze(2), *after

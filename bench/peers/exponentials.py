"""How well the kernels of a trained CKCNN can be said by sums of complex exponentials (a diagonal state space), and what that costs.

    python3 exponentials.py smnist_100k.json smnist_100k.f32 MNIST_FOLDER [IMAGES]

For each number of poles, shared by all kernels of a layer: the poles by shift invariance of the kernels' Hankel matrix (Kung, 1978; ERA), then the
weights by least squares; the error of each layer's kernels in dB, and the images that the network with those kernels tells right. Needs
numpy and PyTorch; the authors' smallest network, read from its flat export.
"""
import gzip
import json
import sys

import numpy as np
import torch

OMEGA, STEPS, CHANNELS = 31.09195739463897, 784, 30


def load(index, weights):
    raw = open(weights, "rb").read()
    return {
        item["name"]: torch.tensor(np.frombuffer(raw, "<f4", int(np.prod(item["shape"])), item["offset_bytes"]).reshape(item["shape"]).copy())
        for item in json.load(open(index))
    }


def kernel(tensors, prefix):
    z = torch.linspace(-1, 1, STEPS).view(1, 1, -1)
    for layer, is_last in ((0, False), (4, False), (8, True)):
        v, g = (tensors[f"{prefix}.Kernel.kernel_net.{layer}.weight_{part}"] for part in "vg")
        w = v * (g / v.flatten(1).norm(dim=1).view(-1, 1, 1))
        z = torch.nn.functional.conv1d(z, w, tensors[f"{prefix}.Kernel.kernel_net.{layer}.bias"])
        z = z if is_last else torch.sin(OMEGA * z)
    return z.view(CHANNELS, -1, STEPS)


def fit(kernels, poles, random):
    """The kernels as sums of exponentials of the lag; the last sample is lag 0."""
    k = kernels.reshape(-1, STEPS).numpy()[:, ::-1].astype(np.float64)
    mixed = random.normal(size=(min(24, len(k)), len(k))) @ k / np.sqrt(len(k))
    half = STEPS // 2
    hankel = np.concatenate([np.stack([row[i : i + half] for i in range(half)]) for row in mixed])
    _, _, right = np.linalg.svd(hankel, full_matrices=False)
    v = right[:poles].T
    roots = np.linalg.eigvals(np.linalg.lstsq(v[:-1], v[1:], rcond=None)[0])
    roots = np.where(np.abs(roots) > 1, roots / np.abs(roots), roots)
    basis = roots[None, :] ** np.arange(STEPS)[:, None]
    real = np.concatenate([basis.real, basis.imag], axis=1)
    weights = np.linalg.lstsq(real, k.T, rcond=1e-9)[0]
    fitted = (real @ weights).T
    error = 20 * np.log10(np.linalg.norm(fitted - k) / np.linalg.norm(k))
    return torch.tensor(fitted[:, ::-1].copy(), dtype=torch.float32).view_as(kernels), error


def forward(tensors, kernels, x):
    def convolve(x, k, bias):
        n = 2 * STEPS
        product = torch.einsum("bif,oif->bof", torch.fft.rfft(x, n), torch.fft.rfft(k.flip(2), n))
        return torch.fft.irfft(product, n)[..., :STEPS] + bias.view(1, -1, 1)

    def norm(x, prefix):
        return torch.nn.functional.group_norm(x, 1, tensors[f"{prefix}.weight"].flatten(), tensors[f"{prefix}.bias"].flatten(), 1e-12)

    for block in range(2):
        name = f"backbone.{block}"
        z = torch.relu(norm(convolve(x, kernels[2 * block], tensors[f"{name}.cconv1.bias"]), f"{name}.norm1.layer_norm"))
        z = torch.relu(norm(convolve(z, kernels[2 * block + 1], tensors[f"{name}.cconv2.bias"]), f"{name}.norm2.layer_norm"))
        around = [key for key in tensors if key.startswith(f"{name}.shortcut") and key.endswith("weight")]
        if around:
            x = torch.nn.functional.conv1d(x, tensors[around[0]].view(CHANNELS, -1, 1), tensors[around[0][:-6] + "bias"])
        x = torch.relu(z + x)
    return torch.nn.functional.linear(x[:, :, -1], tensors["finallyr.weight"].view(-1, CHANNELS), tensors["finallyr.bias"])


def main(index, weights, mnist, images="2000"):
    tensors = load(index, weights)
    pixels = np.frombuffer(gzip.open(f"{mnist}/t10k-images-idx3-ubyte.gz").read(), np.uint8)[16:].reshape(-1, STEPS)[: int(images)]
    labels = np.frombuffer(gzip.open(f"{mnist}/t10k-labels-idx1-ubyte.gz").read(), np.uint8)[8:][: int(images)]
    x = torch.tensor((pixels / 255 - 0.1307) / 0.3081, dtype=torch.float32).unsqueeze(1)
    exact = [kernel(tensors, f"backbone.{block}.cconv{number}") for block in range(2) for number in (1, 2)]

    def right(kernels):
        with torch.no_grad():
            scores = torch.cat([forward(tensors, kernels, part) for part in x.split(100)])
        return int((scores.argmax(1).numpy() == labels).sum())

    print(f"exact kernels: {right(exact)} of {len(labels)} right")
    for poles in (16, 32, 64, 128, 256):
        fitted = [fit(k, poles, np.random.default_rng(1)) for k in exact]
        errors = ", ".join(f"{error:.1f}" for _, error in fitted)
        print(f"{poles} poles: {errors} dB; {right([k for k, _ in fitted])} right")


if __name__ == "__main__":
    main(*sys.argv[1:])

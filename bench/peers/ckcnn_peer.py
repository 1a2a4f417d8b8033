"""The peer of the CKCNN benchmarks: the same work in plain PyTorch, written from the paper.

Romero et al. 2022, "CKConv: Continuous kernel convolution for sequential data": kernels sin(omega_0 (W x + b)) with normalised weights,
sampled at 784 positions; causal convolution by the convolution theorem; group normalisation with one group; residual blocks of
two convolutions; read out at the last step.
"""
import torch

STEPS, CHANNELS, HIDDEN, CLASSES, OMEGA = 784, 30, 32, 10, 31.09


class Kernel(torch.nn.Module):
    def __init__(self, outputs):
        super().__init__()
        norm = torch.nn.utils.weight_norm
        self.first = norm(torch.nn.Conv1d(1, HIDDEN, 1))
        self.second = norm(torch.nn.Conv1d(HIDDEN, HIDDEN, 1))
        self.last = norm(torch.nn.Conv1d(HIDDEN, outputs, 1))
        self.register_buffer("positions", torch.linspace(-1, 1, STEPS).view(1, 1, -1))

    def forward(self):
        z = torch.sin(OMEGA * self.first(self.positions))
        return self.last(torch.sin(OMEGA * self.second(z)))


class Convolution(torch.nn.Module):
    """Causal; the last sample of the kernel is lag 0. `length` is that of the transforms; 0 for PyTorch's own convolution."""

    def __init__(self, inputs, outputs, length):
        super().__init__()
        self.inputs, self.outputs, self.length = inputs, outputs, length
        self.kernel = Kernel(inputs * outputs)
        self.bias = torch.nn.Parameter(torch.zeros(outputs))
        self.cached = None

    def sample(self):
        kernel = self.kernel().view(self.outputs, self.inputs, STEPS)
        return kernel if self.length == 0 else torch.fft.rfft(kernel.flip(2), self.length)

    def forward(self, x):
        kernel = self.sample() if self.cached is None else self.cached
        if self.length == 0:
            return torch.nn.functional.conv1d(torch.nn.functional.pad(x, (STEPS - 1, 0)), kernel, self.bias)
        spectrum = torch.fft.rfft(x, self.length)
        product = torch.einsum("bif,oif->bof", spectrum, kernel)
        return torch.fft.irfft(product, self.length)[..., :STEPS] + self.bias.view(1, -1, 1)


class MatrixConvolution(Convolution):
    """The product of spectra as one batched matrix product over frequencies."""

    def forward(self, x):
        kernel = (self.sample() if self.cached is None else self.cached).permute(2, 1, 0)
        spectrum = torch.fft.rfft(x, self.length).permute(2, 0, 1)
        product = torch.matmul(spectrum, kernel).permute(1, 2, 0)
        return torch.fft.irfft(product, self.length)[..., :STEPS] + self.bias.view(1, -1, 1)


class Block(torch.nn.Module):
    def __init__(self, inputs, make, length):
        super().__init__()
        self.first, self.second = make(inputs, CHANNELS, length), make(CHANNELS, CHANNELS, length)
        self.norm1, self.norm2 = (torch.nn.GroupNorm(1, CHANNELS, eps=1e-12) for _ in range(2))
        self.around = torch.nn.Conv1d(inputs, CHANNELS, 1) if inputs != CHANNELS else torch.nn.Identity()
        self.drop = torch.nn.Dropout(0.1)

    def forward(self, x):
        z = self.drop(torch.relu(self.norm1(self.first(x))))
        z = self.drop(torch.relu(self.norm2(self.second(z))))
        return torch.relu(z + self.around(x))


class Network(torch.nn.Module):
    def __init__(self, make, length):
        super().__init__()
        self.drop = torch.nn.Dropout(0.1)
        self.blocks = torch.nn.Sequential(Block(1, make, length), Block(CHANNELS, make, length))
        self.readout = torch.nn.Linear(CHANNELS, CLASSES)

    def forward(self, x):
        return self.readout(self.blocks(self.drop(x))[:, :, -1])


def image(make, length, is_cached):
    network = Network(make, length).eval()
    x = torch.rand(1, 1, STEPS)
    with torch.no_grad():
        for module in network.modules():
            if is_cached and isinstance(module, Convolution):
                module.cached = module.sample().contiguous()

    def call():
        with torch.no_grad():
            network(x)

    return call


def training(make, length):
    network = Network(make, length).train()
    x = torch.rand(64, 1, STEPS)
    labels = torch.randint(0, CLASSES, (64,))
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)

    def call():
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(network(x), labels).backward()
        optimizer.step()

    return call


FORMS = {"einsum-1568": (Convolution, 1568), "einsum-2048": (Convolution, 2048), "matmul-1568": (MatrixConvolution, 1568), "direct": (Convolution, 0)}
WORKS = {
    "image": {name: (lambda form=form: image(*form, True)) for name, form in FORMS.items()},
    "image-sampled": {"einsum-1568": lambda: image(Convolution, 1568, False)},
    "train-ckcnn": {name: (lambda form=form: training(*form)) for name, form in FORMS.items() if name != "direct"},
}

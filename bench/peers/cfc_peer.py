"""The peer of the CfC benchmarks: the same work in plain PyTorch, written from the equations.

Hasani et al. 2022, "Closed-form continuous-time neural networks", equation 10 and its backbone:

    z = act(W_b [x, h] + b_b)                      one layer of 64 units, LeCun tanh
    t = sigmoid(time_a(z) * ts + time_b(z))
    h' = tanh(ff1(z)) * (1 - t) + t * tanh(ff2(z))
"""
import torch

INPUTS, UNITS, BACKBONE, CLASSES = 8, 32, 64, 10
BATCH, EVENTS = 32, 100


class Cell(torch.nn.Module):
    """The cell with a linear layer for each of its heads, as one would write it first."""

    def __init__(self):
        super().__init__()
        self.backbone = torch.nn.Linear(INPUTS + UNITS, BACKBONE)
        self.ff1 = torch.nn.Linear(BACKBONE, UNITS)
        self.ff2 = torch.nn.Linear(BACKBONE, UNITS)
        self.time_a = torch.nn.Linear(BACKBONE, UNITS)
        self.time_b = torch.nn.Linear(BACKBONE, UNITS)

    def forward(self, x, h, ts):
        z = 1.7159 * torch.tanh(0.666 * self.backbone(torch.cat([x, h], 1)))
        t = torch.sigmoid(self.time_a(z) * ts + self.time_b(z))
        return torch.tanh(self.ff1(z)) * (1.0 - t) + t * torch.tanh(self.ff2(z))


class FusedCell(torch.nn.Module):
    """The same with the four heads as one matrix product."""

    def __init__(self):
        super().__init__()
        self.backbone = torch.nn.Linear(INPUTS + UNITS, BACKBONE)
        self.heads = torch.nn.Linear(BACKBONE, 4 * UNITS)

    def forward(self, x, h, ts):
        z = 1.7159 * torch.tanh(0.666 * self.backbone(torch.cat([x, h], 1)))
        ff1, ff2, a, b = self.heads(z).chunk(4, 1)
        t = torch.sigmoid(a * ts + b)
        ff1 = torch.tanh(ff1)
        return ff1 + t * (torch.tanh(ff2) - ff1)


class Step(torch.nn.Module):
    """One event a stream: the new state, and the scores read out of it."""

    def __init__(self, cell):
        super().__init__()
        self.cell = cell
        self.readout = torch.nn.Linear(UNITS, CLASSES)

    def forward(self, x, h, ts):
        h = self.cell(x, h, ts)
        return h, self.readout(h)


class Sequence(torch.nn.Module):
    """A cell over a sequence, with a readout at the last event."""

    def __init__(self, cell):
        super().__init__()
        self.cell = cell
        self.units = UNITS
        self.readout = torch.nn.Linear(UNITS, CLASSES)

    def forward(self, x, ts):
        h = x.new_zeros(x.shape[0], self.units)
        for i in range(x.shape[1]):
            h = self.cell(x[:, i], h, ts[:, i])
        return self.readout(h)


class HoistedSequence(torch.nn.Module):
    """The same with the input's share of the backbone as one product over the whole sequence."""

    def __init__(self):
        super().__init__()
        self.units = UNITS
        self.inputs = torch.nn.Linear(INPUTS, BACKBONE)
        self.recurrent = torch.nn.Linear(UNITS, BACKBONE, bias=False)
        self.heads = torch.nn.Linear(BACKBONE, 4 * UNITS)
        self.readout = torch.nn.Linear(UNITS, CLASSES)

    def forward(self, x, ts):
        h = x.new_zeros(x.shape[0], self.units)
        driven = self.inputs(x).unbind(1)
        elapsed = ts.unbind(1)
        for i in range(len(driven)):
            z = 1.7159 * torch.tanh(0.666 * (driven[i] + self.recurrent(h)))
            ff1, ff2, a, b = self.heads(z).chunk(4, 1)
            t = torch.sigmoid(a * elapsed[i] + b)
            ff1 = torch.tanh(ff1)
            h = ff1 + t * (torch.tanh(ff2) - ff1)
        return self.readout(h)


def steps(step, streams):
    """Calls of one step for a batch of streams, gradients off."""
    x = torch.randn(streams, INPUTS)
    ts = torch.rand(streams, 1)
    state = [torch.zeros(streams, UNITS)]

    def call():
        with torch.no_grad():
            state[0], _ = step(x, state[0], ts)

    return call


def training(network):
    """Calls of one training step: forward, cross entropy, backward, Adam."""
    x = torch.randn(BATCH, EVENTS, INPUTS)
    ts = torch.rand(BATCH, EVENTS, 1)
    labels = torch.randint(0, CLASSES, (BATCH,))
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)

    def call():
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(network(x, ts), labels).backward()
        optimizer.step()

    return call


STEPS = {
    "eager": lambda: Step(Cell()),
    "eager-fused": lambda: Step(FusedCell()),
    "script": lambda: torch.jit.script(Step(Cell())),
    "script-fused": lambda: torch.jit.script(Step(FusedCell())),
    "frozen": lambda: torch.jit.optimize_for_inference(torch.jit.script(Step(Cell()).eval())),
    "frozen-fused": lambda: torch.jit.optimize_for_inference(torch.jit.script(Step(FusedCell()).eval())),
}
NETWORKS = {
    "eager": lambda: Sequence(Cell()),
    "eager-hoisted": HoistedSequence,
    "script": lambda: torch.jit.script(Sequence(Cell())),
    "script-fused": lambda: torch.jit.script(Sequence(FusedCell())),
    "script-hoisted": lambda: torch.jit.script(HoistedSequence()),
}
WORKS = {
    "step-1": {name: (lambda make=make: steps(make(), 1)) for name, make in STEPS.items()},
    "step-256": {name: (lambda make=make: steps(make(), 256)) for name, make in STEPS.items()},
    "step-1024": {name: (lambda make=make: steps(make(), 1024)) for name, make in STEPS.items()},
    "train": {name: (lambda make=make: training(make())) for name, make in NETWORKS.items()},
}

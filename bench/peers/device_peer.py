"""Times PyTorch beside the managed arithmetic and a device of ours, for the table of devices; how it is asked stands in answers.py.

    python3 device_peer.py DEVICE FOLDER

DEVICE is cpu, cuda or cuda:1. FOLDER holds our networks as safetensors, each with signals and the scores that it gives: `check` is answered with how far PyTorch's are
from them. Inputs come from the host and results go there, which waits for the device; what a stream remembers stays on the device. Variants are as they come ("eager"),
by torch.compile, and on a GPU as one graph. Threads are as many as PyTorch takes by itself.
"""
import json
import struct
import sys

import torch

import answers
import cfc_peer
import ckcnn_peer
import ckconv_streams

DEVICE, FOLDER = torch.device(sys.argv[1]), sys.argv[2]
IS_CUDA = DEVICE.type == "cuda"
STREAMS = {"cfc": (1, 64, 1024, 16384), "bank": (1, 16, 256), "samples": (1, 16, 256)}


def read(name):
    """A safetensors file of float32: its tensors on the device, and its text."""
    raw = open(f"{FOLDER}/{name}.safetensors", "rb").read()
    data = 8 + struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8:data])
    about = header.pop("__metadata__", {})

    def tensor(item):
        begin, end = (data + offset for offset in item["data_offsets"])
        return torch.frombuffer(bytearray(raw[begin:end]), dtype=torch.float32).view(item["shape"]).to(DEVICE)

    return {key: tensor(item) for key, item in header.items()}, about


class CfC:
    """An event each of many streams."""

    def __init__(self, tensors):
        self.step = cfc_peer.Step(cfc_peer.FusedCell()).to(DEVICE)
        heads = [f"rnn_cell.{head}" for head in ("ff1", "ff2", "time_a", "time_b")]
        self.step.load_state_dict({
            **{f"cell.backbone.{part}": tensors[f"rnn_cell.backbone.0.{part}"] for part in ("weight", "bias")},
            **{f"cell.heads.{part}": torch.cat([tensors[f"{head}.{part}"] for head in heads]) for part in ("weight", "bias")},
            **{f"readout.{part}": tensors[f"readout.{part}"] for part in ("weight", "bias")},
        })

    def histories(self, streams):
        return [torch.zeros(streams, cfc_peer.UNITS, device=DEVICE)]

    def __call__(self, x, elapsed, h):
        h, scores = self.step(x, h, elapsed)
        return scores, h


def network(name):
    """A streamed network, the signals that it is checked by, [calls, streams, ..] each, and the scores that are right."""
    tensors, about = read(name)
    if name == "cfc":
        return CfC(tensors), [tensors["check.x"], tensors["check.elapsed"].unsqueeze(2)], tensors["check.scores"]
    return ckconv_streams.Network(tensors, about, DEVICE), [tensors["check.x"]], tensors["check.scores"]


def difference(name):
    """The largest difference of a score, by its size or 1."""
    step, signals, right = network(name)
    histories, worst = step.histories(right.shape[1]), 0.0
    with torch.no_grad():
        for *inputs, scores in zip(*signals, right):
            result, *histories = step(*inputs, *histories)
            worst = max(worst, ((result - scores).abs() / scores.abs().clamp(min=1)).max().item())
    return worst


def captured(body):
    """What a body does, as a graph; its tensors stay where they are. Run before on a stream of its own, so that all libraries are ready."""
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(3):
            body()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        result = body()

    def replay():
        graph.replay()
        return result

    return replay


def fed(body, host, inputs, form):
    """Calls of a body on inputs that come from the host, its result brought back."""
    run = captured(body) if form == "graphed" else body

    def call():
        for here, there in zip(host, inputs):
            if there is not here:
                there.copy_(here, non_blocking=True)
        return run().cpu()

    return call


def placed(host):
    """Inputs where the device reads them best from, and the tensors on the device that they go to."""
    host = [tensor.pin_memory() if IS_CUDA else tensor for tensor in host]
    return host, [tensor.to(DEVICE) for tensor in host]


def compiled(function, form):
    return torch.compile(lambda *inputs: function(*inputs), mode="reduce-overhead") if form == "compiled" else function


def streaming(name, streams, form):
    """Calls of a streamed network with the next of each of some streams."""
    step, signals, _ = network(name)
    host, inputs = placed([torch.rand(streams, *signal.shape[2:]) for signal in signals])
    run, states = compiled(step, form), step.histories(streams)

    def body():
        with torch.no_grad():
            result, *after = run(*inputs, *states)
            if form == "eager":
                states[:] = after
            else:
                for state, new in zip(states, after):
                    state.copy_(new)
            return result

    return fed(body, host, inputs, form)


def training(network, inputs, classes, form):
    """Calls of one training step: forward, cross entropy, backward, Adam."""
    network = network.to(DEVICE).train()
    host, inputs = placed(inputs)
    labels = torch.randint(0, classes, (len(inputs[0]),)).to(DEVICE)
    run = compiled(network, form)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, capturable=form == "graphed")

    def body():
        optimizer.zero_grad(set_to_none=True)
        loss = torch.nn.functional.cross_entropy(run(*inputs), labels)
        loss.backward()
        optimizer.step()
        return loss.detach()

    return fed(body, host, inputs, form)


def cfc_training(form):
    signals = [torch.randn(cfc_peer.BATCH, cfc_peer.EVENTS, cfc_peer.INPUTS), torch.rand(cfc_peer.BATCH, cfc_peer.EVENTS, 1)]
    return training(cfc_peer.HoistedSequence(), signals, cfc_peer.CLASSES, form)


def ckcnn_training(convolution, length, form):
    return training(ckcnn_peer.Network(convolution, length), [torch.rand(64, 1, ckcnn_peer.STEPS)], ckcnn_peer.CLASSES, form)


def variants(make):
    """A work in all forms that there are here."""
    forms = ["eager"] + (["compiled"] if hasattr(torch, "compile") else []) + (["graphed"] if IS_CUDA else [])
    return {form: (lambda form=form: make(form)) for form in forms}


def works():
    yield "train", variants(cfc_training)
    yield "train-ckcnn", {
        f"{form}-{name}": (lambda kind=kind, form=form: ckcnn_training(*kind, form))
        for name, kind in ckcnn_peer.FORMS.items() if name != "direct"
        for form in variants(None)
    }
    for name, counts in STREAMS.items():
        for count in counts:
            yield f"{name}-{count}", variants(lambda form, name=name, count=count: streaming(name, count, form))


def about():
    where = torch.cuda.get_device_name(DEVICE) if IS_CUDA else f"the processor, {torch.get_num_threads()} threads"
    return {"text": f"PyTorch {torch.__version__} on {where}"}


if __name__ == "__main__":
    torch.manual_seed(0)
    if IS_CUDA:
        torch.cuda.set_device(DEVICE)
        torch.backends.cudnn.allow_tf32 = False
    answers.serve(dict(works()), {"about": about, "check": lambda: {name: difference(name) for name in STREAMS}})

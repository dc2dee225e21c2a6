#!/usr/bin/env python3
"""make_nets.py DIR: small nets whose TorchScript names are hard to invert, as
NAME.ts.onnx with NAME.ts.truth.ndjson.

The truth: each net is exported a second time with every module's variable
replaced by a token, in the exporter's own trace-module map; nodes are paired
by index, and the last token of a name is the node's module.  What the file
alone cannot tell is not in these nets: a shared module without parameters,
or one in a container that nothing else names.
"""
import collections
import json
import os
import re
import sys

import onnx
import torch
import torch.nn.functional as F
import torch.onnx.utils as exporter
from torch import nn


def linear():
    return nn.Linear(8, 8)


class Block(nn.Module):
    def __init__(self, act=None):
        super().__init__()
        self.fc = linear()
        self.act = act or nn.ReLU()
        self.norm = nn.LayerNorm(8)

    def forward(self, x):
        return self.act(self.fc(self.norm(x))) + x


class Bare(nn.Module):
    def forward(self, x):
        return x * 2 + 1


class Dicts(nn.Module):
    """Blocks of one key in two ModuleDicts, one of them called twice."""

    def __init__(self):
        super().__init__()
        self.d = nn.ModuleDict({"x": Block(), "y": Block(nn.Sigmoid())})
        self.e = nn.ModuleDict({"x": Block(nn.Tanh())})

    def forward(self, x):
        x = self.e["x"](self.d["y"](self.d["x"](x)))
        return self.d["x"](x)


class Siblings(nn.Module):
    """fc, fc_1, fc_2 and act, act_1, act_2, called more than once and not in
    their order."""

    def __init__(self):
        super().__init__()
        self.fc, self.fc_1, self.fc_2 = linear(), linear(), linear()
        self.act, self.act_1, self.act_2 = nn.GELU(), nn.ReLU(), nn.ReLU()

    def forward(self, x):
        x = self.act(self.fc(self.act_1(self.fc_1(x))))
        x = self.act(self.fc(self.act_2(self.fc_2(x))))
        return self.act_1(self.fc(self.fc_1(x)))


class Inner(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = linear()
        self.layer = nn.ModuleList([Block(), Block()])
        self.bare = Bare()

    def forward(self, x):
        x = self.attention(x)
        for layer in self.layer:
            x = layer(x)
        return self.bare(x) * 3


class SameNames(nn.Module):
    """attention.attention, layer.0.layer.0, Sequentials in one another."""

    def __init__(self):
        super().__init__()
        self.attention = Inner()
        self.layer = nn.Sequential(Inner(), nn.ReLU(), nn.Sequential(
            Inner(), nn.Sequential(linear(), nn.Tanh())))

    def forward(self, x):
        return self.layer(self.attention(x))


class User(nn.Module):
    def __init__(self, shared, norm):
        super().__init__()
        self.fc = linear()
        self.shared, self.norm, self.act = shared, norm, nn.ReLU()

    def forward(self, x):
        return self.act(self.norm(self.shared(self.fc(x))))


class Shared(nn.Module):
    """Modules of the root that are called from within blocks."""

    def __init__(self):
        super().__init__()
        self.shared, self.norm = linear(), nn.LayerNorm(8)
        self.users = nn.ModuleList(
            User(self.shared, self.norm) for _ in range(3))

    def forward(self, x):
        for user in self.users:
            x = user(x)
        return self.shared(x)


class Functional(nn.Module):
    """Parameters used outside the module that owns them, and forward()
    called past the module."""

    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.randn(8, 8))
        self.fc = linear()
        self.scales = nn.ParameterList(
            nn.Parameter(torch.randn(8)) for _ in range(3))
        self.sub = Block()

    def forward(self, x):
        x = F.linear(x @ self.w, self.fc.weight, self.fc.bias)
        x = self.fc.forward(x)
        for scale in self.scales:
            x = x * scale
        return self.sub(F.relu(self.sub.norm(x)))


class Tied(nn.Module):
    """A tied weight, recurrent layers, attention."""

    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(20, 8)
        self.head = nn.Linear(8, 20, bias=False)
        self.head.weight = self.emb.weight
        self.rnn = nn.LSTM(8, 8, batch_first=True)
        self.gru = nn.GRU(8, 8)
        self.mha = nn.MultiheadAttention(8, 2, batch_first=True)

    def forward(self, ids):
        x, _ = self.rnn(self.emb(ids))
        x, _ = self.mha(x, x, x)
        x, _ = self.gru(x)
        return self.head(x)


def root_sequential():
    return nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(),
        nn.Sequential(nn.Conv2d(4, 4, 1), nn.Sequential(
            nn.Conv2d(4, 4, 1), nn.ReLU(), nn.ReLU()), nn.ReLU()),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))


class Weightless(nn.Module):
    """No parameter anywhere."""

    def __init__(self):
        super().__init__()
        self.a = Bare()
        self.b = nn.Sequential(
            Bare(), nn.ReLU(), nn.Sequential(Bare(), nn.Tanh()))
        self.c = nn.ModuleList([Bare(), nn.Sequential(Bare(), Bare())])

    def forward(self, x):
        x = self.b(self.a(x))
        for module in self.c:
            x = module(x)
        return self.a(self.b(x))


class Nested(nn.Module):
    """ModuleDicts of ModuleLists of ModuleDicts."""

    def __init__(self):
        super().__init__()
        self.g = nn.ModuleDict({side: nn.ModuleList(
            nn.ModuleDict({"att": Block(), "mlp": Block()})
            for _ in range(2)) for side in ("enc", "dec")})

    def forward(self, x):
        for side in self.g.values():
            for layer in side:
                x = layer["mlp"](layer["att"](x))
        return x


class Interleaved(nn.Module):
    """Modules called by themselves and within a Sequential that holds them
    too, and one module twice in a Sequential."""

    def __init__(self):
        super().__init__()
        self.b, self.c, self.fc = Block(), Block(), linear()
        self.both = nn.Sequential(self.b, self.c)
        self.seq = nn.Sequential(self.fc, nn.ReLU(), self.fc, nn.Tanh())

    def forward(self, x):
        x = self.both(self.c(self.b(x)))
        return self.seq(x) + self.fc(x)


class Merged(nn.Module):
    """Norms of equal values, whose parameters the exporter merges."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(nn.ModuleList([
            nn.LayerNorm(8), linear(), nn.Dropout(),
            nn.LayerNorm(8, elementwise_affine=False)]) for _ in range(4))
        self.norm = nn.LayerNorm(8)

    def forward(self, x):
        for norm, fc, drop, bare in self.layers:
            x = bare(drop(fc(norm(x)))) + x
        return self.norm(x)


class Digits(nn.Module):
    """Names that look like numbers and calls."""

    def __init__(self):
        super().__init__()
        self.conv_1, self.conv_1_1, self.conv_2 = linear(), linear(), linear()
        self.conv1_0 = nn.Sequential(linear(), nn.ReLU())
        self.x_1, self.x = nn.ReLU(), nn.ReLU()
        self.add_module("0", linear())
        self.add_module("1a", linear())

    def forward(self, x):
        x = self.conv_1_1(self.conv_1(self.conv_1(x)))
        x = self.x_1(self.conv1_0(self.conv_2(x)))
        x = self.x(getattr(self, "1a")(getattr(self, "0")(x)))
        return self.conv_1(self.x_1(x))


X = torch.randn(2, 5, 8)
NETS = {
    "dicts": (Dicts, X), "siblings": (Siblings, X),
    "same-names": (SameNames, X), "shared": (Shared, X),
    "functional": (Functional, X), "tied": (Tied, torch.arange(10).view(2, 5)),
    "root-sequential": (root_sequential, torch.randn(1, 3, 8, 8)),
    "weightless": (Weightless, X), "nested": (Nested, X),
    "interleaved": (Interleaved, X), "merged": (Merged, X),
    "digits": (Digits, X), "digits2": (Digits, X[0]),
    "siblings2": (Siblings, X[0]),
}


def export(net, args, path, tokens=False):
    """Exports; with tokens, returns the path of each."""
    setup, paths = exporter._setup_trace_module_map, {}

    def patched(model, functions):
        setup(model, functions)
        scopes = {}
        for i, (name, module) in enumerate(model.named_modules()):
            paths[f"T{i}T"] = name
            scopes[module] = torch._C._jit_onnx_create_full_scope_name(
                torch.typename(type(module)), name and f"T{i}T")
        torch.jit._trace._trace_module_map = scopes

    if tokens:
        exporter._setup_trace_module_map = patched
    try:
        torch.onnx.export(net, (args,), path, opset_version=14, dynamo=False)
    finally:
        exporter._setup_trace_module_map = setup
    return paths


def make(name, folder):
    build, args = NETS[name]
    torch.manual_seed(0)
    net = build().eval()
    path = f"{folder}/{name}.ts.onnx"
    export(net, args, path)
    paths = export(net, args, path + ".tokens", tokens=True)
    plain, tokens = onnx.load(path), onnx.load(path + ".tokens")
    os.remove(path + ".tokens")
    calls, counts = {}, collections.Counter()
    with open(f"{folder}/{name}.ts.truth.ndjson", "w") as out:
        for i, (a, b) in enumerate(zip(plain.graph.node, tokens.graph.node)):
            assert a.op_type == b.op_type
            scope = b.name.split("/")[1:-1]
            module = call = None
            if b.name.startswith("/"):
                token = re.match(r"T\d+T", scope[-1])[0] if scope else None
                module = paths[token] if scope else ""
                if tuple(scope) not in calls:
                    counts[module] += 1
                    calls[tuple(scope)] = counts[module]
                call = calls[tuple(scope)]
            print(json.dumps({"graph": "main", "index": i, "op": a.op_type,
                              "name": a.name, "module": module,
                              "call": call}), file=out)


def main():
    for name in NETS:
        make(name, sys.argv[1])


main()

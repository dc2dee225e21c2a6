"""Small models of the shapes that users write.  A function that takes
nothing gives a model, or (model, args), or (model, args, kwargs)."""
import dataclasses

import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, width, act=None):
        super().__init__()
        self.fc = nn.Linear(width, width)
        self.act = act or nn.ReLU()

    def forward(self, x):
        return self.act(self.fc(x))


class Shapes(nn.Module):
    """Containers called and not, a module called twice, another under two
    names, one within two others, one never called, a tied weight."""

    def __init__(self):
        super().__init__()
        act = nn.ReLU()
        self.emb = nn.Embedding(11, 4)
        self.stem = nn.Sequential(
            nn.Linear(4, 4), nn.Sequential(nn.Linear(4, 4), nn.Sigmoid()))
        self.blocks = nn.ModuleList([Block(4, act), Block(4, act)])
        self.blocks.append(self.blocks[0])
        self.heads = nn.ModuleDict({"a": nn.Linear(4, 4, bias=False)})
        self.twice = nn.Linear(4, 4)
        self.unused = nn.Linear(4, 2)
        self.out = nn.Linear(4, 11, bias=False)
        self.out.weight = self.emb.weight
        self.register_buffer("scale", torch.ones(4))
        self.register_buffer("shift", torch.zeros(4), persistent=False)

    def forward(self, ids, shift=None):
        x = self.stem(self.emb(ids)) * self.scale + self.shift
        if shift is not None:
            x = x + shift
        for block in self.blocks:
            x = block(x)
        x = self.twice(self.twice(self.heads["a"](x)))
        return {"logits": self.out(x), "hidden": (x,)}


def shapes():
    return (Shapes(), (torch.tensor([[1, 2, 3]]),),
            {"shift": torch.ones(4)})


@dataclasses.dataclass
class Answer:
    value: torch.Tensor
    note: object = None


class Answering(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block(3)

    def forward(self, x):
        return Answer(self.block(x))


def answering():
    return Answering(), (torch.ones(2, 3),)


class Stateful(nn.Module):
    """Changes all that a forward pass can, then fails when it is told to."""

    def __init__(self, fails=False):
        super().__init__()
        self.bn = nn.BatchNorm1d(3)
        self.drop = nn.Dropout(0.5)
        self.fc = nn.Linear(3, 3)
        self.register_buffer("seen", torch.zeros(1))
        self.register_buffer("grown", torch.zeros(1))
        self.fails = fails
        self.count = 0
        self.cache = []
        self.noise = None

    def forward(self, x):
        import random
        self.count += 1
        self.cache.append(x)
        self.seen += 1
        self.grown = torch.cat([self.grown, self.grown])
        self.noise = torch.rand(3) + random.random()
        x = self.drop(self.bn(self.fc(x)))
        if self.fails:
            raise RuntimeError("told to fail\nfor the test")
        return x + self.noise


def failing():
    return Stateful(fails=True), (torch.ones(2, 3),)


class Cycle(nn.Module):
    """Its child holds its parent."""

    def __init__(self):
        super().__init__()
        self.child = Block(3)
        self.child.parent = self

    def forward(self, x):
        return self.child(x)


class Braid(nn.Module):
    """Two names for the next one, 2^n paths to the last."""

    def __init__(self, n):
        super().__init__()
        self.left = self.right = Braid(n - 1) if n else None


class Hiding(nn.Module):
    """Tells of one of its two children only."""

    def __init__(self):
        super().__init__()
        self.shown = nn.Linear(3, 3)
        self.hidden = nn.ReLU()

    def named_modules(self, *args, **kwargs):
        yield "", self
        yield "shown", self.shown

    def forward(self, x):
        return self.hidden(self.shown(x))


def hiding():
    return Hiding(), (torch.ones(2, 3),)


def no_model():
    return "nothing"

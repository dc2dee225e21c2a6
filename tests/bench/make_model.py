#!/usr/bin/env python3
"""make_model.py [--no-value-info] NODES FILE: a transformer of NODES nodes.
make_model.py --weights BYTES FILE: few nodes and BYTES of inline weights.

The protobuf bytes are written directly, a layer at a time from a template,
so that 2,000,000 nodes take seconds.  Names are those that PyTorch's
TorchScript exporter gives.
"""
import argparse
import os

NODES_A_LAYER = 50
FLOAT, INT64 = 1, 7


def varint(n):
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    out.append(n)
    return bytes(out)


def uint(field, n):
    return varint(field << 3) + varint(n)


def data(field, b):
    b = b.encode() if isinstance(b, str) else b
    return varint(field << 3 | 2) + varint(len(b)) + b


def fixed32(field, b):
    return varint(field << 3 | 5) + b


def tensor(name, dtype, dims, raw):
    """A TensorProto; raw None leaves raw_data's tag for the caller."""
    return (b"".join(uint(1, d) for d in dims) + uint(2, dtype) +
            (data(8, name) if name else b"") +
            (b"" if raw is None else data(9, raw)))


def attribute_int(name, n):
    return data(5, data(1, name) + uint(3, n) + uint(20, 2))


def attribute_ints(name, ns):
    return data(5, data(1, name) + b"".join(uint(8, n) for n in ns) +
                uint(20, 7))


def attribute_float(name, raw):
    return data(5, data(1, name) + fixed32(2, raw) + uint(20, 1))


def attribute_tensor(name, t):
    return data(5, data(1, name) + data(5, t) + uint(20, 4))


def value_info(name, dtype, dims):
    shape = b"".join(data(1, data(2, d) if isinstance(d, str) else uint(1, d))
                     for d in dims)
    return data(1, name) + data(2, data(1, uint(1, dtype) + data(2, shape)))


class Layer:
    """The bytes of one layer, as fields of GraphProto."""

    def __init__(self, number, before):
        self.node, self.value_info, self.initializer = [], [], []
        self.count = {}
        self.number = number
        self.path = f"/encoder/layer.{number}"
        self.write(before)
        assert len(self.node) == NODES_A_LAYER

    def op(self, scope, op_type, inputs, attributes=b"", dtype=FLOAT,
           dims=("batch", "sequence", 128)):
        """Name the node by the exporter's rule; its output's name."""
        name = self.path + (f"/{scope}" if scope else "") + f"/{op_type}"
        k = self.count[name] = self.count.get(name, -1) + 1
        name += f"_{k}" if k else ""
        output = name + "_output_0"
        self.node.append(data(1, b"".join(data(1, i) for i in inputs) +
                              data(2, output) + data(3, name) +
                              data(4, op_type) + attributes))
        self.value_info.append(data(13, value_info(output, dtype, dims)))
        return output

    def constant(self, scope, dtype, dims, raw):
        return self.op(scope, "Constant", (),
                       attribute_tensor("value",
                                        tensor("", dtype, dims, raw)),
                       dtype, dims)

    def weight(self, name, dims):
        if not name.startswith("onnx::"):
            name = f"encoder.layer.{self.number}.{name}"
        size = 4
        for d in dims:
            size *= d
        self.initializer.append(data(5, tensor(name, FLOAT, dims,
                                               bytes(size))))
        return name

    def linear(self, scope, x, k):
        """A Linear on three dimensions: its weight is folded, renamed."""
        w = self.weight(f"onnx::MatMul_{self.number}{k}", (16, 16))
        b = self.weight(scope.replace("/", ".") + ".bias", (128,))
        return self.op(scope, "Add", (b, self.op(scope, "MatMul", (x, w))))

    def norm(self, scope, x):
        w = self.weight(scope.replace("/", ".") + ".weight", (128,))
        b = self.weight(scope.replace("/", ".") + ".bias", (128,))
        return self.op(scope, "LayerNormalization", (x, w, b),
                       attribute_int("axis", (1 << 64) - 1) +
                       attribute_float("epsilon", b"\xcc\xbc\x8c\x2b"))

    def heads(self, x, perm):
        s = "attention/self"
        shape = self.constant(s, INT64, (4,), b"".join(
            n.to_bytes(8, "little") for n in (1, 16, 2, 64)))
        dims = ("batch", "sequence", 2, 64)
        r = self.op(s, "Reshape", (x, shape),
                    attribute_int("allowzero", 0), dims=dims)
        return self.op(s, "Transpose", (r,), attribute_ints("perm", perm),
                       dims=dims)

    def write(self, x):
        s, scores = "attention/self", ("batch", 2, "sequence", "sequence")
        q = self.heads(self.linear(s + "/query", x, 0), (0, 2, 1, 3))
        k = self.heads(self.linear(s + "/key", x, 1), (0, 2, 1, 3))
        v = self.heads(self.linear(s + "/value", x, 2), (0, 2, 1, 3))
        shape = self.op(s, "Shape", (q,), b"", INT64, (4,))
        last = self.constant(s, INT64, (1,), b"\xff" * 8)
        size = self.op(s, "Gather", (shape, last),
                       attribute_int("axis", 0), INT64, (1,))
        root = self.op(s, "Sqrt", (self.op(s, "Cast", (size,),
                                           attribute_int("to", 1),
                                           FLOAT, (1,)),), b"", FLOAT, (1,))
        q = self.op(s, "Div", (q, root))
        k = self.op(s, "Transpose", (k,), attribute_ints("perm", (0, 1, 3, 2)))
        p = self.op(s, "Softmax", (self.op(s, "MatMul", (q, k), b"", FLOAT,
                                           scores),),
                    attribute_int("axis", (1 << 64) - 1), FLOAT, scores)
        y = self.op(s, "Transpose", (self.op(s, "MatMul", (p, v)),),
                    attribute_ints("perm", (0, 2, 1, 3)))
        shape = self.constant(s, INT64, (3,), b"".join(
            n.to_bytes(8, "little") for n in (1, 16, 128)))
        y = self.op(s, "Reshape", (y, shape), attribute_int("allowzero", 0))
        y = self.linear("attention/output/dense", y, 3)
        y = self.norm("attention/output/LayerNorm",
                      self.op("attention/output", "Add", (y, x)))
        h = self.linear("intermediate/dense", y, 4)
        a = "intermediate/intermediate_act_fn"
        two = self.constant(a, FLOAT, (), b"\xf3\x04\xb5\x3f")
        e = self.op(a, "Erf", (self.op(a, "Div", (h, two)),))
        one = self.constant(a, FLOAT, (), b"\x00\x00\x80\x3f")
        half = self.constant(a, FLOAT, (), b"\x00\x00\x00\x3f")
        h = self.op(a, "Mul", (h, self.op(a, "Add", (e, one))))
        h = self.op(a, "Mul", (h, half))
        z = self.linear("output/dense", h, 5)
        z = self.op("output", "Add", (z, y))
        z = self.norm("output/LayerNorm", z)
        assert z == self.path + "/output/LayerNorm/LayerNormalization_output_0"
        while len(self.node) < NODES_A_LAYER:
            self.op("", "Identity", (z,))


LAYER_OUTPUT = "/encoder/layer.{}/output/LayerNorm/LayerNormalization_output_0"


def layers(n):
    """The layers' (nodes, value_infos, initializers).  Numbers of the same
    width give bytes of the same length, so a template serves."""
    templates = {}
    for i in range(n):
        if i == 0:
            layer = Layer("0", "hidden_states")
            yield tuple(b"".join(f) for f in (
                layer.node, layer.value_info, layer.initializer))
            continue
        now, before = str(i), str(i - 1)
        key = len(now), len(before)
        if key not in templates:
            layer = Layer("@" * key[0], LAYER_OUTPUT.format("%" * key[1]))
            templates[key] = [b"".join(f) for f in (
                layer.node, layer.value_info, layer.initializer)]
        yield tuple(
            t.replace(b"layer." + b"@" * key[0], b"layer." + now.encode())
            .replace(b"MatMul_" + b"@" * key[0], b"MatMul_" + now.encode())
            .replace(b"layer." + b"%" * key[1], b"layer." + before.encode())
            for t in templates[key])


def model(graph, more=0):
    """A ModelProto round the graph's bytes and `more` that follow them."""
    return (uint(1, 8) + data(2, "pytorch") + data(3, "2.6.0") +
            data(8, uint(2, 17)) + varint(7 << 3 | 2) +
            varint(len(graph) + more) + graph)


def ends(last):
    dims = ("batch", "sequence", 128)
    return (data(11, value_info("hidden_states", FLOAT, dims)) +
            data(12, value_info(last, FLOAT, dims)))


def transformer(nodes, value_infos):
    n = nodes // NODES_A_LAYER
    parts = list(zip(*layers(n)))
    if not value_infos:
        parts[1] = ()
    return model(b"".join(parts[0]) + data(2, "main_graph") +
                 b"".join(parts[2]) + ends(LAYER_OUTPUT.format(n - 1)) +
                 b"".join(parts[1]))


def heavy(path, size):
    """One layer, and 13 weights that are holes in the file."""
    each = size // 13 // 4
    node, _, initializer = next(layers(1))
    graph = (node + data(2, "main_graph") + initializer +
             ends(LAYER_OUTPUT.format(0)))
    heads = []
    for i in range(13):
        t = (tensor(f"weight.{i}", FLOAT, (each,), None) +
             varint(9 << 3 | 2) + varint(each * 4))
        heads.append(varint(5 << 3 | 2) + varint(len(t) + each * 4) + t)
    with open(path, "wb") as f:
        f.write(model(graph, sum(len(h) + each * 4 for h in heads)))
        for h in heads:
            f.write(h)
            f.seek(each * 4, os.SEEK_CUR)
        f.truncate()


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--no-value-info", action="store_true")
    p.add_argument("--weights", action="store_true")
    p.add_argument("size", type=int)
    p.add_argument("file")
    a = p.parse_args()
    new = a.file + ".new"
    if a.weights:
        heavy(new, a.size)
    else:
        with open(new, "wb") as f:
            f.write(transformer(a.size, not a.no_value_info))
    os.rename(new, a.file)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""wire.py EXPRESSION: write ONNX bytes by hand, the odd forms, too.

The expression has a class for each message of formats/onnx.proto, with a
function for each field, and the functions below:

    wire.py 'Model.graph(Graph.node(Node.op_type("Add"), Node.name(b"\\xff")))'

A field's function takes what its payload is made of: bytes and strings are
joined, an int is a varint, a float a float32.  Keywords say what is odd:

    tag=5, length=5     bytes that the tag, the length are stretched to
    pad=10              bytes that a varint is stretched to
    packed=[1, 2]       packed numbers, instead of arguments
"""
import os
import re
import struct
import sys

PROTO = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir,
                     "formats", "onnx.proto")


def varint(n, pad=1):
    n &= (1 << 64) - 1
    out = bytearray()
    while n > 127 or len(out) < pad - 1:
        out.append(n & 127 | 128)
        n >>= 7
    out.append(n)
    return bytes(out)


def joined(parts):
    return b"".join(p.encode() if isinstance(p, str) else p for p in parts)


def tagged(number, wire_type, payload, pad=1):
    return varint(number << 3 | wire_type, pad) + payload


def v(number, n, pad=1, tag=1):
    """A varint."""
    return tagged(number, 0, varint(n, pad), tag)


def i64(number, b, tag=1):
    return tagged(number, 1, b, tag)


def i32(number, b, tag=1):
    return tagged(number, 5, b, tag)


def l(number, *parts, tag=1, length=1):
    """A length-delimited field."""
    b = joined(parts)
    return tagged(number, 2, varint(len(b), length) + b, tag)


def group(number, *parts):
    return tagged(number, 3, joined(parts)) + tagged(number, 4, b"")


def nested(depth, make, inner=b""):
    """make(make(... inner)), `depth` times."""
    for _ in range(depth):
        inner = make(inner)
    return inner


def number_bytes(kind, n, pad=1):
    if kind in ("float", "double"):
        return struct.pack("<f" if kind == "float" else "<d", n)
    return varint(n, pad)


def field(kind, number):
    def make(*parts, packed=None, pad=1, tag=1, length=1):
        if packed is not None:
            return l(number, *(number_bytes(kind, n, pad) for n in packed),
                     tag=tag, length=length)
        if kind == "float":
            return i32(number, struct.pack("<f", *parts), tag)
        if kind == "double":
            return i64(number, struct.pack("<d", *parts), tag)
        if kind.startswith(("int", "uint")):
            return v(number, *parts, pad=pad, tag=tag)
        return l(number, *parts, tag=tag, length=length)
    return make


class Message:
    pass


def messages(path):
    """{name: its fields' functions}; `Proto` at names' ends is left out, and
    a message within another has both names: TypeTensor, TensorSegment."""
    found, within = {}, []
    with open(path, encoding="utf-8") as f:
        for line in f:
            if m := re.match(r"\s*(message|oneof) (\w+) {", line):
                within.append(re.sub("Proto$", "", m[2])
                              if m[1] == "message" else "")
                found.setdefault("".join(within), Message())
            elif line.strip() == "}":
                within.pop()
            elif within and (m := re.match(
                    r"\s*(?:\w+ )?(\w+) (\w+) = (\d+)", line)):
                setattr(found["".join(within)], m[2],
                        field(m[1], int(m[3])))
    return found


if __name__ == "__main__":
    names = dict(globals(), **messages(PROTO))
    sys.stdout.buffer.write(joined([eval(f"({sys.argv[1]}\n)", names)]))

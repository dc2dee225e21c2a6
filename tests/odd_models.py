"""Models that no exporter writes, and that ONNX's schema and protobuf allow.

    odd_models.py DIR

Each goes through oracle.py.  What no protobuf library writes (fields in two
parts, unpacked numbers, groups, varints that are too long) is put together
from bytes.
"""

import os
import struct
import sys

import numpy as np
import onnx

from oracle import BITS, FIELD, Model, TYPE

MODELS = {}


def model(function):
    MODELS[function.__name__] = function
    return function


def varint(n, pad=0):
    n &= 2 ** 64 - 1
    out = bytearray()
    while n > 127 or pad > len(out) + 1:
        out.append(n & 127 | 128)
        n >>= 7
    out.append(n)
    return bytes(out)


def tag(number, kind, pad=0):
    return varint(number << 3 | kind, pad)


def length(number, payload, pad=0):
    return tag(number, 2, pad) + varint(len(payload), pad) + payload


def number(n, value, pad=0):
    return tag(n, 0, min(pad, 5)) + varint(value, pad)


def empty():
    m = Model()
    m.graph.SetInParent()
    return m


def with_dtype(name):
    return onnx.TensorProto.DataType.Value(name)


def any_bytes(seed, n):
    return np.random.default_rng(seed).bytes(n)


@model
def nothing():
    return empty()


@model
def nothing_but_a_graph_in_a_group():
    return (number(1, 8) + tag(99, 3) + length(7, b"not this") +
            tag(98, 3) + tag(98, 4) + tag(99, 4) + length(7, b""))


@model
def all_of_model():
    m = empty()
    m.ir_version = 2 ** 53 + 1
    m.producer_name = b"p\xff\xfe\x00"
    m.producer_version = "2.6 é 日本 😀 \u007f".encode()
    m.domain = b"\xed\xa0\x80 a surrogate, \xc0\x80 overlong, \xf4\x90\x80\x80"
    m.model_version = -2 ** 63
    m.doc_string = bytes(range(256))
    for domain, version in ((b"", 17), (b"a", 0), (b"", 18), (b"", 2 ** 63 - 1),
                            (b"b\x80", -1)):
        m.opset_import.add(domain=domain, version=version)
    for key, value in ((b"k", b"1"), (b"", b""), (b"k", b"2"), (b"k", b""),
                       (b"\x80", b"\xff")):
        m.metadata_props.add(key=key, value=value)
    m.metadata_props.add()
    m.configuration.add(name=b"two", num_devices=2, device=[b"a", b""])
    m.configuration.add(num_devices=-1)
    m.configuration.add()
    m.graph.name = b"\x1b[31m"
    m.graph.doc_string = b"\r\n\t\b\f\"\\/"
    m.graph.metadata_props.add(key=b"k", value=b"v")
    return m


@model
def types():
    m = empty()

    def add():
        v = m.graph.input.add()
        v.name = b"v%d" % len(m.graph.input)
        return v

    add()
    add().type.SetInParent()
    add().type.denotation = b"TEXT"
    add().type.tensor_type.SetInParent()
    add().type.tensor_type.elem_type = 99
    add().type.tensor_type.elem_type = -1
    t = add().type
    t.denotation = b"IMAGE"
    t.tensor_type.elem_type = 1
    for d in (dict(dim_value=0), dict(dim_value=-1), dict(dim_value=2 ** 53),
              dict(dim_value=2 ** 53 + 1), dict(dim_param=b""),
              dict(dim_param=b"a\xff"), dict(denotation=b"DATA_BATCH"),
              dict(dim_value=3, denotation=b"x")):
        t.tensor_type.shape.dim.add(**d)
    add().type.tensor_type.shape.SetInParent()
    add().type.sparse_tensor_type.elem_type = 7
    add().type.sparse_tensor_type.shape.dim.add()
    add().type.sequence_type.SetInParent()
    add().type.sequence_type.elem_type.tensor_type.elem_type = 8
    add().type.optional_type.elem_type.sequence_type.elem_type.SetInParent()
    add().type.optional_type.SetInParent()
    add().type.map_type.SetInParent()
    t = add().type.map_type
    t.key_type = 7
    t.value_type.map_type.key_type = 8
    t.value_type.map_type.value_type.denotation = b"d"
    add().type.opaque_type.SetInParent()
    add().type.opaque_type.domain = b"ai.acme"
    t = add().type.opaque_type
    t.name, t.domain = b"N\x80", b"D"
    v = m.graph.output.add()
    v.doc_string = b"without a name"
    v.metadata_props.add(key=b"k", value=b"v")
    v.metadata_props.add(key=b"k", value=b"w")
    m.graph.value_info.add()
    # Not one nested 40 deep, which is less than the limit.
    t = add().type
    for _ in range(30):
        t = t.sequence_type.elem_type
    t.tensor_type.elem_type = 1
    return m


@model
def type_given_twice():
    """Protobuf: of a oneof the last counts, and merges with its like."""
    tensor = length(1, number(1, 1))
    shape = length(1, length(2, length(1, number(1, 5))))
    sequence = length(4, length(1, length(1, number(1, 7))))
    info = [length(2, sequence + tensor + shape),
            length(2, tensor + sequence + shape),
            length(2, tensor) + length(2, shape),
            length(2, sequence) + length(2, tensor) + length(2, length(6, b"d"))]
    info += [length(2, length(1, number(1, 1) + length(
        2, length(1, dim)))) for dim in (
            number(1, 4) + length(2, b"n"), length(2, b"n") + number(1, 4),
            number(1, 4) + number(1, 5))]
    return length(7, b"".join(length(11, i) for i in info))


@model
def tensors_of_every_dtype():
    m = empty()
    for name in sorted(BITS):
        for count in (0, 1, 3, 64, 65):
            t = m.graph.initializer.add()
            t.name = f"{name}_{count}".encode()
            t.data_type = with_dtype(name)
            t.dims.append(count)
            t.raw_data = any_bytes(count, (count * BITS[name] + 7) // 8)
            if name == "BOOL":
                t.raw_data = bytes(b & 1 for b in t.raw_data)
    return m


@model
def every_small_float():
    m = empty()
    for name in ("FLOAT8E4M3FN", "FLOAT8E4M3FNUZ", "FLOAT8E5M2",
                 "FLOAT8E5M2FNUZ", "FLOAT8E8M0"):
        for base in range(0, 256, 64):
            t = m.graph.initializer.add(dims=[64])
            t.data_type = with_dtype(name)
            t.raw_data = bytes(range(base, base + 64))
    for name, bits in (("FLOAT4E2M1", 4), ("FLOAT6E2M3", 6),
                       ("FLOAT6E3M2", 6), ("UINT4", 4), ("INT4", 4),
                       ("UINT2", 2), ("INT2", 2)):
        t = m.graph.initializer.add(dims=[64])
        t.data_type = with_dtype(name)
        stream = sum((i & (1 << bits) - 1) << i * bits for i in range(64))
        t.raw_data = stream.to_bytes(64 * bits // 8, "little")
    for name in ("FLOAT16", "BFLOAT16"):
        for base in range(0, 65536, 64 * 37):
            t = m.graph.initializer.add(dims=[2, 32])
            t.data_type = with_dtype(name)
            t.raw_data = struct.pack("<64H", *(
                (base + i * 31) & 0xffff for i in range(64)))
    return m


@model
def floats():
    m = empty()
    f = [0.0, -0.0, 1.0, 0.1, 1e-45, 3.4028235e38, 1.17549435e-38,
         float("nan"), float("inf"), -float("inf"), 16777216.0, 1e10, 1e21,
         123456.79, 2 ** -24, 8388608.5, 1e15, 1e16, 1e17, 9.5367432e-07]
    t = m.graph.initializer.add(dims=[len(f)], data_type=1)
    t.float_data.extend(f)
    t = m.graph.initializer.add(dims=[len(f)], data_type=11)
    t.double_data.extend(f[:-1] + [5e-324])
    t = m.graph.initializer.add(dims=[len(f) // 2], data_type=14)
    t.float_data.extend(f)
    n = m.graph.node.add(op_type=b"Any")
    a = n.attribute.add(name=b"all", type=6)
    a.floats.extend(f)
    rng = np.random.default_rng(7)
    for i in range(40):
        a = n.attribute.add(name=b"r%d" % i, type=6)
        a.floats.extend(x for x in rng.integers(
            0, 2 ** 32, 60, np.uint32).view(np.float32) if x == x)
        t = m.graph.initializer.add(dims=[30], data_type=11)
        t.raw_data = rng.bytes(240)
    return m


@model
def tensors_by_typed_fields():
    m = empty()
    for name in sorted(BITS):
        field = FIELD.get(name, "int32_data")
        for count in (0, 1, 5, 64, 65):
            for extra in (-1, 0, 1):
                t = m.graph.initializer.add()
                t.name = f"{name}_{count}_{extra}".encode()
                t.data_type = with_dtype(name)
                t.dims.append(count)
                per = {"UINT4": 2, "INT4": 2, "FLOAT4E2M1": 2, "UINT2": 4,
                       "INT2": 4}.get(name, 1)
                n = (count + per - 1) // per
                n = max(0, n * (2 if "COMPLEX" in name else 1) + extra)
                if field in ("float_data", "double_data"):
                    data = [i / 3 for i in range(n)]
                elif name == "BOOL":
                    data = [i & 1 for i in range(n)]
                elif field == "uint64_data":
                    data = [2 ** (BITS[name] - 1) + i for i in range(n)]
                else:
                    half = min(BITS[name], 32) - 1
                    data = [i * 37 % (1 << half) for i in range(n)]
                getattr(t, field).extend(data)
    t = m.graph.initializer.add(dims=[2], data_type=with_dtype("INT64"))
    t.int64_data.extend([-2 ** 63, 2 ** 53 + 1])
    t = m.graph.initializer.add(dims=[2], data_type=with_dtype("INT32"))
    t.int32_data.extend([-2 ** 31, -1])
    t = m.graph.initializer.add(dims=[2], data_type=with_dtype("INT64"))
    t.int32_data.extend([1, 2])         # not where INT64 stands
    return m


@model
def tensors_oddly():
    m = empty()
    add = m.graph.initializer.add
    add()
    add(dims=[2])
    add(dims=[3], data_type=8).string_data.extend([b"", b"a\xff\x00", b"bc"])
    add(dims=[2], data_type=8).string_data.extend([b"a"])
    add(dims=[1], data_type=8).raw_data = b"abc"
    add(dims=[], data_type=8).string_data.append(b"scalar")
    add(dims=[], data_type=1).raw_data = struct.pack("<f", 1.5)
    add(dims=[1, 1, 1], data_type=1).raw_data = struct.pack("<f", 1.5)
    add(dims=[4], data_type=1).raw_data = b"123"
    add(dims=[4], data_type=1).raw_data = b""
    add(dims=[4], data_type=1)
    add(dims=[-1], data_type=1)
    add(dims=[-1, 0], data_type=1)
    add(dims=[2 ** 62, 4], data_type=1)
    add(dims=[2 ** 61, 2], data_type=1)
    add(dims=[2 ** 60, 2], data_type=1)
    add(dims=[2 ** 62, 2 ** 62, 0], data_type=1)
    add(dims=[2 ** 53 + 1], data_type=3)
    add(dims=[2 ** 63 - 1], data_type=21)
    add(dims=[2 ** 62, 2], data_type=21)
    add(dims=[2], data_type=29).raw_data = b"123"
    add(dims=[2], data_type=-5).raw_data = b"123"
    add(dims=[2], data_type=0).raw_data = b"12345678"
    t = add(dims=[2], data_type=1, doc_string=b"d\x80")
    t.raw_data = struct.pack("<2f", 1, 2)
    t.float_data.extend([3, 4])
    t.metadata_props.add(key=b"k", value=b"1")
    t.metadata_props.add(key=b"k", value=b"2")
    add(dims=[100], data_type=1).segment.end = 10
    t = add(dims=[2], data_type=1)
    t.segment.begin, t.segment.end = 2 ** 60, -1
    add(dims=[1], data_type=1).segment.SetInParent()
    return m


@model
def external():
    m = empty()
    for entries in ((), ((b"location", b"w"),),
                    ((b"location", b"w"), (b"offset", b"4096"),
                     (b"length", b"8"), (b"checksum", b"12")),
                    ((b"offset", b"0x10"), (b"length", b"")),
                    ((b"offset", b"-1"), (b"length", b"+8")),
                    ((b"length", b" 8"), (b"offset", b"007")),
                    ((b"length", b"18446744073709551615"),
                     (b"offset", b"18446744073709551616")),
                    ((b"length", b"9007199254740993"),),
                    ((b"length", b"4"), (b"location", b"../w"),
                     (b"length", b"8"), (b"location", b"/w")),
                    ((b"length", b"x"), (b"length", b"8")),
                    ((b"", b""), (b"\x80", b"\xff"))):
        for dims, dtype in (([2], 1), ([-1], 1), ([2], 8), ([2], 99)):
            t = m.graph.initializer.add(dims=dims, data_type=dtype,
                                        data_location=1)
            for key, value in entries:
                t.external_data.add(key=key, value=value)
    t = m.graph.initializer.add(dims=[2], data_type=1, data_location=1)
    t.raw_data = b"12345678"
    t = m.graph.initializer.add(dims=[2], data_type=1, data_location=2)
    t.raw_data = b"12345678"
    t.external_data.add(key=b"location", value=b"w")
    return m


@model
def sparse():
    m = empty()
    m.graph.initializer.add(name=b"dense", dims=[1], data_type=2,
                            raw_data=b"1")
    add = m.graph.sparse_initializer.add
    add()
    s = add(dims=[3, -1])
    s.values.name = b"v\x80"
    s.values.data_type = 1
    s.values.dims.append(2)
    s.values.raw_data = struct.pack("<2f", 1, 2)
    s.indices.data_type = 7
    s.indices.name = b"i"
    s.indices.dims.extend([2, 2])
    s.indices.int64_data.extend([0, 1, 2, 2])
    s = add(dims=[3])
    s.values.doc_string = b"d"
    s.indices.data_type = 7
    n = m.graph.node.add(op_type=b"Constant")
    a = n.attribute.add(name=b"sparse_value", type=11)
    a.sparse_tensor.CopyFrom(m.graph.sparse_initializer[1])
    a = n.attribute.add(name=b"list", type=12)
    a.sparse_tensors.add()
    a.sparse_tensors.add().CopyFrom(m.graph.sparse_initializer[1])
    n.attribute.add(name=b"none", type=12)
    n.attribute.add(name=b"missing", type=11)
    return m


@model
def attributes():
    m = empty()
    n = m.graph.node.add(name=b"by type, all unset", op_type=b"Any")
    for kind in (*TYPE, 15, 77, -1):
        n.attribute.add(name=b"t%d" % kind, type=kind)
    n = m.graph.node.add(name=b"all set, by type", op_type=b"Any")
    every = m.graph.node.add().attribute.add()
    every.f, every.i, every.s = 2.5, 3, b"s"
    every.t.dims.append(1)
    every.g.name = b"g"
    every.tp.denotation = b"tp"
    every.sparse_tensor.dims.append(1)
    every.floats.append(1.0)
    every.ints.extend([1, 2])
    every.strings.append(b"x")
    every.tensors.add()
    every.graphs.add(name=b"gs")
    every.type_protos.add(denotation=b"tps")
    every.sparse_tensors.add()
    for kind in (*TYPE, 77):
        a = n.attribute.add()
        a.CopyFrom(every)
        a.name, a.type = b"t%d" % kind, kind
    n = m.graph.node.add(name=b"one set, no type", op_type=b"Any")
    for f, _ in every.ListFields():
        if f.name not in ("name", "type"):
            a = n.attribute.add(name=f.name.encode())
            if f.message_type and f.name in ("t", "g", "tp", "sparse_tensor"):
                getattr(a, f.name).SetInParent()
            elif f.message_type:
                getattr(a, f.name).add()
            elif f.name in ("floats", "ints", "strings"):
                getattr(a, f.name).extend(getattr(every, f.name))
            else:
                setattr(a, f.name, getattr(every, f.name))
    a = n.attribute.add(name=b"two set")
    a.f, a.i = 0, 0
    n = m.graph.node.add(name=b"values", op_type=b"Any")
    add = n.attribute.add
    for value in (0, -1, 2 ** 53, -2 ** 53, 2 ** 53 + 1, -2 ** 53 - 1,
                  2 ** 63 - 1, -2 ** 63):
        add(name=b"i%d" % value, type=2).i = value
        add(name=b"is%d" % value, type=7).ints.extend([1, value])
    for value in (0.0, -0.0, float("nan"), float("inf"), -float("inf"), 1e-45):
        add(name=b"f%r" % value, type=1).f = value
        add(name=b"fs%r" % value, type=6).floats.extend([1.5, value])
    for value in (b"", b"NaN", b"\xff\x00\x1f\x7f", "日本".encode(), b'"\\/',
                  b"\xf0\x9f\x98", b"9007199254740993"):
        add(name=b"s" + value, type=3, doc_string=b"of " + value).s = value
        add(name=b"ss" + value, type=8).strings.extend([value, b""])
    add(name=b"tps", type=14).type_protos.add().tensor_type.elem_type = 1
    add(name=b"tps and {}", type=14).type_protos.extend(
        [every.tp, m.graph.value_info.add().type])
    a = add(name=b"t", type=4)
    a.t.name, a.t.doc_string = b"name", b"doc"
    a.t.dims.append(65)
    a.t.data_type = 2
    a.t.raw_data = bytes(65)
    add(name=b"ref", type=2, ref_attr_name=b"r\x80", doc_string=b"why")
    add(name=b"ref without type", ref_attr_name=b"r")
    add(name=b"ref with value", type=2, ref_attr_name=b"r", i=3)
    add(name=b"ref of unknown type", type=77, ref_attr_name=b"r")
    add(name=b"", type=2, i=5)
    n = m.graph.node.add(name=b"repeated", op_type=b"Any")
    for i in range(3):
        n.attribute.add(name=b"a", type=2, i=i, doc_string=b"d%d" % i)
        n.attribute.add(name=b"b", type=1, f=float("nan"))
        n.attribute.add(name=b"g", type=5).g.name = b"g%d" % i
        n.attribute.add(name=b"gs", type=10).graphs.add(name=b"h%d" % i)
    n = m.graph.node.add(name=b"names that look like others'", op_type=b"Any")
    for name in (b"g#2", b"g", b"gs[0]", b"a/0/b", b"a", b"\xff", b""):
        n.attribute.add(name=name, type=5).g.node.add(op_type=name)
    return m


@model
def attributes_repeated_on_either_side_of_a_type():
    """The first has no type that shows, the second has, and the other way."""
    m = empty()
    n = m.graph.node.add(op_type=b"Any")
    n.attribute.add(name=b"a", type=7)
    n.attribute.add(name=b"a", type=2, i=1)
    n.attribute.add(name=b"b", type=2, i=1)
    n.attribute.add(name=b"b", type=7)
    n.attribute.add(name=b"b", type=2, ref_attr_name=b"r")
    n.attribute.add(name=b"b", type=5).g.SetInParent()
    return m


@model
def bodies():
    m = empty()

    def grow(graph, depth):
        graph.name = b"depth %d" % depth
        graph.input.add(name=b"x")
        graph.value_info.add(name=b"v")
        for i in range(2):
            n = graph.node.add(op_type=b"If", name=b"n%d" % i)
            n.attribute.add(name=b"flag", type=2, i=i)
            if depth == 0:
                continue
            grow(n.attribute.add(name=b"then_branch", type=5).g, depth - 1)
            a = n.attribute.add(name=b"branches", type=10)
            for _ in range(2):
                grow(a.graphs.add(), depth - 1)
            a.graphs.add()
            n.attribute.add(name=b"else_branch", type=5).g.SetInParent()

    grow(m.graph, 2)
    return m


@model
def deep_bodies():
    m = empty()
    graph = m.graph
    for _ in range(25):
        graph = graph.node.add(op_type=b"If").attribute.add(
            name=b"b", type=5).g
    graph.node.add(op_type=b"Relu")
    return m


@model
def functions():
    m = empty()
    m.functions.add()
    m.functions.add()
    f = m.functions.add(name=b"F\xff", domain=b"a:b/c", overload=b"o",
                        doc_string=b"doc", input=[b"x", b""], output=[b"y"],
                        attribute=[b"alpha", b"", b"alpha"])
    f.opset_import.add(version=18)
    f.opset_import.add(version=19)
    f.metadata_props.add(key=b"k", value=b"v")
    f.value_info.add(name=b"y").type.tensor_type.elem_type = 1
    add = f.attribute_proto.add
    add(name=b"i", type=2, i=7, doc_string=b"i's")
    add(name=b"i", type=2, i=8)
    add(name=b"none", type=7)
    add(name=b"g", type=5).g.node.add(op_type=b"InDefault")
    add(name=b"gs", type=10).graphs.add(name=b"in a list")
    n = f.node.add(op_type=b"Relu", domain=b"a:b/c", overload=b"o")
    n.attribute.add(name=b"alpha", type=1, ref_attr_name=b"alpha")
    n.attribute.add(name=b"body", type=5).g.node.add(op_type=b"InBody")
    m.functions.add(name=b"F\xff", domain=b"a:b/c", overload=b"o")
    m.functions.add(name=b"F\xff", domain=b"a:b/c")
    m.functions.add(name=b"F\xff", domain=b"a:b/c")
    m.functions.add(name=b"F\xff:o", domain=b"a:b/c").node.add()
    return m


@model
def training():
    m = empty()
    m.training_info.add()
    t = m.training_info.add()
    t.initialization.SetInParent()
    t = m.training_info.add()
    t.initialization.node.add(op_type=b"A").attribute.add(
        name=b"b", type=5).g.name = b"body"
    t.initialization.initializer.add(raw_data=b"hidden", data_type=2)
    t.algorithm.name = b"algorithm"
    t.initialization_binding.add(key=b"W", value=b"W1")
    t.initialization_binding.add(key=b"W", value=b"W2")
    t.update_binding.add(key=b"W", value=b"\xff")
    t = m.training_info.add()
    t.update_binding.add(key=b"W", value=b"V")
    m.functions.add(name=b"f")
    q = m.graph.quantization_annotation.add(tensor_name=b"t\x80")
    for key, value in ((b"SCALE_TENSOR", b"s"), (b"SCALE_TENSOR", b"s2")):
        q.quant_parameter_tensor_names.add(key=key, value=value)
    m.graph.quantization_annotation.add()
    return m


@model
def devices():
    m = empty()
    n = m.graph.node.add(op_type=b"MatMul")
    d = n.device_configurations.add(configuration_id=b"c\xff",
                                    pipeline_stage=-3)
    s = d.sharding_spec.add(tensor_name=b"t", device=[0, -1, 2 ** 60])
    s.index_to_device_group_map.add(key=-1, value=[0, 1])
    s.index_to_device_group_map.add(key=2 ** 60)
    s.index_to_device_group_map.add()
    a = s.sharded_dim.add(axis=-1)
    a.simple_sharding.add(dim_value=0)
    a.simple_sharding.add(dim_param=b"", num_shards=2)
    a.simple_sharding.add(dim_param=b"n", num_shards=2 ** 60)
    a.simple_sharding.add()
    s.sharded_dim.add()
    d.sharding_spec.add()
    n.device_configurations.add()
    return m


@model
def numbers_unpacked_and_packed():
    """Protobuf's parsers take both, mixed, in any order."""
    dims = number(1, 2) + length(1, varint(3) + varint(1)) + length(1, b"")
    f = struct.pack("<f", 1.5)
    data = tag(4, 5) + f + length(4, f + f) + tag(4, 5) + f + \
        length(4, f + f)
    runs = length(5, dims + number(2, 1) + data)
    one_run = length(5, dims + data.join([length(4, f * 6), b""]) +
                     number(2, 1))
    unpacked = length(5, number(1, 1) + number(2, 7) + number(7, 9))
    dims_packed = length(5, length(1, varint(2)) + number(2, 7) +
                         length(7, varint(5) + varint(-1)))
    ints = length(1, length(4, b"Any") + length(5, length(1, b"a") +
                  number(20, 7) + length(8, varint(1) + varint(-2)) +
                  number(8, 3) + length(8, b"")))
    fl = length(1, length(4, b"Any") + length(5, length(1, b"a") +
                number(20, 6) + length(7, f + f) + tag(7, 5) + f))
    double = struct.pack("<d", 0.1)
    doubles = length(5, number(1, 2) + number(2, 11) + tag(10, 1) + double +
                     tag(10, 1) + double)
    empty_run = length(5, number(1, 0) + number(2, 7) + length(7, b""))
    twice = length(5, number(1, 1) + number(2, 7) + length(7, b"") +
                   length(7, varint(1)))
    unsigned = length(5, number(1, 2) + number(2, 13) +
                      length(11, varint(2 ** 64 - 1) + varint(2 ** 53 + 1)))
    return length(7, runs + one_run + unpacked + dims_packed + ints + fl +
                  doubles + empty_run + twice + unsigned)


@model
def varints_too_long():
    tensor = (number(1, 1, 5) + number(2, 7, 4) +
              length(7, varint(300, 10), 5) + length(8, b"w", 5))
    node = length(3, b"n", 4) + length(4, b"Op", 2) + length(
        5, length(1, b"i") + number(3, -5, 10) + number(20, 2, 10))
    return number(1, 8, 9) + length(7, length(1, node, 3) +
                                    length(5, tensor, 5), 5)


@model
def wrong_wire_types_are_unknown_fields():
    tensor = (length(2, b"\x01") + tag(1, 5) + b"abcd" + number(9, 4) +
              tag(4, 0) + varint(5) + tag(7, 1) + b"12345678" +
              tag(10, 5) + b"1234" + number(2, 1) + number(1, 1) +
              tag(6, 0) + varint(9) + number(8, 7))
    node = number(3, 7) + length(4, b"Op") + number(1, 5) + tag(5, 5) + \
        b"1234" + length(99, b"later") + number(11, 4)
    info = number(1, 3) + length(1, b"x") + number(2, 4)
    return (length(1, b"\x08") + tag(7, 1) + b"12345678" + number(7, 5) +
            length(7, length(1, node) + length(5, tensor) +
                   length(11, info)))


@model
def graph_in_three_parts():
    """Protobuf merges a singular message that stands several times."""
    def node(name):
        return length(1, length(3, name) + length(4, b"Relu"))

    def tensor(name):
        return length(5, length(8, name) + number(1, 1) + number(2, 7) +
                      length(9, b"12345678"))

    a = node(b"a") + length(2, b"first name") + tensor(b"t1")
    b = length(11, length(1, b"x")) + node(b"b")
    c = tensor(b"t2") + length(2, b"last name") + node(b"c")
    return length(7, a) + number(1, 7) + length(7, b) + \
        length(2, b"me") + length(7, c) + length(2, b"you") + length(7, b"")


@model
def tensor_and_body_in_parts():
    def attribute(*parts):
        return length(5, b"".join(parts))

    t1 = length(5, number(1, 2) + length(8, b"one"))
    t2 = length(5, number(2, 1) + length(9, b"12345678"))
    t3 = length(5, number(1, 1) + length(8, b"two") + length(9, b"87654321"))
    g1 = length(6, length(1, length(4, b"A")) + length(2, b"g1"))
    g2 = length(6, length(1, length(4, b"B")) + length(5, number(1, 3)))
    values1 = length(22, length(1, number(1, 1)) + length(2, number(2, 7)) +
                     number(3, 5))
    values2 = length(22, length(1, number(2, 1) + length(9, b"1234")) +
                     number(3, 6))
    node = length(1, length(4, b"Op") +
                  attribute(length(1, b"t"), t1, t2, number(20, 4), t3) +
                  attribute(g1, number(20, 5), length(1, b"g"), g2) +
                  attribute(number(20, 11), values1, length(1, b"s"),
                            values2))
    return length(7, node)


@model
def fields_backwards():
    m = attributes()
    return backwards(m)


@model
def bodies_backwards():
    return backwards(bodies())


def backwards(message):
    """The message with its fields in falling order, repeated ones as they
    are."""
    out = []
    for f, value in message.ListFields():
        one = message.__class__()
        repeated = isinstance(value, (list, tuple)) or hasattr(
            value, "extend")
        if f.message_type:
            items = value if repeated else [value]
            out.append(b"".join(length(f.number, backwards(i))
                                for i in items))
        else:
            if repeated:
                getattr(one, f.name).extend(value)
            else:
                setattr(one, f.name, value)
            out.append(one.SerializeToString())
    return b"".join(reversed(out))


@model
def large_tensors():
    m = empty()
    for i in range(5):
        t = m.graph.initializer.add(name=b"w%d" % i, dims=[1000, 100],
                                    data_type=1)
        t.raw_data = any_bytes(i, 400000)
        m.graph.node.add(op_type=b"Relu", name=b"n%d" % i)
    t = m.graph.initializer.add(dims=[70000], data_type=7)
    t.int64_data.extend(range(70000))
    m.graph.node.add(op_type=b"Constant").attribute.add(
        name=b"value", type=4).t.CopyFrom(t)
    m.graph.doc_string = b"x" * 300000
    return m


def main(folder):
    os.makedirs(folder, exist_ok=True)
    for name, function in MODELS.items():
        m = function()
        with open(os.path.join(folder, name + ".onnx"), "wb") as f:
            f.write(m if isinstance(m, bytes) else m.SerializeToString())


if __name__ == "__main__":
    main(sys.argv[1])

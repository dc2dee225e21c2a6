"""A second reading of ONNX files, to compare onnx2ndjson's with.

    oracle.py ONNX2NDJSON FILE...
    oracle.py --mutants N ONNX2NDJSON FILE...
    oracle.py --make-node-models DIR

Reads each FILE by the onnx package's own schema (its strings as bytes, its
enumerations as numbers, so that nothing is lost), makes the records that
records(5) wants for it, and compares every record and member with the stream
that ONNX2NDJSON writes, order included.  Where data lies and the digest come
from a slow walk over the bytes.  Prints each mismatch; exits with 1 when there
was one.

--mutants does so for N damaged versions of each FILE, always the same ones.
What protobuf's parser takes must be read, and read alike.  What it refuses
onnx2ndjson may take (it does not look into the packed numbers of tensors), but
it must refuse some of it, with one message and status 2.

--make-node-models writes the models of onnx's node tests into DIR.
"""

import json
import math
import os
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter

import numpy as np
import onnx
import xxhash
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError
from onnx import numpy_helper

SHOWN = 10                      # mismatches of a file that are printed
EDGE = 2 ** 53


def schema():
    """ModelProto of the onnx package, with bytes and int32."""
    file = descriptor_pb2.FileDescriptorProto()
    onnx.ModelProto.DESCRIPTOR.file.CopyToProto(file)
    file.name = "oracle.proto"
    file.package = "oracle"

    def soften(message):
        for f in message.field:
            if f.type_name:
                f.type_name = re.sub(r"^\.onnx\.", ".oracle.", f.type_name)
            if f.type == f.TYPE_STRING:
                f.type = f.TYPE_BYTES
            elif f.type == f.TYPE_ENUM:
                f.type = f.TYPE_INT32
                f.ClearField("type_name")
                f.ClearField("default_value")
        for inner in message.nested_type:
            soften(inner)

    for message in file.message_type:
        soften(message)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(
        pool.FindMessageTypeByName("oracle.ModelProto"))


Model = schema()
DTYPE = {number: name for name, number in onnx.TensorProto.DataType.items()}
BITS = {"DOUBLE": 64, "INT64": 64, "UINT64": 64, "COMPLEX64": 64,
        "COMPLEX128": 128, "FLOAT": 32, "INT32": 32, "UINT32": 32,
        "FLOAT16": 16, "BFLOAT16": 16, "INT16": 16, "UINT16": 16,
        "UINT4": 4, "INT4": 4, "FLOAT4E2M1": 4, "UINT2": 2, "INT2": 2,
        "FLOAT6E2M3": 6, "FLOAT6E3M2": 6, "BOOL": 8, "INT8": 8, "UINT8": 8,
        "FLOAT8E4M3FN": 8, "FLOAT8E4M3FNUZ": 8, "FLOAT8E5M2": 8,
        "FLOAT8E5M2FNUZ": 8, "FLOAT8E8M0": 8}
FIELD = {"FLOAT": "float_data", "COMPLEX64": "float_data",
         "INT64": "int64_data", "STRING": "string_data",
         "DOUBLE": "double_data", "COMPLEX128": "double_data",
         "UINT32": "uint64_data", "UINT64": "uint64_data"}
DATA = ("float_data", "int32_data", "string_data", "int64_data", "raw_data",
        "double_data", "uint64_data")
TYPE = {number: name
        for name, number in onnx.AttributeProto.AttributeType.items()}
# Of each attribute type its field.
ATTRIBUTE = {"FLOAT": "f", "INT": "i", "STRING": "s", "TENSOR": "t",
             "GRAPH": "g", "FLOATS": "floats", "INTS": "ints",
             "STRINGS": "strings", "TENSORS": "tensors", "GRAPHS": "graphs",
             "SPARSE_TENSOR": "sparse_tensor",
             "SPARSE_TENSORS": "sparse_tensors", "TYPE_PROTO": "tp",
             "TYPE_PROTOS": "type_protos"}


# The wire: what protobuf's own parsers do not tell, that is, where things lie.

def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def fields(data, at, end):
    """(number, wire type, where the tag begins, the payload, its end)"""
    while at < end:
        begin = at
        tag, at = varint(data, at)
        number, kind = tag >> 3, tag & 7
        first = at
        if kind == 0:
            _, at = varint(data, at)
        elif kind == 1:
            at += 8
        elif kind == 2:
            n, first = varint(data, at)
            at = first + n
        elif kind == 3:
            depth = 1
            while depth:
                tag, at = varint(data, at)
                depth += {3: 1, 4: -1}.get(tag & 7, 0)
                if tag & 7 == 0:
                    _, at = varint(data, at)
                elif tag & 7 in (1, 5):
                    at += 8 if tag & 7 == 1 else 4
                elif tag & 7 == 2:
                    n, at = varint(data, at)
                    at += n
        elif kind == 5:
            at += 4
        else:
            raise ValueError(f"offset {begin}: wire type {kind}")
        yield number, kind, begin, first, at


class Wire:
    """A message's bytes: one or several spans, read as one."""

    def __init__(self, data, spans):
        self.data = data
        self.spans = spans

    def find(self, message, name):
        """The payloads of a field: [(wire type, begin, end)]"""
        number = message.DESCRIPTOR.fields_by_name[name].number
        return [(kind, first, end) for span in self.spans
                for got, kind, _, first, end in fields(self.data, *span)
                if got == number]

    def items(self, message, name):
        """The messages of a repeated field."""
        return [Wire(self.data, [(first, end)])
                for kind, first, end in self.find(message, name) if kind == 2]

    def one(self, message, name):
        """The message of a singular field."""
        return Wire(self.data, [(first, end) for kind, first, end in
                                self.find(message, name) if kind == 2])


def digest(data):
    """XXH3-128 of the bytes but for the contents of TensorProtos."""
    hash128 = xxhash.xxh3_128()
    hashed = 0

    def walk(of, at, end):
        nonlocal hashed
        for number, kind, _, first, stop in fields(data, at, end):
            f = of.fields_by_number.get(number)
            if f is None:
                continue
            if f.message_type:
                if kind == 2:
                    walk(f.message_type, first, stop)
                continue
            if of.name != "TensorProto" or f.name not in DATA:
                continue
            plain = {"float_data": 5, "double_data": 1, "raw_data": 2,
                     "string_data": 2}.get(f.name, 0)
            if kind in (2, plain):
                hash128.update(data[hashed:first])
                hashed = stop

    walk(Model.DESCRIPTOR, 0, len(data))
    hash128.update(data[hashed:])
    return hash128.hexdigest()


# What records(5) wants.

class Number:
    """A float: the shortest form of it, as float32 or float64."""

    def __init__(self, value, kind):
        self.value = kind(value)
        self.kind = kind

    def is_at(self, got):
        if not isinstance(got, Token):
            return False
        with np.errstate(over="ignore"):
            back = self.kind(got)
        digits = np.format_float_scientific(self.value, unique=True, trim="-")
        return (back.tobytes() == self.value.tobytes() and
                not re.search(r"\.[0-9]+0(?:$|e)", got) and
                len(significant(got)) == len(significant(digits)))

    def __repr__(self):
        return f"{self.kind.__name__} {self.value!r}"


class Token(str):
    """A JSON number with a point or an exponent, as it stands."""


def significant(text):
    return re.sub(r"[eE].*|[-+.]", "", text).strip("0") or "0"


def real(value, kind=np.float32):
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return Number(value, kind)


def integer(value):
    value = int(value)
    return value if -EDGE <= value <= EDGE else str(value)


def decimal(value):
    """An integer, where these digits are one of 64 bits."""
    if re.fullmatch("[0-9]+", value) and int(value) < 2 ** 64:
        return integer(value)
    return value


def text(value):
    return value.decode("utf-8", "surrogateescape")


def put(record, name, value):
    """Defaults are left out."""
    if value in ("", 0, [], {}) and value is not False:
        return
    record[name] = value


def put_pairs(record, name, entries, key="key", value="value", form=text):
    first, repeated = {}, {}
    for e in entries:
        k, v = text(getattr(e, key)), form(getattr(e, value))
        if k in first:
            repeated.setdefault(k, []).append(v)
        else:
            first[k] = v
    put(record, name, first)
    put(record, name + "_repeated", in_order(first, repeated))


def in_order(first, repeated):
    return {k: repeated[k] for k in first if k in repeated}


def put_tail(record, message):
    put(record, "doc_string", text(message.doc_string))
    put_pairs(record, "metadata_props", message.metadata_props)


def dtype(number):
    return DTYPE.get(number, number)


def elem_type(of):
    result = {"dtype": dtype(of.elem_type)}
    if of.HasField("shape"):
        shape = []
        for d in of.shape.dim:
            which = d.WhichOneof("value")
            shape.append(None if which is None else
                         integer(d.dim_value) if which == "dim_value" else
                         text(d.dim_param))
        result["shape"] = shape
        if any(d.denotation for d in of.shape.dim):
            result["dim_denotation"] = [text(d.denotation)
                                        for d in of.shape.dim]
    return result


def type_of(t):
    which = t.WhichOneof("value")
    result = {}
    if which in ("tensor_type", "sparse_tensor_type"):
        result[which[:-5]] = elem_type(getattr(t, which))
    elif which in ("sequence_type", "optional_type"):
        result[which[:-5]] = type_of(getattr(t, which).elem_type)
    elif which == "map_type":
        result["map"] = {"key": dtype(t.map_type.key_type),
                         "value": type_of(t.map_type.value_type)}
    elif which == "opaque_type":
        opaque = result["opaque"] = {}
        put(opaque, "domain", text(t.opaque_type.domain))
        put(opaque, "name", text(t.opaque_type.name))
    put(result, "denotation", text(t.denotation))
    return result


def elements(t):
    """How many the shape says; None when it is no shape."""
    if any(d < 0 for d in t.dims):
        return None
    n = math.prod(t.dims)
    return n if n < 2 ** 63 else None


def packed(bits, n):
    return None if n is None else (n * bits + 7) // 8


def data_size(t, name, external):
    if external:
        for e in t.external_data:
            if e.key == b"length":
                if re.fullmatch(rb"[0-9]+", e.value) and \
                        int(e.value) < 2 ** 64:
                    return int(e.value)
                break
    elif t.HasField("raw_data"):
        return len(t.raw_data)
    elif name == "STRING":
        return sum(len(s) for s in t.string_data)
    if name not in BITS:
        return None
    size = packed(BITS[name], elements(t))
    return size if size is not None and size < 2 ** 63 else None


def data_offset(t, name, wire):
    if t.HasField("raw_data"):
        _, first, end = [f for f in wire.find(t, "raw_data") if f[0] == 2][-1]
    elif name in BITS:
        runs = wire.find(t, FIELD.get(name, "int32_data"))
        if len(runs) != 1 or runs[0][0] != 2:
            return None
        _, first, end = runs[0]
    else:
        return None
    return first if end > first else None


def typed_count(t, name):
    """The elements in the typed field; n when the last entry holds more."""
    n = len(getattr(t, FIELD.get(name, "int32_data")))
    if name.startswith("COMPLEX"):
        return n / 2
    per_entry = {"UINT4": 2, "INT4": 2, "FLOAT4E2M1": 2, "UINT2": 4,
                 "INT2": 4}.get(name, 1)
    want = elements(t)
    return want if n == (want + per_entry - 1) // per_entry else n * per_entry


def values(t, name):
    """The elements of a small tensor, or None."""
    n = elements(t)
    if n == 0 and not t.string_data and not t.raw_data and (
            name == "STRING" or name in BITS and typed_count(t, name) == 0):
        return []
    if n is None or n > 64 or name not in BITS and name != "STRING":
        return None
    if name == "STRING":
        if t.HasField("raw_data") or len(t.string_data) != n:
            return None
        return [text(s) for s in t.string_data]
    if t.HasField("raw_data"):
        if len(t.raw_data) != packed(BITS[name], n):
            return None
    elif typed_count(t, name) != n:
        return None
    plain = onnx.TensorProto(data_type=t.data_type, dims=t.dims)
    if t.HasField("raw_data"):
        plain.raw_data = t.raw_data
    else:
        field = FIELD.get(name, "int32_data")
        getattr(plain, field).extend(getattr(t, field))
    array = numpy_helper.to_array(plain).flatten()
    if name == "BOOL":
        return [bool(x) for x in array]
    if re.match("U?INT", name):
        return [integer(x) for x in array]
    if name == "COMPLEX64":
        return [[real(x.real), real(x.imag)] for x in array]
    if name == "COMPLEX128":
        return [[real(x.real, np.float64), real(x.imag, np.float64)]
                for x in array]
    if name == "DOUBLE":
        return [real(x, np.float64) for x in array]
    return [real(x) for x in array.astype(np.float32)]


def tensor(t, wire, named):
    name = dtype(t.data_type)
    external = t.data_location == onnx.TensorProto.EXTERNAL
    size = data_size(t, name, external)
    result = {"dtype": name, "shape": [integer(d) for d in t.dims]}
    if size is not None:
        result["bytes"] = integer(size)
    if named:
        put(result, "name", text(t.name))
    if t.HasField("segment"):
        segment = {}
        put(segment, "begin", integer(t.segment.begin))
        put(segment, "end", integer(t.segment.end))
        result["segment"] = segment
    if external:
        put_pairs(result, "external", t.external_data)
        result.setdefault("external", {})
        for key in ("offset", "length"):
            if key in result["external"]:
                result["external"][key] = decimal(result["external"][key])
    else:
        at = data_offset(t, name, wire)
        if at is not None:
            result["offset"] = at
        small = values(t, name)
        if small is not None:
            result["values"] = small
    put_tail(result, t)
    return result


def sparse(t, wire):
    inner = {part: tensor(getattr(t, part), wire.one(t, part), True)
             for part in ("values", "indices")}
    result = {"dtype": inner["values"]["dtype"],
              "shape": [integer(d) for d in t.dims]}
    if all("bytes" in inner[part] for part in inner):
        result["bytes"] = integer(sum(int(inner[part]["bytes"])
                                      for part in inner))
    result["sparse"] = inner
    return result


class Reader:
    """The records of a model, in order."""

    def __init__(self, model, data, file):
        self.model = model
        self.file = file
        self.data = data
        self.functions = Counter()

    def records(self):
        m = self.model
        wire = Wire(self.data, [(0, len(self.data))])
        r = {"kind": "model", "stream": 1, "file": os.fsdecode(self.file),
             "size": len(self.data), "digest": digest(self.data)}
        put(r, "ir_version", integer(m.ir_version))
        put(r, "producer_name", text(m.producer_name))
        put(r, "producer_version", text(m.producer_version))
        put(r, "domain", text(m.domain))
        put(r, "model_version", integer(m.model_version))
        put(r, "doc_string", text(m.doc_string))
        put_pairs(r, "opset_import", m.opset_import, "domain", "version",
                  integer)
        put_pairs(r, "metadata_props", m.metadata_props)
        put(r, "configuration", [self.configuration(c)
                                 for c in m.configuration])
        yield r
        yield from self.graph(m.graph, wire.one(m, "graph"), "main", {})
        for f, w in zip(m.functions, wire.items(m, "functions"), strict=True):
            yield from self.function(f, w)
        for n, (t, w) in enumerate(zip(m.training_info,
                                       wire.items(m, "training_info"),
                                       strict=True)):
            for part, binding in (
                    ("initialization", "initialization_binding"),
                    ("algorithm", "update_binding")):
                more = {}
                put_pairs(more, binding, getattr(t, binding))
                if t.HasField(part) or more:
                    yield from self.graph(getattr(t, part), w.one(t, part),
                                          f"training/{n}/{part}", more)

    @staticmethod
    def configuration(c):
        r = {}
        put(r, "name", text(c.name))
        put(r, "num_devices", c.num_devices)
        put(r, "device", [text(d) for d in c.device])
        return r

    def graph(self, g, wire, graph, more):
        r = {"kind": "graph", "graph": graph}
        put(r, "name", text(g.name))
        put_tail(r, g)
        r.update(more)
        yield r
        yield from self.infos("input", g.input, graph)
        yield from self.infos("output", g.output, graph)
        index = 0
        for t, w in zip(g.initializer, wire.items(g, "initializer"),
                        strict=True):
            r = {"kind": "initializer", "graph": graph, "index": index}
            put(r, "name", text(t.name))
            r.update(tensor(t, w, False))
            yield r
            index += 1
        for t, w in zip(g.sparse_initializer,
                        wire.items(g, "sparse_initializer"), strict=True):
            r = {"kind": "initializer", "graph": graph, "index": index}
            put(r, "name", text(t.values.name))
            r.update(sparse(t, w))
            yield r
            index += 1
        for index, q in enumerate(g.quantization_annotation):
            r = {"kind": "quantization", "graph": graph, "index": index}
            put(r, "tensor_name", text(q.tensor_name))
            put_pairs(r, "parameters", q.quant_parameter_tensor_names)
            yield r
        yield from self.infos("value_info", g.value_info, graph)
        yield from self.nodes(g, wire, graph, [])

    def infos(self, kind, infos, graph):
        for index, v in enumerate(infos):
            r = {"kind": kind, "graph": graph, "index": index}
            put(r, "name", text(v.name))
            put(r, "type", type_of(v.type))
            put_tail(r, v)
            yield r

    def function(self, f, wire):
        graph = f"function/{text(f.domain)}:{text(f.name)}"
        if f.overload:
            graph += ":" + text(f.overload)
        self.functions[graph] += 1
        if self.functions[graph] > 1:
            graph += f"#{self.functions[graph]}"
        bodies = []
        r = {"kind": "function", "graph": graph}
        put(r, "name", text(f.name))
        put(r, "domain", text(f.domain))
        put(r, "overload", text(f.overload))
        put(r, "input", [text(s) for s in f.input])
        put(r, "output", [text(s) for s in f.output])
        put(r, "attribute", [text(s) for s in f.attribute])
        self.put_attributes(r, "attribute_proto", f.attribute_proto,
                            wire.items(f, "attribute_proto"),
                            graph, bodies)
        put_pairs(r, "opset_import", f.opset_import, "domain", "version",
                  integer)
        put_tail(r, f)
        yield r
        yield from self.infos("value_info", f.value_info, graph)
        yield from self.nodes(f, wire, graph, bodies)

    def nodes(self, g, wire, graph, bodies):
        for index, (n, w) in enumerate(zip(g.node, wire.items(g, "node"),
                                           strict=True)):
            r = {"kind": "node", "graph": graph, "index": index,
                 "name": text(n.name), "op_type": text(n.op_type)}
            put(r, "domain", text(n.domain))
            put(r, "overload", text(n.overload))
            r["input"] = [text(s) for s in n.input]
            r["output"] = [text(s) for s in n.output]
            self.put_attributes(r, "attribute", n.attribute,
                                w.items(n, "attribute"), f"{graph}/{index}",
                                bodies)
            put_tail(r, n)
            put(r, "device_configurations",
                [self.device_configuration(d)
                 for d in n.device_configurations])
            yield r
        for body, w, graph in bodies:
            yield from self.graph(body, w, graph, {})

    @staticmethod
    def device_configuration(d):
        r = {}
        put(r, "configuration_id", text(d.configuration_id))
        specs = []
        for s in d.sharding_spec:
            spec = {}
            put(spec, "tensor_name", text(s.tensor_name))
            put(spec, "device", [integer(x) for x in s.device])
            groups = []
            for e in s.index_to_device_group_map:
                group = {}
                put(group, "key", integer(e.key))
                put(group, "value", [integer(x) for x in e.value])
                groups.append(group)
            put(spec, "index_to_device_group_map", groups)
            dims = []
            for e in s.sharded_dim:
                dim, simple = {}, []
                put(dim, "axis", integer(e.axis))
                for x in e.simple_sharding:
                    one = {}
                    which = x.WhichOneof("dim")
                    if which == "dim_value":
                        one["dim_value"] = integer(x.dim_value)
                    elif which == "dim_param":
                        one["dim_param"] = text(x.dim_param)
                    put(one, "num_shards", integer(x.num_shards))
                    simple.append(one)
                put(dim, "simple_sharding", simple)
                dims.append(dim)
            put(spec, "sharded_dim", dims)
            specs.append(spec)
        put(r, "sharding_spec", specs)
        put(r, "pipeline_stage", d.pipeline_stage)
        return r

    def put_attributes(self, record, member, attributes, wires, prefix,
                       bodies):
        first, types, repeated, docs = {}, {}, {}, {}
        times = Counter()
        for a, w in zip(attributes, wires, strict=True):
            name = text(a.name)
            times[name] += 1
            again = f"#{times[name]}" if times[name] > 1 else ""
            value, shown = self.attribute(a, w, f"{prefix}/{name}{again}",
                                          bodies)
            if name in first:
                repeated.setdefault(name, []).append(value)
                continue
            first[name] = value
            if shown is not None:
                types[name] = shown
            put(docs, name, text(a.doc_string))
        put(record, member, first)
        put(record, "attribute_type", types)
        put(record, "attribute_repeated", in_order(first, repeated))
        put(record, "attribute_doc_string", docs)

    def attribute(self, a, wire, prefix, bodies):
        """Its JSON, and its type where that does not show it."""
        of = TYPE.get(a.type, a.type)
        if a.ref_attr_name:
            return {"ref": text(a.ref_attr_name)}, of
        if of == "UNDEFINED":
            names = {f.name for f, _ in a.ListFields()}
            is_set = [t for t, f in ATTRIBUTE.items() if f in names]
            if len(is_set) != 1:
                return None, of
            of = is_set[0]
        if of not in ATTRIBUTE:
            return None, of
        field = ATTRIBUTE[of]
        given = getattr(a, field)
        form = {
            "FLOAT": lambda x, _: real(x), "INT": lambda x, _: integer(x),
            "STRING": lambda x, _: text(x),
            "TENSOR": lambda x, w: tensor(x, w, True),
            "SPARSE_TENSOR": sparse,
            "TYPE_PROTO": lambda x, _: type_of(x),
        }.get(of.removesuffix("S"))
        if of in ("FLOAT", "INT", "STRING"):
            value = form(given, None)
            return value, of if of != "STRING" and isinstance(value, str) \
                else None
        if of in ("FLOATS", "INTS", "STRINGS"):
            value = [form(x, None) for x in given]
            return value, of if not value or of != "STRINGS" and any(
                isinstance(x, str) for x in value) else None
        if of.endswith("S"):
            wires = wire.items(a, field)
            if of == "GRAPHS":
                value = [self.body(x, w, f"{prefix}[{i}]", bodies)
                         for i, (x, w) in enumerate(zip(given, wires))]
            else:
                value = [form(x, w) for x, w in zip(given, wires)]
            return value, of if not value or {} in value else None
        if not a.HasField(field):
            return None, of
        wire = wire.one(a, field)
        value = self.body(given, wire, prefix, bodies) if of == "GRAPH" \
            else form(given, wire)
        return value, of if value == {} else None

    def body(self, graph, wire, name, bodies):
        bodies.append((graph, wire, name))
        return {"graph": name}


# Comparing.

def compare(want, got, place):
    """What differs: [(place, want, got)]"""
    if isinstance(want, Number):
        return [] if want.is_at(got) else [(place, want, got)]
    if isinstance(want, dict) and type(got) is dict:
        if list(want) != list(got):
            return [(f"{place}: members", list(want), list(got))]
        return [d for k in want
                for d in compare(want[k], got[k], f"{place}.{k}")]
    if isinstance(want, list) and type(got) is list:
        if len(want) != len(got):
            return [(f"{place}: length", len(want), len(got))]
        return [d for i, (w, g) in enumerate(zip(want, got))
                for d in compare(w, g, f"{place}[{i}]")]
    same = type(want) is type(got) and want == got
    return [] if same else [(place, want, got)]


ESCAPES = re.compile(r'\\(?:["\\bfnrt]|u00(?:0[0-7be]|0f|1[0-9a-f])|'
                     r'udc[89a-f][0-9a-f])')


def plain_line(line):
    """No escape that is not needed, no control character; `"` checked by
    json."""
    return "\\" not in ESCAPES.sub("", line)


def check(program, file):
    with open(file, "rb") as f:
        data = f.read()
    model = Model.FromString(data)
    run = subprocess.run([program, file], capture_output=True, check=False)
    if run.returncode != 0 or run.stderr:
        return [("status", 0, (run.returncode, run.stderr.decode()))]
    lines = run.stdout.decode("utf-8").split("\n")
    if lines.pop() != "":
        return [("the last line's newline", True, False)]
    differences = []
    counts = Counter()
    want = Reader(model, data, file).records()
    for number, line in enumerate(lines[:-1], 1):
        record = next(want, None)
        if record is None:
            return differences + [(f"line {number}", "end", line)]
        counts[record["kind"]] += 1
        got = json.loads(line, parse_float=Token)
        if not plain_line(line):
            differences.append((f"line {number}", "plain escapes", line))
        differences += compare(record, got, f"line {number}")
    more = next(want, None)
    if more is not None:
        differences.append((f"line {len(lines)}", more, lines[-1]))
    end = json.loads(lines[-1])
    if end != {"kind": "end", "records": dict(counts)}:
        differences.append(("end", dict(counts), end))
    return differences


def mutant(data, rng):
    """The bytes, a few of them changed, doubled, left out or moved."""
    data = bytearray(data)
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(data) + 1)
        n = rng.choice((1, 1, 2, rng.randint(1, 40)))
        span = data[at:at + n]
        how = rng.randrange(6)
        if how == 0:
            data[at:at + n] = bytes(rng.randrange(256) for _ in span)
        elif how == 1:
            data[at:at + n] = b""
        elif how == 2:
            data[at:at] = span
        elif how == 3:
            there = rng.randrange(len(data) + 1)
            data[there:there] = span
        elif how == 4 and span:
            data[at] = data[at] + rng.choice((-8, -1, 1, 8)) & 255
        elif how == 5 and span:
            data[at] ^= 1 << rng.randrange(8)
    return bytes(data)


def check_mutants(count, program, files):
    taken = refused = bad = 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "mutant.onnx")
        for file in files:
            with open(file, "rb") as f:
                data = f.read()
            rng = random.Random(os.path.basename(file))
            for n in range(count):
                changed = mutant(data, rng)
                with open(path, "wb") as f:
                    f.write(changed)
                try:
                    whole = Model.FromString(changed).HasField("graph")
                except DecodeError:
                    whole = False
                taken += whole
                run = subprocess.run([program, path], capture_output=True,
                                     check=False)
                # upb lets field number 0 pass within an unknown group.
                if whole and b"no such field number" not in run.stderr:
                    differences = check(program, path)
                else:
                    refused += run.returncode == 2
                    differences = [] if run.returncode == 0 or (
                        run.returncode == 2 and not run.stdout and
                        run.stderr.count(b"\n") == 1) else [
                            ("refused", 2, run)]
                for place, want, got in differences[:1]:
                    bad += 1
                    print(f"{file}, mutant {n}: {place}: {got!r:.300}, "
                          f"not {want!r:.300}")
    print(f"{taken} taken, {refused} refused, {bad} differ")
    return bad > 0 or not taken or not refused


def make_node_models(folder):
    from onnx.backend.test.case.node import collect_testcases
    os.makedirs(folder, exist_ok=True)
    for case in collect_testcases(None):
        with open(os.path.join(folder, case.name + ".onnx"), "wb") as f:
            f.write(case.model.SerializeToString())


def main(argv):
    if argv[0] == "--make-node-models":
        make_node_models(argv[1])
        return 0
    if argv[0] == "--mutants":
        return check_mutants(int(argv[1]), argv[2], argv[3:])
    bad = 0
    for file in argv[1:]:
        differences = check(argv[0], file)
        bad += bool(differences)
        for place, want, got in differences[:SHOWN]:
            print(f"{file}: {place}: {got!r:.300}, not {want!r:.300}")
        if len(differences) > SHOWN:
            print(f"{file}: {len(differences) - SHOWN} more")
    print(f"{len(argv) - 1} files, {bad} differ")
    return bad > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

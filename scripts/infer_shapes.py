#!/usr/bin/env python3
"""Write the shapes of an ONNX model's values, for hierstats --shapes.

What is written is the model with its shapes inferred and without its weights:
an ONNX file for onnx2ndjson, not for running; or with -w the model itself.
External data is not opened.
See infer_shapes.py(1).
"""
import argparse
import os
import signal
import subprocess
import sys

PROG = "infer_shapes.py"
USAGE = """\
usage: infer_shapes.py [-hswV] [-b SYMBOL=N] [-o FILE] [MODEL]
"""

# Elements of a tensor past which it is a weight, not a shape or an index.
WEIGHT = 1024
DATA_FIELDS = ("raw_data", "float_data", "int32_data", "int64_data",
               "double_data", "uint64_data", "string_data")


class Trouble(Exception):
    """Its text is the message."""


def complain(text):
    line = " ".join(str(text).split("\n", 1)[0].split())[:400]
    line = line.encode("utf-8", "backslashreplace").decode()
    print("%s: %s" % (PROG, "".join(c if c.isprintable() else repr(c)[1:-1]
                                    for c in line)), file=sys.stderr)


def version():
    try:
        said = subprocess.run(["hierstats", "-V"], stdout=subprocess.PIPE,
                              check=True).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        said = "hierstats (hierutils) unknown\n"
    return said.replace("hierstats", PROG, 1)


class Parser(argparse.ArgumentParser):
    def error(self, message):
        complain(message)
        sys.stderr.write(USAGE)
        sys.exit(2)

    def format_help(self):
        return USAGE


def bind_of(text):
    symbol, _, number = text.rpartition("=")
    if not symbol or not (number.isascii() and number.isdecimal()):
        raise argparse.ArgumentTypeError("not SYMBOL=N: " + text)
    return symbol, int(number)


def parse_options(argv):
    parser = Parser(prog=PROG, allow_abbrev=False)
    parser.add_argument("-b", "--bind", action="append", default=[],
                        type=bind_of)
    parser.add_argument("-o", "--output", default="-")
    parser.add_argument("-s", "--symbolic", action="store_true")
    parser.add_argument("-V", "--version", action="store_true")
    parser.add_argument("-w", "--weights", action="store_true")
    parser.add_argument("model", nargs="?", default="-")
    options = parser.parse_args(argv)
    if options.version:
        sys.stdout.write(version())
        sys.exit()
    if len(dict(options.bind)) < len(set(options.bind)):
        parser.error("-b: a symbol is bound twice")
    if options.output == "-" and sys.stdout.isatty():
        parser.error("standard output is a terminal: -o FILE")
    return options


def loaded(path):
    """The model; files of external data are not opened."""
    import onnx
    from google.protobuf.message import DecodeError
    try:
        if path == "-":
            return onnx.load_model_from_string(sys.stdin.buffer.read())
        return onnx.load(path, load_external_data=False)
    except DecodeError as e:
        raise Trouble("%s: no ONNX model: %s" % (
            "(standard input)" if path == "-" else path, e)) from e


def parts(model):
    """Each graph of the model, and each list of nodes with a function's."""
    import onnx
    graphs = [model.graph]
    nodes = [f.node for f in model.functions]
    while graphs or nodes:
        graph = graphs.pop() if graphs else None
        some = graph.node if graph is not None else nodes.pop()
        yield graph, some
        for node in some:
            for a in node.attribute:
                if a.type == onnx.AttributeProto.GRAPH:
                    graphs.append(a.g)
                graphs.extend(a.graphs)


def is_weight(tensor):
    import onnx
    n = 1
    for d in tensor.dims:
        n *= d
    return n > WEIGHT or tensor.data_location == onnx.TensorProto.EXTERNAL


def lighten(tensor):
    if is_weight(tensor):
        for field in DATA_FIELDS:
            tensor.ClearField(field)


def without_weights(model):
    """The main graph's become inputs: inference takes an initializer for one
    whose data it may look at.  Those of bodies and nodes lose their data."""
    import onnx
    graph = model.graph
    known = {value.name for value in graph.input}
    weights = [t for t in graph.initializer if is_weight(t)]
    kept = [t for t in graph.initializer if not is_weight(t)]
    graph.input.extend(
        onnx.helper.make_tensor_value_info(t.name, t.data_type, t.dims)
        for t in weights if t.name not in known)
    del graph.initializer[:]
    graph.initializer.extend(kept)
    for inner, nodes in parts(model):
        for tensor in inner.initializer if inner is not None else ():
            lighten(tensor)
        for node in nodes:
            for a in node.attribute:
                if a.HasField("t"):
                    lighten(a.t)


def bind(model, binds):
    """Symbols of inputs, outputs and value_infos become numbers."""
    unused = set(binds)
    values = [v for f in model.functions for v in f.value_info]
    for graph, _ in parts(model):
        if graph is not None:
            values += [*graph.input, *graph.output, *graph.value_info]
    for value in values:
        for dim in value.type.tensor_type.shape.dim:
            if dim.dim_param in binds:
                unused.discard(dim.dim_param)
                dim.dim_value = binds[dim.dim_param]
    if unused:
        raise Trouble("-b: no dimension is called so: " + min(unused))


def without_symbols(model):
    """Shapes with an open dimension, but the inputs': it would stay open, and
    hierstats has what is known of it from the model's own stream."""
    values = [v for f in model.functions for v in f.value_info]
    for graph, _ in parts(model):
        if graph is not None:
            values += [*graph.output, *graph.value_info]
    for value in values:
        tensor = value.type.tensor_type
        if not all(d.HasField("dim_value") for d in tensor.shape.dim):
            tensor.ClearField("shape")


def as_standard(op_type, n, *attributes):
    """An op whose first n inputs and attributes are those of ONNX's op_type
    gives what that gives."""
    def infer(ctx):
        import onnx
        names = [str(i) for i in range(min(n, ctx.get_num_inputs()))]
        types = {i: ctx.get_input_type(int(i)) for i in names}
        if None in types.values():
            return
        node = onnx.helper.make_node(op_type, names, ["y"])
        node.attribute.extend(a for a in map(ctx.get_attribute, attributes)
                              if a is not None)
        give(ctx, node, types)
    return infer


def give(ctx, node, types):
    import onnx
    schema = onnx.defs.get_schema(node.op_type, STANDARD)
    opset = [onnx.helper.make_opsetid("", STANDARD)]
    found = onnx.shape_inference.infer_node_outputs(
        schema, node, types, opset_imports=opset)
    if "y" in found:
        ctx.set_output_type(0, found["y"])


def same(*outputs):
    """Outputs of the first input's type."""
    def infer(ctx):
        found = ctx.get_input_type(0)
        for i in outputs:
            if found is not None and i < ctx.get_num_outputs():
                ctx.set_output_type(i, found)
    return infer


def number(ctx, name, default=0):
    attribute = ctx.get_attribute(name)
    return default if attribute is None else attribute.i


def transposed(kind, swap, batch):
    """As FusedMatMul's transA and transBatchA have it."""
    import onnx
    dims = list(kind.tensor_type.shape.dim)
    if batch and len(dims) > 2:
        dims.insert(-1, dims.pop(0))
    if swap and len(dims) > 1:
        dims[-1], dims[-2] = dims[-2], dims[-1]
    turned = onnx.TypeProto()
    turned.tensor_type.elem_type = kind.tensor_type.elem_type
    turned.tensor_type.shape.dim.extend(dims)
    return turned


def fused_matmul(ctx):
    import onnx
    a, b = ctx.get_input_type(0), ctx.get_input_type(1)
    if any(t is None or not t.tensor_type.HasField("shape") for t in (a, b)):
        return
    give(ctx, onnx.helper.make_node("MatMul", ["a", "b"], ["y"]), {
        "a": transposed(a, number(ctx, "transA"), number(ctx, "transBatchA")),
        "b": transposed(b, number(ctx, "transB"), number(ctx, "transBatchB"))})


def last_dimension(size):
    """The first input's type, save that the last dimension is size(ctx)."""
    def infer(ctx):
        import onnx
        first, last = ctx.get_input_type(0), size(ctx)
        if first is None or last is None or not first.tensor_type.shape.dim:
            return
        found = onnx.TypeProto()
        found.CopyFrom(first)
        found.tensor_type.shape.dim[-1].Clear()
        found.tensor_type.shape.dim[-1].dim_value = last
        ctx.set_output_type(0, found)
    return infer


def dimension(ctx, i, axis):
    """Of an input; None when it is not known."""
    kind = ctx.get_input_type(i) if ctx.get_num_inputs() > i else None
    dims = [] if kind is None else kind.tensor_type.shape.dim
    if len(dims) <= axis or not dims[axis].HasField("dim_value"):
        return None
    return dims[axis].dim_value


def attention_width(ctx):
    sizes = ctx.get_attribute("qkv_hidden_sizes")
    width = dimension(ctx, 1, 1)
    if sizes is not None:
        return sizes.ints[2]
    return None if width is None else width // 3


def reordered(to_blocks):
    """com.microsoft.nchwc keeps channels in blocks, of a size that depends on
    the processor: how many there are is left open."""
    def infer(ctx):
        import onnx
        first, last = ctx.get_input_type(0), number(ctx, "channels_last")
        if first is None or len(first.tensor_type.shape.dim) < 3:
            return
        dims = list(first.tensor_type.shape.dim)
        channels = onnx.TensorShapeProto.Dimension()
        del dims[-1 if to_blocks and last else 1]
        if not to_blocks:
            channels.dim_value = number(ctx, "channels")
        dims.insert(len(dims) if last and not to_blocks else 1, channels)
        found = onnx.TypeProto()
        found.tensor_type.elem_type = first.tensor_type.elem_type
        found.tensor_type.shape.dim.extend(dims)
        ctx.set_output_type(0, found)
    return infer


STANDARD = 17  # the opset whose ops others are likened to
MS, NCHWC = "com.microsoft", "com.microsoft.nchwc"
CONV = ("auto_pad", "dilations", "group", "kernel_shape", "pads", "strides")
POOL = CONV + ("ceil_mode", "storage_order")

# What ONNX Runtime's optimizer makes, by (domain, ops): what it gives.
CONTRIB = {
    (MS, "BiasAdd BiasGelu BiasSoftmax FastGelu Gelu QuickGelu QLinearSigmoid "
     "QLinearLeakyRelu QLinearSoftmax RotaryEmbedding"): same(0),
    (MS, "SkipLayerNormalization SkipSimplifiedLayerNormalization"):
        same(0, 3),
    (MS, "FusedConv"): as_standard("Conv", 2, *CONV),
    (MS, "FusedGemm"): as_standard("Gemm", 2, "transA", "transB"),
    (MS, "FusedMatMul FusedMatMulActivation TransposeMatMul GemmFastGelu "
     "DynamicQuantizeMatMul"): fused_matmul,
    (MS, "MatMulNBits MatMulBnb4"):
        last_dimension(lambda ctx: number(ctx, "N")),
    (MS, "Attention"): last_dimension(attention_width),
    (MS, "MultiHeadAttention"):
        last_dimension(lambda ctx: dimension(ctx, 2, 2)),
    (NCHWC, "Conv"): as_standard("Conv", 2, *CONV),
    (NCHWC, "MaxPool"): as_standard("MaxPool", 1, *POOL),
    (NCHWC, "AveragePool"):
        as_standard("AveragePool", 1, "count_include_pad", *POOL[:-1]),
    (NCHWC, "GlobalAveragePool"): as_standard("GlobalAveragePool", 1),
    (NCHWC, "GlobalMaxPool"): as_standard("GlobalMaxPool", 1),
    (NCHWC, "ReorderInput"): reordered(True),
    (NCHWC, "ReorderOutput"): reordered(False),
}


def contrib_ops():
    """Tell them to this process's onnx, if it is one that lets us."""
    import onnx
    schema = onnx.defs.OpSchema
    if not hasattr(schema, "set_type_and_shape_inference_function"):
        return
    option = schema.FormalParameterOption.Variadic
    for (domain, names), infer in CONTRIB.items():
        for name in names.split():
            if onnx.defs.has(name, domain):
                continue
            any_type = [("T", ["tensor(%s)" % t for t in TYPES], "")]
            made = schema(
                name, domain, 1, type_constraints=any_type,
                inputs=[schema.FormalParameter(
                    "x", "T", param_option=option, is_homogeneous=False)],
                outputs=[schema.FormalParameter(
                    "y", "T", param_option=option, is_homogeneous=False)])
            made.set_type_and_shape_inference_function(infer)
            onnx.defs.register_schema(made)


TYPES = ("float", "float16", "bfloat16", "double", "int8", "uint8", "int16",
         "uint16", "int32", "uint32", "int64", "uint64", "bool")


def filled(known, more):
    """The model `more`, with what only `known` has."""
    def numbers(value):
        return sum(d.HasField("dim_value")
                   for d in value.type.tensor_type.shape.dim)
    values = {v.name: v for v in more.graph.value_info}
    for value in known.graph.value_info:
        other = values.get(value.name)
        if other is None:
            more.graph.value_info.add().CopyFrom(value)
        elif numbers(other) < numbers(value):
            other.CopyFrom(value)
    return more


def symbolic(model):
    """What ONNX Runtime's inference knows, as far as it comes.

    Its own infer_shapes() throws away what it found when something is left
    open, and leaves a file in the current folder.
    """
    from onnxruntime.tools.symbolic_shape_infer import SymbolicShapeInference
    engine = SymbolicShapeInference(2 ** 31 - 1, True, False, 0)
    engine._preprocess(model)
    try:
        while engine.run_:
            engine._infer_impl()
        engine._update_output_from_vi()
    except Exception as e:
        complain("ONNX Runtime's inference stopped: %s: %s" % (
            type(e).__name__, e))
    return filled(model, engine.out_mp_)


def with_shapes(model, inferred_model):
    """The model as it was, and of its main graph each value's shape."""
    del model.graph.value_info[:]
    known = {v.name for v in model.graph.input}
    known.update(v.name for v in model.graph.output)
    model.graph.value_info.extend(
        v for v in [*inferred_model.graph.value_info,
                    *inferred_model.graph.output] if v.name not in known)
    return model


def inferred(options):
    import onnx
    model = loaded(options.model)
    whole = onnx.ModelProto()
    if options.weights:
        whole.CopyFrom(model)
        bind(whole, dict(options.bind))
    without_weights(model)
    bind(model, dict(options.bind))
    without_symbols(model)
    contrib_ops()
    try:
        model = onnx.shape_inference.infer_shapes(model, data_prop=True)
        if options.symbolic:
            # And on from where it stopped.
            model = onnx.shape_inference.infer_shapes(symbolic(model),
                                                      data_prop=True)
        return with_shapes(whole, model) if options.weights else model
    except Exception as e:
        raise Trouble("%s: %s: %s" % (options.model, type(e).__name__,
                                      e)) from e


def write(path, data):
    if path == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    with open(path, "wb") as f:
        f.write(data)


def main(argv=None):
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    options = parse_options(argv)
    try:
        write(options.output, inferred(options).SerializeToString())
        return 0
    except ImportError as e:
        complain("%s: %s" % (sys.executable, e))
    except Trouble as e:
        complain(e)
    except OSError as e:
        complain("%s: %s" % (e.filename or "standard output", e.strerror))
        # Python would fail to flush once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 2


if __name__ == "__main__":
    sys.exit(main())

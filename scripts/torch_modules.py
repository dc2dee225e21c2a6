#!/usr/bin/env python3
"""Write the module map of a PyTorch model: what an ONNX file does not hold.

In the process that exports, either

    import torch_modules
    torch_modules.capture(model, args, "model.map.ndjson")

or round the export itself

    with torch_modules.recording("model.map.ndjson"):
        torch.onnx.export(model, args, "model.onnx")

or from the shell, see torch_modules.py(1).  The map's form is in records(5).

torch is imported where it is first needed: help and usage errors cost
nothing, and a Python without torch gets a message.
"""
import argparse
import contextlib
import copy
import functools
import importlib
import inspect
import io
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import warnings
from collections import OrderedDict, defaultdict
from collections.abc import Mapping

PROG = "torch_modules.py"
STREAM = 1
SOURCES = ("hooks", "enhanced", "named-modules", "trace-map", "jit-trace")
FORMS = ("ndjson", "manual-map", "enhanced-map")
MODES = ("eval", "train", "preserve")
# What a form can hold.
DEFAULT_SOURCES = {"ndjson": "hooks", "manual-map": "named-modules",
                   "enhanced-map": "enhanced"}

# Members in the order in which they are written.
MAP_MEMBERS = ("kind", "stream", "class", "torch", "exporter", "opset",
               "inputs", "outputs", "modules", "sources", "agree",
               "differences", "grade")
MODULE_MEMBERS = ("kind", "path", "class", "type", "parent", "depth", "leaf",
                  "calls", "params", "total_params", "order", "trainable",
                  "parameters", "buffers", "children", "aliases",
                  "trace_name", "trace_nodes")

# dtypes by their names in ONNX, as everywhere in the stream.  One that ONNX
# does not have keeps torch's name.
DTYPES = {"float32": "FLOAT", "float64": "DOUBLE", "float16": "FLOAT16",
          "bfloat16": "BFLOAT16", "uint8": "UINT8", "int8": "INT8",
          "uint16": "UINT16", "int16": "INT16", "uint32": "UINT32",
          "int32": "INT32", "uint64": "UINT64", "int64": "INT64",
          "bool": "BOOL", "complex64": "COMPLEX64",
          "complex128": "COMPLEX128", "float8_e4m3fn": "FLOAT8E4M3FN",
          "float8_e4m3fnuz": "FLOAT8E4M3FNUZ", "float8_e5m2": "FLOAT8E5M2",
          "float8_e5m2fnuz": "FLOAT8E5M2FNUZ",
          "float8_e8m0fnu": "FLOAT8E8M0"}

# A module that lies under several names has a path for each combination of
# them; what is shared within what is shared multiplies.
MAX_ALIASES = 1000
MAX_DIFFERENCES = 20


class MapError(Exception):
    """What went wrong, and where."""

    def __init__(self, place, reason):
        super().__init__("%s: %s" % (place, reason))


# The tree: what the live model says without being run.

def join(path, name):
    return path + "." + name if path else name


def is_scripted(module):
    import torch
    return isinstance(module, torch.jit.ScriptModule)


def demangle(name):
    """The Python class that a TorchScript class was made from."""
    return re.sub(r"___torch_mangle_\d+\.", "",
                  re.sub(r"^__torch__\.", "", name))


def class_of(module):
    if is_scripted(module):
        return demangle(module._c._type().qualified_name())
    return "%s.%s" % (type(module).__module__, type(module).__qualname__)


def short(name):
    return name.rpartition(".")[2]


def type_of(name):
    """The class's kind, by the package that it is from."""
    package = name.rpartition(".")[0]
    if package.startswith("torch.nn"):
        return "torch.nn"
    if "transformers" in package:
        return "huggingface"
    return "torch_other" if package.startswith("torch") else "custom"


def held(module):
    """(name, module) of what a module holds, under every name."""
    return [(n, m) for n, m in module._modules.items() if m is not None]


def alias_paths(modules):
    """{id: the other paths under which named_modules() would have met it}.

    named_modules() walks depth first, so that a name that leads to an
    ancestor, and only such a name, closes a cycle: no path goes through it.
    """
    path_of = {id(m): path for path, m in modules}
    into = defaultdict(list)
    for path, module in modules:
        for name, child in held(module):
            own = path_of.get(id(child))
            if own is None or (path + ".").startswith(own + ".") or not own:
                continue
            into[id(child)].append((id(module), name))
    paths = {}

    def resolve(key):
        if key not in paths:
            found = {path_of[key]: None}
            for holder, name in into[key]:
                for path in resolve(holder):
                    if len(found) <= MAX_ALIASES:
                        found[join(path, name)] = None
            paths[key] = list(found)
        return paths[key]

    return {id(m): resolve(id(m))[1:] for _, m in modules}


def tree_facts(modules):
    """A record for each module, in the order of named_modules()."""
    aliases = alias_paths(modules)
    records = []
    for path, module in modules:
        record = {"kind": "module", "path": path, "class": class_of(module)}
        record["type"] = type_of(record["class"])
        if path:
            record["parent"] = path.rpartition(".")[0]
        record["depth"] = path.count(".") + 1 if path else 0
        record["children"] = [name for name, _ in held(module)]
        record["leaf"] = not record["children"]
        if aliases[id(module)]:
            record["aliases"] = aliases[id(module)]
        records.append(record)
    return records


def dtype_name(dtype):
    name = str(dtype)
    return DTYPES.get(name.partition(".")[2], name)


def identity(tensor):
    """Equal for two tensors that are one: an object, or a piece of memory."""
    try:
        where = tensor.data_ptr()
    except Exception:  # fake and wrapped tensors have no memory
        where = 0
    if not where or not tensor.numel():
        return id(tensor)
    return (str(tensor.device), where, tensor.dtype, tuple(tensor.shape),
            tensor.stride())


def tensor_facts(modules, store):
    """[{name: {shape, dtype, tied}}] of each module's own tensors; `tied` on
    all but the first name of one."""
    first = {}
    facts = []
    for path, module in modules:
        fact = {}
        passing = getattr(module, "_non_persistent_buffers_set", ())
        for name, tensor in getattr(module, store).items():
            if tensor is None:
                continue
            full = join(path, name)
            owner = first.setdefault(identity(tensor), full)
            fact[name] = {"shape": list(tensor.shape),
                          "dtype": dtype_name(tensor.dtype)}
            if owner != full:
                fact[name]["tied"] = owner
            if store == "_buffers" and name in passing:
                fact[name]["persistent"] = False
        facts.append(fact)
    return facts


def count(tensors):
    return sum({id(t): t.numel() for t in tensors}.values())


def parameter_facts(modules):
    """Parameters and buffers; a tied parameter counts once in a total."""
    facts = []
    for (_, module), parameters, buffers in zip(
            modules, tensor_facts(modules, "_parameters"),
            tensor_facts(modules, "_buffers")):
        total = list(module.parameters())
        facts.append({
            "params": count(module.parameters(recurse=False)),
            "total_params": count(total),
            "trainable": count(p for p in total if p.requires_grad),
            "parameters": parameters, "buffers": buffers})
    return facts


# What is passed to a model and what it returns.

def tensors_in(value, name):
    """(name, tensor) of each tensor in nested inputs or outputs."""
    import torch
    if isinstance(value, torch.Tensor):
        yield name, value
        return
    if isinstance(value, Mapping):
        items = value.items()
    elif hasattr(value, "__dataclass_fields__"):
        items = [(f, getattr(value, f)) for f in value.__dataclass_fields__]
    elif hasattr(value, "_fields"):
        items = zip(value._fields, value)
    elif isinstance(value, (list, tuple)):
        items = enumerate(value)
    else:
        return
    for key, item in items:
        yield from tensors_in(item, join(name, str(key)))


def with_tensors(value, tensors):
    """The value with its tensors taken from an iterator instead."""
    import torch
    if isinstance(value, torch.Tensor):
        return next(tensors)
    if type(value) in (list, tuple):
        return type(value)(with_tensors(v, tensors) for v in value)
    if type(value) in (dict, OrderedDict):
        return type(value)((k, with_tensors(v, tensors))
                           for k, v in value.items())
    for _ in tensors_in(value, ""):
        next(tensors)  # a constant of the trace
    return value


def parameter_names(model):
    try:
        return [p.name for p in inspect.signature(
            model.forward).parameters.values()
            if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    except (TypeError, ValueError):  # a scripted forward
        return []


def call_arguments(args, kwargs):
    """As the exporters take them: a last dict holds arguments by name."""
    import torch
    if isinstance(args, torch.Tensor):
        args = (args,)
    elif isinstance(args, Mapping):
        args = (dict(args),)
    args, kwargs = tuple(args), dict(kwargs or {})
    if args and isinstance(args[-1], Mapping) and not kwargs:
        args, kwargs = args[:-1], dict(args[-1])
    return args, kwargs


def value_facts(pairs, names):
    pairs = list(pairs)
    if names and len(names) == len(pairs):
        pairs = [(name, t) for name, (_, t) in zip(names, pairs)]
    return [{"name": name, "dtype": dtype_name(t.dtype),
             "shape": [int(n) for n in t.shape]} for name, t in pairs]


def input_facts(model, args, kwargs, names=None):
    known = parameter_names(model)
    known += ["input.%d" % i for i in range(len(known), len(args))]
    named = list(zip(known, args)) + list(kwargs.items())
    return value_facts((pair for name, value in named
                        for pair in tensors_in(value, name)), names)


def output_facts(outputs, names=None):
    single = list(tensors_in(outputs, ""))
    if len(single) == 1 and not single[0][0]:
        single = [("output", single[0][1])]
    return value_facts(single, names)


# Running a model and leaving it as it was.

@contextlib.contextmanager
def same_random_state(model):
    """Neither torch's, Python's nor numpy's random numbers move on."""
    import torch
    devices = sorted({t.device.index or 0 for t in model.parameters()
                      if t.device.type == "cuda"})
    numpy = sys.modules.get("numpy")
    python_state = random.getstate()
    numpy_state = numpy.random.get_state() if numpy else None
    try:
        with torch.random.fork_rng(devices=devices):
            yield
    finally:
        random.setstate(python_state)
        if numpy:
            numpy.random.set_state(numpy_state)


def saved_attributes(module):
    """What a module's attributes are, and what is in the containers."""
    plain = (dict, OrderedDict, defaultdict, list, set)
    return [(name, value, copy.copy(value) if type(value) in plain else None)
            for name, value in module.__dict__.items()]


def restore_attributes(module, saved):
    module.__dict__.clear()
    for name, value, content in saved:
        module.__dict__[name] = value
        if content is None:
            continue
        value.clear()
        (value.extend if type(value) is list else value.update)(content)


def restore_buffer(buffer, content):
    """Only where it differs: writing is seen by recorded gradients.

    Version counters do not tell: batch norm leaves them alone.
    """
    import torch
    if buffer.device.type == "meta" or torch.equal(buffer, content):
        return
    if buffer.shape == content.shape:
        buffer.copy_(content)
    else:
        buffer.data = content


@contextlib.contextmanager
def preserved(model):
    """Whatever a forward pass does to the model is undone.

    Attributes (the training modes, hooks and caches among them) are put back
    as they were, and so is what buffers hold; grads and random numbers are
    left alone.  Scripted modules keep no Python attributes of their own.
    """
    import torch
    modules = [m for m in model.modules()]
    attributes = [(m, saved_attributes(m)) for m in modules
                  if not is_scripted(m)]
    training = [(m, m.training) for m in modules if is_scripted(m)]
    buffers = [(b, b.detach().clone()) for b in model.buffers()]
    try:
        with same_random_state(model):
            yield
    finally:
        for module, saved in attributes:
            restore_attributes(module, saved)
        for module, mode in training:
            if module.training != mode:
                module.training = mode
        with torch.no_grad():
            for buffer in buffers:
                restore_buffer(*buffer)


@contextlib.contextmanager
def plain_forward():
    """Each module's own forward runs, as when an exporter traces it.

    torch's attention has a fast path that passes over the modules in it.
    Where it has no switch, as in 2.0, recorded gradients keep it off.
    """
    import torch
    backend = getattr(torch.backends, "mha", None)
    if not hasattr(backend, "set_fastpath_enabled"):
        with torch.enable_grad():
            yield
        return
    before = backend.get_fastpath_enabled()
    backend.set_fastpath_enabled(False)
    try:
        with torch.no_grad():
            yield
    finally:
        backend.set_fastpath_enabled(before)


@contextlib.contextmanager
def quiet():
    """Nothing that torch deprecates is news to whoever wants a map."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def running(model, mode, place):
    """In this training mode, quietly; what it raises is told as a MapError."""
    with quiet(), preserved(model), plain_forward():
        try:
            if mode != "preserve" and any(
                    m.training != (mode == "train") for m in model.modules()):
                model.train(mode == "train")
            yield
        except MapError:
            raise
        except Exception as e:
            raise MapError(place, "%s: %s" % (type(e).__name__, e)) from e


def copied(values):
    """The caller's inputs stay as they are: some models change theirs."""
    try:
        return copy.deepcopy(values)
    except Exception:  # such as a tensor that a graph made
        return values


# Source `hooks`: one forward pass, seen by a hook that all modules call.

def hooked_call(model, modules, args, kwargs, mode):
    """({id: rank of its first call}, {id: calls}, the outputs)."""
    from torch.nn.modules.module import register_module_forward_pre_hook
    # Within TorchScript nothing calls a Python hook.
    inside = {id(m) for s in model.modules() if is_scripted(s)
              for m in s.modules() if m is not s}
    order = {}
    calls = {id(m): 0 for _, m in modules if id(m) not in inside}

    def entered(module, _inputs):
        if id(module) in calls:
            order.setdefault(id(module), len(order))
            calls[id(module)] += 1

    args, kwargs = copied((args, kwargs))
    with running(model, mode, "forward"):
        handle = register_module_forward_pre_hook(entered)
        try:
            outputs = model(*args, **kwargs)
        finally:
            handle.remove()
    return order, calls, outputs


# Source `trace-map`: what the TorchScript exporter itself names modules by.

HOOKED = "_setup_trace_module_map"
# Where its caller looks it up: in torch 1.13 to 2.6 at least, and in 2.15.
HOME = ("torch.onnx.utils", "torch.onnx._internal.torchscript_exporter.utils")


class Enough(BaseException):
    """Ends an export that was begun for its trace-module map alone."""


class TraceMap:
    """What the hook saw: {id: "package.Class::variable"} before and after."""

    fired = 0
    before = after = None
    opset = None


def trace_module_map():
    import torch
    now = torch.jit._trace._trace_module_map
    return {} if now is None else {
        id(m): name for m, name in now.items()
        if isinstance(m, torch.nn.Module) and isinstance(name, str)}


@contextlib.contextmanager
def replaced(name, original, new):
    """For this long, torch.onnx's modules that hold it hold another."""
    places = [m for key, m in list(sys.modules.items())
              if key.split(".")[:2] == ["torch", "onnx"]
              and getattr(m, "__dict__", {}).get(name) is original]
    for place in places:
        setattr(place, name, new)
    try:
        yield
    finally:
        for place in places:
            setattr(place, name, original)


def hook_targets():
    """The functions of that name, each once."""
    import torch
    found = {}
    for home in HOME:
        with contextlib.suppress(ImportError), quiet():
            importlib.import_module(home)
    for key, module in list(sys.modules.items()):
        if key.split(".")[:2] == ["torch", "onnx"]:
            function = getattr(module, "__dict__", {}).get(HOOKED)
            if callable(function):
                found[id(function)] = function
    if not found:
        raise MapError("trace-map", "torch %s has no %s" % (
            torch.__version__, HOOKED))
    return list(found.values())


def exporter_opset(function):
    state = getattr(function, "__globals__", {}).get("GLOBALS")
    return getattr(state, "export_onnx_opset_version", None)


@contextlib.contextmanager
def trace_map_hook(stop=False):
    """A TraceMap that is filled when an exporter sets its own up."""
    seen = TraceMap()

    def wrap(function):
        def hooked(*args, **kwargs):
            seen.fired += 1
            seen.before = trace_module_map()
            result = function(*args, **kwargs)
            seen.after = trace_module_map()
            seen.opset = exporter_opset(function)
            if stop:
                raise Enough
            return result
        return hooked

    with contextlib.ExitStack() as stack:
        for function in hook_targets():
            stack.enter_context(replaced(HOOKED, function, wrap(function)))
        yield seen


def export_arguments(export):
    return inspect.signature(export).parameters


def exporters_trace_map(model, args, kwargs):
    """Begins an export, and ends it when the map is there.

    torch 2.0 prints a report of every export."""
    import torch
    target = {}
    if "dynamo" in export_arguments(torch.onnx.export):
        target["dynamo"] = False
    saved = torch.jit._trace._trace_module_map
    try:
        with running(model, "preserve", "trace-map"), \
                trace_map_hook(stop=True) as seen, \
                contextlib.redirect_stdout(io.StringIO()), \
                contextlib.suppress(Enough):
            torch.onnx.export(model, args + (kwargs,), os.devnull, **target)
    finally:
        torch.jit._trace._trace_module_map = saved
    return seen


def checked_trace_map(seen):
    if not seen.fired:
        raise MapError("trace-map", "the hook on %s never fired: no "
                       "TorchScript export went through it" % HOOKED)
    if not seen.after:
        raise MapError("trace-map", "%s left no map" % HOOKED)
    return seen.after


def grade(names):
    """How much of `package.Class::variable` each name holds."""
    grades = {"full": 0, "class": 0, "simple": 0}
    for name in names:
        if "::" not in name:
            grades["simple"] += 1
        else:
            grades["full" if "." in name else "class"] += 1
    return grades


# Source `jit-trace`: scopes of the graph that torch.jit.trace() makes.

def flat_wrapper(model, args, kwargs):
    """A module of tensors to a tuple of tensors, whatever the model takes."""
    import torch

    class Flat(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model
            self.train(model.training)

        def train(self, mode=True):
            self.training = mode  # the model's own was chosen already
            return self

        def forward(self, *tensors):
            tensors = iter(tensors)
            outputs = self.model(*with_tensors(args, tensors),
                                 **with_tensors(kwargs, tensors))
            self.__dict__["outputs"] = outputs
            flat = tuple(t for _, t in tensors_in(outputs, ""))
            if not flat:
                raise MapError("jit-trace", "the model returns no tensor")
            return flat

    return Flat()


def graph_nodes(block):
    for node in block.nodes():
        yield node
        for inner in node.blocks():
            yield from graph_nodes(inner)


def scope_path(scope):
    """`__module.model/__module.model.fc` lies in `fc`."""
    last = ("/" + scope).rpartition("/__module.")[2]
    return last.partition(".")[2]


def jit_trace(model, args, kwargs, mode):
    """({path: class}, {path: traced operations}, the outputs)."""
    import torch
    args, kwargs = copied((args, kwargs))
    tensors = [t for _, t in tensors_in((args, kwargs), "")]
    if not tensors:
        raise MapError("jit-trace", "needs an input that is a tensor")
    with running(model, mode, "jit-trace"):
        flat = flat_wrapper(model, args, kwargs)
        with torch.no_grad():
            traced = torch.jit.trace(flat, tuple(tensors), strict=False,
                                     check_trace=False)
    classes = {name.partition(".")[2]: class_of(module)
               for name, module in traced.named_modules() if name}
    nodes = defaultdict(int)
    for node in graph_nodes(traced.inlined_graph):
        scope = node.scopeName()
        if scope and not node.kind().startswith("prim::"):
            nodes[scope_path(scope)] += 1
    return classes, nodes, flat.__dict__["outputs"]


# The map.

class ModuleMap:
    """A model's records, to which each source adds what it knows."""

    def __init__(self, model):
        import torch
        if not isinstance(model, torch.nn.Module):
            raise MapError("model", "%s is no torch.nn.Module" % (
                type(model).__name__))
        is_lazy = getattr(torch.nn.parameter, "is_lazy", lambda p: False)
        lazy = [n for n, p in list(model.named_parameters())
                + list(model.named_buffers()) if is_lazy(p)]
        if lazy:
            raise MapError(lazy[0], "not initialized: run the model once")
        self.model = model
        self.modules = list(model.named_modules())
        self.records = tree_facts(self.modules)
        self.by_path = {r["path"]: r for r in self.records}
        for record in self.records:
            for alias in record.get("aliases", ()):
                self.by_path.setdefault(alias, record)
        self.head = {"kind": "map", "stream": STREAM,
                     "class": self.records[0]["class"],
                     "torch": torch.__version__,
                     "modules": len(self.records), "sources": []}
        self.differences = []

    def run(self, sources, args, kwargs, mode):
        """Every source but the trace map of an export to come."""
        self.head["sources"] += sources
        if {"hooks", "enhanced"} & set(sources):
            for record, facts in zip(self.records,
                                     parameter_facts(self.modules)):
                record.update(facts)
        if args or kwargs:
            self.head["inputs"] = input_facts(self.model, args, kwargs)
        if "hooks" in sources:
            self.add_calls(*hooked_call(self.model, self.modules, args,
                                        kwargs, mode))
        if "jit-trace" in sources:
            self.add_jit_trace(*jit_trace(self.model, args, kwargs, mode))

    def add_calls(self, order, calls, outputs):
        for record, (_, module) in zip(self.records, self.modules):
            if id(module) in calls:
                record["calls"] = calls[id(module)]
            if id(module) in order:
                record["order"] = order[id(module)]
        self.head["outputs"] = output_facts(outputs)

    def add_trace_map(self, seen):
        names = checked_trace_map(seen)
        classes = {}
        for record, (path, module) in zip(self.records, self.modules):
            if id(module) in names:
                record["trace_name"] = names[id(module)]
                classes[path] = names[id(module)].partition("::")[0]
        if "trace-map" not in self.head["sources"]:
            self.head["sources"].append("trace-map")
        self.head["grade"] = grade(names.values())
        strangers = len(set(names) - {id(m) for _, m in self.modules})
        if strangers:
            self.differ("trace-map", None,
                        "%d modules that are not the model's" % strangers)
        self.compare("trace-map", classes)

    def add_jit_trace(self, classes, nodes, outputs):
        own = {}
        for path, name in classes.items():
            record = self.by_path.get(path)
            if record is None:
                self.differ("jit-trace", path, "no such module")
            else:
                own.setdefault(record["path"], name)
        for record in self.records:
            record["trace_nodes"] = 0
        for path, n in nodes.items():
            if path in self.by_path:
                self.by_path[path]["trace_nodes"] += n
            else:
                self.differ("jit-trace", path, "nodes of no module")
        self.compare("jit-trace", own)
        self.head.setdefault("outputs", output_facts(outputs))

    def compare(self, source, classes):
        """Are a source's modules those that named_modules() gives?"""
        for record, (path, module) in zip(self.records, self.modules):
            if path not in classes:
                self.differ(source, path, "missing")
            elif (not is_scripted(module)
                  and short(classes[path]) != short(record["class"])):
                self.differ(source, path, "is a " + classes[path])

    def differ(self, source, path, reason):
        difference = {"source": source, "reason": reason}
        if path is not None:
            difference["path"] = path
        self.differences.append(difference)

    def finish(self):
        """The records as they are written, the one of kind map first."""
        self.head["agree"] = not self.differences
        if self.differences:
            self.head["differences"] = self.differences[:MAX_DIFFERENCES]
        return ([{k: self.head[k] for k in MAP_MEMBERS if k in self.head}]
                + [{k: r[k] for k in MODULE_MEMBERS if k in r}
                   for r in self.records])


# The forms in which a map is written.

def dumps(value, indent=None):
    """JSON; text that is no UTF-8 as the stream has it, `\\udc80`."""
    separators = (",", ": ") if indent else (",", ":")
    return json.dumps(value, ensure_ascii=False, indent=indent,
                      separators=separators)


def scope_name(path):
    return "__module." + path if path else "__module"


def manual_map(module_map):
    """The earlier *_manual_module_map.json, by paths in place of ids."""
    return {path: {"scope_name": scope_name(path),
                   "class_name": short(record["class"]),
                   "module_str": str(module)}
            for record, (path, module) in zip(module_map.records,
                                              module_map.modules)}


def enhanced_module(record, facts, module):
    path = record["path"]
    return {
        "name": path or "root", "full_path": scope_name(path),
        "class_name": short(record["class"]),
        "module_type": record["type"], "module_class_path": record["class"],
        "parameters": {
            "total": facts["total_params"], "trainable": facts["trainable"],
            "direct_count": len(facts["parameters"]),
            "shapes": {n: p["shape"] for n, p in facts["parameters"].items()}},
        "children": [[n, short(class_of(m))] for n, m in held(module)],
        "is_leaf": record["leaf"], "hierarchy_level": record["depth"],
        "parent_path": scope_name(record["parent"]) if path else None}


def enhanced_map(module_map):
    """The earlier *_enhanced_module_map.json, by paths in place of ids."""
    kinds = [r["type"] for r in module_map.records]
    facts = parameter_facts(module_map.modules)
    return {
        "model_info": {
            "model_name": short(module_map.head["class"]),
            "total_modules": len(kinds),
            "module_type_distribution": {
                kind: kinds.count(kind) for kind in sorted(set(kinds))}},
        "modules": {path: enhanced_module(record, fact, module)
                    for record, fact, (path, module) in zip(
                        module_map.records, facts, module_map.modules)}}


def rendered(module_map, form):
    if form == "manual-map":
        return dumps(manual_map(module_map), 2) + "\n"
    if form == "enhanced-map":
        return dumps(enhanced_map(module_map), 2) + "\n"
    return "".join(dumps(r) + "\n" for r in module_map.finish())


def encoded(text):
    return text.encode("utf-8", "backslashreplace")


def write_whole(path, data):
    """The whole file or none."""
    folder, name = os.path.split(os.path.abspath(path))
    fd, temporary = tempfile.mkstemp(
        prefix=".%s.hierutils-" % name, dir=folder)
    try:
        with os.fdopen(fd, "wb") as f:
            f.write(data)
            f.flush()
            mask = os.umask(0)
            os.umask(mask)
            os.fchmod(f.fileno(), 0o666 & ~mask)
            os.fsync(f.fileno())
        os.replace(temporary, os.path.join(folder, name))
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def write_file(path, data):
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, "wb") as f:  # a pipe, a device
                f.write(data)
        else:
            write_whole(path, data)
    except OSError as e:
        e.filename = path  # not the temporary one's, nor none
        raise


def write(out, text):
    """To a path, to a file that is open, to nothing."""
    if out is None:
        return
    if not hasattr(out, "write"):
        write_file(os.fspath(out), encoded(text))
    elif isinstance(out, io.TextIOBase):
        out.write(encoded(text).decode("utf-8"))
    else:
        out.write(encoded(text))


# What a program that exports calls.

def check(place, value, known):
    if value not in known:
        raise MapError(place, "%r is none of %s" % (value, ", ".join(known)))


def listed(sources, form="ndjson"):
    check("form", form, FORMS)
    if sources is None:
        sources = DEFAULT_SOURCES[form]
    if isinstance(sources, str):
        sources = sources.split(",")
    for source in sources:
        check("source", source, SOURCES)
    return tuple(sources)


def captured(model, args, kwargs, sources, mode):
    module_map = ModuleMap(model)
    args, kwargs = call_arguments(args, kwargs)
    module_map.run(sources, args, kwargs, mode)
    if "trace-map" in sources:
        module_map.add_trace_map(exporters_trace_map(model, args, kwargs))
    return module_map


def capture(model, args=(), out=None, *, kwargs=None, sources=None,
            form="ndjson", mode="eval"):
    """Write the map of a model; return its records.

    `args` are those of torch.onnx.export().  `mode` is that of the forward
    pass: "eval", "train" or "preserve".
    """
    check("mode", mode, MODES)
    module_map = captured(model, args, kwargs, listed(sources, form), mode)
    write(out, rendered(module_map, form))
    return module_map.finish()


class Recording:
    """The map of the export in a `with recording()`, once it is through."""

    def __init__(self, sources):
        self.sources = sources
        self.map = None

    @property
    def records(self):
        return self.map.finish()

    def hook(self):
        """A torch without what to hook has the dynamo exporter alone."""
        try:
            hook_targets()
        except MapError:
            if "trace-map" in self.sources:
                raise
            return contextlib.nullcontext(TraceMap())
        return trace_map_hook()

    def around(self, export, *args, **kwargs):
        """Runs the sources, then the export."""
        if self.map is not None:
            raise MapError("export", "a second one in the same recording")
        bound = inspect.signature(export).bind(*args, **kwargs)
        bound.apply_defaults()
        given = bound.arguments
        module_map = ModuleMap(given["model"])
        inputs = call_arguments(given["args"], given.get("kwargs"))
        module_map.run(self.sources, *inputs, mode=export_mode(given))
        with self.hook() as seen:
            result = export(*args, **kwargs)
        self.map = module_map
        self.note_export(given, inputs, seen, result)
        return result

    def note_export(self, given, inputs, seen, result):
        head = self.map.head
        head["exporter"] = "torchscript" if seen.fired else "dynamo"
        opset = seen.opset if seen.fired else dynamo_opset(result)
        if opset is not None:
            head["opset"] = opset
        if "inputs" in head:
            head["inputs"] = input_facts(self.map.model, *inputs,
                                         names=given.get("input_names"))
        names = given.get("output_names")
        if names and len(names) == len(head.get("outputs", ())):
            for name, output in zip(names, head["outputs"]):
                output["name"] = name
        if seen.fired or "trace-map" in self.sources:
            self.map.add_trace_map(seen)


def export_mode(given):
    """The training mode that the exporter will choose."""
    if given.get("dynamo"):
        return "preserve"
    name = getattr(given.get("training"), "name", "EVAL")
    return {"TRAINING": "train", "PRESERVE": "preserve"}.get(name, "eval")


def dynamo_opset(program):
    imports = getattr(getattr(program, "model", None), "opset_imports", None)
    return imports.get("") if imports else None


@contextlib.contextmanager
def recording(out=None, sources=None, form="ndjson"):
    """Write the map of the model that torch.onnx.export() exports within.

    A TorchScript export's trace-module map is always among the sources.
    Nothing is written when the export raises.
    """
    import torch
    record = Recording(listed(sources, form))
    export = torch.onnx.export

    @functools.wraps(export)
    def recorded(*args, **kwargs):
        return record.around(export, *args, **kwargs)

    with replaced("export", export, recorded):
        yield record
    if record.map is None:
        raise MapError("export", "torch.onnx.export was not called")
    write(out, rendered(record.map, form))


# Models by name.

def parse_value(text):
    try:
        return json.loads(text)
    except ValueError:
        return text


def parse_settings(settings):
    """KEY=VALUE, or a JSON file of them."""
    found = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if equals:
            found[key] = parse_value(value)
            continue
        try:
            with open(setting, encoding="utf-8") as f:
                content = json.load(f)
        except (OSError, ValueError) as e:
            raise MapError(setting, getattr(e, "strerror", None) or e)
        if not isinstance(content, dict):
            raise MapError(setting, "not a JSON object")
        found.update(content)
    return found


def filled(shape, dtype):
    """Indexes of 0, which every table has; numbers of 1."""
    import torch
    whole = not (dtype.is_floating_point or dtype.is_complex
                 or dtype == torch.bool)
    return (torch.zeros if whole else torch.ones)(shape, dtype=dtype)


def parse_inputs(texts):
    """[NAME=]DTYPE[DIM,...] each."""
    import torch
    args, kwargs = [], {}
    for text in texts:
        m = re.fullmatch(r"(?:([^\W\d]\w*)=)?(\w+)\[((?:\d+(?:,\d+)*)?)\]",
                         text.replace(" ", ""), re.ASCII)
        dtype = getattr(torch, m.group(2), None) if m else None
        if not isinstance(dtype, torch.dtype):
            raise MapError(text, "not [NAME=]DTYPE[DIM,...]")
        shape = [int(n) for n in m.group(3).split(",") if n]
        if m.group(1):
            kwargs[m.group(1)] = filled(shape, dtype)
        elif kwargs:
            raise MapError(text, "an input without a name behind a named one")
        else:
            args.append(filled(shape, dtype))
    return tuple(args), kwargs


def image_shape(config):
    config = getattr(config, "vision_config", config)
    size = getattr(config, "image_size", 224)
    size = (size, size) if isinstance(size, int) else tuple(size)
    return (1, getattr(config, "num_channels", 3)) + size


def transformers_inputs(model):
    """The inputs without which none of its kind runs."""
    import torch
    config, known = model.config, parameter_names(model)
    main = getattr(model, "main_input_name", None)
    inputs = {}
    if "input_ids" in known:
        inputs["input_ids"] = filled((1, 8), torch.int64)
        if "attention_mask" in known:
            inputs["attention_mask"] = filled((1, 8), torch.int64) + 1
    if "pixel_values" in known:
        inputs["pixel_values"] = filled(image_shape(config), torch.float32)
    if "input_features" in known:
        inputs["input_features"] = filled(
            (1, getattr(config, "num_mel_bins", 80),
             2 * getattr(config, "max_source_positions", 1500)),
            torch.float32)
    if "input_values" in known:
        inputs["input_values"] = filled((1, 16000), torch.float32)
    if (getattr(config, "is_encoder_decoder", False)
            and "decoder_input_ids" in known):
        inputs["decoder_input_ids"] = filled((1, 4), torch.int64)
    if not inputs or main in known and main not in inputs:
        raise MapError(type(model).__name__,
                       "its inputs are not known: give -i")
    return {name: inputs[name] for name in known if name in inputs}


def transformers_model(name, settings):
    import transformers
    found = getattr(transformers, name, None)
    if inspect.isclass(found) and getattr(found, "config_class", None):
        return found(found.config_class(**settings))
    config = transformers.AutoConfig.for_model(name, **settings)
    return transformers.AutoModel.from_config(config)


def timm_model(name, settings):
    import timm
    return timm.create_model(name, pretrained=False, **settings)


def timm_inputs(model):
    import torch
    shape = getattr(model, "pretrained_cfg", {}).get("input_size",
                                                     (3, 224, 224))
    return {"x": filled((1,) + tuple(shape), torch.float32)}


def named_model(module, name, settings):
    """What a function of the caller's returns, with its inputs if it does."""
    sys.path.insert(0, os.getcwd())
    found = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    import torch
    if not isinstance(found, torch.nn.Module):
        found = found(**settings)
    return found if isinstance(found, tuple) else (found,)


def loaded(spec, settings):
    """(model, args, kwargs) of MODULE:NAME."""
    import torch
    module, colon, name = spec.partition(":")
    if not (module and colon and name):
        raise MapError(spec, "not MODULE:NAME")
    torch.manual_seed(0)
    try:
        if module == "transformers":
            found = (transformers_model(name, settings),)
        elif module == "timm":
            found = (timm_model(name, settings),)
        else:
            found = named_model(module, name, settings)
    except Exception as e:
        raise MapError(spec, "%s: %s" % (type(e).__name__, e)) from e
    if not isinstance(found[0], torch.nn.Module) or len(found) > 3:
        raise MapError(spec, "gives no model, (model, args) or "
                       "(model, args, kwargs)")
    found[0].eval()
    args = found[1] if len(found) > 1 else ()
    kwargs = found[2] if len(found) > 2 else None
    return (found[0],) + call_arguments(args, kwargs)


def inputs_of(spec, model, args, kwargs):
    """Those of its kind, where the caller gave none."""
    if args or kwargs:
        return args, kwargs
    if spec.startswith("transformers:"):
        return (), transformers_inputs(model)
    if spec.startswith("timm:"):
        return tuple(timm_inputs(model).values()), {}
    return args, kwargs


# The command.

def printable(text):
    """Nothing that a terminal would act on."""
    return "".join(c if c.isprintable() else
                   c.encode("unicode_escape").decode() for c in text)


def complain(text):
    """A line of it: some libraries list all that they know in an error."""
    line = printable(" ".join(str(text).split("\n", 1)[0].split()))[:400]
    print("%s: %s" % (PROG, line), file=sys.stderr)


def atom_order(record):
    """By path, numbers by their value, then by the exporter's variable."""
    atoms = record["path"].split(".") if record["path"] else []
    return ([(0, int(a), "") if a.isdecimal() else (1, 0, a) for a in atoms],
            record["trace_name"].partition("::")[2])


def listing(records):
    lines = []
    for record in sorted((r for r in records if "trace_name" in r),
                         key=atom_order):
        lines.append("%s%s  %s\n" % ("  " * record["depth"],
                                     printable(record["path"] or "."),
                                     printable(record["trace_name"])))
    return "".join(lines)


def grading(grades):
    total = sum(grades.values())
    return "".join("%-6s %6d %5.1f%%\n" % (name, n, 100 * n / total)
                   for name, n in grades.items()) + "%-6s %6d\n" % (
                       "total", total)


USAGE = """\
usage: torch_modules.py [-hV] [-c SETTING] [-f FORM] [-i INPUT] [-o FILE]
                        [-s SOURCE[,SOURCE ...]] [--grade] [--list] MODEL
       torch_modules.py -e ONNX [-n OPSET] [-x EXPORTER] [OPTION ...] MODEL
"""


def version():
    """The toolkit's, of which this file may stand alone."""
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


def parse_options(argv):
    parser = Parser(prog=PROG, allow_abbrev=False)
    parser.add_argument("-c", "--config", action="append", default=[])
    parser.add_argument("-e", "--export")
    parser.add_argument("-f", "--form", choices=FORMS, default="ndjson")
    parser.add_argument("-i", "--input", action="append", default=[])
    parser.add_argument("-n", "--opset", type=int)
    parser.add_argument("-o", "--output", default="-")
    parser.add_argument("-s", "--source", default=None)
    parser.add_argument("-x", "--exporter",
                        choices=("torchscript", "dynamo"))
    parser.add_argument("--grade", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("model", nargs="?")
    parser.add_argument("-V", "--version", action="store_true")
    options = parser.parse_args(argv)
    if options.version:
        sys.stdout.write(version())
        sys.exit()
    if not options.model:
        parser.error("no model")
    if not options.export and (options.opset or options.exporter):
        parser.error("-n and -x go with -e")
    prints = options.grade or options.list
    options.sources = tuple((options.source or (
        "trace-map" if prints else DEFAULT_SOURCES[options.form])).split(","))
    if prints and "trace-map" not in options.sources:
        options.sources += ("trace-map",)
    return options


@contextlib.contextmanager
def narrowed(model, args, kwargs):
    """forward() takes these inputs alone, by place.

    The TorchScript exporter passes a value for every parameter that has a
    default, and transformers' decorators then pass some of them twice.
    """
    names = parameter_names(model)[:len(args)] + list(kwargs)
    own = model.__dict__.get("forward")
    forward = model.forward

    def narrow(*values):
        return forward(*values[:len(args)],
                       **dict(zip(kwargs, values[len(args):])))

    narrow.__signature__ = inspect.Signature([
        inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD)
        for name in names])
    model.forward = narrow
    values = args + tuple(kwargs.values())
    if values and isinstance(values[-1], Mapping):
        values += ({},)  # else the exporter takes it for inputs by name
    try:
        yield values
    finally:
        del model.forward
        if own is not None:
            model.forward = own


def export_options(options, export, model, args, kwargs):
    known = export_arguments(export)
    chosen = {"input_names": [v["name"] for v in input_facts(model, args,
                                                             kwargs)]}
    if options.opset:
        chosen["opset_version"] = options.opset
    if options.exporter and "dynamo" in known:
        chosen["dynamo"] = options.exporter == "dynamo"
    elif options.exporter == "dynamo":
        raise MapError("dynamo", "this torch has no such exporter")
    return chosen


def is_dynamo(export, chosen):
    if "dynamo" in chosen:
        return chosen["dynamo"]
    known = export_arguments(export)
    return "dynamo" in known and bool(known["dynamo"].default)


def exported(options, model, args, kwargs):
    """The map of an export that is made here."""
    import torch
    chosen = export_options(options, torch.onnx.export, model, args, kwargs)
    with contextlib.ExitStack() as stack:
        if is_dynamo(torch.onnx.export, chosen):
            chosen["kwargs"] = kwargs
        elif not is_scripted(model):
            args = stack.enter_context(narrowed(model, args, kwargs))
        record = stack.enter_context(recording(None, options.sources))
        try:
            with quiet(), contextlib.redirect_stdout(io.StringIO()):
                torch.onnx.export(model, args, options.export, **chosen)
        except MapError:
            raise
        except Exception as e:
            raise MapError(options.export,
                           "%s: %s" % (type(e).__name__, e)) from e
    return record.map


def made_map(options):
    listed(options.sources)  # before a model is built in vain
    model, args, kwargs = loaded(options.model,
                                 parse_settings(options.config))
    if options.input:
        args, kwargs = parse_inputs(options.input)
    if options.export or {"hooks", "jit-trace"} & set(options.sources):
        args, kwargs = inputs_of(options.model, model, args, kwargs)
    if options.export:
        return exported(options, model, args, kwargs)
    return captured(model, args, kwargs, options.sources, "eval")


def report(options, module_map):
    """The map goes to -o, or to standard output unless a text does."""
    text = ""
    if options.list:
        text += listing(module_map.records)
    if options.grade:
        text += grading(module_map.head["grade"])
    if options.output != "-":
        write(options.output, rendered(module_map, options.form))
    elif not text:
        text = rendered(module_map, options.form)
    sys.stdout.buffer.write(encoded(text))
    sys.stdout.buffer.flush()
    for difference in module_map.differences[:MAX_DIFFERENCES]:
        complain("%s: %s: %s" % (
            difference["source"], difference.get("path", "map") or ".",
            difference["reason"]))
    return 1 if module_map.differences else 0


def main(argv=None):
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    options = parse_options(argv)
    try:
        # What torch prints is not the map.
        with contextlib.redirect_stdout(sys.stderr):
            module_map = made_map(options)
        return report(options, module_map)
    except (MapError, ImportError) as e:
        complain(e)
    except OSError as e:
        complain("%s: %s" % (e.filename or "standard output", e.strerror))
        # Python would fail to flush once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 2


if __name__ == "__main__":
    sys.exit(main())

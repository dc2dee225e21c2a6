"""What scripts/torch_modules.py says of small models, and how it leaves them.

Run by tests/torch_modules.bats with Debian's torch 1.13, and by
`make check-torch` with a current one."""
import contextlib
import io
import inspect
import json
import os
import random
import sys
import tempfile
import unittest
import warnings
from unittest import mock

import numpy
import torch
from torch import nn

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [os.path.join(TOP, "scripts"),
                os.path.join(TOP, "tests", "check_torch")]
import nets  # noqa: E402
import torch_modules as tm  # noqa: E402

warnings.simplefilter("ignore")
PARAMETERS = inspect.signature(torch.onnx.export).parameters
HAS_DYNAMO = "dynamo" in PARAMETERS
TORCHSCRIPT = {"dynamo": False} if HAS_DYNAMO else {}


def expected(model):
    """What named_modules() says."""
    return [(path, "%s.%s" % (type(m).__module__, type(m).__qualname__))
            for path, m in model.named_modules()]


def seen(records):
    return [(r["path"], r["class"]) for r in records[1:]]


def by_path(records):
    return {r["path"]: r for r in records[1:]}


def variable(path):
    """The exporter's rule: the suffix from the last non-numeric atom on."""
    atoms = path.split(".")
    start = max((i for i, a in enumerate(atoms) if not a.isnumeric()),
                default=0)
    return ".".join(atoms[start:])


class TestSources(unittest.TestCase):
    def check(self, source, members, absent):
        for make in (nets.shapes, nets.answering):
            model, *inputs = make()
            model.eval()
            kwargs = inputs[1] if len(inputs) > 1 else None
            records = tm.capture(model, inputs[0], kwargs=kwargs,
                                 sources=source)
            head = records[0]
            self.assertEqual(head["kind"], "map")
            self.assertEqual(head["torch"], torch.__version__)
            self.assertEqual(head["class"], expected(model)[0][1])
            self.assertEqual(head["sources"], source.split(","))
            self.assertIs(head["agree"], True)
            self.assertEqual(head["modules"], len(records) - 1)
            self.assertNotIn("exporter", head)
            self.assertEqual(seen(records), expected(model))
            for record in records[1:]:
                self.assertLessEqual(set(members), set(record))
                self.assertFalse(set(absent) & set(record))
        return records

    def test_hooks(self):
        self.check("hooks", ["calls", "params", "parameters", "buffers"],
                   ["trace_name", "trace_nodes"])

    def test_enhanced(self):
        self.check("enhanced", ["params", "parameters"],
                   ["calls", "order", "trace_name"])

    def test_named_modules(self):
        self.check("named-modules", ["type", "depth", "leaf", "children"],
                   ["calls", "params", "parameters"])

    def test_trace_map(self):
        records = self.check("trace-map", ["trace_name"],
                             ["calls", "params", "trace_nodes"])
        self.assertEqual(records[0]["grade"],
                         {"full": 4, "class": 0, "simple": 0})

    def test_jit_trace(self):
        self.check("jit-trace", ["trace_nodes"],
                   ["calls", "params", "trace_name"])

    def test_several(self):
        self.check("hooks,trace-map,jit-trace",
                   ["calls", "params", "trace_name", "trace_nodes"], [])

    def test_unknown(self):
        with self.assertRaisesRegex(tm.MapError, "^source: 'x' is none of "):
            tm.capture(nets.Answering(), (), sources=["x"])


class TestFacts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.model, args, kwargs = nets.shapes()
        cls.model.eval()
        cls.records = tm.capture(
            cls.model, args, kwargs=kwargs,
            sources="hooks,trace-map,jit-trace")
        cls.of = by_path(cls.records)

    def test_tree(self):
        for path, module in self.model.named_modules():
            record = self.of[path]
            self.assertEqual(list(record)[:3], ["kind", "path", "class"])
            if path:
                self.assertEqual(record["parent"], path.rpartition(".")[0])
            else:
                self.assertNotIn("parent", record)
            self.assertEqual(record["depth"], len(path.split("."))
                             if path else 0)
            self.assertEqual(record["leaf"], not list(module.children()))
        self.assertEqual(self.of["blocks"]["children"], ["0", "1", "2"])
        self.assertEqual(self.of[""]["type"], "custom")
        self.assertEqual(self.of["emb"]["type"], "torch.nn")

    def test_totals(self):
        for path, module in self.model.named_modules():
            self.assertEqual(self.of[path]["params"], sum(
                p.numel() for p in module.parameters(recurse=False)))
            self.assertEqual(self.of[path]["total_params"], sum(
                p.numel() for p in module.parameters()))
            self.assertEqual(self.of[path]["trainable"],
                             self.of[path]["total_params"])

    def test_parameters(self):
        own = {tm.join(path, name): (fact["shape"], fact["dtype"])
               for path, record in self.of.items()
               for name, fact in record["parameters"].items()}
        want = {name: (list(p.shape), "FLOAT") for name, p in
                self.model.named_parameters()}
        want["out.weight"] = ([11, 4], "FLOAT")  # it is the embedding's
        self.assertEqual(own, want)

    def test_ties(self):
        weight = self.of["out"]["parameters"]["weight"]
        self.assertEqual(weight["tied"], "emb.weight")
        self.assertNotIn("tied", self.of["emb"]["parameters"]["weight"])
        self.assertNotIn("tied", self.of["twice"]["parameters"]["weight"])

    def test_buffers(self):
        self.assertEqual(self.of[""]["buffers"], {
            "scale": {"shape": [4], "dtype": "FLOAT"},
            "shift": {"shape": [4], "dtype": "FLOAT", "persistent": False}})

    def test_calls(self):
        calls = {path: r["calls"] for path, r in self.of.items()}
        self.assertEqual(calls.pop("twice"), 2)
        self.assertEqual(calls.pop("blocks.0"), 2)  # it is blocks.2, too
        self.assertEqual(calls.pop("blocks.0.fc"), 2)
        self.assertEqual(calls.pop("blocks.0.act"), 3)
        self.assertEqual({p for p, n in calls.items() if n == 0},
                         {"blocks", "heads", "unused"})
        self.assertEqual({n for n in calls.values()}, {0, 1})

    def test_order(self):
        order = sorted((r["order"], path) for path, r in self.of.items()
                       if "order" in r)
        self.assertEqual([path for _, path in order], [
            "", "emb", "stem", "stem.0", "stem.1", "stem.1.0", "stem.1.1",
            "blocks.0", "blocks.0.fc", "blocks.0.act", "blocks.1",
            "blocks.1.fc", "heads.a", "twice", "out"])
        self.assertEqual([n for n, _ in order], list(range(len(order))))

    def test_aliases(self):
        """With the records' own, every path that leads to a module."""
        paths = [p for r in self.records[1:]
                 for p in [r["path"]] + r.get("aliases", [])]
        every = [p for p, _ in self.model.named_modules(
            remove_duplicate=False)]
        self.assertEqual(sorted(paths), sorted(every))
        self.assertEqual(self.of["blocks.0"]["aliases"], ["blocks.2"])
        self.assertEqual(self.of["blocks.0.act"]["aliases"],
                         ["blocks.2.act", "blocks.1.act"])

    def test_trace_names(self):
        for path, record in self.of.items():
            name, _, var = record["trace_name"].partition("::")
            self.assertEqual(var, variable(path))
            self.assertEqual(name.split(".")[-1],
                             record["class"].split(".")[-1])

    def test_trace_nodes(self):
        nodes = {path: r["trace_nodes"] for path, r in self.of.items()}
        self.assertEqual(nodes["twice"], 2)
        self.assertEqual(nodes["blocks.0.act"], 3)
        self.assertEqual(nodes["unused"], 0)
        self.assertGreater(nodes[""], 0)

    def test_inputs_and_outputs(self):
        head = self.records[0]
        self.assertEqual(head["inputs"], [
            {"name": "ids", "dtype": "INT64", "shape": [1, 3]},
            {"name": "shift", "dtype": "FLOAT", "shape": [4]}])
        self.assertEqual(head["outputs"], [
            {"name": "logits", "dtype": "FLOAT", "shape": [1, 3, 11]},
            {"name": "hidden.0", "dtype": "FLOAT", "shape": [1, 3, 4]}])


class TestOddModels(unittest.TestCase):
    def test_cycle(self):
        of = by_path(tm.capture(nets.Cycle(), (torch.ones(1, 3),),
                                mode="preserve"))
        self.assertEqual(list(of), ["", "child", "child.fc", "child.act"])
        self.assertEqual(of["child"]["children"], ["fc", "act", "parent"])
        self.assertFalse([r for r in of.values() if "aliases" in r])

    def test_more_paths_than_a_map_should_hold(self):
        of = by_path(tm.capture(nets.Braid(40), sources="enhanced"))
        self.assertEqual(len(of), 41)
        self.assertEqual(len(of["left"]["aliases"]), 1)
        self.assertEqual(len(of["left.left.left"]["aliases"]), 7)
        self.assertEqual(max(len(r.get("aliases", ()))
                             for r in of.values()), tm.MAX_ALIASES)

    def test_memory_that_two_parameters_share(self):
        model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
        model[1].weight.data = model[0].weight.data
        of = by_path(tm.capture(model, sources="enhanced"))
        self.assertEqual(of["1"]["parameters"]["weight"]["tied"],
                         "0.weight")
        self.assertNotIn("tied", of["1"]["parameters"]["bias"])

    def test_frozen(self):
        model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
        model[0].requires_grad_(False)
        of = by_path(tm.capture(model, sources="enhanced"))
        self.assertEqual((of[""]["total_params"], of[""]["trainable"]),
                         (12, 6))

    def test_meta_device(self):
        model = nn.Linear(2, 2, device="meta")
        of = by_path(tm.capture(model, sources="enhanced"))
        self.assertEqual(of[""]["parameters"]["weight"],
                         {"shape": [2, 2], "dtype": "FLOAT"})

    def test_lazy(self):
        with self.assertRaisesRegex(tm.MapError, "^weight: not initialized"):
            tm.capture(nn.LazyLinear(3), (torch.ones(1, 2),))

    def test_no_model(self):
        with self.assertRaisesRegex(tm.MapError, "^model: str is no "):
            tm.capture("model", ())

    def test_attention_without_its_fast_path(self):
        layer = nn.TransformerEncoderLayer(4, 2, 8, batch_first=True)
        model = nn.TransformerEncoder(layer, 2).eval()
        of = by_path(tm.capture(model, (torch.ones(1, 3, 4),)))
        for i in "01":
            self.assertEqual(of["layers.%s.linear1" % i]["calls"], 1)
            self.assertEqual(of["layers.%s.self_attn" % i]["calls"], 1)

    def test_script_within(self):
        model = nn.Sequential(torch.jit.script(nets.Block(3)), nn.ReLU())
        records = tm.capture(model, (torch.ones(1, 3),))
        of = by_path(records)
        self.assertEqual(of["0"]["class"], "nets.Block")
        self.assertEqual(of["0"]["calls"], 1)
        self.assertEqual(of["0.fc"]["class"],
                         "torch.nn.modules.linear.Linear")
        self.assertNotIn("calls", of["0.fc"])  # nobody can tell
        self.assertEqual(of["1"]["calls"], 1)

    def test_unwritable_names(self):
        model = nn.Module()
        model.add_module("\udc80\n\u2028", nn.ReLU())
        out = io.BytesIO()
        tm.capture(model, out=out, sources="named-modules")
        lines = out.getvalue().splitlines()
        self.assertEqual(len(lines), 3)
        self.assertIn(rb'"path":"\udc80\n', lines[2])
        self.assertEqual(json.loads(lines[2])["path"], "\udc80\n\u2028")

    def test_sources_that_differ(self):
        model, args = nets.hiding()
        records = tm.capture(model, args, sources="hooks,jit-trace")
        self.assertIs(records[0]["agree"], False)
        self.assertIn({"source": "jit-trace", "reason": "no such module",
                       "path": "hidden"}, records[0]["differences"])
        self.assertEqual(seen(records), expected(model))


def state(model):
    """All that a model and its process hold."""
    return {
        "attributes": {path: {k: (list(v) if isinstance(v, (dict, list))
                                  else id(v))
                              for k, v in m.__dict__.items()}
                       for path, m in model.named_modules()},
        "buffers": {n: (id(b), b.tolist())
                    for n, b in model.named_buffers()},
        "parameters": {n: (id(p), p.tolist())
                       for n, p in model.named_parameters()},
        "grads": {n: (id(p.grad), p.grad.tolist())
                  for n, p in model.named_parameters()},
        "torch": torch.get_rng_state().tolist(),
        "python": random.getstate(),
        "numpy": numpy.random.get_state()[1].tolist(),
        "grad": torch.is_grad_enabled(),
        "patches": (torch.onnx.export, torch.jit._trace._trace_module_map,
                    [id(f) for f in tm.hook_targets()])}


class TestModelIsLeftAsItWas(unittest.TestCase):
    def make(self, fails):
        model = nets.Stateful(fails)
        model.train()
        model.drop.eval()  # modes differ within it
        model.fc.register_forward_hook(lambda *_: None)
        for p in model.parameters():
            p.grad = torch.ones_like(p)
        return model

    def test_after_each_source(self):
        for source in tm.SOURCES:
            for mode in ("eval", "train", "preserve"):
                with self.subTest(source=source, mode=mode):
                    model = self.make(False)
                    before = state(model)
                    tm.capture(model, (torch.ones(2, 3),), sources=source,
                               mode=mode)
                    self.assertEqual(state(model), before)

    def test_when_forward_raises(self):
        for source in ("hooks", "jit-trace"):
            with self.subTest(source=source):
                model = self.make(True)
                before = state(model)
                with self.assertRaisesRegex(
                        tm.MapError, "(forward|jit-trace): .*told to fail"):
                    tm.capture(model, (torch.ones(2, 3),), sources=source)
                self.assertEqual(state(model), before)

    def test_inputs(self):
        class Emptying(nn.Module):
            def forward(self, values):
                values["x"] += 1
                return values.pop("x")

        values = {"x": torch.zeros(1)}
        tm.capture(Emptying(), (values, {}), sources="hooks,jit-trace")
        self.assertEqual(values, {"x": torch.zeros(1)})

    def test_forward_runs_in_the_mode_asked_for(self):
        class Modes(nn.Module):
            def forward(self, x):
                modes.append(self.training)
                return x

        modes = []
        for mode in ("eval", "train", "preserve"):
            tm.capture(Modes().train(), (torch.ones(1),), mode=mode)
        self.assertEqual(modes, [False, True, True])


class TestTraceMapHook(unittest.TestCase):
    def test_before_and_after(self):
        model, args = nets.answering()
        found = tm.exporters_trace_map(model, args, {})
        self.assertEqual(found.before, {})
        self.assertEqual({id(m) for m in model.modules()}, set(found.after))
        self.assertEqual(found.fired, 1)

    def test_never_fired(self):
        def export(model, args, f, **kwargs):
            pass

        model, args = nets.answering()
        with mock.patch.object(torch.onnx, "export", export):
            with self.assertRaisesRegex(tm.MapError, "^trace-map: the hook "
                                        ".* never fired"):
                tm.capture(model, args, sources="trace-map")

    def test_gone(self):
        with mock.patch.object(tm, "HOOKED", "no_such_function"):
            with self.assertRaisesRegex(tm.MapError, "has no no_such_fun"):
                tm.capture(nets.Answering(), sources="trace-map")

    def test_empty(self):
        targets = tm.hook_targets()
        with contextlib.ExitStack() as stack:
            for target in targets:
                stack.enter_context(tm.replaced(
                    tm.HOOKED, target, lambda *a, **k: set()))
            with self.assertRaisesRegex(tm.MapError, "left no map"):
                tm.capture(nets.Answering(), sources="trace-map")
        self.assertEqual(tm.hook_targets(), targets)

    def test_grades(self):
        self.assertEqual(
            tm.grade(["a.B::c", "a.B::", "B::c", "::", "__module.b", ""]),
            {"full": 2, "class": 2, "simple": 2})


class TestRecording(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.onnx = os.path.join(self.folder.name, "model.onnx")
        self.out = os.path.join(self.folder.name, "map.ndjson")
        self.addCleanup(self.folder.cleanup)

    def read(self):
        with open(self.out, encoding="utf-8") as f:
            return [json.loads(line) for line in f]

    def test_torchscript(self):
        for source in tm.SOURCES:
            with self.subTest(source=source):
                model, args, kwargs = nets.shapes()
                model.train()
                before = (torch.onnx.export, tm.hook_targets())
                with tm.recording(self.out, source) as record:
                    torch.onnx.export(
                        model, args + (kwargs,), self.onnx,
                        input_names=["i", "s"], output_names=["l", "h"],
                        opset_version=14, **TORCHSCRIPT)
                self.assertEqual(before,
                                 (torch.onnx.export, tm.hook_targets()))
                records = self.read()
                self.assertEqual(records, record.records)
                self.assertEqual(seen(records), expected(model))
                head = records[0]
                self.assertEqual(head["exporter"], "torchscript")
                self.assertEqual(head["opset"], 14)
                self.assertIs(head["agree"], True)
                self.assertEqual([i["name"] for i in head["inputs"]],
                                 ["i", "s"])
                if "outputs" in head:
                    self.assertEqual([o["name"] for o in head["outputs"]],
                                     ["l", "h"])
                self.assertEqual(
                    head["sources"], [source] if source == "trace-map"
                    else [source, "trace-map"])
                self.assertTrue(os.path.getsize(self.onnx))

    @unittest.skipUnless(HAS_DYNAMO, "this torch has no such exporter")
    def test_dynamo(self):
        for source in set(tm.SOURCES) - {"trace-map"}:
            with self.subTest(source=source):
                model, args, kwargs = nets.shapes()
                model.eval()
                with tm.recording(self.out, source):
                    torch.onnx.export(model, args, self.onnx, kwargs=kwargs,
                                      dynamo=True, opset_version=18,
                                      verbose=False)
                records = self.read()
                self.assertEqual(seen(records), expected(model))
                head = records[0]
                self.assertEqual(head["exporter"], "dynamo")
                self.assertEqual(head["opset"], 18)
                self.assertEqual(head["sources"], [source])
                self.assertIs(head["agree"], True)

    @unittest.skipUnless(HAS_DYNAMO, "this torch has no such exporter")
    def test_trace_map_of_a_dynamo_export(self):
        model, args, kwargs = nets.shapes()
        with self.assertRaisesRegex(tm.MapError, "never fired"):
            with tm.recording(self.out, "trace-map"):
                torch.onnx.export(model.eval(), args, self.onnx,
                                  kwargs=kwargs, dynamo=True, verbose=False)
        self.assertFalse(os.path.exists(self.out))

    def test_torch_without_the_hooked_function(self):
        model, args, kwargs = nets.shapes()
        with mock.patch.object(tm, "HOOKED", "no_such_function"):
            with tm.recording(self.out):
                torch.onnx.export(model, args + (kwargs,), self.onnx,
                                  **TORCHSCRIPT)
            self.assertEqual(self.read()[0]["sources"], ["hooks"])
            with self.assertRaisesRegex(tm.MapError, "has no no_such_fun"):
                with tm.recording(self.out, "trace-map"):
                    torch.onnx.export(model, args + (kwargs,), self.onnx,
                                      **TORCHSCRIPT)

    def test_training(self):
        modes = []

        class Modes(nn.Module):
            def forward(self, x):
                modes.append(self.training)
                return x + 1

        mode = torch.onnx.TrainingMode
        for training in (mode.EVAL, mode.TRAINING, mode.PRESERVE):
            with tm.recording(self.out):
                torch.onnx.export(Modes().train(), (torch.ones(1),),
                                  self.onnx, training=training,
                                  **TORCHSCRIPT)
            self.assertEqual(modes[0], modes[-1])
            modes.clear()

    def test_export_that_raises(self):
        model = nets.Stateful(fails=True)
        original = torch.onnx.export
        with self.assertRaisesRegex(RuntimeError, "told to fail"):
            with tm.recording(self.out, "enhanced"):
                torch.onnx.export(model, (torch.ones(2, 3),), self.onnx,
                                  **TORCHSCRIPT)
        self.assertIs(torch.onnx.export, original)
        self.assertFalse(os.path.exists(self.out))

    def test_no_export(self):
        with self.assertRaisesRegex(tm.MapError, "^export: .*not called"):
            with tm.recording(self.out):
                pass

    def test_two_exports(self):
        model, args = nets.answering()
        with self.assertRaisesRegex(tm.MapError, "^export: a second one"):
            with tm.recording(self.out, "named-modules"):
                for _ in range(2):
                    torch.onnx.export(model.block, args, self.onnx,
                                      **TORCHSCRIPT)


class TestForms(unittest.TestCase):
    def capture(self, form):
        model, args, kwargs = nets.shapes()
        out = io.StringIO()
        tm.capture(model, args, out, kwargs=kwargs, form=form)
        return model, out.getvalue()

    def test_ndjson(self):
        _, text = self.capture("ndjson")
        kinds = [json.loads(line)["kind"] for line in text.splitlines()]
        self.assertEqual(kinds, ["map"] + ["module"] * (len(kinds) - 1))
        self.assertEqual(text, self.capture("ndjson")[1])

    def test_manual_map(self):
        model, text = self.capture("manual-map")
        modules = json.loads(text)
        self.assertEqual(list(modules), [p for p, _ in
                                         model.named_modules()])
        self.assertEqual(modules["stem.1.0"], {
            "scope_name": "__module.stem.1.0", "class_name": "Linear",
            "module_str": str(model.stem[1][0])})
        self.assertEqual(modules[""]["scope_name"], "__module")

    def test_enhanced_map(self):
        model, text = self.capture("enhanced-map")
        found = json.loads(text)
        kinds = [r["module_type"] for r in found["modules"].values()]
        self.assertEqual(found["model_info"], {
            "model_name": "Shapes", "total_modules": len(kinds),
            "module_type_distribution": {"custom": 3,
                                         "torch.nn": len(kinds) - 3}})
        self.assertEqual(found["modules"]["blocks.0"], {
            "name": "blocks.0", "full_path": "__module.blocks.0",
            "class_name": "Block", "module_type": "custom",
            "module_class_path": "nets.Block",
            "parameters": {"total": 20, "trainable": 20, "direct_count": 0,
                           "shapes": {}},
            "children": [["fc", "Linear"], ["act", "ReLU"]],
            "is_leaf": False, "hierarchy_level": 2,
            "parent_path": "__module.blocks"})
        self.assertEqual(found["modules"][""]["name"], "root")
        self.assertIsNone(found["modules"][""]["parent_path"])
        self.assertEqual(
            found["modules"]["twice"]["parameters"]["shapes"],
            {"weight": [4, 4], "bias": [4]})

    def test_whole_file_or_none(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "map.ndjson")
            with open(path, "w", encoding="utf-8") as f:
                f.write("old")
            with mock.patch.object(os, "replace", side_effect=OSError):
                with self.assertRaises(OSError):
                    tm.capture(nets.Answering(), (torch.ones(2, 3),), path)
            self.assertEqual(os.listdir(folder), ["map.ndjson"])
            tm.capture(nets.Answering(), (torch.ones(2, 3),), path)
            self.assertEqual(os.listdir(folder), ["map.ndjson"])
            with open(path, encoding="utf-8") as f:
                self.assertEqual(json.loads(f.readline())["kind"], "map")

    def test_unknown(self):
        with self.assertRaisesRegex(tm.MapError, "^form: 'x' is none of "):
            self.capture("x")


if __name__ == "__main__":
    unittest.main()

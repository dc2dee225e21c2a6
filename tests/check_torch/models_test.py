"""Maps of transformers' and timm's models, by each source, exporter and form,
against named_modules(), against the exported file, and against tests/maps."""
import ast
import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import unittest
from collections import Counter

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
SCRIPT = os.path.join(TOP, "scripts", "torch_modules.py")
sys.path[:0] = [HERE, os.path.join(TOP, "scripts")]
import bert_tiny  # noqa: E402
import onnx  # noqa: E402
import timm  # noqa: E402
import torch  # noqa: E402
import torch_modules as tm  # noqa: E402
import transformers  # noqa: E402

TIMM = ("resnet18", "vit_tiny_patch16_224", "mobilenetv3_small_050")
BERT = [arg for key, value in bert_tiny.SETTINGS.items()
        for arg in ("-c", "%s=%d" % (key, value))]
TINY = {"vocab_size": 99, "hidden_size": 16, "intermediate_size": 16,
        "num_hidden_layers": 1, "num_attention_heads": 2}


def expected(model):
    return [(path, "%s.%s" % (type(m).__module__, type(m).__qualname__))
            for path, m in model.named_modules()]


def seen(records):
    return [(r["path"], r["class"]) for r in records[1:]]


def read(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.onnx = os.path.join(folder.name, "model.onnx")
        self.out = os.path.join(folder.name, "map.ndjson")

    def export(self, model, kwargs, source, dynamo, **more):
        """(the map's records, the model in the file)."""
        with contextlib.redirect_stdout(io.StringIO()), \
                tm.narrowed(model, (), kwargs) as args, \
                tm.recording(self.out, source):
            torch.onnx.export(model, args, self.onnx, dynamo=dynamo,
                              input_names=list(kwargs), **more)
        return read(self.out), onnx.load(self.onnx, load_external_data=False)

    def check(self, records, model, dynamo, source):
        head = records[0]
        self.assertEqual(head["exporter"],
                         "dynamo" if dynamo else "torchscript")
        self.assertIs(head["agree"], True)
        self.assertIn(source, head["sources"])
        self.assertEqual(head["modules"], len(records) - 1)
        self.assertEqual(seen(records), expected(model))

    def check_scopes(self, records, proto):
        """What dynamo says of each node's modules, the map says, too."""
        classes = {p: r["class"] for r in records[1:]
                   for p in [r["path"]] + r.get("aliases", [])}
        found = 0
        for node in proto.graph.node:
            props = {p.key: p.value for p in node.metadata_props}
            if "pkg.torch.onnx.name_scopes" not in props:
                continue
            scopes = ast.literal_eval(props["pkg.torch.onnx.name_scopes"])
            names = ast.literal_eval(
                props["pkg.torch.onnx.class_hierarchy"])
            if len(scopes) < 2 or scopes[0] != "":
                continue
            for scope, name in list(zip(scopes, names))[:-1]:
                self.assertEqual(tm.short(classes[scope]), tm.short(name))
                found += 1
        self.assertGreater(found, 0)

    def check_names(self, records, proto):
        """TorchScript's node names hold the variables of the trace map."""
        known = {r["trace_name"].partition("::")[2] for r in records[1:]}
        found = set()
        for node in proto.graph.node:
            if not node.name.startswith("/"):
                continue
            for part in node.name.split("/")[1:-1]:
                if part not in known:  # a second call
                    part, _, call = part.rpartition("_")
                    self.assertTrue(call.isdecimal(), node.name)
                self.assertIn(part, known)
                found.add(part)
        self.assertTrue(found)


class TestBertTiny(Case):
    def figures(self, records):
        head, modules = records[0], records[1:]
        self.assertEqual(len(modules), 48)
        self.assertEqual(Counter(r["type"] for r in modules),
                         {"huggingface": 18, "torch.nn": 30})
        if "total_params" in modules[0]:
            self.assertEqual(modules[0]["total_params"], 4385920)
            self.assertEqual(sum(r["params"] for r in modules), 4385920)
        if "grade" in head:
            self.assertEqual(head["grade"],
                             {"full": 48, "class": 0, "simple": 0})

    def test_sources(self):
        for source in tm.SOURCES:
            with self.subTest(source=source):
                model, args, kwargs = bert_tiny.bert_tiny()
                records = tm.capture(model, args, kwargs=kwargs,
                                     sources=source)
                self.assertEqual(seen(records), expected(model))
                self.assertIs(records[0]["agree"], True)
                self.figures(records)
                self.against_golden(source, records)

    def against_golden(self, source, records):
        """Transformers' releases name the attention's class in two ways."""
        golden = read(os.path.join(TOP, "tests", "maps",
                                   "bert-tiny.%s.ndjson" % source))
        for old, new in zip(golden, records):
            for key in ("path", "params", "total_params", "parameters",
                        "calls", "children", "type"):
                self.assertEqual(old.get(key), new.get(key))
        self.assertEqual(len(golden), len(records))

    def test_torchscript(self):
        for source in tm.SOURCES:
            with self.subTest(source=source):
                model, _, kwargs = bert_tiny.bert_tiny()
                records, proto = self.export(
                    model, kwargs, source, False, opset_version=17,
                    dynamic_axes={n: {0: "batch", 1: "seq"}
                                  for n in kwargs})
                self.check(records, model, False, source)
                self.figures(records)
                self.assertEqual(records[0]["opset"], 17)
                self.assertEqual(proto.opset_import[0].version, 17)
                self.check_names(records, proto)

    def test_dynamo(self):
        for source in set(tm.SOURCES) - {"trace-map"}:
            with self.subTest(source=source):
                model, _, kwargs = bert_tiny.bert_tiny()
                records, proto = self.export(model, kwargs, source, True)
                self.check(records, model, True, source)
                self.figures(records)
                self.assertEqual(records[0]["opset"],
                                 proto.opset_import[0].version)
                self.check_scopes(records, proto)

    def test_calls(self):
        model, args, kwargs = bert_tiny.bert_tiny()
        records = tm.capture(model, args, kwargs=kwargs)
        calls = {r["path"]: r["calls"] for r in records[1:]}
        self.assertEqual({p for p, n in calls.items() if n != 1}, {
            "encoder.layer", "encoder.layer.0.attention.self.dropout",
            "encoder.layer.1.attention.self.dropout"})

    def test_earlier_forms(self):
        model, _, _ = bert_tiny.bert_tiny()
        for form in tm.FORMS[1:]:
            out = io.StringIO()
            tm.capture(model, (), out, sources="enhanced", form=form)
            name = form.replace("-map", "_module_map")
            with open(os.path.join(TOP, "tests", "maps",
                                   "bert-tiny_%s.json" % name),
                      encoding="utf-8") as f:
                golden = json.load(f)
            found = json.loads(out.getvalue())
            if form == "enhanced-map":
                self.assertEqual(found["model_info"], golden["model_info"])
                found, golden = found["modules"], golden["modules"]
            self.assertEqual(list(found), list(golden))
            for path, old in golden.items():
                self.assertEqual(set(found[path]), set(old))


class TestTimm(Case):
    def test_exports(self):
        for name in TIMM:
            for dynamo in (False, True):
                with self.subTest(name=name, dynamo=dynamo):
                    model = timm.create_model(name, pretrained=False).eval()
                    records, proto = self.export(
                        model, tm.timm_inputs(model), "hooks,jit-trace",
                        dynamo)
                    self.check(records, model, dynamo, "hooks")
                    self.assertEqual(
                        records[1]["total_params"],
                        sum(p.numel() for p in model.parameters()))
                    if dynamo:
                        self.check_scopes(records, proto)
                    else:
                        self.check_names(records, proto)


class TestTransformers(Case):
    """Shared embeddings, several inputs, encoders with decoders."""

    def models(self):
        yield transformers.T5ForConditionalGeneration(transformers.T5Config(
            vocab_size=99, d_model=16, d_ff=16, d_kv=8, num_layers=1,
            num_heads=2, use_cache=False)), {
                "lm_head.weight": "shared.weight",
                "encoder.embed_tokens.weight": "shared.weight",
                "decoder.embed_tokens.weight": "shared.weight"}
        yield transformers.GPT2LMHeadModel(transformers.GPT2Config(
            vocab_size=99, n_embd=16, n_layer=1, n_head=2,
            use_cache=False)), {
                "lm_head.weight": "transformer.wte.weight"}
        yield transformers.CLIPModel(transformers.CLIPConfig(
            text_config=TINY, vision_config=dict(
                TINY, image_size=32, patch_size=16))), {}
        yield transformers.WhisperModel(transformers.WhisperConfig(
            vocab_size=99, d_model=16, encoder_layers=1, decoder_layers=1,
            encoder_attention_heads=2, decoder_attention_heads=2,
            encoder_ffn_dim=16, decoder_ffn_dim=16, max_source_positions=8,
            use_cache=False, pad_token_id=0, bos_token_id=1,
            eos_token_id=2, decoder_start_token_id=1)), {}
        yield transformers.LlamaForCausalLM(transformers.LlamaConfig(
            num_key_value_heads=2, use_cache=False, **TINY)), {}

    def test_every_source_agrees(self):
        for model, ties in self.models():
            with self.subTest(model=type(model).__name__):
                model.eval()
                records = tm.capture(
                    model, (), kwargs=tm.transformers_inputs(model),
                    sources="hooks,trace-map,jit-trace")
                self.assertEqual(records[0].get("differences"), None)
                self.assertEqual(seen(records), expected(model))
                self.assertEqual({
                    tm.join(r["path"], n): p["tied"] for r in records[1:]
                    for n, p in r["parameters"].items() if "tied" in p},
                    ties)
                every = [p for p, _ in model.named_modules(
                    remove_duplicate=False)]
                self.assertEqual(sorted(every), sorted(
                    p for r in records[1:]
                    for p in [r["path"]] + r.get("aliases", [])))


class TestCommand(Case):
    def run_script(self, *args):
        return subprocess.run([sys.executable, SCRIPT, *args],
                              capture_output=True, encoding="utf-8",
                              cwd=HERE)

    def test_architectures(self):
        for args, modules in ((BERT + ["transformers:BertModel"], 48),
                              (BERT + ["transformers:bert"], 48),
                              (["bert_tiny:bert_tiny"], 48),
                              (["timm:resnet18"], 94)):
            with self.subTest(args=args[-1]):
                p = self.run_script(*args)
                self.assertEqual(p.returncode, 0, p.stderr)
                self.assertEqual(len(p.stdout.splitlines()), modules + 1)

    def test_exports(self):
        for exporter in ("torchscript", "dynamo"):
            with self.subTest(exporter=exporter):
                p = self.run_script(
                    "-e", self.onnx, "-x", exporter, "-n", "18", "-o",
                    self.out, *BERT, "transformers:BertModel")
                self.assertEqual((p.returncode, p.stdout), (0, ""), p.stderr)
                records = read(self.out)
                self.assertEqual(records[0]["exporter"], exporter)
                self.assertEqual(records[0]["opset"], 18)
                self.assertEqual(len(records), 49)
                proto = onnx.load(self.onnx, load_external_data=False)
                self.assertEqual([i.name for i in proto.graph.input],
                                 ["input_ids", "attention_mask"])

    def test_unknown(self):
        for spec in ("transformers:no_such", "timm:no_such",
                     "transformers:BertConfig"):
            with self.subTest(spec=spec):
                p = self.run_script(spec)
                self.assertEqual((p.returncode, p.stdout), (2, ""))
                last = p.stderr.splitlines()[-1]
                self.assertTrue(last.startswith(
                    "torch_modules.py: %s: " % spec), p.stderr)
                self.assertLess(len(last), 450)


if __name__ == "__main__":
    unittest.main()

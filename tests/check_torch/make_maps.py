#!/usr/bin/env python3
"""make_maps.py FOLDER: bert-tiny's map by each source, in each earlier form.

tests/maps was made with torch 2.6.0 and transformers 4.48.3, which exported
tests/models/bert-tiny*.ts*.onnx.  torch_modules.py writes the maps and the
first two of the earlier forms; what the other two hold is put together here
from its records, for the readers' tests.
"""
import json
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [HERE, os.path.join(TOP, "scripts")]
import bert_tiny  # noqa: E402
import torch  # noqa: E402
import torch_modules  # noqa: E402

TRUTH = os.path.join(TOP, "tests", "models", "bert-tiny3.ts.truth.ndjson")


def short(record):
    return record["class"].rpartition(".")[2]


def module_id(record, n):
    """Keys as they were, but the same on every run."""
    return "%s_%d" % (short(record), 140000000000000 + 48 * n)


def export(out):
    """The map of an export, with its exporter and opset."""
    model, _, kwargs = bert_tiny.bert_tiny()
    with tempfile.TemporaryDirectory() as folder:
        with torch_modules.recording(out) as record:
            torch.onnx.export(
                model, tuple(kwargs.values()),
                os.path.join(folder, "bert-tiny.onnx"), dynamo=False,
                opset_version=17, input_names=list(kwargs),
                output_names=["last_hidden_state", "pooler_output"])
    return record.records


def hierarchy_tree(records):
    tree = {}
    for n, record in enumerate(records):
        level = tree
        atoms = ["__module"] + (record["path"].split(".") if record["path"]
                                else [])
        for atom in atoms[:-1]:
            level = level[atom]["children"]
        level[atoms[-1]] = {"children": {}, "module_info": {
            "module_id": module_id(record, n), "class_name": short(record),
            "module_type": record["type"],
            "parameter_count": record["total_params"],
            "is_leaf": record["leaf"]}}
    return tree


def enhanced_metadata(records):
    types = [r["type"] for r in records]
    of = {r["path"]: r for r in records}
    return {
        "export_info": {
            "model_name": "prajjwal1/bert-tiny",
            "model_class": short(records[0]), "opset_version": 17,
            "export_timestamp": "1970-01-01T00:00:00",
            "total_modules": len(records), "onnx_file": "bert-tiny.onnx"},
        "module_type_distribution": {t: types.count(t)
                                     for t in sorted(set(types))},
        "hierarchy_metadata": {module_id(r, n): {
            "module_class": short(r),
            "scope_name": "%s::%s" % (
                short(r), torch_modules.scope_name(r["path"])),
            "hierarchy_level": r["depth"], "is_leaf": r["leaf"],
            "module_type": r["type"], "parameter_count": r["total_params"],
            "full_path": torch_modules.scope_name(r["path"]),
            "parent_path": torch_modules.scope_name(r["parent"])
            if r["path"] else None,
            "children": [[c, short(of[torch_modules.join(r["path"], c)])]
                         for c in r["children"]],
            "class_path": r["class"]} for n, r in enumerate(records)},
        "hierarchy_tree": hierarchy_tree(records),
        "reconstruction_instructions": {
            "modules_by_type": "hierarchy_metadata, by module_type",
            "children": "hierarchy_tree, by the path's atoms"},
        "implementation_notes": {}}


def htp_tag(record, of):
    """/BertModel/BertEncoder/BertLayer.0: classes, with what indexes them;
    torch's own modules are not kept."""
    while record["type"] == "torch.nn":
        record = of[record["parent"]]
    if not record["path"]:
        return "/" + short(record)
    last = record["path"].rpartition(".")[2]
    return "%s/%s%s" % (htp_tag(of[record["parent"]], of), short(record),
                        "." + last if last.isdecimal() else "")


def htp_modules(records, of):
    """Nested; keyed by class, as they were."""
    entries, root = {}, None
    for record in records:
        if record["type"] == "torch.nn":
            continue
        tag = htp_tag(record, of)
        entry = {"class_name": short(record), "traced_tag": tag,
                 "scope": record["path"],
                 "execution_order": record.get("order", 0),
                 "source": "direct", "children": {}}
        entries[tag] = entry
        above, _, name = tag.rpartition("/")
        if above:
            entries[above]["children"][name] = entry
        else:
            root = entry
    return root


def htp_metadata(records):
    of = {r["path"]: r for r in records}
    with open(TRUTH, encoding="utf-8") as f:
        nodes = [json.loads(line) for line in f]
    tags = {n["name"]: htp_tag(of[n["module"] or ""], of) for n in nodes}
    kept = sum(r["type"] != "torch.nn" for r in records)
    return {
        "export_context": {
            "timestamp": "1970-01-01T00:00:00Z", "strategy": "htp",
            "version": "1.0", "exporter": "HTPExporter",
            "embed_hierarchy_attributes": True, "export_time_seconds": 0},
        "model": {
            "name_or_path": "prajjwal1/bert-tiny",
            "class_name": short(records[0]), "framework": "transformers",
            "total_modules": len(records),
            "total_parameters": records[0]["total_params"]},
        "tracing": {
            "builder": "TracingHierarchyBuilder", "modules_traced": kept,
            "execution_steps": kept, "model_type": "bert",
            "task": "feature-extraction", "inputs": {
                name: {"shape": [2, 16], "dtype": "torch.int64"}
                for name in ("input_ids", "token_type_ids",
                             "attention_mask")},
            "outputs": ["last_hidden_state", "pooler_output"]},
        "modules": htp_modules(records, of), "nodes": tags,
        "outputs": {
            "onnx_model": {"path": "bert-tiny3.ts.onnx", "size_mb": 16.75,
                           "opset_version": 17, "output_names": [
                               "last_hidden_state", "pooler_output"]},
            "metadata": {"path": "bert-tiny3.ts_htp_metadata.json"}},
        "report": {"steps": {}},
        "statistics": {
            "export_time": 0, "hierarchy_modules": kept,
            "traced_modules": kept, "onnx_nodes": len(nodes),
            "tagged_nodes": len(tags), "empty_tags": 0,
            "coverage_percentage": 100.0, "module_types": []}}


def main(folder):
    os.makedirs(folder, exist_ok=True)

    def path(name):
        return os.path.join(folder, "bert-tiny" + name)

    records = export(path(".export.ndjson"))[1:]
    model, _, kwargs = bert_tiny.bert_tiny()
    for source in torch_modules.SOURCES:
        torch_modules.capture(model, (), path(".%s.ndjson" % source),
                              kwargs=kwargs, sources=source)
    for form in torch_modules.FORMS[1:]:
        name = form.replace("-map", "_module_map")
        torch_modules.capture(model, (), path("_%s.json" % name),
                              sources="enhanced", form=form)
    for name, value in (("enhanced_metadata", enhanced_metadata(records)),
                        ("htp_metadata", htp_metadata(records))):
        torch_modules.write(path("_%s.json" % name),
                            torch_modules.dumps(value, 1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])

#!/usr/bin/env python3
"""tag_oracle.py [-p PROFILE] [-t TARGET] STREAM IN OUT: tags written by hand.

Writes what a model's attributed STREAM says into the model, as tagwrite(1)
does, but with the onnx package and for nothing but tests of what reads it:
node by node, the whole file at once.  The profiles `torch`, `namespace`,
`winml` and `hf` have the values that profiles(5) says, `node` none besides
hierutils.node.  Target `attributes` tags the nodes of custom domains alone.
"""
import argparse
import json

import onnx

STANDARD = ("", "ai.onnx", "ai.onnx.ml", "ai.onnx.training",
            "ai.onnx.preview.training")
UNCALLED = ("torch.nn.modules.container.ModuleList",
            "torch.nn.modules.container.ModuleDict")


def is_standard(domain):
    return domain in STANDARD or domain == "com.microsoft" or \
        domain.startswith("com.microsoft.")


# ---- nodes of a model, with the ids of records(5) ----

def bodies(node):
    for attribute in node.attribute:
        if attribute.type == onnx.AttributeProto.GRAPH:
            yield attribute.name, attribute.g
        for i, graph in enumerate(attribute.graphs):
            yield f"{attribute.name}[{i}]", graph


def nodes_in(graph_id, nodes):
    for i, node in enumerate(nodes):
        yield graph_id, i, node
        for name, graph in bodies(node):
            yield from nodes_in(f"{graph_id}/{i}/{name}", graph.node)


def all_nodes(model):
    yield from nodes_in("main", model.graph.node)
    for f in model.functions:
        overload = f":{f.overload}" if f.overload else ""
        yield from nodes_in(f"function/{f.domain}:{f.name}{overload}", f.node)


# ---- the stream ----

class Stream:
    def __init__(self, path):
        self.module_lines, self.modules, self.nodes = [], {}, {}
        with open(path, encoding="utf-8", newline="\n") as f:
            for line in f:
                record = json.loads(line)
                if record["kind"] == "module":
                    self.module_lines.append(line)
                    self.modules[record["path"]] = record
                elif record["kind"] == "node":
                    self.nodes[record["graph"], record["index"]] = record

    def known(self, path):
        module = self.modules.get(path, {})
        return module.get("class_by") != "inferred" and module.get("class")

    def above(self, path):
        """The module and what is round it, root first."""
        atoms = path.split(".") if path else []
        paths = [".".join(atoms[:n]) for n in range(len(atoms) + 1)]
        return [p for p in paths if p in self.modules or p == path]

    def class_path(self, path):
        out = []
        for p in self.above(path):
            name = self.modules[p]["class"].rsplit(".", 1)[-1]
            number = p.rsplit(".", 1)[-1]
            if name in ("ModuleList", "ModuleDict", "Sequential"):
                continue
            out.append(f"{name}.{number}" if number.isdigit() else name)
        return "/" + "/".join(out)


# ---- profiles ----

def torch_tags(s, record, node):
    path = record["module"]
    known = s.known("") and s.known(path)
    chain = [p for p in s.above(path) if p == path or not known or
             (s.known(p) and s.known(p) not in UNCALLED)]
    op = node.name or node.op_type
    kind = (f"{node.domain}::" if node.domain else "") + node.op_type
    tags = {"pkg.torch.onnx.name_scopes": repr(chain + [op])}
    if known:
        classes = [s.known(p) for p in chain] + [kind]
        tags["pkg.torch.onnx.class_hierarchy"] = repr(classes)
        tags["namespace"] = "/".join(
            f"{p}: {c}" for p, c in zip(chain + [op], classes))
    else:
        tags["namespace"] = path.replace(".", "/")
    return tags


def hf_tags(s, record, _):
    module = s.modules.get(record["module"], {})
    return {"hf_module_scope": record["module"],
            "hf_hierarchy_level": str(module.get("depth", 0)),
            "hf_is_leaf": str(module.get("leaf", False))}


PROFILES = {
    "torch": torch_tags,
    "namespace": lambda s, r, n: {"namespace": r["module"].replace(".", "/")},
    "winml": lambda s, r, n: {
        "winml.hierarchy.tag": s.class_path(r["module"])},
    "hf": hf_tags,
    "node": lambda s, r, n: {},
}


def node_tag(record, torch):
    """hierutils.node; what is at its default is left out."""
    root = record["by"] == "root"
    said = {}
    if root or not torch:
        said["module"] = record["module"]
    if record["modules"] != [record["module"]]:
        said["modules"] = record["modules"]
    if record.get("exact") is False:
        said["exact"] = False
    if root:
        said["by"] = "root"
    if record.get("call", 1) > 1:
        said["call"] = record["call"]
    return json.dumps(said, separators=(",", ":")) if said else None


def tags_of(s, record, node, profile):
    tags = {} if record["by"] == "root" else PROFILES[profile](
        s, record, node)
    mine = node_tag(record, profile == "torch")
    if mine is not None:
        tags["hierutils.node"] = mine
    return tags


# ---- targets ----

def into_metadata(node, tags):
    for key, value in tags.items():
        for entry in node.metadata_props:
            if entry.key == key:
                entry.value = value
                break
        else:
            node.metadata_props.add(key=key, value=value)


def into_doc_string(node, tags):
    old = node.doc_string
    node.doc_string = json.dumps(tags, ensure_ascii=False) + (
        "\n-- hierutils --\n" + old if old else "")


def into_attributes(node, tags):
    if not is_standard(node.domain):
        node.attribute.extend(onnx.helper.make_attribute(key, value)
                              for key, value in tags.items())


TARGETS = {"metadata": into_metadata, "doc_string": into_doc_string,
           "attributes": into_attributes}


def tag(model, s, profile, target):
    for graph, index, node in list(all_nodes(model)):
        tags = tags_of(s, s.nodes[graph, index], node, profile)
        if tags:
            TARGETS[target](node, tags)
    head = "" if target == "metadata" else json.dumps(
        {"kind": "map", "stream": 1, "target": target},
        separators=(",", ":")) + "\n"
    model.metadata_props.add(key="hierutils.modules",
                             value=head + "".join(s.module_lines))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("-p", default="torch", choices=PROFILES, dest="profile")
    p.add_argument("-t", default="metadata", choices=TARGETS, dest="target")
    p.add_argument("stream")
    p.add_argument("model")
    p.add_argument("out")
    a = p.parse_args()
    model = onnx.load(a.model, load_external_data=False)
    tag(model, Stream(a.stream), a.profile, a.target)
    with open(a.out, "wb") as f:
        f.write(model.SerializeToString())


if __name__ == "__main__":
    main()

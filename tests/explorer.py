"""How Model Explorer's ONNX adapter groups a model's nodes."""
import itertools
import logging

from model_explorer_onnx.main import ONNXAdapter

# It warns of weights that are not there, and of shapes.
logging.disable(logging.WARNING)


def groups(path, names):
    """[group, as a tuple of names] of the main graph's nodes."""
    graph = ONNXAdapter().convert(path, {})["graphs"][0]
    at = {node.id: tuple(node.namespace.split("/")) for node in graph.nodes}
    return [at.get(name or f"<node_{i}>") for i, name in enumerate(names)]


def nesting_faults(group, said, torch):
    """One line a place where groups do not nest as modules do.

    GROUP is groups()'s, SAID the Said of the stream.  In profile torch the
    last group is the op's own where classes are known, and the modules
    without a class, if the root has one, stand apart (profiles.5).  Not looked
    at: Constants, which the adapter moves to their consumers, nodes that have
    bodies, which it makes groups of, and nodes of which nothing is known.
    """
    classes = said.classes() if torch else set()
    of = {}
    for i, g in enumerate(group):
        r = said.node["main", i]
        if (g is None or r["by"] == "root" or r["op_type"] == "Constant" or
                "graph" in str(r.get("attribute", ""))):
            continue
        if "" in classes:
            if r["module"] not in classes:
                continue
            g = g[:-1]
        if of.setdefault(r["module"], g) != g:
            yield f"{r['module']!r} is in {of[r['module']]} and in {g}"
    for (a, in_a), (b, in_b) in itertools.permutations(of.items(), 2):
        below = a == "" or b.startswith(a + ".")
        if below != (in_b[:len(in_a)] == in_a):
            yield (f"{b!r} is {'' if below else 'not '}in {a!r}; "
                   f"their groups: {in_b}, {in_a}")
            return

#!/usr/bin/env python3
"""truth_diff.py OLD NEW OLD-TRUTH NEW-TRUTH: what --diff should say, by truth.

OLD and NEW are streams.  A node counts for the module that the truth has for
it; one that the truth does not judge, for the one that the stream says.  Prints
`MODULE OLD NEW`, a line for each module whose nodes by op_type differ.
"""
import collections
import json
import sys


def ops(stream, truth):
    true = {}
    for line in open(truth, encoding="utf-8"):
        r = json.loads(line)
        true[r["graph"], r["index"]] = r.get("module")
    by = collections.defaultdict(collections.Counter)
    for line in open(stream, encoding="utf-8"):
        r = json.loads(line)
        if r["kind"] == "node":
            module = true.get((r["graph"], r["index"]))
            by[r["module"] if module is None else module][r["op_type"]] += 1
    return by


old, new = (ops(sys.argv[i], sys.argv[i + 2]) for i in (1, 2))
for m in sorted(set(old) | set(new)):
    if old[m] != new[m]:
        print(m or "-", sum(old[m].values()), sum(new[m].values()))

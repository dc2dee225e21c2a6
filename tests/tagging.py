"""Streams of models, and tagwrite run on them; for tests that ask what others
make of tagged files.  The programs are those that PATH finds."""
import json
import subprocess

TARGETS = ("metadata", "doc_string", "attributes")
# What the stream must say again of a node when its tags are all there is.
SAID = ("module", "modules", "exact", "class", "call")


class Trouble(Exception):
    """A program that ended otherwise than it should."""


def run(*command, stdin=None, status=0):
    """Standard output and standard error of a command."""
    p = subprocess.run(command, stdin=stdin, capture_output=True, check=False)
    if p.returncode != status:
        raise Trouble(f"{command[0]}: status {p.returncode}: "
                      f"{p.stderr.decode(errors='replace').strip()}")
    return p.stdout, p.stderr.decode(errors="replace")


def write_stream(model, out, modules=None):
    """MODEL's attributed stream, with a module map where there is one."""
    with open(out, "wb") as f:
        read = subprocess.Popen(("onnx2ndjson", model), stdout=subprocess.PIPE)
        scope = subprocess.Popen(
            ("scopemap", *(("-m", modules) if modules else ())),
            stdin=read.stdout, stdout=subprocess.PIPE)
        last = subprocess.Popen(("attribute",), stdin=scope.stdout, stdout=f)
        read.stdout.close()
        scope.stdout.close()
        bad = [p.args[0] for p in (read, scope, last) if p.wait() != 0]
    if bad:
        raise Trouble(f"{bad[0]} failed on {model}")


def records(stream):
    """Those records of a stream that attribution is in, in order."""
    with open(stream, encoding="utf-8") as f:
        for line in f:
            if line.startswith(('{"kind":"node"', '{"kind":"module"')):
                yield json.loads(line)


class Said:
    """What a stream says: of each node, and the module records."""

    def __init__(self, stream):
        self.node, self.module = {}, []
        for r in records(stream):
            if r["kind"] == "module":
                self.module.append(r)
            else:
                self.node[r["graph"], r["index"]] = r

    def classes(self):
        """The modules whose class is known, not inferred."""
        return {m["path"] for m in self.module
                if m.get("class_by") in ("metadata", "map")}

    def classes_known(self):
        """Are those of the root and of each node's module?"""
        return self.classes() >= {"", *(
            r["module"] for r in self.node.values() if r["by"] != "root")}

    def differences(self, other):
        """Of a stream that must say the same, one line a difference."""
        if self.node.keys() != other.node.keys():
            yield "other nodes"
            return
        for key, r in self.node.items():
            again = other.node[key]
            for member in SAID:
                if r.get(member) != again.get(member):
                    yield (f"{key} {r['name']!r}: {member} "
                           f"{r.get(member)!r}, then {again.get(member)!r}")
            if (r["by"] == "root") != (again["by"] == "root"):
                yield f"{key} {r['name']!r}: by {r['by']}, then {again['by']}"
        before, after = (
            [{k: v for k, v in m.items() if k not in ("by", "class_by")}
             for m in said.module] for said in (self, other))
        if before != after:
            yield next((f"module {b} is then {a}" for b, a in
                        zip(before, after) if a != b),
                       f"{len(before)} modules are then {len(after)}")


def tag(stream, model, out, *options):
    """tagwrite; what it says on standard error."""
    with open(stream, "rb") as f:
        return run("tagwrite", *options, "-o", out, model, stdin=f)[1]


def refused(stream, model, out, *options):
    """The one line with which tagwrite refuses."""
    with open(stream, "rb") as f:
        said, message = run("tagwrite", *options, "-o", out, model, stdin=f,
                            status=2)
    if said or message.count("\n") != 1:
        raise Trouble(f"no refusal in one line: {said!r} {message!r}")
    return message.rstrip("\n")


def strip(model, out):
    run("tagwrite", "--strip", "-o", out, model)

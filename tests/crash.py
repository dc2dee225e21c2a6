#!/usr/bin/env python3
"""crash.py HOW ... MODEL STREAM: `tagwrite -i` when the machine fails it.

    killed N         N times, killed at a random moment
    killed-at-calls  killed at each of its system calls in turn
    failing-calls    each call that has to do with files fails in turn: with
                     the disk full, or an error of the disk
    no-right         in a folder where it may make no file

MODEL is tagged in place and, when it is tagged, stripped, turn by turn, in a
folder of its own.  After each the file is one of the two, whole; where tagwrite
said that it failed, or was killed, it may be either.  Beside it there is at
most one temporary file, of tagwrite's name for it, and none after a run that
was not killed.

The calls are counted and hit by strace; `crash.py can-trace` has status 0 where
it can be used.
"""
import argparse
import collections
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

CALLS = ("openat", "read", "pread64", "write", "pwrite64", "copy_file_range",
         "sendfile", "splice", "fsync", "fdatasync", "rename", "renameat",
         "renameat2", "fchmod", "fchown", "ftruncate", "fallocate",
         "newfstatat", "fstat", "getdents64", "flock", "getrandom")
TEMPORARY = re.compile(r"\.model\.onnx\.hierutils-[0-9a-z]{6}")
NOBODY = 65534


class Fault(Exception):
    pass


class Folder:
    """The model in a folder of its own; its bytes untagged and tagged."""

    def __init__(self, path, model, stream):
        self.path, self.stream = path, stream
        self.model = os.path.join(path, "model.onnx")
        shutil.copyfile(model, self.model)
        self.untagged = self.bytes()
        self.whole()
        self.tagged = self.bytes()
        if self.tagged == self.untagged:
            raise Fault("tagging changed nothing")

    def bytes(self):
        with open(self.model, "rb") as f:
            return f.read()

    def command(self):
        """What to do next, by what the file is."""
        strip = ("--strip",) if self.bytes() != self.untagged else ()
        return "tagwrite", *strip, "-i", self.model

    def popen(self, command, **more):
        with open(self.stream, "rb") as f:
            return subprocess.Popen(command, stdin=f, stderr=subprocess.PIPE,
                                    **more)

    def run(self, command, **more):
        """(status, what it said)"""
        p = self.popen(command, **more)
        said = p.communicate()[1].decode(errors="replace")
        return p.returncode, said

    def whole(self):
        """A run that nothing disturbs leaves nothing behind."""
        status, said = self.run(self.command())
        if status != 0:
            raise Fault(f"undisturbed: status {status}: {said}")
        if self.others():
            raise Fault(f"left by an undisturbed run: {self.others()}")

    def others(self):
        return sorted(set(os.listdir(self.path)) - {"model.onnx"})

    def check(self, when, left):
        """The file is whole, and beside it at most LEFT temporary ones."""
        if self.bytes() not in (self.untagged, self.tagged):
            raise Fault(f"{when}: the file is neither")
        others = self.others()
        if len(others) > left or not all(map(TEMPORARY.fullmatch, others)):
            raise Fault(f"{when}: left: {others}")


def killed(folder, times):
    begin = time.perf_counter()
    for _ in range(10):
        folder.whole()
    longest = (time.perf_counter() - begin) / 10 * 1.2
    chance, ended, left = random.Random(), 0, 0
    for i in range(times):
        p = folder.popen(folder.command())
        time.sleep(chance.uniform(0, longest))
        p.send_signal(signal.SIGKILL)
        p.communicate()
        ended += p.returncode == 0
        folder.check(f"killed, {i}", 1)
        left += bool(folder.others())
    folder.whole()
    print(f"killed {times - ended} of {times} times, "
          f"{left} left a temporary file")
    return times - ended


class Calls:
    """tagwrite under strace, which does something to one of its calls."""

    def __init__(self, folder):
        self.folder, self.log = folder, folder.path + ".strace"

    def run(self, *what):
        """(status, what it said)"""
        return self.folder.run(("strace", "-qqq", "-o", self.log, *what,
                                *self.folder.command()))

    def all(self, wanted=""):
        """[(call, which of those of its name)], from the first that has to do
        with the folder: those before load the program.  The way is gone."""
        before = self.folder.bytes()
        self.run()
        if self.folder.bytes() == before:
            raise Fault("traced, and nothing done")
        count, found = collections.Counter(), []
        with open(self.log, encoding="utf-8") as f:
            for line in f:
                name = line.partition("(")[0]
                count[name] += 1
                if found or (self.folder.path in line and name != "execve"):
                    found.append((name, count[name]))
        return [call for call in found if not wanted or call[0] in wanted]

    def each(self, wanted, do):
        """Both ways: (when, status, what it said) for each call that
        something was done to."""
        for _ in range(2):
            before = self.folder.bytes()
            for name, n in self.all(wanted):
                if self.folder.bytes() != before:
                    self.folder.whole()
                yield (f"{do} at {name} {n}", before,
                       *self.run("-e", f"trace={name}",
                                 "-e", f"inject={name}:{do}:when={n}"))
            if self.folder.bytes() == before:
                self.folder.whole()


def killed_at_calls(folder):
    total = 0
    for when, _, status, _ in Calls(folder).each("", "signal=KILL"):
        folder.check(when, 1)
        total += status == -signal.SIGKILL
    folder.whole()
    print(f"killed at {total} calls")
    return total


def failing_calls(folder):
    total = 0
    for error in ("ENOSPC", "EIO"):
        for when, before, status, said in Calls(folder).each(
                CALLS, "error=" + error):
            total += 1
            folder.check(when, 0)
            if status not in (0, 2) or (status == 2) != \
                    (said.count("\n") == 1):
                raise Fault(f"{when}: status {status}: {said}")
            if status == 0 and folder.bytes() == before:
                raise Fault(f"{when}: status 0, and nothing done")
    print(f"{total} calls failed")
    return total


def no_right(folder):
    """A folder that may be read only.  Root may write there as well: then as
    another, who is in it already."""
    os.chmod(folder.path, 0o555)
    os.chmod(folder.model, 0o644)
    program = os.open(shutil.which("tagwrite"), os.O_RDONLY)
    os.set_inheritable(program, True)
    os.chdir(folder.path)

    def become():
        if os.getuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)

    before = folder.bytes()
    p = folder.popen(("tagwrite", "-i", "model.onnx"), preexec_fn=become,
                     executable=f"/proc/self/fd/{program}", close_fds=False)
    said = p.communicate()[1].decode()
    if p.returncode != 2 or folder.bytes() != before:
        raise Fault(f"status {p.returncode}: {said}")
    folder.check("no right", 0)
    print(said, end="")
    os.chmod(folder.path, 0o755)
    return 1


def can_trace():
    return shutil.which("strace") is not None and subprocess.run(
        ("strace", "-o", "/dev/null", "true"),
        stderr=subprocess.DEVNULL, check=False).returncode == 0


def main():
    if sys.argv[1:] == ["can-trace"]:
        return 0 if can_trace() else 1
    p = argparse.ArgumentParser()
    p.add_argument("how", choices=("killed", "killed-at-calls",
                                   "failing-calls", "no-right"))
    p.add_argument("times", nargs="?", type=int, default=1000)
    p.add_argument("model")
    p.add_argument("stream")
    a = p.parse_args()
    with tempfile.TemporaryDirectory() as top:
        try:
            path = os.path.join(top, "folder")
            os.mkdir(path)
            folder = Folder(path, a.model, os.path.abspath(a.stream))
            done = {"killed": lambda f: killed(f, a.times),
                    "killed-at-calls": killed_at_calls,
                    "failing-calls": failing_calls,
                    "no-right": no_right}[a.how](folder)
        except Fault as fault:
            print(fault)
            return 1
    return 0 if done else 1


if __name__ == "__main__":
    sys.exit(main())

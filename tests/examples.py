#!/usr/bin/env python3
"""examples.py PAGE FOLDER: run PAGE's examples in FOLDER, in order.
examples.py --list PAGE: print its commands.

An example is a displayed line (.Dl, or within .Bd -literal; in Markdown an
indented line) that begins with `$ `; lines behind it that begin with `> ` go
on with it.  It must exit with 0.  Further lines, up to the next `$ ` or the
end of the display, are what it prints, standard error included; `...` alone
stands for any lines.  Without such lines anything may be printed.
"""
import html
import re
import subprocess
import sys


def displays(page):
    """The page's displays, as rendered: what a reader sees."""
    if page.endswith(".md"):
        with open(page, encoding="utf-8") as f:
            blocks = re.findall(r"(?m)(?:^    .*\n?|^\n(?=    ))+", f.read())
        return [re.sub(r"(?m)^    ", "", b) for b in blocks]
    text = subprocess.run(["mandoc", "-T", "html", "-O", "fragment", page],
                          check=True, capture_output=True,
                          encoding="utf-8").stdout
    blocks = re.findall(r'(?s)<div class="Bd[^>]*>(.*?)</div>', text)
    return [html.unescape(re.sub(r"<[^>]+>", "", b)) for b in blocks]


def examples(page):
    """(command, the lines that it prints) of each."""
    for block in displays(page):
        command = None
        for line in block.strip("\n").split("\n"):
            if line.startswith("$ "):
                if command:
                    yield command, printed
                command, printed = line[2:], []
            elif command and line.startswith("> ") and not printed:
                command += "\n" + line[2:]
            elif command:
                printed.append(line.rstrip())
        if command:
            while printed and not printed[-1]:
                printed.pop()
            yield command, printed


def agrees(want, got):
    """Does the output have the printed lines, `...` for any?"""
    pattern = "".join(r"(?:.*\n)*" if line == "..." else
                      re.escape(line) + r"\n" for line in want)
    return re.fullmatch(pattern, "".join(line + "\n" for line in got))


def run(page, folder):
    failed = 0
    n = 0
    for n, (command, want) in enumerate(examples(page), 1):
        p = subprocess.run(["bash", "-o", "pipefail", "-c", command],
                           cwd=folder, stdin=subprocess.DEVNULL,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           timeout=300)
        text = p.stdout.decode("utf-8", "backslashreplace").rstrip("\n")
        got = [line.rstrip() for line in text.split("\n")]
        if p.returncode == 0 and (not want or agrees(want, got)):
            continue
        failed += 1
        print(f"{page}: $ {command}\nstatus {p.returncode}, printed:",
              *got, sep="\n")
        if want:
            print("the page says:", *want, sep="\n")
    print(f"{page}: {n} examples, {failed} failed")
    return failed


if sys.argv[1] == "--list":
    for command, _ in examples(sys.argv[2]):
        print(command)
else:
    sys.exit(run(sys.argv[1], sys.argv[2]) != 0)

#!/usr/bin/env python3
"""json_oracle.py JSON_LINES: the scanner and the writer against Python.

JSON_LINES is tests/unit/json_lines.c, built.  Texts are scanned by both: they
must agree on what is JSON, and on every value.  Numbers written must be the
shortest that numpy, or Python's repr for doubles, knows.
"""
import json
import random
import struct
import subprocess
import sys
from decimal import Decimal

import numpy

LIMIT_JSON_DEPTH = 256
TEXTS, FLOATS = 30000, 200000

sys.setrecursionlimit(10000)


# --- texts ---------------------------------------------------------------

class Number(str):
    """A number as it stands."""


class Pairs(list):
    """An object's members, all and in order."""


def no_constant(name):
    raise ValueError(name)


def bytes_of(s):
    """What a string stands for (PEP 383), or what json_lines says of none."""
    try:
        return s.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return b"(no bytes)"


SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n",
         "\r": "\\r", "\t": "\\t"}


def write_string(s):
    out = []
    for c in bytes_of(s).decode("utf-8", "surrogateescape"):
        if c in SHORT:
            out.append(SHORT[c])
        elif c < " " or "\ud800" <= c <= "\udfff":
            out.append("\\u%04x" % ord(c))
        else:
            out.append(c)
    return '"' + "".join(out) + '"'


def write(value):
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, str):
        return write_string(value)
    if isinstance(value, Pairs):
        return "{" + ",".join(write_string(k) + ":" + write(v)
                              for k, v in value) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(write, value)) + "]"
    return {None: "null", True: "true", False: "false"}[value]


def depth(value):
    if isinstance(value, Pairs):
        return 1 + max([depth(v) for k, v in value], default=0)
    if isinstance(value, list):
        return 1 + max(map(depth, value), default=0)
    return 0


def python_says(text):
    """The line that json_lines should print; only `!` for no JSON."""
    try:
        value = json.loads(text.decode("utf-8"), object_pairs_hook=Pairs,
                           parse_int=Number, parse_float=Number,
                           parse_constant=no_constant)
    except ValueError:
        return b"!"
    except RecursionError:
        return b"! nested too deeply"
    if depth(value) > LIMIT_JSON_DEPTH:
        return b"! nested too deeply"
    return write(value).encode()


NUMBERS = b"""0 -0 1 12 -12 1.5 0.5 -0.0 1e5 1E5 1e+5 1e-5 0e0 0.0e-00 1.25e007
123456789012345678901234567890 1e400 01 -01 00 1. .5 -.5 - + +1 1e 1e+ 1.e5 1e5.
--1 1-1 1+1 0x10 1_0 1,0 Infinity -Infinity NaN nan 1f 1e5e5 1..5 1.5.5 -a"""

WORDS = b"""true false null True tru truee nul nulll fals falsey n t f TRUE
true1 truefalse"""

STRINGS = [
    rb'""', rb'"a"', rb'"', rb'"a', rb'"\"', rb'"\\"', rb'"\/\b\f\n\r\t\""',
    rb'"\u0000"', rb'"\u0041\u00e9\u20ac\ud83d\ude00"', rb'"\uD83D\uDE00"',
    rb'"\u00E9\u00e9"', rb'"\u12"', rb'"\u"', rb'"\u123g"', rb'"\u12345"',
    rb'"\U00000041"', rb'"\x41"', rb'"\a"', rb'"\'"', rb'"\0"', b'"\\\n"',
    rb"'a'", rb'"a" "b"', rb'"a""b"', b'"\x00"', b'"\x1f"', b'"\x20"',
    b'"\x7f"', b'"a\tb"', b'"a\nb"', b'"a\rb"',
    # lone surrogates: bytes (PEP 383), others, in pairs and out of order
    rb'"\udc80\udcff"', rb'"\udc7f"', rb'"\udd00"', rb'"\ud800"',
    rb'"\ud800\ud800"', rb'"\udc00\ud800"', rb'"\ud800\udc80"',
    rb'"\ud800a"', rb'"\ud800\n"', rb'"\udc80\ud83d\ude00\udc81"',
    rb'"\udcc3\udca9"', rb'"\udbff\udfff"', rb'"\ud7ff\ue000"',
    rb'"\ud800\u"', rb'"\ud800\udc0"', rb'"\dc80"',
]

UTF8 = [c.encode() for c in ("\x7f", "\x80", "\u07ff", "\u0800", "\ud7ff",
                             "\ue000", "\ufffd", "\ufffe", "\uffff",
                             "\U00010000", "\U0010ffff", "\ufeff", "\u2028")]
NOT_UTF8 = [
    b"\x80", b"\xbf", b"\xc0\x80", b"\xc1\xbf", b"\xc2", b"\xc2a", b"\xdf\xc0",
    b"\xe0\x80\x80", b"\xe0\x9f\xbf", b"\xe0\xa0", b"\xe2\x82", b"\xe2\x82a",
    b"\xe2a\x82", b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xef\xbf",
    b"\xf0\x80\x80\x80", b"\xf0\x8f\xbf\xbf", b"\xf0\x90\x80", b"\xf0\x9f",
    b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\xf8\x88\x80\x80\x80",
    b"\xfc\x84\x80\x80\x80\x80", b"\xfe", b"\xff", b"\xc3\xa9\xa9",
]

STRUCTURES = [
    b"", b" ", b"\n", b"{}", b"[]", b"{ }", b"[ ]", b" \t\r\n[ \t\r\n1 ] \n",
    b"[1,2]", b"[1 , 2]", b"[1,]", b"[,1]", b"[,]", b"[1 2]", b"[1,,2]",
    b"[", b"]", b"[1", b"[1,", b"[]]", b"[[]", b"[}", b"{]", b"(1)",
    b'{"a":1}', b'{"a" : 1 , "b":[{}]}', b'{"a":1,}', b'{,"a":1}', b'{"a"}',
    b'{"a":}', b'{"a" 1}', b'{"a"::1}', b'{a:1}', b"{1:1}", b"{null:1}",
    b'{"a":1 "b":2}', b'{"a":1', b'{"a":', b'{"a"', b'{"a', b"{", b"}",
    b'{"a":1}}', b'{"a":1}{"a":1}', b'{"a":1},', b"[1]x", b"1 2", b"[] []",
    b'{"a":1,"a":2}', b'{"":{"":""}}', b'{"\\u0061":1,"a":2}',
    b"\xef\xbb\xbf{}", b"\xff\xfe{\x00}\x00", b"{}\x00", b"\x00", b"{\x00}",
    b"[1\x0b]", b"[1\x0c]", b"[\xc2\xa01]", b"\x1a", b"// c\n1", b"/**/1",
    b"[1]\x00", b'{"a":"\x00"}', b"#",
    b'{"kind":"node","graph":"main","index":0,"name":"/a/MatMul",'
    b'"op_type":"MatMul","input":["x","onnx::MatMul_12"],"output":["y"],'
    b'"attribute":{"alpha":1.0,"pads":[0,-1],"n":"9007199254740993"}}',
]


def nested(n, inner=b""):
    return [b"[" * n + inner + b"]" * n,
            b'{"a":' * n + (inner or b"1") + b"}" * n]


def edge_texts():
    texts = NUMBERS.split() + WORDS.split() + STRINGS + STRUCTURES
    texts += [b"[" + t + b"]" for t in texts]
    texts += [b'{"a":' + t + b"}" for t in texts]
    for body in UTF8 + NOT_UTF8:
        texts += [b'"' + b"p" * n + body + b"p" * (9 - n) + b'"'
                  for n in range(10)]
        texts += [b'"' + body + b'"', b'"' + body, b'{"' + body + b'":1}',
                  body]
    # every byte at every place of the eight that are looked at at once
    texts += [b'"' + b"p" * n + bytes([c]) + b"p" * 9 + b'"'
              for n in range(9) for c in range(256)]
    for n in (LIMIT_JSON_DEPTH - 1, LIMIT_JSON_DEPTH, LIMIT_JSON_DEPTH + 1):
        texts += nested(n) + nested(n, b"[]") + nested(n, b"{}")
    texts += [b"[" * 100000, b'{"a":' * 100000]
    return texts


def changed(rng, text):
    """The text with a few bytes others, gone, doubled or new."""
    alphabet = b'"\\{}[]:,0123456789-+.eEu/bfnrtdDcC8 \n\t\x00\x1f\x80\xc3\xa9\xff'
    text = bytearray(text)
    for _ in range(rng.randint(1, 3)):
        at = rng.randint(0, len(text))
        what = rng.random()
        if what < 0.4:
            text[at:at + 1] = bytes([rng.choice(alphabet)])
        elif what < 0.7:
            text[at:at] = bytes([rng.choice(alphabet)])
        elif what < 0.9:
            del text[at:at + rng.randint(1, 4)]
        else:
            text[at:at] = text[at:at + rng.randint(1, 6)]
    return bytes(text)


def random_texts():
    rng = random.Random(1)
    seeds = [t for t in STRINGS + STRUCTURES + NUMBERS.split() if t]
    return [changed(rng, rng.choice(seeds)) for _ in range(TEXTS)]


def compare_texts(driver):
    texts = edge_texts() + random_texts()
    said = run(driver, "scan", b"".join(
        struct.pack("<I", len(t)) + t for t in texts))
    wrong = good = 0
    for text, line in zip(texts, said, strict=True):
        want = python_says(text)
        good += want[:1] != b"!"
        if line != want and not (want == b"!" and line[:2] == b"! "):
            wrong += report(text[:200], line[:200], want[:200])
    # What is refused is refused for its reason.
    said = run(driver, "scan", b"".join(
        struct.pack("<I", len(t) + 2) + b'"' + t + b'"' for t in NOT_UTF8))
    wrong += sum(report(t, line, b"! not UTF-8")
                 for t, line in zip(NOT_UTF8, said, strict=True)
                 if line != b"! not UTF-8")
    print(f"{len(texts)} texts, {good} of them JSON, {wrong} wrong")
    return wrong == 0 and 0 < good < len(texts)


# --- numbers -------------------------------------------------------------

def float32s():
    rng = numpy.random.default_rng(1)
    powers = numpy.arange(1, 255, dtype=numpy.uint32) << 23
    bits = numpy.concatenate([
        powers, powers + 1, powers - 1,
        numpy.arange(1, 2000, dtype=numpy.uint32),      # subnormal
        numpy.uint32(1) << numpy.arange(23, dtype=numpy.uint32),
        numpy.arange(0x7f7fff00, 0x7f800000, dtype=numpy.uint32),
        rng.integers(0, 0x7f800000, FLOATS, dtype=numpy.uint32)])
    some = numpy.array([0.0, 1, 10, 0.1, 1e-5, 1e-12, 2 ** 24 - 1, 2 ** 24,
                        2 ** 24 + 2, 1e7, 3e7, 1e10, 1e38], numpy.float32)
    plain = (rng.integers(0, 10 ** 6, 20000) / 1000).astype(numpy.float32)
    x = numpy.concatenate([bits.view(numpy.float32), some, plain])
    return numpy.concatenate([x, -x])


def compare_numbers(what, numbers, said, shortest):
    wrong = 0
    for x, line in zip(numbers, said, strict=True):
        text, want = line.decode(), shortest(x)
        if not (Decimal(text) == Decimal(want) and
                ("." in text or "e" in text) and
                text.startswith("-") == want.startswith("-")):
            wrong += report(want, line, want)
    print(f"{len(numbers)} numbers as {what}, {wrong} wrong")
    return wrong == 0


def compare_floats(driver):
    x = float32s()
    single = compare_numbers(
        "float32", x, run(driver, "float32", x.tobytes()),
        lambda v: numpy.format_float_scientific(v, unique=True))
    rng = random.Random(1)
    y = [2.0 ** e for e in range(-1074, 1024)] + [0.0, -0.0, 1e22, 1e23]
    y += [rng.uniform(-1, 1) * 10.0 ** rng.randint(-300, 300)
          for _ in range(FLOATS // 10)]
    double = compare_numbers(
        "float64", y, run(driver, "float64", struct.pack("%dd" % len(y), *y)),
        repr)
    return single and double


def compare_unusual(driver):
    """What JSON has no number for, and the two zeros."""
    want = [b'"NaN"', b'"Infinity"', b'"-Infinity"', b"0.0", b"-0.0"]
    x = [float("nan"), float("inf"), float("-inf"), 0.0, -0.0]
    return all(run(driver, what, struct.pack(form, *x)) == want
               for what, form in (("float32", "5f"), ("float64", "5d")))


# --- both ----------------------------------------------------------------

def report(text, got, want):
    print(f"{text!r}\n  got  {got!r}\n  want {want!r}")
    return 1


def run(driver, what, data):
    said = subprocess.run([driver, what], input=data, check=True,
                          stdout=subprocess.PIPE).stdout
    return said.split(b"\n")[:-1]


def main():
    driver = sys.argv[1]
    checks = [compare_texts(driver), compare_floats(driver),
              compare_unusual(driver)]
    sys.exit(not all(checks))


if __name__ == "__main__":
    main()

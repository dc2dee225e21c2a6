#!/usr/bin/env bats
# hierstats: what is counted, how it is folded and printed, what is refused.
# Inputs lie beside their goldens in tests/golden/hierstats.

load lib

setup() {
	G=$GOLDEN/hierstats
	cd "$G"
}

# A node record: module, op_type, by.
node() {
	printf '{"kind":"node","graph":"main","index":0,"name":"",%s' \
	    "\"op_type\":\"${2-Add}\",\"input\":[],\"output\":[],"
	printf '"module":"%s","by":"%s"}\n' "$1" "${3-scope}"
}

golden() {
	local name=$1

	shift
	hierstats "$@" >"$T/out"
	assert_golden "hierstats/$name" "$T/out"
}

refute_harm() {
	run env LC_ALL=C grep -cP "$1" "$T/out"
	assert_output 0
}

@test "blocks that are the same fold, one that differs stands alone" {
	golden fold.tree fold.ndjson
}

@test "own nodes and the totals below make up each total" {
	hierstats fold.ndjson evidence.ndjson class.ndjson names.ndjson |
	    $PYTHON -c '
import re, sys
n = bad = 0
stack = []          # [indent, total, own + totals of the lines below]
def close(indent):
    global bad
    while stack and stack[-1][0] >= indent:
        at, total, parts = stack.pop()
        bad += total != parts
for line in sys.stdin:
    m = re.match(r" +(\d+) +(\d+)  ((?:│  |   |├─ |└─ )*)", line)
    if not m:
        close(0)
        continue
    n += 1
    own, total, indent = int(m[1]), int(m[2]), len(m[3])
    close(indent)
    if stack:
        stack[-1][2] += total
    stack.append([indent, total, own])
close(0)
print(n, bad)
' >"$T/sums"
	run cat "$T/sums"
	assert_output '53 0'
}

@test "a number of digits is sorted and ranged as a number" {
	stream "$(node h.10)" "$(node h.9)" "$(node h.2)" "$(node h.1)" \
	    "$(node h.0)" "$(node h.12)" >"$T/stream"
	run hierstats "$T/stream"
	assert_line --index 3 '    6      6  └─ h.{0..2,9,10,12} ×6 (1 each)'
}

@test "blocks that differ in op_types, calls or class only do not fold" {
	local more

	for more in '' ',"calls":2' ',"class":"C"'; do
		stream "{\"kind\":\"module\",\"path\":\"l.1\"$more}" \
		    "$(node l.1)" "$(node l.2)" >"$T/stream"
		run hierstats "$T/stream"
		if [ -z "$more" ]; then
			assert_line --partial '└─ l.{1,2} ×2'
		else
			assert_line --regexp ' └─ 2$'
		fi
	done
	stream "$(node l.1 Add)" "$(node l.2 Mul)" >"$T/stream"
	run hierstats "$T/stream"
	assert_line --regexp ' └─ 2$'
}

@test "evidence: the root's own nodes and the fallback are told apart" {
	golden evidence.tree evidence.ndjson
	golden evidence.summary -f summary evidence.ndjson
}

@test "classes: containers join, others have their line" {
	golden class.tree class.ndjson
}

@test "names of an enemy do no harm in any form" {
	local form

	for form in tree table markdown csv tsv ndjson summary; do
		golden "names.out.$form" -f "$form" names.ndjson
		iconv -f UTF-8 -t UTF-8 "$T/out" >"$T/again"
		cmp "$T/out" "$T/again"
		# JSON escapes the first 32 only, and must not do otherwise.
		[ "$form" = ndjson ] ||
		    refute_harm '\x7f|\xc2[\x80-\x9f]|\xe2\x80[\x8e-\xae]'
		refute_harm '[\x00-\x08\x0b-\x1f]'
	done
	hierstats -f ndjson names.ndjson |
	    jq -es 'all(.[]; .module | type == "string")' >/dev/null
}

# Each line must have as many cells as the head, cut as cmark-gfm cuts them,
# and nothing outside code spans but the program's own words.
@test "a name in markdown is one cell and no markup" {
	local module

	{
		sed '$d' names.ndjson
		while IFS= read -r module; do
			node "$module"
		done <<'NAMES'
a\\|b
a\\\\|
`` | ``` <img src=x>
\\
`
 lead`
trail` 
https://evil.example @user #1
x\n| y | z |\n\n<b>
NAMES
		tail -n 1 names.ndjson
	} >"$T/names"
	hierstats -f markdown "$T/names" >"$T/out"
	hierstats -f ndjson "$T/names" >"$T/rows"
	$PYTHON - "$T/out" "$T/rows" <<'PY' >"$T/got"
import json, re, sys
lines = open(sys.argv[1], encoding="utf-8").read().split("\n")
rows = [json.loads(l) for l in open(sys.argv[2], encoding="utf-8")]
table = [l for l in lines if l.startswith("|")][2:-1]
print(len(table) == len(rows))
for line, row in zip(table, rows):
    cells = re.findall(r"((?:\\[|]|[^|])*)[|]", line[1:])
    assert len(cells) == 6, line
    text = cells[0].strip().replace("\\|", "|")
    if row["module"] == "":
        assert text == "(root)"
        continue
    span = re.fullmatch(r"(`+)(.*?[^`])\1(?!`)", text)
    assert span, text
    inner = span[2]
    if inner[0] == inner[-1] == " ":
        inner = inner[1:-1]
    shown = re.sub("[\x00-\x1f\x7f-\x9f\u202e]", lambda c: (
        "\\x%02x" if ord(c[0]) < 128 else "\\u%04x") % ord(c[0]),
        row["module"])
    assert inner == shown, (inner, shown)
PY
	run cat "$T/got"
	assert_output True
}

# What a terminal gets, by Python's pty.
on_terminal() {
	$PYTHON -c 'import pty, sys; pty.spawn(sys.argv[1:])' "$@" >"$T/tty" \
	    </dev/null
	tr -d '\r' <"$T/tty" >"$T/out"
}

@test "a terminal gets colours, unless NO_COLOR or TERM forbid it" {
	local form

	for form in tree table; do
		TERM=xterm on_terminal hierstats -f "$form" evidence.ndjson
		grep -q $'\x1b' "$T/out"
		sed 's/\x1b\[[0-9]*m//g' "$T/out" |
		    cmp - <(hierstats -f "$form" evidence.ndjson)
		TERM=xterm NO_COLOR=1 on_terminal hierstats -f "$form" evidence.ndjson
		cmp "$T/out" <(hierstats -f "$form" evidence.ndjson)
		TERM=dumb on_terminal hierstats -f "$form" evidence.ndjson
		cmp "$T/out" <(hierstats -f "$form" evidence.ndjson)
	done
	TERM=xterm on_terminal hierstats -f csv evidence.ndjson
	run ! grep -q $'\x1b' "$T/out"
}

@test "table, markdown, csv, tsv and ndjson have the same rows" {
	local form

	for form in table markdown csv tsv ndjson; do
		golden "evidence.out.$form" -f "$form" evidence.ndjson
	done
}

@test "each key counts all nodes once" {
	local key

	for key in module class op_type by graph module,by by,module class,graph; do
		run_pipe "hierstats -f ndjson -b $key evidence.ndjson |
		    jq -s 'map(.nodes) | add'"
		assert_output 29
	done
	golden class.class -b class class.ndjson
	golden evidence.by.op_type -b by,op_type evidence.ndjson
}

@test "-n cuts rows, and groups of two keys, and sums up the others" {
	golden evidence.top -n 2 evidence.ndjson
	golden evidence.top.by.op_type -n 2 -b by,op_type evidence.ndjson
	run_pipe 'hierstats -f csv -n 1 evidence.ndjson | wc -l'
	assert_output 2
	golden evidence.out.table -n 1000 evidence.ndjson
}

@test "-d shows a tree to a depth and counts a table at it" {
	golden fold.depth1 -d 1 fold.ndjson
	golden fold.depth3 -d 3 fold.ndjson
	golden fold.table.depth1 -d 1 -f table fold.ndjson
	run_pipe 'hierstats -d 0 -f csv fold.ndjson'
	assert_line --index 1 'fold.onnx,,113,113,0,0,,1'
}

@test "-m selects by whole components" {
	local glob want

	while read -r glob want; do
		run_pipe "hierstats -f tsv -m '$glob' fold.ndjson |
		    tail -n +2 | cut -f 2 | sort | paste -sd ' '"
		assert_equal "$glob: $output" "$glob: $want"
	done <<'CASES'
encoder.layer.1.attn encoder.layer.1.attn encoder.layer.1.attn.q
encoder.layer.1*.norm encoder.layer.1.norm encoder.layer.10.norm encoder.layer.11.norm
*.layer.3.* decoder.layer.3.fc encoder.layer.3.attn encoder.layer.3.attn.q encoder.layer.3.norm
**.1.block.** blocks.1.block blocks.1.block.0 blocks.1.block.1 blocks.1.block.2
s*.**.2 seq.2 stages.0.2 stages.1.2
**.*x odd.1x
o*d.0* odd.00 odd.01
stages.*.1.**.** stages.0.1 stages.1.1
CASES
	golden fold.glob -m 'encoder.layer.*.attn' fold.ndjson
	run_pipe "hierstats -m '**' fold.ndjson | cmp - $G/fold.tree"
	assert_success
	run_pipe "hierstats -m '' fold.ndjson | cmp - $G/fold.tree"
	assert_success
}

@test "a stream's name does no harm in a message" {
	local name=$'e\e[31mvil'

	cd "$T"
	assert_trouble 'hierstats: e\\x1b\[31mvil: No such file or directory' \
	    hierstats "$name"
	head -n 1 "$G/fold.ndjson" >"$name"
	assert_trouble 'hierstats: e\\x1b\[31mvil:1: cut short: no end record' \
	    hierstats "$name"
}

@test "-m that matches nothing is trouble, unless another model has it" {
	run --separate-stderr hierstats -f summary -m encoder fold.ndjson class.ndjson
	assert_success
	run --separate-stderr hierstats -f summary -m encoder.lay fold.ndjson
	assert_equal "$status" 2
	assert_message 'hierstats: fold.onnx: -m encoder.lay: no module matches'
	assert_output ''
	run --separate-stderr hierstats -m head fold.ndjson class.ndjson
	assert_success
	refute_output --partial fold.onnx
	assert_message 'hierstats: fold.onnx: -m head: no module matches'
	stream "$(node 'a.b.c')" >"$T/stream"
	assert_trouble "hierstats: .*: -m b: no module matches, but -m '\*\*\.b' would" \
	    hierstats -f csv -m b "$T/stream"
	run --separate-stderr hierstats -m $'b\e[2J' "$T/stream"
	[[ $stderr != *$'\e'* ]]
}

@test "-m takes 63 components, not 64" {
	local glob

	printf -v glob '**.%.0s' {1..62}
	hierstats -m "$glob**" fold.ndjson | cmp - fold.tree
	assert_trouble 'hierstats: -m: over 63 components: .*' \
	    hierstats -m "$glob**.**" fold.ndjson
	assert_trouble 'hierstats: -m: over 63 components: .*' \
	    hierstats -m "$glob**." fold.ndjson
}

@test "a stream that was not attributed names the filter that is missing" {
	assert_trouble 'hierstats: .*:2: node without module: not attributed, run scopemap and attribute' \
	    hierstats <(stream '{"kind":"node","name":""}')
	assert_trouble 'hierstats: .*:2: node without module: not attributed, run attribute' \
	    hierstats <(stream '{"kind":"node","name":"","scope":""}')
	assert_trouble 'hierstats: .*:3: node without module: not attributed, run attribute' \
	    hierstats <(stream '{"kind":"module","path":""}' '{"kind":"node"}')
}

@test "bad streams: one message, nothing printed" {
	local model='{"kind":"model","stream":1}' reason record

	assert_trouble 'hierstats: .*: empty' hierstats /dev/null
	assert_trouble 'hierstats: .*:1: .*' hierstats <(echo '{"kind":"model","stream":2}')
	assert_trouble 'hierstats: .*:2: .*' \
	    hierstats <(printf '%s\n{"kind":"no' "$model")
	assert_trouble 'hierstats: .*:1: cut short.*' hierstats <(echo "$model")
	assert_trouble 'hierstats: nosuch: No such file or directory' hierstats nosuch
	while read -r reason; do
		read -r record
		assert_trouble "hierstats: .*:2: $reason" hierstats <(stream "$record")
	done <<'CASES'
model: file is no string|.*
{"kind":"model","stream":1,"file":3}
module: path is no string
{"kind":"module","path":3}
module: path is no string
{"kind":"module"}
module: class is no string
{"kind":"module","path":"a","class":[]}
module: calls is no count
{"kind":"module","path":"a","calls":-1}
module: calls is no count
{"kind":"module","path":"a","calls":"x"}
node: module is no string
{"kind":"node","module":null}
node: module is no string
{"kind":"node","module":"\ud800"}
node: op_type is no string
{"kind":"node","module":"","op_type":1}
node: by is no string
{"kind":"node","module":"","by":1}
node: graph is no string
{"kind":"node","module":"","graph":1}
node: class is no string
{"kind":"node","module":"","class":1}
node: exact is neither true nor false
{"kind":"node","module":"","exact":1}
CASES
	assert_trouble 'hierstats: .*:3: module: the path stands twice' \
	    hierstats <(stream '{"kind":"module","path":"a.b"}' '{"kind":"module","path":"a.b"}')
}

@test "several models, several streams: a bad one does not stop the rest" {
	cat class.ndjson evidence.ndjson >"$T/two.ndjson"
	golden two.tree "$T/two.ndjson"
	{ cat class.ndjson; head -n 3 fold.ndjson; } >"$T/cut.ndjson"
	run --separate-stderr hierstats -f csv "$T/cut.ndjson" nosuch evidence.ndjson
	assert_equal "$status" 2
	assert_equal "$stderr" "hierstats: $T/cut.ndjson:25: cut short: no end record
hierstats: nosuch: No such file or directory"
	run grep -c . <<<"$output"
	assert_output "$(hierstats -f csv class.ndjson evidence.ndjson | wc -l)"
}

@test "no stream, or -, is standard input" {
	run_pipe 'hierstats <fold.ndjson | cmp - fold.tree'
	assert_success
	run_pipe 'hierstats -- - <fold.ndjson | cmp - fold.tree'
	assert_success
	run_pipe "$(declare -f stream node); stream | hierstats"
	assert_output '(standard input)
  own  total  module
    0      0  (root)
0 nodes: 0 fallback'
}

@test "the same stream gives the same bytes" {
	local form

	for form in tree table ndjson; do
		hierstats -f "$form" fold.ndjson >"$T/1"
		hierstats -f "$form" fold.ndjson >"$T/2"
		cmp "$T/1" "$T/2"
	done
}

@test "bad options are a usage error" {
	local args usage

	usage=$(hierstats -h | sed 's/^usage: //')
	while read -r args; do
		run --separate-stderr hierstats $args fold.ndjson
		assert_equal "$args: $status" "$args: 2"
		assert_equal "$output" ''
		assert_equal "$(tail -n +2 <<<"$stderr")" "usage: $usage"
	done <<'CASES'
-f pie
-f
-b
-b module,
-b modul
-b module,module
-b module,class,by
-n 0
-n -1
-n 1x
-n 99999999999
-d x
-d 4294967295
-f tree -n 3
-f summary -b by
-f summary -d 1
-f summary -M bytes
-M
-q
--forms tree
CASES
}

@test "a full disk is told, in every form" {
	local form

	for form in tree table markdown csv tsv ndjson summary; do
		run --separate-stderr bash -c "hierstats -f $form fold.ndjson >/dev/full"
		assert_equal "$status" 2
		assert_message 'hierstats: \(standard output\): .*'
	done
}

@test "a path of 100,000 components" {
	$PYTHON - >"$T/deep" <<'PY'
print('{"kind":"model","stream":1}')
for tail in "", ".x", ".y.z":
    print('{"kind":"node","module":"%s%s","by":"scope"}' %
          (".".join(["a"] * 100000), tail))
print('{"kind":"end"}')
PY
	ulimit -s 256
	sanitized || ulimit -v 200000
	timeout 60 hierstats "$T/deep" >"$T/tree"
	run sed 's/^\(.\{24\}\).*/\1/' "$T/tree"
	assert_output '(standard input)
  own  total  module
    0      3  (root)
    1      3  └─ a.a.a.a
    1      1     ├─ x
    1      1     └─ y.z
3 nodes: 3 by scope, 0 f'
	run_pipe 'timeout 60 hierstats -f csv -d 3 "$T/deep"'
	assert_line --index 1 ',a.a.a,3,3,0,0,,1'
}

@test "200,000 modules, as a list, by name and each with its twin" {
	$PYTHON - >"$T/flat" <<'PY'
print('{"kind":"model","stream":1}')
for i in range(200000):
    print('{"kind":"node","module":"%d","op_type":"%s","by":"scope"}' %
          (i, "Add" if i < 100000 else "Op%d" % (i % 100000 // 2)))
print('{"kind":"end"}')
PY
	timeout 60 hierstats "$T/flat" >"$T/tree"
	run wc -l <"$T/tree"
	assert_output 50005
	run sed -n '4p;5p;50004p' "$T/tree"
	assert_output '  100000  100000  ├─ {0..99999} ×100000 (1 each)
       2       2  ├─ {100000,100001} ×2 (1 each)
       2       2  └─ {199998,199999} ×2 (1 each)'
}

@test "memory grows with modules, not with nodes" {
	sanitized && return
	awk 'BEGIN {
		print "{\"kind\":\"model\",\"stream\":1}"
		for (i = 0; i < 300000; i++)
			printf "{\"kind\":\"node\",\"name\":\"%d\",\"op_type\":\"Add\",\"module\":\"a.%d\",\"by\":\"scope\"}\n", i, i % 7
		print "{\"kind\":\"end\"}" }' >"$T/nodes"
	run bash -c 'ulimit -v 20000; hierstats "$T/nodes"'
	assert_success
	assert_line --index 3 '       0  300000  └─ a'
}

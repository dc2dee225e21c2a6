#!/usr/bin/env bats
# tagwrite's file side: which bytes change, the way back, what is refused,
# where the result goes.  tests/wire.py makes the bytes.

load lib

setup() {
	M=$T/m.onnx
	S=$T/s.ndjson
	# Two tags a node: k, and hierutils.node.
	printf 'keys: {k: v}\n' >"$T/own.yaml"
}

# The bytes of the expression, in m.onnx or the file named.  In it E(k, v) is an
# entry, TAGS are those that own.yaml gives a node.
wire() {
	"$PYTHON" "$TOP/tests/wire.py" "(lambda E: (lambda TAGS: $1)(
	    Node.metadata_props(E('k', 'v')) + Node.metadata_props(
	    E('hierutils.node', '{\"module\":\"a\"}'))))(lambda k, v:
	    StringStringEntry.key(k) + StringStringEntry.value(v))" >"${2:-$M}"
}

# Every node of the file is of module `a`, as a stream.
all_of_a() {
	onnx2ndjson "$1" | jq -c 'if .kind == "model" then .,
	    {kind: "module", path: "", depth: 0},
	    {kind: "module", path: "a", parent: "", depth: 1}
	    elif .kind == "node" then
	    . + {module: "a", modules: ["a"], by: "scope"} else . end'
}

attributed() {
	onnx2ndjson "$1" | scopemap | attribute
}

# The file, in its own place, by this stream's records under its own `model`.
tag_as() {
	(onnx2ndjson "$1" | head -n 1; tail -n +2 "$2") |
	    tagwrite -i "${@:3}" "$1"
}

# m.onnx, tagged by own.yaml in a.onnx, begins with the expression's bytes.
assert_tagged() {
	wire "$1" "$T/expected"
	all_of_a "$M" >"$S"
	tagwrite -p "$T/own.yaml" "${@:2}" -o "$T/a.onnx" "$M" "$S"
	cmp "$T/expected" <(head -c "$(stat -c %s "$T/expected")" "$T/a.onnx")
	tagwrite --strip "$T/a.onnx" | cmp - "$M"
}

refused() {
	rm -f "$T/out"
	assert_trouble "tagwrite: $1" tagwrite -o "$T/out" "${@:2}"
	[ ! -e "$T/out" ]
}

# --- which bytes change

@test "a node gets entries behind its last field, lengths follow" {
	wire 'Model.ir_version(7, pad=3)+Model.graph(
	    Graph.node(Node.op_type("A"), length=3), l(99, "x"),
	    Graph.name("g", tag=2), Graph.node(Node.op_type("B"), tag=4,
	    length=5), tag=2, length=4)+l(77, "y", length=2)+
	    Model.producer_name("p")'
	assert_tagged 'Model.ir_version(7, pad=3)+Model.graph(
	    Graph.node(Node.op_type("A") + TAGS), l(99, "x"),
	    Graph.name("g", tag=2), Graph.node(Node.op_type("B") + TAGS,
	    tag=4), tag=2)+l(77, "y", length=2)+Model.producer_name("p")'
	run jq -r 'select(.kind == "model").metadata_props | keys_unsorted[]' \
	    <<<"$(onnx2ndjson "$T/a.onnx")"
	assert_output $'hierutils.modules\nhierutils.undo'
}

@test "a key keeps its place, says the same or is replaced, and stands once" {
	wire 'Model.graph(Graph.node(Node.metadata_props(E("other", "1")),
	    Node.metadata_props(E("k", "old"), l(9, "x")),
	    Node.op_type("A"), Node.metadata_props(E("k", "v")),
	    Node.metadata_props(E("hierutils.node", "{\"module\":\"a\"}"),
	    length=4)))'
	assert_tagged 'Model.graph(Graph.node(Node.metadata_props(E("other", "1")),
	    Node.metadata_props(E("k", "v"), l(9, "x")), Node.op_type("A"),
	    Node.metadata_props(E("hierutils.node", "{\"module\":\"a\"}"),
	    length=4)))'
}

@test "entries of odd forms: value first, twice, none, no key" {
	wire 'Model.graph(Graph.node(
	    Node.metadata_props(StringStringEntry.value("old", length=2),
	    StringStringEntry.key("x"), StringStringEntry.key("k"))),
	    Graph.node(Node.metadata_props(StringStringEntry.value("1"),
	    StringStringEntry.key("k"), StringStringEntry.value("2"))),
	    Graph.node(Node.metadata_props(StringStringEntry.key("k")),
	    Node.metadata_props(StringStringEntry.value("k")),
	    Node.metadata_props()))'
	assert_tagged 'Model.graph(Graph.node(
	    Node.metadata_props(StringStringEntry.value("v"),
	    StringStringEntry.key("x"), StringStringEntry.key("k")),
	    Node.metadata_props(E("hierutils.node", "{\"module\":\"a\"}"))),
	    Graph.node(Node.metadata_props(StringStringEntry.value("1"),
	    StringStringEntry.key("k"), StringStringEntry.value("v")),
	    Node.metadata_props(E("hierutils.node", "{\"module\":\"a\"}"))),
	    Graph.node(Node.metadata_props(E("k", "v")),
	    Node.metadata_props(StringStringEntry.value("k")),
	    Node.metadata_props(),
	    Node.metadata_props(E("hierutils.node", "{\"module\":\"a\"}"))))'
}

@test "a graph in parts, each with its length" {
	wire 'Model.graph(Graph.node(Node.op_type("A")), length=3)+
	    Model.functions(Function.name("f"), Function.node(
	    Node.op_type("F")))+Model.graph()+Model.graph(
	    Graph.node(Node.op_type("B")), Graph.name("g"))'
	assert_tagged 'Model.graph(Graph.node(Node.op_type("A") + TAGS))+
	    Model.functions(Function.name("f"), Function.node(
	    Node.op_type("F") + TAGS))+Model.graph()+Model.graph(
	    Graph.node(Node.op_type("B") + TAGS), Graph.name("g"))'
}

@test "bodies, functions and training graphs are tagged like the main graph" {
	local body='Attribute.name("b"), Attribute.g(Graph.node('
	local bodies='Attribute.name("b"), Attribute.graphs(Graph.node('
	local model

	model='Model.training_info(TrainingInfo.algorithm(
	    Graph.node(Node.op_type("T") + TAGS)), TrainingInfo.initialization(
	    Graph.node(Node.op_type("I") + TAGS)))+
	    Model.graph(Graph.node(Node.attribute(
	    '$body'Node.op_type("A") + TAGS))), Node.attribute('$bodies'Node.op_type("B") + TAGS)),
	    Attribute.graphs(Graph.node(Node.op_type("C") + TAGS))),
	    Node.op_type("If") + TAGS))+Model.functions(Function.name("f"),
	    Function.attribute_proto('$body'Node.op_type("D") + TAGS))),
	    Function.node(Node.op_type("F") + TAGS))'
	wire "${model// + TAGS}"
	assert_tagged "$model"
	run tagwrite -p "$T/own.yaml" --dry-run "$M" "$S"
	assert_output "graph training/0/algorithm: 1 of 1 nodes change
graph training/0/initialization: 1 of 1 nodes change
graph main: 1 of 1 nodes change
graph main/0/b: 1 of 1 nodes change
graph main/0/b#2[0]: 1 of 1 nodes change
graph main/0/b#2[1]: 1 of 1 nodes change
graph function/:f: 1 of 1 nodes change
graph function/:f/b: 1 of 1 nodes change
node k: 8 added, 0 replaced, 0 kept, 0 removed
node hierutils.node: 8 added, 0 replaced, 0 kept, 0 removed
model hierutils.modules: 1 added, 0 replaced, 0 kept, 0 removed
model hierutils.undo: 1 added, 0 replaced, 0 kept, 0 removed
bytes: $(stat -c %s "$M") before, $(stat -c %s "$T/a.onnx") after"
}

@test "a graph that the attribute's type does not name is no body" {
	wire 'Model.graph(Graph.node(Node.attribute(Attribute.name("b"),
	    Attribute.g(Graph.node(Node.op_type("A"))), Attribute.type(2))))'
	assert_tagged 'Model.graph(Graph.node(Node.attribute(Attribute.name("b"),
	    Attribute.g(Graph.node(Node.op_type("A"))), Attribute.type(2)),
	    TAGS))'
}

@test "hierutils.node goes when nothing is left for it to say" {
	wire 'Model.graph(Graph.node(Node.op_type("A"), Node.metadata_props(
	    E("hierutils.node", "{\"module\":\"b\"}")), Node.metadata_props(
	    E("mine", "1"))))'
	all_of_a "$M" >"$S"
	tagwrite -o "$T/a.onnx" "$M" "$S"
	run jq -c 'select(.kind == "node").metadata_props' \
	    <<<"$(onnx2ndjson "$T/a.onnx")"
	assert_output "{\"mine\":\"1\",\"namespace\":\"a\",\"pkg.torch.onnx.name_scopes\":\"['', 'a', 'A']\"}"
	tagwrite --strip "$T/a.onnx" | cmp - "$M"
}

@test "the model's own entries: replaced in place, once, the undo last" {
	wire 'Model.metadata_props(E("hierutils.modules", "old"))+
	    Model.metadata_props(E("mine", "1"))+
	    Model.metadata_props(E("hierutils.modules", "older"))+Model.graph()'
	all_of_a "$M" >"$S"
	tagwrite -o "$T/a.onnx" "$M" "$S"
	run jq -c 'select(.kind == "model").metadata_props | keys_unsorted' \
	    <<<"$(onnx2ndjson "$T/a.onnx")"
	assert_output '["hierutils.modules","mine","hierutils.undo"]'
	tagwrite --strip "$T/a.onnx" | cmp - "$M"
}

# --- doc_string

DOC="'{\"k\":\"v\",\"hierutils.node\":\"{\\\\\"module\\\\\":\\\\\"a\\\\\"}\"}'"

@test "doc_string: the tags, then what the node had" {
	wire 'Model.graph(Graph.node(Node.doc_string("mine")),
	    Graph.node(Node.doc_string("1"), Node.op_type("A"),
	    Node.doc_string("last", length=2)), Graph.node(Node.name("n")),
	    Graph.node(Node.doc_string("")))'
	assert_tagged "Model.graph(Graph.node(Node.doc_string($DOC,
	    '\n-- hierutils --\nmine')), Graph.node(Node.doc_string('1'),
	    Node.op_type('A'), Node.doc_string($DOC,
	    '\n-- hierutils --\nlast')), Graph.node(Node.name('n'),
	    Node.doc_string($DOC)), Graph.node(Node.doc_string($DOC)))" \
	    -t doc_string
	cp "$T/a.onnx" "$T/b.onnx"
	tag_as "$T/b.onnx" "$S" -p "$T/own.yaml" -t doc_string
	cmp "$T/a.onnx" "$T/b.onnx"
	# Other tags in their place: the user's text stays.
	printf 'keys: {k: w}\n' >"$T/other.yaml"
	tag_as "$T/b.onnx" "$S" -p "$T/other.yaml" -t doc_string
	run jq -r 'select(.kind == "node").doc_string' \
	    <<<"$(onnx2ndjson "$T/b.onnx")"
	assert_output '{"k":"w","hierutils.node":"{\"module\":\"a\"}"}
-- hierutils --
mine
{"k":"w","hierutils.node":"{\"module\":\"a\"}"}
-- hierutils --
last
{"k":"w","hierutils.node":"{\"module\":\"a\"}"}
{"k":"w","hierutils.node":"{\"module\":\"a\"}"}'
	tagwrite --strip "$T/b.onnx" | cmp - "$M"
}

@test "doc_string: a text that only looks like tags is the user's" {
	local text

	for text in '{"a":"b"}' '{"k":1}' '{"k":"v"} and more' '{"k":"v"' \
	    '["k"]' '{"k":"\ud800"}x'; do
		wire "Model.graph(Graph.node(Node.doc_string(r'''$text''')))"
		assert_tagged "Model.graph(Graph.node(Node.doc_string($DOC,
		    '\n-- hierutils --\n', r'''$text''')))" -t doc_string
	done
}

# --- attributes

@test "attributes: strings, on custom domains only" {
	local tags='Node.attribute(Attribute.name("k"), Attribute.s("v"),
	    Attribute.type(3)), Node.attribute(Attribute.name(
	    "hierutils.node"), Attribute.s("{\"module\":\"a\"}"),
	    Attribute.type(3))'

	wire 'Model.graph(Graph.node(Node.domain("my"), Node.op_type("A")),
	    Graph.node(Node.attribute(Attribute.name("axis"),Attribute.i(1)),
	    Node.attribute(Attribute.s("old"), Attribute.name("k")),
	    Node.domain("ai.onnxx"), Node.attribute(Attribute.name("k"),
	    Attribute.s("v"))))'
	assert_tagged 'Model.graph(Graph.node(Node.domain("my"),
	    Node.op_type("A"), '"$tags"'), Graph.node(
	    Node.attribute(Attribute.name("axis"), Attribute.i(1)),
	    Node.attribute(Attribute.name("k"), Attribute.s("v"),
	    Attribute.type(3)), Node.domain("ai.onnxx"),
	    Node.attribute(Attribute.name("hierutils.node"),
	    Attribute.s("{\"module\":\"a\"}"), Attribute.type(3))))' \
	    -t attributes
	cp "$T/a.onnx" "$T/b.onnx"
	tag_as "$T/b.onnx" "$S" -p "$T/own.yaml" -t attributes
	cmp "$T/a.onnx" "$T/b.onnx"
}

@test "attributes: refused on the domains of ONNX and its runtime" {
	local d

	for d in '' ai.onnx ai.onnx.ml ai.onnx.training \
	    ai.onnx.preview.training com.microsoft com.microsoft.nchwc; do
		wire "Model.graph(Graph.node(Node.domain('my')),
		    Graph.node(Node.domain('$d'), Node.op_type('A')),
		    Graph.node(Node.domain('$d'), Node.op_type('B')))"
		all_of_a "$M" >"$S"
		refused "$M: tags as attributes are for custom domains: 2 nodes are of ONNX's or its runtime's, first node 1 of main, A" \
		    -t attributes -p "$T/own.yaml" "$M" "$S"
	done
	printf 'keys: {k: v}\nnodes: {domain: my}\n' >"$T/my.yaml"
	tagwrite -t attributes -p "$T/my.yaml" -o "$T/a.onnx" "$M" "$S"
	run jq -c 'select(.kind == "node").attribute' \
	    <<<"$(onnx2ndjson "$T/a.onnx")"
	assert_output '{"k":"v","hierutils.node":"{\"module\":\"a\"}"}
null
null'
	tagwrite --strip "$T/a.onnx" | cmp - "$M"
}

@test "attributes: one of another type is the op's own" {
	wire 'Model.graph(Graph.node(Node.domain("my"), Node.attribute(
	    Attribute.name("k"), Attribute.i(1))))'
	all_of_a "$M" >"$S"
	refused "$M: node 0 of main: the op itself has an attribute of a tag's name" \
	    -t attributes -p "$T/own.yaml" "$M" "$S"
}

# --- twice, and back

# Tagged as of module `a`, then as of `b` by a profile that leaves node 1 out.
tagged_narrower() {
	all_of_a "$M" >"$S"
	cp "$M" "$T/a.onnx"
	tag_as "$T/a.onnx" "$S" -p "$T/own.yaml" -t "$1"
	printf 'keys: {k: v}\nnodes: {op_type: A}\n' >"$T/a.yaml"
	sed 's/"a"/"b"/g' "$S" >"$T/b.ndjson"
	tag_as "$T/a.onnx" "$T/b.ndjson" -p "$T/a.yaml" -t "$1"
	onnx2ndjson "$T/a.onnx" | scopemap >"$T/read"
	run jq -r 'select(.kind == "node") |
	    "\(.scope) \(.metadata_props.k) \(.doc_string)"' "$T/read"
}

@test "a node that the profile leaves out keeps no older module" {
	wire "Model.graph(Graph.node(Node.op_type('A')),
	    Graph.node(Node.op_type('B')))"
	tagged_narrower metadata
	assert_output $'b v null\nb v null'
	tagwrite --strip "$T/a.onnx" | cmp - "$M"
	cp "$T/a.onnx" "$T/once"
	tag_as "$T/a.onnx" "$T/b.ndjson" -p "$T/a.yaml"
	cmp "$T/a.onnx" "$T/once"
	# One that was never tagged gets nothing.
	tagwrite -p "$T/a.yaml" -o "$T/new.onnx" "$M" "$S"
	run jq -c 'select(.kind == "node").metadata_props' \
	    <<<"$(onnx2ndjson "$T/new.onnx")"
	assert_output '{"k":"v","hierutils.node":"{\"module\":\"a\"}"}
null'
}

@test "nor does it in its doc_string, whose own text stays" {
	wire "Model.graph(Graph.node(Node.op_type('A')),
	    Graph.node(Node.op_type('B'), Node.doc_string('mine')))"
	tagged_narrower doc_string
	assert_output 'b null {"k":"v","hierutils.node":"{\"module\":\"b\"}"}
b null {"hierutils.node":"{\"module\":\"b\"}"}
-- hierutils --
mine'
	tagwrite --strip "$T/a.onnx" | cmp - "$M"
}

# Each file tagged by one profile and target after the other.
there_and_back() {
	local m=$1 a=$T/there.onnx step

	cp "$m" "$a"
	attributed "$m" >"$S"
	for step in 'torch metadata' 'namespace doc_string' \
	    'layer_ann metadata' 'torch doc_string' 'namespace metadata'; do
		set -- $step
		tag_as "$a" "$S" -p "$1" -t "$2"
		tagwrite --strip "$a" | cmp - "$m" || fail "$m: $step"
		cp "$a" "$T/once.onnx"
		tag_as "$a" "$S" -p "$1" -t "$2"
		cmp "$a" "$T/once.onnx" || fail "$m: $step: not the same twice"
	done
	tagwrite -i --strip "$a"
	cmp "$a" "$m"
}

@test "one --strip gives the first bytes, whatever was tagged before" {
	local m

	for m in "$MODELS"/*.onnx; do
		there_and_back "$m"
	done
}

@test "of odd models, too" {
	local m

	"$PYTHON" "$TOP/tests/odd_models.py" "$T/odd"
	for m in "$T"/odd/*.onnx; do
		there_and_back "$m"
	done
}

@test "tags that are read back are the same tags" {
	local m

	for m in "$MODELS"/*.onnx; do
		attributed "$m" | tagwrite -o "$T/a.onnx" "$m"
		attributed "$T/a.onnx" | tagwrite -o "$T/b.onnx" "$T/a.onnx"
		cmp "$T/a.onnx" "$T/b.onnx" || fail "$m"
	done
}

@test "undo: edits of edits, and what is no undo" {
	run "$BUILD/tests/unit/undo"
	assert_output ok
}

@test "a file that was never tagged is its own original" {
	tagwrite --strip "$MODELS/toy-shared.ts.onnx" |
	    cmp - "$MODELS/toy-shared.ts.onnx"
	tagwrite --strip - <"$MODELS/toy-shared.ts.onnx" |
	    cmp - "$MODELS/toy-shared.ts.onnx"
	tagwrite --strip - < <(cat "$MODELS/toy-shared.ts.onnx") |
	    cmp - "$MODELS/toy-shared.ts.onnx"
}

@test "--strip refuses a file that was changed since" {
	wire 'Model.graph(Graph.node(Node.op_type("A")))'
	all_of_a "$M" >"$S"
	tagwrite -p "$T/own.yaml" -o "$T/a.onnx" "$M" "$S"
	# Another name of the op; a field more; the undo twice; cut in two.
	sed s/A/B/ "$T/a.onnx" >"$T/b.onnx"
	refused "$T/b.onnx: hierutils.undo does not fit: the file was changed since it was tagged: nothing is stripped" \
	    --strip "$T/b.onnx"
	{ cat "$T/a.onnx"; printf '\x12\x01p'; } >"$T/b.onnx"
	refused "$T/b.onnx: hierutils.undo is not the last field: the file was changed since it was tagged: nothing is stripped" \
	    --strip "$T/b.onnx"
	cat "$T/a.onnx" "$T/a.onnx" >"$T/b.onnx"
	refused "$T/b.onnx: hierutils.undo stands twice: nothing is stripped" \
	    --strip "$T/b.onnx"
	head -c -1 "$T/a.onnx" >"$T/b.onnx"
	refused "$T/b.onnx: offset [0-9]+: metadata_props\[1\]: its length runs past the end" \
	    --strip "$T/b.onnx"
}

@test "--strip refuses an undo that lies" {
	local digest zeros=00000000000000000000000000000000 why text

	wire 'Model.graph()'
	digest=$(onnx2ndjson "$M" | jq -r 'select(.kind == "model").digest')
	while IFS='|' read -r why text; do
		wire "Model.graph()+Model.metadata_props(E('hierutils.undo',
		    '$text'))" "$T/b.onnx"
		refused "$T/b.onnx: hierutils.undo $why: nothing is stripped" \
		    --strip "$T/b.onnx"
	done <<-END
		of a version that is not known here|2 2 $digest
		of a version that is not known here|
		is damaged|1 2
		is damaged|1 2 $digest 1-
		leads out of the file|1 2 $digest 1-2
		leads out of the file|1 2 $digest 9000000000000000000+00
		does not fit: the file was changed since it was tagged|1 3 $digest
		does not fit: the file was changed since it was tagged|1 2 $zeros
		does not fit: the file was changed since it was tagged|1 3 $digest 0+ff
	END
	wire "Model.graph()+Model.metadata_props(E('hierutils.undo',
	    '1 2 $digest'))" "$T/b.onnx"
	tagwrite --strip "$T/b.onnx" | cmp - "$M"
}

@test "an undo that does not fit any more is replaced, with a warning" {
	wire 'Model.graph(Graph.node(Node.op_type("A")))'
	all_of_a "$M" >"$S"
	tagwrite -p "$T/own.yaml" -o "$T/a.onnx" "$M" "$S"
	{ cat "$T/a.onnx"; printf '\x12\x01p'; } >"$T/b.onnx"
	cp "$T/b.onnx" "$T/now.onnx"
	all_of_a "$T/b.onnx" >"$S"
	run --separate-stderr tagwrite -i "$T/b.onnx" "$S"
	assert_success
	assert_message "tagwrite: $T/b.onnx: the hierutils.undo in it does not fit: --strip will lead to the file as it is now"
	tagwrite --strip "$T/b.onnx" | cmp - "$T/now.onnx"
}

@test "an undo of over 64 MiB is refused" {
	wire 'Model.graph(Graph.node(Node.metadata_props(
	    E("k", "x" * (34 << 20)))))'
	all_of_a "$M" >"$S"
	refused "$M: the hierutils.undo would be longer than 64 MiB" \
	    -p "$T/own.yaml" "$M" "$S"
}

# --- what is refused

@test "tags that would be nested too deep" {
	wire 'Model.graph()+Model.functions(Function.attribute_proto(
	    Attribute.name("a"), Attribute.g(nested(32, lambda b: Graph.node(
	    Node.attribute(Attribute.g(b))), Graph.node()))))'
	all_of_a "$M" >"$S"
	refused "$M: a tag would be nested too deep" \
	    -p "$T/own.yaml" "$M" "$S"
}

@test "tags of over 64 MiB" {
	wire 'Model.graph(Graph.node(Node.op_type("A"),
	    Node.doc_string("x" * ((64 << 20) - 20))))'
	all_of_a "$M" >"$S"
	refused "$M: a tag would be longer than 64 MiB: \\{\"k\":.*\\.\\.\\." \
	    -t doc_string -p "$T/own.yaml" "$M" "$S"
	tagwrite -p "$T/own.yaml" -o "$T/out" "$M" "$S"
}

@test "a stream that is cut, of several models or of another file" {
	local m=$MODELS/toy-shared.ts.onnx

	attributed "$m" >"$S"
	head -n -1 "$S" >"$T/cut"
	refused "$T/cut:111: cut short: no end record" "$m" "$T/cut"
	cat "$S" "$S" >"$T/two"
	refused "$T/two:113: a second model: one at a time is tagged" \
	    "$m" "$T/two"
	refused '/dev/null: empty' "$m" /dev/null
	onnx2ndjson "$m" >"$T/bare"
	refused "$T/bare:30: node without module: not attributed, run scopemap and attribute" \
	    "$m" "$T/bare"
	refused "$T/none: No such file or directory" "$m" "$T/none"
	refused "$MODELS/toy-shared.dynamo.onnx: the stream is of another file, or the file was changed since" \
	    "$MODELS/toy-shared.dynamo.onnx" "$S"
	jq -c 'del(.digest)' "$S" >"$T/unsaid"
	refused "$m: the stream does not say of which file it is" \
	    "$m" "$T/unsaid"
	sed '1s/"size":/&1/' "$S" >"$T/size"
	refused "$m: the stream is of another file, or the file was changed since" \
	    "$m" "$T/size"
}

@test "a stream without a node of the file, or with one more" {
	local m=$MODELS/toy-shared.ts.onnx

	attributed "$m" >"$S"
	grep -v '"graph":"main","index":7,' "$S" | jq -c 'if .kind == "end" then
	    {kind} else . end' >"$T/less"
	refused "$m: the stream lacks node 7 of main" "$m" "$T/less"
	jq -c 'if .kind == "node" and .index == 60 then ., .index = 61
	    elif .kind == "end" then {kind} else . end' "$S" >"$T/more"
	refused "$m: the stream has 1 nodes that it has not" "$m" "$T/more"
}

# tagwrite has opened the file when it opens the pipe.
changed_meanwhile() {
	local pid

	rm -f "$T/fifo"
	mkfifo "$T/fifo"
	tagwrite "$@" "$M" "$T/fifo" 2>"$T/err" &
	pid=$!
	exec 5>"$T/fifo"
	eval "$CHANGE"
	cat "$S" >&5
	exec 5>&-
	run wait "$pid"
	wait "$pid" && fail 'not refused'
	assert_equal "$(cat "$T/err")" \
	    "tagwrite: $M: the file was changed meanwhile"
	cmp "$M" "$T/changed"
	assert_equal "$(cd "$T" && ls -A | grep -c hierutils-)" 0
}

@test "a file that is changed while it is read" {
	cp "$MODELS/toy-shared.ts.onnx" "$M"
	attributed "$M" >"$S"
	CHANGE='touch -d 2001-01-01 "$M"; cp -p "$M" "$T/changed"'
	changed_meanwhile -i
	CHANGE='touch -d 2002-01-01 "$M"; cp -p "$M" "$T/changed"'
	changed_meanwhile -o "$T/out"
	[ ! -e "$T/out" ]
	# Another file under its name.
	CHANGE='echo >"$T/changed"; cp "$T/changed" "$T/new"; mv "$T/new" "$M"'
	changed_meanwhile -i
}

@test "a file that is no model" {
	echo hello >"$M"
	attributed "$MODELS/toy-shared.ts.onnx" >"$S"
	refused "$M: no ONNX model: it is text" "$M" "$S"
	refused '/dev/null: empty' "$M" /dev/null
	refused "$T/none: No such file or directory" "$T/none" /dev/null
	refused "$T: Is a directory" --strip "$T"
}

@test "usage" {
	local args

	while read -r args; do
		run --separate-stderr tagwrite $args
		assert_equal "$status" 2
		assert_equal "$output" ''
		[[ $stderr == *usage:\ tagwrite* ]] || fail "$args: $stderr"
	done <<-END

		a b c
		--strip a b
		--strip -p torch a
		--strip -t metadata a
		-t nowhere a
		-i -o x a b
		-i - b
		-i
		--none
	END
	run --separate-stderr tagwrite --strip -t metadata a
	assert_equal "${stderr_lines[0]}" 'tagwrite: no -t with --strip'
	run --separate-stderr tagwrite -
	assert_equal "${stderr_lines[0]}" \
	    'tagwrite: standard input cannot be both model and stream'
}

# --- where the result goes

@test "-i, and the names that a suffix makes of the old one" {
	local old=$MODELS/toy-shared.ts.onnx suffix kept

	mkdir "$T/d" "$T/d/bak"
	cd "$T/d"
	attributed "$old" >"$S"
	tagwrite -o "$T/new.onnx" "$old" "$S" 2>"$T/err"
	while read -r suffix kept; do
		cp "$old" m.onnx
		chmod 640 m.onnx
		tagwrite "-i$suffix" "$T/d/m.onnx" "$S"
		cmp m.onnx "$T/new.onnx"
		cmp "$kept" "$old"
		assert_equal "$(stat -c %a m.onnx "$kept")" $'640\n640'
		# Once more, over the one that was kept.
		tagwrite "--in-place=$suffix" --strip m.onnx
		cmp m.onnx "$old"
		cmp "$kept" "$T/new.onnx"
		rm m.onnx "$kept"
	done <<-END
		.bak m.onnx.bak
		~ m.onnx~
		old-* old-m.onnx
		*.*.x m.onnx.m.onnx.x
		bak/* bak/m.onnx
	END
	cp "$old" m.onnx
	tagwrite -i m.onnx "$S"
	cmp m.onnx "$T/new.onnx"
	assert_equal "$(ls)" $'bak\nm.onnx'
	# The file itself is no other name, by a link neither.
	assert_trouble 'tagwrite: m.onnx: the file itself: no name is left for the old one' \
	    tagwrite '-i*' --strip m.onnx
	ln -s m.onnx m
	assert_trouble 'tagwrite: m.onnx: the file itself: no name is left for the old one' \
	    tagwrite -i.onnx --strip m
	cmp m.onnx "$T/new.onnx"
	# What a link leads to is not what was kept.
	mv m m.onnx.bak
	tagwrite -i.bak --strip m.onnx
	cmp m.onnx "$old"
	cmp m.onnx.bak "$T/new.onnx"
	[ ! -L m.onnx.bak ]
	rm m.onnx.bak
	assert_trouble 'tagwrite: none/m.onnx: No such file or directory' \
	    tagwrite '-inone/*' m.onnx "$S"
	cmp m.onnx "$old"
	assert_equal "$(ls -A)" $'bak\nm.onnx'
	assert_trouble 'tagwrite: /dev/null: no regular file: it has no place' \
	    tagwrite -i /dev/null "$S"
}

@test "-o, the file itself, a link, no regular file; standard output" {
	local old=$MODELS/toy-shared.ts.onnx

	attributed "$old" >"$S"
	cp "$old" "$M"
	tagwrite "$M" <"$S" >"$T/piped"
	tagwrite -o "$T/new" "$M" "$S"
	cmp "$T/piped" "$T/new"
	tagwrite "$M" "$S" | cat | cmp - "$T/new"
	: >"$T/appended"
	tagwrite "$M" "$S" >>"$T/appended"
	cmp "$T/appended" "$T/new"
	cp "$M" "$T/itself"
	run --separate-stderr bash -c 'tagwrite "$0" "$1" >>"$0"' "$T/itself" "$S"
	assert_equal "$status" 2
	assert_message 'tagwrite: \(standard output\): the file that is read'
	cmp "$M" "$T/itself"
	tagwrite -o "$M" "$M" "$S"
	cmp "$M" "$T/new"
	cp "$old" "$M"
	ln -s m.onnx "$T/link"
	tagwrite -i "$T/link" "$S"
	[ -L "$T/link" ]
	cmp "$M" "$T/new"
	assert_trouble 'tagwrite: /dev/full: No space left on device' \
	    tagwrite --strip -o /dev/full "$M"
	assert_trouble "tagwrite: $T/none/x: No such file or directory" \
	    tagwrite --strip -o "$T/none/x" "$M"
	run --separate-stderr bash -c 'tagwrite --dry-run --strip "$0" >/dev/full' \
	    "$M"
	assert_equal "$status" 2
	assert_message 'tagwrite: .*: No space left on device'
}

@test "--dry-run writes nothing and says what would change" {
	local m=$MODELS/bert-tiny3.dynamo.onnx

	attributed "$m" >"$S"
	cd "$T"
	cp "$m" dynamo.onnx
	run tagwrite --dry-run -i dynamo.onnx "$S"
	assert_success
	assert_golden tagwrite/dynamo.dry-run
	cmp dynamo.onnx "$m"
	tagwrite -p namespace -i dynamo.onnx "$S"
	(onnx2ndjson dynamo.onnx | head -n 1; tail -n +2 "$S") >"$T/again"
	run tagwrite -p namespace --dry-run dynamo.onnx "$T/again"
	assert_output --regexp '^graph main: 0 of 85 nodes change
node .*: 0 added, 0 replaced, 85 kept, 0 removed
node .*: 0 added, 0 replaced, 85 kept, 0 removed
model hierutils.modules: 0 added, 0 replaced, 1 kept, 0 removed
bytes: ([0-9]+) before, ([0-9]+) after$'
	assert_equal "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
	run tagwrite --strip --dry-run dynamo.onnx
	assert_output "bytes: $(stat -c %s dynamo.onnx) before, $(stat -c %s "$m") after"
}

@test "external data is never opened; that it stays is told" {
	mkfifo "$T/data"
	wire 'Model.graph(Graph.initializer(Tensor.name("w"),
	    Tensor.external_data(E("location", "data")),
	    Tensor.external_data(E("location", "/dev/zero")),
	    Tensor.data_location(1)), Graph.node(Node.op_type("A")))'
	all_of_a "$M" >"$S"
	run --separate-stderr tagwrite -o "$T/out" "$M" "$S"
	assert_success
	assert_equal "$stderr" ''
	mkdir "$T/d"
	run --separate-stderr timeout 20 tagwrite -o "$T/d/out" "$M" "$S"
	assert_success
	assert_message "tagwrite: $M: its external data stays where it is, and $T/d/out is in another folder"
	cmp "$T/out" "$T/d/out"
	tagwrite --strip "$T/out" | cmp - "$M"
}

# --- large files

# A model of so many bytes: weights, a hole in the file, and a node behind it.
large() {
	local node='Graph.node(Node.op_type("A"))' n=$(($1 - 23))

	wire "varint(7<<3|2)+varint($n+17, 5)+varint(5<<3|2)+varint($n+6, 5)+
	    varint(9<<3|2)+varint($n, 5)"
	assert_equal "$(stat -c %s "$M")" 18
	truncate -s $((18 + n)) "$M"
	printf '\x0a\x03\x22\x01A' >>"$M"
	assert_equal "$(stat -c %s "$M")" "$1"
	all_of_a "$M" >"$S"
}

@test "tags that push a file past protobuf's bound are refused" {
	large 2147483640
	refused "$M: with the tags the file would be larger than 2\^31-1 bytes, protobuf's bound" \
	    "$M" "$S"
	large $((2147483647 - 1000))
	tagwrite --dry-run "$M" "$S"
}

@test "over 2 GiB of weights are tagged and stripped" {
	local digest

	for size in 2147483648 4294967400; do
		large "$size"
		digest=$(onnx2ndjson "$M" | head -n 1 | jq -r .digest)
		tagwrite -p "$T/own.yaml" -o "$T/a.onnx" "$M" "$S"
		run jq -c 'select(.kind == "node").metadata_props' \
		    <<<"$(onnx2ndjson "$T/a.onnx")"
		assert_output '{"k":"v","hierutils.node":"{\"module\":\"a\"}"}'
		tagwrite -i --strip "$T/a.onnx"
		assert_equal "$(stat -c %s "$T/a.onnx")" "$size"
		assert_equal "$(onnx2ndjson "$T/a.onnx" | head -n 1 |
		    jq -r .digest)" "$digest"
		# Holes stay holes, where there are any.
		[ "$(stat -c %b "$T/a.onnx")" -le \
		    $(($(stat -c %b "$M") + 64)) ]
		rm "$T/a.onnx"
	done
}

#!/usr/bin/env bats
# Profiles: their language, the values of the built-in ones, what a stream must
# say for them; --assign; sidecars.  profiles_oracle.py works values out again.

load lib

setup_file() {
	export S=$BATS_FILE_TMPDIR
	local m

	for m in toy-shared.dynamo toy-shared.ts; do
		onnx2ndjson "$MODELS/$m.onnx" | scopemap | attribute >"$S/$m"
	done
	onnx2ndjson "$MODELS/bert-tiny3.ts.onnx" |
	    scopemap -m "$TOP/tests/maps/bert-tiny.export.ndjson" |
	    attribute --strategy scope --drop 'torch.nn.*' >"$S/htp"
}

setup() {
	cd "$T"
}

# [index, tags] of the nodes of a model, as tagwrite writes them.
tags() {
	local model=$MODELS/$1.onnx stream=$S/$1

	shift
	tagwrite "$@" "$model" "$stream" | onnx2ndjson |
	    jq -c 'select(.kind == "node") | [.index, .metadata_props]'
}

# tagwrite with a profile of these lines; nothing is written.
profile() {
	printf '%s\n' "$@" >p.yaml
	run --separate-stderr tagwrite -p p.yaml --dry-run \
	    "$MODELS/toy-shared.ts.onnx" "$S/toy-shared.ts"
}

wrong() {
	local message=$1

	shift
	profile "$@"
	assert_equal "$status" 2
	assert_equal "$stderr" "tagwrite: p.yaml:$message"
}

@test "a profile that is wrong says where and why" {
	wrong '1:1: not a map' '- a'
	wrong '1:1: a profile without keys' 'nodes: {by: scope}'
	wrong '2:9: unknown: colour' 'keys: {a: b}' 'colour: red'
	wrong '1:7: keys is a map' 'keys: [a]'
	wrong '1:6: keys is a map' 'keys:'
	wrong '2:6: not a text' 'keys:' '  a: [b]'
	wrong '2:7: a key without a name' 'keys:' '  "": b'
	wrong "2:19: keys that begin with hierutils. are tagwrite's own" \
	    'keys:' '  hierutils.undo: b'
	wrong '2:7: no such form: modul' 'keys:' '  a:  "x{modul}"'
	wrong '1:11: no such form: a\x0ab' 'keys: {a: "{a\nb}"}'
	wrong '1:11: a brace that is not closed: {a' 'keys: {k: "{a"}'
	wrong '1:11: a closing brace alone; twice it is a brace: }' \
	    'keys: {k: "a}"}'
	wrong '1:8: nodes is a map' 'nodes: MatMul' 'keys: {a: b}'
	wrong '1:15: unknown: name' 'nodes: {name: a}' 'keys: {a: b}'
	wrong '1:13: an empty list' 'nodes: {by: []}' 'keys: {a: b}'
	wrong '1:18: not a text' 'nodes: {module: [{}]}' 'keys: {a: b}'
	wrong '1:10: not a text' 'without: {a: b}' 'keys: {a: b}'
	wrong '1:8: needs can say: classes' 'needs: shapes' 'keys: {a: b}'
	wrong '2:10: a key that stands twice: a' 'keys:' '  {a: b, a: c}'
	wrong '1:7: aliases are not read: * a' 'keys: *a'
	assert_trouble 'tagwrite: /none\.yaml: No such file or directory' \
	    tagwrite -p /none.yaml --dry-run "$MODELS/toy-shared.ts.onnx" /none
	assert_trouble 'tagwrite: no such profile: none \(there are hf, layer_ann, namespace, torch, winml, and files that end in \.yaml\)' \
	    tagwrite -p none --dry-run "$MODELS/toy-shared.ts.onnx" /none
}

@test "a pattern has 63 components at most" {
	local many

	many=$(printf 'a.%.0s' {1..62})
	profile "nodes: {module: ${many}a}" 'keys: {a: b}'
	assert_equal "$status" 0
	wrong "1:17: over 63 components: ${many}a.a" \
	    "nodes: {module: ${many}a.a}" 'keys: {a: b}'
}

@test "LIMIT_RULES: a list has 1024 patterns at most" {
	local many

	many=$(printf 'a,%.0s' {1..1023})
	profile "nodes: {op_type: [${many}a]}" 'keys: {a: b}'
	assert_equal "$status" 0
	wrong '1:18: over 1024 patterns' \
	    "nodes: {op_type: [${many}a,a]}" 'keys: {a: b}'
}

@test "a stream that does not do is told, nothing is written" {
	local model=$MODELS/toy-shared.ts.onnx

	onnx2ndjson "$model" >raw
	assert_trouble 'tagwrite: raw:30: node without module: not attributed, run scopemap and attribute' \
	    tagwrite "$model" raw
	scopemap raw >scoped
	assert_trouble 'tagwrite: scoped:51: node without module: not attributed, run attribute' \
	    tagwrite "$model" scoped
	cat "$S/toy-shared.ts" "$S/toy-shared.ts" >two
	assert_trouble 'tagwrite: two:113: a second model: one at a time is tagged' \
	    tagwrite "$model" two
	head -n -1 "$S/toy-shared.ts" >cut
	assert_trouble 'tagwrite: cut:111: cut short: no end record' \
	    tagwrite "$model" cut
	sed '1s/"stream":1/"stream":2/' "$S/toy-shared.ts" >later
	assert_trouble 'tagwrite: later:1: stream version 2, only 1 is known' \
	    tagwrite "$model" later
	assert_trouble 'tagwrite: /none: No such file or directory' \
	    tagwrite "$model" /none
}

@test "members of another type than theirs are told" {
	local model=$MODELS/toy-shared.ts.onnx member why

	while read -r member why; do
		sed "60s/}\$/,$member}/" "$S/toy-shared.ts" |
		    sed '60s/"by":"[^"]*",\(.*"by"\)/\1/; 60s/"module":"[^"]*",\(.*"module"\)/\1/; 60s/"modules":[^]]*],\(.*"modules"\)/\1/' >bad
		assert_trouble "tagwrite: bad:60: node: $why" \
		    tagwrite "$model" bad
	done <<'CASES'
"module":"a..b" module is no path of a module
"module":7 module is no path of a module
"modules":"a" modules are no paths of modules
"modules":["a.",""] modules are no paths of modules
"by":1 by is no string
"call":-1 call is no count
"call":1.5 call is no count
"exact":0 exact is neither true nor false
CASES
	sed '2s/"path":""/"path":"a."/' "$S/toy-shared.ts" >bad
	assert_trouble 'tagwrite: bad:2: module: path is no path of a module' \
	    tagwrite "$model" bad
	sed '2s/"path":""/"path":"fc"/' "$S/toy-shared.ts" >bad
	assert_trouble 'tagwrite: bad:[0-9]+: module: the path stands twice' \
	    tagwrite "$model" bad
}

@test "a path of 100 atoms is one, of 101 none" {
	local path

	path=$(printf 'a.%.0s' {1..99})a
	sed "s/\"fc_1\"/\"$path\"/g" "$S/toy-shared.ts" >deep
	tagwrite "$MODELS/toy-shared.ts.onnx" deep | onnx2ndjson |
	    jq -r 'select(.index == 60).metadata_props.namespace' >out
	diff - out <<<"${path//./\/}"
	sed "s/\"fc_1\"/\"$path.a\"/g" "$S/toy-shared.ts" >deep
	assert_trouble 'tagwrite: deep:[0-9]+: module: path is no path of a module' \
	    tagwrite "$MODELS/toy-shared.ts.onnx" deep
}

@test "the built-in profiles' values, where classes are known" {
	local p

	for p in namespace layer_ann winml hf; do
		tags toy-shared.dynamo -p "$p" | jq -c 'del(.[1] |
		    .[keys[] | select(startswith("pkg.torch.onnx"))]) |
		    if "'$p'" != "namespace" then del(.[1].namespace)
		    else . end' >out
		assert_golden "tagwrite/dynamo.$p" out
	done
	onnx2ndjson "$MODELS/bert-tiny3.ts.onnx" |
	    scopemap -m "$TOP/tests/maps/bert-tiny.export.ndjson" |
	    attribute >"$S/bert-tiny3.ts"
	tags bert-tiny3.ts | sed -n '2~15p' >out
	assert_golden tagwrite/mapped.torch out
}

@test "the built-in profiles' values, where no class is known" {
	local p

	for p in torch namespace layer_ann; do
		tags toy-shared.ts -p "$p" >out
		assert_golden "tagwrite/ts.$p" out
	done
}

@test "each file in formats/profiles is built in, and does the same" {
	local f p n=0

	for f in "$TOP"/formats/profiles/*.yaml; do
		p=${f##*/}
		tagwrite -p "${p%.yaml}" "$MODELS/bert-tiny3.ts.onnx" "$S/htp" \
		    >named
		tagwrite -p "$f" "$MODELS/bert-tiny3.ts.onnx" "$S/htp" | cmp - named
		n=$((n + 1))
	done
	assert_equal "$n" 5
}

@test "winml and hf need classes, and say how to come by them" {
	local p

	for p in winml hf; do
		assert_trouble "tagwrite: .*/toy-shared\.ts: $p needs classes, that of the root is not known: give scopemap a map with -m" \
		    tagwrite -p "$p" "$MODELS/toy-shared.ts.onnx" \
		    "$S/toy-shared.ts"
	done
	# An inferred class is no known one.
	sed '/"path":"heads.b"/s/"class_by":"metadata"/"class_by":"inferred"/' \
	    "$S/toy-shared.dynamo" >inferred
	assert_trouble 'tagwrite: inferred: winml needs classes, that of "heads\.b" is not known: give scopemap a map with -m' \
	    tagwrite -p winml "$MODELS/toy-shared.dynamo.onnx" inferred
	# Nobody asks for those of modules without a node.
	sed '/"path":"blocks.0.ff"/s/"class[^,]*,//g' "$S/toy-shared.dynamo" |
	    tagwrite -p winml "$MODELS/toy-shared.dynamo.onnx" >out.onnx
}

@test "winml on bert-tiny counts what HTP counted" {
	tagwrite -p winml "$MODELS/bert-tiny3.ts.onnx" "$S/htp" | onnx2ndjson |
	    jq -r 'select(.kind == "node").metadata_props |
		."winml.hierarchy.tag" // "untagged" | split("/")[-1]' |
	    sort | uniq -c | awk '{ print $2, $1 }' >out
	diff -u - out <<'END'
BertEmbeddings 8
BertIntermediate 4
BertModel 19
BertOutput 8
BertPooler 3
BertSdpaSelfAttention 70
BertSelfOutput 8
GELUActivation 16
END
}

@test "a dynamo export's own keys stay as they are" {
	local m=$MODELS/toy-shared.dynamo.onnx

	jq -c 'select(.kind == "node").metadata_props' "$S/toy-shared.dynamo" |
	    sort >had
	tagwrite "$m" "$S/toy-shared.dynamo" | onnx2ndjson |
	    jq -c 'select(.kind == "node").metadata_props |
		del(."hierutils.node")' | sort >has
	cmp had has
}

@test "a fallback gets no tag of the profile" {
	sed '/"module":"fc"/{s/"module":"fc","modules":\["fc"\]/"module":"","modules":[""]/;s/"by":"scope"/"by":"root"/}' \
	    "$S/toy-shared.ts" >fallback
	run grep -c '"by":"root"' fallback
	assert_output 4
	tagwrite -p namespace "$MODELS/toy-shared.ts.onnx" fallback |
	    onnx2ndjson | jq -c 'select(.kind == "node").metadata_props |
		select(."hierutils.node" | fromjson | .by)' | sort | uniq -c |
	    sed 's/^ *//' >out
	diff - out <<'END'
2 {"hierutils.node":"{\"module\":\"\",\"by\":\"root\",\"call\":2}"}
2 {"hierutils.node":"{\"module\":\"\",\"by\":\"root\"}"}
END
}

@test "nodes: which ones get tags" {
	local want select

	while IFS='|' read -r want select; do
		printf 'nodes: {%s}\nkeys: {a: "{module}"}\n' "$select" >p.yaml
		run tags toy-shared.ts -p ./p.yaml
		assert_equal "$select $(grep -c hierutils.node <<<"$output")" \
		    "$select $want"
	done <<'CASES'
13|op_type: MatMul
32|op_type: [MatMul, A*]
61|domain: ai.onnx
0|domain: acme
5|module: fc
44|module: blocks.**
30|module: ["blocks.0.**", nothing]
0|module: block*.norm
61|by: "*"
61|graph: main
3|op_type: MatMul, module: "blocks.*.ff.0"
CASES
}

@test "a value: braces, text, and a key whose form is not known" {
	printf '%s\n' 'keys:' '  a: "{{{depth}}}: {{}}"' '  b: "{class_path}"' \
	    '  c: ""' '  d: "{call}"' '  e: plain' >p.yaml
	run tags toy-shared.ts -p ./p.yaml
	assert_line --index 60 '[60,{"a":"{1}: {}","c":"","d":"2","e":"plain","hierutils.node":"{\"module\":\"fc_1\",\"call\":2}"}]'
	assert_line --index 2 '[2,{"a":"{4}: {}","c":"","e":"plain","hierutils.node":"{\"module\":\"blocks.0.ff.0\"}"}]'
}

@test "name_scopes say the module, but for paths that scopemap reads otherwise" {
	sed 's/"fc_1"/"fc@1"/g' "$S/toy-shared.ts" >at
	tagwrite "$MODELS/toy-shared.ts.onnx" at | onnx2ndjson |
	    jq -r 'select(.index == 60).metadata_props."hierutils.node"' >out
	diff - out <<<'{"module":"fc@1","call":2}'
}

@test "every form of hostile trees, worked out again" {
	run "$PYTHON" "$TOP/tests/profiles_oracle.py" values "$T"
	assert_success
	assert_output --regexp '^[0-9]{5} values, 0 nodes wrong$'
}

@test "namespace: Model Explorer makes a group an atom, of any names" {
	run --separate-stderr "$PYTHON" "$TOP/tests/profiles_oracle.py" \
	    groups "$T"
	assert_output '200 nodes, 0 in other groups, 0 cut'
}

@test "a value has as many bytes as a string of ONNX may, and not one more" {
	local n

	onnx2ndjson "$MODELS/toy-shared.ts.onnx" |
	    sed -n '/"kind":"node"/!p' >head
	for n in 67108864 67108865; do
		"$PYTHON" - "$S/toy-shared.ts" "$n" >big <<'END'
import json, sys
atom = "x" * 1000
# ['', 'ATOM', 'ATOM.y', 'NAME'], of so many bytes.
name = "n" * (int(sys.argv[2]) - 2 * len(atom) - 18)
for line in open(sys.argv[1]):
    r = json.loads(line)
    if r["kind"] == "module":
        continue
    if r["kind"] == "node":
        r["module"], r["modules"] = "", [""]
        if r["index"] == 3:
            r["module"] = atom + ".y"
            r["modules"] = [r["module"]]
            r["name"] = name
    print(json.dumps(r))
END
		printf 'keys: {a: "{scopes}"}\nnodes: {op_type: "*"}\n' >p.yaml
		run --separate-stderr tagwrite -p ./p.yaml -o out.onnx \
		    "$MODELS/toy-shared.ts.onnx" big
		[ "$n" = 67108864 ] && assert_equal "$status" 0
	done
	assert_equal "$status" 2
	assert_message 'tagwrite: big: node 3 of main: a would have more than 64 MiB'
}

@test "module records have 64 MiB at most" {
	awk '{ print } NR == 1 {
	    s = "x"; while (length(s) < 2 ^ 26) s = s s
	    print "{\"kind\":\"module\",\"path\":\"b\",\"class\":\"" s "\"}" }' \
	    "$S/toy-shared.ts" >big
	assert_trouble 'tagwrite: big: the module records have 671[0-9]{5} bytes, a string in an ONNX file at most 64 MiB' \
	    tagwrite -o out.onnx "$MODELS/toy-shared.ts.onnx" big
	[ ! -e out.onnx ]
}

# --assign with these wishes on toy-shared.ts: the setting.
assign() {
	local wish options=()

	for wish; do
		options+=(--assign "$wish")
	done
	run --separate-stderr tagwrite -p layer_ann -o /dev/null \
	    "${options[@]}" "$MODELS/toy-shared.ts.onnx" "$S/toy-shared.ts"
}

@test "--assign: the shortest settings, and what crosses" {
	assign 'npu=blocks.**'
	assert_output 'npu(blocks.)'
	assert_equal "$stderr" 'tagwrite: npu: nodes 44, tensors in 1, out 1'
	assign 'npu=blocks.2.**' 'gpu=blocks.**' 'cpu=fc'
	assert_output 'npu(blocks.2.);cpu(fc.);gpu(blocks.)'
	assert_equal "$stderr" 'tagwrite: npu: nodes 14, tensors in 1, out 1
tagwrite: gpu: nodes 30, tensors in 1, out 1
tagwrite: cpu: nodes 5, tensors in 1, out 2'
	assign 'npu=blocks.*' 'npu=fc*'
	assert_output 'npu(fc.,fc_1.,=blocks.0.,=blocks.2.)'
	assert_equal "$(grep without <<<"$stderr")" \
	    'tagwrite: npu=blocks.*: without the 41 nodes of modules below it: blocks.*.** takes those, too'
	assign 'npu=blocks.*' 'gpu=blocks.*.**'
	[[ $stderr != *without* ]]
	assign 'npu='
	[[ $stderr = 'tagwrite: npu=: without the '*' nodes of modules below it: ** takes those, too'* ]]
	assign 'gpu:0=**'
	assert_equal "$stderr" 'tagwrite: gpu:0: nodes 61, tensors in 0, out 0'
}

@test "--assign: what is refused" {
	local model=$MODELS/toy-shared.ts.onnx wish why

	while IFS='|' read -r wish why; do
		assign "$wish"
		assert_equal "$status $output" '2 '
		assert_message "tagwrite: --assign: $why"
	done <<'CASES'
npu|not DEVICE=GLOB: npu
=fc|no name of a device: =fc
n(=fc|no name of a device: n\(=fc
npu =fc|no name of a device: npu =fc
npu=block|no tagged node is in a module that matches: npu=block
npu=heads|no tagged node is in a module that matches: npu=heads, but below it: heads\.\*\* takes those
CASES
	assign $(printf ' d%d=**' {1..17})
	assert_message 'tagwrite: --assign: more than 16 devices'
	assign "npu=$(printf 'a.%.0s' {1..63})a"
	assert_message 'tagwrite: --assign: over 63 components: npu=.*'
	assert_trouble 'tagwrite: --assign needs a profile that writes layer_ann, not torch' \
	    tagwrite --assign npu=fc -o /dev/null "$model" "$S/toy-shared.ts"
}

@test "--assign: random trees, against ONNX Runtime's matcher" {
	run "$PYTHON" "$TOP/tests/profiles_oracle.py" assign "$T"
	assert_success
	assert_output --regexp '^200 cases, 1[0-9][0-9] settings, 0 wrong$'
}

@test "--assign: a setting of 8192 bytes and no more" {
	local n

	for n in 8192 8193; do
		# Two modules of long names, `npu(NAME.,NAME.)`.
		sed -e "s/\"fc\"/\"$(printf '%4092s' | tr ' ' y)\"/g" \
		    -e "s/\"fc_1\"/\"$(printf "%$((n - 4100))s" |
		    tr ' ' x)\"/g" "$S/toy-shared.ts" >long
		run --separate-stderr tagwrite -p layer_ann -o /dev/null \
		    --assign 'npu=xx*' --assign 'npu=yy*' \
		    "$MODELS/toy-shared.ts.onnx" long
		[ "$n" != 8192 ] || assert_equal "$status ${#output}" "0 8192"
	done
	assert_equal "$status" 2
	assert_message 'tagwrite: --assign: the setting has 8193 bytes, ONNX Runtime takes 8192'
}

@test "layer_ann: paths that ONNX Runtime's rules cannot hold" {
	local name why

	while IFS='|' read -r name why; do
		sed "s/\"fc_1\"/\"$name\"/g" "$S/toy-shared.ts" >odd
		assert_trouble "tagwrite: odd: module \".*\": rules of layers cannot hold $why" \
		    tagwrite -p layer_ann "$MODELS/toy-shared.ts.onnx" odd
	done <<'CASES'
a,b|`,`
a;b|`;`
a(b|`\(`
a)b|`\)`
=a|`=` at the beginning
 a|space at the beginning
\\ta|space at the beginning
a\\u0000b|NUL
CASES
	# Of a module that gets no tag nobody asks.
	sed 's/"fc_1"/"a,b"/g' "$S/toy-shared.ts" >odd
	printf 'nodes: {module: blocks.**}\nkeys: {layer_ann: "{layer}"}\n' \
	    >p.yaml
	tagwrite -p ./p.yaml "$MODELS/toy-shared.ts.onnx" odd >out.onnx
}

@test "--assign: nodes in a body follow the node that it is of" {
	"$PYTHON" - <<'END'
import onnx
from onnx import TensorProto, helper
value = helper.make_tensor_value_info
bodies = [helper.make_graph(
    [helper.make_node("Relu", ["y"], [f"b{i}"], name=f"/a/b/Relu_{i}"),
     helper.make_node("Neg", [f"b{i}"], [f"c{i}"], name=f"/out/Neg_{i}")],
    f"body{i}", [], [value(f"c{i}", TensorProto.FLOAT, [1])])
    for i in range(2)]
nodes = [helper.make_node("Abs", ["x"], ["y"], name="/out/Abs"),
         helper.make_node("If", ["c"], ["z"], name="/a/If",
                          then_branch=bodies[0], else_branch=bodies[1])]
graph = helper.make_graph(
    nodes, "g", [value("x", TensorProto.FLOAT, [1]),
                 value("c", TensorProto.BOOL, [])],
    [value("z", TensorProto.FLOAT, [1])])
onnx.save(helper.make_model(graph), "if.onnx")
END
	onnx2ndjson if.onnx | scopemap | attribute >if.ndjson
	run --separate-stderr tagwrite -p layer_ann -o /dev/null \
	    --assign 'npu=a.**' if.onnx if.ndjson
	assert_output 'npu(a.)'
	assert_equal "$stderr" \
	    'tagwrite: npu: nodes 5 (2 in bodies of such), tensors in 1, out 0'
}

@test "sidecars: both files, as they are written" {
	SOURCE_DATE_EPOCH=1700000000 tagwrite -p hf -o out.onnx \
	    --sidecar toy_hierarchy.json --sidecar toy_htp_metadata.json \
	    "$MODELS/toy-shared.dynamo.onnx" "$S/toy-shared.dynamo"
	for f in toy_hierarchy.json toy_htp_metadata.json; do
		jq 'if .exporter then .exporter.version = "V" else . end' "$f" |
		    sed 's|"name_or_path": ".*/|"name_or_path": "|
		    s/: \([0-9]*\)\.0,/: \1,/' >out
		assert_golden "tagwrite/$f" out
	done
	tagwrite -t doc_string -o out.onnx --sidecar toy_hierarchy.json \
	    "$MODELS/toy-shared.dynamo.onnx" "$S/toy-shared.dynamo"
	run jq -r .injection_strategy toy_hierarchy.json
	assert_output doc_string
}

@test "sidecars: what readers ask of them, of random trees and names" {
	run "$PYTHON" "$TOP/tests/profiles_oracle.py" sidecars "$T"
	assert_success
	assert_output '20 pairs of sidecars hold'
}

@test "sidecars: what is refused, and that nothing is written then" {
	local m=toy.onnx s=$S/toy-shared.dynamo

	cp "$MODELS/toy-shared.dynamo.onnx" toy.onnx
	assert_trouble 'tagwrite: --sidecar: the name ends in neither hierarchy\.json nor htp_metadata\.json: x\.json' \
	    tagwrite --sidecar x.json -o out.onnx "$m" "$s"
	cp "$m" 1_hierarchy.json
	ln -s 1_hierarchy.json 2_hierarchy.json
	assert_trouble 'tagwrite: --sidecar: 2_hierarchy\.json is 1_hierarchy\.json: it would be overwritten' \
	    tagwrite --sidecar 2_hierarchy.json -o out.onnx 1_hierarchy.json "$s"
	assert_trouble 'tagwrite: --sidecar: \./o_hierarchy\.json is o_hierarchy\.json: it would be overwritten' \
	    tagwrite --sidecar ./o_hierarchy.json -o o_hierarchy.json "$m" "$s"
	assert_trouble 'tagwrite: --sidecar: \./o_hierarchy\.json is o_hierarchy\.json: it would be overwritten' \
	    tagwrite --sidecar o_hierarchy.json --sidecar ./o_hierarchy.json \
	    -o out.onnx "$m" "$s"
	cmp "$m" 1_hierarchy.json
	rm 1_hierarchy.json 2_hierarchy.json
	assert_trouble 'tagwrite: --sidecar: more than 2' \
	    tagwrite --sidecar 1_hierarchy.json --sidecar 2_hierarchy.json \
	    --sidecar 3_hierarchy.json -o out.onnx "$m" "$s"
	assert_trouble 'tagwrite: .*/toy-shared\.ts: --sidecar needs classes, that of the root is not known: give scopemap a map with -m' \
	    tagwrite --sidecar x_hierarchy.json -o out.onnx \
	    "$MODELS/toy-shared.ts.onnx" "$S/toy-shared.ts"
	SOURCE_DATE_EPOCH=soon assert_trouble \
	    'tagwrite: SOURCE_DATE_EPOCH: no time: soon' \
	    tagwrite --sidecar x_hierarchy.json -o out.onnx "$m" "$s"
	run --separate-stderr tagwrite --sidecar none/x_hierarchy.json \
	    -o out.onnx "$m" "$s"
	assert_equal "$status" 2
	assert_message \
	    'tagwrite: none/x_hierarchy\.json: No such file or directory'
	run find . -name '*hierarchy*' -o -name '*out*'
	assert_output ''
}

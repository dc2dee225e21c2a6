#!/usr/bin/env bats
# Tags read back: a tagged file gives the stream that it was tagged from.
# tests/tag_oracle.py writes them with the onnx package, tagwrite as it does.

load lib

ORACLE=$TOP/tests/tag_oracle.py

# attributed FILE [MAP [ATTRIBUTE-ARGUMENT...]]: its stream; scopemap's
# messages are in $T/messages.
attributed() {
	local file=$1 map=${2-}

	shift $(($# < 2 ? $# : 2))
	onnx2ndjson "$file" | scopemap ${map:+-m "$map"} 2>"$T/messages" |
	    attribute "$@"
}

# What must come back: of each node and of each module.
facts() {
	jq -c 'if .kind == "node" then [.graph, .index, .module, .modules,
	    .exact == false, .class, .call // 1, .by == "root"]
	    else empty end' "$1"
	grep '^{"kind":"module"' "$1"
}

# comes_back WRITER FILE STREAM PROFILE TARGET: FILE tagged from STREAM gives
# these facts again, twice the same bytes, and nothing to say.
comes_back() {
	local file=$2 tagged=$T/tagged.onnx

	if [ "$1" = oracle ]; then
		"$PYTHON" "$ORACLE" -p "$4" -t "$5" "$3" "$file" "$tagged"
	else
		tagwrite -p "$4" -t "$5" -o "$tagged" "$file" <"$3" 2>"$T/told"
	fi
	attributed "$tagged" >"$T/back"
	# What is wrong with the graph itself is told as before.
	run grep -v 'nodes with a name that another node has' "$T/messages"
	assert_output ''
	diff <(facts "$3") <(facts "$T/back") >"$T/diff" ||
	    fail "$1 $4 $5 $(basename "$file"): $(head -n 6 "$T/diff")"
	scopemap "$T/back" | scopemap | attribute | attribute >"$T/again"
	cmp "$T/back" "$T/again"
}

# A model with bodies, a function with an overload, operators of its own, nodes
# without a name and of one name.
make_odd() {
	"$PYTHON" - "$1" <<-'EOF'
		import sys
		import onnx
		from onnx import helper as h

		def graph(name, nodes, outputs):
		    return h.make_graph(nodes, name, [], [
		        h.make_tensor_value_info(o, 1, None) for o in outputs])

		then = graph("then", [
		    h.make_node("If", ["c"], ["t"], "/a/If", then_branch=graph(
		        "in", [h.make_node("Relu", ["x"], ["i"])], ["i"]),
		        else_branch=graph("out", [h.make_node("Own", ["x"], ["o"],
		        domain="acme")], ["o"]))], ["t"])
		other = graph("other", [h.make_node("Neg", ["x"], ["n"], "twice")],
		              ["n"])
		nodes = [
		    h.make_node("If", ["c"], ["y"], "twice", then_branch=then,
		                else_branch=other),
		    h.make_node("Own", ["y"], ["z"], domain="acme", k=1),
		    h.make_node("Part", ["z"], ["u"], "/b/Part", domain="acme",
		                overload="two"),
		    h.make_node("Own", ["u"], ["v"], "", "old {words", domain="acme"),
		    h.make_node("Relu", ["v"], ["w"], "/a/Relu"),
		]
		part = h.make_function("acme", "Part", ["p"], ["r"], [
		    h.make_node("Relu", ["p"], ["q"], "/q/Relu"),
		    h.make_node("Own", ["q"], ["r"], domain="acme")],
		    [h.make_opsetid("", 18)], overload="two")
		model = h.make_model(h.make_graph(nodes, "g", [
		    h.make_tensor_value_info("c", 9, []),
		    h.make_tensor_value_info("x", 1, [2])],
		    [h.make_tensor_value_info("w", 1, None)]), functions=[part],
		    opset_imports=[h.make_opsetid("", 18),
		                   h.make_opsetid("acme", 1)])
		onnx.save(model, sys.argv[1])
	EOF
}

@test "a tagged file gives its stream back: exports, by the oracle" {
	local file

	for file in "$MODELS/bert-tiny.ts.dyn" "$MODELS/toy-shared.ts" \
	    "$MODELS/bert-tiny3.dynamo" "$TOP/tests/nets/dicts.ts" \
	    "$TOP/tests/accuracy/toy-lstm-tagger.ts.qdq" \
	    "$TOP/tests/accuracy/bert-tiny3.dynamo.nometa"; do
		attributed "$file.onnx" >"$T/stream"
		comes_back oracle "$file.onnx" "$T/stream" torch metadata
		comes_back oracle "$file.onnx" "$T/stream" node doc_string
	done
}

@test "a tagged file gives its stream back: all the profiles, by tagwrite" {
	local profile target

	attributed "$MODELS/bert-tiny.ts.dyn.onnx" \
	    "$TOP/tests/maps/bert-tiny.export.ndjson" >"$T/stream"
	for profile in torch namespace layer_ann winml hf; do
		for target in metadata doc_string; do
			comes_back tagwrite "$MODELS/bert-tiny.ts.dyn.onnx" \
			    "$T/stream" $profile $target
		done
	done
}

@test "a coarser tree comes back, and stays as coarse" {
	local file=$MODELS/bert-tiny3.dynamo.onnx globs

	for globs in '-d torch.nn.*' '-k encoder.layer.*' '-d **.self'; do
		attributed "$file" '' $globs >"$T/stream"
		comes_back oracle "$file" "$T/stream" torch metadata
		comes_back tagwrite "$file" "$T/stream" torch doc_string
		comes_back tagwrite "$file" "$T/stream" layer_ann metadata
	done
}

@test "what a reference alone knew comes back, classes too" {
	local file=$TOP/tests/accuracy/bert-tiny3.dynamo.ortall.onnx

	attributed "$MODELS/bert-tiny3.dynamo.onnx" >"$T/ref"
	attributed "$file" '' -l "$T/ref" >"$T/stream"
	run jq -rn '[inputs | select(.kind == "node" and .by == "like")] |
	    "\(length) \(map(select(.class)) | length)"' "$T/stream"
	assert_output '81 81'
	comes_back oracle "$file" "$T/stream" torch metadata
	comes_back tagwrite "$file" "$T/stream" layer_ann doc_string
	# Another reference does not overrule what stands in the file.
	onnx2ndjson "$T/tagged.onnx" | scopemap |
	    attribute -l <(sed 's/"module":"encoder/"module":"decoder/' \
	    "$T/ref") 2>"$T/messages" >"$T/liked"
	diff <(facts "$T/stream") <(facts "$T/liked")
}

@test "a stream that says otherwise than names and metadata comes back" {
	local file target

	for file in "$MODELS/toy-shared.ts.onnx" \
	    "$MODELS/toy-shared.dynamo.onnx"; do
		attributed "$file" |
		    jq -c -f "$TOP/tests/tags_edited.jq" >"$T/stream"
		for target in metadata doc_string; do
			comes_back oracle "$file" "$T/stream" torch $target
			comes_back oracle "$file" "$T/stream" node $target
			comes_back tagwrite "$file" "$T/stream" torch $target
		done
	done
}

@test "bodies, functions, nodes without a name: they come back" {
	local target

	make_odd "$T/odd.onnx"
	attributed "$T/odd.onnx" >"$T/plain"
	run jq -rn '[inputs | select(.kind == "node").graph] | unique[]' \
	    "$T/plain"
	assert_output 'function/acme:Part:two
main
main/0/else_branch
main/0/then_branch
main/0/then_branch/0/else_branch
main/0/then_branch/0/then_branch'
	jq -c -f "$TOP/tests/tags_edited.jq" "$T/plain" >"$T/stream"
	for target in metadata doc_string; do
		comes_back oracle "$T/odd.onnx" "$T/stream" node $target
		comes_back oracle "$T/odd.onnx" "$T/stream" torch $target
		comes_back tagwrite "$T/odd.onnx" "$T/stream" layer_ann $target
	done
}

@test "attributes of operators of one's own: these nodes come back" {
	make_odd "$T/odd.onnx"
	attributed "$T/odd.onnx" | jq -c -f "$TOP/tests/tags_edited.jq" \
	    >"$T/stream"
	for profile in node torch; do
		"$PYTHON" "$ORACLE" -p $profile -t attributes "$T/stream" \
		    "$T/odd.onnx" "$T/tagged.onnx"
		attributed "$T/tagged.onnx" >"$T/back"
		for x in stream back; do
			facts "$T/$x" >"$T/$x.facts"
			jq -c 'select(.domain == "acme" and .op_type == "Own") |
			    [.graph, .index, .module, .modules, .exact == false,
			    .call // 1, .by == "root"]' "$T/$x" >"$T/$x.own"
		done
		[ "$(wc -l <"$T/back.own")" = 4 ]
		diff "$T/stream.own" "$T/back.own"
		diff <(grep '^{' "$T/stream.facts") <(grep '^{' "$T/back.facts")
	done
}

@test "what a tag says has no confidence; --strategy usage does not ask it" {
	attributed "$MODELS/toy-shared.dynamo.onnx" >"$T/stream"
	run jq -rn '[inputs | select(.kind == "node").confidence] | unique |
	    length' "$T/stream"
	assert_output 1
	run jq -rn 'first(inputs | select(.kind == "node").confidence)' \
	    "$T/stream"
	assert_output 0.9999
	comes_back tagwrite "$MODELS/toy-shared.dynamo.onnx" "$T/stream" torch \
	    metadata
	run jq -rn '[inputs | select(.kind == "node") | "\(.by)
	    \(.confidence)"] | unique[]' "$T/back"
	assert_output $'metadata\n\t    null'
	onnx2ndjson "$T/tagged.onnx" | scopemap | attribute -s usage >"$T/usage"
	run jq -rn '[inputs | select(.kind == "node").by] |
	    any(. == "metadata")' "$T/usage"
	assert_output false
}

@test "after ONNX Runtime dropped the nodes' tags: tree and classes" {
	local x

	cp "$MODELS/bert-tiny3.dynamo.onnx" "$T/plain.onnx"
	truncate -s 20M "$T/weights.bin"
	(cd "$T" && attributed plain.onnx >stream &&
	    tagwrite -o tagged.onnx plain.onnx <stream)
	"$PYTHON" - "$T" <<-'EOF'
		import sys
		import onnxruntime as ort
		for name in "plain", "tagged":
		    o = ort.SessionOptions()
		    o.graph_optimization_level = (
		        ort.GraphOptimizationLevel.ORT_ENABLE_BASIC)
		    o.optimized_model_filepath = f"{sys.argv[1]}/{name}.opt.onnx"
		    o.log_severity_level = 4
		    ort.InferenceSession(f"{sys.argv[1]}/{name}.onnx", o,
		                         providers=["CPUExecutionProvider"])
	EOF
	for x in plain tagged; do
		attributed "$T/$x.opt.onnx" >"$T/$x"
		jq -rn '[inputs | select(.kind == "node")] |
		    [length, (map(select(.metadata_props)) | length),
		    (map(select(.class)) | length),
		    (map(select(.exact != false)) | length)] | @tsv' "$T/$x"
	done >"$T/counts"
	run cat "$T/counts"
	read -r all tags classes exact <<<"${lines[0]}"
	[ "$tags" = 0 ] && [ "$classes" -lt "$all" ]
	# An activation is found by its class, too.
	assert_line --index 1 --regexp "^$all"$'\t0\t'"$all"$'\t[0-9]+$'
	[ "${lines[1]##*$'\t'}" -gt "$exact" ]
	diff <(grep '^{"kind":"module"' "$T/stream") \
	    <(grep '^{"kind":"module"' "$T/tagged")
}

# ---- streams written by hand ----

# tagged TABLE NODE...: a stream of a file with this table; each NODE is the
# members of a node, as JSON.
tagged() {
	local table=$1

	shift
	jq -cn --rawfile t <(printf %s "$table") '{kind: "model", stream: 1} + (
	    if $t == "" then {} else
	    {metadata_props: {"hierutils.modules": $t}} end)'
	echo '{"kind":"graph","graph":"main"}'
	jq -cn '$ARGS.positional | to_entries[] | {kind: "node", graph: "main",
	    index: .key, name: "/enc/fc/Op_\(.key + 1)", op_type: "Op",
	    input: ["x"], output: ["y\(.key)"]} + .value' --jsonargs "$@"
	echo '{"kind":"end"}'
}
# tag TEXT: members of a node with this hierutils.node.
tag() {
	jq -cn --arg t "$1" '{metadata_props: {"hierutils.node": $t}}'
}
m() {
	printf '{"kind":"module","path":"%s"%s}\n' "$1" "${2-}"
}
paths() {
	jq -r 'select(.kind == "module").path' "$1"
}
scopes() {
	jq -r 'select(.kind == "node") | [.scope // "-", .scope_by // "-",
	    (.scope_modules // ["-"] | join("+")), .call // 1] | @tsv' "$1"
}

@test "a table is put in order, and its places are put right" {
	local table

	table=$(m b ',"parent":"","depth":7,"leaf":false,"by":"structure"'
	    m a.b.c ',"class":"m.C","class_by":"nobody","parent":"a"'
	    m a.b.c.d.e ',"type":"t","calls":0,"more":1'
	    m '' ',"class":null,"by":"scope"')
	tagged "$table" '{}' >"$T/s"
	scopemap "$T/s" >"$T/out"
	run grep '"module"' "$T/out"
	assert_output '{"kind":"module","path":"","depth":0,"leaf":false,"by":"scope"}
{"kind":"module","path":"b","parent":"","depth":1,"leaf":true,"by":"structure"}
{"kind":"module","path":"a.b.c","class":"m.C","parent":"","depth":1,"leaf":false}
{"kind":"module","path":"a.b.c.d.e","type":"t","parent":"a.b.c","depth":2,"leaf":true,"calls":0,"more":1}'
	run jq -r 'select(.kind == "model").tagged' "$T/out"
	assert_output true
	# /enc/fc is in nothing that the table has.
	run bash -c 'attribute "$1" | jq -c "select(.kind == \"node\") |
	    [.module, .by]"' - "$T/out"
	assert_output '["","parent"]'
}

@test "maps are stronger than the table, and add to it" {
	tagged "$(m '' ',"class":"m.Net","class_by":"map","type":"t"'
	    m enc ',"class":"m.Old","class_by":"inferred","params":1,"calls":4,"by":"scope"'
	    m last ',"class":"m.Last","class_by":"metadata","order":9')" \
	    '{}' >"$T/s"
	{
		m '' ',"class":"other.Top"'
		m enc ',"class":"torch.nn.New","params":2'
		m enc.fc ',"class":"m.Fc"'
	} >"$T/map"
	run --separate-stderr scopemap -m "$T/map" "$T/s"
	assert_equal "$stderr" "scopemap: $T/s: the module map has other classes than metadata has: modules: 1, nodes in them: 0; the first is \"\"
scopemap: $T/s: the module map lacks what the model has: modules: 1, nodes in them: 0; the first is \"last\""
	run grep '"module"' <<<"$output"
	assert_output '{"kind":"module","path":"","class":"other.Top","class_by":"map","type":"custom","depth":0,"leaf":false,"by":"map"}
{"kind":"module","path":"enc","class":"torch.nn.New","class_by":"map","type":"torch.nn","parent":"","depth":1,"leaf":false,"calls":4,"params":2,"by":"map"}
{"kind":"module","path":"enc.fc","class":"m.Fc","class_by":"map","type":"custom","parent":"enc","depth":2,"leaf":true,"by":"map"}
{"kind":"module","path":"last","class":"m.Last","class_by":"metadata","parent":"","depth":1,"leaf":true,"order":9}'
}

@test "a table that cannot be read is told, and not used" {
	wrong() {
		tagged "$1" '{}' >"$T/s"
		run --separate-stderr scopemap "$T/s"
		assert_equal "$status" 0
		assert_equal "$stderr" \
		    "scopemap: $T/s: hierutils.modules:$2: not used"
		run jq -r 'select(.path or .kind == "model") |
		    .path, .tagged | values' <<<"$output"
		assert_output "$3"
	}
	local bare=$'\nenc\nenc.fc' deep

	wrong x '1: not an object' "$bare"
	wrong $'\n' '1: an empty line' "$bare"
	wrong "$(m a; m a)" '2: module "a" stands twice' "$bare"
	wrong "$(m a..b)" '1: "a..b" is no module'"'"'s path' "$bare"
	wrong "$(m a ',"parent":"a"')" '1: "parent": "a" is not round "a"' "$bare"
	wrong "$(m a ',"parent":"b"'; m b ',"parent":"a"')" \
	    '1: "parent": "b" is not round "a"' "$bare"
	wrong "$(m a ',"class":[1]')" '1: "class": not a string' "$bare"
	wrong "$(m a ',"calls":-1')" '1: "calls": no count' "$bare"
	wrong "$(m a ',"params":"99999999999999999999"')" \
	    '1: "params": no count' "$bare"
	wrong '{"kind":"module","path":"a","path":"b"}' \
	    '1: a member stands twice' "$bare"
	wrong '{"kind":"end"}' \
	    "1: a stream's record: a module map has modules alone" "$bare"
	deep=$(printf '[%.0s' $(seq 300))
	wrong "$(m a ",\"x\":$deep")" '1: nested too deeply' "$bare"
	deep=$(printf 'a.%.0s' $(seq 100))
	wrong "$(m "${deep}a")" \
	    "1: \"${deep}...\" is no module's path" "$bare"
}

@test "a tag that cannot be read is told, and the next evidence asked" {
	local many deep t
	local -a nodes=()

	many=$(seq -s '","m.' 0 64)
	deep=$(printf '[%.0s' $(seq 300))
	for t in '' '{' '[]' '7' '{"module":7}' '{"module":".."}' \
	    '{"module":"a..b"}' '{"modules":["a"]' '{"module":"a","modules":[]}' \
	    '{"module":"a","modules":["a",1]}' '{"module":"a","modules":"a"}' \
	    "{\"module\":\"m.0\",\"modules\":[\"m.$many\",\"m.65\"]}" \
	    '{"module":"a","exact":0}' '{"module":"a","call":0}' \
	    '{"module":"a","call":4294967295}' '{"module":"a","call":1e3}' \
	    '{"module":"a"} x' "{\"module\":\"a\",\"later\":$deep" \
	    '{"modules":["a"]}' '{}'; do
		nodes+=("$(tag "$t")")
	done
	tagged "$(m '')" "${nodes[@]}" '{"metadata_props":{"hierutils.node":""},
	    "doc_string":"{\"hierutils.node\":[\"a\"]}"}' >"$T/s"
	run --separate-stderr scopemap "$T/s"
	assert_equal "$stderr" \
	    "scopemap: $T/s: nodes whose scopes cannot be read: 21; the first is \"/enc/fc/Op_1\""
	echo "$output" >"$T/out"
	run bash -c "$(declare -f scopes); scopes '$T/out' | sort | uniq -c"
	assert_output --regexp $'^ *21 enc.fc\tscope\t-\t1$'
	run paths "$T/out"
	assert_output ''
	# What is just within the limits.
	tagged '' "$(tag "{\"module\":\"m.0\",\"modules\":[\"m.$many\"]}")" \
	    "$(tag '{"module":"a","call":4294967294,"later":[{}]}')" >"$T/s"
	run --separate-stderr scopemap "$T/s"
	assert_equal "$stderr" ''
	run jq -c 'select(.kind == "node") | [.call, (.scope_modules | length)]' \
	    <<<"$output"
	assert_output $'[null,65]\n[4294967294,1]'
}

@test "where a tag stands: doc_string, attribute, metadata_props" {
	doc() {
		jq -cn --arg d "$1" '{doc_string: $d}'
	}
	local in_meta head

	in_meta=$(tag '{"module":"meta"}')
	head='{"kind":"map","stream":1,"target":"doc_string"}'
	tagged "$head"$'\n'"$(m '')" \
	    "$(doc '{"hierutils.node":"{\"module\":\"doc\"}"}')" \
	    "$(doc $'{"hierutils.node":"{\\"module\\":\\"doc\\"}"}\n-- hierutils --\n{"x')" \
	    "$(doc $'{"hierutils.node":"{\\"module\\":\\"doc\\"}"}\nmore')" \
	    "$(doc '{"hierutils.node":"{\"module\":\"doc\"}"')" \
	    "$(jq -c '. + {doc_string: "{\"hierutils.node\":\"{\\\"module\\\":\\\"doc\\\"}\"}"}' <<<"$in_meta")" \
	    "$(jq -c '. + {attribute: {k: 1, "hierutils.node": "{\"module\":\"attr\"}"}}' <<<"$in_meta")" \
	    "$(jq -c '. + {attribute: {"hierutils.node": 5}}' <<<"$in_meta")" \
	    '{"attribute":{"namespace":": m.A/b: m.B/op: x"}}' \
	    '{"doc_string":"{\"pkg.torch.onnx.name_scopes\":\"['"''"', '"'new'"', '"'op'"']\"}",
	      "metadata_props":{"pkg.torch.onnx.name_scopes":"['"''"', '"'old'"', '"'op'"']",
	      "pkg.torch.onnx.class_hierarchy":"['"'m.A'"', '"'m.B'"', '"'op'"']"}}' \
	    >"$T/s"
	run --separate-stderr scopemap "$T/s"
	assert_equal "$stderr" \
	    "scopemap: $T/s: nodes whose scopes cannot be read: 1; the first is \"/enc/fc/Op_7\""
	echo "$output" >"$T/out"
	run scopes "$T/out"
	assert_output $'doc\tmetadata\tdoc\t1
doc\tmetadata\tdoc\t1
enc.fc\tscope\t-\t1
enc.fc\tscope\t-\t1
doc\tmetadata\tdoc\t1
attr\tmetadata\tattr\t1
enc.fc\tscope\t-\t1
enc.fc\tscope\t-\t1
new\tmetadata\tnew\t1'
	# Tags name modules; other metadata does not, beside a table.
	run paths "$T/out"
	assert_output $'\ndoc\nattr'
	# The same file tagged last in its nodes' metadata_props, by its table.
	sed 's/{\\"kind\\":\\"map.*doc_string\\"}\\n//' "$T/s" >"$T/s2"
	run ! cmp -s "$T/s" "$T/s2"
	run --separate-stderr scopemap "$T/s2"
	echo "$output" >"$T/out"
	run scopes "$T/out"
	assert_line --index 4 $'meta\tmetadata\tmeta\t1'
	assert_line --index 5 $'meta\tmetadata\tmeta\t1'
	assert_line --index 8 $'old\tmetadata\told\t1'
}

@test "a file that is tagged again elsewhere says what was written last" {
	local file=$MODELS/toy-shared.ts.onnx first second

	attributed "$file" | jq -c -f "$TOP/tests/tags_edited.jq" >"$T/one"
	while read -r first second; do
		tagwrite -t "$first" -o "$T/first.onnx" "$file" <"$T/one"
		attributed "$T/first.onnx" | sed 's/"z\.9/"y.8/g' >"$T/two"
		comes_back tagwrite "$T/first.onnx" "$T/two" torch "$second"
		comes_back tagwrite "$T/first.onnx" "$T/two" layer_ann "$second"
	done <<-EOF
		doc_string metadata
		metadata doc_string
	EOF
}

@test "tags of other tools, with a map for class paths" {
	other() {
		jq -cn --arg k "$1" --arg v "$2" '{metadata_props: {($k): $v}}'
	}
	in_doc() {
		jq -c '{doc_string: tojson}' <<<"$1"
	}
	{
		m '' ',"class":"m.Net"'
		m enc ',"class":"m.Enc"'
		m enc.fc ',"class":"torch.nn.modules.linear.Linear"'
		m enc.layer ',"class":"torch.nn.modules.container.ModuleList"'
		m enc.layer.0 ',"class":"m.Layer"'
		m enc.layer.1 ',"class":"m.Layer"'
		m enc.layer.1.a ',"class":"m.Fc"'
		m enc.layer.1.b ',"class":"m.Fc"'
	} >"$T/map"
	tagged '' \
	    "$(other winml.hierarchy.tag /Net/Enc/Layer.0)" \
	    "$(other winml.hierarchy.tag /Net/Enc/Layer.1/Fc)" \
	    "$(other winml.hierarchy.tag /Net/Enc/Layer.2)" \
	    "$(other winml.hierarchy.tag /Net)" \
	    "$(other winml.hierarchy.tag /Net/Enc)" \
	    "$(other hf_module_scope Layer.enc.layer.1)" \
	    "$(other hf_module_scope enc.layer.0)" \
	    "$(other hf_module_scope Act.enc.act)" \
	    "$(other hf_module_scope Net)" \
	    '{"attribute":{"axis":1,"hierarchy_tag":"/Net/Enc/Layer.1"}}' \
	    '{"attribute":{"hierarchy_tags":["/Net/Enc/Layer.0","/Net/Enc/Layer.1"]}}' \
	    '{"attribute":{"hierarchy_tags":"[\"/Net/Enc/Layer.0\"]"}}' \
	    '{"attribute":{"source_module":"enc.layer.1.a"}}' \
	    '{"attribute":{"source_module":"enc.layer.9"}}' \
	    "$(in_doc '{"hierarchy_tags": ["/Net/Enc/Layer.0", "/Net"],
	        "hierarchy_path": "/Net/Enc/Layer.0", "hierarchy_count": 2,
	        "hierarchy_method": "usage_based"}')" \
	    "$(in_doc '{"hierarchy_tags": ["/Net/Enc/Layer.1"]}')" >"$T/s"
	run --separate-stderr scopemap -m "$T/map" "$T/s"
	assert_equal "$(tail -n 1 <<<"$stderr")" "scopemap: $T/s: nodes with another tool's tag, of no module or of several: 3; the first is \"/enc/fc/Op_2\""
	echo "$output" >"$T/out"
	# A name below the tag's module agrees and says more.
	run scopes "$T/out"
	assert_output $'enc.layer.0\tmetadata\tenc.layer.0\t1
enc.fc\tscope\t-\t1
enc.fc\tscope\t-\t1
enc.fc\tscope\t-\t1
enc.fc\tscope\t-\t1
enc.layer.1\tmetadata\tenc.layer.1\t1
enc.layer.0\tmetadata\tenc.layer.0\t1
enc.act\tmetadata\tenc.act\t1
enc.fc\tscope\t-\t1
enc.layer.1\tmetadata\tenc.layer.1\t1
enc.layer\tmetadata\tenc.layer.0+enc.layer.1\t1
enc.layer.0\tmetadata\tenc.layer.0\t1
enc.layer.1.a\tmetadata\tenc.layer.1.a\t1
enc.fc\tscope\t-\t1
enc.layer.0\tmetadata\tenc.layer.0\t1
enc.layer.1\tmetadata\tenc.layer.1\t1'
	run jq -r 'select(.path == "enc.act") | .class, .class_by' "$T/out"
	assert_output $'Act\nmetadata'
	run bash -c 'attribute "$1" | jq -c "select(.index == 10) |
	    [.module, .modules, .exact]"' - "$T/out"
	assert_output '["enc.layer",["enc.layer","enc.layer.0","enc.layer.1"],false]'
	# Without classes a class path is nobody's.
	run --separate-stderr scopemap "$T/s"
	assert_equal "$stderr" "scopemap: $T/s: nodes with another tool's tag, of no module or of several: 12; the first is \"/enc/fc/Op_1\""
}

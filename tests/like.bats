#!/usr/bin/env bats
# attribute --like: a model laid against the one that it was made from.
# (How often it is right: accuracy.bats.)
load lib

setup_file() {
	export S=$BATS_FILE_TMPDIR L=$GOLDEN/like model
	for model in fused quantized; do
		scopemap "$L/$model.ndjson" >"$S/$model"
	done
	for model in "$MODELS"/*.onnx; do
		onnx2ndjson "$model" | scopemap |
		    attribute >"$S/$(basename "$model" .onnx)"
	done
}

# The modules that were merged into each node, its evidence.
merged() {
	jq -r 'select(.kind == "node") | [.op_type, (.modules | join(" + ")),
	    .by + if .exact == false then " ~" else "" end] | @tsv' "$@"
}

# A stream with every name replaced, and nothing in its place for a node.
renamed() {
	jq -c 'def h: if . == "" then . else "v" + @base64 end;
	    if .kind == "node" then .input |= map(h) | .output |= map(h) |
	    .name = "" else if .name then .name |= h else . end end' "$1"
}

hashed() {
	"$PYTHON" "$TOP/tests/hash_names.py" "$1" "$T/hashed.onnx"
	onnx2ndjson "$T/hashed.onnx" | scopemap
}

# What a node is said to be, by graph and index.
verdicts() {
	jq -c 'select(.kind == "node") |
	    [.graph, .index, .module, .call, .class]' "$@"
}

@test "what an optimizer merged, by names" {
	attribute --like "$L/ref.ndjson" "$S/fused" >"$T/got"
	assert_golden like/fused.attributed "$T/got"
	run merged "$T/got"
	assert_line $'FusedConv\tconv + act\tlike'
	assert_line $'SkipLayerNormalization\tnorm + \tlike'
}

@test "what a quantizer put between, by names" {
	attribute --like "$L/ref.ndjson" "$S/quantized" >"$T/got"
	assert_golden like/quantized.attributed "$T/got"
	run merged "$T/got"
	assert_line $'Conv\tconv + act\tlike'
	assert_line $'QuantizeLinear\tact\tlike'
	assert_line $'DynamicQuantizeLinear\tgelu\tlike'
}

# node INDEX OP_TYPE INPUTS OUTPUT [MODULE]
node() {
	jq -cn --argjson i "$1" --arg o "$2" --arg in "$3" --arg out "$4" \
	    --arg m "${5-}" '{kind: "node", graph: "main", index: $i, name: "",
	    op_type: $o, input: ($in / " "), output: [$out]} +
	    if $m == "" then {} else {module: $m, by: "scope"} end'
}

weight() {
	jq -cn --argjson i "$1" --arg n "$2" --argjson s "$3" '{kind:
	    "initializer", graph: "main", index: $i, name: $n,
	    dtype: "FLOAT", shape: $s, bytes: 4}'
}

@test "an attention is of the module round those whose products it does" {
	stream '{"kind":"graph","graph":"main"}' "$(weight 0 wq '[8,8]')" \
	    "$(weight 1 wk '[8,8]')" "$(weight 2 wv '[8,8]')" \
	    "$(weight 3 wo '[8,8]')" "$(node 0 MatMul 'x wq' q att.q)" \
	    "$(node 1 MatMul 'x wk' k att.k)" \
	    "$(node 2 MatMul 'x wv' v att.v)" \
	    "$(node 3 MatMul 'q k' s att)" "$(node 4 Softmax s p att)" \
	    "$(node 5 MatMul 'p v' c att)" \
	    "$(node 6 MatMul 'c wo' y att.o)" >"$T/ref"
	stream '{"kind":"graph","graph":"main"}' \
	    "$(weight 0 qkv '[8,24]')" "$(weight 1 wo '[8,8]')" \
	    "$(node 0 Attention 'x qkv' c)" "$(node 1 MatMul 'c wo' y)" \
	    >"$T/model"
	scopemap "$T/model" | attribute --like "$T/ref" >"$T/got"
	run merged "$T/got"
	assert_output $'Attention\tatt + att.q + att.k + att.v\tlike
MatMul\tatt.o\tlike'
}

@test "the same where every name was replaced" {
	local model

	for model in fused quantized; do
		merged "$L/$model.attributed" | cut -f 1,2 >"$T/want"
		renamed "$L/$model.ndjson" | scopemap |
		    attribute --like "$L/ref.ndjson" >"$T/got"
		merged "$T/got" | cut -f 1,2 | diff "$T/want" -
	done
}

@test "real exports with every name replaced are what they were" {
	local model name

	for model in "$MODELS"/*.onnx; do
		name=$(basename "$model" .onnx)
		hashed "$model" | attribute --like "$S/$name" >"$T/got"
		verdicts "$S/$name" >"$T/want"
		verdicts "$T/got" | diff "$T/want" -
		jq -enR -f "$TOP/formats/records.jq" "$T/got"
	done
}

@test "rewritten models with every name replaced: 97 per cent, each 93" {
	local model name ref pairs=()

	mkdir "$T/hashed"
	for model in "$TOP"/tests/accuracy/*.{ortall,slim,qdq}.onnx; do
		name=$(basename "$model" .onnx)
		for ref in "$TOP"/tests/{accuracy,models}/"${name%.*}".onnx; do
			[ -e "$ref" ] || continue
			ln -sf "$ref" "$T/hashed"
			ln -sf "${model%.onnx}.truth.ndjson" "$T/hashed"
			pairs+=("$model" "$T/hashed/$name.onnx")
		done
	done
	"$PYTHON" "$TOP/tests/hash_names.py" "${pairs[@]}"
	run "$PYTHON" "$TOP/tests/accuracy.py" --way like --jobs 2 "$T/hashed"
	assert_success
	printf '%s\n' "${lines[@]}"
	[ "$(awk '$1 == "like" { for (i = 1; i < NF; i++) {
	    if ($i == "exact" && $(i + 1) < 97) bad = 1
	    if ($i == "worst" && $(i + 1) < 93) bad = 1 }
	    n++ } END { print n + 0, bad + 0 }' <<<"$output")" = '2 0' ]
}

@test "nodes in another order, on both sides" {
	local name=bert-tiny3.ts

	hashed "$MODELS/$name.onnx" >"$T/hashed"
	"$PYTHON" - "$T/hashed" >"$T/turned" <<-'EOF'
		import json, sys
		records = [json.loads(line) for line in open(sys.argv[1])]
		nodes = [r for r in records if r["kind"] == "node"]
		# The last that can run runs first.
		made = {v for r in nodes for v in r["output"]}
		left, done, order = nodes[::-1], set(), []
		while left:
		    node = next(r for r in left if all(
		        v in done or v not in made for v in r["input"]))
		    left.remove(node)
		    done |= set(node["output"])
		    order.append(node)
		for i, node in enumerate(order):
		    node["was"], node["index"] = node["index"], i
		for r in records:
		    if r["kind"] != "node":
		        if r["kind"] == "end":
		            for node in order:
		                print(json.dumps(node))
		        print(json.dumps(r))
	EOF
	attribute --like "$S/$name" "$T/turned" |
	    jq -c 'select(.kind == "node") | .index = .was' |
	    verdicts - | sort >"$T/got"
	verdicts "$S/$name" | sort | diff - "$T/got"
}

@test "modules that only the reference knows get records, and once" {
	hashed "$MODELS/bert-tiny3.dynamo.onnx" >"$T/hashed"
	attribute --like "$S/bert-tiny3.dynamo" "$T/hashed" >"$T/once"
	attribute --like "$S/bert-tiny3.dynamo" "$T/once" | cmp - "$T/once"
	run jq -r 'select(.kind == "module" and .path == "pooler.dense") |
	    [.class, .parent, .depth, .leaf, .by] | @tsv' "$T/once"
	assert_output $'torch.nn.modules.linear.Linear\tpooler\t2\ttrue\tlike'
	# Each behind its parent, and no parent a leaf.
	run jq -rn '[inputs | select(.kind == "module")] |
	    map(.path) as $paths | (map({(.path): .leaf}) | add) as $leaf |
	    [.[] | select(.parent) | .parent as $p | .path as $c |
	    select($leaf[$p] or ($paths | index($p) > index($c)))] | length' \
	    "$T/once"
	assert_output 0
}

@test "a call of a module that has several; --like REF from a pipe" {
	hashed "$MODELS/toy-shared.ts.onnx" >"$T/hashed"
	run_pipe 'attribute --like <(cat "$S/toy-shared.ts") "$T/hashed" |
	    jq -s "map(select(.call == 2)) | length"'
	assert_success
	[ "$output" -gt 3 ]
}

@test "a reference that has nothing to do with it is said, and not used" {
	hashed "$MODELS/bert-tiny3.ts.onnx" >"$T/hashed"
	attribute "$T/hashed" >"$T/want"
	run --separate-stderr attribute --like "$S/toy-lstm-tagger.ts" \
	    "$T/hashed"
	assert_success
	assert_message "attribute: .*/toy-lstm-tagger.ts.onnx: not used as reference: it matches [0-9]+ of 102 nodes"
	printf '%s\n' "$output" | cmp - "$T/want"
}

@test "a model of another kind whose values bear the same names" {
	# Exporters number: linear_1, add_2.
	onnx2ndjson "$MODELS/bert-tiny3.dynamo.onnx" | scopemap >"$T/scoped"
	run --separate-stderr attribute --like "$S/toy-shared.dynamo" \
	    "$T/scoped"
	assert_success
	assert_message 'attribute: .*: not used as reference: .*'
}

@test "several models are each laid against the reference" {
	cat "$S/fused" "$S/quantized" >"$T/both"
	attribute --like "$L/ref.ndjson" "$T/both" |
	    cmp - <(cat "$L/fused.attributed" "$L/quantized.attributed")
}

@test "a reference that is not attributed, cut, of another version, missing" {
	local at="$T/ref"

	jq -c 'del(.module)' "$L/ref.ndjson" >"$T/ref"
	assert_trouble "attribute: $at:20: node without \"module\": not an attributed stream" \
	    attribute --like "$T/ref" "$S/fused"
	head -n 20 "$L/ref.ndjson" >"$T/ref"
	assert_trouble "attribute: $at:20: .*end.*" \
	    attribute --like "$T/ref" "$S/fused"
	sed '1s/"stream":1/"stream":2/' "$L/ref.ndjson" >"$T/ref"
	assert_trouble "attribute: $at:1: .*version.*" \
	    attribute --like "$T/ref" "$S/fused"
	cat "$L/ref.ndjson" "$L/ref.ndjson" >"$T/ref"
	assert_trouble "attribute: $at:37: a second model: --like takes one" \
	    attribute --like "$T/ref" "$S/fused"
	assert_trouble "attribute: $T/none: .*" \
	    attribute --like "$T/none" "$S/fused"
	assert_trouble "attribute: $T/none: .*" \
	    attribute --like "$T/none" "$T/none"
	jq -c 'if .kind == "node" then .module = "a..b" else . end' \
	    "$L/ref.ndjson" >"$T/ref"
	assert_trouble "attribute: $at:20: \"module\": not a module path" \
	    attribute --like "$T/ref" "$S/fused"
	jq -c 'if .kind == "node" then .modules = "a" else . end' \
	    "$L/ref.ndjson" >"$T/ref"
	assert_trouble "attribute: $at:20: \"modules\": not an array of module paths" \
	    attribute --like "$T/ref" "$S/fused"
}

# Models of N nodes that a file could be made to, to be slow: one value that
# all nodes read, one node that reads all, one chain of helpers, one of equal
# ops, products without a pair that share all that is above them.
@test "time is linear in what a file controls" {
	local shape

	for shape in readers inputs helpers equal shared; do
		"$PYTHON" - $shape "$T" <<-'EOF'
			import json, sys
			shape, folder = sys.argv[1:]
			N = 100000
			def node(i, op, inputs, outputs):
			    return {"kind": "node", "graph": "main", "index": i,
			        "name": "", "op_type": op, "input": inputs,
			        "output": outputs}
			def nodes(p, other):
			    if shape == "readers":
			        for i in range(N):
			            yield "Relu", [p + "x"], [p + str(i)]
			    elif shape == "inputs":
			        for i in range(N):
			            yield "Relu", [p + "x"], [p + str(i)]
			        yield "Add", [p + str(i) for i in range(N)], [p + "y"]
			    elif shape == "helpers":
			        for i in range(N):
			            yield "Reshape", [p + str(i)], [p + str(i + 1)]
			        yield "Relu", [p + str(N)], [p + "y"]
			    elif shape == "equal":
			        for i in range(N - 2000 * other):
			            yield "Relu" if i % 7 or not other else "Tanh", \
			                [p + str(i)], [p + str(i + 1)]
			    elif shape == "shared" and other:
			        for i in range(300):
			            yield "Exp", [p + str(i)], [p + str(i + 1)]
			        for i in range(N):
			            yield "MatMul", [p + "300", p + "w"], [p + "z%d" % i]
			    else:
			        for i in range(N):
			            yield "Gemm", [p + "0", p + "w"], [p + "z%d" % i]
			for p, name in ("a", "model"), ("b", "ref"):
			    with open(folder + "/" + name, "w") as f:
			        print('{"kind":"model","stream":1}', file=f)
			        print('{"kind":"graph","graph":"main"}', file=f)
			        print(json.dumps({"kind": "initializer", "graph": "main",
			            "index": 0, "name": p + "w", "dtype": "FLOAT",
			            "shape": [4, 4], "bytes": 64}), file=f)
			        for i, n in enumerate(nodes(p, p == "b")):
			            r = node(i, *n)
			            if p == "b":
			                r.update(module="m%d" % (i % 1000), by="scope")
			            print(json.dumps(r), file=f)
			        print('{"kind":"end"}', file=f)
		EOF
		run timeout 60 bash -c 'scopemap "$1/model" |
		    attribute --like "$1/ref" | tail -n 1' - "$T"
		assert_output --partial '{"kind":"end"}'
	done
}

@test "nodes that bear the name of what they took in do not speak against it" {
	$PYTHON "$TOP/tests/profile.py" fused "$T/fused.onnx"
	$PYTHON "$TOP/tests/profile.py" run "$T/fused.onnx" all 1 "$T/p" \
	    "$T/ran.onnx"
	onnx2ndjson "$T/fused.onnx" | scopemap | attribute >"$T/ref"
	onnx2ndjson "$T/ran.onnx" | scopemap | attribute --like "$T/ref" \
	    >"$T/out" 2>"$T/err"
	[ ! -s "$T/err" ]
	run jq -r 'select(.op_type == "Conv") | "\(.by) \(.modules)"' "$T/out"
	assert_line --index 0 'like ["layers.0.conv","layers.0.relu"]'
	assert_equal "$(grep -c '^like .*conv.*relu' <<<"$output")" 6
}

#!/usr/bin/env bats
# scopemap without a map: metadata, TorchScript names, the tree, bad streams.
# (Names that are hard to invert: nets.bats; maps and classes:
# scopemap-maps.bats.)
load lib

# node INDEX NAME OP_TYPE INPUTS OUTPUTS [MEMBERS]: a node record.
node() {
	jq -cn --argjson i "$1" --arg n "$2" --arg o "$3" --arg in "$4" \
	    --arg out "$5" --argjson more "${6-"{}"}" '{kind: "node",
	    graph: "main", index: $i, name: $n, op_type: $o,
	    input: ($in / " " | map(select(. != ""))), output: ($out / " ")}
	    + $more'
}
metadata() {
	jq -cn '{metadata_props: ($ARGS.positional | [range(0; length; 2) as $i |
	    {(.[$i]): .[$i + 1]}] | add)}' --args "$@"
}
GRAPH='{"kind":"graph","graph":"main"}'
KEY=pkg.torch.onnx

# Paths of the modules, a line each; nodes as "index scope scope_by call".
paths() {
	jq -r 'select(.kind == "module").path'
}
scopes() {
	jq -r 'select(.kind == "node") |
	    [.index, .scope // "-", .scope_by // "-", .call // 1] | @tsv'
}

@test "name_scopes: the last item is the op, the one before it the module" {
	stream "$GRAPH" \
	    "$(node 0 a Add x y "$(metadata $KEY.name_scopes \
	        "['', 'enc', 'enc.fc', 'linear']" $KEY.class_hierarchy \
	        "['m.Net', 'm.Enc', 'torch.nn.Linear', 'aten.linear']")")" \
	    "$(node 1 b Add y z "$(metadata $KEY.name_scopes "['', 'add']")")" \
	    "$(node 2 c Add z w "$(metadata $KEY.name_scopes "['linear_1']")")" \
	    "$(node 3 d Add w v "$(metadata $KEY.name_scopes \
	        "['_empty_nn_module_stack_from_metadata_hook', 'sym_size']")")" \
	    >"$T/s"
	run bash -c 'scopemap "$1" | tee "$1.out" | jq -r "select(.kind ==
	    \"module\") | [.path, .class] | @csv"' - "$T/s"
	assert_output '"","m.Net"
"enc","m.Enc"
"enc.fc","torch.nn.Linear"'
	run scopes <"$T/s.out"
	assert_output $'0\tenc.fc\tmetadata\t1
1\t\tmetadata\t1
2\t-\t-\t1
3\t-\t-\t1'
}

@test "Python's repr, to the letter" {
	stream "$GRAPH" \
	    "$(node 0 a Add x y "$(metadata $KEY.name_scopes \
	        "['', \"it's\", 'caf\\xe9\\u2028\\U0001f600\\\\', 'op']")")" \
	    "$(node 1 b Add y z "$(metadata $KEY.name_scopes \
	        "['', 'a\\tb\\n\\'\"', 'op']")")" >"$T/s"
	run bash -c 'scopemap "$1" | jq -ac "select(.kind == \"node\").scope"' \
	    - "$T/s"
	assert_output '"caf\u00e9\u2028\ud83d\ude00\\"
"a\tb\n'"'"'\""'
}

@test "repr lists that are none are told once, with their number" {
	local bad=("['', 'a'" "['', 'a'] " "['','a', 'op']" "('', 'a')" \
	    "['', 'a\\q', 'op']" "['', a]" "['', 'a', 'op'" "[''" "x")
	local i nodes=()
	for i in "${!bad[@]}"; do
		nodes+=("$(node "$i" "n$i" Add x "y$i" \
		    "$(metadata $KEY.name_scopes "${bad[i]}")")")
	done
	stream "$GRAPH" "${nodes[@]}" >"$T/s"
	run --separate-stderr scopemap "$T/s"
	assert_success
	assert_message "scopemap: .*: nodes whose scopes cannot be read: ${#bad[@]}; the first is \"n0\""
	refute_output --partial '"scope"'
}

@test "torch.export's mark of a call is no part of the path" {
	stream "$GRAPH" \
	    "$(node 0 a Add x y "$(metadata $KEY.name_scopes \
	        "['', 'enc', 'enc.fc', 'linear']")")" \
	    "$(node 1 b Add y z "$(metadata $KEY.name_scopes \
	        "['', 'enc', 'enc.fc@1', 'linear_1']")")" >"$T/s"
	run bash -c 'scopemap "$1"' - "$T/s"
	run scopes <<<"$output"
	assert_output $'0\tenc.fc\tmetadata\t1
1\tenc.fc\tmetadata\t2'
}

@test "namespace, where there are no name_scopes" {
	stream "$GRAPH" \
	    "$(node 0 a Add x y "$(metadata namespace \
	        ': m.Net/enc: m.Enc/linear: aten.linear.default')")" \
	    "$(node 1 b Add y z "$(metadata namespace 'just/words')")" >"$T/s"
	run bash -c 'scopemap "$1"' - "$T/s"
	run scopes <<<"$output"
	assert_output $'0\tenc\tmetadata\t1
1\t-\t-\t1'
}

@test "names that tools make of the exporter's" {
	stream "$GRAPH" \
	    "$(node 0 /a/fc/MatMul/MatMulAddFusion Gemm x t0)" \
	    "$(node 1 'fused /a/fc/Gemm' FusedGemm t0 t1)" \
	    "$(node 2 /a/act/Relu_output_0_QuantizeLinear QuantizeLinear t1 t2)" \
	    "$(node 3 /a/norm/Mul/SimplifiedLayerNormFusion/ X t2 t3)" \
	    "$(node 4 SkipLayerNormalization_token_7 Y t3 /a/norm/Add_1_output_0)" \
	    "$(node 5 '' Z /a/norm/Add_1_output_0 /b/Conv_output_0_nchwc)" \
	    "$(node 6 Constant_12 Constant '' onnx::Slice_9)" >"$T/s"
	run bash -c 'scopemap "$1"' - "$T/s"
	run scopes <<<"$output"
	assert_output $'0\ta.fc\tscope\t1
1\ta.fc\tscope\t1
2\ta.act\tscope\t1
3\ta.norm\tscope\t1
4\ta.norm\tvalue\t1
5\tb\tvalue\t1
6\t-\t-\t1'
}

@test "a merged node names two modules" {
	stream "$GRAPH" "$(node 0 /conv/Conv FusedConv x /relu/Relu_output_0)" \
	    >"$T/s"
	run bash -c 'scopemap "$1" | jq -c "select(.kind == \"node\") |
	    [.scope, .scope_also]"' - "$T/s"
	assert_output '["conv","relu"]'
}

@test "modules: parents first, siblings by their first node" {
	stream "$GRAPH" \
	    '{"kind":"initializer","graph":"main","index":0,"name":"z.w"}' \
	    '{"kind":"initializer","graph":"main","index":1,"name":"b.c.w"}' \
	    "$(node 0 /m/Relu Relu x y)" "$(node 1 /b/c/Mul Mul 'y b.c.w' z)" \
	    "$(node 2 /a/Relu Relu z w)" >"$T/s"
	run bash -c 'scopemap "$1"' - "$T/s"
	run paths <<<"$output"
	assert_output $'\nm\nb\nb.c\na\nz'
}

@test "what is owned goes wherever it stands; the rest stays as it is" {
	stream "$GRAPH" \
	    '{"kind":"module","path":"old"}' \
	    '{ "call" : 9, "kind":"node","x":1e5, "scope":"q","graph":"main","index":0,"name":"/a/Relu","op_type":"Relu","input":[],"output":["\u0079"], "scope_by":"z" }' \
	    '{"kind":"later","any":[1.0,"\ud800"]}' >"$T/s"
	run bash -c 'scopemap "$1" | tail -n 3 | head -n 2' - "$T/s"
	assert_output '{"kind":"node","x":1e5,"graph":"main","index":0,"name":"/a/Relu","op_type":"Relu","input":[],"output":["\u0079"],"scope":"a","scope_by":"scope"}
{"kind":"later","any":[1.0,"\ud800"]}'
}

@test "100,000 components, values of one name, second calls: linear" {
	python3 - >"$T/deep" <<-'EOF'
	import json
	def node(i, name, op, inputs, outputs):
	    print(json.dumps({"kind": "node", "graph": "main", "index": i,
	        "name": name, "op_type": op, "input": inputs,
	        "output": outputs}))
	print('{"kind":"model","stream":1}')
	print('{"kind":"graph","graph":"main"}')
	for i in range(100000):
	    print(json.dumps({"kind": "initializer", "graph": "main",
	        "index": i, "name": f"p.m{i}.weight"}))
	node(0, "/" + "/".join(f"c{i}" for i in range(100000)) + "/Relu",
	     "Relu", ["x"], ["y"])
	for i in range(1, 100001):
	    node(i, f"/fc_{i}/Relu" if i > 1 else "/fc/Relu", "Relu", ["y"],
	         [f"y{i}"])
	print('{"kind":"end"}')
	EOF
	run timeout 60 bash -c 'scopemap "$1" | attribute | tail -n 1' - \
	    "$T/deep"
	assert_success
	assert_output '{"kind":"end"}'
}

@test "bad records: file, line, reason" {
	stream "$GRAPH" '{"kind":"node","graph":"main","index":0,"name":7,"op_type":"A","input":[],"output":[]}' >"$T/a"
	assert_trouble 'scopemap: .*/a:3: "name": not a string' scopemap "$T/a"
	stream "$GRAPH" '{"kind":"node","graph":"main","index":0,"op_type":"A","input":[3],"output":[]}' >"$T/b"
	assert_trouble 'scopemap: .*/b:3: "input": not an array of strings' \
	    scopemap "$T/b"
	stream "$GRAPH" "$(node 1 a A x y)" "$(node 1 b A y z)" >"$T/c"
	assert_trouble 'scopemap: .*/c:4: "index": not in order' scopemap "$T/c"
	stream '{"kind":"node","index":0,"op_type":"A","input":[],"output":[]}' >"$T/d"
	assert_trouble 'scopemap: .*/d:2: "graph": missing' scopemap "$T/d"
	assert_trouble 'scopemap: .*/none: No such file or directory' \
	    scopemap "$T/none"
}

@test "a full disk, options that are none" {
	stream "$GRAPH" >"$T/s"
	run --separate-stderr bash -c 'scopemap "$1" >/dev/full' - "$T/s"
	assert_equal "$status" 2
	assert_message 'scopemap: \(standard output\): No space left on device'
	run --separate-stderr scopemap --no-such-option
	assert_equal "$status" 2
	[ -z "$output" ]
}

@test "tf2onnx keeps TensorFlow's scopes" {
	stream "$GRAPH" "$(node 0 m/dense/MatMul MatMul x m/dense/MatMul:0)" \
	    "$(node 1 m/dense/BiasAdd__37 Add m/dense/MatMul:0 y)" \
	    "$(node 2 Reshape__4 Reshape y z)" \
	    "$(node 3 m/a.b/Relu Relu z w)" >"$T/s"
	sed -i '1s/}$/,"producer_name":"tf2onnx"}/' "$T/s"
	run bash -c 'scopemap "$1"' - "$T/s"
	run scopes <<<"$output"
	assert_output $'0\tm.dense\tscope\t1
1\tm.dense\tscope\t1
2\t-\t-\t1
3\tm.a_b\tscope\t1'
}

@test "GenAI's builder names a weight after its node" {
	stream "$GRAPH" '{"kind":"initializer","graph":"main","index":0,"name":"model.layers.0.attn.q_proj.MatMul.weight"}' \
	    "$(node 0 /model/layers.0/attn/q_proj/MatMul MatMul \
	    'x model.layers.0.attn.q_proj.MatMul.weight' y)" >"$T/s"
	sed -i '1s/}$/,"producer_name":"onnxruntime-genai"}/' "$T/s"
	run bash -c 'scopemap "$1"' - "$T/s"
	run paths <<<"$output"
	assert_output $'\nmodel\nmodel.layers\nmodel.layers.0\nmodel.layers.0.attn\nmodel.layers.0.attn.q_proj'
}

@test "faults of a graph: each kind once, with its count; nothing stops" {
	stream "$GRAPH" "$(node 0 /a/Relu Relu z y)" \
	    "$(node 1 /a/Relu Relu y z)" "$(node 2 /b//Relu Relu z z)" \
	    "$(node 3 '' Relu z u)" "$(node 4 '' Relu u w)" >"$T/s"
	run --separate-stderr scopemap "$T/s"
	assert_success
	assert_equal "${stderr//$T/T}" "scopemap: T/s: node names with an empty component: 1; the first is \"/b//Relu\"
scopemap: T/s: nodes with a name that another node has: 1; the first is \"/a/Relu\"
scopemap: T/s: values that are defined twice: 1; the first is \"z\"
scopemap: T/s: nodes that read a value before it is made: 1; the first is \"/a/Relu\""
	run scopes <<<"$output"
	assert_output $'0\ta\tscope\t1
1\ta\tscope\t1
2\t-\t-\t1
3\t-\t-\t1
4\t-\t-\t1'
}

@test "a message about a model names its file, harmlessly, and an unnamed node" {
	{
		stream "$GRAPH" "$(node 0 '' Relu z y)" \
		    "$(node 1 '' Relu y z)"
		stream "$GRAPH" "$(node 0 '' Relu y z)" \
		    "$(node 1 '' Relu x y)" "$(node 2 '' Relu x u)"
		stream | sed 's/1}/1,"metadata_props":{"hierutils.modules":"no"}}/'
	} | sed 's/"stream":1/&,"file":"a\\u001b[2J.onnx"/' >"$T/s"
	printf '{"kind":"module","path":"x"}\n' >"$T/map"
	run --separate-stderr scopemap -m "$T/map" "$T/s"
	assert_success
	assert_equal "$(grep -v 'names no module' <<<"$stderr")" \
'scopemap: a\x1b[2J.onnx: nodes that read a value before it is made: 1; the first is node 0 of main
scopemap: a\x1b[2J.onnx: nodes that read a value before it is made: 1; the first is node 0 of main
scopemap: a\x1b[2J.onnx: hierutils.modules:1: not an object: not used'
	[[ $stderr = *': names no module of a\x1b[2J.onnx: not used'* ]]
	cp "$T/s" "$T/"$'x\e[2J'
	sed -i 's/,"file":"[^"]*"//' "$T/"$'x\e[2J'
	run --separate-stderr scopemap "$T/"$'x\e[2J'
	assert_success
	[[ $stderr != *$'\e'* && $stderr = *'x\x1b[2J: nodes that read '* ]]
}

@test "a quantizer's scale of the input input.1 is no module's parameter" {
	stream "$GRAPH" '{"kind":"initializer","graph":"main","index":0,"name":"input.1_scale"}' \
	    '{"kind":"initializer","graph":"main","index":1,"name":"fc.weight_scale"}' \
	    '{"kind":"initializer","graph":"main","index":2,"name":"list.0"}' >"$T/s"
	run bash -c 'scopemap "$1"' - "$T/s"
	run paths <<<"$output"
	assert_output $'\nfc\nlist'
}

@test "LIMIT_WIRE_DEPTH: 100 graphs round one" {
	local id=main i

	for i in {1..101}; do
		id+=/0/b
		printf '{"kind":"graph","graph":"%s"}\n' "$id"
	done >"$T/graphs"
	stream '{"kind":"graph","graph":"main"}' \
	    "$(head -n 100 "$T/graphs")" >"$T/s"
	scopemap "$T/s" >/dev/null
	stream '{"kind":"graph","graph":"main"}' "$(cat "$T/graphs")" >"$T/s"
	assert_trouble 'scopemap: .*/s:103: "graph": over 100 graphs within one another' \
	    scopemap "$T/s"
}

@test "a fusion's prefix is no module" {
	local name i=0 inits=()
	for name in ConvMulFusion_W_a.conv.weight \
	    ConvMulFusion_Mul_B_a.scale.gamma \
	    ConvAddFusion_B_ConvBnFusion_BN_B_a.bn.bias \
	    MatMulBnFusion_GemmB_b.weight ConvMulFusion_W.c.weight; do
		inits+=("{\"kind\":\"initializer\",\"graph\":\"main\",\"index\":$i,\"name\":\"$name\"}")
		i=$((i + 1))
	done
	stream "$GRAPH" "${inits[@]}" >"$T/s"
	run bash -c 'scopemap "$1"' - "$T/s"
	run paths <<<"$output"
	# The last is a module of such a name.
	assert_output $'\na\na.conv\na.scale\na.bn\nb\nConvMulFusion_W\nConvMulFusion_W.c'
}

@test "a variable with a dot ends in numbers: list.0_1 is a call, fc_1 may be none" {
	# An optimizer has put the second call first, and merged away the first
	# of `only`.
	stream "$GRAPH" "$(node 0 /list/list.0_1/Relu Relu x y)" \
	    "$(node 1 /list/list.0/Relu Relu y z)" \
	    "$(node 2 /only/only.1.0_2/Relu Relu z w)" \
	    "$(node 3 /fc_1/Relu Relu w v)" >"$T/s"
	run bash -c 'scopemap "$1"' - "$T/s"
	run scopes <<<"$output"
	assert_output $'0\tlist.0\tscope\t2
1\tlist.0\tscope\t1
2\tonly.1.0\tscope\t3
3\tfc_1\tscope\t1'
}

@test "what a tool's own node reads does not tell calls apart" {
	local shape='{"kind":"initializer","graph":"main","index":0,"name":"shape"}'
	local weight='{"kind":"initializer","graph":"main","index":1,"name":"attn.fc.weight"}'
	# The first Reshape of the first call was made anew.
	stream "$GRAPH" "$shape" "$weight" \
	    "$(node 0 merged_reshape Reshape "x shape" /attn/Reshape_output_0)" \
	    "$(node 1 /attn/Softmax Softmax /attn/Reshape_output_0 y)" \
	    "$(node 2 /attn_1/Reshape Reshape "y s" z)" \
	    "$(node 3 /attn_1/Softmax Softmax z w)" >"$T/s"
	run bash -c 'scopemap "$1"' - "$T/s"
	run scopes <<<"$output"
	assert_output $'0\tattn\tvalue\t1
1\tattn\tscope\t1
2\tattn\tscope\t2
3\tattn\tscope\t2'
}

@test "the order of nodes tells calls apart unless a tool has sorted them" {
	local first=("$GRAPH" "$(node 0 /act_1/Relu Relu x a)" \
	    "$(node 1 /act/Relu Relu x b)")
	stream "${first[@]}" "$(node 2 /mix/Mul Mul "a x" c)" \
	    "$(node 3 /mix/Mul_2 Mul "c b" d)" >"$T/traced"
	stream "${first[@]}" "$(node 2 /mix/Mul_2 Mul "a x" c)" \
	    "$(node 3 /mix/Mul Mul "c b" d)" >"$T/sorted"
	run bash -c 'scopemap "$1"' - "$T/traced"
	run scopes <<<"$output"
	assert_line --index 0 $'0\tact_1\tscope\t1'
	run bash -c 'scopemap "$1"' - "$T/sorted"
	run scopes <<<"$output"
	assert_line --index 0 $'0\tact\tscope\t2'
	# Each graph has an order of its own.
	local body='{"kind":"graph","graph":"main/2/body","parent":"main"}'
	stream "${first[@]}" "$(node 2 /mix/Mul_2 Mul "a b" c)" "$body" \
	    "$(node 0 /mix/Mul Mul "a x" d | sed 's,"main","main/2/body",')" \
	    >"$T/graphs"
	run bash -c 'scopemap "$1"' - "$T/graphs"
	run scopes <<<"$output"
	assert_line --index 0 $'0\tact_1\tscope\t1'
}

# between A ACT B SCOPE_A SCOPE_B [NODE...]: the module of a Relu in the scope
# ACT, between two Adds with biases of the modules A and B.
between() {
	stream "$GRAPH" "$(jq -cn --arg n "$1" '{kind: "initializer",
	    graph: "main", index: 0, name: "\($n).bias"}')" \
	    "$(jq -cn --arg n "$3" '{kind: "initializer",
	    graph: "main", index: 1, name: "\($n).bias"}')" \
	    "$(node 0 "/$4/Add" Add "x $1.bias" y)" \
	    "$(node 1 "/$2/Relu" Relu y z)" \
	    "$(node 2 "/$5/Add" Add "z $3.bias" w)" "${@:6}" | scopemap |
	    scopes | awk '$1 == 1 { print $2 }'
}

@test "what runs once between two members of a dict is taken for a third" {
	run between d.a act d.b a b
	assert_output d.act
	run between d.a act.0 d.b a b
	assert_output d.act.0
	# Not between those of two, of a list, of the module itself; nor what
	# is called again, or read elsewhere.
	run between d.a act e.b a b
	assert_output act
	run between l.0 act l.1 l.0 l.1
	assert_output act
	run between a act d.b a b
	assert_output act
	run between d.a act d.b a b "$(node 3 /act_1/Relu Relu w v)"
	assert_output act
	run between d.a act d.b a b "$(node 3 /c/Neg Neg z v)"
	assert_output act
	run between d.a act d.b a b "$(node 3 /Neg Neg z v)"
	assert_output act
}

@test "a name that a module and a call share: what stands below it is the module's" {
	stream "$GRAPH" "$(node 0 /conv/act/Relu Relu x a)" \
	    "$(node 1 /conv/Add Add "a k" b)" \
	    "$(node 2 /conv_1/act/Relu Relu b c)" \
	    "$(node 3 /conv_1/Add Add "c k" d)" \
	    "$(node 4 /conv/act_1/Relu Relu d e)" \
	    "$(node 5 /conv_1/Add_1 Add "e k" f)" >"$T/s"
	run bash -c 'scopemap "$1" | jq -r "select(.kind == \"node\").scope"' \
	    - "$T/s"
	assert_output $'conv.act\nconv\nconv_1.act\nconv_1\nconv.act\nconv'
	# The call may come first.
	stream "$GRAPH" "$(node 0 /conv/act/Relu Relu x a)" \
	    "$(node 1 /conv/Add Add "a k" b)" \
	    "$(node 2 /conv/act_1/Relu Relu b c)" \
	    "$(node 3 /conv_1/Add Add "c k" d)" \
	    "$(node 4 /conv_1/act/Relu Relu d e)" \
	    "$(node 5 /conv_1/Add_1 Add "e k" f)" >"$T/s"
	run bash -c 'scopemap "$1" | jq -r "select(.kind == \"node\").scope"' \
	    - "$T/s"
	assert_output $'conv.act\nconv\nconv.act\nconv\nconv_1.act\nconv_1'
}

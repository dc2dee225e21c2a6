#!/usr/bin/env bats
# attribute: each kind of evidence by hand, bodies, functions, bad streams.
# (Real models: accuracy.bats; strategies and coarser trees: coarse.bats.)
load lib

# node GRAPH INDEX OP_TYPE INPUTS OUTPUTS [MEMBERS]: a node record.
node() {
	jq -cn --arg g "$1" --argjson i "$2" --arg o "$3" --arg in "$4" \
	    --arg out "$5" --argjson more "${6-"{}"}" '{kind: "node",
	    graph: $g, index: $i, name: "", op_type: $o,
	    input: ($in / " " | map(select(. != ""))), output: ($out / " ")}
	    + $more'
}
at() {
	jq -cn --arg p "$1" '{scope: $p, scope_by: "scope"}'
}
weight() {
	jq -cn --argjson i "$1" --arg n "$2" '{kind: "initializer",
	    graph: "main", index: $i, name: $n, dtype: "FLOAT", shape: [8, 8],
	    bytes: 256}'
}
GRAPH='{"kind":"graph","graph":"main"}'

# "module by", and "~" where it is not exact, of each node.
said() {
	attribute "$1" | jq -r 'select(.kind == "node") |
	    [.module, .by + if .exact == false then " ~" else "" end] | @tsv'
}

@test "constants go with all that consumes them, else with what they consume" {
	stream "$GRAPH" "$(node main 0 Constant '' c)" \
	    "$(node main 1 Relu 'x c' y "$(at a.b)")" \
	    "$(node main 2 Relu 'y c' z "$(at a.d)")" \
	    "$(node main 3 Shape z s)" "$(node main 4 Nothing '' t)" >"$T/s"
	run said "$T/s"
	assert_output $'a\tdataflow
a.b\tscope
a.d\tscope
a.d\tdataflow
\troot'
}

@test "a parameter that one node reads; one that two read decides nothing" {
	stream "$GRAPH" "$(weight 0 a.w)" "$(weight 1 b.w)" "$(weight 2 s.w)" \
	    '{"kind":"module","path":"a"}' '{"kind":"module","path":"b"}' \
	    '{"kind":"module","path":"s"}' \
	    "$(node main 0 MatMul 'x a.w' p)" "$(node main 1 Add 'p s.w' q)" \
	    "$(node main 2 Add 'q s.w' r)" "$(node main 3 MatMul 'r b.w' t)" \
	    >"$T/s"
	run said "$T/s"
	assert_output $'a\tinitializer
\tstructure ~
\tstructure ~
b\tinitializer'
}

@test "a scope stays where a parameter says otherwise; the conflict is shown" {
	stream "$GRAPH" "$(weight 0 b.w)" '{"kind":"module","path":"a"}' \
	    '{"kind":"module","path":"b"}' \
	    "$(node main 0 MatMul 'x b.w' y "$(at a)")" >"$T/s"
	run bash -c 'attribute "$1" | jq -c "select(.kind == \"node\") |
	    [.module, .by, .conflict]"' - "$T/s"
	assert_output '["a","scope",[{"by":"initializer","module":"b"}]]'
}

@test "a convolution that bears the name of what it took in shows a conflict" {
	local name op want

	while read -r name op want; do
		stream "$GRAPH" "$(node main 0 "$op" x y "$(jq -n --arg n "$name" \
		    '{scope: "a.r", scope_by: "scope", name: $n}')")" >"$T/s"
		run jq -c 'select(.kind == "node") |
		    [.module, .conflict[]?.module]' <<<"$(attribute "$T/s")"
		assert_output "$want"
	done <<-'E'
	/a/r/Relu_output_0_nchwc Conv ["a.r","a"]
	/a/r/Relu_1_output_0_nchwc Conv ["a.r","a"]
	/a/r/Conv_output_0_nchwc Conv ["a.r"]
	/a/r/Conv_12_output_0_nchwc Conv ["a.r"]
	/a/r/MaxPool_output_0_nchwc MaxPool ["a.r"]
	/a/r/Relu_output_0_QuantizeLinear QuantizeLinear ["a.r"]
	/a/r/Relu Conv ["a.r"]
	E
}

@test "a child's parameter in its parent is no conflict" {
	stream "$GRAPH" "$(weight 0 a.b.w)" '{"kind":"module","path":"a"}' \
	    '{"kind":"module","path":"a.b"}' \
	    "$(node main 0 MatMul 'x a.b.w' y "$(at a)")" >"$T/s"
	run attribute "$T/s"
	assert_success
	refute_output --partial conflict
}

@test "a merged node is of what owns its parameters; all are listed" {
	stream "$GRAPH" "$(weight 0 norm.w)" '{"kind":"module","path":"norm"}' \
	    '{"kind":"module","path":"add"}' \
	    "$(node main 0 SkipNorm 'x norm.w' y \
	    '{"scope":"add","scope_by":"value","call":2}')" >"$T/s"
	run bash -c 'attribute "$1" | jq -c "select(.kind == \"node\") |
	    [.module, .modules, .by, .call]"' - "$T/s"
	assert_output '["norm",["norm","add"],"initializer",null]'
}

@test "structure: a Linear without its weight's name, a gap, a skip" {
	local modules=()
	for m in n fc seq seq.0 seq.2; do
		modules+=("{\"kind\":\"module\",\"path\":\"$m\"}")
	done
	stream "$GRAPH" "${modules[@]}" "$(weight 0 n.weight)" "$(weight 1 val_1)" \
	    "$(weight 2 fc.bias)" "$(weight 3 seq.0.weight)" \
	    "$(weight 4 seq.2.weight)" \
	    "$(node main 0 LayerNormalization 'x n.weight' a)" \
	    "$(node main 1 MatMul 'a val_1' b)" \
	    "$(node main 2 Add 'b fc.bias' c)" "$(node main 3 Add 'c x' d)" \
	    "$(node main 4 Conv 'd seq.0.weight' e)" \
	    "$(node main 5 Relu e f)" \
	    "$(node main 6 Conv 'f seq.2.weight' g)" >"$T/s"
	run said "$T/s"
	assert_output $'n\tinitializer
fc\tdataflow
fc\tinitializer
\tstructure
seq.0\tinitializer
seq.1\tstructure
seq.2\tinitializer'
	run bash -c 'attribute "$1" | jq -c "select(.path == \"seq.1\")"' - \
	    "$T/s"
	assert_output '{"kind":"module","path":"seq.1","parent":"seq","depth":2,"leaf":true,"by":"structure"}'
	attribute "$T/s" >"$T/once"
	run attribute "$T/once"
	assert_output "$(<"$T/once")"
}

@test "a Reshape that an optimizer put behind a Gemm is the Gemm's" {
	local name want

	while read -r name want; do
		stream "$GRAPH" "$(weight 0 a.fc.w)" "$(weight 1 a.n.w)" \
		    '{"kind":"module","path":"a"}' \
		    '{"kind":"module","path":"a.fc"}' \
		    '{"kind":"module","path":"a.n"}' \
		    "$(node main 0 Gemm 'x a.fc.w' y)" \
		    "$(node main 1 Reshape 'y s' z "{\"name\":\"$name\"}")" \
		    "$(node main 2 LayerNormalization 'z a.n.w' u)" >"$T/s"
		run said "$T/s"
		assert_line -n 1 "${want/_/$'\t'}"
	done <<-'E'
	gemm_output_reshape a.fc_dataflow
	gemm_output_reshape_token_12 a.fc_dataflow
	val_7_post_reshape a.fc_dataflow
	gemm_output_reshape_token_12_new_reshape a_structure
	gemm_output_reshape_new_reshape a_structure
	node_view_3 a_structure
	E
}

# integers WEIGHT ADDED: a dynamically quantized product, a sum of a.fc's, and
# which modules the product's four nodes are found to be of.
integers() {
	stream "$GRAPH" "$(weight 0 "$1")" "$(weight 1 "${1}_scale")" \
	    "$(weight 2 a.fc.b)" "$(weight 3 a.n.w)" \
	    '{"kind":"module","path":"a"}' '{"kind":"module","path":"a.fc"}' \
	    '{"kind":"module","path":"a.n"}' \
	    "$(node main 0 MatMulInteger "xq $1 xz" i)" \
	    "$(node main 1 Cast i c)" "$(node main 2 Mul "xs ${1}_scale" s)" \
	    "$(node main 3 Mul 'c s' p)" "$(node main 4 Add "p $2" y \
	    '{"scope":"a.fc","scope_by":"metadata"}')" \
	    "$(node main 5 LayerNormalization 'y a.n.w' z)" >"$T/s"
	said "$T/s" | head -n 4 | cut -f 1 | paste -s
}

@test "a dynamically quantized product is one layer, by its weight or bias" {
	run integers a.fc.w_quantized x
	assert_output $'a.fc\ta.fc\ta.fc\ta.fc'
	run integers val_1_quantized a.fc.b
	assert_output $'a.fc\ta.fc\ta.fc\ta.fc'
	# A sum of two values says nothing of what made either.
	run integers val_1_quantized x
	refute_output --partial a.fc
}

@test "a quantized Conv took in the BatchNormalization that its bias tells of" {
	local bias want

	while read -r bias want; do
		stream "$GRAPH" "$(weight 0 s.0.weight_quantized)" \
		    "$(weight 1 "$bias")" '{"kind":"module","path":"s"}' \
		    '{"kind":"module","path":"s.0"}' \
		    "$(node main 0 ConvInteger 'x s.0.weight_quantized' i)" \
		    "$(node main 1 Reshape "$bias t" r)" \
		    "$(node main 2 Add 'i r' y)" >"$T/s"
		run said "$T/s"
		assert_line -n 0 "$want"$'\tinitializer'
		assert_line -n 2 "$want"$'\tinitializer'
	done <<-'E'
	s.0.weight_bias s.1
	s.0.bias s.0
	E
}

# twice NAME SHAPE VALUES OP [MODULE ...]: two nodes that read a parameter.
twice() {
	local modules=() m

	for m in "${@:5}"; do
		modules+=("{\"kind\":\"module\",\"path\":\"$m\"}")
	done
	stream "$GRAPH" "${modules[@]}" "$(jq -cn --arg n "$1" \
	    --argjson s "$2" --argjson v "$3" '{kind: "initializer",
	    graph: "main", index: 0, name: $n, dtype: "FLOAT", shape: $s,
	    bytes: 8} + if $v == null then {} else {values: $v} end')" \
	    "$(node main 0 "$4" "x $1" y)" \
	    "$(node main 1 Relu y z)" "$(node main 2 "$4" "z $1" u)" >"$T/s"
	said "$T/s" | cut -f 1 | paste -s
}

@test "a parameter that no tool merges: its module was called again" {
	local args want

	while IFS='|' read -r args want; do
		# shellcheck disable=SC2086
		run twice $args
		assert_output "${want//_/$'\t'}"
	done <<-'E'
	a.b.w [3] [1,1,2] LayerNormalization a a.b|a.b__a.b
	a.b.w [2048] null LayerNormalization a a.b|a.b__a.b
	a.b.w [3] [1,1,1] LayerNormalization a a.b|__
	a.b.w [3] null LayerNormalization a a.b|__
	a.b.w [1] [7] LayerNormalization a a.b|__
	a.b.w [2048,8] null Gather a a.b|__
	a.b.w [2048] null Identity a a.b|__
	l.1.w [3] [1,1,2] LayerNormalization l l.1|__
	l.1.w [3] [1,1,2] LayerNormalization l l.0 l.1|l.1__l.1
	E
}

@test "a bias beside one weight is that of a layer called again" {
	local weights want

	while read -r weights want; do
		stream "$GRAPH" '{"kind":"module","path":"a"}' \
		    "$(weight 0 a.b)" "$(weight 1 v | jq -c '.shape[0] = 512')" \
		    "$(weight 2 w | jq -c '.shape[0] = 512')" \
		    "$(node main 0 MatMul "x ${weights%,*}" p)" \
		    "$(node main 1 Add 'p a.b' q)" \
		    "$(node main 2 MatMul "q ${weights#*,}" r)" \
		    "$(node main 3 Add 'r a.b' s)" >"$T/s"
		run bash -c 'attribute "$1" | jq -r "select(.kind == \"node\")
		    | .module" | paste -s' - "$T/s"
		assert_output "${want//_/$'\t'}"
	done <<-'E'
	v,v a_a_a_a
	v,w ___
	E
}

@test "between two calls of a module its caller runs, or the module still" {
	local ln='{"kind":"initializer","graph":"main","dtype":"FLOAT"}'

	stream "$GRAPH" '{"kind":"module","path":"a"}' \
	    "$(jq -c '. + {index: 0, name: "a.n.w", shape: [2], bytes: 8,
	    values: [1, 2]}' <<<"$ln")" "$(weight 1 a.fc.w)" \
	    '{"kind":"module","path":"a.n"}' '{"kind":"module","path":"a.fc"}' \
	    "$(node main 0 Gemm 'x a.fc.w' p)" \
	    "$(node main 1 LayerNormalization 'p a.n.w' q)" \
	    "$(node main 2 Relu q r)" \
	    "$(node main 3 LayerNormalization 'r a.n.w' s)" >"$T/s"
	run said "$T/s"
	assert_line -n 2 $'a\tstructure ~'
}

@test "MultiheadAttention's own is what its out_proj's parameters make" {
	local other class want

	while IFS="|" read -r other class want; do
		stream "$GRAPH" "{\"kind\":\"module\",\"path\":\"a\"$class}" \
		    '{"kind":"module","path":"a.out_proj"}' \
		    "$(weight 0 a.out_proj.weight)" "$(weight 1 "$other")" \
		    "$(node main 0 Gemm 'x a.out_proj.weight' y)" >"$T/s"
		run said "$T/s"
		assert_output "$want"$'\tinitializer'
	done <<-'E'
	a.in_proj_bias||a
	a.q_proj_weight||a
	a.q_proj.weight||a.out_proj
	v|,"class":"torch.nn.modules.activation.MultiheadAttention"|a
	v|,"class":"models.MultiheadAttention"|a.out_proj
	E
}

@test "a ParameterList's parameters are read by what holds it" {
	local name want

	while read -r name want; do
		stream "$GRAPH" '{"kind":"module","path":"a"}' \
		    '{"kind":"module","path":"a.l"}' \
		    '{"kind":"module","path":"a.l.0"}' "$(weight 0 "$name")" \
		    "$(node main 0 Mul "x $name" y)" >"$T/s"
		run said "$T/s"
		assert_output "$want"$'\tinitializer'
	done <<-'E'
	a.l.0 a
	a.l.0_quantized a
	a.l.0.1 a
	a.l.0.w a.l.0
	a.l.w0 a.l
	E
}

@test "a helper is known no better than what consumes it" {
	stream "$GRAPH" "$(weight 0 a.c.weight_bias)" "$(weight 1 t)" \
	    '{"kind":"module","path":"a"}' '{"kind":"module","path":"a.c"}' \
	    "$(node main 0 Reshape 'a.c.weight_bias t' r)" \
	    "$(node main 1 Add 'x r' y)" >"$T/s"
	run said "$T/s"
	assert_output $'a\tdataflow ~\na\tinitializer ~'
}

@test "bodies are of the node they hang on, unless they say" {
	stream "$GRAPH" "$(node main 0 If c y "$(at enc)")" \
	    '{"kind":"graph","graph":"main/0/then_branch"}' \
	    "$(node main/0/then_branch 0 Relu x y)" \
	    "$(node main/0/then_branch 1 If y z)" \
	    '{"kind":"graph","graph":"main/0/then_branch/1/else_branch"}' \
	    "$(node main/0/then_branch/1/else_branch 0 Neg y z)" \
	    "$(node main/0/then_branch/1/else_branch 1 Neg y z "$(at fc)")" \
	    >"$T/s"
	run said "$T/s"
	assert_output $'enc\tscope\nenc\tparent\nenc\tparent\nenc\tparent\nfc\tscope'
}

@test "functions: what calls them, in common, and all of it" {
	local call='{"domain":"d","scope_by":"scope"}'
	stream "$GRAPH" \
	    "$(node main 0 F x y "$(jq -c '.scope = "a.l"' <<<"$call")")" \
	    "$(node main 1 F y z "$(jq -c '.scope = "a.r"' <<<"$call")")" \
	    "$(node main 2 G z w "$(jq -c '.scope = "b"' <<<"$call")")" \
	    '{"kind":"function","graph":"function/d:F","name":"F","input":["x"],"output":["y"]}' \
	    "$(node function/d:F 0 Relu x y)" \
	    '{"kind":"function","graph":"function/d:G","name":"G","input":["x"],"output":["y"]}' \
	    "$(node function/d:G 0 H x y '{"domain":"d"}')" \
	    '{"kind":"function","graph":"function/d:H","name":"H","input":["x"],"output":["y"]}' \
	    "$(node function/d:H 0 Relu x y)" \
	    '{"kind":"function","graph":"function/d:I","name":"I","input":["x"],"output":["y"]}' \
	    "$(node function/d:I 0 I x y '{"domain":"d"}')" >"$T/s"
	run bash -c 'attribute "$1" | jq -c "select(.kind == \"node\" and
	    (.graph | startswith(\"function\"))) | [.module, .modules, .by]"' \
	    - "$T/s"
	assert_output '["a",["a","a.l","a.r"],"parent"]
["b",["b"],"parent"]
["b",["b"],"parent"]
["",[""],"root"]'
}

@test "cycles, values with two producers, names that nothing makes" {
	stream "$GRAPH" "$(node main 0 A 'y nowhere' x)" \
	    "$(node main 1 A x y "$(at m)")" "$(node main 2 A y x)" \
	    "$(node main 3 A x y)" >"$T/s"
	run attribute "$T/s"
	assert_success
	run said "$T/s"
	assert_line $'m\tscope'
	refute_line --partial $'\troot'
}

@test "an initializer that bears a parameter's name" {
	stream "$GRAPH" "$(weight 0 a.b.weight)" "$(weight 1 other)" \
	    '{"kind":"module","path":"a.b"}' \
	    "$(node main 0 MatMul 'x a.b.weight' y "$(at a.b)")" >"$T/s"
	run bash -c 'attribute "$1" | jq -c "select(.kind == \"initializer\") |
	    [.module, .param]"' - "$T/s"
	assert_output '["a.b","a.b.weight"]
[null,null]'
}

@test "a value with 100,000 consumers, 100,000 bodies, functions in a row" {
	python3 - >"$T/s" <<-'EOF'
	import json
	def put(**r):
	    print(json.dumps(r))
	def node(g, i, op, inputs, outputs, **more):
	    put(kind="node", graph=g, index=i, name="", op_type=op,
	        input=inputs, output=outputs, **more)
	put(kind="model", stream=1)
	put(kind="graph", graph="main")
	node("main", 0, "Constant", [], ["c"])
	for i in range(1, 100001):
	    node("main", i, "F0" if i == 1 else "If", ["c"], [f"y{i}"],
	         domain="d", scope=f"m.n{i % 7}", scope_by="scope")
	for i in range(2, 100001):
	    put(kind="graph", graph=f"main/{i}/then_branch")
	    node(f"main/{i}/then_branch", 0, "Relu", ["c"], ["y"])
	for i in range(100000):
	    put(kind="function", graph=f"function/d:F{i}", name=f"F{i}",
	        input=["x"], output=["y"])
	    node(f"function/d:F{i}", 0, f"F{i + 1}", ["x"], ["y"], domain="d")
	put(kind="end")
	EOF
	run timeout 60 bash -c 'attribute "$1" | tail -n 2 | cut -c1-300' - \
	    "$T/s"
	assert_success
	assert_output --partial '"by":"parent"'
}

@test "bad records: file, line, reason" {
	stream "$GRAPH" "$(node main 0 A x y '{"scope":"a..b"}')" >"$T/a"
	assert_trouble 'attribute: .*/a:3: "scope": not a module path' \
	    attribute "$T/a"
	stream '{"kind":"module","path":"a"}' '{"kind":"module","path":"a"}' \
	    >"$T/b"
	assert_trouble 'attribute: .*/b:3: "path": stands twice' \
	    attribute "$T/b"
	stream '{"kind":"module"}' >"$T/c"
	assert_trouble 'attribute: .*/c:2: "path": not a string' \
	    attribute "$T/c"
	stream "$GRAPH" >"$T/d"
	run --separate-stderr bash -c 'attribute "$1" >/dev/full' - "$T/d"
	assert_equal "$status" 2
	assert_message 'attribute: \(standard output\): No space left on device'
}

@test "modules that became functions, as dynamo_export made them" {
	local m modules=()
	for m in layer1 layer1.0 layer1.0.conv fc; do
		modules+=("{\"kind\":\"module\",\"path\":\"$m\"}")
	done
	stream "$GRAPH" "$(weight 0 layer1.0.conv.weight)" "$(weight 1 fc.weight)" \
	    "${modules[@]}" \
	    "$(node main 0 m_Sequential_layer1_1 'x layer1.0.conv.weight' y \
	        '{"domain":"p"}')" \
	    "$(node main 1 torch_nn_Linear_fc_1 'y fc.weight' z \
	        '{"domain":"p"}')" \
	    '{"kind":"function","graph":"function/p:m_Sequential_layer1_1","name":"m_Sequential_layer1_1","input":["a","w"],"output":["b"]}' \
	    "$(node function/p:m_Sequential_layer1_1 0 m_Block_0_1 'a w' b \
	        '{"domain":"p"}')" \
	    '{"kind":"function","graph":"function/p:m_Block_0_1","name":"m_Block_0_1","input":["a","w"],"output":["b"]}' \
	    "$(node function/p:m_Block_0_1 0 Conv 'a w' c)" \
	    "$(node function/p:m_Block_0_1 1 Relu c b)" \
	    '{"kind":"function","graph":"function/p:torch_nn_Linear_fc_1","name":"torch_nn_Linear_fc_1","input":["a","w"],"output":["b"]}' \
	    "$(node function/p:torch_nn_Linear_fc_1 0 Transpose w t)" \
	    "$(node function/p:torch_nn_Linear_fc_1 1 MatMul 'a t' b)" >"$T/s"
	run said "$T/s"
	assert_output $'layer1\tinitializer
fc\tinitializer
layer1.0\tinitializer
layer1.0.conv\tinitializer
layer1.0\tparent
fc\tdataflow
fc\tinitializer'
}

@test "export_modules_as_functions names a call after its last scope" {
	local i nodes=() inits=() modules=()
	for m in blocks blocks.0 blocks.0.fc1 blocks.0.fc2 blocks.1 blocks.1.fc1 \
	    blocks.1.fc2; do
		modules+=("{\"kind\":\"module\",\"path\":\"$m\"}")
	done
	for i in 0 1; do
		inits+=("$(weight $((2 * i)) "blocks.$i.fc1.weight")"
		    "$(weight $((2 * i + 1)) "blocks.$i.fc2.weight")")
		nodes+=("$(node main "$i" MLP \
		    "x$i blocks.$i.fc1.weight blocks.$i.fc2.weight" \
		    "x$((i + 1))" "{\"domain\":\"net\",\"scope\":
		    \"blocks.$i.fc2\",\"scope_by\":\"scope\"}")")
	done
	stream "$GRAPH" "${inits[@]}" "${modules[@]}" "${nodes[@]}" \
	    '{"kind":"function","graph":"function/net:MLP","name":"MLP","input":["x","u","v"],"output":["y"]}' \
	    "$(node function/net:MLP 0 MatMul 'x u' h)" \
	    "$(node function/net:MLP 1 MatMul 'h v' y)" >"$T/s"
	run bash -c 'attribute "$1" | jq -c "select(.kind == \"node\") |
	    [.module, .modules]"' - "$T/s"
	assert_output '["blocks.0",["blocks.0"]]
["blocks.1",["blocks.1"]]
["blocks",["blocks","blocks.0","blocks.1"]]
["blocks",["blocks","blocks.0","blocks.1"]]'
}

@test "a value that many nodes write is the first one's, in linear time" {
	"$PYTHON" - >"$T/s" <<-'END'
	n = 100000
	print('{"kind":"model","stream":1}\n{"kind":"graph","graph":"main"}')
	print('{"kind":"module","path":"","depth":0}')
	for i in range(n):
	    print('{"kind":"node","graph":"main","index":%d,"name":"",'
	          '"op_type":"Relu","input":["x"],"output":["x"]}' % i)
	print('{"kind":"end"}')
	END
	run timeout 60 bash -c 'attribute "$1" | tail -n 2 | cut -c1-30' - \
	    "$T/s"
	assert_success
	assert_line --index 0 '{"kind":"node","graph":"main",'
}

@test "a stream that scopemap did not see is refused, one without nodes is not" {
	local n='{"kind":"node","graph":"main","index":0,"name":"","op_type":"Relu","input":[],"output":[]'

	stream '{"kind":"graph","graph":"main"}' "$n}" >"$T/s"
	assert_trouble 'attribute: .*/s:3: node in a stream without modules: not scoped, run scopemap' \
	    attribute "$T/s"
	scopemap "$T/s" | attribute >/dev/null
	stream '{"kind":"graph","graph":"main"}' "$n,\"scope\":\"a\"}" |
	    attribute >/dev/null
	stream | attribute | cmp - <(stream)
}

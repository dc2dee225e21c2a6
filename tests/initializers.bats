#!/usr/bin/env bats
# Which parameter of which module an initializer is.

load lib

# name, module, param, flags of each initializer.
list() {
	onnx2ndjson "$1" | scopemap | attribute | parameters
}

parameters() {
	jq -r 'select(.kind == "initializer") | [.name, .module // "-",
	    .param // "-", if .transposed then "T" else "" end +
	    if .inferred then "i" else "" end] | join(" ")' "$@" |
	    sed 's/ $//'
}

initializer() {
	printf '{"kind":"initializer","graph":"main","index":%d,"name":"%s","dtype":"%s","shape":%s}\n' \
	    "$1" "$2" "${4-FLOAT}" "$3"
}

node() {
	printf '{"kind":"node","graph":"main","index":%d,"name":"","op_type":"%s","input":%s,"output":["%s"]%s}\n' \
	    "$@"
}

# in_module PATH [CALL]: what a node of that scope has.
in_module() {
	printf ',"scope":"%s","scope_by":"scope"' "$1"
	[ $# = 1 ] || printf ',"call":%d' "$2"
}

@test "TorchScript: weights that lost their names, by what reads them" {
	list "$MODELS/bert-tiny3.ts.onnx" >"$T/bert"
	grep -qx 'onnx::MatMul_290 encoder.layer.0.attention.self.query encoder.layer.0.attention.self.query.weight Ti' \
	    "$T/bert"
	grep -qx 'pooler.dense.weight pooler.dense pooler.dense.weight' \
	    "$T/bert"
	assert_equal "$(grep -c '^onnx::.* Ti$' "$T/bert")" 12
	run ! grep -E ' - ' "$T/bert"
	list "$MODELS/toy-lstm-tagger.ts.onnx" >"$T/lstm"
	# Several parameters in another order are none of them.
	assert_equal "$(grep -c '^onnx::LSTM_[0-9]* rnn -$' "$T/lstm")" 6
	grep -q '^onnx::MatMul_[0-9]* proj proj.weight Ti$' "$T/lstm"
	list "$MODELS/toy-shared.ts.onnx" >"$T/shared"
	grep -q '^onnx::MatMul_[0-9]* fc fc.weight Ti$' "$T/shared"
	grep -q '^onnx::MatMul_[0-9]* fc_1 fc_1.weight Ti$' "$T/shared"
}

@test "a Conv with a BatchNormalization folded into it has no bias of its own" {
	list "$TOP/tests/accuracy/resnet18.ts.onnx" >"$T/resnet"
	grep -q '^onnx::Conv_[0-9]* layer1.0.conv1 layer1.0.conv1.weight i$' \
	    "$T/resnet"
	grep -q '^onnx::Conv_[0-9]* layer1.0.conv1 -$' "$T/resnet"
	assert_equal "$(grep -c ' i$' "$T/resnet")" 20
	assert_equal "$(grep -c '^onnx::Conv.* -$' "$T/resnet")" 20
}

@test "what a fusion computed anew is of its module, and none of its parameters" {
	stream '{"kind":"module","path":"s","depth":1,"leaf":true}' \
	    '{"kind":"module","path":"c","depth":1,"leaf":true}' \
	    '{"kind":"graph","graph":"main"}' \
	    "$(initializer 0 ConvMulFusion_W_c.weight [2,3,1,1])" \
	    "$(initializer 1 ConvMulFusion_Mul_B_s.gamma [2])" \
	    "$(initializer 2 onnx::Conv_5 [2,2,1,1])" \
	    "$(initializer 3 ConvAddFusion_B_c.bias [2])" \
	    "$(node 0 Conv '["x","ConvMulFusion_W_c.weight","ConvMulFusion_Mul_B_s.gamma"]' y '')" \
	    "$(node 1 Conv '["y","onnx::Conv_5","ConvAddFusion_B_c.bias"]' z "$(in_module c 2)")" |
	    attribute >"$T/out"
	run parameters "$T/out"
	assert_output 'ConvMulFusion_W_c.weight c -
ConvMulFusion_Mul_B_s.gamma c -
onnx::Conv_5 c c.weight i
ConvAddFusion_B_c.bias c -'
}

@test "dynamo: what the optimizer says it folded is not inferred" {
	list "$MODELS/bert-tiny3.dynamo.onnx" >"$T/bert"
	grep -qx 'val_47 encoder.layer.0.attention.self.query encoder.layer.0.attention.self.query.weight T' \
	    "$T/bert"
	assert_equal "$(grep -c ' T$' "$T/bert")" 12
	# A constant is nobody's parameter.
	grep -q '^val_[0-9]* - -$' "$T/bert"
	# The same without metadata: by the bias that is added.
	list "$TOP/tests/accuracy/bert-tiny3.dynamo.nometa.onnx" >"$T/bare"
	sed -n 's/ T$/ Ti/p' "$T/bert" >"$T/want"
	grep ' Ti$' "$T/bare" | diff "$T/want" -
}

@test "quantized weights are the parameters that they were" {
	list "$TOP/tests/accuracy/bert-tiny3.ts.qdyn.onnx" >"$T/bert"
	grep -qx 'onnx::MatMul_290_quantized encoder.layer.0.attention.self.query encoder.layer.0.attention.self.query.weight Ti' \
	    "$T/bert"
	grep -qx 'onnx::MatMul_290_scale encoder.layer.0.attention.self.query -' \
	    "$T/bert"
	grep -qx 'pooler.dense.weight_Transposed_quantized pooler.dense pooler.dense.weight T' \
	    "$T/bert"
	grep -qx 'pooler.dense.weight_Transposed_scale pooler.dense -' "$T/bert"
	list "$TOP/tests/accuracy/bert-tiny.ts.dyn.qdq.onnx" >"$T/bert"
	grep -qx 'pooler.dense.bias_quantized pooler.dense pooler.dense.bias' \
	    "$T/bert"
	# A parameter may be called so.
	list "$TOP/tests/accuracy/convnext_tiny.ts.onnx" >"$T/convnext"
	grep -qx 'features.1.0.layer_scale features.1.0 features.1.0.layer_scale' \
	    "$T/convnext"
}

# Names are kept from nodes, which tell the modules by themselves.
@test "every weight of a product is found again when its name is lost" {
	local f n

	for f in "$MODELS/bert-tiny.ts.dyn.onnx" \
	    "$TOP/tests/accuracy/whisper.ts.onnx" \
	    "$TOP/tests/accuracy/squeezenet1_1.ts.onnx"; do
		onnx2ndjson "$f" | scopemap >"$T/0"
		jq -c 'def lost: if test("\\.weight$") then
		    "onnx::" + gsub("\\."; "-") else . end;
		    if .kind == "initializer" then .name |= lost
		    elif .kind == "node" then .input |= map(lost)
		    else . end' "$T/0" | attribute >"$T/1"
		jq -r 'select(.kind == "node" and (.op_type | test(
		    "^(MatMul|Gemm|Conv|LayerNormalization)$"))).input[1] |
		    select(startswith("onnx::"))' "$T/1" | sort -u >"$T/read"
		jq -r 'select(.kind == "initializer" and .inferred) |
		    select(.name | test("-weight$")) |
		    if (.param | gsub("\\."; "-")) == (.name | ltrimstr("onnx::"))
		    then .name else "wrong: \(.name) \(.param)" end' "$T/1" |
		    sort >"$T/found"
		grep -e '-weight$' "$T/read" | diff - "$T/found"
		[ -s "$T/found" ]
	done
}

@test "a parameter of the root: no dot, no tool's name" {
	stream '{"kind":"graph","graph":"main"}' \
	    "$(initializer 0 scale [1])" \
	    "$(initializer 1 shape [2] INT64)" \
	    "$(initializer 2 onnx::Add_3 [2,3])" \
	    '{"kind":"node","graph":"main","index":0,"name":"/Mul","op_type":"Mul","input":["x","scale"],"output":["/Mul_output_0"],"scope":"","scope_by":"scope"}' \
	    '{"kind":"node","graph":"main","index":1,"name":"/Add","op_type":"Add","input":["/Mul_output_0","onnx::Add_3"],"output":["y"],"scope":"","scope_by":"scope"}' |
	    sed '1s/}$/,"producer_name":"pytorch"}/' >"$T/0"
	run parameters <(attribute "$T/0")
	assert_output 'scale  scale
shape - -
onnx::Add_3 - -'
	# Not of an exporter that gives such names to constants.
	run parameters <(sed 's,"/,"node_,' "$T/0" | attribute)
	assert_line 'scale - -'
}

@test "transposes: Gemm's transB, a Transpose on the way" {
	stream '{"kind":"graph","graph":"main"}' \
	    "$(initializer 0 w0 [2,3])" "$(initializer 1 w1 [2,3])" \
	    "$(initializer 2 w2 [2,3])" "$(initializer 3 w3 [2,3])" \
	    "$(initializer 4 w4 [3])" \
	    "$(node 0 Gemm '["x","w0"]' a "$(in_module m0)")" \
	    "$(node 1 Gemm '["x","w1"]' b ',"attribute":{"alpha":1.0,"transB":1}'"$(in_module m1)")" \
	    "$(node 2 Transpose '["w2"]' t '')" \
	    "$(node 3 MatMul '["x","t"]' c "$(in_module m2)")" \
	    "$(node 4 MatMul '["w3","x"]' d "$(in_module m3)")" \
	    "$(node 5 MatMul '["x","w4"]' e "$(in_module m4)")" >"$T/0"
	run parameters <(attribute "$T/0")
	assert_output 'w0 m0 m0.weight Ti
w1 m1 m1.weight i
w2 m2 m2.weight i
w3 - -
w4 - -'
}

@test "no name is given twice, nor one that the file has" {
	stream '{"kind":"graph","graph":"main"}' \
	    "$(initializer 0 w0 [2,3])" "$(initializer 1 w1 [2,3])" \
	    "$(initializer 2 w2 [2,3])" "$(initializer 3 b.weight [2,3])" \
	    "$(initializer 4 w4 [2,3])" "$(initializer 5 w5 [2,3])" \
	    "$(initializer 6 w6 [2,3])" "$(initializer 7 w7 [2,3])" \
	    "$(node 0 MatMul '["x","w0"]' a0 "$(in_module a)")" \
	    "$(node 1 MatMul '["x","w1"]' a1 "$(in_module a)")" \
	    "$(node 2 MatMul '["x","w2"]' a2 "$(in_module b)")" \
	    "$(node 3 MatMul '["x","b.weight"]' a3 "$(in_module b)")" \
	    "$(node 4 MatMul '["x","w4"]' a4 "$(in_module c)")" \
	    "$(node 5 MatMul '["x","w5"]' a5 "$(in_module c 2)")" \
	    "$(node 6 MatMul '["x","w6"]' a6 "$(in_module d)")" \
	    "$(node 7 MatMul '["x","w6"]' a7 "$(in_module e)")" \
	    "$(node 8 MatMul '["x","w7"]' a8 "$(in_module f)")" \
	    "$(node 9 MatMul '["x","a8"]' a9 "$(in_module f.g)")" >"$T/0"
	run parameters <(attribute "$T/0")
	# a: two of them; b: it has one by name; c: one for each call; w6: of
	# two modules; f: has children, its own weight may be called anything.
	assert_output 'w0 a -
w1 a -
w2 b -
b.weight b b.weight
w4 c c.weight Ti
w5 c c.weight Ti
w6 - -
w7 f -'
}

@test "a bias says whose the weight is, but not against the scope" {
	stream '{"kind":"graph","graph":"main"}' \
	    "$(initializer 0 w0 [2,6])" "$(initializer 1 w1 [2,2])" \
	    "$(initializer 2 attn.in_proj_bias [6])" \
	    "$(initializer 3 attn.out_proj.bias [2])" \
	    "$(initializer 4 w4 [2,2])" "$(initializer 5 far.bias [2])" \
	    "$(node 0 MatMul '["x","w0"]' a0 "$(in_module attn)")" \
	    "$(node 1 Add '["attn.in_proj_bias","a0"]' a1 "$(in_module attn)")" \
	    "$(node 2 Gemm '["x","w1","attn.out_proj.bias"]' a2 "$(in_module attn)")" \
	    "$(node 3 MatMul '["x","w4"]' a3 "$(in_module near)")" \
	    "$(node 4 Add '["a3","far.bias"]' a4 "$(in_module near)")" \
	    >"$T/0"
	run parameters <(sed '2i{"kind":"module","path":"attn.out_proj","depth":2,"leaf":true}\n{"kind":"module","path":"attn","depth":1,"leaf":false}\n{"kind":"module","path":"far","depth":1,"leaf":true}\n{"kind":"module","path":"near","depth":1,"leaf":true}' \
	    "$T/0" | attribute)
	assert_output 'w0 attn attn.in_proj_weight Ti
w1 attn.out_proj attn.out_proj.weight Ti
attn.in_proj_bias attn attn.in_proj_bias
attn.out_proj.bias attn.out_proj attn.out_proj.bias
w4 near near.weight Ti
far.bias far far.bias'
}

@test "an Identity gives another module the same weight" {
	stream '{"kind":"graph","graph":"main"}' \
	    "$(initializer 0 w0 [2,3])" \
	    "$(node 0 Identity '["w0"]' i '')" \
	    "$(node 1 MatMul '["x","i"]' a "$(in_module b)")" \
	    "$(node 2 MatMul '["x","w0"]' c "$(in_module d)")" >"$T/0"
	run parameters <(attribute "$T/0")
	assert_output 'w0 d d.weight Ti'
}

@test "lists that are no single name say nothing" {
	local said

	for said in "[]" "['a.weight', 'b.weight']" "['a\\\\x2eweight']" \
	    "['a.weight" "[''a.weight']" "[']" "['none.such']"; do
		stream '{"kind":"module","path":"a","depth":1,"leaf":true}' \
		    '{"kind":"graph","graph":"main"}' \
		    "$(initializer 0 v [2,3])" \
		    "{\"kind\":\"value_info\",\"graph\":\"main\",\"index\":0,\"name\":\"v\",\"metadata_props\":{\"pkg.onnxscript.optimizer.folded_from\":\"$said\"}}" |
		    attribute >"$T/out"
		run parameters "$T/out"
		assert_output 'v - -'
	done
	stream '{"kind":"module","path":"a","depth":1,"leaf":true}' \
	    '{"kind":"graph","graph":"main"}' "$(initializer 0 v [2,3])" \
	    '{"kind":"value_info","graph":"main","index":0,"name":"v","metadata_props":{"pkg.onnxscript.optimizer.folded_from":"[\"a.weight\"]"}}' |
	    sed 's/\["a.weight"\]/[\\"a.weight\\"]/' | attribute >"$T/out"
	run parameters "$T/out"
	assert_output 'v a a.weight'
}

@test "a body's value of the same name is another" {
	local folded='{"pkg.onnxscript.optimizer.folded_from":"['"'%s'"']"}'
	local info='{"kind":"value_info","graph":"%s","index":0,"name":"w","metadata_props":'$folded'}\n'

	stream '{"kind":"module","path":"fc","depth":1,"leaf":true}' \
	    '{"kind":"graph","graph":"main"}' "$(initializer 0 w [2,3])" \
	    "$(printf "$info" main fc.weight)" \
	    '{"kind":"graph","graph":"main/1/then_branch"}' \
	    "$(printf "$info" main/1/then_branch fc.bias)" |
	    attribute >"$T/out"
	run parameters "$T/out"
	assert_output 'w fc fc.weight'
}

@test "100,000 dimensions read 50,000 times, 100,000 weights of one module" {
	"$PYTHON" - >"$T/0" <<'EOF'
print('{"kind":"model","stream":1}')
print('{"kind":"graph","graph":"main"}')
tensor = '{"kind":"initializer","graph":"main","index":%d,"name":"w%d","dtype":"FLOAT","shape":%s}'
print(tensor % (0, 0, "[" + "1," * 99999 + "1]"))
for i in range(1, 100001):
    print(tensor % (i, i, "[2,2]"))
node = '{"kind":"node","graph":"main","index":%d,"name":"","op_type":"MatMul","input":["x","w%d"],"output":["y%d"],"scope":"a","scope_by":"scope"}'
for i in range(150000):
    print(node % (i, max(0, i - 49999), i))
print('{"kind":"end"}')
EOF
	timeout 60 attribute "$T/0" | parameters >"$T/1"
	assert_equal "$(grep -c ' a -$' "$T/1")" 100001
}

#!/usr/bin/env bats
# Multiply-accumulates and activation bytes: the rules, where shapes come from,
# and that other programs count the same.

load lib

@test "each rule counts what its formula says, and what is unknown is so" {
	run "$BUILD/tests/unit/macs"
	assert_output ok
	assert_success
}

# Shapes of the values of a model that onnx2ndjson reads on standard input.
shapes() {
	onnx2ndjson | jq -c 'select(.kind == "value_info" or .kind == "input") |
	    [.name, .type.tensor.shape]'
}

# The suite's Python has the packages, and is what `python3` means.
infer() {
	PATH=${PYTHON%/*}:$PATH infer_shapes.py "$@"
}

@test "infer_shapes.py: shapes of all values, external data not opened" {
	local bert=$MODELS/bert-tiny.ts.dyn.onnx

	infer -b b=2 -b s=16 "$bert" | shapes >"$T/shapes"
	grep -Fx '["/encoder/layer.0/output/Add_output_0",[2,16,128]]' \
	    "$T/shapes"
	grep -Fx '["embeddings.word_embeddings.weight",[30522,128]]' \
	    "$T/shapes"
	run grep -c null "$T/shapes"
	assert_output 0
	infer <"$bert" | shapes >"$T/symbols"
	grep -Fx '["/embeddings/word_embeddings/Gather_output_0",["b","s",128]]' \
	    "$T/symbols"
	infer -o "$T/out.onnx" "$bert"
	run_pipe 'onnx2ndjson "$T/out.onnx" | jq -c "select(.external)"'
	assert_output ''
}

@test "infer_shapes.py -s: what ONNX leaves open, ONNX Runtime may know" {
	cat >"$T/m.textpb" <<-'EOF'
		ir_version: 8
		opset_import { version: 17 }
		graph {
		  node { op_type: "Shape" input: "x" output: "shape" }
		  node { op_type: "Size" input: "x" output: "size" }
		  node { op_type: "Constant" output: "one" attribute {
		    name: "value" type: TENSOR
		    t { dims: 1 data_type: 7 int64_data: 1 } } }
		  node { op_type: "Reshape" input: "size" input: "one"
		    output: "flat" }
		  node { op_type: "Reshape" input: "x" input: "flat" output: "y" }
		  name: "g"
		  input { name: "x" type { tensor_type { elem_type: 1 shape {
		    dim { dim_value: 3 } dim { dim_value: 4 } } } } }
		  output { name: "y" type { tensor_type { elem_type: 1 } } }
		}
	EOF
	"$PYTHON" -c 'import sys, onnx
from google.protobuf import text_format
sys.stdout.buffer.write(text_format.Parse(
    sys.stdin.read(), onnx.ModelProto()).SerializeToString())' \
	    <"$T/m.textpb" >"$T/m.onnx"
	infer "$T/m.onnx" | onnx2ndjson |
	    jq -c 'select(.name == "y").type' >"$T/plain"
	infer -s "$T/m.onnx" | onnx2ndjson |
	    jq -c 'select(.name == "y").type' >"$T/symbolic"
	run ! grep -F '[12]' "$T/plain"
	run sort -u "$T/symbolic"
	assert_output '{"tensor":{"dtype":"FLOAT","shape":[12]}}'
	# One sentence: 1 gives way to what ONNX cannot tell.
	infer -s -b b=1 -b s=16 "$MODELS/bert-tiny.ts.dyn.onnx" | shapes \
	    >"$T/shapes"
	run grep -cE '\[.*\[.*[a-z]' "$T/shapes"
	assert_output 0
}

@test "infer_shapes.py: what ONNX Runtime's optimizer made" {
	local m

	for m in bert-tiny3.ts.ortall gpt2.ts.ortall resnet18.ts.ortall; do
		infer "$TOP/tests/accuracy/$m.onnx" | shapes >"$T/$m"
		run grep -cE '\[.*\[.*[a-z]' "$T/$m"
		assert_output 0
	done
	# Near their ends.
	grep -Fqx '["/avgpool/GlobalAveragePool_output_0",[1,512,1,1]]' \
	    "$T/resnet18.ts.ortall"
	grep -Fqx '["/transformer/Reshape_1_output_0",[2,12,32]]' \
	    "$T/gpt2.ts.ortall"
}

@test "infer_shapes.py -w: the model itself, for every question" {
	local m

	cd "$TOP/tests/accuracy"
	for m in bert-tiny3.ts.ortbasic bert-tiny3.ts.ortall; do
		infer -w "$m.onnx" >"$T/$m.onnx"
		onnx2ndjson "$T/$m.onnx" | jq -c 'select(.kind == "initializer" or
		    .kind == "node") | del(.offset)' >"$T/new"
		onnx2ndjson "$m.onnx" | jq -c 'select(.kind == "initializer" or
		    .kind == "node") | del(.offset)' | cmp - "$T/new"
		onnx2ndjson "$T/$m.onnx" | scopemap | attribute >"$T/$m.ndjson"
	done
	run hierstats --diff -M macs -f ndjson "$T/bert-tiny3.ts.ortbasic.ndjson" \
	    "$T/bert-tiny3.ts.ortall.ndjson"
	assert_equal "$status" 1
	jq -s -e 'map(.old_macs) as $old | map(.new_macs) as $new |
	    ($old | add) == ($new | add) and ($old | add) > 0' <<<"$output"
}

@test "infer_shapes.py: what goes wrong" {
	printf '#!/bin/sh\nexec /usr/bin/python3 -S "$@"\n' >"$T/python3"
	chmod +x "$T/python3"
	run_pipe 'PATH=$T:$PATH infer_shapes.py $MODELS/bert-tiny.ts.dyn.onnx'
	assert_equal "$status" 2
	assert_output ''
	assert_message 'infer_shapes.py: .*No module named .onnx.'
	PATH=${PYTHON%/*}:$PATH
	assert_trouble 'infer_shapes.py: -b: no dimension is called so: t' \
	    infer_shapes.py -b b=1 -b t=2 "$MODELS/bert-tiny.ts.dyn.onnx"
	printf 'no model' >"$T/bad.onnx"
	assert_trouble 'infer_shapes.py: .*/bad.onnx: no ONNX model: .*' \
	    infer_shapes.py "$T/bad.onnx"
	assert_trouble 'infer_shapes.py: /none: No such file or directory' \
	    infer_shapes.py /none
	run_pipe 'infer_shapes.py $MODELS/bert-tiny.ts.dyn.onnx >/dev/full'
	assert_equal "$status" 2
	assert_message 'infer_shapes.py: standard output: No space left on device'
	run_pipe 'infer_shapes.py -b b=x m.onnx'
	assert_equal "$status" 2
	[[ $stderr == *'-b/--bind: not SYMBOL=N: b=x'*'usage: '* ]]
	run_pipe 'infer_shapes.py -b b=1 -b b=2 m.onnx'
	assert_equal "$status" 2
}

# value NAME SHAPE [GRAPH [KIND]]: a record that tells of it.
value() {
	printf '{"kind":"%s","graph":"%s","index":0,"name":"%s",' \
	    "${4-value_info}" "${3-main}" "$1"
	printf '"type":{"tensor":{"dtype":"FLOAT","shape":%s}}}\n' "$2"
}

# node [OP_TYPE [DOMAIN [GRAPH]]]: one that makes c of a and b.
node() {
	printf '{"kind":"node","graph":"%s","index":0,"name":"n",' "${3-main}"
	printf '"op_type":"%s","domain":"%s","input":["a","b"],' \
	    "${1-MatMul}" "${2-}"
	printf '"output":["c"],"module":"m","by":"scope"}\n'
}

# What hierstats says of a model, without its names.
sums() {
	hierstats -M macs,activation -b by -f ndjson "$@" |
	    jq -c 'del(.file, .by)'
}

# known MACS BYTES: sums of one node.
known() {
	printf '{"macs":%s,"macs_known":1,"macs_of":1,"activation":%s,' \
	    "$1" "$2"
	printf '"activation_known":1,"activation_of":1}'
}

@test "shapes come from all records that tell them" {
	local a b c

	for kind in value_info input output; do
		a=$(value a '[3,4]' main $kind)
		b=$(value b '[4,5]' main $kind)
		c=$(value c '["k",5]' main $kind)
		run sums <(stream "$a" "$b" "$(value c '[3,5]')" "$(node)")
		assert_output "$(known 60 60)"
		run sums <(stream "$a" "$b" "$c" "$(node)")
		assert_output '{"macs":60,"macs_known":1,"macs_of":1,"activation_known":0,"activation_of":1}'
	done
	b='{"kind":"initializer","graph":"main","index":0,"name":"b","dtype":"FLOAT","shape":[4,5]}'
	run sums <(stream "$a" "$b" "$(value c '[3,5]')" "$(node)")
	assert_output "$(known 60 60)"
	# A Constant's output is no activation.
	b='{"kind":"node","graph":"main","index":0,"name":"","op_type":"Constant","input":[],"output":["b"],"module":"m","by":"scope","attribute":'
	c=$(value c '[3]')
	a=$(value a '[3,4]')
	run sums <(stream "$a" "$c" "$b"'{"value":{"dtype":"FLOAT","shape":[4]}}}' "$(node)")
	assert_output "$(known 12 12)"
	run sums <(stream "$a" "$c" "$b"'{"value_floats":[1.0,2.0,3.0,4.0]}}' "$(node)")
	assert_output "$(known 12 12)"
}

@test "--shapes: of the same model, more of them" {
	stream "$(value b '[4,5]')" "$(node)" >"$T/s"
	stream "$(value a '[3,4]')" "$(value c '["n",5]')" >"$T/more"
	run sums --shapes "$T/more" "$T/s"
	assert_output '{"macs":60,"macs_known":1,"macs_of":1,"activation_known":0,"activation_of":1}'
	# On standard input, and for each model.
	stream "$(value a '[3,4]')" "$(value c '[3,5]')" >"$T/more"
	run_pipe 'hierstats -M macs -b by --shapes - -f tsv "$T/s" "$T/s" <"$T/more"'
	assert_success
	assert_equal "$(grep -c 60 <<<"$output")" 2
}

# event NAME OP_TYPE INPUTS OUTPUTS: of a profile, a node that ran.
event() {
	printf '{"cat":"Node","pid":1,"tid":1,"dur":2,"ts":3,"ph":"X",'
	printf '"name":"%s_kernel_time","args":{"op_name":"%s",' "$1" "$2"
	printf '"input_type_shape":%s,"output_type_shape":%s}}' "$3" "$4"
}

@test "--shapes: the types with which nodes ran, of a profile" {
	local in='[{"float":[3,4]},{"float":[4,5]}]' out='[{"float":[3,5]}]'
	local e

	e=$(event n MatMul "$in" "$out")
	stream "$(node)" >"$T/s"
	printf '[{"cat":"Session","name":"model_run","dur":9,"ts":1},%s\n,%s]' \
	    "$e" "$e" >"$T/p"
	run sums --shapes "$T/p" "$T/s"
	assert_output "$(known 60 60)"
	# An omitted value is none; a body's node may read what is round it.
	stream '{"kind":"graph","graph":"main"}' "$(value a '[3,"n"]')" \
	    '{"kind":"graph","graph":"main/3/body"}' \
	    "$(node MatMul '' main/3/body | sed 's/"a","b"/"a","","b"/')" \
	    "$(node MatMul '' main/3/body)" >"$T/body"
	run sums --shapes "$T/p" "$T/body"
	assert_output --partial '{"macs":120,"macs_known":2,"macs_of":2,'
	# Of what ran with several shapes, or is another op, nothing is known.
	printf '[%s,%s]' "$e" "$(event n MatMul "${in//4/6}" "$out")" >"$T/p"
	run sums --shapes "$T/p" "$T/s"
	assert_output --partial '"macs_known":0,'
	printf '[%s]' "$(event n Gemm "$in" "$out")" >"$T/p"
	told 'hierstats: .*: --shapes is of another model: it knows no node' \
	    --shapes "$T/p" "$T/s"
	printf '[%s]' "$(event n MatMul '[{"float":[3,4]}]' "$out")" >"$T/p"
	run sums --shapes "$T/p" "$T/s"
	assert_output '{"macs_known":0,"macs_of":1,"activation":60,"activation_known":1,"activation_of":1}'
	# Bad ones.
	printf '[]' >"$T/p"
	assert_trouble 'hierstats: .*/p: no shapes in this profile' \
	    hierstats -M macs --shapes "$T/p" "$T/s"
	printf '[\n%s' "$e" >"$T/p"
	assert_trouble 'hierstats: .*/p:2: the profile is cut: .*' \
	    hierstats -M macs --shapes "$T/p" "$T/s"
	printf '[%s]' "${e/_type_shape\":[/_type_shape\":[x}" >"$T/p"
	assert_trouble 'hierstats: .*/p:1: .*' \
	    hierstats -M macs --shapes "$T/p" "$T/s"
	# Shapes that are no shapes tell nothing.
	printf '[%s]' "$(event n MatMul '[7,{"float":[3,"x"],"y":8}]' \
	    '[{"nonsense":[-3,5]}]')" >"$T/p"
	run sums --shapes "$T/p" "$T/s"
	assert_output --partial '"macs_known":0,"macs_of":1,'
}

@test "--bind: numbers for symbols" {
	stream "$(value a '["n",4]')" "$(value b '[4,"k=1"]')" \
	    "$(value c '["n","k=1"]')" "$(node)" >"$T/s"
	run sums --bind n=3 --bind k=1=5 "$T/s"
	assert_output "$(known 60 60)"
	run sums --bind n=0 "$T/s"
	assert_output "$(known 0 0)"
	run sums --bind n=3 "$T/s"
	assert_output '{"macs_known":0,"macs_of":1,"activation_known":0,"activation_of":1}'
	run --separate-stderr hierstats -M macs --bind m=1 "$T/s"
	assert_equal "$status" 2
	assert_message 'hierstats: --bind: no dimension is called so: m'
	local bad

	for bad in n =3 n= n=-1 n=x n=99999999999999999999; do
		run --separate-stderr hierstats -M macs --bind "$bad" "$T/s"
		assert_equal "$status" 2
		[[ $stderr == 'hierstats: --bind: n'*$bad*'usage: '* ]]
	done
	run --separate-stderr hierstats -M macs --bind n=1 --bind n=2 "$T/s"
	assert_equal "$status" 2
	[[ $stderr == 'hierstats: --bind: bound twice: n=2'* ]]
}

# told REGEX ARGUMENT...: what sums says on standard error.
told() {
	local regex=$1

	shift
	run --separate-stderr sums "$@"
	assert_message "$regex"
}

@test "shapes that contradict each other are told and count as unknown" {
	stream "$(value a '[3,4]')" "$(value b '[4,5]')" "$(value c '[3,5]')" \
	    "$(node)" >"$T/s"
	for a in '[3,5]' '[3]' '[3,4,1]'; do
		stream "$(value a "$a")" "$(value c '[3,5]')" >"$T/more"
		told 'hierstats: \(standard input\): a: shapes contradict each other, of 1 value' \
		    --shapes "$T/more" - <"$T/s"
		assert_output "$(known 60 60)"
	done
	# Without the output's, nothing is left to count by.
	stream "$(value a '[3,4]')" "$(value a '[2,4]')" "$(value b '[4,5]')" \
	    "$(node)" >"$T/s"
	told 'hierstats: .* a: shapes contradict each other, of 1 value' "$T/s"
	assert_output '{"macs_known":0,"macs_of":1,"activation_known":0,"activation_of":1}'
	run hierstats -M macs "$T/s"
	assert_equal "$status" 2
	# A weight that is of another size than its value_info.
	stream "$(value a '[3,4]')" "$(value b '[9,5]')" "$(node)" \
	    '{"kind":"initializer","graph":"main","index":0,"name":"b","dtype":"INT8","shape":[9,5]}' \
	    >"$T/s"
	told 'hierstats: .* b: shapes contradict each other, of 1 value' "$T/s"
}

@test "negative dimensions, too many, and numbers past 64 bits are told" {
	local dims=$(printf '1,%.0s' {1..62}) big='"4611686018427387904"'

	stream "$(value a '[-3,4]')" "$(value b '[4,5]')" "$(node)" >"$T/s"
	told 'hierstats: .* a: a dimension is negative, of 1 value' "$T/s"
	assert_output --partial '"macs_known":0'
	# LIMIT_RANK is 64.
	stream "$(value a "[${dims}3,4]")" "$(value b '[4,5]')" \
	    "$(value c "[${dims}3,5]")" "$(node)" >"$T/s"
	run sums "$T/s"
	assert_output "$(known 60 60)"
	stream "$(value a "[1,${dims}3,4]")" "$(value b '[4,5]')" "$(node)" \
	    >"$T/s"
	told 'hierstats: .* a: over 64 dimensions, of 1 value' "$T/s"
	assert_output --partial '"macs_known":0'
	stream "$(value a "[$big,1]")" "$(value b '[1,4]')" \
	    "$(value c "[$big,4]")" "$(node)" >"$T/s"
	told 'hierstats: .* n: past 64 bits, of 1 node' "$T/s"
	assert_output '{"macs_known":0,"macs_of":1,"activation_known":0,"activation_of":1}'
	# Each within, their sum past.
	stream "$(value a "[$big,1]")" "$(value b '[1,3]')" "$(node)" \
	    "$(node)" >"$T/s"
	assert_trouble 'hierstats: .*past 64 bits' hierstats -M macs "$T/s"
}

@test "--shapes of another model, of two, of none, without a use" {
	stream "$(value b '[4,5]')" "$(node)" >"$T/s"
	stream "$(value a '[3,4]')" >"$T/other"
	told 'hierstats: .*: --shapes is of another model: it knows no node' \
	    --shapes "$T/other" "$T/s"
	cat "$T/other" "$T/other" >"$T/two"
	assert_trouble 'hierstats: .*/two:4: --shapes: a second model' \
	    hierstats -M macs --shapes "$T/two" "$T/s"
	assert_trouble 'hierstats: /none: No such file or directory' \
	    hierstats -M macs --shapes /none "$T/s"
	head -n 2 "$T/other" >"$T/cut"
	assert_trouble 'hierstats: .*/cut:.*' \
	    hierstats -M macs --shapes "$T/cut" "$T/s"
	assert_trouble 'hierstats: --shapes and --bind go with macs, activation or precision' \
	    hierstats --shapes "$T/other" "$T/s"
	assert_trouble 'hierstats: --shapes and --bind go with macs, activation or precision' \
	    hierstats --bind a=1 -M bytes "$T/s"
	stream '{"kind":"value_info","graph":"main","index":0,"name":"a","type":7}' \
	    "$(node)" >"$T/bad"
	assert_trouble 'hierstats: .*/bad:2: type is no object' \
	    hierstats -M macs "$T/bad"
}

@test "a body sees its own names, then those round it" {
	stream '{"kind":"graph","graph":"main"}' "$(value a '[3,4]')" \
	    "$(value b '[4,5]')" "$(value c '[3,5]')" "$(node)" \
	    '{"kind":"graph","graph":"main/7/body"}' \
	    "$(value a '[2,4]' main/7/body)" "$(node MatMul '' main/7/body)" \
	    '{"kind":"graph","graph":"main/7/body/0/x/y"}' \
	    "$(node MatMul '' main/7/body/0/x/y)" >"$T/s"
	# 60, and twice 2 * 4 * 5.
	run sums "$T/s"
	assert_output --partial '{"macs":140,"macs_known":3,"macs_of":3,"activation":60,'
	# Another graph's names are not seen.
	stream '{"kind":"graph","graph":"main"}' "$(value a '[3,4]')" \
	    "$(value b '[4,5]')" '{"kind":"function","graph":"function/d:f"}' \
	    "$(node MatMul '' function/d:f)" >"$T/s"
	run sums "$T/s"
	assert_output --partial '"macs_known":0,"macs_of":1'
}

@test "a function's nodes count, once, and not what calls it" {
	local body=function/d:F

	stream "$(value c '[3,5]')" "$(node F d)" "$(node F d)" "$(node G d)" \
	    "{\"kind\":\"function\",\"graph\":\"$body\"}" \
	    "$(value a '[3,4]' $body)" "$(value b '[4,5]' $body)" \
	    "$(node MatMul '' $body)" >"$T/s"
	run sums "$T/s"
	assert_output --partial '{"macs":60,"macs_known":1,"macs_of":2,'
	run hierstats -M macs "$T/s"
	assert_line --partial '≥60'
	assert_line "macs: known for 1 of 2 ops; --bind, --shapes or hier's --infer may tell more"
}

@test "every op of ONNX has a rule, or none to count, or is known not to be known" {
	"$PYTHON" -c '
import json, onnx
print(json.dumps({"kind": "model", "stream": 1}))
ops = {(s.domain, s.name) for s in onnx.defs.get_all_schemas()}
for domain, name in sorted(ops):
    print(json.dumps({"kind": "node", "graph": "main", "index": 0, "name": "",
                      "op_type": name, "domain": domain, "input": [],
                      "output": [], "module": "", "by": "scope"}))
print(json.dumps({"kind": "end"}))' >"$T/s"
	hierstats -M macs -b op_type -f ndjson "$T/s" |
	    jq -r 'select(.macs_of > 0).op_type' | sort >"$T/ops"
	# Those that have a rule, and those that multiply but have none.
	run xargs <"$T/ops"
	assert_output "$(xargs <<-'EOF'
		Attention CausalConvWithState Conv ConvInteger ConvTranspose DFT
		DeformConv Det Einsum FlexAttention GRU Gemm Gradient LSTM
		LinearAttention LinearClassifier LinearRegressor MatMul
		MatMulInteger QLinearConv QLinearMatMul RNN STFT SVMClassifier
		SVMRegressor
	EOF
	)"
}

# Published: ResNet-18 1.81 G, MobileNetV3-Small 56.5 M, SqueezeNet 1.1 349 M,
# ShuffleNetV2 0.5x 41 M, ConvNeXt-T 4.46 G.
@test "models and their rewritten forms: an oracle and onnx-tool count the same" {
	cd "$TOP/tests/accuracy"
	PATH=${PYTHON%/*}:$PATH
	"$PYTHON" ../macs_oracle.py resnet18.ts.onnx resnet18.ts.qdq.onnx \
	    mobilenet_v3_small.ts.onnx squeezenet1_1.ts.onnx \
	    shufflenet_v2_x0_5.ts.onnx bert-tiny3.ts.ortbasic.onnx \
	    toy-lstm-tagger.ts.ortbasic.onnx t5.ts.onnx >"$T/out"
	# onnx-tool has no rules for these.
	"$PYTHON" ../macs_oracle.py --alone resnet18.ts.ortall.onnx \
	    resnet18.ts.qdyn.onnx convnext_tiny.ts.ortall.onnx \
	    bert-tiny3.ts.ortall.onnx bert-tiny3.ts.qdyn.onnx \
	    toy-lstm-tagger.ts.qdyn.onnx gpt2.ts.ortall.onnx \
	    t5.ts.qdyn.onnx llama.dynamo.ortall.onnx >>"$T/out"
	"$PYTHON" ../macs_oracle.py --alone -b b=2 -b s=16 \
	    distilbert.ts.dyn.onnx >>"$T/out"
	assert_golden macs/oracle "$T/out"
}

# Worked out by hand: bert-tiny3's layer has, for 32 words of 128, 4 products
# with 128 x 128 and 2 with 128 x 512, and 2 * 2 * 2 * 16 * 16 * 64 in the
# attention itself, which is not quantized; the pooler 2 * 128 * 128.
# ResNet-18's first convolution has 64 * 112 * 112 outputs of 3 * 7 * 7.
@test "where multiply-accumulates are, and in which numbers" {
	local m

	cd "$TOP/tests/accuracy"
	for m in resnet18.ts.qdq resnet18.ts.ortall bert-tiny3.ts.ortbasic \
	    bert-tiny3.ts.qdyn bert-tiny3.ts.fp16 gpt2.ts.ortall \
	    llama.dynamo.ortall toy-lstm-tagger.ts.qdyn \
	    mobilenet_v3_small.ts.fp16; do
		infer "$m.onnx" | onnx2ndjson >"$T/shapes"
		onnx2ndjson "$m.onnx" | scopemap 2>"$T/err" | attribute \
		    >"$T/model"
		hierstats -M macs -b precision --shapes "$T/shapes" "$T/model"
		hierstats -M macs -n 3 --shapes "$T/shapes" "$T/model" |
		    tail -n +2
	done >"$T/out"
	assert_golden macs/answers "$T/out"
}

@test "what the stream alone tells is a lower bound, in every form" {
	local form

	cd "$TOP/tests/accuracy"
	onnx2ndjson squeezenet1_1.ts.onnx | scopemap | attribute >"$T/model"
	for form in tree table markdown csv tsv ndjson; do
		hierstats -f $form -d 1 -M macs,activation "$T/model"
	done >"$T/out"
	assert_golden macs/bounds "$T/out"
}

@test "hier: shapes inferred, given, symbols bound" {
	local bert=$MODELS/bert-tiny.ts.dyn.onnx

	PATH=${PYTHON%/*}:$PATH
	cd "$T"
	cp "$bert" "a b.onnx"
	infer_shapes.py -s -b b=2 -b s=8 "$bert" | onnx2ndjson >shapes
	onnx2ndjson "a b.onnx" | scopemap | attribute |
	    hierstats -M macs,activation --shapes shapes >want
	hier -M macs,activation --infer --bind b=2 --bind s=8 "a b.onnx" >out
	cmp want out
	hier -M macs,activation --shapes shapes "a b.onnx" >out
	cmp want out
	# What -x prints is what runs; a bind is hierstats' without --infer.
	hier -x -o "o d" -M macs --infer --bind b=2 --bind 's=8' "a b.onnx" \
	    2>trace >out
	bash <trace >again
	cmp out again
	hier -x -d 0 -M macs --bind b=2 "a b.onnx" 2>trace >out
	grep -F ' --bind b=2' trace
	# A kept stream is no file to infer from; a symbol that is not there.
	assert_trouble 'hier: o d/a b.ndjson: --infer: no ONNX file' \
	    hier --infer -M macs "o d/a b.ndjson"
	run --separate-stderr hier --infer --bind x=2 -M macs "a b.onnx"
	assert_equal "$status" 2
	[[ $stderr = *'infer_shapes.py: -b: no dimension is called so: x'* ]]
	run --separate-stderr hier nodes --infer "a b.onnx"
	assert_equal "$status" 2
	[[ $stderr = 'hier: no --bind, --infer or --shapes with nodes'* ]]
	run --separate-stderr hier --infer --shapes shapes "a b.onnx"
	assert_equal "$status" 2
	[[ $stderr = 'hier: --infer or --shapes'* ]]
}

@test "an Attention costs what the MatMuls of its function body cost" {
	run "$PYTHON" "$TOP/tests/attention_oracle.py"
	assert_success
	assert_line --index 0 '2520 2520'
	assert_equal "${#lines[@]}" 6
}

@test "where all is 1, ONNX Runtime's sums are the multiply-accumulates" {
	run "$PYTHON" "$TOP/tests/ones_oracle.py"
	assert_success
	assert_equal "$(grep -c ' the same$' <<<"$output")" 30
}

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

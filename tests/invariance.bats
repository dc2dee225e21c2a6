#!/usr/bin/env bats
# What must not change a node's module: tests/invariance.py says what that is.

load lib

# Exports and what tools made of them, of each kind.
setup_file() {
	local a=$TOP/tests/accuracy

	export SCOPED="$MODELS/*.onnx $a/resnet18.ts.onnx $a/resnet18.ts.t20.onnx
	    $a/t5.ts.onnx $a/t5.ts.qdyn.onnx $a/whisper.ts.ortext.onnx
	    $a/toy-shared.ts.qdq.onnx $a/toy-yolo.dynamo.onnx
	    $a/bert-tiny3.ts.fp16.onnx $a/vit-hf.ts.slim.onnx
	    $a/bert-tiny.ts.dyn.vc21.onnx $a/mobilenet_v3_small.ts.onnx
	    $a/gpt2.ts.ortall.onnx"
	export BARE="$a/bert-tiny3.dynamo.nometa.onnx
	    $a/resnet18.dynamo.nometa.onnx $a/whisper.dynamo.nometa.onnx
	    $a/toy-shared.dynamo.nometa.onnx $a/bert-tiny3.dynamo.slim.onnx
	    $a/llama.dynamo.ortbasic.onnx"
}

# The lists are patterns, to be split.
invariance() {
	local variant=$1

	shift
	run "$PYTHON" "$TOP/tests/invariance.py" "$variant" $*
}

@test "nodes in another topological order" {
	invariance order "$SCOPED" "$BARE"
	assert_success
	assert_output --regexp '^order: 24 models, [0-9]{4} nodes moved, 0 of'
}

@test "values under other names, where names are no evidence" {
	invariance names "$SCOPED" "$BARE"
	assert_success
	assert_output --regexp '^names: 24 models, [0-9]{4} nodes moved, 0 of'
}

@test "parts of the graph in local functions" {
	invariance function "$SCOPED"
	assert_success
	assert_output --regexp '^function: 18 models, [0-9]{4} nodes moved, 0 of'
}

@test "parts of the graph in bodies" {
	invariance bodies "$SCOPED"
	assert_success
	assert_output --regexp '^bodies: 18 models, [0-9]{4} nodes moved, 0 of'
}

@test "a node that is of another module then is told" {
	# An attribute that looks at the names of values.
	mkdir "$T/bin"
	cat >"$T/bin/attribute" <<-EOF
		#!/bin/sh
		"$BUILD/bin/attribute" "\$@" |
		    jq -c 'if any(.input[]?; . == "value_0")
			then .module = "elsewhere" else . end'
	EOF
	chmod +x "$T/bin/attribute"
	PATH=$T/bin:$PATH invariance names "$MODELS/toy-shared.ts.onnx"
	assert_equal "$status" 1
	assert_line --regexp "is 'elsewhere' 1 by scope\$"
	assert_line --regexp 'nodes moved, [1-9][0-9]* of another module$'
	# Nothing that moved proves nothing.
	run "$PYTHON" "$TOP/tests/invariance.py" order
	assert_failure
}

#!/usr/bin/env bats
# What onnx.checker, ONNX Runtime, Model Explorer's adapter, optimizers and
# quantizers make of tagged files: tests/consumers.py, placement.py and
# survival.py say what is asked.

load lib

setup_file() {
	export FOLDER=$BATS_FILE_TMPDIR

	"$PYTHON" "$TOP/tests/tag_models.py" "$FOLDER"
}

tool() {
	local program=$1

	shift
	run "$PYTHON" "$TOP/tests/$program.py" "$@"
}

attributed() {
	onnx2ndjson "$1" | scopemap | attribute
}

# tagged PROFILE TARGET N REFUSED: so many models were tagged, so many refused.
assert_counts() {
	assert_line --regexp "^$1 +$2 +tagged $3 refused $4 failed 0$"
}

@test "exports, tagged in every way, are what they were to all who read them" {
	local a=$TOP/tests/accuracy n=25

	tool consumers --jobs 2 "$TOP/tests/models" "$TOP/tests/nets" \
	    "$a/toy-shared.ts.qdq.onnx" "$a/toy-lstm-tagger.ts.fp16.onnx" \
	    "$a/toy-yolo.dynamo.qdyn.onnx" "$a/t5.ts.ortall.onnx" \
	    "$a/bert-tiny3.dynamo.ortall.onnx"
	assert_success
	assert_line '25 models; untagged: 25 runs'
	for p in torch namespace layer_ann; do
		assert_counts $p metadata $n 0
		assert_counts $p doc_string $n 0
		assert_counts $p attributes 0 $n
	done
	# Those whose files or maps say classes.
	assert_counts winml metadata 4 21
	assert_counts hf doc_string 4 21
	assert_line '0 faults'
}

@test "ops of other domains, bodies, tags of others: likewise" {
	tool consumers --jobs 2 "$FOLDER"/*.onnx
	assert_success
	assert_counts torch metadata 3 0
	assert_line '0 faults'
}

@test "with a module map profiles that need classes do" {
	cp "$MODELS/bert-tiny.ts.dyn.onnx" "$T/bert.onnx"
	cp "$TOP/tests/maps/bert-tiny.named-modules.ndjson" \
	    "$T/bert.modules.ndjson"
	tool consumers "$T/bert.onnx"
	assert_success
	assert_counts winml metadata 1 0
	assert_counts hf doc_string 1 0
}

@test "who reads them is heard: a tagwrite that does it wrong has faults" {
	mkdir "$T/bin"
	# Other groups, in the tagged file alone.
	cat >"$T/bin/tagwrite" <<-EOF
		#!/bin/sh
		"$BUILD/bin/tagwrite" "\$@" || exit
		case " \$* " in
		*--strip*) ;;
		*) while [ "\$1" != -o ]; do shift; done
		   sed -i 's,blocks/0,blocks/2,g' "\$2";;
		esac
	EOF
	chmod +x "$T/bin/tagwrite"
	PATH=$T/bin:$PATH tool consumers "$MODELS/toy-shared.ts.onnx"
	assert_equal "$status" 1
	assert_line --partial 'namespace metadata: explorer: '
	assert_line --regexp '^[1-9] faults$'
	run "$PYTHON" -c "
import sys
sys.path.insert(0, '$TOP/tests')
import explorer, tagging
said = tagging.Said('/dev/stdin')
flat = [('g',)] * len(said.node)
print(*explorer.nesting_faults(flat, said, False))" \
	    < <(attributed "$MODELS/toy-shared.ts.onnx")
	assert_output --regexp "is not in .*their groups: \('g',\), \('g',\)"
}

@test "ONNX Runtime places by layer_ann the modules that --assign names" {
	tool placement "$MODELS/bert-tiny3.ts.onnx" 'encoder.layer.1.**' pooler
	assert_success
	assert_line 'LayeringIndex created. Matched 2 out of 2 rules to available Execution Providers.'
	assert_line --regexp '^[1-9][0-9]* of 136 nodes placed$'
	tool placement "$MODELS/toy-shared.dynamo.onnx" '*'
	assert_success
	assert_line --regexp '^[1-9][0-9]* of 36 nodes placed$'
}

@test "layer 1 is not layer 10, a module may be taken without those below" {
	tool placement "$FOLDER/layers.onnx" 'layer.1.**'
	assert_success
	assert_line '2 of 24 nodes placed'
	tool placement "$FOLDER/bodies.onnx" m
	assert_success
	assert_line --partial '(=m.)'
	assert_line '1 of 4 nodes placed'
}

@test "attributes go to nodes of other domains, by a profile that says which" {
	cat >"$T/own.yaml" <<-'EOF'
		keys:
		  module: "{module}"
		nodes:
		  domain: acme
	EOF
	attributed "$FOLDER/custom.onnx" >"$T/stream"
	tagwrite -p "$T/own.yaml" -t attributes -o "$T/tagged.onnx" \
	    "$FOLDER/custom.onnx" "$T/stream"
	run bash -c 'onnx2ndjson "$0" | jq -c "
	    select(.kind == \"node\") | [.name, .attribute.module]"' \
	    "$T/tagged.onnx"
	assert_line '["/enc/Twice","enc"]'
	assert_line '["/dec/Twice","dec"]'
	assert_line '["plus",null]'
	run "$PYTHON" -c "
import sys
sys.path.insert(0, '$TOP/tests')
import consumers, runtime
a, b = sys.argv[1:]
assert consumers.checked(a) == consumers.checked(b) == 'accepted'
assert runtime.outcome(a) == runtime.outcome(b), runtime.outcome(b)
print(runtime.outcome(b)[0])" "$FOLDER/custom.onnx" "$T/tagged.onnx"
	assert_success
	assert_output runs
	tagwrite --strip "$T/tagged.onnx" | cmp - "$FOLDER/custom.onnx"
}

# Tools keep the model's metadata, and with it an undo that fits no more.
@test "what a tool made of a tagged file is not stripped, and is tagged anew" {
	attributed "$MODELS/toy-shared.ts.onnx" |
	    tagwrite -o "$T/tagged.onnx" "$MODELS/toy-shared.ts.onnx"
	run "$PYTHON" -c "
import sys
sys.path.insert(0, '$TOP/tests')
import survival
for tool in 'ONNX Runtime, basic', 'onnxslim', 'to 16-bit floats':
    out = sys.argv[2] + tool[:9].strip() + '.onnx'
    assert survival.rewrite(tool, sys.argv[1], out), tool" \
	    "$T/tagged.onnx" "$T/by "
	assert_success
	for f in "$T"/by*; do
		assert_trouble "tagwrite: .*: hierutils.undo .*: nothing is stripped" \
		    tagwrite --strip "$f"
		attributed "$f" >"$T/stream"
		tagwrite -o "$T/again" "$f" "$T/stream"
		# Where every node has kept its tags there is nothing to do.
		if [ "$f" = "$T/by to 16-bit.onnx" ]; then
			cmp "$f" "$T/again"
		else
			tagwrite --strip "$T/again" | cmp - "$f"
		fi
	done
}

@test "what is left of tags in models that tools rewrote" {
	tool survival --jobs 1 --tool 'ONNX Runtime, basic' --tool onnxslim \
	    "$TOP/tests/nets/root-sequential.ts.onnx"
	assert_success
	assert_line --regexp $'^ONNX Runtime, basic\tnameless\tuntagged\t-\t[0-9]+\t0\t0$'
	assert_line --regexp $'^ONNX Runtime, basic\tnameless\ttorch\tdoc_string\t[0-9]+\t[1-9][0-9]*\t[1-9][0-9]*$'
	assert_line --regexp $'^onnxslim\tnameless\thf\tmetadata\t[0-9]+\t0\t0$'
}

#!/usr/bin/env bats
# What has which name, and which module: hierstats' -f names, --where, --nodes
# and --cut.  tests/names_oracle.py checks them against streams, truth files
# and onnx.utils.extract_model.

load lib

setup() {
	G=$GOLDEN/names
	cd "$T"
}

# The attributed stream of a model in tests/models or tests/accuracy.
stream_of() {
	onnx2ndjson "$TOP/tests/$1.onnx" | scopemap | attribute |
	    sed '1s|"file":"[^"]*/|"file":"|'
}

oracle() {
	local what=$1

	shift
	"$PYTHON" "$TOP/tests/names_oracle.py" "$what" "$@"
}

# Asks of a model and its rewritten form: names, MODULE..., and whether nodes
# and borders are right.
both() {
	local model

	for model in "$1" "$2"; do
		stream_of "$model" >stream.ndjson
		oracle rows stream.ndjson
		oracle truth stream.ndjson "$TOP/tests/$model.truth.ndjson" \
		    "${@:4}"
		oracle cut stream.ndjson "$TOP/tests/$model.onnx" . "${@:4}"
		{
			hierstats --where "$3" stream.ndjson
			hierstats --nodes -m "$4" stream.ndjson
			hierstats --cut "$4" stream.ndjson
		} >out
		assert_golden "names/${model##*/}.answers" out
	done
}

@test "BERT and what ONNX Runtime's optimizer made of it" {
	both models/bert-tiny3.ts accuracy/bert-tiny3.ts.ortall self.query \
	    encoder.layer.0.attention encoder.layer.1 pooler embeddings
}

@test "ResNet and its quantized form" {
	both accuracy/resnet18.ts accuracy/resnet18.ts.qdq downsample.0 \
	    layer2.0.downsample layer1.0 layer4 fc
}

@test "GPT-2 and its optimized form" {
	both accuracy/gpt2.ts accuracy/gpt2.ts.ortall h.3.mlp.c_fc \
	    transformer.h.3.mlp transformer.h.3.attn transformer.h.11 lm_head
}

@test "an LSTM and its optimized form" {
	both models/toy-lstm-tagger.ts accuracy/toy-lstm-tagger.ts.ortall rnn \
	    rnn emb proj
}

@test "T5 and its quantized form" {
	both accuracy/t5.ts accuracy/t5.ts.qdyn block.2.layer.1.EncDec \
	    decoder.block.2.layer.1 encoder.block.1.layer.0
}

@test "names: every form has the same rows, -m and --op choose" {
	local form

	stream_of models/toy-shared.ts >s
	hierstats -f names s >out
	assert_golden names/toy-shared.table out
	for form in tree markdown csv tsv ndjson; do
		hierstats -f "$form" -f names s >"out.$form"
	done
	assert_golden names/toy-shared.tree out.tree
	run tail -n +2 out.csv
	assert_equal ${#lines[@]} "$(wc -l <out.ndjson)"
	cmp <(tr , '\t' <out.csv) out.tsv
	assert_equal "$(jq -r .name out.ndjson)" "$(cut -f 2 out.tsv | tail -n +2)"
	run_pipe "hierstats -f names -f ndjson -m 'blocks.*.norm' s |
	    jq -r '.kind + \" \" + .module' | sort | uniq -c | tr -s ' '"
	assert_output ' 2 initializer blocks.0.norm
 2 initializer blocks.2.norm
 2 node blocks.0.norm
 1 node blocks.2.norm
 2 value blocks.0.norm
 1 value blocks.2.norm'
	run_pipe "hierstats -f names -f ndjson --op 'Layer*' s |
	    jq -s 'map(.op_type) | unique | join(\" \")' -r"
	assert_output LayerNormalization
}

@test "where: in full before by part, also of a parameter's name" {
	stream_of models/bert-tiny3.ts >s
	run hierstats --where /pooler/dense/Gemm s
	assert_success
	assert_line --index 2 --regexp '^/pooler/dense/Gemm +node +Gemm +pooler.dense .* scope +0.99[0-9]+$'
	assert_line --index 3 '/pooler/dense/Gemm: 1 in full'
	run hierstats -f csv --where encoder.layer.1.output.dense.weight s
	assert_line --index 1 'bert-tiny3.ts.onnx,onnx::MatMul_339,initializer,main,,encoder.layer.1.output.dense,,,,,,,encoder.layer.1.output.dense.weight'
	run hierstats --where pooler/dense s
	assert_line --regexp '^pooler/dense: [0-9]+ by part$'
	run --separate-stderr hierstats --where nosuch --where /pooler/dense/Gemm s
	assert_equal "$status" 1
	assert_message 'hierstats: bert-tiny3.ts.onnx: no such name: nosuch'
	assert_line --partial /pooler/dense/Gemm
	run hierstats --where query.bias -n 1 s
	assert_line --index 3 '[1 other]'
	assert_line --index 4 'query.bias: 2 by part'
	# Of several models one may lack it.
	stream_of models/toy-shared.ts >t
	run --separate-stderr hierstats -f csv --where /pooler/dense/Gemm s t
	assert_equal "$status" 1
	assert_equal ${#lines[@]} 2
}

@test "where: merged modules, evidence that disagrees, what is not exact" {
	cat >nodes <<-'EOF'
	{"kind":"graph","graph":"main"}
	{"kind":"node","graph":"main","index":0,"name":"fused","op_type":"F","input":[],"output":["v"],"module":"a.b","modules":["a.b","a.c"],"by":"scope","confidence":0.9998,"conflict":[{"by":"value","module":"a.c"},{"by":"root","module":""}]}
	{"kind":"node","graph":"main","index":1,"name":"below","op_type":"G","input":["v"],"output":[],"module":"a","modules":["a"],"exact":false,"by":"structure","confidence":null}
	EOF
	stream "$(cat nodes)" >s
	run hierstats --where fused --where below s
	assert_output "(standard input)
name   kind  op_type  module  exact            by         confidence  merged  conflict
fused  node  F        a.b                      scope      0.9998      a.c     value:a.c root:
below  node  G        a       somewhere below  structure
fused: 1 in full
below: 1 in full"
	run hierstats -f ndjson --where fused s
	assert_output '{"name":"fused","kind":"node","graph":"main","op_type":"F","module":"a.b","modules":["a.b","a.c"],"exact":true,"by":"scope","confidence":0.9998,"conflict":["value:a.c","root:"]}'
}

@test "nodes: a list says what it does not hold" {
	cat >nodes <<-'EOF'
	{"kind":"graph","graph":"main"}
	{"kind":"node","graph":"main","index":0,"name":"x","op_type":"F","input":[],"output":[],"module":"a","by":"scope"}
	{"kind":"node","graph":"main","index":1,"name":"","op_type":"F","input":[],"output":[],"module":"a","by":"scope"}
	{"kind":"node","graph":"main","index":2,"name":"x","op_type":"F","input":[],"output":[],"module":"b","by":"scope"}
	{"kind":"node","graph":"main","index":3,"name":"new\nline","op_type":"F","input":[],"output":[],"module":"c","by":"scope"}
	{"kind":"node","graph":"main","index":4,"name":"nul\u0000","op_type":"G","input":[],"output":[],"module":"c","by":"scope"}
	{"kind":"node","graph":"main","index":5,"name":"x","op_type":"F","input":[],"output":[],"module":"a.y","by":"scope"}
	EOF
	stream "$(cat nodes)" >s
	run --separate-stderr hierstats --nodes -m a s
	assert_success
	assert_output x
	assert_equal "$stderr" "hierstats: (standard input): without a name, not listed: 1
hierstats: (standard input): not asked for, but of a name that is listed: 1"
	run --separate-stderr hierstats --nodes -m c s
	assert_equal "$status" 2
	assert_message 'hierstats: \(standard input\): with a newline in the name, not listed: 1'
	hierstats --nodes -0 -m c --op F s >out
	cmp out <(printf 'new\nline\0')
	run --separate-stderr hierstats --nodes -0 -m c s
	assert_equal "$status" 2
	assert_message 'hierstats: .*: with a NUL in the name, not listed: 1'
	run --separate-stderr hierstats --nodes --op H s
	assert_equal "$status" 1
	assert_equal "$output" ''
	assert_message 'hierstats: \(standard input\): no node with --op H'
	run --separate-stderr hierstats --nodes -f table --op H --op I -m a s
	assert_equal "$status" 1
	assert_equal "$output" ''
	assert_message 'hierstats: .*: no node with --op H --op I -m a'
	run --separate-stderr hierstats -f names --op H s
	assert_equal "$status" 1
	assert_equal "$output" ''
	assert_message 'hierstats: .*: no name with --op H'
	hierstats --nodes -f csv --op F --op G s >two
	hierstats --nodes -f csv --op F,G s | cmp - two
	run --separate-stderr hierstats --nodes -m d s
	assert_equal "$status" 2
	run hierstats --nodes -f csv -m 'a.*' s
	assert_line --index 1 ',x,node,main,F,a.y,,true,,scope,,,'
}

@test "nodes: what goes to a terminal is harmless" {
	run script -qec "hierstats --nodes $G/hostile.stream" /dev/null
	[[ $output = *'esc\x1b[2J'* && $output != *$'\e[2J'* ]]
	hierstats --nodes "$G/hostile.stream" 2>/dev/null >out || true
	grep -q $'esc\e\[2J' out
}

@test "cut: bodies read through their node, a module in pieces, other notes" {
	cat >nodes <<-'EOF'
	{"kind":"graph","graph":"main"}
	{"kind":"input","graph":"main","index":0,"name":"in","type":{"tensor":{"dtype":"FLOAT","shape":[1,"n",null]}}}
	{"kind":"input","graph":"main","index":1,"name":"w","type":{"tensor":{"dtype":"FLOAT","shape":[1]}}}
	{"kind":"output","graph":"main","index":0,"name":"out"}
	{"kind":"initializer","graph":"main","index":0,"name":"w","dtype":"FLOAT","shape":[1]}
	{"kind":"node","graph":"main","index":0,"name":"n0","op_type":"A","input":["in","w"],"output":["v0"],"module":"a","by":"scope"}
	{"kind":"node","graph":"main","index":1,"name":"n1","op_type":"B","input":["v0"],"output":["v1"],"module":"b","by":"scope"}
	{"kind":"node","graph":"main","index":2,"name":"n2","op_type":"C","input":["v0"],"output":["v2","v3"],"module":"c","modules":["a.x","c"],"by":"scope"}
	{"kind":"node","graph":"main","index":3,"name":"if","op_type":"If","input":["v1"],"output":["out"],"attribute":{"then_branch":{"graph":"main/3/then_branch"}},"module":"a.x","by":"scope"}
	{"kind":"node","graph":"main","index":4,"name":"n4","op_type":"If","input":["v1"],"output":["v5"],"attribute":{"then_branch":{"graph":"main/4/then_branch"}},"module":"","exact":false,"by":"structure"}
	{"kind":"graph","graph":"main/3/then_branch"}
	{"kind":"output","graph":"main/3/then_branch","index":0,"name":"v4"}
	{"kind":"node","graph":"main/3/then_branch","index":0,"name":"b0","op_type":"D","input":["v2","v3","w"],"output":["v4"],"module":"b","by":"scope"}
	{"kind":"graph","graph":"main/4/then_branch"}
	{"kind":"node","graph":"main/4/then_branch","index":0,"name":"b1","op_type":"D","input":["v1"],"output":["v6"],"module":"a.y","by":"scope"}
	EOF
	stream "$(cat nodes)" >s
	run hierstats --cut a s
	assert_success
	assert_output '(standard input)
border  name  dtype  shape         from  to
input   in    FLOAT  [1,"n",null]        a
input   v1                         b     a.x
input   v2                         c     b
input   v3                         c     b
output  v0                         a     b c
output  out                        a.x
not one piece: nodes elsewhere on a way out of it and back: 2
the first of them: n1 of b
nodes merged from its work and other modules'\'': 1
nodes outside that may belong somewhere below it: 1
its nodes in bodies of other modules'\'' nodes, not cut: 1
without a type in the file, extract_model must infer it: 5
input_names=["in","v1","v2","v3"]
output_names=["v0","out"]'
	run hierstats --cut c s
	refute_line --partial 'not one piece'
	run hierstats -f csv --cut '' s
	assert_line --index 1 ',input,in,FLOAT,"[1,""n"",null]",,a'
	assert_line --index 2 ',output,out,,,a.x,'
	run --separate-stderr hierstats --cut a.y s
	assert_equal "$status" 1
	assert_message 'hierstats: \(standard input\): no node of the main graph is of module a.y'
	run --separate-stderr hierstats --cut nosuch s
	assert_equal "$status" 1
}

@test "names of an enemy do no harm in any form" {
	local form

	for form in tree table markdown csv tsv ndjson; do
		hierstats -f names -f "$form" "$G/hostile.stream" >out
		assert_golden "names/hostile.$form" out
		hierstats --cut '' -f "$form" "$G/hostile.stream" >>out
		iconv -f UTF-8 -t UTF-8 out | cmp - out
		run env LC_ALL=C grep -cP '[\x00-\x08\x0b-\x1f]' out
		assert_output 0
		[ "$form" = ndjson ] || {
			run env LC_ALL=C grep -cP '\x7f|\xc2[\x80-\x9f]|\xe2\x80[\x8e-\xae]' out
			assert_output 0
		}
	done
	run --separate-stderr hierstats --where $'no\e[2J' "$G/hostile.stream"
	assert_equal "$status" 1
	[[ $stderr != *$'\e'* ]]
}

@test "a stream that cannot be asked is told, whatever the question" {
	local question

	stream_of models/toy-shared.ts >s
	head -n 20 s >cut
	sed '1s/"stream":1/"stream":2/' s >other
	onnx2ndjson "$MODELS/toy-shared.ts.onnx" >bare
	for question in '-f names' '--where x' --nodes '--cut fc'; do
		assert_trouble 'hierstats: cut:20: cut short: no end record' \
		    hierstats $question cut
		assert_trouble 'hierstats: other:1: stream version 2, only 1 is known' \
		    hierstats $question other
		assert_trouble 'hierstats: bare:[0-9]+: node without module: not attributed, run scopemap and attribute' \
		    hierstats $question bare
	done
	stream '{"kind":"node","graph":"main","index":0,"name":"","op_type":"A","input":[],"output":[],"module":"a","modules":[7]}' >bad
	assert_trouble 'hierstats: bad:2: node: modules is no list of strings' \
	    hierstats -f names bad
	stream '{"kind":"initializer","graph":"main","index":0,"name":"w","dtype":"FLOAT","shape":[],"param":7}' >bad
	assert_trouble 'hierstats: bad:2: initializer: param is no string' \
	    hierstats -f names bad
}

@test "what is refused is called as it was given, and what there is is said" {
	run --separate-stderr hierstats -f names -M nodes
	assert_equal "${stderr_lines[0]}" 'hierstats: no -M with -f names'
	run --separate-stderr hierstats --where x -M nodes
	assert_equal "${stderr_lines[0]}" 'hierstats: no -M with --where'
	run --separate-stderr hierstats --type x -M nodes
	assert_equal "${stderr_lines[0]}" 'hierstats: no -M with --type'
	run --separate-stderr hierstats -f xml
	assert_equal "$status" 2
	assert_equal "${stderr_lines[0]}" 'hierstats: no such form: xml; there'`
	    `' are tree, table, markdown, csv, tsv, ndjson, summary, messages, names'
	run --separate-stderr hierstats -b foo
	assert_equal "$status" 2
	assert_equal "${stderr_lines[0]}" 'hierstats: no such key: foo; there'`
	    `' are module, class, type, op_type, by, precision, dtype, graph'
}

@test "an input has no module, that of an initializer may be unknown" {
	stream '{"kind":"input","graph":"main","index":0,"name":"x"}' \
	    '{"kind":"initializer","graph":"main","index":0,"name":"w","dtype":"FLOAT","shape":[]}' >s
	run hierstats -f names -f table s
	assert_output '(standard input)
name  kind         module
x     input        (none)
w     initializer  (unknown)'
	run hierstats -f names -f tree s
	assert_line --index 3 --partial '├─ (none)'
	assert_line --index 5 --partial '└─ (unknown)'
	run_pipe 'hierstats -f names -f ndjson s | jq -c "has(\"module\")"'
	assert_output 'false
false'
}

@test "an option that a question does not take is a usage error" {
	local args

	while read -r args; do
		run --separate-stderr hierstats $args </dev/null
		assert_equal "$args: $status" "$args: 2"
		[[ $stderr = 'hierstats: '@(no|one)' '*$'\n'usage:* ]] ||
		    fail "$args: $stderr"
	done <<'CASES'
-0
--op Add
-f names -b op_type
-f names -f summary
-f names --cut a
--where x --nodes
--where x -d 3
--nodes -n 3
--where x -0
--cut a -m b
--cut a -n 2
--cut a -b op_type
--nodes -b op_type
--filt -f csv
CASES
}

#!/usr/bin/env bats
# Which modules there are: hierstats --modules and formats/hier.jq, which must
# say the same; answers on models stand in tests/golden/modules.

load lib

setup() {
	cd "$T"
}

# The attributed stream of a model in tests/models or tests/accuracy.
stream_of() {
	onnx2ndjson "$TOP/tests/$1.onnx" | scopemap | attribute |
	    sed '1s|"file":"[^"]*/|"file":"|'
}

# The paths that a question of hier.jq has, and hierstats' for OPTIONS.
same() {
	local question=$1

	shift
	jq -L "$TOP/formats" -r "include \"hier\"; $question | .path" s >want
	hierstats -f ndjson "$@" s >rows || [ $? = 1 ]
	jq -r .module rows | cmp - want
	n=$((n + $(wc -l <want)))
}

@test "all, children, path, type, class, depth: jq says the same" {
	local model path n=0

	for model in models/bert-tiny3.ts accuracy/bert-tiny3.ts.ortall \
	    accuracy/resnet18.ts \
	    accuracy/gpt2.ts.ortall \
	    accuracy/t5.dynamo; do
		stream_of "$model" >s
		same modules --modules
		same 'to_depth(2)' --modules -d 2
		same 'by_type("torch.nn")' --type torch.nn
		same 'by_type("huggingface")' --type huggingface
		same 'by_class("Linear")' --type '*.Linear'
		same 'by_class("Linear")' --type Linear
		jq -r 'select(.kind == "module").path' s | awk 'NR % 40 == 3' >paths
		while read -r path; do
			same "children(\"$path\")" --children "$path"
			same "path_to(\"$path\")" --path "$path"
		done <paths
	done
	[ "$n" -gt 300 ]
}

@test "own nodes and totals are what jq counts" {
	stream_of accuracy/gpt2.ts.ortall >s
	hierstats --modules -f ndjson s >rows
	jq -L "$TOP/formats" -n --slurpfile rows rows 'include "hier";
	    count(inputs | nodes; .module) as $own |
	    all($rows[]; .module as $m | .nodes == ($own[$m] // 0) and
	    .total == ([$own | to_entries[] |
	    select(.key | within($m)).value] | add // 0))' s >out
	run cat out
	assert_output true
	run_pipe "jq -L '$TOP/formats' -nc 'include \"hier\"; tree(inputs) |
	    [.. | objects | .nodes] | add' s"
	assert_output 353
}

@test "answers on models, in each form" {
	local form

	stream_of models/bert-tiny3.dynamo >s
	for form in table tree markdown csv tsv ndjson; do
		hierstats --children encoder.layer.1.attention -f "$form" s
		hierstats --path encoder.layer.1.attention.self -f "$form" s
		hierstats --type '*Attention' -m encoder.layer.0 -f "$form" s
	done >out
	assert_golden modules/bert-tiny3.dynamo out
	stream_of models/toy-shared.ts >s
	hierstats --modules s >out
	assert_golden modules/toy-shared.ts out
}

@test "hier.jq: under, own, known, fallback" {
	local jq="jq -L $TOP/formats -r"

	cat >nodes <<-'EOF'
	{"kind":"module","path":"","depth":0,"leaf":false}
	{"kind":"module","path":"a","depth":1,"leaf":true,"parent":"","class":"x.Linear"}
	{"kind":"module","path":"ab","depth":1,"leaf":true,"parent":"","class":"Linear"}
	{"kind":"graph","graph":"main"}
	{"kind":"initializer","graph":"main","index":0,"name":"w","dtype":"FLOAT","shape":[],"module":"a.b"}
	{"kind":"initializer","graph":"main","index":1,"name":"u","dtype":"FLOAT","shape":[]}
	{"kind":"node","graph":"main","index":0,"name":"n0","op_type":"A","input":[],"output":[],"module":"a","by":"scope"}
	{"kind":"node","graph":"main","index":1,"name":"n1","op_type":"A","input":[],"output":[],"module":"ab","by":"scope"}
	{"kind":"node","graph":"main","index":2,"name":"n2","op_type":"A","input":[],"output":[],"module":"","by":"root"}
	{"kind":"node","graph":"main","index":3,"name":"n3","op_type":"A","input":[],"output":[],"module":"","by":"scope"}
	EOF
	stream "$(cat nodes)" >s
	run $jq 'include "hier"; under("a") | .name // .path' s
	assert_output 'a
w
n0'
	run $jq 'include "hier"; under("") | .name // .path' s
	assert_equal ${#lines[@]} 7
	run $jq 'include "hier"; own("a.b").name' s
	assert_output w
	run $jq 'include "hier"; known.name' s
	assert_output 'n0
n1
n3'
	run $jq 'include "hier"; fallback.name, initializers.name' s
	assert_output 'w
u
n2'
	run $jq 'include "hier"; by_class("Linear").path' s
	assert_output 'a
ab'
	run $jq -nc 'include "hier"; tree(inputs)' s
	assert_output '{"path":"","nodes":2,"children":[{"path":"a","class":"x.Linear","nodes":1,"children":[]},{"path":"ab","class":"Linear","nodes":1,"children":[]}]}'
}

@test "what is not there, and bad streams" {
	stream_of models/toy-shared.ts >s
	run --separate-stderr hierstats --children nosuch s
	assert_equal "$status" 1
	assert_equal "$output" ''
	assert_message 'hierstats: toy-shared.ts.onnx: no such module: nosuch'
	run --separate-stderr hierstats --path $'no\e[2J' s
	assert_equal "$status" 1
	[[ $stderr != *$'\e'* ]]
	run --separate-stderr hierstats --type nosuch -f csv s
	assert_equal "$status" 1
	assert_equal "$output" ''
	assert_message 'hierstats: toy-shared.ts.onnx: no module with --type nosuch'
	run hierstats --children fc s
	assert_equal "$status" 1
	head -n 9 s >cut
	assert_trouble 'hierstats: cut:9: cut short: no end record' \
	    hierstats --modules cut
	run --separate-stderr hierstats --type a --cut b s
	assert_equal "$status" 2
	run --separate-stderr hierstats --type a -n 3 s
	assert_equal "$status" 2
	[[ $stderr = 'hierstats: no -n with --type'* ]]
}

@test "hier modules" {
	cp "$MODELS/toy-shared.ts.onnx" a.onnx
	stream_of models/toy-shared.ts | sed '1s/toy-shared.ts/a/' >s
	hier modules --children blocks.0 a.onnx |
	    cmp - <(hierstats --children blocks.0 s)
	hier modules --path blocks.0.ff -f csv a.onnx |
	    cmp - <(hierstats --path blocks.0.ff -f csv s)
	hier modules --type '*Linear' -d 1 s | cmp - <(hierstats --type '*Linear' -d 1 s)
	run hier modules a.onnx --path nosuch
	assert_equal "$status" 1
	run hier modules
	assert_equal "$status" 2
}

#!/usr/bin/env bats
# hierstats --profile: where the time of ONNX Runtime's profiles goes.
# tests/profiles holds what it recorded of models here, tests/profile.py how.

load lib

setup() {
	PROFILES=$TOP/tests/profiles
}

# attributed MODEL.onnx: its stream, without the folder in its name.
attributed() {
	(cd "${1%/*}" && onnx2ndjson "${1##*/}") | scopemap | attribute
}

# event NAME TS DUR [OP_TYPE [TID]]: of a node, or of a run.
event() {
	local args=

	if [ "$1" = model_run ]; then
		printf '{"cat":"Session","pid":1,"tid":%s,' "${5-7}"
		printf '"dur":%s,"ts":%s,"ph":"X","name":"model_run"}' "$3" "$2"
		return
	fi
	printf '{"cat" : "Node","pid" :1,"tid" :%s,"dur" :%s,"ts" :%s,' \
	    "${5-7}" "$3" "$2"
	printf '"ph" : "X","name" :"%s_kernel_time","args" : ' "$1"
	printf '{"op_name" : "%s","node_index" : "0"}}' "${4-Add}"
}

# profile EVENT...
profile() {
	local IFS=,

	printf '[\n%s\n]\n' "$*"
}

# node NAME MODULE [OUTPUT]
node() {
	printf '{"kind":"node","graph":"main","index":0,"name":"%s",%s' "$1" \
	    '"op_type":"Add","input":[],'
	printf '"output":["%s"],"module":"%s","by":"scope"}' "${3-}" "$2"
}

# ask [OPTION...]: of the profile $T/p and the stream $T/s.
ask() {
	run --separate-stderr hierstats --profile "$T/p" "$@" "$T/s"
}

@test "a profile of the model as it is: all of its time by module" {
	attributed "$MODELS/toy-lstm-tagger.ts.onnx" >"$T/s"
	hierstats --profile "$PROFILES/toy-lstm-tagger.ts.none.json" \
	    "$T/s" >"$T/out"
	assert_golden prof/none.tree "$T/out"
	hierstats --profile "$PROFILES/toy-lstm-tagger.ts.none.json" \
	    -b class,op_type "$T/s" >"$T/out"
	assert_golden prof/none.table "$T/out"
}

@test "a profile of the optimized model, which was kept: all of its time" {
	local model

	for model in toy-lstm-tagger.ts toy-shared.ts; do
		attributed "$TOP/tests/accuracy/$model.ortall.onnx" >"$T/s"
		hierstats --profile "$PROFILES/$model.all.json" "$T/s" \
		    >"$T/out"
		assert_golden "prof/$model.all.tree" "$T/out"
		grep -q '^joined 100.0 % of ' "$T/out"
	done
}

@test "a profile of the optimized model, asked of the first: what is joined" {
	attributed "$MODELS/toy-shared.ts.onnx" >"$T/s"
	run --separate-stderr hierstats -f csv \
	    --profile "$PROFILES/toy-shared.ts.all.json" "$T/s"
	assert_success
	assert_golden prof/shared.csv
	assert_message "hierstats: .*toy-shared.ts.all.json: [45][0-9]\.. % of \
the time is that of nodes that the model does not name: ask of the model that \
ran, as optimized_model_filepath saves it"
}

@test "every form" {
	local form

	attributed "$MODELS/toy-lstm-tagger.ts.onnx" >"$T/s"
	for form in csv tsv markdown ndjson summary; do
		hierstats --profile "$PROFILES/toy-lstm-tagger.ts.all.json" \
		    -f $form "$T/s" >"$T/out"
		assert_golden "prof/forms.$form" "$T/out"
	done
}

@test "what ONNX Runtime runs here is joined, optimized and not" {
	local level

	for level in none all; do
		$PYTHON "$TOP/tests/profile.py" run \
		    "$MODELS/toy-lstm-tagger.ts.onnx" $level 3 "$T/p" \
		    "$T/ran.onnx"
		attributed "$T/ran.onnx" >"$T/s"
		ask -f summary
		assert_success
		[[ $output = *'joined 100.0 % of '*', the median of 2 runs' ]]
	done
}

@test "a Loop's and an If's time is their own: a second program says the same" {
	$PYTHON "$TOP/tests/profile.py" loop "$T/loop.onnx"
	$PYTHON "$TOP/tests/profile.py" run "$T/loop.onnx" none 4 "$T/p"
	attributed "$T/loop.onnx" >"$T/s"
	ask -f ndjson -b module,op_type
	$PYTHON "$TOP/tests/profile.py" sums "$T/p" |
	    sed -E 's,^/(.*)/[A-Za-z]+ ,\1 ,; s,/,.,' | sort >"$T/want"
	jq -r '[.module, .op_type, .us] | join(" ")' <<<"$output" |
	    sort | diff "$T/want" -
	[ "$(grep -c '' "$T/want")" = 5 ]
}

@test "recorded profiles: a second program says the same of each op_type" {
	local p

	attributed "$MODELS/toy-lstm-tagger.ts.onnx" >"$T/s"
	for p in none all; do
		$PYTHON "$TOP/tests/profile.py" sums \
		    "$PROFILES/toy-lstm-tagger.ts.$p.json" |
		    awk '{ n[$2] += $3 } END { for (o in n) print o, n[o] }' |
		    sort >"$T/want"
		hierstats --profile "$PROFILES/toy-lstm-tagger.ts.$p.json" \
		    -b op_type -f ndjson "$T/s" |
		    jq -r '[.op_type, .us] | join(" ")' | sort |
		    diff "$T/want" -
	done
}

@test "the first run is dropped, of the others each node has its median" {
	stream "$(node a m)" "$(node b n)" >"$T/s"
	profile "$(event model_run 0 100)" "$(event a 1 90)" \
	    "$(event model_run 200 50)" "$(event a 201 7)" \
	    "$(event b 210 1)" "$(event b 212 1)" \
	    "$(event model_run 300 50)" "$(event a 301 3)" \
	    "$(event model_run 400 50)" "$(event a 401 5)" \
	    "$(event b 410 9)" >"$T/p"
	ask -f csv
	assert_output '(standard input),m,5,3
(standard input),n,2,3' || assert_output 'file,module,us,calls
,m,5,3
,n,2,3'
	ask -f summary
	assert_output --partial 'joined 100.0 % of 7 us, the median of 3 runs'
}

@test "of two runs in the middle the faster one; a single run is not dropped" {
	stream "$(node a m)" >"$T/s"
	profile "$(event model_run 0 100)" "$(event a 1 90)" \
	    "$(event model_run 200 50)" "$(event a 201 7)" \
	    "$(event model_run 300 50)" "$(event a 301 3)" >"$T/p"
	ask -f summary
	assert_output --partial 'of 3 us, the median of 2 runs'
	profile "$(event model_run 0 100)" "$(event a 1 90)" >"$T/p"
	ask -f summary
	assert_output --partial 'of 90 us, 1 run'
}

@test "several profiles: the first run of each is dropped" {
	stream "$(node a m)" >"$T/s"
	profile "$(event model_run 0 100)" "$(event a 1 90)" \
	    "$(event model_run 200 50)" "$(event a 201 7)" >"$T/p"
	profile "$(event model_run 0 100)" "$(event a 1 80)" \
	    "$(event model_run 200 50)" "$(event a 201 4)" >"$T/q"
	ask -f summary --profile "$T/q"
	assert_output --partial 'of 4 us, the median of 2 runs'
}

@test "runs of several threads at once keep their nodes apart" {
	stream "$(node a m)" >"$T/s"
	profile "$(event model_run 0 9)" "$(event a 1 8)" \
	    "$(event model_run 20 50 '' 1)" "$(event model_run 25 50 '' 2)" \
	    "$(event a 30 4 Add 1)" "$(event a 31 6 Add 2)" >"$T/p"
	ask -f ndjson
	assert_output --partial '"us":4,"calls":2'
}

@test "what ran outside of a run, and fences of older versions, do not count" {
	stream "$(node a m)" >"$T/s"
	profile "$(event a 1 5)" "$(event model_run 10 100)" \
	    "$(event a 11 3)" "$(event a 300 5)" \
	    "$(event a 20 9 | sed s/kernel_time/fence_before/)" >"$T/p"
	ask -f summary
	assert_output --partial 'joined 100.0 % of 3 us, 1 run'
}

@test "names that the model lacks: marks are taken off, the longest name first" {
	local name want by

	stream "$(node /fc/MatMul fc)" "$(node /fc/MatMul/Sub sub)" \
	    "$(node /r/Relu r /r/Relu_output_0)" "$(node Gelu g)" \
	    "$(node node_linear n)" >"$T/s"
	while read -r name want by; do
		profile "$(event model_run 0 9)" "$(event "${name//+/ }" 1 2 Gelu)" \
		    "$(event node_linear 4 1)" >"$T/p"
		ask -f ndjson
		assert_success
		[ "$(jq -r 'select(.us == 2).module' <<<"$output")" = "$want" ] ||
		    fail "$name: $output"
		ask -f ndjson -b by,op_type
		[ "$(jq -r 'select(.us == 2).by' <<<"$output")" = "$by" ] ||
		    fail "$name: $output"
	done <<-E
	/fc/MatMul/MatMulAddFusion fc mark
	/fc/MatMul/MatMulAddFusion/ fc mark
	/fc/MatMul/Sub/SubFusion//Other/ sub mark
	/fc/MatMul_quant_output_scale_mul fc mark
	fused+/fc/MatMul fc mark
	/r/Relu_output_0 r value
	/r/Relu_output_0_nchwc r mark
	/r/Relu_output_0_QuantizeLinear_token_7 r mark
	Gelu g node
	Gelu_token_93 null none
	node_linear_3 null none
	/other/MatMul/MatMulAddFusion null none
	E
}

@test "a Conv that took a Relu in, and its name from it, is the Conv's" {
	$PYTHON "$TOP/tests/profile.py" fused "$T/fused.onnx"
	attributed "$T/fused.onnx" >"$T/s"
	$PYTHON "$TOP/tests/profile.py" run "$T/fused.onnx" all 3 "$T/p"
	grep -q '/layers.3/relu/Relu_output_0_nchwc_kernel_time' "$T/p"
	ask -f ndjson -b module,op_type
	assert_success
	run sort <<<"$(jq -r 'select(.op_type == "Conv") |
	    .module' <<<"$output")"
	assert_output "$(printf 'layers.%d.conv\n' 0 1 2 3 4 5)"
}

# made NAME OP_TYPE INPUT: a node whose module is its name's.
made() {
	printf '{"kind":"node","graph":"main","index":0,"name":"%s",' "$1"
	printf '"op_type":"%s","input":["%s"],"output":["%s_0"],' "$2" "$3" "$1"
	printf '"module":"%s","by":"scope"}' "$1"
}

@test "what went into a fused node: the op that ran, along main inputs" {
	local name op want

	stream "$(made c Conv in)" "$(made b BatchNormalization c_0)" \
	    "$(made r Relu b_0)" "$(made s Sigmoid r_0)" \
	    "$(made t Tanh s_0)" >"$T/s"
	while read -r name op want; do
		profile "$(event model_run 0 9)" "$(event $name 1 2 $op)" \
		    "$(event Gelu_token_1 4 1)" >"$T/p"
		ask -f ndjson
		[ "$(jq -r 'select(.us == 2).module' <<<"$output")" = $want ] ||
		    fail "$name $op: $output"
	done <<-E
	r_0_nchwc Conv c
	r_0_nchwc Relu r
	b_0_nchwc Conv c
	s_0_nchwc Conv c
	t_0_nchwc Conv t
	r_0_nchwc MatMul r
	c_0_nchwc Conv c
	E
	# What ran by itself is in no other.
	profile "$(event model_run 0 9)" "$(event r_0_nchwc 1 2 Conv)" \
	    "$(event c 4 1 Conv)" >"$T/p"
	ask -f ndjson
	[ "$(jq -r 'select(.us == 2).module' <<<"$output")" = r ]
}

@test "a name of several nodes is of the module round all of theirs" {
	stream "$(node x a.b.c)" "$(node x a.b.d)" "$(node x a.bc)" \
	    "$(node y a.b)" "$(node y a.b.c)" >"$T/s"
	profile "$(event model_run 0 9)" "$(event x 1 2)" \
	    "$(event y 4 1)" >"$T/p"
	ask -f ndjson
	[ "$(jq -c '[.module, .us]' <<<"$output")" = '["a",2]
["a.b",1]' ]
}

@test "-m, -d, -n and -b ask of the time as of nodes" {
	attributed "$MODELS/toy-lstm-tagger.ts.onnx" >"$T/s"
	cp "$PROFILES/toy-lstm-tagger.ts.none.json" "$T/p"
	ask -m rnn -f ndjson
	[ "$(jq -r .module <<<"$output")" = rnn ]
	ask -d 0 -f ndjson
	[ "$(jq -r .module <<<"$output")" = '' ]
	ask -b op_type -n 1
	assert_line --index 2 --regexp '^ *[0-9]+ +[0-9.]+% +[0-9]+  LSTM$'
	ask -m nowhere
	assert_equal "$status" 2
	assert_message 'hierstats: toy-lstm-tagger.ts.onnx: -m nowhere: no module matches'
	ask -b graph
	assert_equal "$status" 2
}

@test "a profile of another model is trouble" {
	stream "$(node a m)" >"$T/s"
	profile "$(event model_run 0 9)" "$(event b 1 2)" >"$T/p"
	assert_trouble "hierstats: .*/p: a profile of another model: it names \
no node of this one" hierstats --profile "$T/p" "$T/s"
}

@test "a bad profile is trouble that says where" {
	local whole text reason

	stream "$(node a m)" >"$T/s"
	whole="[$(event model_run 0 9),$(event a 1 2)]"
	while IFS='|' read -r text reason; do
		printf '%b' "$text" >"$T/p"
		assert_trouble "hierstats: $T/p:$reason" \
		    hierstats --profile "$T/p" "$T/s"
	done <<-E
	|1: the profile is empty
	 \n|2: the profile is empty
	[|1: the profile is cut: its array has no end
	${whole:0:60}|1: the profile is cut within an event
	${whole%?}|1: the profile is cut: its array has no end
	{}|1: no profile of ONNX Runtime: no array
	[1]|1: an event that is no object
	[{}]|1: no event of ONNX Runtime: cat or name is no string
	[{"cat":"Node","name":"a"},]|1: a comma without an event behind it
	[{"cat":"Node","name":"a"}{}]|1: no comma between events
	[]x|1: more behind the array of events
	[\n\n{"cat":"Node","name":1}]|3: no event of ONNX Runtime: cat or name is no string
	[{"cat":"Node","name":"a_kernel_time","ts":-1,"dur":1}]|1: ts is no time
	[{"cat":"Node","name":"a_kernel_time","ts":1,"dur":1e3}]|1: dur is no time
	[{"cat":"Node","name":"a_kernel_time","ts":1}]|1: dur is no time
	[{"cat":"Node","name":"a_kernel_time","ts":1,"dur":1,"tid":"x"}]|1: tid is no integer
	[{"cat":"Node","name":"a_kernel_time","ts":1,"dur":1,"args":{"op_name":1}}]|1: op_name is no string
	[{"cat":"Node","name":"a"b"}]|1: .*
	[{"cat":"Node","name":"a","args":{"x":]}}]|1: .*
	E
	echo '[]' >"$T/p"
	assert_trouble "hierstats: $T/p: no whole run of a model in this \
profile" hierstats --profile "$T/p" "$T/s"
	assert_trouble 'hierstats: nowhere: No such file or directory' \
	    hierstats --profile nowhere "$T/s"
}

@test "times past 64 bits, and an event and a name at their limits" {
	local long event

	stream "$(node a m)" "$(node b m)" "$(node c m)" >"$T/s"
	profile "$(event model_run 0 9000000000000000000)" \
	    "$(event a 1 9000000000000000000 x 1)" \
	    "$(event b 1 9000000000000000000 x 2)" \
	    "$(event c 1 9000000000000000000 x 3)" >"$T/p"
	assert_trouble "hierstats: the profile's times pass 64 bits" \
	    hierstats --profile "$T/p" "$T/s"
	printf -v long '%4096s' ''
	long=${long// /a}
	stream "$(node "$long" m)" >"$T/s"
	profile "$(event model_run 0 9)" "$(event "$long" 1 1)" >"$T/p"
	ask -f summary
	assert_success
	profile "$(event model_run 0 9)" "$(event "${long}a" 1 1)" >"$T/p"
	assert_trouble "hierstats: $T/p:2: a node's name of too many bytes" \
	    hierstats --profile "$T/p" "$T/s"
	event='{"cat":"x","name":"x","x":"'
	{
		printf '[%s,%s' "$(event model_run 0 9)" "$event"
		head -c $(((1 << 20) - ${#event} - 2)) /dev/zero | tr '\0' x
		printf '"},%s]' "$(event "$long" 1 1)"
	} >"$T/p"
	ask -f summary
	assert_success
	sed -i 's/"x":"x/&x/' "$T/p"
	assert_trouble "hierstats: $T/p:1: an event of too many bytes" \
	    hierstats --profile "$T/p" "$T/s"
}

@test "a second model, and options that do not fit, are trouble" {
	{ stream "$(node a m)"; stream "$(node a m)"; } >"$T/s"
	profile "$(event model_run 0 9)" "$(event a 1 2)" >"$T/p"
	ask -f summary
	assert_equal "$status" 2
	assert_message "hierstats: $T/s:4: a second model: profiles are of one"
	run hierstats --profile "$T/p" --diff "$T/s" "$T/s"
	assert_equal "$status" 2
	assert_line --index 0 'hierstats: one question at a time'
}

@test "names do no harm in any form" {
	local form bad='\u001b[31m<b>|`*\u202e\"=1+1\n'

	stream "$(node "$bad" "$bad")" >"$T/s"
	profile "$(event model_run 0 9)" "$(event "$bad" 1 2 "=2+$bad")" >"$T/p"
	for form in tree table markdown csv tsv; do
		hierstats --profile "$T/p" -f $form "$T/s" >"$T/out"
		refute_harm '[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80\xae'
		hierstats --profile "$T/p" -b op_type -f $form "$T/s" >"$T/out" ||
		    [ $form = tree ]
		refute_harm '[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80\xae'
	done
	hierstats --profile "$T/p" -b op_type -f csv "$T/s" >"$T/out"
	run ! grep -E '(^|,)"?=' "$T/out"
	hierstats --profile "$T/p" -b op_type -f ndjson "$T/s" |
	    jq -e --arg bad "$(printf '=2+\033[31m<b>|`*\342\200\256"=1+1\nx')" \
	    '.op_type + "x" == $bad'
}

refute_harm() {
	run env LC_ALL=C grep -cP "$1" "$T/out"
	assert_output 0
}

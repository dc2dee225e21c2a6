#!/usr/bin/env bats
# hierstats --filt: names in any text get their module.

load lib

setup() {
	cd "$T"
}

# A node's record, by its index: name, module, more members.
node() {
	printf '{"kind":"node","graph":"main","index":%d,"name":"%s",' \
	    "$1" "$2"
	printf '"op_type":"Add","input":[],"output":[],"module":"%s"%s}\n' \
	    "$3" "${4-,\"by\":\"scope\"}"
}

@test "logs of ONNX Runtime and TensorRT, a profile, a table" {
	local model

	for model in models/bert-tiny3.ts accuracy/bert-tiny3.ts.ortall; do
		onnx2ndjson "$TOP/tests/$model.onnx" | scopemap | attribute >s
		hierstats --filt s <"$GOLDEN/filt/bert.log" >out
		assert_golden "filt/${model##*/}.log" out
		# Without the marks every byte is as it was.
		sed -E 's/ \[(\(root\)|\?|[a-z]+\.[^]]*|pooler|embeddings)\]//g' \
		    out | cmp - "$GOLDEN/filt/bert.log"
	done
}

@test "what is marked agrees with the rules, tried the slow way" {
	run python3 "$TOP/tests/filt_oracle.py"
	assert_success
	assert_output --regexp '^3001 [0-9]{4}$'
}

@test "a line is there before the next one is written" {
	run timeout 20 python3 "$TOP/tests/filt_oracle.py" --wait
	assert_success
	assert_equal ${#lines[@]} 3
	assert_line --index 2 'run /enc/layer.0/MatMul [m.0] now'
}

@test "marks say root, somewhere below, merged, several, unknown" {
	stream '{"kind":"graph","graph":"main"}' \
	    "$(node 0 in_root '')" \
	    "$(node 1 in_fallback '' ',"by":"root"')" \
	    "$(node 2 in_below a.b ',"by":"structure","exact":false')" \
	    "$(node 3 in_below_root '' ',"by":"structure","exact":false')" \
	    "$(node 4 in_three c ',"by":"scope","modules":["c","d","e.f"]')" \
	    "$(node 5 twice_ a)" "$(node 6 twice_ b)" "$(node 7 thrice_ a)" \
	    "$(node 8 thrice_ a)" "$(node 9 harm 'x\u001b[2J' )" >s
	run hierstats --filt s <<<'in_root in_fallback in_below in_below_root in_three twice_ thrice_ "harm"'
	assert_output 'in_root [(root)] in_fallback [?] in_below [a.b.**] in_below_root [**] in_three [c +2] twice_ [a or others] thrice_ [a] "harm [x\x1b[2J]"'
}

@test "values and weights are marked, inputs are not" {
	stream '{"kind":"graph","graph":"main"}' \
	    '{"kind":"input","graph":"main","index":0,"name":"in.0"}' \
	    '{"kind":"initializer","graph":"main","index":0,"name":"w.0","dtype":"FLOAT","shape":[1],"module":"w.m"}' \
	    '{"kind":"initializer","graph":"main","index":1,"name":"scale_0","dtype":"FLOAT","shape":[1]}' \
	    '{"kind":"node","graph":"main","index":0,"name":"","op_type":"A","input":["in.0","w.0","scale_0"],"output":["v.0"],"module":"n.m","by":"scope"}' >s
	run hierstats --filt s <<<'in.0 w.0 scale_0 v.0 v.01 v.0.1'
	assert_output 'in.0 w.0 [w.m] scale_0 v.0 [n.m] v.01 v.0.1'
}

@test "names of several streams, and of several models of one" {
	stream "$(node 0 /one a)" >s
	stream "$(node 0 /two b)" >>s
	stream "$(node 0 /three c)" >t
	run hierstats --filt s t <<<'/one /two /three'
	assert_output '/one [a] /two [b] /three [c]'
}

@test "names that are not looked for: with a newline, too long, too many ends" {
	local long many most

	long=$(printf 'x_%.0s' {1..32768})
	most=$(printf '_ %.0s' {1..32})
	many=$(printf '_,%.0s' {1..33})
	stream "$(node 0 'new\nline_' a)" "$(node 1 "$long" b)" \
	    "$(node 2 "${long}y" b)" "$(node 3 "$most" c)" \
	    "$(node 4 "$many" d)" >s
	printf '%s\n' $'new\nline_' "$long" "${long}y" "$most" "$many" >log
	hierstats --filt s <log >out
	printf '%s\n' $'new\nline_' "$long [b]" "${long}y" "$most [c]" "$many" |
	    cmp - out
}

@test "memory is bounded by names, not by the line" {
	stream "$(node 0 /a/b m)" >s
	{ head -c 200000000 /dev/zero; echo ' /a/b'; } |
	    (sanitized || ulimit -v 100000; hierstats --filt s) |
	    tail -c 10 >out
	run cat out
	assert_output ' /a/b [m]'
}

@test "a bad stream prints nothing, bad use is told" {
	stream "$(node 0 /a/b m)" | head -n 2 >cut
	run --separate-stderr hierstats --filt cut <<<'text'
	assert_equal "$status" 2
	assert_equal "$output" ''
	assert_message 'hierstats: cut:2: cut short: no end record'
	run --separate-stderr hierstats --filt nosuch <<<'text'
	assert_equal "$status" 2
	assert_message 'hierstats: nosuch: No such file or directory'
	run --separate-stderr hierstats --filt <<<'text'
	assert_equal "$status" 2
	assert_message 'hierstats: --filt: .*'
	run --separate-stderr hierstats --filt - <<<'text'
	assert_equal "$status" 2
	assert_message 'hierstats: --filt: .*'
	stream "$(node 0 /a/b m)" >s
	run --separate-stderr bash -c 'hierstats --filt s <<<text >/dev/full'
	assert_equal "$status" 2
	assert_message 'hierstats: \(standard output\): .*'
	run --separate-stderr bash -c 'hierstats --filt s <.'
	assert_equal "$status" 2
	assert_message 'hierstats: \(standard input\): Is a directory'
	run --separate-stderr bash -c 'yes /a/b | hierstats --filt s | head -n 1'
	assert_output '/a/b [m]'
	assert_equal "$stderr" ''
}

@test "a real profile: every node's event is marked with its module, still JSON" {
	local model

	for model in models/toy-lstm-tagger.ts:toy-lstm-tagger.ts.none \
	    accuracy/toy-shared.ts.ortall:toy-shared.ts.all; do
		onnx2ndjson "$TOP/tests/${model%:*}.onnx" | scopemap |
		    attribute >s
		hierstats --filt s <"$TOP/tests/profiles/${model#*:}.json" >out
		# Each event's name, as it is with --nodes; and its module.
		jq -r '.[] | select(.cat == "Node").name |
		    capture("^(?<n>.*)_kernel_time( \\[(?<m>.*)\\])?$") |
		    [.n, .m] | @tsv' out | sort -u >events
		hierstats --nodes -f ndjson s | jq -r '[.name,
		    (if .module == "" then "(root)" else .module end) +
		    (.modules | if length > 1 then " +\(length - 1)" else "" end)] |
		    @tsv' | sort -u >nodes
		[ -s events ]
		run comm -23 events nodes
		assert_output ''
	done
}

#!/usr/bin/env bats
# hier's questions on names: each a pipeline, of a model or a kept stream.

load lib

setup() {
	cd "$T"
	cp "$MODELS/toy-shared.ts.onnx" a.onnx
	cp "$MODELS/toy-lstm-tagger.ts.onnx" b.onnx
	onnx2ndjson a.onnx | scopemap | attribute >a.ndjson
	head -c 500 a.onnx >broken.onnx
	echo 'slow: /Relu, /fc/MatMul_kernel_time' >log
}

# hier ARGS | the pipeline that -x prints | hierstats ARGS.  Each of the model,
# as printed, and of its kept stream.
asks() {
	hier "$@" <log >want || [ $? = "${status:-0}" ]
	[ -s want ]
	hier "$1" -x "${@:2}" <log >/dev/null 2>commands || true
	grep -m 1 '^[a-z0-9]* ' commands >command
	bash command <log >out 2>/dev/null || true
	cmp want out
	hier "${@/a.onnx/a.ndjson}" <log >out || true
	cmp want out
}

@test "where, nodes, cut and filt: what -x prints is what runs" {
	asks where a.onnx /Relu fc
	assert_equal "$(<command)" 'onnx2ndjson a.onnx | scopemap | attribute | hierstats --where /Relu --where fc'
	hierstats --where /Relu --where fc a.ndjson | cmp - want
	asks nodes -m 'blocks.*.ff' --op 'Mat*' a.onnx
	assert_equal "$(<command)" "onnx2ndjson a.onnx | scopemap | attribute | hierstats --op 'Mat*' -m 'blocks.*.ff' --nodes"
	hierstats --nodes -m 'blocks.*.ff' --op MatMul a.ndjson | cmp - want
	asks nodes -0 a.onnx
	tr '\0' '\n' <want | cmp - <(hier nodes a.onnx)
	asks cut -f csv heads.a a.onnx
	hierstats --cut heads.a -f csv a.ndjson | cmp - want
	asks filt a.onnx
	assert_equal "$(<command)" 'hierstats --filt <(onnx2ndjson a.onnx | scopemap | attribute)'
	assert_equal "$(<want)" 'slow: /Relu [(root)], /fc/MatMul_kernel_time [fc]'
	hier -f names a.onnx | cmp - <(hierstats -f names a.ndjson)
}

@test "what is not there is an answer of 1" {
	local args

	while read -r args; do
		run --separate-stderr hier $args
		assert_equal "$args: $status" "$args: 1"
		[[ $stderr != *failed* ]]
	done <<'CASES'
where a.onnx nosuch
where a.onnx /Relu nosuch
where a.ndjson nosuch
nodes --op nosuch a.onnx
nodes --op LSTM a.onnx b.onnx
nodes --op nosuch a.onnx b.onnx
cut nosuch a.onnx
CASES
}

@test "names of models and modules with anything in them" {
	mkdir 'a '\''b'
	cp a.onnx 'a '\''b/$(touch bad) -x.onnx'
	run --separate-stderr hier where 'a '\''b/$(touch bad) -x.onnx' /Relu '$(touch bad)'
	assert_equal "$status" 1
	assert_line --partial Relu
	run --separate-stderr hier cut '$(touch bad)' a.onnx
	assert_equal "$status" 1
	run --separate-stderr hier where a.onnx -- $'-\e[2J'
	assert_equal "$status" 1
	[[ $stderr != *$'\e'* ]]
	[ ! -e bad ]
	# A file may be called as a subcommand is.
	cp a.onnx where
	cp a.onnx cut
	hier where where /Relu | grep -q Relu
	run hier -d 0 ./where
	assert_line ./where
	run hier -d 0 a.onnx cut
	assert_line cut
}

@test "a stage that fails is told once, also of a stream that hierstats opens" {
	local args

	for args in 'where broken.onnx x' 'nodes broken.onnx' \
	    'cut x broken.onnx' 'filt broken.onnx'; do
		run --separate-stderr hier $args <log
		assert_equal "$args: $status" "$args: 2"
		assert_equal "$output" ''
		assert_message 'onnx2ndjson: broken.onnx: .*'
	done
	mkdir bin
	cp "$TOP"/scripts/hier{,-run.bash} "$BUILD"/bin/* bin
	printf '#!/bin/sh\necho "attribute: boom" >&2; exit 2\n' >bin/attribute
	run --separate-stderr bin/hier filt a.onnx <log
	assert_equal "$status" 2
	assert_equal "$output" ''
	assert_equal "$stderr" 'attribute: boom
hier: a.onnx: attribute failed'
}

@test "-o and --map with a question" {
	printf '{"kind":"module","path":"%s","class":"my.Net"}\n' '' fc >map
	hier where -o kept -f csv --map map a.onnx /fc/MatMul >out 2>/dev/null
	grep -q my.Net out
	hierstats -f csv --where /fc/MatMul kept/a.ndjson | cmp - out
	hier filt -o kept a.onnx <log | cmp - <(hier filt a.onnx <log)
	cmp kept/a.ndjson a.ndjson
	hier nodes -o kept a.onnx b.onnx >out
	cmp out <(hier nodes a.onnx; hier nodes b.onnx)
}

@test "bad use is told with the usage" {
	local args

	while read -r args; do
		run --separate-stderr hier $args </dev/null
		assert_equal "$args: $status" "$args: 2"
		assert_equal "$output" ''
		assert_equal "$(tail -n +2 <<<"$stderr")" \
		    "$(hier ${args%%[- ]*} -h)"
		[ ${#stderr_lines[@]} -lt 9 ]
	done <<'CASES'
where
where a.onnx
nodes
cut a.onnx
cut fc a.onnx b.onnx
filt
filt -
filt a.onnx b.onnx
where -b op_type a.onnx x
nodes -d 1 -b op_type a.onnx
cut -n 3 fc a.onnx
filt -f csv a.onnx
where -f pie a.onnx x
-0 a.onnx
--op Add a.onnx
CASES
	run hier where -h
	assert_success
	assert_equal "${lines[0]%%]*}" 'usage: hier where [-hx'
	assert_equal ${#lines[@]} 2
	run hier -h
	assert_line --index 0 --partial 'usage: hier [-hVx] '
	assert_equal "${lines[-1]##* hier }" \
	    'modules|where|nodes|cut|prof|diff|check|filt|tag ...'
}

@test "several models: as hierstats prints their streams" {
	local args

	hier -o . b.onnx >/dev/null
	while read -r args; do
		hier $args a.onnx b.onnx >out
		hierstats $(sed 's/^\(modules\|nodes\)/--\1/' <<<"$args") a.ndjson b.ndjson >want
		cmp want out
	done <<'CASES'
modules
modules -f markdown
modules -f csv
nodes
nodes -0
nodes -f table
-f names
-f markdown
CASES
}

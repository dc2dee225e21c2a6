#!/usr/bin/env bats
# libcommon by itself: its unit programs, each of which says `ok`, the JSON
# scanner and writer against Python, and what the fuzz target keeps.

load lib

unit() {
	run "$BUILD/tests/unit/$@"
	assert_output ok
	assert_success
}

@test "text: views, buffers, the arena, UTF-8, harmless names" {
	unit text
}

@test "json: strings there and back, values, steps, depth" {
	unit json
}

@test "json: the scanner and the shortest numbers agree with Python" {
	run "$PYTHON" "$TOP/tests/json_oracle.py" "$BUILD/tests/unit/json_lines"
	assert_success
	assert_line --regexp '^[0-9]{5,} texts, [0-9]{4,} of them JSON, 0 wrong$'
	assert_line --regexp '^[0-9]{6,} numbers as float32, 0 wrong$'
	assert_line --regexp '^[0-9]{5,} numbers as float64, 0 wrong$'
}

@test "json: what the fuzzer starts from holds" {
	run "$BUILD/tests/fuzz/json" "$TOP"/tests/fuzz/json/*
	assert_success
	assert_output --regexp '^[0-9]+ inputs$'
}

@test "record: members found, owned ones replaced, the rest as it was" {
	unit record
}

@test "stream: what may follow what, lines of any length in any pieces" {
	unit stream
}

@test "outfile: whole or not at all, whatever ends the program" {
	unit outfile "$T"
}

@test "yaml: the tree, its places, what is refused" {
	unit yaml
}

@test "messages: one line each, names made harmless, status 2" {
	name=$T/$'a\nb\e[31m\xff'
	printf '\n' >"$name"
	assert_trouble 'scopemap: .*/a\\x0ab\\x1b\[31m\\xff:1: an empty line' \
	    scopemap "$name"
	assert_trouble 'scopemap: /none: No such file or directory' \
	    scopemap /none
	run --separate-stderr bash -c 'scopemap --version >/dev/full'
	assert_equal "$status" 2
	assert_message \
	    'scopemap: \(standard output\): No space left on device'
}

@test "closed descriptors: an error to who reads or writes, to nobody else" {
	local model=$MODELS/toy-shared.ts.onnx

	onnx2ndjson "$model" | scopemap | attribute >"$T/s"
	run --separate-stderr bash -c \
	    'tagwrite -o "$T/out" "$1" "$T/s" >&-' - "$model"
	assert_equal "$status" 0
	assert_equal "$stderr" ''
	tagwrite -o "$T/want" "$model" "$T/s"
	cmp "$T/want" "$T/out"
	run --separate-stderr bash -c 'onnx2ndjson "$1" >&-' - "$model"
	assert_equal "$status" 2
	assert_message \
	    'onnx2ndjson: \(standard output\): Bad file descriptor'
	run --separate-stderr bash -c 'hierstats --filt "$T/s" <&-'
	assert_equal "$status" 2
	assert_message 'hierstats: \(standard input\): Bad file descriptor'
	# What is wrong is not said to the file that is opened first.
	cp "$model" "$T/model"
	run bash -c 'tagwrite --strip -i "$T/model" none <&- >&- 2>&-'
	assert_equal "$status" 2
	cmp "$model" "$T/model"
}

@test "a bad option does not reach the terminal raw" {
	local p

	for p in onnx2ndjson scopemap attribute tagwrite hierstats; do
		run --separate-stderr $p $'--\e[31mred'
		assert_equal "$status" 2
		assert_equal "${stderr_lines[0]}" \
		    "$p: no such option, or not what it takes: --\x1b[31mred"
		[[ ${stderr_lines[1]} = 'usage: '* ]]
	done
}

#!/usr/bin/env bats
# How often attribute is right about models whose truth is known.

load lib

accuracy() {
	"$PYTHON" "$TOP/tests/accuracy.py" "$@"
}

# A model by hand, and programs that only pass on what stands there for it.
by_hand() {
	mkdir -p "$T/bin" "$T/models"
	printf '#!/bin/sh\ncat "$1"\n' >"$T/bin/onnx2ndjson"
	printf '#!/bin/sh\n[ "$1" = -h ] || cat\n' >"$T/bin/scopemap"
	cp "$T/bin/scopemap" "$T/bin/attribute"
	chmod +x "$T"/bin/*
	PATH=$T/bin:$PATH
	cat >"$T/models/hand.ts.truth.ndjson"
}

@test "the models carried here are attributed as well as was recorded" {
	run accuracy --jobs 2 --check "$TOP/tests/accuracy/figures" \
	    "$TOP/tests/models" "$TOP/tests/accuracy"
	assert_success
	assert_line --regexp '^plain ts  *n  *[0-9]+ '
	assert_line --regexp '^plain dynamo.rewritten  *n  *[0-9]+ '
	assert_line --regexp '^1[0-9][0-9] runs, 0 faults$'
}

@test "each figure, counted by hand" {
	by_hand <<-'EOF'
		{"graph":"main","index":0,"name":"a","module":"x.y","call":1}
		{"graph":"main","index":1,"name":"b","module":"x.y","call":2}
		{"graph":"main","index":2,"name":"c","module":"x.y","call":2}
		{"graph":"main","index":3,"name":"d","module":"x.y","call":1}
		{"graph":"main","index":4,"name":"e","module":"x.y","call":1}
		{"graph":"main","index":5,"name":"f","module":"x.y","call":1}
		{"graph":"main","index":6,"name":"g","module":"z","also":["x","x.y"]}
		{"graph":"main","index":7,"name":"h","module":"x.y","call":1}
		{"graph":"main","index":8,"name":"i","module":null,"implied":"x"}
		{"graph":"main","index":9,"name":"j","module":null,"implied":"x"}
		{"graph":"main","index":10,"name":"k","module":null}
	EOF
	# exact with its call; exact, call missed; wrong; coarse and says so;
	# coarse; the root by fallback; a merged one; none
	cat >"$T/models/hand.ts.onnx" <<-'EOF'
		{"kind":"model","stream":1}
		{"kind":"node","graph":"main","index":0,"module":"x.y","modules":["x.y"],"by":"scope","confidence":0.5}
		{"kind":"node","graph":"main","index":1,"module":"x.y","modules":["x.y"],"by":"scope","confidence":0.75}
		{"kind":"node","graph":"main","index":2,"module":"x.yy","modules":["x.yy"],"by":"scope","confidence":0.5}
		{"kind":"node","graph":"main","index":3,"module":"x","modules":["x"],"exact":false,"by":"structure","confidence":0.25}
		{"kind":"node","graph":"main","index":4,"module":"x","modules":["x"],"by":"structure","confidence":0.25}
		{"kind":"node","graph":"main","index":5,"module":"","modules":[""],"by":"root","confidence":null}
		{"kind":"node","graph":"main","index":6,"module":"x","modules":["x","z"],"by":"value","confidence":null}
		{"kind":"node","graph":"main","index":8,"module":"x","modules":["x"],"by":"dataflow","confidence":null}
		{"kind":"node","graph":"main","index":9,"module":"","modules":[""],"by":"root","confidence":null}
		{"kind":"end"}
	EOF
	run accuracy --worst 1 "$T/models"
	assert_success
	# exact 3/8 (nodes 0, 1, 6), primary 2/8, coarse 3/8, overclaimed and
	# wrong 1/8, implied 1/2, call 1/2, merged 2/3; ece over five nodes:
	# |1.75-2| and |0.5-0|, both by 5.
	assert_line --regexp "^plain ts  *n +8  exact +37.50  primary +25.00  coarse +37.50  overclaimed +12.50  wrong +12.50  implied +50.00  call +50.00  merged +66.67  macro +37.50  worst +37.50  ece 0.150  models 1$"
	assert_line "    1 x 'c' is 'x.y', said 'x.yy'"
}

@test "a figure that is worse than recorded is a fault, a better one none" {
	by_hand <<<'{"graph":"main","index":0,"name":"a","module":"x"}'
	echo '{"kind":"node","graph":"main","index":0,"module":"x","by":"scope","confidence":null}
	{"kind":"end"}' >"$T/models/hand.ts.onnx"
	sed -i 's/^\t*//' "$T/models/hand.ts.onnx"
	accuracy --record "$T/figures" "$T/models"
	run accuracy --check "$T/figures" "$T/models"
	assert_success
	sed 's/100.000/99.000/g' "$T/figures" >"$T/less"
	run accuracy --check "$T/less" "$T/models"
	assert_success
	sed -i 's/"module":"x"/"module":""/' "$T/models/hand.ts.onnx"
	run accuracy --check "$T/figures" "$T/models"
	assert_equal "$status" 1
	assert_line 'plain ts *: exact 0.000, recorded 100.000'
	assert_line 'plain ts hand.ts: exact 0.000, recorded 100.000'
	printf 'plain\tts\t*\texact=50\nlike\tts\t*\texact=50\n' >"$T/goals"
	run accuracy --way plain --goals "$T/goals" "$T/models"
	assert_equal "$status" 1
	assert_line 'plain ts *: exact 0.000, goal 50.000'
}

@test "what was recorded and is not measured is a fault; so is a failure" {
	by_hand <<<'{"graph":"main","index":0,"name":"a","module":"x"}'
	printf '%s\n' '{"kind":"node","graph":"main","index":0,"module":"x","by":"scope","confidence":null}' \
	    >"$T/models/hand.ts.onnx"
	printf 'plain\tts\tgone.ts\texact=1\n' >"$T/figures"
	run accuracy --check "$T/figures" "$T/models"
	assert_equal "$status" 1
	assert_line 'plain ts gone.ts: not measured'
	assert_line 'plain hand.ts: no end'
	printf '#!/bin/sh\necho attribute: no >&2\nexit 2\n' >"$T/bin/attribute"
	run accuracy "$T/models"
	assert_equal "$status" 1
	assert_line 'plain hand.ts: status 2: attribute: no'
	run --separate-stderr accuracy "$T/bin"
	assert_failure
	assert_equal "$stderr" 'accuracy.py: no model with a truth'
}

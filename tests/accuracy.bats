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
	    --confidence "$TOP/formats/confidence.tsv" \
	    --page "$TOP/formats/records.5" \
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

@test "confidence: from the table, never 1, null where nothing was counted" {
	local share

	share=$(awk -F '\t' '$1 == "torchscript" && $2 == "export" &&
	    $3 == "scope" { print $7 }' "$TOP/formats/confidence.tsv")
	[ -n "$share" ]
	onnx2ndjson "$MODELS/toy-shared.ts.onnx" | scopemap >"$T/0"
	attribute "$T/0" >"$T/1"
	run jq -s 'map(select(.by == "scope" and .kind == "node").confidence) |
	    unique[]' "$T/1"
	assert_output "$share"
	# Every confidence is the file's and the rule's, not the node's.
	run jq -s 'map(select(.kind == "node")) |
	    group_by([.by, .exact]) |
	    all((map(.confidence) | unique | length) == 1)' "$T/1"
	assert_output true
	# No exporter that was measured; no rule that was.
	jq -c 'if .kind == "node" then .name = "" else . end' "$T/0" >"$T/2"
	run jq -s 'map(select(.kind == "node").confidence) | unique[]' \
	    <(attribute "$T/2")
	assert_output null
	run jq -s 'map(select(.by == "initializer").confidence) | unique[]' \
	    <(attribute -s usage "$T/0")
	assert_output null
	awk -F '\t' '!/^#/ && !($5 > 0 && $6 > 0 && $6 <= 129 && $7 >= 0 &&
	    $7 < 1 && NF == 7) { print; bad = 1 } END { exit bad }' \
	    "$TOP/formats/confidence.tsv"
}

@test "a table that is not what attribute says, or another page, is a fault" {
	by_hand <<<'{"graph":"main","index":0,"name":"a","module":"x"}'
	printf '%s\n' '{"kind":"model","stream":1}' \
	    '{"kind":"node","graph":"main","index":0,"name":"/x/Op","output":["/x/Op_output_0"],"module":"x","by":"scope","scope":"x","confidence":0.5}' \
	    '{"kind":"end"}' >"$T/models/hand.ts.onnx"
	accuracy --tabulate "$T/table" --way plain "$T/models"
	run grep -v '^#' "$T/table"
	assert_output $'torchscript\trewritten\tscope\tyes\t1\t1\t0.6666'
	run accuracy --confidence "$T/table" --page "$TOP/formats/records.5" \
	    --way plain "$T/models"
	assert_equal "$status" 1
	assert_line 'plain hand.ts: torchscript rewritten scope True: confidence 0.5, in the table 0.6666'
	assert_line "$TOP/formats/records.5: its table is not $T/table's"
	sed -i 's/0.5}/0.6666}/' "$T/models/hand.ts.onnx"
	run accuracy --confidence "$T/table" --way plain "$T/models"
	assert_success
}

# Two models of which the other's table says what it must.
@test "the calibration error of tables that leave a model out" {
	by_hand <<'EOF'
{"graph":"main","index":0,"name":"a","module":"x"}
{"graph":"main","index":1,"name":"a","module":"y"}
EOF
	cp "$T/models/hand.ts.truth.ndjson" "$T/models/other.ts.truth.ndjson"
	printf '%s\n' '{"kind":"model","stream":1}' \
	    '{"kind":"node","graph":"main","index":0,"module":"x","by":"scope","scope":"x","confidence":null}' \
	    '{"kind":"node","graph":"main","index":1,"module":"x","by":"scope","scope":"x","confidence":null}' \
	    '{"kind":"end"}' >"$T/models/hand.ts.onnx"
	cp "$T/models/hand.ts.onnx" "$T/models/other.ts.onnx"
	sed -i 's/1,"module":"x"/1,"module":"y"/' "$T/models/other.ts.onnx"
	# hand: 1 of 2; other: 2 of 2.  Tried on each other: hand is said
	# 0.75 twice, other 0.5 twice; 2.5 of 4 said, 3 of 4 right.
	run accuracy --tabulate "$T/table" --way plain "$T/models"
	assert_line --regexp '^calibration error all +0.1250  of 100.0 % of nodes$'
}

#!/usr/bin/env bats
# hierstats --check: each rule of checks(5) finds what it is for, and nothing
# else; what cannot be evaluated is told.

load lib

# node MODULE [OP_TYPE [MEMBERS [BY]]]
node() {
	printf '{"kind":"node","graph":"main","index":0,"name":"",%s' \
	    "\"op_type\":\"${2-Add}\",\"input\":[],\"output\":[],"
	printf '"module":"%s","by":"%s"%s}\n' "$1" "${4-scope}" "${3-}"
}

# module PATH [CLASS]
module() {
	printf '{"kind":"module","path":"%s"%s}\n' "$1" \
	    "${2:+,\"class\":\"$2\"}"
}

# rules 'rule: NAME, MEMBER: VALUE'...: into $T/rules.yaml.
rules() {
	echo checks:
	printf -- '- {%s}\n' "$@"
} >"$T/rules.yaml"

# check [STREAM...]: of $T/s without any.
check() {
	run --separate-stderr hierstats --check "$T/rules.yaml" "${@-$T/s}"
}

# finds REGEX: a finding of level error that it matches, and no other.
finds() {
	assert_equal "$status" 1
	assert_equal "$stderr" ''
	[[ $output =~ ^\(standard\ input\):\ $1$ ]] || fail "$output"
}

passes() {
	assert_equal "$status" 0
	assert_equal "$output$stderr" ''
}

cannot() {
	assert_equal "$status" 2
	assert_equal "$output" ''
	assert_message "hierstats: \(standard input\): rule $1 \
\($T/rules.yaml:2\) cannot be evaluated: $2"
}

@test "coverage" {
	rules 'rule: coverage, least: 75%'
	stream "$(node a)" "$(node a)" "$(node a)" "$(node '' Add '' root)" \
	    >"$T/s"
	check
	passes
	rules 'rule: coverage, least: 75.1%'
	check
	finds '\(root\): coverage: of 4 nodes the module of 75\.0% is known '`
	    `'exactly, least 75\.1%'
	rules 'rule: coverage, least: 100%, module: a'
	check
	passes
	stream "$(node a)" "$(node a Add ',"exact":false')" >"$T/s"
	check
	finds 'a: coverage: of 2 nodes the module of 50\.0% is known exactly, '`
	    `'least 100%'
}

@test "fallback" {
	rules 'rule: fallback, most: 1'
	stream "$(node a)" "$(node '' Add '' root)" >"$T/s"
	check
	passes
	rules 'rule: fallback, most: 49%'
	check
	finds "\(root\): fallback: 1 of 2 nodes \(50\.0%\) are the root's by "`
	    `'fallback, most 49%'
}

@test "confidence" {
	rules 'rule: confidence, least: 0.9'
	stream "$(node a Add ',"confidence":0.95')" >"$T/s"
	check
	passes
	stream "$(node a Add ',"confidence":0.95')" \
	    "$(node b Add ',"confidence":0.85')" \
	    "$(node b Add ',"confidence":0.25')" >"$T/s"
	check
	finds '\(root\): confidence: 2 nodes have a confidence of less than '`
	    `'0\.9, the lowest 0\.2500'
	rules 'rule: confidence, least: 0.9, module: a'
	check
	passes
	stream "$(node a Add ',"confidence":null')" >"$T/s"
	check
	cannot confidence 'of 1 node the confidence is not known'
}

@test "conflicts" {
	local c=',"conflict":[{"by":"value","module":"b"}]'

	rules 'rule: conflicts, most: 1'
	stream "$(node a)" "$(node a Add "$c")" >"$T/s"
	check
	passes
	rules 'rule: conflicts, most: 10%'
	check
	finds '\(root\): conflicts: 1 of 2 nodes \(50\.0%\) have evidence that '`
	    `'says otherwise, most 10%'
	rules 'rule: conflicts, most: 0, module: b'
	stream "$(node a Add "$c")" "$(node b)" >"$T/s"
	check
	passes
}

@test "required-module" {
	rules 'rule: required-module, module: "encoder.layer.*"'
	stream "$(node encoder.layer.0.x)" >"$T/s"
	check
	passes
	stream "$(node encoder.layers.0)" "$(module encoder.layer.0)" >"$T/s"
	check
	finds '\(model\): required-module: no module with nodes matches '`
	    `'encoder\.layer\.\*'
}

@test "forbidden-module" {
	rules 'rule: forbidden-module, module: "**.dropout"'
	stream "$(node a)" "$(module a.dropout)" >"$T/s"
	check
	passes
	stream "$(node a.dropout)" >"$T/s"
	check
	finds 'a\.dropout: forbidden-module: a module that matches '`
	    `'\*\*\.dropout is forbidden'
}

@test "required-class" {
	rules 'rule: required-class, class: "*.Linear", module: "l.*"'
	stream "$(module l.0 C)" "$(module l.0.x nn.Linear)" "$(node l.0.x)" \
	    >"$T/s"
	check
	passes
	stream "$(module l.0 C)" "$(module l.0.x nn.Conv)" "$(node l.0.x)" \
	    >"$T/s"
	check
	finds 'l\.0: required-class: no module of class \*\.Linear'
	stream "$(module l.0)" "$(module l.0.x nn.Conv)" "$(node l.0.x)" \
	    >"$T/s"
	check
	cannot required-class '1 module has no known class'
	stream "$(module l.0)" "$(module l.0.x nn.Linear)" "$(node l.0.x)" \
	    >"$T/s"
	check
	passes
}

@test "forbidden-class" {
	rules 'rule: forbidden-class, class: "*Dropout", module: a'
	stream "$(module a nn.Linear)" "$(node a)" "$(node b)" >"$T/s"
	check
	passes
	stream "$(module a nn.Dropout)" "$(node a)" >"$T/s"
	check
	finds 'a: forbidden-class: class nn\.Dropout is forbidden'
	rules 'rule: forbidden-class, class: "Dropout", module: a'
	finds 'a: forbidden-class: class nn\.Dropout is forbidden'
	stream "$(module a)" "$(node a)" "$(node a.b)" >"$T/s"
	check
	cannot forbidden-class '2 modules have no known class'
}

@test "required-op" {
	rules 'rule: required-op, op_type: "*Norm*", module: "l.*"'
	stream "$(node l.0 LayerNormalization)" "$(node l.1.x SkipNorm)" >"$T/s"
	check
	passes
	stream "$(node l.0 LayerNormalization)" "$(node l.1.x Add)" >"$T/s"
	check
	finds 'l\.1: required-op: no node of op_type \*Norm\*'
}

@test "forbidden-op" {
	rules 'rule: forbidden-op, op_type: Cast'
	stream "$(node a CastLike)" >"$T/s"
	check
	passes
	stream "$(node a Cast)" "$(node a Cast)" "$(node b)" >"$T/s"
	check
	finds 'a: forbidden-op: 2 nodes of op_type Cast are forbidden'
}

# A MatMul in MODULE whose weight is of this DTYPE.
product() {
	printf '{"kind":"initializer","graph":"main","index":0,"name":"%s",' "$2"
	printf '"dtype":"%s","shape":[2,3],"bytes":24,"module":"%s"}\n' \
	    "$2" "$1"
	node "$1" MatMul | sed "s/\"input\":\[\]/\"input\":[\"x\",\"$2\"]/"
}

@test "required-precision" {
	rules 'rule: required-precision, precision: "int*", module: "l.*"'
	stream "$(product l.0 INT8)" "$(product l.1.x INT4)" >"$T/s"
	check
	passes
	stream "$(product l.0 INT8)" "$(product l.1.x FLOAT)" >"$T/s"
	check
	finds 'l\.1: required-precision: no node of precision int\*'
	stream "$(product l.0 INT8)" "$(node l.1 MatMul)" >"$T/s"
	check
	cannot required-precision 'of 1 node the precision is not known'
	stream "$(product l.0 INT8)" "$(node l.0 MatMul)" >"$T/s"
	check
	passes
}

@test "forbidden-precision" {
	rules 'rule: forbidden-precision, precision: fp32, module: l'
	stream "$(product l INT8)" "$(product m FLOAT)" "$(node l)" >"$T/s"
	check
	passes
	stream "$(product l.0 FLOAT)" "$(product l.1 INT8)" >"$T/s"
	check
	finds 'l\.0: forbidden-precision: 1 node of precision fp32 is forbidden'
	stream "$(product l.1 INT8)" "$(node l MatMul)" >"$T/s"
	check
	cannot forbidden-precision 'of 1 node the precision is not known'
}

@test "growth of elements, bytes and macs" {
	local m

	stream "$(product a FLOAT)" >"$T/old"
	sed 's/\[2,3\],"bytes":24/[2,4],"bytes":32/' "$T/old" >"$T/s"
	for m in elements bytes; do
		rules "rule: growth, of: $m, most: 34%, module: a"
		check --baseline "$T/old" "$T/s"
		passes
		rules "rule: growth, of: $m, most: 33%"
		check --baseline "$T/old" "$T/s"
		[ $m = bytes ] || finds '\(root\): growth: 8 elements, 2 more '`
		    `'than the 6 of the baseline, most 33%'
	done
	rules 'rule: growth, of: macs, most: 0'
	check --baseline "$T/old" "$T/s"
	cannot growth 'macs are known for 0 of 1 ops of the baseline'
}

@test "growth" {
	rules 'rule: growth, of: nodes, most: 50%, module: "**.x"'
	stream "$(node a.x)" "$(node a.x)" "$(node b)" >"$T/old"
	stream "$(node a.x)" "$(node a.x)" "$(node a.x)" "$(node b)" \
	    "$(node b)" >"$T/s"
	check --baseline "$T/old" "$T/s"
	passes
	rules 'rule: growth, of: nodes, most: 0, module: "**.x"'
	check --baseline "$T/old" "$T/s"
	finds 'a\.x: growth: 3 nodes, 1 more than the 2 of the baseline, most 0'
	check
	cannot growth 'no --baseline was given'
	check --baseline "$T/s" "$T/old"
	passes
	stream "$(node b)" >"$T/old"
	check --baseline "$T/old" "$T/s"
	finds 'a\.x: growth: 3 nodes, 3 more than the 0 of the baseline, most 0'
}

@test "duplicate-names" {
	rules 'rule: duplicate-names'
	stream "$(node a | sed 's/"name":""/"name":"n"/; s/\[\]}/["v"]}/')" \
	    "$(node b | sed 's/"name":""/"name":"m"/')" \
	    "$(node b | sed 's/"name":""/"name":"n"/; s/main/main\/0\/b/')" \
	    >"$T/s"
	check
	passes
	stream "$(node a | sed 's/"name":""/"name":"n"/')" \
	    "$(node b | sed 's/"name":""/"name":"n"/')" >"$T/s"
	check
	finds 'b: duplicate-names: node n stands twice in graph main'
	stream "$(node a | sed 's/put":\[\]/put":["v"]/g')" \
	    "$(node b | sed 's/"output":\[\]/"output":["v"]/g')" >"$T/s"
	check
	finds 'b: duplicate-names: value v stands twice in graph main'
}

@test "unused-initializers" {
	local init='{"kind":"initializer","graph":"main","index":0,"name":"w"'
	local graph='{"kind":"graph","graph":"main"}'
	local body='{"kind":"graph","graph":"main/0/body"}'
	local use

	use=$(node a | sed 's/"input":\[\]/"input":["","w"]/')
	rules 'rule: unused-initializers'
	stream "$graph" "$init}" "$use" >"$T/s"
	check
	passes
	stream "$graph" "$init}" "$(node a)" "$body" \
	    "${use/main/main/0/body}" >"$T/s"
	check
	passes
	stream "$graph" '{"kind":"output","graph":"main","name":"w"}' "$init}" \
	    "$(node a)" >"$T/s"
	check
	passes
	stream "$graph" "$init}" '{"kind":"quantization","graph":"main",'`
	    `'"parameters":{"SCALE_TENSOR":"w"}}' "$(node a)" >"$T/s"
	check
	passes
	stream "$graph" "$init,\"module\":\"a\"}" "$(node a)" "$body" \
	    "${init/main/main/0/body}}" "${use/main/main/0/body}" >"$T/s"
	check
	finds 'a: unused-initializers: initializer w of graph main is read by '`
	    `'nothing'
	stream "$graph" "$init}" "$(node a)" >"$T/s"
	check
	finds '\(model\): unused-initializers: initializer w of graph main is '`
	    `'read by nothing'
	rules 'rule: unused-initializers, module: a'
	check
	passes
}

@test "missing-classes" {
	rules 'rule: missing-classes'
	stream "$(module '' C)" "$(module a C)" "$(node a)" >"$T/s"
	check
	passes
	stream "$(module '' C)" "$(module a)" "$(node b)" >"$T/s"
	check
	finds '\(root\): missing-classes: 2 of 3 modules have no known class'
	rules 'rule: missing-classes, module: c'
	stream "$(module c C)" "$(node b)" >"$T/s"
	check
	passes
}

@test "levels: only an error makes the status 1" {
	stream "$(node a Cast)" "$(node a Mul)" "$(node a Sub)" >"$T/s"
	rules 'rule: forbidden-op, op_type: Cast, level: note' \
	    'rule: forbidden-op, op_type: Mul, level: warning'
	check
	assert_success
	assert_output '(standard input): a: forbidden-op: note: 1 node of op_type Cast is forbidden
(standard input): a: forbidden-op: warning: 1 node of op_type Mul is forbidden'
	rules 'rule: forbidden-op, op_type: Cast, level: note' \
	    'rule: forbidden-op, op_type: Sub, level: error'
	check
	assert_equal "$status" 1
	assert_line '(standard input): a: forbidden-op: 1 node of op_type Sub is forbidden'
}

@test "a scope that no module is in cannot be evaluated; other rules are" {
	stream "$(node a Cast)" >"$T/s"
	rules 'rule: required-op, op_type: Cast, module: encoder'
	check
	cannot required-op 'no module matches encoder'
	rules 'rule: required-op, op_type: Cast, module: encoder' \
	    'rule: forbidden-op, op_type: Cast'
	check
	assert_equal "$status" 2
	assert_output '(standard input): a: forbidden-op: 1 node of op_type Cast is forbidden'
}

@test "several models, one of them bad" {
	stream "$(node a Cast)" | sed '1s/}/,"file":"1.onnx"}/' >"$T/1"
	head -n 2 "$T/1" >"$T/2"
	stream "$(node b Cast)" | sed '1s/}/,"file":"3.onnx"}/' >"$T/3"
	rules 'rule: forbidden-op, op_type: Cast'
	check "$T/1" "$T/2" "$T/3"
	assert_equal "$status" 2
	assert_output '1.onnx: a: forbidden-op: 1 node of op_type Cast is forbidden
3.onnx: b: forbidden-op: 1 node of op_type Cast is forbidden'
	assert_message "hierstats: $T/2:2: cut short: no end record"
}

@test "the rules that are built in" {
	hierstats --print-rules | diff "$TOP/formats/checks/default.yaml" -
	hierstats --print-rules >"$T/rules.yaml"
	(cd "$MODELS" && onnx2ndjson bert-tiny3.dynamo.onnx) | scopemap |
	    attribute >"$T/s"
	check
	assert_success
	assert_output "$(hierstats --check default "$T/s")"
	assert_output 'bert-tiny3.dynamo.onnx: (root): missing-classes: note: 1 of 41 modules has no known class'
	stream "$(node '' Add '' root)" "$(node a)" >"$T/s"
	check
	assert_equal "$status" 1
	assert_line --partial 'coverage: of 2 nodes the module of 50.0%'
	assert_line --partial 'fallback: warning: 1 of 2 nodes'
}

@test "five models and what tools made of them: a second program finds the same" {
	local old new

	rules 'rule: coverage, least: 100%' 'rule: fallback, most: 0' \
	    'rule: conflicts, most: 0' 'rule: forbidden-op, op_type: Cast' \
	    'rule: forbidden-op, op_type: Constant' \
	    'rule: growth, of: nodes, most: 0' 'rule: duplicate-names' \
	    'rule: unused-initializers' 'rule: missing-classes'
	while read -r old new; do
		for new in "accuracy/$new" "$old"; do
			(cd "$TOP/tests/${new%/*}" &&
			    onnx2ndjson "${new##*/}.onnx") | scopemap |
			    attribute >"$T/s"
			[ "$new" = "$old" ] || (cd "$TOP/tests" &&
			    onnx2ndjson "$old.onnx") | scopemap |
			    attribute >"$T/old"
			check --baseline "$T/old" "$T/s"
			assert_golden "check/${new##*/}"
			check --baseline "$T/old" -f ndjson "$T/s"
			# Names are told one by one, shares by what is known.
			jq -r '[if .module == null then "?" elif .module == ""
			    then "-" else .module end, .rule,
			    if .rule == "coverage" then
				(.message | capture("of (?<n>\\d+) nodes the module of (?<p>[0-9.]+)%")
				| (.n | tonumber) * (100 - (.p | tonumber)) / 100 | round)
			    elif .rule == "growth" then
				(.message | capture(" (?<n>\\d+) more") | .n)
			    else (.message | capture("^(?<n>\\d+) ") // {n: "1"} | .n)
			    end] | map(tostring) | join(" ")' <<<"$output" |
			    awk '{ n[$1 " " $2] += $3 }
			    END { for (k in n) print k, n[k] }' | sort >"$T/got"
			$PYTHON "$TOP/tests/check_oracle.py" "$T/s" "$T/old" |
			    sort | diff - "$T/got"
		done
	done <<-E
	models/bert-tiny3.ts bert-tiny3.ts.ortall
	models/bert-tiny3.dynamo bert-tiny3.dynamo.qdyn
	accuracy/resnet18.ts resnet18.ts.qdq
	accuracy/t5.ts t5.ts.ortall
	models/toy-lstm-tagger.ts toy-lstm-tagger.ts.fp16
	E
}

@test "forms" {
	local form

	(cd "$MODELS" && onnx2ndjson bert-tiny3.ts.onnx) | scopemap |
	    attribute >"$T/s"
	rules 'rule: forbidden-op, op_type: Cast' \
	    'rule: required-module, module: decoder, level: warning' \
	    'rule: missing-classes, level: note'
	for form in messages tree table markdown csv tsv ndjson; do
		run hierstats --check "$T/rules.yaml" -f $form "$T/s"
		assert_equal "$status" 1
		assert_golden "check/forms.$form"
	done
	run hierstats --check "$T/rules.yaml" -f summary "$T/s"
	assert_equal "$status" 1
	assert_output 'bert-tiny3.ts.onnx: 3 errors, 1 warning, 1 note'
}

@test "rules that are none: where and why" {
	local text at

	stream "$(node a)" >"$T/s"
	while IFS='|' read -r text at; do
		printf '%b' "$text" >"$T/rules.yaml"
		check
		assert_equal "$status" 2
		assert_message "hierstats: $T/rules.yaml:$at"
	done <<-'E'
	[]|1:1: not a map
	checks: []|1:9: no list of checks
	{}|1:1: no list of checks
	rules: []|1:8: unknown: rules
	checks:\n- coverage|2:3: a check is a map
	checks:\n- {least: 1%}|2:3: a check without a rule
	checks:\n- {rule: cover}|2:10: no such rule: cover
	checks:\n- {rule: [a]}|2:10: not a text
	checks:\n- {rule: coverage}|2:3: rule coverage without least
	checks:\n- {rule: coverage, most: 1%}|2:26: not of rule coverage: most
	checks:\n- {rule: coverage, lest: 1%}|2:26: not of rule coverage: lest
	checks:\n- {rule: coverage, least: 1}|2:27: no share like 95%
	checks:\n- {rule: coverage, least: 101%}|2:27: no number, nor a share like 5%
	checks:\n- {rule: coverage, least: [1%]}|2:27: no number, nor a share like 5%
	checks:\n- {rule: coverage, least: -1%}|2:27: no number, nor a share like 5%
	checks:\n- {rule: coverage, least: 1.2.3%}|2:27: no number, nor a share like 5%
	checks:\n- {rule: fallback, most: 1.5}|2:26: no whole number, nor a share like 5%
	checks:\n- {rule: fallback, most: 5%, module: a}|2:38: not of rule fallback: module
	checks:\n- {rule: confidence, least: 5%}|2:29: no number from 0 to 1
	checks:\n- {rule: confidence, least: 1.1}|2:29: no number from 0 to 1
	checks:\n- {rule: growth, of: time, most: 1%}|2:22: no such measure: time
	checks:\n- {rule: growth, most: 1%}|2:3: rule growth without of
	checks:\n- {rule: missing-classes, level: fatal}|2:34: no level: error, warning or note
	checks:\n- {rule: required-op, op_type: ""}|2:32: not a text
	checks:\n- {rule: missing-classes, rule: x}|2:.*twice.*
	checks:\n- {rule: missing-classes, module: \a}|.*
	E
	assert_trouble 'hierstats: nowhere.yaml: No such file or directory' \
	    hierstats --check nowhere.yaml "$T/s"
}

@test "a glob of 63 components, and one more" {
	local glob

	stream "$(node a)" >"$T/s"
	printf -v glob '%62s' ''
	glob=a${glob// /.a}
	rules "rule: forbidden-module, module: $glob"
	check
	passes
	rules "rule: forbidden-module, module: $glob.a"
	check
	assert_equal "$status" 2
	assert_message "hierstats: $T/rules.yaml:2:36: over 63 components"
}

@test "LIMIT_RULES: 1024" {
	stream "$(node a)" >"$T/s"
	{
		echo checks:
		yes -- '- rule: unused-initializers' | head -n 1024
	} >"$T/rules.yaml"
	check
	assert_equal "$status" 0
	echo '- rule: unused-initializers' >>"$T/rules.yaml"
	check
	assert_equal "$status" 2
	assert_message "hierstats: $T/rules.yaml:1026:3: over 1024 rules"
}

@test "bodies within one another at the limit and past it" {
	local id=main i

	rules 'rule: unused-initializers'
	for i in {1..99}; do
		id+=/0/b
		printf '{"kind":"graph","graph":"%s"}\n' "$id"
	done >"$T/graphs"
	stream '{"kind":"graph","graph":"main"}' "$(cat "$T/graphs")" >"$T/s"
	check
	passes
	stream '{"kind":"graph","graph":"main"}' "$(cat "$T/graphs")" \
	    "{\"kind\":\"graph\",\"graph\":\"$id/0/b\"}" >"$T/s"
	check
	assert_equal "$status" 2
	assert_message "hierstats: $T/s:102: graph: too many graphs within one another"
}

@test "options that do not fit are usage errors" {
	local o

	rules 'rule: missing-classes'
	stream "$(node a)" >"$T/s"
	for o in '-b class' '-m a' '-d 1' '-n 1' --diff; do
		check $o "$T/s"
		assert_equal "$status" 2
		[[ ${stderr_lines[1]} = 'usage: '* ]]
	done
	run hierstats --baseline "$T/s" "$T/s"
	assert_equal "$status" 2
	assert_line --index 0 'hierstats: no --baseline with counts'
	run hierstats -f messages "$T/s"
	assert_equal "$status" 2
}

@test "names do no harm in any form" {
	local form bad='\u001b[31m<b>|`*\u202e\"=1+1\n'

	stream "$(node "=$bad" "=$bad")" >"$T/s"
	rules 'rule: forbidden-op, op_type: "*"' \
	    'rule: forbidden-class, class: "\e[31m=x", level: note' \
	    'rule: missing-classes'
	for form in messages tree table markdown csv tsv; do
		hierstats --check "$T/rules.yaml" -f $form "$T/s" \
		    >"$T/out" 2>&1 || true
		run env LC_ALL=C grep -cP \
		    '[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80\xae' "$T/out"
		assert_output 0
	done
	hierstats --check "$T/rules.yaml" -f csv "$T/s" >"$T/out" || true
	run ! grep -E '(^|,)"?=' "$T/out"
	hierstats --check "$T/rules.yaml" -f ndjson "$T/s" >"$T/out" || true
	jq -es '.[0].module | startswith("=\u001b[31m<b>")' "$T/out"
}

#!/usr/bin/env bats
# hier prof, diff, check: what they compose and what comes back.

load lib

setup() {
	cd "$T"
	cp "$MODELS/bert-tiny3.ts.onnx" old.onnx
	cp "$TOP/tests/accuracy/bert-tiny3.ts.ortall.onnx" new.onnx
	cp "$TOP/tests/accuracy/toy-shared.ts.ortall.onnx" ran.onnx
	cp "$TOP/tests/profiles/toy-shared.ts.all.json" p.json
	head -c 1000 old.onnx >broken.onnx
}

@test "diff gives the new model the modules of the old one, and says so" {
	run --separate-stderr hier diff -x old.onnx new.onnx
	assert_equal "$status" 1
	assert_line 'new: 80 of 80 nodes have their module by like'
	assert_equal "$stderr" 'onnx2ndjson new.onnx | scopemap | attribute '`
	    `'--like <(onnx2ndjson old.onnx | scopemap | attribute) | '`
	    `'hierstats --diff <(onnx2ndjson old.onnx | scopemap | attribute) -'
	run hier diff -f summary old.onnx old.onnx
	assert_success
}

@test "what -x prints of diff does the same" {
	hier diff -x old.onnx new.onnx >out 2>pipeline || [ $? = 1 ]
	bash pipeline >again || [ $? = 1 ]
	diff out again
}

@test "diff of kept streams, and of names that a shell would read" {
	hier diff -o kept -f csv old.onnx new.onnx >out || [ $? = 1 ]
	hier -f summary -o kept old.onnx
	run --separate-stderr hier diff -x -f csv kept/old.ndjson kept/new.ndjson
	assert_equal "$status" 1
	diff out <(printf '%s\n' "$output")
	assert_equal "$stderr" 'attribute --like kept/old.ndjson '`
	    `'kept/new.ndjson | hierstats -f csv --diff kept/old.ndjson -'
	cp old.onnx "a b'c\$(touch x).onnx"
	cp new.onnx -- -new.onnx
	run --separate-stderr hier diff -f summary "a b'c\$(touch x).onnx" \
	    ./-new.onnx
	assert_equal "$status" 1
	run --separate-stderr hier diff -f summary -- -new.onnx old.onnx
	assert_equal "$status" 1
	[ ! -e x ]
}

@test "diff with the times of both" {
	cp "$MODELS/toy-lstm-tagger.ts.onnx" a.onnx
	cp "$TOP/tests/accuracy/toy-lstm-tagger.ts.ortall.onnx" b.onnx
	run --separate-stderr hier diff -f summary \
	    --old-profile "$TOP/tests/profiles/toy-lstm-tagger.ts.none.json" \
	    --new-profile "$TOP/tests/profiles/toy-lstm-tagger.ts.all.json" \
	    a.onnx b.onnx
	assert_equal "$status" 1
	assert_line --partial '53 → 12 nodes, 110 → 60 us'
	run --separate-stderr hier --old-profile p.json a.onnx
	assert_equal "$status" 2
	[[ ${stderr_lines[0]} = 'hier: hierstats: no --old-profile with counts' ]]
}

@test "diff of a model that is bad" {
	run --separate-stderr hier diff old.onnx broken.onnx
	assert_equal "$status" 2
	[[ $stderr = *'onnx2ndjson: broken.onnx: offset '* ]]
	run --separate-stderr hier diff broken.onnx old.onnx
	assert_equal "$status" 2
	[[ $stderr = *'onnx2ndjson: broken.onnx: offset '* ]]
	assert_trouble 'hier: nowhere.onnx: it cannot be read' \
	    hier diff nowhere.onnx old.onnx
}

@test "prof: a profile, several, and modules by another model" {
	run --separate-stderr hier prof ran.onnx p.json
	assert_success
	assert_line --partial 'joined 100.0 % of '
	run --separate-stderr hier prof -f summary ran.onnx p.json p.json
	assert_line --partial 'the median of 4 runs'
	cp "$MODELS/toy-shared.ts.onnx" shared.onnx
	run --separate-stderr hier prof -x --like shared.onnx -f summary \
	    ran.onnx p.json
	assert_success
	assert_equal "$stderr" 'onnx2ndjson ran.onnx | scopemap | attribute '`
	    `'--like <(onnx2ndjson shared.onnx | scopemap | attribute) | '`
	    `'hierstats -f summary --profile p.json'
	run --separate-stderr hier prof old.onnx p.json
	assert_equal "$status" 2
	[[ $stderr = 'hierstats: p.json: a profile of another model: '* ]]
}

@test "check: built-in rules, a file of them, a baseline" {
	run --separate-stderr hier check old.onnx new.onnx
	assert_success
	assert_line --index 0 --partial 'old.onnx: (root): missing-classes: note: '
	echo 'checks: [{rule: growth, of: nodes, most: 10%}]' >r.yaml
	run --separate-stderr hier check -r r.yaml --baseline new.onnx old.onnx
	assert_equal "$status" 1
	assert_output 'old.onnx: (root): growth: 136 nodes, 56 more than the 80 of the baseline, most 10%'
	run --separate-stderr hier check -r r.yaml --baseline old.onnx new.onnx
	assert_success
	run --separate-stderr hier check -r r.yaml old.onnx
	assert_equal "$status" 2
	run --separate-stderr hier check -r r.yaml --baseline new.onnx -f ndjson \
	    old.onnx broken.onnx
	assert_equal "$status" 2
	assert_equal "$(jq -r .rule <<<"$output")" growth
}

@test "usage errors" {
	local words

	for words in 'diff old.onnx' 'diff - old.onnx' 'prof old.onnx' check \
	    '--baseline old.onnx new.onnx' 'prof -r x old.onnx p.json' \
	    'diff --like old.onnx old.onnx new.onnx' 'check -f no old.onnx'; do
		run --separate-stderr hier $words
		assert_equal "$status" 2
		assert_equal "$output" ''
		[[ ${stderr_lines[1]} = 'usage: hier '* ]] || fail "$words: $stderr"
	done
}

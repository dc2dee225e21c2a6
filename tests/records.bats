# The stream: records.5's schema over streams written by hand, and what every
# filter does with them.

load lib

STREAMS=$GOLDEN/stream

setup() {
	cd "$STREAMS"
}

schema() {
	jq -enR -f "$TOP/formats/records.jq"
}

# The good streams.
good() {
	find . -name '*.ndjson' ! -name 'bad-*' | sort
}

# The good streams as attribute wants them.
scoped() {
	local f

	mkdir "$T/scoped"
	for f in $(good); do
		scopemap "$f" 2>/dev/null >"$T/scoped/$f"
	done
	cd "$T/scoped"
}

# For each bad stream: `check NAME SCHEMA-SAYS FILTERS-SAY`.
each_bad() {
	local name schema filters

	while IFS='|' read -r name schema filters; do
		"$1" "bad-$name.ndjson" "$schema" "$filters"
	done < <(grep -v '^#' bad.txt)
}

@test "the schema takes every good stream" {
	local f

	[ "$(good | wc -l)" -ge 12 ]
	for f in $(good); do
		run --separate-stderr schema <"$f"
		assert_equal "$f: $status $output$stderr" "$f: 0 true"
	done
}

@test "the good streams hold every kind and member that record.h knows" {
	local name

	grep -o '"[a-z_]*")' "$TOP/libcommon/record.h" | tr -d '"()' >"$T/names"
	sed -n 's/^\t\[KIND_[A-Z_]*\] = STR("\(.*\)"),/\1/p' \
	    "$TOP/libcommon/record.c" | grep -vx map >"$T/kinds"
	[ "$(wc -l <"$T/names")" -gt 60 ]
	[ "$(wc -l <"$T/kinds")" = 11 ]
	while read -r name; do
		grep -q "\"$name\" *:" $(good) || fail "no stream has \"$name\""
	done <"$T/names"
	while read -r name; do
		grep -q "\"kind\":\"$name\"" $(good) || fail "no stream has $name"
	done <"$T/kinds"
}

@test "the list of bad streams is whole" {
	diff <(grep -v '^#' bad.txt | sed 's/|.*//' | sort) \
	    <(ls bad-*.ndjson | sed 's/^bad-//; s/\.ndjson$//' | sort)
}

@test "the schema refuses every bad stream for its one reason" {
	check() {
		run --separate-stderr schema <"$1"
		if [ "$2" = true ]; then
			assert_equal "$1: $status $output" "$1: 0 true"
			return
		fi
		assert_equal "$1: $status $output" "$1: 1 "
		[[ $stderr == "$2"* ]] || fail "$1: $stderr
expected: $2"
	}
	each_bad check
}

@test "the schema names ten faults, then stops" {
	run --separate-stderr schema < <(yes '{"kind":"end"}' | head -n 100)
	assert_equal "$status" 1
	assert_equal "$(wc -l <<<"$stderr")" 10
	assert_equal "${stderr##*$'\n'}" 'line 10: kind: end before "model"'
}

@test "the schema does not hold a stream of 20,000 records" {
	{
		head -n 2 empty.ndjson
		seq 0 19999 | sed 's/.*/{"kind":"node","graph":"main","index":&,"name":"n&","op_type":"Relu","input":["v"],"output":["v"]}/'
		tail -n 1 empty.ndjson
	} >"$T/long"
	(ulimit -v 40000 && schema <"$T/long")
}

@test "filters take every good stream, and the schema takes what they write" {
	local f

	for f in $(good); do
		scopemap "$f" >"$T/scoped"
		schema <"$T/scoped"
		attribute "$T/scoped" >"$T/attributed"
		schema <"$T/attributed"
		hierstats "$T/attributed" >"$T/tree"
		[ -s "$T/tree" ]
	done
}

@test "scopemap and attribute refuse bad streams: file, line, reason" {
	check() {
		local p want=${3%\*}

		for p in scopemap attribute; do
			[[ $p$3 == scopemap*\* ]] && continue
			run --separate-stderr "$p" "$1"
			if [ -z "$want" ] && [ "$p" = attribute ]; then
				run attribute <(scopemap "$1")
				assert_equal "$p $1: $status" "$p $1: 0"
			elif [ -z "$want" ]; then
				assert_equal "$p $1: $status$stderr" "$p $1: 0"
			else
				assert_equal "$status $stderr" "2 $p: $1$want"
			fi
		done
	}
	each_bad check
}

@test "hierstats refuses bad streams" {
	check() {
		[[ $3 == *[!*] ]] || return 0
		run --separate-stderr hierstats "$1"
		assert_equal "$1: $status" "$1: 2"
		assert_message "hierstats: $1(:[0-9]+)?: .*"
	}
	each_bad check
}

@test "a message about standard input says so" {
	local p

	for p in scopemap attribute hierstats; do
		run --separate-stderr "$p" <bad-comma.ndjson
		assert_equal "$status $stderr" \
		    "2 $p: (standard input):3: a key must be a string"
		run --separate-stderr "$p" - <bad-comma.ndjson
		assert_equal "$status" 2
	done
}

@test "what a filter does not own passes byte for byte" {
	local f p

	for p in scopemap attribute; do
		[ "$p" = scopemap ] || scoped
		for f in $(good); do
			"$p" "$f" >"$T/out"
			"$PYTHON" "$TOP/tests/passthrough.py" "$p" "$f" "$T/out" ||
			    fail "$p $f"
		done
	done
}

@test "the pass-through test itself finds a changed byte" {
	local e

	attribute attributed.ndjson >"$T/out"
	for e in 's/"bytes":256/"bytes":256.0/' 's/"op_type"/"\\u006fp_type"/' \
	    '/"pooler","parent"/d' 's/"by":"scope",/&"later":1,/' \
	    's/"name":"\([^"]*\)","op_type":"\([^"]*\)"/"op_type":"\2","name":"\1"/'; do
		sed "$e" "$T/out" >"$T/changed"
		! cmp -s "$T/out" "$T/changed" || fail "$e changes nothing"
		run "$PYTHON" "$TOP/tests/passthrough.py" attribute \
		    attributed.ndjson "$T/changed"
		assert_equal "$e: $status" "$e: 1"
	done
}

@test "a filter run twice equals the filter run once" {
	local f p

	for f in $(good); do
		for p in scopemap 'scopemap | attribute'; do
			bash -o pipefail -c "$p" <"$f" >"$T/once"
			bash -o pipefail -c "$p" <"$T/once" >"$T/twice"
			cmp "$T/once" "$T/twice" || fail "$p $f"
		done
		attribute "$T/once" | cmp - "$T/once" || fail "$f"
	done
}

@test "streams one behind the other are filtered one by one" {
	local p

	for p in scopemap attribute; do
		[ "$p" = scopemap ] || scoped
		cat $(good) | "$p" >"$T/together"
		for f in $(good); do
			"$p" "$f"
		done >"$T/apart"
		cmp "$T/apart" "$T/together"
		"$p" $(good) >"$T/named"
		cmp "$T/apart" "$T/named"
	done
}

@test "an ONNX file in a stream's place is told as such" {
	local p

	for p in scopemap attribute hierstats; do
		assert_trouble "$p: .*onnx:1: not an object: an ONNX file\? onnx2ndjson reads that" \
		    "$p" "$MODELS/toy-shared.ts.onnx"
		assert_trouble "$p: .*README.md:1: not an object" \
		    "$p" "$TOP/README.md"
	done
}

#!/usr/bin/env bats
# The manual pages hold: every example runs as printed, usage is the SYNOPSIS,
# and the pages are clean mdoc.  tests/examples.py says how examples are set.

load lib

setup() {
	shopt -s nullglob
	cd "$TOP"
	PAGES=(bin/*/*.1 scripts/*.1 formats/*.[57])
}

# What SYNOPSIS renders to, on as few lines as it has forms.
synopsis() {
	mandoc -T ascii -O width=1000 "$1" | sed 's/.\x08//g' |
	    sed -n '/^SYNOPSIS/,/^DESCRIPTION/{/^ /p;}'
}

# hier prints the usage of one subcommand at a time, and last their names.
usage() {
	local name names

	"$1" -h >"$T/help"
	[ "$1" = hier ] || { cat "$T/help"; return; }
	names=$(sed -n '$s/^ *hier \([a-z|]*\) \.\.\.$/\1/p' "$T/help")
	[ -n "$names" ] || fail "hier -h ends with: $(tail -n 1 "$T/help")"
	sed '$d' "$T/help"
	for name in ${names//|/ }; do
		hier "$name" -h | sed '1s/^usage: //'
	done
}

words() {
	tr -s ' \t\n' '\n\n\n' | sed '/^$/d'
}

@test "each program and format has its page" {
	local p

	for p in "$BUILD"/bin/*; do
		[ -f "bin/${p##*/}/${p##*/}.1" ] || fail "no page: ${p##*/}"
	done
	for p in scripts/hier.1 formats/records.5 formats/hierutils.7; do
		[ -f "$p" ] || fail "no page: $p"
	done
}

@test "mandoc -Tlint finds no fault" {
	run mandoc -Tlint -W warning "${PAGES[@]}"
	assert_output ''
	assert_success
}

@test "usage is the SYNOPSIS" {
	local page prog

	for page in bin/*/*.1 scripts/*.1; do
		prog=${page##*/}
		prog=${prog%.1}
		synopsis "$page" | words >"$T/synopsis"
		usage "$prog" >"$T/usage"
		sed '1s/^usage: //' "$T/usage" | words >"$T/words"
		grep -q '^usage: ' "$T/usage"
		diff -u --label "$page" --label "$prog -h" \
		    "$T/synopsis" "$T/words"
	done
}

@test "a program's page has the sections that readers look for" {
	local page section

	for page in bin/*/*.1 scripts/*.1; do
		for section in NAME SYNOPSIS DESCRIPTION 'EXIT STATUS' \
		    EXAMPLES 'SEE ALSO'; do
			grep -qx "\.Sh $section" "$page" ||
			    fail "$page: no $section"
		done
		python3 tests/examples.py --list "$page" | grep -q '|' ||
		    fail "$page: no example with a pipe"
	done
}

@test "every example of every page runs as printed" {
	local page failed=0

	for page in "${PAGES[@]}"; do
		mkdir -p "$T/${page##*/}"
		cp "$MODELS/bert-tiny.ts.dyn.onnx" "$T/${page##*/}/model.onnx"
		cp "$MODELS/bert-tiny3.ts.onnx" "$T/${page##*/}/model2.onnx"
		cp "$MODELS/bert-tiny3.dynamo.onnx" "$T/${page##*/}/dynamo.onnx"
		cp "$MODELS/toy-shared.ts.onnx" "$T/${page##*/}/shared.onnx"
		cp tests/accuracy/bert-tiny3.ts.ortall.onnx \
		    "$T/${page##*/}/optimized.onnx"
		cp tests/accuracy/toy-shared.ts.ortall.onnx \
		    "$T/${page##*/}/ran.onnx"
		cp tests/profiles/toy-shared.ts.all.json \
		    "$T/${page##*/}/profile.json"
		head -c 1000 "$MODELS/bert-tiny.ts.dyn.onnx" \
		    >"$T/${page##*/}/broken.onnx"
		cp formats/*.jq "$T/${page##*/}"
		PATH=${PYTHON%/*}:$PATH python3 tests/examples.py "$page" \
		    "$T/${page##*/}" || failed=1
	done
	[ "$failed" = 0 ]
}

@test "the README's pipelines run as printed" {
	mkdir "$T/readme"
	cp "$MODELS/bert-tiny.ts.dyn.onnx" "$T/readme/model.onnx"
	python3 tests/examples.py README.md "$T/readme"
}

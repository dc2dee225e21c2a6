#!/usr/bin/env bats
# The house itself: it builds anywhere, installs what it removes again, and
# says what is missing.

load lib

setup_file() {
	# A source tree as a tarball has it; the tests share what is built there.
	export TREE=$BATS_FILE_TMPDIR/tree
	mkdir "$TREE"
	tar -C "$TOP" --exclude=./.git --exclude=./build --exclude=./local.mk \
	    --exclude=./VERSION -cf - . | tar -C "$TREE" -xf -
}

# Quickly built, warnings are errors.
make_tree() {
	cd "$TREE"
	make -s CC=gcc CFLAGS=-O0 WERROR=-Werror "$@"
}

# Files of the repository, also where there is no git.
sources() {
	cd "$TOP"
	git ls-files 2>/dev/null | grep . ||
	    find . -type f ! -path './build/*' ! -path './.git/*'
}

@test "make works in a source tree without git" {
	make_tree tests
	run build/bin/onnx2ndjson -V
	assert_output 'onnx2ndjson (hierutils) unknown'
	echo 1.2.3-test >VERSION
	make_tree
	run build/bin/scopemap -V
	assert_output 'scopemap (hierutils) 1.2.3-test'
	rm VERSION
}

@test "make does nothing when nothing has changed" {
	make_tree tests
	run make CC=gcc CFLAGS=-O0 WERROR=-Werror tests
	assert_success
	assert_output ''
}

@test "a header's change rebuilds what includes it" {
	make_tree
	touch "$TREE/libcommon/jsonw.h"
	run make CC=gcc CFLAGS=-O0 WERROR=-Werror
	assert_success
	assert_output --partial libcommon/jsonw.c
	refute_output --partial libcommon/arena.c
}

@test "clang builds everything without a warning, with sanitizers too" {
	cd "$TREE"
	make -s CC=clang CFLAGS=-O0 WERROR=-Werror B="$T/clang" \
	    SANITIZE=address,undefined tests
	nm "$T/clang/bin/scopemap" | grep -q __asan
	"$T/clang/bin/onnx2ndjson" -V
}

@test "SANITIZE builds sanitized programs in the same folder" {
	cd "$TREE"
	make -s CC=gcc CFLAGS=-O0 SANITIZE=undefined B="$T/b" "$T/b/bin/onnx2ndjson"
	nm "$T/b/bin/onnx2ndjson" | grep -q __ubsan
	make -s CC=gcc CFLAGS=-O0 B="$T/b" "$T/b/bin/onnx2ndjson"
	run ! grep -q __ubsan <(nm "$T/b/bin/onnx2ndjson")
}

@test "install puts all in its place, uninstall leaves nothing" {
	make_tree DESTDIR="$T/dest" PREFIX=/opt/h install
	cd "$T/dest/opt/h"
	for p in onnx2ndjson scopemap attribute tagwrite hierstats hier; do
		[ -x "bin/$p" ]
		[ -f "share/man/man1/$p.1" ]
	done
	[ -f share/man/man5/records.5 ]
	[ -f share/man/man7/hierutils.7 ]
	[ -f share/hierutils/records.jq ]
	[ -f share/hierutils/profiles/torch.yaml ]
	make -s -C "$TREE" DESTDIR="$T/dest" PREFIX=/opt/h uninstall
	run find "$T/dest" ! -type d
	assert_output ''
}

@test "installed programs work from where they are" {
	make_tree PREFIX="$T/usr" install
	cd "$T"
	PATH=$T/usr/bin:/usr/bin:/bin run hier "$MODELS/bert-tiny.ts.dyn.onnx"
	assert_success
	assert_output --partial encoder
}

@test "only programs that need a library are linked with it" {
	local p libs

	make_tree
	for p in "$TREE"/build/bin/*; do
		libs=$(objdump -p "$p" | awk '$1 == "NEEDED" { print $2 }' |
		    sed 's/\.so.*//' | grep -Ev '^lib[cm]$' | sort | tr '\n' ' ')
		case ${p##*/} in
		onnx2ndjson) assert_equal "$libs" 'libprotobuf-c libxxhash ' ;;
		tagwrite) assert_equal "$libs" 'libprotobuf-c libxxhash libyaml-0 ' ;;
		hierstats) assert_equal "$libs" 'libxxhash libyaml-0 ' ;;
		scopemap) assert_equal "$libs" 'libyaml-0 ' ;;
		*) assert_equal "$libs" '' ;;
		esac
	done
}

# The lists against what the linker takes when it is offered all of libcommon.
@test "the Makefile's object lists are what each program uses" {
	local p listed

	make_tree tests
	for p in $(ls bin); do
		gcc -o "$T/program" build/obj/*/bin/"$p"/*.o \
		    build/obj/*/libcommon.a -Wl,-Map="$T/map" \
		    $(pkg-config --libs libprotobuf-c libxxhash yaml-0.1) -lm
		sed -n '/^Discarded/q; s/^[^ ]*libcommon.a(\(.*\)\.o)$/\1/p' \
		    "$T/map" | sort >"$T/used"
		listed="\$(sort \$($p.common))"
		make -s --eval "list:; @echo $listed" list | tr ' ' '\n' |
		    sort >"$T/listed"
		diff -u --label "$p uses" --label "$p.common in Makefile" \
		    "$T/used" "$T/listed"
		cat "$T/used" >>"$T/all"
	done
	# What no program uses yet is there for the next one, and tested.
	for p in libcommon/*.c; do
		p=$(basename "$p" .c)
		grep -qx "$p" "$T/all" || [ -f "tests/unit/$p.c" ] ||
		    fail "libcommon/$p.c: neither used nor tested"
	done
}

@test "what is exported is used by another file" {
	local objects

	make_tree tests
	objects=$(find "$TREE"/build/obj -name '*.o' ! -name onnx.pb-c.o)
	nm -A -u $objects | awk '{ print $NF }' | sort -u >"$T/used"
	nm -A --defined-only -g $(grep -v /tests/ <<<"$objects") |
	    awk '$NF != "main" { print $NF }' | sort -u |
	    comm -23 - "$T/used" >"$T/alone"
	run cat "$T/alone"
	assert_output ''
}

# deps with a dpkg-query that knows no package, on a machine where we are
# nobody and may not become anybody.
@test "deps says what is missing and exits 2" {
	mkdir "$T/bin"
	printf '#!/bin/sh\nexit 1\n' >"$T/bin/dpkg-query"
	printf '#!/bin/sh\nexit 1\n' >"$T/bin/sudo"
	printf '#!/bin/sh\necho 1000\n' >"$T/bin/id"
	chmod +x "$T"/bin/*
	PATH=$T/bin:$PATH assert_trouble \
	    'deps: missing, and no right to install: one two' \
	    "$TOP/scripts/deps" one two
	cd "$TOP"
	PATH=$T/bin:$PATH run make deps
	assert_equal "$status" 2
	assert_output --partial ' libxxhash-dev'
}

@test "deps installs what is missing, with new package lists if it must" {
	mkdir "$T/bin"
	cat >"$T/bin/dpkg-query" <<-'EOF'
		#!/bin/sh
		case $4 in here) echo install ok installed ;; *) exit 1 ;; esac
	EOF
	cat >"$T/bin/apt-get" <<-'EOF'
		#!/bin/sh
		echo "apt-get $*" >>"$T/calls"
		case $1 in update) touch "$T/updated" ;; esac
		[ -e "$T/updated" ]
	EOF
	printf '#!/bin/sh\necho 0\n' >"$T/bin/id"
	chmod +x "$T"/bin/*
	PATH=$T/bin:$PATH run "$TOP/scripts/deps" here gone
	assert_success
	run cat "$T/calls"
	assert_line --index 0 --regexp '^apt-get install .* gone$'
	assert_line --index 1 --regexp '^apt-get update'
	assert_line --index 2 --regexp '^apt-get install .* gone$'
	rm "$T/calls"
	PATH=$T/bin:$PATH run "$TOP/scripts/deps" here
	assert_success
	[ ! -e "$T/calls" ]
}

# .ci/run over a make that prints what the first argument says.
ci() {
	mkdir -p "$T/tree/.ci" "$T/bin"
	cp "$TOP/.ci/run" "$T/tree/.ci"
	printf '#!/bin/sh\nprintf %%b "%s"\nexit %d\n' "$1" "$2" >"$T/bin/make"
	chmod +x "$T/bin/make"
	PATH=$T/bin:$PATH run "$T/tree/.ci/run"
}

@test "CI's last line counts both runs" {
	ci '1..2\nok 1 a\nok 2 b\n' 0
	assert_success
	assert_equal "${lines[-1]}" '4 passed, 0 failed'
	ci '1..2\nok 1 a\nnot ok 2 b\n' 2
	assert_failure
	assert_equal "${lines[-1]}" '2 passed, 2 failed'
}

@test "in CI a skipped test, a broken build and an empty suite have failed" {
	CI=true ci '1..2\nok 1 a # skip why\nok 2 b\n' 0
	assert_failure
	assert_equal "${lines[-1]}" '2 passed, 2 failed'
	CI= ci '1..2\nok 1 a # skip why\nok 2 b\n' 0
	assert_success
	assert_equal "${lines[-1]}" '4 passed, 0 failed'
	ci 'make: *** Error 1\n' 2
	assert_failure
	assert_equal "${lines[-1]}" '0 passed, 2 failed'
	ci '1..0\n' 0
	assert_failure
}

@test "every fuzz target replays its inputs" {
	local f name n=0

	for f in "$TOP"/tests/fuzz/*.c; do
		name=$(basename "$f" .c)
		[ "$name" != replay ] || continue
		run "$BUILD/tests/fuzz/$name" "$TOP/tests/fuzz/$name"/*
		assert_success
		assert_output --regexp '^[1-9][0-9]* inputs$'
		n=$((n + 1))
	done
	[ "$n" -ge 2 ]
}

# The compiler says what the limits are.
limits() {
	local names

	names=$(sed -nE 's/^(#define )?[[:blank:]]*(LIMIT_[A-Z_]+).*/\2/p' \
	    "$TOP/libcommon/limits.h")
	{
		echo '#include <stdio.h>'
		echo "#include \"$TOP/libcommon/limits.h\""
		echo 'int main(void) {'
		printf 'printf("%%s %%ld\\n", "%s", (long)%s);\n' \
		    $(sed 's/.*/& &/' <<<"$names")
		echo 'return 0; }'
	} | gcc -x c -o "$T/limits" -
	"$T/limits"
}

@test "every limit stands in hierutils.7 with its value" {
	local name value page n=0

	page=$(mandoc -T ascii -O width=200 "$TOP/formats/hierutils.7" |
	    sed 's/.\x08//g')
	while read -r name value; do
		if [ $((value % 1048576)) = 0 ]; then
			value="($value|$((value / 1048576)) MiB)"
		fi
		n=$((n + 1))
		grep -qE "$name .*\b$value\b" <<<"$page" ||
		    fail "hierutils.7 lacks $name ($value)"
	done < <(limits)
	[ "$n" -ge 5 ]
}

# Patterns are written so that they do not match themselves.
@test "no file names the machine it was written on, or a host of packages" {
	cd "$TOP"
	sources | grep -v '\.onnx$' >"$T/sources"
	run ! xargs grep -nE '/wor[k]/|/hom[e]/|[.][.]/share[d]|deb[.]debia[n]|pypi[.]or[g]|pythonhoste[d]' \
	    <"$T/sources"
}

@test "C sources are 80 columns wide, without blanks at the end or notes to self" {
	cd "$TOP"
	sources | grep '\.[ch]$' >"$T/c"
	while read -r f; do
		expand "$f" | awk -v f="$f" 'length > 80 { print f ":" NR }'
		grep -nHE '[[:blank:]]$|TODO|FIXME|\bXXX\b' "$f" || :
	done <"$T/c" >"$T/found"
	run cat "$T/found"
	assert_output ''
}

# bash -e does not end with a command that `!` turns round.
@test "no test asks for a failure that would not fail it" {
	run ! grep -nE '^[[:blank:]]*! ([^|]|[|][^|])*[|]?$' "$TOP"/tests/*.bats
}

@test "filters include only their own headers and libcommon's" {
	cd "$TOP"
	run ! grep -n '#include "\.*/' bin/*/*.[ch] libcommon/*.[ch]
	for h in bin/*/*.h; do
		[ ! -e "libcommon/${h##*/}" ] || fail "two headers ${h##*/}"
	done
}

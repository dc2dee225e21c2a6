# lib.bash: what the suites share.  `load lib` in a suite gives
#
#   $TOP            the repository; $BUILD its build folder
#   PATH            begins with the programs just built and scripts/
#   $MODELS         tests/models, $GOLDEN tests/golden
#   $PYTHON         the Python that has tests/requirements.txt
#   $T              = $BATS_TEST_TMPDIR, a folder of this test alone
#   bats-support, bats-assert; `run --separate-stderr` (bats 1.5)
#
#   run_pipe 'a | b'            run by bash with pipefail, stderr apart:
#                               $status, $output, $stderr
#   stream LINE...              a stream of these records: prints a `model`
#                               line, the LINEs, an `end` line
#   assert_golden NAME [FILE]   FILE (else $output) is tests/golden/NAME, byte
#                               for byte; UPDATE_GOLDEN=1 writes it instead
#   assert_message REGEX        $stderr is one line, and REGEX (bash's, whole
#                               line) matches it
#   assert_trouble REGEX CMD... CMD exits with 2, prints nothing to stdout and
#                               one message that matches
#   sanitized                   true when built with SANITIZE: skip what
#                               measures memory, or raise its bound; never use
#                               `skip`, which .ci/run counts as a failure

bats_require_minimum_version 1.5.0

TOP=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
BUILD=${HIERUTILS_BUILD:-$TOP/build}
PATH=$BUILD/bin:$TOP/scripts:$PATH
MODELS=$TOP/tests/models
GOLDEN=$TOP/tests/golden
PYTHON=$BUILD/venv/bin/python
T=${BATS_TEST_TMPDIR-}
export TOP BUILD PATH MODELS GOLDEN PYTHON T LC_ALL=C.UTF-8

# Only what a test sets may decide what programs do.
unset MAKEFLAGS MAKELEVEL MFLAGS MAKEOVERRIDES SOURCE_DATE_EPOCH

for _lib in bats-support bats-assert; do
	for _dir in "${BATS_LIB_PATH-}" /usr/lib/bats /usr/lib \
	    /usr/local/lib /opt/homebrew/lib; do
		if [ -f "$_dir/$_lib/load.bash" ]; then
			load "$_dir/$_lib/load.bash"
			break
		fi
	done
done

run_pipe() {
	run --separate-stderr bash -o pipefail -c "$1"
}

stream() {
	printf '%s\n' '{"kind":"model","stream":1}' "$@" '{"kind":"end"}'
}

assert_golden() {
	local golden=$GOLDEN/$1 got=${2-}

	if [ -z "$got" ]; then
		got=$(mktemp "$T/golden.XXXXXX")
		printf '%s\n' "$output" >"$got"
	fi
	if [ -n "${UPDATE_GOLDEN-}" ]; then
		mkdir -p "${golden%/*}"
		cp "$got" "$golden"
	fi
	diff -u --text "$golden" "$got" >&2
}

assert_message() {
	if [ "$(grep -c '' <<<"$stderr")" != 1 ] || [ -z "$stderr" ]; then
		fail "not one line on standard error: $stderr"
	fi
	[[ $stderr =~ ^($1)$ ]] || fail "message: $stderr
expected: $1"
}

assert_trouble() {
	local regex=$1

	shift
	run --separate-stderr "$@"
	assert_equal "$status" 2
	assert_equal "$output" ''
	assert_message "$regex"
}

sanitized() {
	[ -n "${SANITIZE-}" ]
}

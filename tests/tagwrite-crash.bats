#!/usr/bin/env bats
# tagwrite -i when it is killed, when the disk is full or broken, and where it
# may not write: tests/crash.py says what must hold.  KILLS=1000 kills it more
# often.

load lib

setup_file() {
	local m=$BATS_FILE_TMPDIR/model.onnx

	# Long enough that a moment within it can be hit.
	"$PYTHON" "$TOP/tests/bench/make_model.py" 2000 "$m"
	export LARGE=$m LARGE_STREAM=${m%.onnx}.ndjson
	onnx2ndjson "$m" | scopemap | attribute >"$LARGE_STREAM"
}

setup() {
	MODEL=$MODELS/toy-shared.ts.onnx
	STREAM=$T/stream
	onnx2ndjson "$MODEL" | scopemap | attribute >"$STREAM"
}

crash() {
	run "$PYTHON" "$TOP/tests/crash.py" "$@"
}

# What is left of model.onnx, a copy of $MODEL, when a shell that did LIMIT
# has tagged it in place.
untouched_under() {
	mkdir "$T/folder"
	cp "$MODEL" "$T/folder/model.onnx"
	run --separate-stderr bash -c "$1"'
		tagwrite -i "$0" <"$1"' "$T/folder/model.onnx" "$STREAM"
	assert_equal "$status" 2
	assert_equal "$output" ''
	assert_message "tagwrite: $T/folder/model.onnx: $2"
	cmp "$MODEL" "$T/folder/model.onnx"
	assert_equal "$(ls -A "$T/folder")" model.onnx
}

@test "killed at random moments it leaves the old file or the new" {
	crash killed "${KILLS:-200}" "$LARGE" "$LARGE_STREAM"
	assert_success
	assert_output --regexp '^killed [1-9][0-9]* of [0-9]+ times, [0-9]+ left'
}

# Where nobody may trace, moments must do.
@test "killed at each system call it leaves the old file or the new" {
	if "$PYTHON" "$TOP/tests/crash.py" can-trace; then
		crash killed-at-calls "$MODEL" "$STREAM"
		assert_output --regexp '^killed at [1-9][0-9]+ calls$'
	else
		crash killed 50 "$MODEL" "$STREAM"
	fi
	assert_success
}

@test "each call that fails leaves the old file or the new, and nothing else" {
	if "$PYTHON" "$TOP/tests/crash.py" can-trace; then
		crash failing-calls "$MODEL" "$STREAM"
		assert_success
		assert_output --regexp '^[1-9][0-9]+ calls failed$'
	else
		untouched_under 'ulimit -f 10' 'File too large'
	fi
}

@test "a file past its limit is an error like a full disk" {
	untouched_under 'ulimit -f 20' 'File too large'
	# To standard output, too.
	cp "$MODEL" "$T/model.onnx"
	run --separate-stderr bash -c 'tagwrite "$0" <"$1" >/dev/full' \
	    "$MODEL" "$STREAM"
	assert_equal "$status" 2
	assert_message 'tagwrite: \(standard output\): No space left on device'
}

# A small file system where we may mount one; else its like by a limit.
@test "a full disk leaves the old file, whole" {
	cat >"$T/full" <<-'EOF'
		mount -t tmpfs -o size=64k none "$1" &&
		cp "$2" "$1/model.onnx" || exit 9
		cp "$2" "$1/other"
		tagwrite -i "$1/model.onnx" <"$3"
		status=$?
		cmp "$2" "$1/model.onnx" && [ "$(ls -A "$1")" = "model.onnx
		other" ] || exit 8
		exit $status
	EOF
	sed -i 's/^\t*other"/other"/' "$T/full"
	mkdir "$T/disk"
	run --separate-stderr unshare -rm sh "$T/full" "$T/disk" "$MODEL" \
	    "$STREAM"
	if [ "$status" = 9 ] || [[ $stderr == unshare:* ]]; then
		rm -r "$T/disk" "$T/full"
		untouched_under 'ulimit -f 19' 'File too large'
		return
	fi
	assert_equal "$status" 2
	assert_message "tagwrite: $T/disk/model.onnx: No space left on device"
}

@test "where the old file cannot be kept, what was kept before is" {
	cat >"$T/full" <<-'EOF'
		mount -t tmpfs -o size=64k none "$1/kept" || exit 9
		cp "$2" "$1/model.onnx"
		cp "$0" "$1/kept/model.onnx"
		head -c 60000 /dev/zero >"$1/kept/other" 2>/dev/null
		tagwrite -i"$1/kept/*" "$1/model.onnx" <"$3"
		status=$?
		cmp "$2" "$1/model.onnx" && cmp "$0" "$1/kept/model.onnx" &&
		    [ "$(ls -A "$1/kept" | wc -l)" = 2 ] || exit 8
		exit $status
	EOF
	mkdir -p "$T/disk/kept"
	run --separate-stderr unshare -rm sh "$T/full" "$T/disk" "$MODEL" \
	    "$STREAM"
	if [ "$status" = 9 ] || [[ $stderr == unshare:* ]]; then
		skip 'no file system may be mounted'
	fi
	assert_equal "$status" 2
	assert_message "tagwrite: $T/disk/kept/model.onnx: No space left on device"
}

@test "in a folder that it may not write to it changes nothing" {
	crash no-right "$MODEL" "$STREAM"
	assert_success
	assert_output 'tagwrite: model.onnx: Permission denied'
}

@test "what a killed run left, the next one removes; what another writes, not" {
	local name=.model.onnx.hierutils-abc123

	cp "$MODEL" "$T/model.onnx"
	echo left >"$T/$name"
	echo mine >"$T/.model.onnx.hierutils-abc1234"
	echo mine >"$T/.other.onnx.hierutils-abc123"
	tagwrite -i "$T/model.onnx" <"$STREAM"
	assert_equal "$(cd "$T" && ls -A)" "$(printf '%s\n' \
	    .model.onnx.hierutils-abc1234 .other.onnx.hierutils-abc123 \
	    model.onnx stream)"
	# Under a lock it is another's, who still writes.
	echo theirs >"$T/$name"
	flock "$T/$name" tagwrite --strip -i "$T/model.onnx"
	cmp "$MODEL" "$T/model.onnx"
	assert_equal "$(cat "$T/$name")" theirs
}

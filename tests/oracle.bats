# onnx2ndjson against a second reading of the same files, tests/oracle.py.

load lib

setup() {
	DATA=$("$PYTHON" -c 'import onnx, os
print(os.path.join(os.path.dirname(onnx.__file__), "backend/test/data"))')
}

oracle() {
	"$PYTHON" "$TOP/tests/oracle.py" "$@"
}

# Node models and odd models, made once.
made() {
	local name=$1

	shift
	if [ ! -e "$BUILD/oracle/$name/.made" ]; then
		rm -rf "$BUILD/oracle/$name"
		"$PYTHON" -W ignore "$@" "$BUILD/oracle/$name"
		touch "$BUILD/oracle/$name/.made"
	fi
}

node_models() {
	local name

	name=node-$("$PYTHON" -c 'import onnx; print(onnx.__version__)')
	made "$name" "$TOP/tests/oracle.py" --make-node-models
	NODE=("$BUILD/oracle/$name"/*.onnx)
}

odd_models() {
	local name

	name=odd-$(cksum <"$TOP/tests/odd_models.py" | cut -d' ' -f1)
	made "$name" "$TOP/tests/odd_models.py"
	ODD=("$BUILD/oracle/$name"/*.onnx)
}

schema() {
	jq -enR -f "$TOP/formats/records.jq"
}

@test "the oracle agrees on the models carried here" {
	run oracle "$BUILD/bin/onnx2ndjson" "$MODELS"/*.onnx
	assert_success
}

@test "the oracle agrees on onnx's 149 files of backend test data" {
	local files

	mapfile -t files < <(find "$DATA" -name '*.onnx' | sort)
	run oracle "$BUILD/bin/onnx2ndjson" "${files[@]}"
	assert_success
	assert_output '149 files, 0 differ'
}

@test "the oracle agrees on the 1,884 models of onnx's node tests" {
	node_models
	run oracle "$BUILD/bin/onnx2ndjson" "${NODE[@]}"
	assert_success
	assert_output '1884 files, 0 differ'
}

@test "the oracle agrees on odd models" {
	odd_models
	run oracle "$BUILD/bin/onnx2ndjson" "${ODD[@]}"
	assert_success
	assert_output "${#ODD[@]} files, 0 differ"
}

@test "the oracle agrees on damaged models that protobuf still takes" {
	local n=60 files

	! sanitized || n=15
	odd_models
	mapfile -t files < <(printf '%s\n' "${ODD[@]}" | grep -v large)
	run oracle --mutants "$n" "$BUILD/bin/onnx2ndjson" "${files[@]}"
	assert_success
	assert_output --regexp '^[0-9]+ taken, [0-9]+ refused, 0 differ$'
}

@test "the oracle finds what differs" {
	local e

	printf '#!/bin/sh\n%s/bin/onnx2ndjson "$1" | sed "$EDIT"\n' "$BUILD" \
	    >"$T/edited"
	chmod +x "$T/edited"
	onnx2ndjson "$MODELS/bert-tiny.ts.dyn.onnx" >"$T/as-it-is"
	for e in '11d' '12h; 13G' 's/"digest":"./"digest":"g/' 's/"axis":0/&.0/' \
	    's/"alpha":1\.0/&0/' 's/"transB"/"transA"/' 's/"offset":/&1/' \
	    's/"INT64"/"INT32"/' 's/"shape":\["/&x/' 's/"index":20,/&"later":1,/' \
	    's/"node":278/"node":277/' 's/\//\\\//' '$d' \
	    's/\("location":"[^"]*"\),\([^}]*\)}/\2,\1}/'; do
		! sed "$e" "$T/as-it-is" | cmp -s - "$T/as-it-is" ||
		    fail "$e changes nothing"
		EDIT=$e run oracle "$T/edited" "$MODELS/bert-tiny.ts.dyn.onnx"
		assert_equal "$e: $status" "$e: 1"
	done
}

@test "the schema takes the streams of all these models" {
	local files

	node_models
	odd_models
	mapfile -t files < <(find "$DATA" -name '*.onnx' | sort)
	run --separate-stderr bash -o pipefail -c \
	    'onnx2ndjson "$@" | jq -enR -f "$TOP/formats/records.jq"' - \
	    "${NODE[@]}" "${files[@]}" "${ODD[@]}"
	assert_equal "$status $output$stderr" '0 true'
}

@test "filters pass the streams of odd models, and twice equals once" {
	local f

	odd_models
	for f in "${ODD[@]}"; do
		onnx2ndjson "$f" >"$T/0"
		scopemap "$T/0" >"$T/1"
		scopemap "$T/1" | cmp - "$T/1"
		attribute "$T/1" >"$T/2"
		attribute "$T/2" | cmp - "$T/2"
		"$PYTHON" "$TOP/tests/passthrough.py" scopemap "$T/0" "$T/1"
		"$PYTHON" "$TOP/tests/passthrough.py" attribute "$T/1" "$T/2"
		schema <"$T/2"
		hierstats "$T/2" >"$T/3"
	done
}

# Real exports through the whole pipeline.  CORPUS=FOLDER takes that folder's
# *.onnx instead of the models carried here.

load lib

setup() {
	FILES=("${CORPUS:-$MODELS}"/*.onnx)
	[ -e "${FILES[0]}" ]
}

# check FILE: all that must hold for it.
check() {
	local f=$1

	onnx2ndjson "$f" >"$T/0"
	onnx2ndjson <"$f" | cmp - <(sed '1s/"file":"[^"]*",//' "$T/0")
	scopemap "$T/0" >"$T/1"
	attribute "$T/1" >"$T/2"
	scopemap "$T/1" | cmp - "$T/1"
	attribute "$T/2" | cmp - "$T/2"
	# Filters whose work is done already, once more in their order.
	scopemap "$T/2" | attribute | cmp - "$T/2"
	jq -enR -f "$TOP/formats/records.jq" <"$T/0" >"$T/said"
	jq -enR -f "$TOP/formats/records.jq" <"$T/2" >"$T/said"
	"$PYTHON" "$TOP/tests/passthrough.py" scopemap "$T/0" "$T/1"
	"$PYTHON" "$TOP/tests/passthrough.py" attribute "$T/1" "$T/2"
	hierstats "$T/2" >"$T/tree"
	[ -s "$T/tree" ]
}

@test "every file goes through the pipeline, its streams satisfy the schema" {
	local f bad=0

	# A shell of its own: behind || there is no set -e.
	export -f check
	for f in "${FILES[@]}"; do
		bash -euo pipefail -c 'check "$1"' - "$f" ||
		    { echo "failed: $f"; bad=1; }
	done
	[ "$bad" = 0 ]
}

@test "no node is left without a module, no module without a record" {
	local f

	for f in "${FILES[@]}"; do
		onnx2ndjson "$f" | scopemap | attribute | jq -nr '
		    reduce inputs as $r ({};
			if $r.kind == "module" then .[$r.path] = true
			elif $r.kind == "node" and (.[$r.module // "?"] | not)
			then error("\($r.graph) \($r.index): \($r.module)")
			else . end) | empty' || fail "$f"
	done
}

@test "streams with a map's modules and coarser trees satisfy the schema" {
	local map drop

	onnx2ndjson "$MODELS/bert-tiny.ts.dyn.onnx" >"$T/0"
	for map in "$TOP"/tests/maps/*; do
		scopemap -m "$map" "$T/0" >"$T/1"
		scopemap -m "$map" "$T/1" | cmp - "$T/1"
		for drop in nothing 'torch.nn.*' '**.attention'; do
			attribute -d "$drop" "$T/1" >"$T/2"
			attribute -d "$drop" "$T/2" | cmp - "$T/2"
			jq -enR -f "$TOP/formats/records.jq" <"$T/2"
		done
	done
}

@test "bert-tiny.ts.dyn: nodes, initializers, scoped names, op_types" {
	onnx2ndjson "$MODELS/bert-tiny.ts.dyn.onnx" >"$T/0"
	count() {
		jq -s "map(select($1)) | length" "$T/0"
	}
	assert_equal "$(count '.kind == "node"')" 278
	assert_equal "$(count '.kind == "initializer"')" 39
	assert_equal "$(count '.kind == "node" and (.name | test("[/.]|::"))')" 260
	run jq -rs 'map(select(.kind == "node")) | group_by(.op_type) |
	    map([-length, .[0].op_type]) | sort | .[:10][] |
	    "\(.[1]) \(-.[0])"' "$T/0"
	assert_output 'Constant 87
Unsqueeze 25
Gather 24
Shape 24
Add 22
MatMul 16
Concat 10
Mul 10
Reshape 10
Transpose 8'
}

@test "bert-tiny.ts.dyn: 41 modules leave a trace, 6 levels deep" {
	onnx2ndjson "$MODELS/bert-tiny.ts.dyn.onnx" | scopemap |
	    jq -s 'map(select(.kind == "module"))' >"$T/modules"
	assert_equal "$(jq length "$T/modules")" 41
	assert_equal "$(jq 'map(.depth) | max' "$T/modules")" 6
}

@test "bert-tiny.ts.dyn with its map: 48 modules, 4,385,920 parameters" {
	onnx2ndjson "$MODELS/bert-tiny.ts.dyn.onnx" |
	    scopemap -m "$TOP/tests/maps/bert-tiny.export.ndjson" |
	    jq -s 'map(select(.kind == "module"))' >"$T/modules"
	assert_equal "$(jq -c '[length, .[0].total_params,
	    (map(.params) | add)]' "$T/modules")" '[48,4385920,4385920]'
	assert_equal "$(jq -c 'group_by(.type) | map([.[0].type, length])' \
	    "$T/modules")" '[["huggingface",18],["torch.nn",30]]'
}

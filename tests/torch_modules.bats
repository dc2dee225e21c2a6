#!/usr/bin/env bats
# torch_modules.py with the system's torch (Debian's is 1.13): what it says of
# small models, how it leaves them, and its command line.  $TORCH_PYTHON names
# another Python to run all of this with.

load lib

setup_file() {
	local p

	for p in ${TORCH_PYTHON-} python3 /usr/bin/python3; do
		if "$p" -c 'import importlib.util as u, sys
sys.exit(not u.find_spec("torch"))'; then
			break
		fi
		p=
	done
	[ -n "$p" ] || fail "no Python has torch: install python3-torch"
	# By this name the script's first line finds it.
	mkdir "$BATS_FILE_TMPDIR/bin"
	printf '#!/bin/sh\nexec %s "$@"\n' "$(command -v "$p")" \
	    >"$BATS_FILE_TMPDIR/bin/python3"
	chmod +x "$BATS_FILE_TMPDIR/bin/python3"
}

setup() {
	PATH=$BATS_FILE_TMPDIR/bin:$PATH
	cd "$TOP/tests/check_torch"	# for nets:NAME
	export PYTHONDONTWRITEBYTECODE=1
}

# One message and status 2, nothing written.
refuses() {
	local regex=$1

	shift
	assert_trouble "torch_modules\.py: $regex" torch_modules.py "$@"
}

# A message, then the synopsis.
misuses() {
	local regex=$1

	shift
	run --separate-stderr torch_modules.py "$@"
	assert_equal "$status" 2
	assert_equal "$output" ''
	[[ ${stderr_lines[0]} =~ ^torch_modules\.py:\ $regex ]] || fail "$stderr"
	[[ ${stderr_lines[1]} == 'usage: torch_modules.py '* ]] || fail "$stderr"
}

unittests() {
	run python3 -W ignore "$TOP/tests/torch_modules_test.py" "$@"
	assert_success
	assert_output --regexp 'Ran [1-9]'
}

@test "each source gives the modules that named_modules() gives" {
	unittests TestSources
}

@test "parameters, ties, aliases, order and calls" {
	unittests TestFacts
}

@test "cycles, scripts, lazy and meta parameters, sources that differ" {
	unittests TestOddModels
}

@test "the model is left as it was, also when forward raises" {
	unittests TestModelIsLeftAsItWas
}

@test "a trace-map hook that never fired is an error" {
	unittests TestTraceMapHook
}

@test "round torch.onnx.export" {
	unittests TestRecording
}

@test "the earlier forms; files are whole or not there" {
	unittests TestForms
}

@test "the map of a function's model goes to standard output" {
	run_pipe 'torch_modules.py nets:shapes |
	    jq -r "[.kind, .path, .class, .calls] | join(\" \")"'
	assert_success
	assert_equal "$stderr" ''
	assert_line --index 0 'map  nets.Shapes '
	assert_line --index 1 'module  nets.Shapes 1'
	assert_line 'module twice torch.nn.modules.linear.Linear 2'
	assert_line 'module unused torch.nn.modules.linear.Linear 0'
}

@test "the same map twice, and by -o" {
	torch_modules.py nets:shapes >"$T/a"
	torch_modules.py -o "$T/b" nets:shapes
	cmp "$T/a" "$T/b"
	assert_equal "$(ls -A "$T")" "a
b"
}

@test "a class, its arguments and its inputs" {
	run_pipe 'torch_modules.py -c in_features=3 -c out_features=2 \
	    -i "float32[4,3]" torch.nn:Linear | jq -c ".inputs, .parameters"'
	assert_success
	assert_line '[{"name":"input","dtype":"FLOAT","shape":[4,3]}]'
	assert_line '{"weight":{"shape":[2,3],"dtype":"FLOAT"},"bias":{"shape":[2],"dtype":"FLOAT"}}'
}

@test "arguments from a JSON file, inputs by name" {
	echo '{"in_features": 3, "out_features": 2, "bias": false}' >"$T/c"
	run_pipe "torch_modules.py -c '$T/c' -i 'input=float64[1,3]' \
	    -c dtype=null -s named-modules torch.nn:Linear |
	    jq -c '.inputs'"
	assert_success
	assert_line '[{"name":"input","dtype":"DOUBLE","shape":[1,3]}]'
}

@test "-f writes the earlier forms, without running the model" {
	run_pipe 'torch_modules.py -f manual-map nets:failing |
	    jq -c ".fc | del(.module_str)"'
	assert_success
	assert_output '{"scope_name":"__module.fc","class_name":"Linear"}'
	run_pipe 'torch_modules.py -f enhanced-map nets:failing |
	    jq -c ".model_info"'
	assert_success
	assert_output '{"model_name":"Stateful","total_modules":4,"module_type_distribution":{"custom":1,"torch.nn":3}}'
}

@test "--grade and --list" {
	run torch_modules.py --list --grade nets:answering
	assert_success
	assert_output '.  nets.Answering::
  block  nets.Block::block
    block.act  torch.nn.modules.activation.ReLU::act
    block.fc  torch.nn.modules.linear.Linear::fc
full        4 100.0%
class       0   0.0%
simple      0   0.0%
total       4'
}

@test "--grade leaves the map to -o" {
	run_pipe "torch_modules.py --grade -o '$T/map' nets:answering"
	assert_success
	assert_equal "$(head -n 1 "$T/map" | jq -c '.sources, .grade')" \
'["trace-map"]
{"full":4,"class":0,"simple":0}'
}

@test "--list counts numbers and makes names harmless" {
	cat >"$T/listed.py" <<-'END'
	from torch import nn
	def model():
	    m = nn.ModuleDict({"a\x1b[31m": nn.ReLU()})
	    m["layer"] = nn.ModuleList(nn.ReLU() for _ in range(11))
	    return m
	END
	cd "$T"
	run torch_modules.py --list listed:model
	assert_success
	assert_line --index 1 '  a\x1b[31m  torch.nn.modules.activation.ReLU::a\x1b[31m'
	assert_line --index 5 --partial 'layer.2  '
	assert_line --index 13 --partial 'layer.10  '
}

@test "-e exports, and the map says how" {
	torch_modules.py -e "$T/m.onnx" -n 14 -o "$T/map" nets:shapes
	run jq -c 'select(.kind == "map") | .exporter, .opset, .agree,
	    .sources, .inputs[].name' "$T/map"
	assert_output '"torchscript"
14
true
["hooks","trace-map"]
"ids"
"shift"'
	run_pipe "onnx2ndjson '$T/m.onnx' |
	    jq -r 'select(.kind == \"input\").name'"
	assert_success
	assert_output 'ids
shift'
}

@test "the map has the class of every module that the file has" {
	torch_modules.py -e "$T/m.onnx" -o "$T/map" -s trace-map nets:shapes
	run_pipe "onnx2ndjson '$T/m.onnx' | jq -r '
	    select(.kind == \"node\" and (.name | startswith(\"/\"))) |
	    .name | split(\"/\")[1:-1] | join(\"/\")' | sort -u"
	assert_success
	assert_line 'stem/stem.1/stem.1.0'
	assert_line 'twice_1'
	run jq -r 'select(.path == "stem.1.0").trace_name' "$T/map"
	assert_output 'torch.nn.modules.linear.Linear::stem.1.0'
}

@test "sources that differ: status 1, a message, and the map" {
	run --separate-stderr torch_modules.py -s jit-trace nets:hiding
	assert_equal "$status" 1
	assert_equal "${#lines[@]}" 3
	assert_equal "${stderr_lines[0]}" \
	    'torch_modules.py: jit-trace: hidden: no such module'
}

@test "usage" {
	run torch_modules.py -h
	assert_success
	assert_output --partial 'usage: torch_modules.py [-hV] [-c SETTING]'
	run torch_modules.py --version
	assert_success
	assert_output "$(hierstats -V | sed s/hierstats/torch_modules.py/)"
	misuses 'no model'
	misuses 'no model' -s hooks
	refuses "source: 'x' is none of hooks, .*" -s enhanced,x nets:shapes
	misuses "argument -f/--form: invalid choice: 'x'" -f x nets:shapes
	misuses 'unrecognized arguments: --no-such' --no-such nets:shapes
	misuses 'unrecognized arguments: b:c' nets:shapes b:c
	misuses '-n and -x go with -e' -n 17 nets:shapes
	misuses '.*invalid int value' -e m.onnx -n x nets:shapes
}

@test "help and usage errors need no torch" {
	mkdir "$T/bin"
	printf '#!/bin/sh\nexec %s -S -I "$@"\n' "$(command -v python3)" \
	    >"$T/bin/python3"
	chmod +x "$T/bin/python3"
	PATH=$T/bin:$PATH
	run torch_modules.py -h
	assert_success
	refuses "No module named 'torch'" nets:shapes
}

@test "models that are not there" {
	refuses 'nets: not MODULE:NAME' nets
	refuses ':shapes: not MODULE:NAME' :shapes
	refuses "no_such:shapes: ModuleNotFoundError: No module named 'no_such'" \
	    no_such:shapes
	refuses "nets:none: AttributeError: .*'none'" nets:none
	refuses 'nets:no_model: gives no model, .*' nets:no_model
	refuses 'torch\.nn:Linear: TypeError: .*' torch.nn:Linear
}

@test "inputs and settings that are no good" {
	local i

	for i in float32 'float32[' 'float32[1' 'float32[a]' 'float32[1,]' \
	    'x[1]' 'load[1]' '1=float32[1]' '=float32[1]' 'float32[-1]'; do
		i=${i//[/\\[}
		refuses "${i//]/\\]}: not \[NAME=\]DTYPE\[DIM,\.\.\.\]" \
		    -i "${i//\\/}" nets:shapes
	done
	refuses 'float32\[1\]: an input without a name behind a named one' \
	    -i 'x=int64[1]' -i 'float32[1]' nets:shapes
	refuses 'no/such\.json: No such file or directory' -c no/such.json \
	    nets:shapes
	echo '[1]' >"$T/c"
	refuses "$T/c: not a JSON object" -c "$T/c" nets:shapes
	echo '{' >"$T/c"
	refuses "$T/c: Expecting property name.*" -c "$T/c" nets:shapes
}

@test "forward that raises is one line, and writes nothing" {
	refuses 'forward: RuntimeError: told to fail' -o "$T/map" nets:failing
	[ ! -e "$T/map" ]
	refuses 'jit-trace: .*told to fail' -s jit-trace nets:failing
	refuses 'forward: TypeError: .*' nets:Answering
	refuses 'jit-trace: needs an input that is a tensor' -s jit-trace \
	    nets:Answering
}

@test "an export that raises is one line, and writes no map" {
	refuses "$T/m.onnx: .*told to fail" -s enhanced -e "$T/m.onnx" \
	    -o "$T/map" nets:failing
	[ ! -e "$T/map" ]
	refuses '(dynamo: this torch has no such exporter|.*never fired.*)' \
	    -s trace-map -e "$T/m.onnx" -x dynamo nets:shapes
}

@test "output that cannot be written" {
	refuses '/dev/full: No space left on device' -o /dev/full \
	    -s named-modules nets:shapes
	refuses 'no/such/map: No such file or directory' -o no/such/map \
	    -s named-modules nets:shapes
	run --separate-stderr bash -c \
	    'torch_modules.py -s named-modules nets:shapes >/dev/full'
	assert_equal "$status" 2
	assert_message \
	    'torch_modules\.py: standard output: No space left on device'
}

@test "what a model prints is not in the map" {
	printf '%s\n' 'import torch' 'print("hello")' \
	    'def model(): print("hello"); return torch.nn.ReLU()' \
	    >"$T/talks.py"
	cd "$T"
	run --separate-stderr torch_modules.py -s named-modules talks:model
	assert_success
	assert_equal "${#lines[@]}" 2
	assert_equal "$stderr" 'hello
hello'
}

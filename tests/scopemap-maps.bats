#!/usr/bin/env bats
# scopemap -m: module maps of every form, what they add and what they are not
# believed in; the rules of types; classes inferred from ops and parameters.

load lib

setup() {
	MAPS=$TOP/tests/maps
	cd "$T"
}

setup_file() {
	export BERT=$BATS_FILE_TMPDIR/bert.ndjson
	export DYNAMO=$BATS_FILE_TMPDIR/dynamo.ndjson
	onnx2ndjson "$MODELS/bert-tiny.ts.dyn.onnx" >"$BERT"
	onnx2ndjson "$MODELS/bert-tiny3.dynamo.onnx" >"$DYNAMO"
}

# The module records of a stream, as they stand.
modules() {
	grep '^{"kind":"module"'
}

# How many modules, with a class, of the type huggingface, of torch.nn.
count() {
	jq -rn '[inputs | select(.kind == "module")] |
	    [length, (map(select(.class)) | length),
	    (map(select(.type == "huggingface")) | length),
	    (map(select(.type == "torch.nn")) | length)] | join(" ")'
}

# A model of these nodes and initializers: NAME:OP[:INPUT,...], or a weight
# NAME=SHAPE.
model() {
	printf '{"kind":"model","stream":1,"size":0,"digest":"%032d"}\n' 0
	printf '{"kind":"graph","graph":"main"}\n'
	local item name op input i=0
	for item; do
		case $item in
		*=*) printf '{"kind":"initializer","graph":"main","index":%d,"name":"%s","dtype":"FLOAT","shape":[%s]}\n' \
			$((i++)) "${item%=*}" "${item#*=}" ;;
		esac
	done
	i=0
	for item; do
		[[ $item != *=* ]] || continue
		IFS=: read -r name op input more <<<"$item"
		input=${input:+\"${input//,/\",\"}\"}
		printf '{"kind":"node","graph":"main","index":%d,"name":"%s","op_type":"%s","input":[%s],"output":["%s_output_0"]%s}\n' \
			$((i++)) "$name" "$op" "$input" "$name" "$more"
	done
	printf '{"kind":"end"}\n'
}

# Each module's path and class, of those that have one.
classes() {
	jq -r 'select(.kind == "module" and .class) |
	    "\(.path) \(.class | sub("^torch.nn.modules."; ""))"'
}

@test "bert-tiny: each form gives all 48 modules, 18 and 30" {
	local map

	for map in "$MAPS"/bert-tiny*.ndjson "$MAPS"/bert-tiny_enhanced*; do
		scopemap -m "$map" "$BERT" >out
		assert_equal "$map $(count <out)" "$map 48 48 18 30"
	done
	# This one has no packages, so no types.
	scopemap -m "$MAPS/bert-tiny_manual_module_map.json" "$BERT" >out
	assert_equal "$(count <out)" '48 48 0 0'
	# HTP knows 18; leaves among the others are inferred.
	scopemap -m "$MAPS/bert-tiny_htp_metadata.json" "$BERT" >out
	assert_equal "$(count <out)" '41 40 0 0'
	assert_equal "$(jq -r 'select(.kind == "module").class_by' out |
	    sort | uniq -c | tr -s ' \n' ' ')" ' 22 inferred 18 map 1 null '
	scopemap "$BERT" >out
	assert_equal "$(count <out)" '41 22 0 0'
}

@test "module records as each form gives them" {
	local form

	for form in export.ndjson _enhanced_module_map.json \
	    _enhanced_metadata.json _htp_metadata.json \
	    _manual_module_map.json; do
		scopemap -m "$MAPS/bert-tiny${form/#e/.e}" "$BERT" |
		    modules >out
		assert_golden "scopemap-maps/bert-tiny${form/#e/.e}" out
	done
}

@test "parameters are the model's, and only a map tells them" {
	scopemap -m "$MAPS/bert-tiny.hooks.ndjson" "$BERT" | modules >out
	assert_equal "$(jq 'select(.path == "").total_params' out)" 4385920
	assert_equal "$(jq -s 'map(.params) | add' out)" 4385920
	assert_equal "$(jq -s 'map(.order | values) | length' out)" 45
	scopemap "$BERT" | modules >out
	run grep -E '"(total_)?params"|trainable|"order"|children' out
	assert_output ''
}

@test "with a map the stream keeps to its schema; twice is once" {
	local map

	for map in "$MAPS"/*; do
		scopemap -m "$map" "$BERT" >once
		scopemap -m "$map" once >twice
		cmp once twice
		jq -enR -f "$TOP/formats/records.jq" <once >/dev/null
	done
}

@test "a map does not change what the names say of nodes" {
	scopemap "$BERT" | grep '^{"kind":"node"' >without
	scopemap -m "$MAPS/bert-tiny.hooks.ndjson" "$BERT" |
	    grep '^{"kind":"node"' >with
	cmp without with
}

@test "containers that left no trace come from a map" {
	model /a/Relu:Relu /b/Relu:Relu /a_1/Relu:Relu >m
	assert_equal "$(scopemap m | jq -r 'select(.scope).scope' |
	    tr '\n' ' ')" 'a b a '
	printf '{"kind":"module","path":"%s","class":"%s"}\n' \
	    '' m.Net d1 torch.nn.ModuleDict d1.a torch.nn.ReLU \
	    d1.b torch.nn.ReLU d2 torch.nn.ModuleDict d2.a torch.nn.ReLU >map
	scopemap -m map m >out
	assert_equal "$(jq -r 'select(.scope).scope' out |
	    tr '\n' ' ')" 'd1.a d1.b d2.a '
	assert_equal "$(jq -r 'select(.kind == "module" and .by != "map")' \
	    out)" ''
}

@test "a module without a node stands where the map has it" {
	# Nodes are in d, then b; the map has the order of named_modules().
	model /d/Relu:Relu /b/Relu:Relu /x/Relu:Relu x.weight=3 >m
	printf '{"kind":"module","path":"%s"}\n' '' a b c d e x >map
	assert_equal "$(scopemap -m map m | modules | jq -r .path |
	    tr '\n' ' ')" ' a d e b c x '
}

@test "several maps: all modules, the first that says something" {
	printf '%s\n' '{"kind":"module","path":"fc","class":"Linear","order":4}' \
	    '{"kind":"module","path":"one","class":"a.B"}' >one
	printf '%s\n' '{"kind":"module","path":"fc","class":"torch.nn.modules.linear.Linear","order":5,"params":6}' \
	    '{"kind":"module","path":"one","class":"a.C","params":7}' \
	    '{"kind":"module","path":"two"}' >two
	model /fc/Gemm:Gemm:x,fc.weight fc.weight=2,3 >m
	run --separate-stderr scopemap -m one --map two m
	assert_equal "$status" 0
	assert_message 'scopemap: m: module maps differ in classes: modules: 1, nodes in them: 0; the first is "one"'
	assert_equal "$(modules <<<"$output" | jq -c '[.path, .class, .order, .params]')" \
	    '["",null,null,null]
["fc","torch.nn.modules.linear.Linear",4,6]
["one","a.B",null,7]
["two",null,null,null]'
}

@test "a module under its other name" {
	printf '%s\n' '{"kind":"module","path":"a","class":"m.Shared","aliases":["b","c"],"params":9}' \
	    '{"kind":"module","path":"a.fc","class":"m.Fc","aliases":["b.fc","c.fc"]}' >map
	model /b/fc/Gemm:Gemm:x,b.fc.weight b.fc.weight=2,3 >m
	run --separate-stderr scopemap -m map m
	assert_equal "$stderr" ''
	assert_equal "$(modules <<<"$output" | jq -c '[.path, .class, .params]')" \
	    '["",null,null]
["a","m.Shared",9]
["a.fc","m.Fc",null]
["b","m.Shared",9]
["b.fc","m.Fc",null]'
}

@test "a map of another model is not used" {
	printf '{"kind":"module","path":"%s","class":"zoo.Zebra"}\n' \
	    '' herd herd.zebra >map
	scopemap "$BERT" >without
	run --separate-stderr scopemap -m map "$BERT"
	assert_equal "$status" 0
	assert_message "scopemap: map: names no module of $MODELS/bert-tiny.ts.dyn.onnx: not used"
	diff <(echo "$output") without
	# Also where only names of nodes show modules.
	model /a/Relu:Relu >m
	run --separate-stderr scopemap -m map m
	assert_message 'scopemap: map: names no module of m: not used'
	printf '{"kind":"module","path":"deep.a","class":"m.A"}\n' >map
	run --separate-stderr scopemap -m map m
	assert_equal "$stderr" ''
	assert_equal "$(jq -r 'select(.scope).scope' <<<"$output")" deep.a
}

@test "a model that is one module has a map of the root" {
	model /Gemm:Gemm:x,weight weight=2,3 >m
	printf '{"kind":"module","path":"","class":"torch.nn.Linear"}\n' >map
	run --separate-stderr scopemap -m map m
	assert_equal "$stderr" ''
	assert_equal "$(classes <<<"$output")" ' torch.nn.Linear'
	run --separate-stderr scopemap -m map "$BERT"
	assert_message "scopemap: map: names no module of $MODELS/bert-tiny.ts.dyn.onnx: not used"
}

@test "a map that contradicts metadata is told and believed" {
	scopemap "$DYNAMO" | modules | jq -c 'del(.class_by, .by)' |
	    sed 's/BertPooler/Pooler/; s/activation.Tanh/activation.ReLU/' >map
	run --separate-stderr scopemap -m map "$DYNAMO"
	assert_equal "$status" 0
	assert_message "scopemap: $MODELS/bert-tiny3.dynamo.onnx: the module map has other classes than metadata has: modules: 2, nodes in them: 2; the first is \"pooler\""
	assert_equal "$(modules <<<"$output" |
	    jq -r 'select(.path | startswith("pooler")) | .class_by + " " + .class')" \
	    'map transformers.models.bert.modeling_bert.Pooler
map torch.nn.modules.linear.Linear
map torch.nn.modules.activation.ReLU'
}

@test "metadata keeps the package that a map lacks" {
	scopemap "$DYNAMO" | modules | jq -c '{kind, path, class} |
	    if .class then .class |= sub(".*[.]"; "") else . end' >map
	run --separate-stderr scopemap -m map "$DYNAMO"
	assert_equal "$stderr" ''
	assert_equal "$(modules <<<"$output" | jq -r 'select(.class) |
	    .class_by + " " + (.class | test("[.]") | tostring)' |
	    sort | uniq -c | tr -s ' ')" ' 40 metadata true'
	# A class within another, which metadata does not say.
	model >head
	sed '$d' head >m
	cat >>m <<'M'
{"kind":"node","graph":"main","index":0,"name":"n","op_type":"Relu","input":[],"output":["y"],"metadata_props":{"namespace":": m.Net/a: m.Act/relu: aten.relu.default"}}
{"kind":"end"}
M
	printf '{"kind":"module","path":"%s","class":"%s"}\n' \
	    '' 'm.make.<locals>.Net' a m.Act >map
	run --separate-stderr scopemap -m map m
	assert_equal "$stderr" ''
	assert_equal "$(classes <<<"$output")" ' m.make.<locals>.Net
a m.Act'
}

@test "a map of a model of another size" {
	sed 's/30522/21128/' "$MAPS/bert-tiny.hooks.ndjson" >map
	run --separate-stderr scopemap -m map "$BERT"
	assert_equal "$status" 0
	assert_message "scopemap: $MODELS/bert-tiny.ts.dyn.onnx: the module map is of another model, by its parameters: modules: 1, nodes in them: 1; the first is \"embeddings.word_embeddings\""
	# The earlier form tells shapes in its own way.
	sed 's/30522/21128/' "$MAPS/bert-tiny_enhanced_module_map.json" >map
	run --separate-stderr scopemap -m map "$BERT"
	assert_message '.* of another model, .* "embeddings.word_embeddings"'
}

@test "a map that lacks modules of the model" {
	grep -v '"pooler' "$MAPS/bert-tiny.hooks.ndjson" | sed 1d >map
	run --separate-stderr scopemap -m map "$BERT"
	assert_equal "$status" 0
	assert_message "scopemap: $MODELS/bert-tiny.ts.dyn.onnx: the module map lacks what the model has: modules: 3, nodes in them: 3; the first is \"pooler\""
	# What is between two modules is not lacking; HTP lacks by design.
	printf '{"kind":"module","path":"%s"}\n' '' a.b.c >map
	model /a/b/c/Relu:Relu >m
	run --separate-stderr scopemap -m map m
	assert_equal "$stderr" ''
	run --separate-stderr scopemap -m "$MAPS/bert-tiny_htp_metadata.json" \
	    "$BERT"
	assert_equal "$stderr" ''
}

@test "members of a map as they stand, and no others" {
	printf '%s\n' '{"kind": "module", "path": "a", "calls": 0, "children": [ "b" ], "params": "9007199254740993", "zebra": 1, "depth": 77, "leaf": false, "by": "x", "trainable": null}' >map
	model /a/Relu:Relu >m
	assert_equal "$(scopemap -m map m | modules | tail -n 1)" \
	    '{"kind":"module","path":"a","class":"torch.nn.modules.activation.ReLU","class_by":"inferred","parent":"","depth":1,"leaf":true,"calls":0,"params":"9007199254740993","by":"map","children":[ "b" ]}'
}

@test "names of any bytes make the way from a map" {
	printf '%s\n' '{"kind":"module","path":"a\u0000\udc80\"","class":"m.\u001b[31m"}' \
	    '{"kind":"module","path":"a","class":"m.A"}' >map
	model /a/Relu:Relu >m
	assert_equal "$(scopemap -m map m | grep u0000)" \
	    '{"kind":"module","path":"a\u0000\udc80\"","class":"m.\u001b[31m","class_by":"map","type":"custom","parent":"","depth":1,"leaf":true,"by":"map"}'
}

# wrong TEXT REGEX: scopemap refuses this map so.
wrong() {
	printf '%s' "$1" >map
	assert_trouble "scopemap: map:$2" scopemap -m map "$BERT"
}

module() {
	printf '{"kind":"module","path":"a",%s}\n' "$1"
}

@test "maps that are wrong: file, line, reason" {
	wrong '' ' empty'
	wrong ' ' '1: cut short'
	wrong '[]' ' no module map: not JSON'
	wrong '{}' ' no module map: JSON of another kind'
	wrong '{"foo":{"bar":1}}' ' no module map: JSON of another kind'
	wrong '{"hierarchy_metadata":[]}' ' no module map: JSON of another kind'
	wrong '{"kind":"map","stream":1}' ' no module in it'
	wrong '{"kind":"map","stream":2}' '1: stream version 2, only 1 is known'
	wrong "$(module '"x":1')"$'\n{"kind":"map"}' '2: a map record that is not first'
	wrong "$(module '"x":1')"$'\n\n' '2: an empty line'
	wrong "$(module '"x":1')"$'\n'"$(module '"x":2')" '2: module "a" stands twice'
	wrong '{"kind":"module"}' '1: "path": missing'
	wrong '{"kind":"module","path":3}' '1: "path": not a string'
	wrong '{"kind":"module","path":"a..b"}' '1: "a..b" is no module.s path'
	wrong '{"kind":"module","path":"\ud800"}' '1: "path": not a string'
	wrong "$(module '"path":"b"')" '1: a member stands twice'
	wrong "$(module '"class":3')" '1: "class": not a string'
	wrong "$(module '"type":[]')" '1: "type": not a string'
	wrong "$(module '"parent":"b"')"$'\n{"kind":"module","path":"b","parent":"a"}' \
	    '1: "parent": "b" is not round "a"'
	wrong '{"kind":"module","path":"","parent":""}' '1: "parent": "" is not round ""'
	wrong "$(module '"params":-1')" '1: "params": no count'
	wrong "$(module '"calls":1.5')" '1: "calls": no count'
	wrong "$(module '"parameters":[]')" '1: "parameters": not parameters and their shapes'
	wrong "$(module '"buffers":{"w":{"shape":["x"]}}')" '1: "buffers": not parameters .*'
	wrong "$(module '"children":[1]')" '1: "children": not a list of modules'
	wrong "$(module '"aliases":["b",1]')" '1: "aliases": not a list of paths'
	wrong "$(module '"x":')" '1: not a JSON value'
	cp "$BERT" map
	assert_trouble "scopemap: map:1: a stream's record: .*" \
	    scopemap -m map "$BERT"
	cp "$MODELS/bert-tiny.ts.dyn.onnx" map
	assert_trouble 'scopemap: map: no module map: not JSON' \
	    scopemap -m map "$BERT"
	assert_trouble 'scopemap: nosuch: No such file or directory' \
	    scopemap -m nosuch "$BERT"
	assert_trouble 'scopemap: /: Is a directory' scopemap -m / "$BERT"
}

@test "maps of earlier tools that are wrong" {
	wrong '{"k":{"scope_name":"encoder"}}' '1: "encoder" does not begin with __module'
	wrong '{"k":{"scope_name":"__module.a"},
	    "l":{"scope_name":"__module.a"}}' '2: module "a" stands twice'
	wrong '{"k":{"scope_name":"__module.a"},
	    "l":{"class_name":"B"}}' '2: a module without a path'
	wrong '{"modules":{"k":3}}' '1: not an object'
	wrong '{"modules":{"k":{"full_path":3}}}' \
	    '1: "full_path" is of another type than such maps have'
	wrong '{"modules":{"k":{"full_path":"__module.a","full_path":"__module.b"}}}' \
	    '1: "full_path" stands twice'
	wrong '{"modules":{"k":{"full_path":"__module.a",
	    "parent_path":"__module.b"}}}' '2: "parent_path": "b" is not round "a"'
	wrong '{"modules":{"k":{"full_path":"__module.a",
	    "parameters":{"shapes":{"w":[1.5]}}}}}' '2: "parameters": not .*'
	wrong '{"modules":{"class_name":"A","scope":"","children":{"x":
	    {"class_name":"B"}}}}' '2: a module without "scope"'
	wrong '{"modules":{"class_name":"A","scope":"","children":{"x":
	    {"class_name":"B","scope":""}}}}' '1: module "" stands twice'
	wrong '{"modules":{"class_name":"A","scope":"","children":{"x":1}}}' \
	    '1: not an object'
	wrong '{"hierarchy_metadata":{"k":{"full_path":"__module"}}} x' \
	    '1: more behind the value'
}

@test "maps that are cut short anywhere" {
	local map n

	for map in "$MAPS"/bert-tiny.hooks.ndjson "$MAPS"/*.json; do
		for n in 1 100 5000 $(($(wc -c <"$map") - 3)); do
			head -c "$n" "$map" >map
			assert_trouble 'scopemap: map:[0-9]+: .*' \
			    scopemap -m map "$BERT"
		done
	done
	head -n 20 "$MAPS/bert-tiny.hooks.ndjson" >map
	assert_trouble 'scopemap: map:20: cut short: 19 of 48 modules' \
	    scopemap -m map "$BERT"
}

@test "1,000,000 modules" {
	awk 'BEGIN { for (i = 0; i < 1000; i++) for (j = 0; j < 1000; j++)
	    printf "{\"kind\":\"module\",\"path\":\"encoder.layer.%d.x%d\"," \
	        "\"class\":\"a.B\",\"params\":3}\n", i, j }' >map
	scopemap -m map "$BERT" 2>/dev/null >out
	assert_equal "$(grep -c '"params":3,"by":"map"}$' out)" 1000000
}

@test "100,000 parameters of one module" {
	"$PYTHON" - 3>m 4>map <<'EOF'
import json
n = 100000
def line(f, **members): print(json.dumps(members), file=f)
with open(3, "w") as m, open(4, "w") as map:
    line(m, kind="model", stream=1)
    line(m, kind="graph", graph="main")
    for i in range(n):
        line(m, kind="initializer", graph="main", index=i, name=f"a.w{i}",
             dtype="FLOAT", shape=[2, 3])
    line(m, kind="end")
    shapes = {f"w{i}": {"shape": [6]} for i in range(n)}
    shapes[f"w{n - 1}"]["shape"] = [7]
    line(map, kind="module", path="a", parameters=shapes)
EOF
	run --separate-stderr timeout 60 scopemap -m map m
	assert_equal "$status" 0
	assert_message '.* of another model, .* "a"'
}

@test "256 MiB of blanks, in blocks of a pipe's" {
	run --separate-stderr timeout 60 scopemap -m <(
	    head -c 268435456 /dev/zero | tr '\0' ' '; echo x) "$BERT"
	assert_equal "$status" 2
	assert_message '.*: no module map: not JSON'
}

@test "LIMIT_MODULES: 2^21 modules, with those round them" {
	# Paths of 100 atoms that share nothing but the root.
	deep() {
		awk -v n="$1" -v more="$2" 'BEGIN {
		    for (i = 1; i < 100; i++) tail = tail ".a"
		    for (i = 0; i < n; i++)
			printf "{\"kind\":\"module\",\"path\":\"x%d%s\"}\n", i, tail
		    for (i = 0; i < more; i++)
			printf "{\"kind\":\"module\",\"path\":\"y%d\"}\n", i }'
	}
	model >m
	deep 20971 51 >map
	run --separate-stderr scopemap -m map m
	assert_equal "$status" 0
	deep 20971 52 >map
	assert_trouble 'scopemap: map:21023: more than 2,097,152 modules' \
	    scopemap -m map m
}

@test "LIMIT_MAP: 1 GiB" {
	truncate -s 1073741824 map
	assert_trouble 'scopemap: map: no module map: not JSON' \
	    scopemap -m map "$BERT"
	truncate -s 1073741825 map
	assert_trouble 'scopemap: map: more than 1 GiB' scopemap -m map "$BERT"
}

@test "LIMIT_MODULE_PATH: 4096 bytes, in names and maps" {
	local a

	printf -v a '%4096s' ''
	a=${a// /a}
	model "/$a/Relu:Relu" "/${a}a/Relu:Relu" >m
	scopemap m >out
	run jq -r 'select(.kind == "module").path' out
	[ "$output" = $'\n'"$a" ]
	printf '{"kind":"module","path":"%s"}\n' "$a" >map
	scopemap -m map m >out
	printf '{"kind":"module","path":"%s"}\n' "${a}a" >map
	assert_trouble 'scopemap: map:1: "aa.*is no module.s path' \
	    scopemap -m map m
}

@test "LIMIT_MODULE_DEPTH and LIMIT_JSON_DEPTH in maps" {
	atoms() {
		printf 'a%.0s.' $(seq "$1") | sed 's/[.]$//'
	}
	model "/$(atoms 100 | tr . /)/Relu:Relu" >m
	printf '{"kind":"module","path":"%s"}\n' "$(atoms 100)" >map
	scopemap -m map m >out
	assert_equal "$(modules <out | wc -l)" 101
	printf '{"kind":"module","path":"%s"}\n' "$(atoms 101)" >map
	assert_trouble 'scopemap: map:1: "a.a.*" is no module.s path' \
	    scopemap -m map m
	htp() {
		printf '{"modules":'
		for i in $(seq "$1"); do
			printf '{"class_name":"A","scope":"%s","children":{"x":' \
			    "$(atoms "$i")"
		done
		printf '{"class_name":"A","scope":"b"}'
		printf '}}%.0s' $(seq "$1")
		printf '}'
	}
	htp 90 >map
	scopemap -m map m >out
	assert_equal "$(jq -r 'select(.kind == "module" and .class).path' out |
	    wc -l)" 92
	head -c 1000000 /dev/zero | tr '\0' '[' | sed 's/^/{"a":/' >map
	assert_trouble 'scopemap: map:1: nested too deeply' scopemap -m map m
}

@test "a weight without a name is of none that has no parameters" {
	local path total
	while read -r path total; do
		printf '{"kind":"module","path":"%s","total_params":%d}\n' \
		    "$path" "$total"
	done >map <<-'E'
	q 12
	q.drop.x 0
	q.A.x 4
	q.B.x 4
	p.drop.x 0
	p.more.x 0
	E
	nodes() {
		model q.weight=2,2 m=2,2 s= /q/MatMul:MatMul:q.weight \
		    "/q/x/MatMul:MatMul:x,$1" /q/x_1/MatMul:MatMul:x,m \
		    "/p/x/Mul:Mul:x,$2" >m
		scopemap -m map m | jq -r 'select(.kind == "node").scope'
	}
	run nodes m s
	assert_output $'q\nq.A.x\nq.B.x\np.drop.x'
	# A scalar is no weight; and where none has parameters, none is
	# passed over.
	run nodes s m
	assert_output $'q\nq.drop.x\nq.A.x\np.drop.x'
}

@test "hier gives maps to scopemap" {
	cp "$MODELS/bert-tiny.ts.dyn.onnx" bert-tiny.ts.dyn.onnx
	hier --map "$MAPS/bert-tiny.hooks.ndjson" bert-tiny.ts.dyn.onnx >out
	assert_golden hier/bert-tiny.map.tree out
	run --separate-stderr hier -x --map "$MAPS/bert-tiny.hooks.ndjson" \
	    --map "$MAPS/bert-tiny_manual_module_map.json" -f summary \
	    bert-tiny.ts.dyn.onnx
	assert_equal "$status" 0
	assert_message ".* [|] scopemap -m .*/bert-tiny.hooks.ndjson -m .*_manual_module_map.json [|] .*"
	printf '{' >"a 'map"
	assert_trouble "scopemap: a 'map:1: cut short" hier --map "a 'map" \
	    bert-tiny.ts.dyn.onnx bert-tiny.ts.dyn.onnx
	cp "$MAPS/bert-tiny.hooks.ndjson" "a 'map"
	hier --map "a 'map" bert-tiny.ts.dyn.onnx >again
	cmp out again
}

# Rules.

types() {
	printf '{"kind":"module","path":"m%d","class":"%s","type":"mine"}\n' \
	    1 "$1" >map
	model m1.weight=3 >m
	scopemap -m map "${@:2}" m | jq -r 'select(.path == "m1").type'
}

@test "which type a class is of" {
	assert_equal "$(types torch.nn.Linear)" torch.nn
	assert_equal "$(types torch.nn.modules.linear.Linear)" torch.nn
	assert_equal "$(types torch.nnx.Linear)" torch_other
	assert_equal "$(types torch.ao.nn.Linear)" torch_other
	assert_equal "$(types torchaudio.models.Conformer)" torch_other
	assert_equal "$(types torchvision.ops.misc.Permute)" torchvision
	assert_equal "$(types torchvisionary.Net)" torch_other
	assert_equal "$(types timm.layers.mlp.Mlp)" timm
	assert_equal "$(types timmy.Mlp)" mine
	assert_equal "$(types diffusers.models.transformers.dit.DiT)" diffusers
	assert_equal "$(types transformers.models.bert.modeling_bert.BertModel)" \
	    huggingface
	assert_equal "$(types transformers_modules.acme.x.Model)" huggingface
	assert_equal "$(types acme.transformersNet)" mine
	assert_equal "$(types models.Net)" mine
	assert_equal "$(types Linear)" mine
	assert_equal "$(types torch.Linear)" torch_other
}

@test "without a rule or a map's type it is custom; an own name has none" {
	printf '{"kind":"module","path":"%s","class":"%s"}\n' a models.Net \
	    b Net >map
	model a.w=1 b.w=1 >m
	assert_equal "$(scopemap -m map m | jq -c 'select(.parent == "") |
	    .type' | tr '\n' ' ')" '"custom" null '
}

@test "metadata's classes have types, too" {
	scopemap "$DYNAMO" >out
	assert_equal "$(jq -r 'select(.kind == "module").type' out | sort |
	    uniq -c | tr -s ' \n' ' ')" \
	    "$(printf ' 18 huggingface 1 null 22 torch.nn ')"
}

@test "--print-rules prints the rules that are compiled in" {
	scopemap --print-rules >rules
	cmp rules "$TOP/formats/rules/classes.yaml"
	scopemap -m "$MAPS/bert-tiny.hooks.ndjson" "$BERT" >want
	scopemap -r rules -m "$MAPS/bert-tiny.hooks.ndjson" "$BERT" >got
	cmp want got
}

@test "-r: rules of one's own" {
	printf '%s\n' 'types:' '- type: acme' '  package: [models, acme]' \
	    '  starts: ac' '- {type: other, contains: me}' >rules
	assert_equal "$(types acme.Net -r rules)" acme
	assert_equal "$(types models.deep.Net --rules rules)" acme
	assert_equal "$(types act.Net -r rules)" acme
	assert_equal "$(types some.Net -r rules)" other
	assert_equal "$(types torch.nn.Linear -r rules)" mine
	printf 'otherwise: rest\n' >rules
	printf '{"kind":"module","path":"a","class":"x.Y"}\n' >map
	model a.w=1 >m
	assert_equal "$(scopemap -r rules -m map m |
	    jq -r 'select(.path == "a").type')" rest
}

@test "rules that are wrong: file, line, column, reason" {
	local rules reason

	while IFS='|' read -r rules reason; do
		printf '%b' "$rules" >rules
		assert_trouble "scopemap: rules:$reason" scopemap -r rules "$BERT"
	done <<-'R'
	- a|1:1: not a map
	tipes: []|1:8: unknown: tipes
	types: x|1:8: not a list
	types: [x]|1:9: a rule is a map
	types:\n- package: x|2:3: a rule without a type
	types:\n- type: x|2:3: a rule that fits nothing: .*
	types:\n- type: [x]\n  package: y|2:9: not a text
	types:\n- type: x\n  pakage: y|3:11: unknown: pakage
	types:\n- type: x\n  package: {}|3:12: not a text
	types:\n- type: x\n  package: [a, []]|3:16: not a text
	types:\n- type: x\n  package: ''|3:12: not a text
	otherwise: []|1:12: not a text
	otherwise: a\notherwise: b|2:1: .*
	types: &a []|1:8: .*
	R
	assert_trouble 'scopemap: nosuch: No such file or directory' \
	    scopemap -r nosuch "$BERT"
}

# Classes that are inferred.

@test "classes of the models here" {
	local model

	for model in bert-tiny.ts.dyn bert-tiny3.ts toy-shared.ts \
	    toy-lstm-tagger.ts; do
		onnx2ndjson "$MODELS/$model.onnx" | scopemap | classes >out
		assert_golden "scopemap-maps/$model.classes" out
	done
}

inferred() {
	model "$@" | scopemap | classes
}

@test "a convolution's class has the rank of its weight" {
	assert_equal "$(inferred /c/Conv:Conv:x,c.weight c.weight=8,3,3)" 'c conv.Conv1d'
	assert_equal "$(inferred /c/Conv:Conv:x,w w=8,3,3,3)" 'c conv.Conv2d'
	assert_equal "$(inferred /c/Conv:Conv:x,w w=8,3,3,3,3)" 'c conv.Conv3d'
	assert_equal "$(inferred /c/ConvTranspose:ConvTranspose:x,w w=8,3,3,3)" \
	    'c conv.ConvTranspose2d'
	assert_equal "$(inferred /c/Conv:Conv:x,w w=8,3)" ''
	assert_equal "$(inferred /c/Conv:Conv:x,w w=1,1,1,1,1,1)" ''
	assert_equal "$(inferred /c/Conv:Conv:x,w)" ''
	assert_equal "$(inferred /c/Conv:Conv)" ''
	assert_equal "$(inferred /c/Gemm:Gemm /n/BatchNormalization:BatchNormalization \
	    /p/GlobalAveragePool:GlobalAveragePool)" 'p pooling.AdaptiveAvgPool2d'
}

@test "all nodes of a module must fit, each once" {
	assert_equal "$(inferred /c/Conv:Conv:x,w /c/Relu:Relu:y w=8,3,3,3)" ''
	assert_equal "$(inferred /c/Conv:Conv:x,w /c/Conv_1:Conv:y,w w=8,3,3,3)" ''
	assert_equal "$(inferred /c/Conv:Conv:x,w /c/Cast:Cast:y w=8,3,3,3)" \
	    'c conv.Conv2d'
	assert_equal "$(inferred /c/Conv:Conv:x,w /c/d/Relu:Relu:y w=8,3,3,3)" \
	    'c.d activation.ReLU'
}

@test "an op of another domain is another op" {
	assert_equal "$(inferred '/r/Relu:Relu:x:,"domain":"acme"')" ''
	assert_equal "$(inferred '/r/Relu:Relu:x:,"domain":"ai.onnx"')" \
	    'r activation.ReLU'
	assert_equal "$(inferred '/c/FusedConv:FusedConv:x,w:,"domain":"com.microsoft"' w=8,3,3,3)" \
	    'c conv.Conv2d'
	assert_equal "$(inferred /c/FusedConv:FusedConv:x,w w=8,3,3,3)" ''
}

@test "Linear is not every product" {
	assert_equal "$(inferred /l/MatMul:MatMul:x,w /l/Add:Add:b,y w=3,4 b=4)" \
	    'l linear.Linear'
	assert_equal "$(inferred /l/MatMul:MatMul:x,y)" ''
	assert_equal "$(inferred /l/MatMul:MatMul:x,w /l/Add:Add:b,y \
	    /l/MatMul_1:MatMul:z,w w=3,4 b=4)" ''
	assert_equal "$(inferred /l/MatMul:MatMul:x,w w=2,3,4)" ''
	# transformers' Conv1D has its weight the other way round.
	assert_equal "$(inferred '/l/Gemm:Gemm:x,w:,"attribute":{"transB":1}' w=4,3)" \
	    'l linear.Linear'
	assert_equal "$(inferred /l/Gemm:Gemm:x,w w=3,4)" ''
	assert_equal "$(inferred /l/Reshape:Reshape:x,s \
	    '/l/Gemm:Gemm:/l/Reshape_output_0,w:,"attribute":{"transB":1}' \
	    s=2 w=4,3)" 'l linear.Linear'
	# A weight that is stored in fewer bits.
	assert_equal "$(inferred /l/DequantizeLinear:DequantizeLinear:w,s \
	    /l/MatMul:MatMul:x,/l/DequantizeLinear_output_0 w=3,4)" 'l linear.Linear'
}

@test "pools by their kernels, norms by what they read" {
	assert_equal "$(inferred '/p/MaxPool:MaxPool:x:,"attribute":{"kernel_shape":[3]}')" 'p pooling.MaxPool1d'
	assert_equal "$(inferred '/p/AveragePool:AveragePool:x:,"attribute":{"kernel_shape":[1,2,1]}')" 'p pooling.AvgPool3d'
	assert_equal "$(inferred '/p/MaxPool:MaxPool:x:,"attribute":{"kernel_shape":[1,1]}')" ''
	assert_equal "$(inferred /p/MaxPool:MaxPool:x)" ''
	assert_equal "$(inferred /p/GlobalAveragePool:GlobalAveragePool:x)" 'p pooling.AdaptiveAvgPool2d'
	local bn='BatchNormalization:BatchNormalization'
	assert_equal "$(inferred /c/Conv:Conv:x,w /n/$bn:/c/Conv_output_0,n.weight \
	    w=8,3,3,3 n.weight=8)" 'c conv.Conv2d
n batchnorm.BatchNorm2d'
	assert_equal "$(inferred /c/Conv:Conv:x,w /r/Relu:Relu:/c/Conv_output_0 \
	    /n/$bn:/r/Relu_output_0,s w=8,3,3 s=8)" 'c conv.Conv1d
r activation.ReLU
n batchnorm.BatchNorm1d'
	assert_equal "$(inferred /n/$bn:x,n.weight n.weight=8)" ''
	assert_equal "$(inferred /n/LayerNormalization:LayerNormalization:x,s,b s=8 b=8)" \
	    'n normalization.LayerNorm'
	assert_equal "$(inferred /n/LayerNormalization:LayerNormalization:x,y)" ''
	assert_equal "$(inferred /e/Gather:Gather:w,x w=9,4)" 'e sparse.Embedding'
	assert_equal "$(inferred /e/Gather:Gather:x,w w=9,4)" ''
}

@test "LayerNorm before it had an op of its own; RMSNorm is none" {
	local n=(/n/ReduceMean:ReduceMean:x /n/Sub:Sub:x,m /n/Pow:Pow:d,two
	    /n/ReduceMean_1:ReduceMean:p /n/Add:Add:v,e /n/Sqrt:Sqrt:a
	    /n/Div:Div:d,s /n/Mul:Mul:q,n.weight /n/Add_1:Add:u,n.bias
	    n.weight=8 n.bias=8)

	assert_equal "$(inferred "${n[@]}")" 'n normalization.LayerNorm'
	assert_equal "$(inferred "${n[@]:2}")" ''
}

@test "a module without nodes of its own, by those that read its parameters" {
	assert_equal "$(inferred n0:Conv:x,c.weight,c.bias c.weight=8,3,3,3 c.bias=8)" \
	    'c conv.Conv2d'
	assert_equal "$(inferred n0:MatMul:x,val_3 n1:Add:n0_output_0,l.bias \
	    val_3=3,4 l.bias=4)" 'l linear.Linear'
	assert_equal "$(inferred n0:MatMul:x,y n1:Add:n0_output_0,l.bias l.bias=4)" ''
	assert_equal "$(inferred n0:Gather:e.weight,x e.weight=9,4)" ''
	assert_equal "$(inferred n0:Conv:x,c.weight n1:Mul:c.weight,x c.weight=8,3,3,3)" ''
}

@test "a class that is known is not inferred" {
	printf '{"kind":"module","path":"c","class":"acme.Conv"}\n' >map
	model /c/Conv:Conv:x,c.weight c.weight=8,3,3,3 >m
	assert_equal "$(scopemap -m map m | classes)" 'c acme.Conv'
	# And has no type when it is.
	assert_equal "$(scopemap m | jq -r 'select(.path == "c") |
	    .class_by + " \(.type)"')" 'inferred null'
}

#!/usr/bin/env bats
# attribute's strategies, and the trees that --keep and --drop leave.

load lib

setup_file() {
	export S=$BATS_FILE_TMPDIR
	onnx2ndjson "$MODELS/bert-tiny3.ts.onnx" >"$S/bert"
	scopemap -m "$TOP/tests/maps/bert-tiny.named-modules.ndjson" \
	    "$S/bert" >"$S/mapped"
	scopemap "$S/bert" >"$S/scoped"
	onnx2ndjson "$MODELS/toy-lstm-tagger.ts.onnx" | scopemap >"$S/lstm"
}

nodes() {
	jq -r "select(.kind == \"node\") | $1" "$2" | sort | uniq -c |
	    sed 's/^ *//'
}

# A tree by hand: a.b of class x.Two, a.b.c of class x.y.Three, d.
tree() {
	stream '{"kind":"module","path":"","depth":0,"leaf":false}' \
	    '{"kind":"module","path":"a","parent":"","depth":1,"leaf":false,"children":["b"],"more":1.0}' \
	    '{"kind":"module","path":"a.b","class":"x.Two","parent":"a","depth":2,"leaf":false,"children":["c"]}' \
	    '{"kind":"module","path":"a.b.c","class":"x.y.Three","parent":"a.b","depth":3,"leaf":true,"children":[]}' \
	    '{"kind":"module","path":"d","parent":"","depth":1,"leaf":true}' \
	    '{"kind":"graph","graph":"main"}' \
	    '{"kind":"initializer","graph":"main","index":0,"name":"a.b.c.weight","dtype":"FLOAT","shape":[2]}' \
	    '{"kind":"node","graph":"main","index":0,"name":"n","op_type":"Relu","input":["x"],"output":["y"],"scope":"a.b.c","scope_by":"scope","call":2}' \
	    '{"kind":"node","graph":"main","index":1,"name":"m","op_type":"Relu","input":["y"],"output":["z"],"scope":"a.b.c","scope_by":"scope","scope_also":"a.b"}' \
	    '{"kind":"node","graph":"main","index":2,"name":"o","op_type":"Relu","input":["z"],"output":["u"],"scope":"d","scope_by":"scope"}'
}

paths() {
	tree | attribute "$@" | jq -r 'select(.kind == "module").path' | xargs
}

@test "the view that the HTP exporter reports" {
	attribute --strategy scope --drop 'torch.nn.*' "$S/mapped" >"$T/htp"
	run nodes 'if .module == "" then "root" else .by end' "$T/htp"
	assert_output '34 parent
19 root
83 scope'
	nodes .module "$T/htp" | sort -k2 >"$T/modules"
	cat >"$T/want" <<-'EOF'
		19 
		8 embeddings
		4 encoder.layer.0.attention.output
		35 encoder.layer.0.attention.self
		2 encoder.layer.0.intermediate
		8 encoder.layer.0.intermediate.intermediate_act_fn
		4 encoder.layer.0.output
		4 encoder.layer.1.attention.output
		35 encoder.layer.1.attention.self
		2 encoder.layer.1.intermediate
		8 encoder.layer.1.intermediate.intermediate_act_fn
		4 encoder.layer.1.output
		3 pooler
	EOF
	diff "$T/want" "$T/modules"
	run nodes 'select(.module | startswith("encoder")) | 1' "$T/htp"
	assert_output '106 1'
	run nodes 'select(.module | startswith("encoder.layer.1")) | 1' "$T/htp"
	assert_output '53 1'
	run nodes 'select(.module | startswith("encoder.layer.1.attention")) | 1' \
	    "$T/htp"
	assert_output '39 1'
	assert_equal "$(jq -c 'select(.kind == "module")' "$T/htp" | wc -l)" 18
	jq -enR -f "$TOP/formats/records.jq" <"$T/htp"
}

@test "a dropped module's nodes, parameters and records" {
	tree | attribute -d a.b.c >"$T/out"
	jq -enR 'inputs | fromjson | select(.kind == "module" and .depth > 0) |
	    [.path, .parent, .depth, .leaf, .children]' "$T/out" | jq -c . \
	    >"$T/modules"
	cat >"$T/want" <<-'EOF'
		["a","",1,false,["b"]]
		["a.b","a",2,true,null]
		["d","",1,true,null]
	EOF
	diff "$T/want" "$T/modules"
	# What attribute does not own stays as it was written.
	grep -q '"more":1.0' "$T/out"
	jq -c 'select(.kind == "node") | [.module, .modules, .by, .class,
	    .call]' "$T/out" >"$T/nodes"
	cat >"$T/want" <<-'EOF'
		["a.b",["a.b"],"parent","x.Two",null]
		["a.b",["a.b"],"parent","x.Two",null]
		["d",["d"],"scope",null,null]
	EOF
	diff "$T/want" "$T/nodes"
	run jq -c 'select(.kind == "initializer") | [.module, .param]' "$T/out"
	assert_output '["a.b","a.b.c.weight"]'
}

@test "a module in the middle goes, and what is below it moves up" {
	tree | attribute -d a.b | jq -c 'select(.kind == "module") |
	    [.path, .parent, .depth, .leaf]' >"$T/modules"
	cat >"$T/want" <<-'EOF'
		["",null,0,false]
		["a","",1,false]
		["a.b.c","a",2,true]
		["d","",1,true]
	EOF
	diff "$T/want" "$T/modules"
}

@test "globs: components on paths, any text on classes, whole in either case" {
	assert_equal "$(paths -d '*')" ''
	assert_equal "$(paths -d 'x.*')" 'a d'
	assert_equal "$(paths -d 'x.*o')" 'a a.b.c d'
	assert_equal "$(paths -d 'Two')" 'a a.b a.b.c d'
	assert_equal "$(paths -d 'a.*')" 'a a.b.c d'
	assert_equal "$(paths -d 'a.**')" 'd'
	assert_equal "$(paths -d '**.c')" 'a a.b d'
	assert_equal "$(paths -d '**.b')" 'a a.b.c d'
	assert_equal "$(paths -d 'b')" 'a a.b a.b.c d'
	assert_equal "$(paths -d '')" 'a a.b a.b.c d'
}

@test "the last of -k and -d that matches decides; the root stays" {
	assert_equal "$(paths -k a.b)" 'a.b'
	assert_equal "$(paths -k 'a.**' -d a.b)" 'a a.b.c'
	assert_equal "$(paths -d a.b -k 'a.**')" 'a a.b a.b.c d'
	assert_equal "$(paths -d '**' -k '*.Three' -k d)" 'a.b.c d'
	assert_equal "$(paths --drop '**')" ''
	assert_equal "$(tree | attribute -d '**' | grep -c '"kind":"module"')" 1
	run nodes '[.module, .by] | join(" ")' <(tree | attribute -d '**')
	assert_output '3  parent'
}

@test "views: twice is once, one after the other is both" {
	local s

	for s in mapped scoped; do
		attribute -d '*.Linear' -d '**.output' "$S/$s" >"$T/once"
		attribute -d '*.Linear' -d '**.output' "$T/once" | cmp - "$T/once"
		attribute "$T/once" | cmp - "$T/once"
		attribute -d '*.Linear' "$S/$s" | attribute -d '**.output' |
		    cmp - "$T/once"
		grep -q '"by":"parent"' "$T/once"
	done
}

@test "a module record that jq takes out is a module dropped" {
	attribute -d 'torch.nn.*' "$S/mapped" >"$T/want"
	jq -c 'select(.kind != "module" or (.class | startswith("torch.nn") |
	    not))' "$S/mapped" | attribute | nodes '[.module, .by]' - >"$T/got"
	nodes '[.module, .by]' "$T/want" | diff - "$T/got"
}

@test "a stream without module records has a view by path" {
	tree | grep -v '"kind":"module"' >"$T/bare"
	run nodes .module <(attribute "$T/bare")
	assert_output '2 a.b.c
1 d'
	run nodes .module <(attribute -d '**.c' "$T/bare")
	assert_output '2 a.b
1 d'
}

@test "strategy scope uses what tracing left, nothing else" {
	local s

	for s in scoped lstm; do
		attribute -s scope "$S/$s" >"$T/out"
		# Bodies aside, a node without a scope is the root's.
		jq -e -n 'all(inputs | select(.kind == "node");
		    if .scope != null then .module == .scope and
		    .by == .scope_by else .by == "parent" or
		    (.module == "" and .by == "root") end)' "$T/out"
	done
	run nodes .by "$T/out"
	assert_line --regexp ' root$'
	attribute -s all "$S/lstm" | cmp - <(attribute "$S/lstm")
}

@test "strategy usage is blind to scopes" {
	local s

	for s in mapped scoped lstm; do
		jq -c 'del(.scope, .scope_by, .scope_also,
		    if .kind == "node" then .call else empty end)' \
		    "$S/$s" | attribute | nodes '[.module, .modules, .by,
		    .exact, .call] | @json' - >"$T/want"
		attribute --strategy usage "$S/$s" | nodes '[.module, .modules,
		    .by, .exact, .call] | @json' - | diff "$T/want" -
		run ! grep -E '"(scope|metadata|value)"' "$T/want"
		grep -q '"initializer"' "$T/want"
	done
}

@test "options that are wrong" {
	local many

	many=$(printf 'a.%.0s' {1..80})
	assert_trouble 'attribute: -d: over 63 components: a\.a\..*' \
	    attribute -d "$many"
	assert_trouble 'attribute: -k: over 63 components: a\.a\..*' \
	    attribute --keep "$many"
	run --separate-stderr attribute -s none
	assert_equal "$status" 2
	assert_equal "${stderr_lines[0]}" 'attribute: no strategy none'
}

#!/usr/bin/env bats
# hierstats --diff: what differs between two models, module by module.

load lib

# attributed MODEL.onnx [REFERENCE]: its stream, without the folder in its name.
attributed() {
	(cd "${1%/*}" && onnx2ndjson "${1##*/}") | scopemap |
	    attribute ${2:+--like "$2"}
}

# node MODULE [OP_TYPE [MEMBERS]]
node() {
	printf '{"kind":"node","graph":"main","index":0,"name":"",%s' \
	    "\"op_type\":\"${2-Add}\",\"input\":[],\"output\":[],"
	printf '"module":"%s","by":"scope"%s}\n' "$1" "${3-}"
}

# differ [OPTION...]: $T/a against $T/b, as rows of ndjson.
differ() {
	run --separate-stderr hierstats --diff -f ndjson "$@" "$T/a" "$T/b"
}

rows() {
	jq -c '[.module, .change, .old_nodes, .new_nodes, .what]' <<<"$output"
}

@test "the same model does not differ" {
	local model

	for model in bert-tiny3.ts toy-shared.dynamo; do
		attributed "$MODELS/$model.onnx" >"$T/a"
		run hierstats --diff -f summary "$T/a" "$T/a"
		assert_success
		assert_output --partial \
		    ': 0 modules changed, 0 added, 0 removed, 0 merged, 0 renamed, '
		differ
		cp "$T/a" "$T/b"
		differ
		assert_success
		assert_output ''
	done
}

@test "five models and what tools made of them" {
	local old new n=0

	while read -r old new; do
		attributed "$TOP/tests/$old.onnx" >"$T/a"
		attributed "$TOP/tests/accuracy/$new.onnx" "$T/a" >"$T/b"
		run --separate-stderr hierstats --diff "$T/a" "$T/b"
		assert_equal "$status" 1
		assert_golden "diff/$new.tree"
		n=$((n + 1))
	done <<-E
	models/bert-tiny3.ts bert-tiny3.ts.ortall
	models/bert-tiny3.dynamo bert-tiny3.dynamo.qdyn
	accuracy/resnet18.ts resnet18.ts.ortall
	accuracy/resnet18.dynamo resnet18.dynamo.slim
	accuracy/gpt2.ts gpt2.ts.ortall
	models/toy-lstm-tagger.ts toy-lstm-tagger.ts.fp16
	E
	assert_equal "$n" 6
}

@test "a second program counts the same nodes by module and op_type" {
	local old=$MODELS/bert-tiny3.ts.onnx
	local new=$TOP/tests/accuracy/bert-tiny3.ts.ortall.onnx

	attributed "$old" >"$T/a"
	attributed "$new" "$T/a" >"$T/b"
	differ
	rows >"$T/rows"
	$PYTHON -c '
import collections, json, sys
def ops(file):
    by = collections.defaultdict(collections.Counter)
    for line in open(file):
        r = json.loads(line)
        if r["kind"] == "module":
            by[r["path"]]
        if r["kind"] == "node":
            by[r["module"]][r["op_type"]] += 1
    return by
a, b = ops(sys.argv[1]), ops(sys.argv[2])
for module in sorted(a.keys() & b.keys()):
    if a[module] != b[module]:
        print(module or "-", sum(a[module].values()),
              sum(b[module].values()),
              ",".join(sorted(a[module] - b[module])),
              ",".join(sorted(b[module] - a[module])))
' "$T/a" "$T/b" >"$T/want"
	jq -r 'select(.change == "changed" or
	    .change == "merged" and .fewer != {}) | [if .module == "" then "-"
	    else .module end, .old_nodes, .new_nodes, (.fewer | keys | join(",")),
	    (.more | keys | join(","))] | join(" ")' <<<"$output" |
	    LC_ALL=C sort >"$T/got"
	LC_ALL=C sort "$T/want" | diff - "$T/got"
	[ "$(grep -c '' "$T/got")" -gt 20 ]
}

@test "the truth says that the same modules changed, and as many nodes" {
	local old new

	while read -r old new; do
		attributed "$TOP/tests/$old.onnx" >"$T/a"
		attributed "$TOP/tests/accuracy/$new.onnx" "$T/a" >"$T/b"
		differ -M nodes
		jq -r 'select(.module != null) | [if .module == "" then "-"
		    else .module end, .old_nodes, .new_nodes] | join(" ")' \
		    <<<"$output" | LC_ALL=C sort >"$T/got"
		$PYTHON "$TOP/tests/truth_diff.py" "$T/a" "$T/b" \
		    "$TOP/tests/$old.truth.ndjson" \
		    "$TOP/tests/accuracy/$new.truth.ndjson" |
		    LC_ALL=C sort | diff - "$T/got"
	done <<-E
	models/bert-tiny3.ts bert-tiny3.ts.ortall
	models/bert-tiny3.dynamo bert-tiny3.dynamo.qdyn
	accuracy/resnet18.ts resnet18.ts.ortall
	accuracy/resnet18.dynamo resnet18.dynamo.slim
	models/toy-lstm-tagger.ts toy-lstm-tagger.ts.fp16
	E
}

@test "forms" {
	local form

	attributed "$MODELS/bert-tiny3.ts.onnx" >"$T/a"
	attributed "$TOP/tests/accuracy/bert-tiny3.ts.ortall.onnx" "$T/a" \
	    >"$T/b"
	for form in table csv tsv markdown ndjson summary; do
		run --separate-stderr hierstats --diff -f $form "$T/a" "$T/b"
		assert_equal "$status" 1
		assert_golden "diff/forms.$form"
	done
}

@test "rows name both files, each in a column of its own" {
	stream "$(node m)" | sed '1s/}/,"file":"x → y"}/' >"$T/a"
	stream "$(node m Mul)" | sed '1s/}/,"file":"z"}/' >"$T/b"
	differ
	assert_equal "$(jq -r '[.old_file, .new_file] | join(",")' \
	    <<<"$output")" 'x → y,z'
	run hierstats --diff -f tsv "$T/a" "$T/b"
	assert_line --index 0 --partial $'old_file\tnew_file\tmodule\t'
	assert_line --index 1 --partial $'x → y\tz\tm\t'
	run hierstats --diff -f csv - "$T/b" <<<"$(stream "$(node m)")"
	assert_line --index 1 --partial ',z,m,'
}

@test "changed: op_types, fewer and more, and how many nodes" {
	stream "$(node m Add)" "$(node m Gelu)" "$(node m Cast)" >"$T/a"
	stream "$(node m BiasGelu)" "$(node m Cast)" >"$T/b"
	differ
	assert_equal "$status" 1
	assert_equal "$(rows)" \
	    '["m","changed",3,2,"1 node less: Add + Gelu → BiasGelu"]'
	run hierstats --diff -f ndjson "$T/b" "$T/a"
	assert_equal "$(rows)" \
	    '["m","changed",2,3,"1 node more: BiasGelu → Add + Gelu"]'
	stream "$(node m Add)" "$(node m Gelu)" "$(node m Cast)" \
	    "$(node m Cast)" "$(node m Cast)" >"$T/b"
	differ
	assert_equal "$(rows)" '["m","changed",3,5,"2 nodes more: new Cast ×2"]'
	assert_equal "$(jq -c '[.fewer, .more]' <<<"$output")" '[{},{"Cast":2}]'
	# No text is a formula, of which csv would have to take the edge.
	run hierstats --diff -f csv "$T/a" "$T/b"
	assert_line --partial ',Cast:2,2 nodes more: new Cast ×2'
}

@test "changed: a class that both tell; one that only one tells has not" {
	stream '{"kind":"module","path":"m","class":"a.A"}' "$(node m)" >"$T/a"
	stream '{"kind":"module","path":"m","class":"a.B"}' "$(node m)" >"$T/b"
	differ
	assert_equal "$status" 1
	assert_equal "$(rows)" '["m","changed",1,1,"class a.A → a.B"]'
	stream '{"kind":"module","path":"m"}' "$(node m)" >"$T/b"
	differ
	assert_success
}

@test "added, removed: the highest module, with all below it" {
	stream "$(node m)" >"$T/a"
	stream "$(node m)" "$(node n.a.b Mul)" "$(node n.a Sub)" \
	    "$(node n.c Div)" >"$T/b"
	differ
	assert_equal "$status" 1
	assert_equal "$(rows)" '["n","added",0,3,""]'
	assert_equal "$(jq .modules <<<"$output")" 3
	run hierstats --diff -f ndjson "$T/b" "$T/a"
	assert_equal "$(rows)" '["n","removed",3,0,""]'
}

@test "renamed: a subtree that is alike, also within one that was added" {
	stream "$(node enc.0 Mul)" "$(node enc.0.x Gelu)" "$(node enc.1 Mul)" \
	    "$(node enc.1.x Gelu)" "$(node head Sub)" >"$T/a"
	stream "$(node model.enc.0 Mul)" "$(node model.enc.0.x Gelu)" \
	    "$(node model.enc.1 Mul)" "$(node model.enc.1.x Gelu)" \
	    "$(node model Relu)" "$(node head Sub)" >"$T/b"
	differ
	assert_equal "$status" 1
	assert_equal "$(rows)" '["enc","renamed",4,4,"to model.enc"]
["model","added",0,1,""]'
}

@test "renamed: of those that are alike the first stands for the first" {
	stream "$(node a.x)" "$(node a.y)" "$(node b.x)" "$(node b.y)" >"$T/a"
	stream "$(node c.x)" "$(node c.y)" "$(node d.x)" "$(node d.y)" >"$T/b"
	differ
	assert_equal "$(rows)" '["a","renamed",2,2,"to c"]
["b","renamed",2,2,"to d"]'
}

@test "a single node is too little to be known again" {
	stream "$(node relu Relu)" >"$T/a"
	stream "$(node act Relu)" >"$T/b"
	differ
	assert_equal "$(rows)" '["relu","removed",1,0,""]
["act","added",0,1,""]'
}

@test "merged: into the modules whose nodes say so" {
	stream "$(node a.conv Conv)" "$(node a.relu Relu)" >"$T/a"
	stream "$(node a.conv Conv ',"modules":["a.conv","a.relu"]')" >"$T/b"
	differ
	assert_equal "$(rows)" '["a.relu","merged",1,0,"into conv"]'
	stream "$(node a.conv Conv ',"modules":["a.conv","a.relu","a"]')" \
	    '{"kind":"module","path":"a.relu"}' >"$T/b"
	differ
	assert_equal "$(rows)" '["a.relu","merged",1,0,"into conv"]'
	stream "$(node a.conv Conv ',"modules":["a.conv","a.relu"]')" \
	    "$(node a.relu Cast)" >"$T/b"
	sed 's/{"kind":"end"}/'"$(node a.relu Relu)"'\n&/' "$T/a" >"$T/c"
	run hierstats --diff -f ndjson "$T/c" "$T/b"
	assert_equal "$(rows)" \
	    '["a.relu","changed",2,1,"1 node less: Relu ×2 → Cast, into conv"]'
	stream "$(node a Add ',"modules":["a","a.relu"]')" \
	    "$(node a.conv Conv)" >"$T/b"
	differ
	[[ $(rows) = *'["a.relu","merged",1,0,"into .."]'* ]]
	stream "$(node l.0.a.relu Relu)" "$(node l.0 Add)" >"$T/a"
	stream "$(node l.0 Add ',"modules":["l.0","l.0.a.relu"]')" >"$T/b"
	differ
	assert_equal "$(rows)" '["l.0.a","merged",1,0,"into .."]'
	stream "$(node l.0.a.relu Relu)" "$(node l.0.a.b.c Add)" >"$T/a"
	stream "$(node l.0.a.relu Relu \
	    ',"modules":["l.0.a.relu","l.0.a.b.c","l.0"]')" >"$T/b"
	differ
	assert_equal "$(rows)" '["l.0.a.b","merged",1,0,"into relu"]'
	stream "$(node l.0.a.relu Relu)" "$(node l.0.a Add)" >"$T/a"
	stream "$(node l.0.a Add)" \
	    "$(node l.0 Add ',"modules":["l.0","l.0.a.relu"]')" >"$T/b"
	differ
	[[ $(rows) = *'["l.0.a.relu","merged",1,0,"into ../.."]'* ]]
}

# A MatMul in MODULE whose weight is of this DTYPE and has COLUMNS.
product() {
	printf '{"kind":"initializer","graph":"main","index":0,"name":"%s",' "$2"
	printf '"dtype":"%s","shape":[2,%s],"bytes":24,"module":"%s"}\n' \
	    "$2" "$3" "$1"
	node "$1" MatMul | sed "s/\"input\":\[\]/\"input\":[\"x\",\"$2\"]/"
}

@test "changed: elements, precision and other measures" {
	stream "$(product m FLOAT 3)" >"$T/a"
	stream "$(product m FLOAT 4)" >"$T/b"
	differ
	assert_equal "$(rows)" '["m","changed",1,1,""]'
	assert_equal "$(jq -c '[.old_elements, .new_elements]' <<<"$output")" \
	    '[6,8]'
	differ -M precision
	assert_success
	differ -M bytes
	assert_success
	stream "$(product m INT8 3)" >"$T/b"
	differ
	assert_equal "$(rows)" '["m","changed",1,1,"precision fp32 → int8"]'
	differ -M elements
	assert_success
	stream "$(product n INT8 3)" "$(product n.x FLOAT 3)" >"$T/b"
	differ
	assert_equal "$(jq -c '[.module, .old_elements, .new_elements]' \
	    <<<"$output")" '["m",6,0]
["n",0,12]'
	differ -M macs --bind b=2
	assert_equal "$status" 2
}

@test "times of both, by profiles" {
	local o

	attributed "$MODELS/toy-lstm-tagger.ts.onnx" >"$T/a"
	attributed "$TOP/tests/accuracy/toy-lstm-tagger.ts.ortall.onnx" \
	    "$T/a" >"$T/b"
	o="--old-profile $TOP/tests/profiles/toy-lstm-tagger.ts.none.json"
	o+=" --new-profile $TOP/tests/profiles/toy-lstm-tagger.ts.all.json"
	run hierstats --diff -M nodes $o "$T/a" "$T/b"
	assert_equal "$status" 1
	assert_golden diff/times.tree
	differ $o
	hierstats -f ndjson \
	    --profile "$TOP/tests/profiles/toy-lstm-tagger.ts.none.json" \
	    "$T/a" | jq -c '[.module, .us]' | sort >"$T/times"
	jq -c 'select(.module != null and .old_us > 0) | [.module, .old_us]' <<<"$output" |
	    sort | comm -23 - "$T/times" >"$T/others"
	run cat "$T/others"
	assert_output ''
	run --separate-stderr hierstats --diff \
	    --old-profile "$TOP/tests/profiles/toy-shared.ts.all.json" \
	    "$T/a" "$T/b"
	assert_equal "$status" 2
	[[ $stderr = *': a profile of another model: '* ]]
	run hierstats --old-profile x "$T/a"
	assert_equal "$status" 2
}

@test "times of an added, a removed and a renamed subtree" {
	local event='{"cat":"Node","name":"%s_kernel_time","ts":%s,"dur":%s,'`
	    `'"args":{"op_name":"Add"}},'

	stream "$(node a.x Add | sed 's/"name":""/"name":"1"/')" \
	    "$(node a.y Mul | sed 's/"name":""/"name":"2"/')" \
	    "$(node c.x Add | sed 's/"name":""/"name":"3"/')" >"$T/a"
	stream "$(node b.x Add | sed 's/"name":""/"name":"1"/')" \
	    "$(node b.y Mul | sed 's/"name":""/"name":"2"/')" \
	    "$(node d.x Sub | sed 's/"name":""/"name":"3"/')" \
	    "$(node d.y Sub | sed 's/"name":""/"name":"4"/')" >"$T/b"
	{
		printf '['
		printf "$event" 1 1 5 2 11 6 3 21 7 4 31 8
		echo '{"cat":"Session","name":"model_run","ts":0,"dur":99}]'
	} >"$T/p"
	differ --old-profile "$T/p" --new-profile "$T/p"
	assert_equal "$(jq -c '[.module, .change, .old_us, .new_us]' \
	    <<<"$output")" '["a","renamed",11,11]
["c","removed",7,0]
["d","added",0,15]'
}

@test "repeated blocks fold in the tree" {
	local i

	for i in 0 1 2 3; do
		node "l.$i.ff" Add
		node "l.$i.ff" Gelu
	done >"$T/nodes"
	stream "$(cat "$T/nodes")" >"$T/a"
	stream "$(grep -v Add "$T/nodes" | sed s/Gelu/BiasGelu/)" >"$T/b"
	run hierstats --diff "$T/a" "$T/b"
	assert_line --regexp '^ +2 +1 +0 +0  └─ l.\{0..3\}.ff ×4  changed  1 node less: Add \+ Gelu → BiasGelu$'
}

@test "what is said of changes stands in the tree, however long all of it is" {
	local op=Operator_of_twenty_five__ i

	for i in 1 2 3 4; do
		node m "$op$i"
	done >"$T/nodes"
	stream "$(node m)" "$(cat "$T/nodes")" >"$T/a"
	stream "$(node m)" >"$T/b"
	run hierstats --diff "$T/a" "$T/b"
	assert_line --regexp ' module +change +what$'
	assert_line --regexp "─ m +changed +4 nodes less: ${op}1 .*${op}4 gone\$"
}

@test "metadata, doc_strings, attributes of custom ops, by key" {
	stream "$(node m)" "$(node m)" >"$T/a"
	stream "$(node m Add ',"metadata_props":{"k":"1","n":"2"}')" \
	    "$(node m Add ',"metadata_props":{"k":"1"},"doc_string":"d"')" |
	    sed '1s/}/,"metadata_props":{"by":"x"}}/' >"$T/b"
	differ
	assert_equal "$status" 1
	assert_equal "$(rows)" '[null,"model metadata",0,1,"by"]
[null,"metadata",0,2,"k"]
[null,"metadata",0,1,"n"]
[null,"doc_string",0,1,""]'
	sed 's/"k":"1"/"k":"2"/' "$T/b" >"$T/a"
	differ
	assert_equal "$(rows)" '[null,"metadata",2,2,"k: other values"]'
	stream "$(node m A ',"domain":"acme","attribute":{"t":1}')" \
	    "$(node m A ',"attribute":{"t":1}')" \
	    "$(node m A ',"domain":"com.microsoft.x","attribute":{"t":1}')" \
	    >"$T/b"
	sed 's/,"attribute":{"t":1}//' "$T/b" >"$T/a"
	differ
	assert_equal "$(rows)" '[null,"attribute",0,1,"t"]'
}

@test "the original against the tagged file: only the tags" {
	attributed "$MODELS/bert-tiny3.ts.onnx" >"$T/a"
	cp "$MODELS/bert-tiny3.ts.onnx" "$T/model.onnx"
	tagwrite -o "$T/tagged.onnx" "$T/model.onnx" "$T/a"
	attributed "$T/tagged.onnx" >"$T/b"
	differ
	assert_equal "$status" 1
	run jq -r '[.change, .old_nodes, .new_nodes, .what] | join(" ")' <<<"$output"
	refute_line --regexp '^(changed|added|removed|merged|renamed)'
	assert_line 'model metadata 0 1 hierutils.modules'
	assert_line 'metadata 0 136 namespace'
}

@test "-m looks at modules, -n at so many rows, -d at the tree to a depth" {
	stream "$(node a.x)" "$(node b.x)" "$(node c)" >"$T/a"
	stream "$(node a.x Mul)" "$(node b.x Mul)" \
	    "$(node c Add ',"doc_string":"d"')" >"$T/b"
	differ -m a
	assert_equal "$status" 1
	assert_equal "$(jq -r .module <<<"$output")" a.x
	differ -m c
	assert_success
	assert_output ''
	differ -m nothing
	assert_equal "$status" 2
	assert_equal "$output" ''
	assert_equal "$stderr" \
"hierstats: (standard input): -m nothing: no module matches
hierstats: (standard input): -m nothing: no module matches"
	differ -n 1
	assert_equal "$(grep -c '' <<<"$output")" 1
	run hierstats --diff -d 1 "$T/a" "$T/b"
	refute_output --partial '─ x'
	run hierstats --diff -b class "$T/a" "$T/b"
	assert_equal "$status" 2
}

@test "-d: what differs below a module of that depth is told there" {
	stream "$(node a)" "$(node a.x)" "$(node a.x.y)" "$(node a.z)" \
	    "$(node b.x)" "$(node c)" "$(product d.x FLOAT 3)" >"$T/a"
	stream "$(node a)" "$(node a)" "$(node a.x Mul)" "$(node a.x.y)" \
	    "$(node b.x Mul)" "$(node c Mul)" "$(product d.x FLOAT 4)" >"$T/b"
	differ -d 1
	assert_equal "$status" 1
	assert_equal "$(rows)" \
'["a","changed",3,3,"2 modules changed, 1 removed, here and below"]
["b","changed",1,1,"1 module changed below"]
["c","changed",1,1,"as many nodes: Add → Mul"]
["d","changed",1,1,"1 module changed below"]'
	assert_equal "$(jq -c '[.modules, .fewer, .old_elements, .new_elements]' \
	    <<<"$output")" '[3,null,0,0]
[1,null,0,0]
[1,{"Add":1},0,0]
[1,null,6,8]'
	differ -d 0
	assert_equal "$(rows)" \
	    '["","changed",6,6,"5 modules changed, 1 removed below"]'
	run hierstats --diff -d 1 "$T/a" "$T/b"
	assert_line --regexp \
	    '3 +3 .*─ a +changed  2 modules changed, 1 removed, here and below$'
	assert_line --regexp '^5 modules changed, 0 added, 1 removed'
}

@test "-n: the rows in which the first measure changed most" {
	stream "$(node a)" "$(product b FLOAT 3)" "$(product c FLOAT 9)" \
	    "$(node d)" "$(node d)" "$(node d)" >"$T/a"
	stream "$(node a)" "$(node a)" "$(product b FLOAT 4)" \
	    "$(product c FLOAT 1)" "$(node d)" \
	    "$(node d Mul ',"doc_string":"d"')" >"$T/b"
	differ -n 2
	assert_equal "$(jq -r .module <<<"$output")" 'a
d'
	differ -n 2 -M elements
	assert_equal "$(jq -r .module <<<"$output")" 'c
b'
	differ -n 9 -M precision
	assert_equal "$(jq -r .module <<<"$output")" 'a
d
null'
	run hierstats --diff -f table -n 1 -M elements "$T/a" "$T/b"
	assert_line --index 2 --regexp ' c +changed$'
	refute_output --partial size
}

@test "what cannot be compared is trouble" {
	stream "$(node m)" >"$T/a"
	assert_trouble 'hierstats: --diff takes two streams, OLD and NEW' \
	    hierstats --diff "$T/a"
	{ cat "$T/a" "$T/a"; } >"$T/b"
	assert_trouble "hierstats: $T/b:4: a second model: streams of one are \
compared" hierstats --diff "$T/a" "$T/b"
	stream "$(node m Add ',"modules":[1]')" >"$T/b"
	assert_trouble "hierstats: $T/b:2: node: modules is no list of strings" \
	    hierstats --diff "$T/a" "$T/b"
	stream "$(node m Add ',"metadata_props":[]')" >"$T/b"
	assert_trouble "hierstats: $T/b:2: metadata_props is no object of \
strings" hierstats --diff "$T/a" "$T/b"
	head -n 2 "$T/a" >"$T/b"
	assert_trouble "hierstats: $T/b:2: cut short: no end record" \
	    hierstats --diff "$T/b" "$T/a"
	onnx2ndjson "$MODELS/bert-tiny3.ts.onnx" >"$T/b"
	assert_trouble "hierstats: $T/b:[0-9]+: node without module: not \
attributed, run scopemap and attribute" hierstats --diff "$T/a" "$T/b"
	sed '1s/"stream":1/"stream":2/' "$T/a" >"$T/b"
	assert_trouble "hierstats: $T/b:1: .*" hierstats --diff "$T/a" "$T/b"
}

@test "elements past 64 bits are trouble" {
	local big='9223372036854775807'

	stream "$(product m FLOAT 3)" >"$T/a"
	stream "$(product m FLOAT 3 | sed "s/\[2,3\]/[$big]/")" \
	    "$(product m INT8 3 | sed "s/\[2,3\]/[$big]/")" \
	    "$(product m INT4 3 | sed "s/\[2,3\]/[$big]/")" >"$T/b"
	assert_trouble 'hierstats: \(standard input\): elements past 64 bits' \
	    hierstats --diff "$T/a" "$T/b"
}

@test "names do no harm in any form" {
	local form bad='\u001b[31m<b>|`*\u202e\"=1+1\n'

	stream "$(node m)" "$(node "=$bad")" >"$T/a"
	stream "$(node m "$bad")" "$(node "=$bad" "=$bad")" \
	    "$(node q Add ",\"metadata_props\":{\"$bad\":\"1\"}")" >"$T/b"
	for form in tree table markdown csv tsv summary; do
		hierstats --diff -f $form "$T/a" "$T/b" >"$T/out" || [ $? = 1 ]
		run env LC_ALL=C grep -cP \
		    '[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80\xae' "$T/out"
		assert_output 0
	done
	hierstats --diff -f csv "$T/a" "$T/b" >"$T/out" || true
	run ! grep -E '(^|,)"?=' "$T/out"
	differ
	jq -e . <<<"$output" >/dev/null
}

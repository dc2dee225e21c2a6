#!/usr/bin/env bats
# onnx2ndjson: the forms that ONNX takes on the wire, what each field becomes,
# bad files, limits.  tests/wire.py makes the bytes.

load lib

# The bytes of the expression, in m.onnx or the file named.
wire() {
	"$PYTHON" "$TOP/tests/wire.py" "$1" >"$T/${2:-m.onnx}"
}

# The records of the expression, by way of standard input.
records() {
	wire "$1"
	onnx2ndjson <"$T/m.onnx"
}

# The same without what says where things lie in the file.
plainly() {
	records "$1" | sed -E 's/"(size|offset)":[0-9]+,?//g
	    s/"digest":"[0-9a-f]*",?//; s/,}/}/g'
}

# Two expressions are the same model.
assert_same() {
	plainly "$1" >"$T/one"
	plainly "$2" >"$T/two"
	diff -u "$T/one" "$T/two" >&2
	grep -q '"kind":"end"' "$T/one"
}

# The model is refused, with this reason.
assert_refused() {
	wire "$1"
	assert_trouble "onnx2ndjson: $T/m.onnx: $2" onnx2ndjson "$T/m.onnx"
}

# The expression's first node has this `attribute` and what follows it.
assert_attribute() {
	run jq -r 'select(.kind=="node") | del(.kind, .graph, .index, .name,
	    .op_type, .input, .output) | tojson' <<<"$(records \
	    "Model.graph(Graph.node($1))")"
	assert_output "$2"
}

NODE='Node.input("x","")+Node.input("")+Node.output("y")+Node.name("n")+
    Node.op_type("Op")+Node.doc_string("d")+
    Node.metadata_props(StringStringEntry.key("k"),StringStringEntry.value("v"))'

# --- the wire

@test "fields in any order" {
	assert_same "Model.ir_version(9)+Model.graph(Graph.name('g'),
	    Graph.node($NODE), Graph.input(ValueInfo.name('x')),
	    Graph.output(ValueInfo.name('y')))" \
	    "Model.graph(Graph.output(ValueInfo.name('y')),
	    Graph.input(ValueInfo.name('x')), Graph.node(
	    Node.metadata_props(StringStringEntry.value('v'),
	    StringStringEntry.key('k'))+Node.doc_string('d')+
	    Node.op_type('Op')+Node.name('n')+Node.output('y')+
	    Node.input('x','')+Node.input('')), Graph.name('g'))+
	    Model.ir_version(9)"
}

@test "repeated graph fields are one graph" {
	assert_same "Model.graph(Graph.name('g'), Graph.node($NODE),
	    Graph.node(Node.op_type('B')), Graph.input(ValueInfo.name('x')),
	    Graph.doc_string('new'), Graph.value_info(ValueInfo.name('v')))" \
	    "Model.graph(Graph.node($NODE), Graph.doc_string('old'))+
	    Model.graph()+Model.ir_version(0)+
	    Model.graph(Graph.name('g'), Graph.value_info(ValueInfo.name('v')),
	    Graph.input(ValueInfo.name('x')), Graph.doc_string('new'))+
	    Model.graph(Graph.node(Node.op_type('B')))"
}

@test "sections that interleave keep their own order" {
	records "Model.graph(*(Graph.node(Node.name(f'n{i}')) +
	    Graph.value_info(ValueInfo.name(f'v{i}')) +
	    Graph.initializer(Tensor.name(f'i{i}'))
	    for i in range(3)))" >"$T/out"
	run jq -r 'select(.index != null) | "\(.kind) \(.index) \(.name)"' \
	    "$T/out"
	assert_output "initializer 0 i0
initializer 1 i1
initializer 2 i2
value_info 0 v0
value_info 1 v1
value_info 2 v2
node 0 n0
node 1 n1
node 2 n2"
}

@test "unknown fields of each wire type, at every level" {
	local odd='v(99,1)+i64(98,b"12345678")+l(97,b"\xff\xff")+i32(96,b"1234")+group(95,v(1,2),l(2,"x"),group(3,i32(4,b"1234")))+v(536870911,1)'

	assert_same "Model.ir_version(8)+Model.graph(Graph.node($NODE,
	    Node.attribute(Attribute.name('a'),Attribute.type(4),
	    Attribute.t(Tensor.dims(1),Tensor.data_type(7),
	    Tensor.int64_data(packed=[5])))),
	    Graph.input(ValueInfo.name('x'),ValueInfo.type(Type.tensor_type(
	    TypeTensor.elem_type(1),TypeTensor.shape(TensorShape.dim(
	    TensorShapeDimension.dim_value(3)))))))" \
	    "$odd+Model.ir_version(8)+$odd+Model.graph($odd,
	    Graph.node($odd+$NODE,$odd,
	    Node.attribute($odd,Attribute.name('a'),$odd,Attribute.type(4),
	    Attribute.t($odd,Tensor.dims(1),$odd,Tensor.data_type(7),$odd,
	    Tensor.int64_data(packed=[5]),$odd))),$odd,
	    Graph.input($odd,ValueInfo.name('x'),$odd,ValueInfo.type($odd,
	    Type.tensor_type($odd,TypeTensor.elem_type(1),$odd,
	    TypeTensor.shape($odd,TensorShape.dim($odd,
	    TensorShapeDimension.dim_value(3)),$odd)),$odd)))+$odd"
}

@test "known fields of another wire type are unknown" {
	assert_same "Model.graph(Graph.node($NODE))" \
	    "l(1,'ir')+i32(5,b'1234')+v(2,7)+v(7,1)+group(7)+i64(8,b'12345678')+
	    Model.graph(v(1,1)+i32(2,b'name')+Graph.node(v(1,0)+$NODE+v(3,1)+
	    i64(4,b'12345678')+group(5,l(1,'a'))))"
	assert_attribute 'Node.attribute(Attribute.name("a")+Attribute.type(2)+
	    Attribute.i(4)+l(3,"no")+i32(3,b"1234")+i64(2,b"12345678"))' \
	    '{"attribute":{"a":4}}'
}

@test "numbers longer than they need be" {
	assert_same "Model.ir_version(8)+Model.graph(Graph.name('g'),
	    Graph.node(Node.op_type('Op'),Node.attribute(Attribute.name('i'),
	    Attribute.type(2),Attribute.i(-1)),Node.attribute(
	    Attribute.name('l'),Attribute.type(7),
	    Attribute.ints(packed=[1,300]))))" \
	    "Model.ir_version(8,tag=5,pad=10)+Model.graph(Graph.name('g',tag=3,
	    length=5),Graph.node(Node.op_type('Op',tag=2,length=2),
	    Node.attribute(Attribute.name('i',tag=4,length=4),
	    Attribute.type(2,pad=7),Attribute.i(-1,tag=5)),Node.attribute(
	    Attribute.name('l'),Attribute.type(7),
	    Attribute.ints(packed=[1,300],pad=9))),length=5,tag=5)"
}

@test "bits past the 64th of a varint are dropped" {
	wire 'b"\x08"+b"\xff"*9+b"\x7f"+Model.graph()'
	run jq -r 'select(.kind=="model").ir_version' <<<"$(onnx2ndjson \
	    "$T/m.onnx")"
	assert_output -1
	# An int32 keeps its low half.
	assert_attribute 'Node.attribute(Attribute.name("a"),
	    Attribute.type((5<<32)+2),Attribute.i(3))' '{"attribute":{"a":3}}'
}

@test "packed and unpacked numbers, and both" {
	local as

	for as in 'packed=[1,-2,3]' '1)+Attribute.ints(packed=[-2])+Attribute.ints(3' \
	    'packed=[])+Attribute.ints(packed=[1,-2])+Attribute.ints(packed=[3]'; do
		assert_attribute "Node.attribute(Attribute.name('a')+
		    Attribute.type(7)+Attribute.ints($as))" \
		    '{"attribute":{"a":[1,-2,3]}}'
	done
	assert_attribute "Node.attribute(Attribute.name('a')+
	    Attribute.type(6)+Attribute.floats(0.5)+
	    Attribute.floats(packed=[1.5,2.5])+Attribute.floats(3.5))" \
	    '{"attribute":{"a":[0.5,1.5,2.5,3.5]}}'
	assert_same "Model.graph(Graph.initializer(Tensor.dims(2),
	    Tensor.dims(3),Tensor.data_type(6),
	    Tensor.int32_data(packed=[1,2,3,4,5,-6])))" \
	    "Model.graph(Graph.initializer(Tensor.dims(packed=[2,3]),
	    Tensor.data_type(6),Tensor.int32_data(1),
	    Tensor.int32_data(packed=[2,3,4,5]),Tensor.int32_data(-6)))"
}

@test "names with NUL, controls, bytes that are no UTF-8" {
	records 'Model.producer_name(b"a\0b")+Model.graph(Graph.name(b"\xff\xc3(\xed\xa0\x80\xf4\x90\x80\x80\xc0\x80"),
	    Graph.node(Node.name("\"\\\n\x1f\x7f\u00e9\u2028\U0001f600"),
	    Node.metadata_props(StringStringEntry.key(b"\x00\xfe"),
	    StringStringEntry.value(b""))))' >"$T/out"
	assert_golden onnx2ndjson/names.ndjson "$T/out"
}

@test "singular messages that come again are merged, the last of a oneof holds" {
	assert_same "Model.graph(Graph.node(Node.attribute(Attribute.name('b'),
	    Attribute.type(4),Attribute.t(Tensor.dims(2),Tensor.data_type(7),
	    Tensor.int64_data(packed=[1,2]),Tensor.name('t')))),
	    Graph.input(ValueInfo.type(Type.tensor_type(TypeTensor.elem_type(1),
	    TypeTensor.shape(TensorShape.dim(TensorShapeDimension.dim_value(1)),
	    TensorShape.dim(TensorShapeDimension.dim_param('n')))),
	    Type.denotation('D'))))" \
	    "Model.graph(Graph.node(Node.attribute(Attribute.name('a'),
	    Attribute.t(Tensor.data_type(1),Tensor.int64_data(1)),
	    Attribute.type(1),Attribute.t(Tensor.dims(2),Tensor.name('t')),
	    Attribute.name('b'),Attribute.type(4),
	    Attribute.t(Tensor.data_type(7),Tensor.int64_data(2)))),
	    Graph.input(ValueInfo.type(Type.sequence_type(),Type.denotation('C')),
	    ValueInfo.type(Type.tensor_type(TypeTensor.elem_type(9))),
	    ValueInfo.type(Type.optional_type()),
	    ValueInfo.type(Type.tensor_type(TypeTensor.shape(TensorShape.dim(
	    TensorShapeDimension.dim_param('x'),
	    TensorShapeDimension.dim_value(1))))),
	    ValueInfo.type(Type.denotation('D')),
	    ValueInfo.type(Type.tensor_type(TypeTensor.elem_type(1),
	    TypeTensor.shape(TensorShape.dim(TensorShapeDimension.dim_value(7),
	    TensorShapeDimension.dim_param('n')))))))"
}

@test "many parts of one message, and parts of parts" {
	assert_same "Model.graph(Graph.input(ValueInfo.type(Type.tensor_type(
	    TypeTensor.elem_type(3),TypeTensor.shape(*(TensorShape.dim(
	    TensorShapeDimension.dim_value(i)) for i in range(90)))))))" \
	    "Model.graph(Graph.input(*(ValueInfo.type(*(Type.tensor_type(
	    TypeTensor.elem_type(3),*(TypeTensor.shape(TensorShape.dim(
	    TensorShapeDimension.dim_value(9*i+3*j+k))) for k in range(3)))
	    for j in range(3))) for i in range(10))))"
}

# --- what each field becomes

@test "model, graph, values: every field" {
	records "$(cat "$TOP/tests/golden/onnx2ndjson/values.py")" >"$T/out"
	assert_golden onnx2ndjson/values.ndjson "$T/out"
}

@test "attributes of every type" {
	records "$(cat "$TOP/tests/golden/onnx2ndjson/attributes.py")" >"$T/out"
	assert_golden onnx2ndjson/attributes.ndjson "$T/out"
}

@test "tensors of every type" {
	records "$(cat "$TOP/tests/golden/onnx2ndjson/tensors.py")" >"$T/out"
	assert_golden onnx2ndjson/tensors.ndjson "$T/out"
}

@test "bodies in pre-order, functions, training graphs" {
	records "$(cat "$TOP/tests/golden/onnx2ndjson/graphs.py")" >"$T/out"
	assert_golden onnx2ndjson/graphs.ndjson "$T/out"
}

@test "a name that stands twice" {
	records "$(cat "$TOP/tests/golden/onnx2ndjson/repeated.py")" >"$T/out"
	assert_golden onnx2ndjson/repeated.ndjson "$T/out"
}

@test "a thousand names, each twice" {
	records "Model.graph(Graph.node(*(Node.metadata_props(
	    StringStringEntry.key(str(i%1000)),StringStringEntry.value(str(i)))
	    for i in range(2000))))" >"$T/out"
	run jq -c 'select(.kind=="node") | [(.metadata_props | length),
	    (.metadata_props_repeated | length, .["999"], .["0"]),
	    .metadata_props["7"]]' "$T/out"
	assert_output '[1000,1000,["1999"],["1000"],"7"]'
}

@test "the digest leaves out what tensors hold, and only that" {
	local tensor='Tensor.dims(2),Tensor.data_type(1),Tensor.name("w")'

	digest() {
		jq -r 'select(.kind=="model").digest' <<<"$(records "$1")"
	}
	run digest "Model.graph(Graph.initializer($tensor,Tensor.raw_data('12345678')))"
	assert_output --regexp '^[0-9a-f]{32}$'
	local one=$output
	run digest "Model.graph(Graph.initializer($tensor,Tensor.raw_data('abcdefgh')))"
	assert_output "$one"
	run digest "Model.graph(Graph.initializer($tensor.replace(b'w',b'v'),Tensor.raw_data('12345678')))"
	refute_output "$one"
	# The length stands before the data.
	run digest "Model.graph(Graph.initializer($tensor,Tensor.raw_data('1234567')))"
	refute_output "$one"
	for field in 'float_data(%s.5)' 'float_data(packed=[%s])' \
	    'int32_data(%s)' 'int32_data(packed=[%s])' 'string_data("%s")' \
	    'int64_data(packed=[%s])' 'double_data(packed=[%s])' \
	    'double_data(%s)' 'uint64_data(packed=[%s])' 'uint64_data(%s)'; do
		run digest "Model.graph(Graph.node(Node.attribute(Attribute.t(
		    Tensor.${field//%s/1}))))"
		one=$output
		run digest "Model.graph(Graph.node(Node.attribute(Attribute.t(
		    Tensor.${field//%s/2}))))"
		assert_output "$one"
	done
	# Another wire type makes it an unknown field.
	run digest 'Model.graph(Graph.initializer(v(9,1)))'
	one=$output
	run digest 'Model.graph(Graph.initializer(v(9,2)))'
	refute_output "$one"
}

@test "the digest is XXH3-128 of the file when it has no tensor" {
	# From xxhash's own program.
	run jq -r 'select(.kind=="model").digest' <<<"$(records 'Model.graph()')"
	assert_output 5e7de5663a73dfc2fd5c39b3eb3d3242
}

# --- how it is read

@test "a pipe is as good as a file, but for its name" {
	local m=$MODELS/bert-tiny.ts.dyn.onnx

	onnx2ndjson "$m" | sed '1s/"file":"[^"]*",//' >"$T/file"
	cat "$m" | onnx2ndjson >"$T/pipe"
	cmp "$T/file" "$T/pipe"
	cat "$m" | TMPDIR=$T onnx2ndjson - | cmp - "$T/file"
	onnx2ndjson <"$m" | cmp - "$T/file"
	# Not from its begin.
	{ head -c 1 >/dev/null; onnx2ndjson; } < <(printf x; cat "$m") |
	    cmp - "$T/file"
	{ echo; cat "$m"; } >"$T/m"
	{ dd bs=1 count=1 status=none >/dev/null; onnx2ndjson; } <"$T/m" |
	    cmp - "$T/file"
	mkfifo "$T/fifo"
	cat "$m" >"$T/fifo" &
	onnx2ndjson "$T/fifo" | sed '1s/"file":"[^"]*",//' | cmp - "$T/file"
	[ -z "$(ls -A "$T" | grep hierutils)" ]
}

@test "several files are several models; a bad one leaves the others" {
	wire 'Model.graph(Graph.name("a"))' a
	wire 'Model.graph(Graph.name("b"))' b
	cd "$T"
	: >empty
	run --separate-stderr onnx2ndjson a empty b missing - <a
	assert_equal "$status" 2
	assert_equal "$stderr" "onnx2ndjson: empty: the file is empty
onnx2ndjson: missing: No such file or directory"
	run jq -c 'select(.kind=="graph" or .kind=="end") | .name // .kind' \
	    <<<"$output"
	assert_output '"a"
"end"
"b"
"end"
"a"
"end"'
}

@test "a file that is cut while it is printed has no end" {
	wire 'Model.graph(*(Graph.node(Node.name(f"node number {i}" * 9))
	    for i in range(20000)))'
	cd "$T"
	run --separate-stderr bash -o pipefail -c \
	    'onnx2ndjson m.onnx | { read -r line; : >m.onnx; cat >out; }'
	assert_equal "$status" 2
	assert_message 'onnx2ndjson: m.onnx: offset [0-9]+: the file became shorter'
	run grep -c '"kind":"end"' out
	assert_output 0
}

@test "a file that is touched while it is printed has no end" {
	wire 'Model.graph(*(Graph.node(Node.name(f"node number {i}" * 9))
	    for i in range(20000)))'
	cd "$T"
	run --separate-stderr bash -o pipefail -c \
	    'onnx2ndjson m.onnx | { read -r line; touch m.onnx; cat >out; }'
	assert_equal "$status" 2
	assert_message 'onnx2ndjson: m.onnx: the file was changed meanwhile'
	run grep -c '"kind":"end"' out
	assert_output 0
}

# --- bad files

@test "no model" {
	: >"$T/empty"
	assert_trouble "onnx2ndjson: $T/empty: the file is empty" \
	    onnx2ndjson "$T/empty"
	assert_trouble 'onnx2ndjson: \(standard input\): the file is empty' \
	    onnx2ndjson </dev/null
	assert_trouble "onnx2ndjson: $T: Is a directory" onnx2ndjson "$T"
	assert_trouble 'onnx2ndjson: /nowhere: No such file or directory' \
	    onnx2ndjson /nowhere
	echo 'This is no protobuf.' >"$T/text"
	assert_trouble "onnx2ndjson: $T/text: no ONNX model: it is text" \
	    onnx2ndjson "$T/text"
	assert_refused 'Model.ir_version(8)' 'no graph: not an ONNX model'
	assert_trouble 'onnx2ndjson: a\\x1b\[31m\\x0ab: No such file or directory' \
	    onnx2ndjson $'a\e[31m\nb'
}

@test "what is wrong with the wire, and where" {
	local n='Node.name("n")'

	assert_refused 'Model.graph(Graph.node(Node.input("a")),
	    Graph.node(Node.input("a"),Node.input("b"),b"\x0a\x09x"))' \
	    'offset 15: graph\.node\[1\]\.input\[2\]: its length runs past the end'
	assert_refused 'Model.graph(Graph.node(Node.attribute(Attribute.name("a")),
	    Node.attribute(Attribute.t(Tensor.dims(1),b"\x12"))))' \
	    'offset 15: graph\.node\[0\]\.attribute\[1\]\.t\.data_type: a number is cut short'
	assert_refused 'b"\x08"+b"\x80"*10+b"\0"+Model.graph()' \
	    'offset 0: ir_version: a number is longer than 10 bytes'
	assert_refused 'Model.graph(b"\x80"*5+b"\0")' \
	    'offset 2: graph: a tag or length is longer than 5 bytes'
	assert_refused 'b"\x3a"+b"\x80"*5+b"\0"' \
	    'offset 0: graph: a tag or length is longer than 5 bytes'
	assert_refused 'Model.graph(b"\0\0")' \
	    'offset 2: graph: no such field number'
	assert_refused 'Model.graph(v(1<<29,1))' \
	    'offset 2: graph: no such field number'
	assert_refused 'Model.graph(b"\x0e")' 'offset 2: .*: no such wire type'
	assert_refused 'Model.graph(b"\x0f")' 'offset 2: .*: no such wire type'
	assert_refused 'Model.graph(b"\x0c")' \
	    'offset 2: .*: the end of a group that does not begin'
	assert_refused 'Model.graph(b"\x0b\x14")' \
	    'offset 3: .*: end of another group'
	assert_refused 'Model.graph(b"\xfb\x01\x08\x01")' \
	    'offset 2: graph: a group does not end'
	assert_refused 'Model.graph(b"\x15123")' 'offset 2: .*a number is cut short'
	assert_refused 'Model.graph(b"\x111234567")' \
	    'offset 2: .*a number is cut short'
	assert_refused 'Model.graph(Graph.node(Node.attribute(
	    l(8,b"\x01\x80"))))' \
	    'offset 9: graph\.node\[0\]\.attribute\[0\]\.ints\[0\]: a number is cut short'
	assert_refused 'Model.graph(Graph.node(Node.attribute(
	    l(7,"12345"))))' 'offset 6: .*floats\[0\]: packed numbers are cut short'
	assert_refused 'Model.graph(Graph.initializer(l(5,b"\x80")))' \
	    'offset 6: graph\.initializer\[0\]\.int32_data\[0\]: a number is cut short'
}

@test "cut at every byte" {
	wire "Model.ir_version(8)+Model.graph(Graph.name('g'),
	    Graph.node($NODE,Node.attribute(Attribute.name('a'),
	    Attribute.type(5),Attribute.g(Graph.node(Node.op_type('B'))))),
	    Graph.initializer(Tensor.dims(1),Tensor.data_type(1),
	    Tensor.float_data(packed=[1])),
	    Graph.input(ValueInfo.type(Type.tensor_type(TypeTensor.shape(
	    TensorShape.dim(TensorShapeDimension.dim_value(300)))))))+
	    Model.opset_import(OperatorSetId.version(17))"
	cd "$T"
	local n size whole=0

	size=$(stat -c %s m.onnx)
	for ((n = 0; n < size; n++)); do
		head -c "$n" m.onnx >cut
		run --separate-stderr onnx2ndjson cut
		if [ "$status" = 0 ]; then
			assert_equal "$stderr" ''
			assert_equal "$(tail -n 1 <<<"$output" | cut -c1-13)" \
			    '{"kind":"end"'
			whole=$((whole + 1))
			continue
		fi
		assert_equal "$status" 2
		assert_equal "$output" ''
		assert_message 'onnx2ndjson: cut: .*'
	done
	# Whole again only behind the graph, where another field would begin.
	assert_equal "$whole" 1
	assert_trouble 'onnx2ndjson: cut: no graph: not an ONNX model' bash -c \
	    'head -c 2 m.onnx >cut; onnx2ndjson cut'
}

@test "a full disk" {
	run --separate-stderr bash -c "onnx2ndjson $MODELS/bert-tiny.ts.dyn.onnx >/dev/full"
	assert_equal "$status" 2
	assert_message 'onnx2ndjson: \(standard output\): No space left on device'
}

@test "usage" {
	assert_trouble 'onnx2ndjson: .*' bash -c 'onnx2ndjson --no-such 2>&1 >/dev/null | head -n 1 >&2; exit 2'
	run -0 onnx2ndjson --help
	assert_output 'usage: onnx2ndjson [-hV] [FILE ...]'
	run -0 onnx2ndjson -V
	assert_output --regexp '^onnx2ndjson \(hierutils\) '
}

# --- limits, at them and one past

@test "LIMIT_WIRE_DEPTH: 100 messages and groups" {
	# graph, input, type: 3; each turn 2 more; the tensor's type: 100.
	wire "Model.graph(Graph.input(ValueInfo.type(nested(48, lambda b:
	    Type.sequence_type(TypeSequence.elem_type(b)),
	    Type.tensor_type()))))"
	run -0 onnx2ndjson "$T/m.onnx"
	assert_refused "Model.graph(Graph.input(ValueInfo.type(nested(48, lambda b:
	    Type.sequence_type(TypeSequence.elem_type(b)),
	    Type.tensor_type(TypeTensor.shape())))))" \
	    'offset [0-9]+: graph\.input\[0\]\.type\.sequence_type\..*: nested too deep'
	wire 'Model.graph()+nested(100, lambda b: group(99, b))'
	run -0 onnx2ndjson "$T/m.onnx"
	assert_refused 'Model.graph()+nested(101, lambda b: group(99, b))' \
	    'offset [0-9]+: nested too deep'
	wire 'Model.graph(nested(99, lambda b: group(99, b)))'
	run -0 onnx2ndjson "$T/m.onnx"
	assert_refused 'Model.graph(nested(100, lambda b: group(99, b)))' \
	    'offset [0-9]+: graph: nested too deep'
	# A bomb of a million groups, one of bodies.
	assert_refused 'Model.graph(b"\x0b" * 1000000)' \
	    'offset [0-9]+: graph(\.node\[0\])?: nested too deep'
	wire 'Model.graph(nested(33, lambda b: Graph.node(Node.attribute(
	    Attribute.g(b)))))'
	run -0 onnx2ndjson "$T/m.onnx"
	assert_refused 'Model.graph(nested(34, lambda b: Graph.node(
	    Node.attribute(Attribute.g(b)))))' 'offset [0-9]+: .*: nested too deep'
}

# A model of so many bytes, a hole of weights to its end.
wire_to() {
	wire "varint(7<<3|2)+varint($1-6)+varint(5<<3|2)+varint($1-12)+
	    varint(9<<3|2)+varint($1-18)"
	assert_equal "$(stat -c %s "$T/m.onnx")" 18
	truncate -s "$1" "$T/m.onnx"
}

@test "LIMIT_FILE: 2^35-1 bytes" {
	wire_to 34359738367
	run_pipe "onnx2ndjson $T/m.onnx | jq -c 'select(.kind == \"initializer\") |
	    [.bytes, .offset]'"
	assert_output '[34359738349,18]'
	truncate -s 34359738368 "$T/m.onnx"
	assert_trouble "onnx2ndjson: $T/m.onnx: the file is larger than 2\^35-1 bytes" \
	    onnx2ndjson "$T/m.onnx"
}

@test "lengths beyond 2^31 and 2^32 are read, up to where they end" {
	wire_to 2147483648
	run -0 onnx2ndjson "$T/m.onnx"
	wire_to 4294967320
	run -0 onnx2ndjson "$T/m.onnx"
	# A node behind the weights.
	wire "varint(7<<3|2)+varint(4294967313)+varint(5<<3|2)+
	    varint(4294967302)+varint(9<<3|2)+varint(4294967296)"
	truncate -s $((18 + 4294967296)) "$T/m.onnx"
	printf '\x0a\x03\x22\x01A' >>"$T/m.onnx"
	run_pipe "onnx2ndjson $T/m.onnx | jq -r 'select(.kind == \"node\").op_type'"
	assert_output A
	truncate -s -1 "$T/m.onnx"
	assert_trouble ".*: offset 0: graph: its length runs past the end" \
	    onnx2ndjson "$T/m.onnx"
}

@test "LIMIT_STRING: 64 MiB" {
	wire 'Model.graph()+Model.doc_string("x" * (1 << 26))'
	run bash -o pipefail -c "onnx2ndjson $T/m.onnx | jq -r \
	    'select(.kind==\"model\").doc_string | length'"
	assert_output 67108864
	assert_refused 'Model.graph()+Model.doc_string("x" * ((1 << 26) + 1))' \
	    'offset 2: doc_string: the string is longer than 64 MiB'
	# In a tensor, too, though it is not in the digest.
	assert_refused 'Model.graph(Graph.initializer(Tensor.string_data(
	    "x" * ((1 << 26) + 1))))' \
	    'offset 10: .*string_data\[0\]: the string is longer than 64 MiB'
	wire 'Model.graph(Graph.initializer(Tensor.raw_data(
	    bytes((1 << 26) + 1))))'
	run -0 onnx2ndjson "$T/m.onnx"
}

@test "LIMIT_NAME: 4096 bytes of what graphs' ids are made of" {
	wire 'Model.graph(Graph.node(Node.attribute(Attribute.name("a"*4096),
	    Attribute.g())))+Model.functions(Function.name("f"*4096),
	    Function.domain("d"*4096),Function.overload("o"*4096))'
	run -0 onnx2ndjson "$T/m.onnx"
	assert_refused 'Model.graph(Graph.node(Node.attribute(
	    Attribute.name("a"*4097))))' \
	    'offset 9: graph\.node\[0\]\.attribute\[0\]\.name: the name is longer than 4096 bytes'
	for field in name domain overload; do
		assert_refused "Model.graph()+Model.functions(
		    Function.$field('a'*4097))" \
		    "offset 6: functions\[0\]\.$field: the name is longer than 4096 bytes"
	done
}

@test "LIMIT_PARTS: 65536 parts of a message that stands once" {
	wire 'Model.graph(Graph.name("g"))+b"\x3a\0" * 65536'
	run -0 onnx2ndjson "$T/m.onnx"
	assert_refused 'Model.graph(Graph.name("g"))+b"\x3a\0" * 65537' \
	    'offset [0-9]+: graph: too many parts of messages'
}

@test "LIMIT_LINE: a record of 256 MiB" {
	# NUL takes six bytes; what is left is made up in the domain.
	local head nul=$(((256 << 20) / 6 - 100)) plain

	wire 'Model.graph()'
	head=$(onnx2ndjson <"$T/m.onnx" | head -n 1 | wc -c)
	size() {
		wire "Model.graph()+Model.domain('x' * $1)+varint(6<<3|2)+
		    varint($nul)"
		truncate -s +"$nul" "$T/m.onnx"
	}
	size 1
	plain=$(onnx2ndjson <"$T/m.onnx" | head -n 1 | wc -c)
	plain=$(((256 << 20) - plain + 1))
	size "$plain"
	run bash -o pipefail -c "onnx2ndjson <$T/m.onnx | head -n 1 | wc -c"
	assert_output $((256 << 20))
	run -0 bash -o pipefail -c "onnx2ndjson <$T/m.onnx >/dev/null"
	size $((plain + 1))
	run --separate-stderr bash -c "onnx2ndjson <$T/m.onnx >/dev/null"
	assert_equal "$status" 2
	assert_message 'onnx2ndjson: \(standard input\): a record is longer than 256 MiB'
}

@test "LIMIT_VALUES: 64 elements" {
	run jq -c 'select(.kind=="initializer") | .values | length' \
	    <<<"$(records 'Model.graph(Graph.initializer(Tensor.data_type(7),
	    Tensor.dims(64),Tensor.raw_data(bytes(512))),
	    Graph.initializer(Tensor.data_type(7),Tensor.dims(65),
	    Tensor.raw_data(bytes(520))),
	    Graph.initializer(Tensor.data_type(7),Tensor.dims(64),
	    Tensor.int64_data(packed=[-1]*64)),
	    Graph.initializer(Tensor.data_type(7),Tensor.dims(65),
	    Tensor.int64_data(packed=[1]*65)))')"
	assert_output '64
0
64
0'
}

@test "what is text, or a pointer to a file, is told as that" {
	local text

	for text in '# A model' '{"a": 1}' $'<!DOCTYPE html>\r\n<p>\tü</p>' \
	    "$(printf 'ü%.0s' {1..400})" "$(printf 'aü%.0s' {1..400})" \
	    "a$(printf 'ü%.0s' {1..400})" $'\n\n'; do
		printf %s "$text" >"$T/x"
		assert_trouble 'onnx2ndjson: .*/x: no ONNX model: it is text' \
		    onnx2ndjson "$T/x"
	done
	printf 'version https://git-lfs.github.com/spec/v1\nsize 12\n' >"$T/x"
	assert_trouble 'onnx2ndjson: .*/x: a Git LFS pointer, not the file itself' \
	    onnx2ndjson "$T/x"
	assert_trouble 'tagwrite: .*/x: a Git LFS pointer, not the file itself' \
	    tagwrite --strip "$T/x"
	for text in '\n\n\xff\xfe' 'a\x01b' 'ab\xc3'; do
		printf "$text" >"$T/x"
		assert_trouble 'onnx2ndjson: .*/x: offset .*' onnx2ndjson "$T/x"
	done
}

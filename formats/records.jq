# records.jq: the stream of records(5), version 1, as an executable schema.
#
#	jq -enR -f records.jq <STREAM
#
# prints true, exit status 0; or on standard error, for each of the first ten
# faults, `line N: member: reason`, exit status 1.  It wants whole streams, as
# onnx2ndjson and the filters write them.  For jq 1.6 and later; one record is
# held at a time, and the ids of graphs and modules.
#
# What jq cannot see: a member that stands twice, whether an integer was
# written as 1.0, which byte a lone surrogate stands for.

# What each kind's members are; the codes are those of `is`.  What stands here
# not is unknown, and anything.
def named: {name: "s", doc_string: "s", metadata_props: "pairs",
    metadata_props_repeated: "more"};
def opsets: {opset_import: "counts", opset_import_repeated: "more_counts"};
def tensor: {dtype: "dtype", shape: "ints", bytes: "size", segment: "segment",
    offset: "size", external: "external", external_repeated: "more",
    sparse: "sparse", values: "values", doc_string: "s",
    metadata_props: "pairs", metadata_props_repeated: "more", name: "s"};
def attributes: {attribute_type: "types", attribute_repeated: "lists",
    attribute_doc_string: "pairs"};
def value: named + {graph: "s", index: "size", type: "type"};
def schema: {
	model: ({stream: "version", file: "s", size: "size", digest: "digest",
	    ir_version: "int", producer_name: "s", producer_version: "s",
	    domain: "s", model_version: "int", configuration: "devices",
	    tagged: "true"} +
	    named + opsets),
	module: {path: "path", class: "s", class_by: "by", type: "s",
	    parent: "path", depth: "size", leaf: "bool", calls: "size",
	    params: "size", total_params: "size", by: "by", order: "size",
	    trainable: "size", parameters: "parameters",
	    buffers: "parameters", children: "strings"},
	graph: ({graph: "s", initialization_binding: "pairs",
	    initialization_binding_repeated: "more", update_binding: "pairs",
	    update_binding_repeated: "more"} + named),
	function: ({graph: "s", domain: "s", overload: "s", input: "strings",
	    output: "strings", attribute: "strings",
	    attribute_proto: "attribute"} + attributes + named + opsets),
	input: value, output: value, value_info: value,
	initializer: ({graph: "s", index: "size", module: "path", param: "s",
	    transposed: "true", inferred: "true"} + tensor),
	quantization: {graph: "s", index: "size", tensor_name: "s",
	    parameters: "pairs", parameters_repeated: "more"},
	node: ({graph: "s", index: "size", name: "s", op_type: "s",
	    domain: "s", overload: "s", input: "strings", output: "strings",
	    attribute: "attribute", device_configurations: "shardings",
	    scope: "path", scope_by: "by", scope_also: "path",
	    scope_modules: "paths", scope_exact: "bool", call: "count", module: "path", modules: "paths",
	    exact: "bool", class: "s", by: "by",
	    confidence: "share", conflict: "conflicts"} + attributes + named),
	end: {records: "counts"}
};
def required: {
	model: ["stream", "size", "digest"], module: ["path", "depth", "leaf"],
	graph: ["graph"], function: ["graph"], input: ["graph", "index"],
	output: ["graph", "index"], value_info: ["graph", "index"],
	initializer: ["graph", "index", "dtype", "shape"],
	quantization: ["graph", "index"],
	node: ["graph", "index", "name", "op_type", "input", "output"],
	end: []
};
# The order of a graph's records.
def ranks: {graph: 0, function: 0, input: 1, output: 2, initializer: 3,
    quantization: 4, value_info: 5, node: 6};
def words: ["metadata", "map", "scope", "value", "initializer", "dataflow",
    "structure", "parent", "like", "root", "inferred"];
def type_names: ["UNDEFINED", "FLOAT", "INT", "STRING", "TENSOR", "GRAPH",
    "FLOATS", "INTS", "STRINGS", "TENSORS", "GRAPHS", "SPARSE_TENSOR",
    "SPARSE_TENSORS", "TYPE_PROTO", "TYPE_PROTOS"];
def dtype_names: ["UNDEFINED", "FLOAT", "UINT8", "INT8", "UINT16", "INT16",
    "INT32", "INT64", "STRING", "BOOL", "FLOAT16", "DOUBLE", "UINT32",
    "UINT64", "COMPLEX64", "COMPLEX128", "BFLOAT16", "FLOAT8E4M3FN",
    "FLOAT8E4M3FNUZ", "FLOAT8E5M2", "FLOAT8E5M2FNUZ", "UINT4", "INT4",
    "FLOAT4E2M1", "FLOAT8E8M0", "UINT2", "INT2", "FLOAT6E2M3", "FLOAT6E3M2"];

def fault($member; $reason): error("\($member): \($reason)");

def large: type == "string" and test("^-?[1-9][0-9]{15,19}$") and
    (tonumber | . >= 9007199254740992 or . <= -9007199254740992);
def int: if type == "number" then
    . == floor and . <= 9007199254740992 and . >= -9007199254740992
    else large end;
def size: int and (type == "string" and (startswith("-") | not) or . >= 0);
def special: . == "NaN" or . == "Infinity" or . == "-Infinity";
def float: type == "number" or special;
def string: type == "string";
def path: string and (. == "" or (split(".") | all(. != "")));
def list(item): type == "array" and all(.[]; item);
def object(item): type == "object" and all(.[]; item);
# A member that is there is so.
def opt($name; test): .[$name] | . == null or test;
def dtype: if type == "number" then int and . != 0
    else . as $name | dtype_names | index($name) != null end;

def type_proto:
	def shaped: type == "object" and (.dtype | dtype) and
	    opt("shape"; list(. == null or int or string)) and
	    opt("dim_denotation"; list(string)) and
	    ((has("dim_denotation") | not) or
	    (.dim_denotation | length) == (.shape | length));
	type == "object" and opt("denotation"; string) and
	    opt("tensor"; shaped) and opt("sparse_tensor"; shaped) and
	    opt("sequence"; type_proto) and opt("optional"; type_proto) and
	    opt("map"; type == "object" and (.key | dtype) and
	    (.value | type_proto)) and
	    opt("opaque"; object(string)) and
	    ([has("tensor", "sparse_tensor", "sequence", "optional", "map",
	    "opaque") | select(.)] | length <= 1);

def count: reduce .shape[] as $d (1; . * ($d | tonumber));
# The elements of a tensor, by its dtype.
def elements: .dtype as $d |
	.values | if $d | string | not then false
	elif $d == "BOOL" then list(type == "boolean")
	elif $d == "STRING" then list(string)
	elif $d | startswith("COMPLEX") then
		list(type == "array" and length == 2 and all(.[]; float))
	elif $d | test("^U?INT") then list(int)
	else list(float) end;

# One value, by its code; recursive for tensors in attributes.
def is($code):
	def whole: (has("offset") and has("external") | not) and
	    ((has("values") | not) or
	    (elements and count == (.values | length)));
	def tensor_object: type == "object" and has("dtype") and
	    has("shape") and . as $t |
	    all(tensor | to_entries[]; .value as $c | .key as $k |
	    $t | (has($k) | not) or (.[$k] | is($c))) and whole;
	if $code == "s" then string
	elif $code == "strings" then list(string)
	elif $code == "size" then size
	elif $code == "int" then int
	elif $code == "count" then size and . != 0
	elif $code == "path" then path
	elif $code == "paths" then list(path)
	elif $code == "by" then . as $w | words | index($w) != null
	elif $code == "dtype" then dtype
	elif $code == "ints" then list(int)
	elif $code == "type" then type_proto and . != {}
	elif $code == "pairs" then object(string)
	elif $code == "more" then object(list(string) and . != [])
	elif $code == "counts" then object(int)
	elif $code == "more_counts" then object(list(int) and . != [])
	elif $code == "lists" then object(type == "array" and . != [])
	elif $code == "bool" then type == "boolean"
	elif $code == "true" then . == true
	elif $code == "share" then . == null or
	    (type == "number" and . >= 0 and . < 1)
	elif $code == "version" then . == 1
	elif $code == "digest" then string and test("^[0-9a-f]{32}$")
	elif $code == "values" then type == "array" and length <= 64
	elif $code == "segment" then object(int)
	elif $code == "external" then object(int or string)
	elif $code == "sparse" then type == "object" and
	    (.values | tensor_object) and (.indices | tensor_object)
	elif $code == "tensor" then tensor_object
	elif $code == "attribute" then type == "object"
	elif $code == "types" then object(type == "number" or
	    . as $t | type_names | index($t) != null)
	elif $code == "parameters" then object(type == "object" and
	    opt("shape"; list(int)) and opt("dtype"; string) and
	    opt("tied"; string) and ((has("persistent") | not) or
	    .persistent == false))
	elif $code == "conflicts" then . != [] and list(type == "object" and
	    (.by | is("by")) and (.module | path))
	elif $code == "devices" then list(type == "object" and
	    opt("name"; string) and opt("num_devices"; int) and
	    opt("device"; list(string)))
	elif $code == "shardings" then list(type == "object" and
	    opt("configuration_id"; string) and opt("pipeline_stage"; int) and
	    opt("sharding_spec"; list(type == "object" and
	    opt("tensor_name"; string) and opt("device"; list(int)) and
	    opt("index_to_device_group_map"; list(type == "object" and
	    opt("key"; int) and opt("value"; list(int)))) and
	    opt("sharded_dim"; list(type == "object" and opt("axis"; int) and
	    opt("simple_sharding"; list(type == "object" and
	    opt("dim_value"; int) and opt("dim_param"; string) and
	    opt("num_shards"; int))))))))
	else error("no such code: " + $code) end;

# What is wrong with an attribute's value, or null; its type $of is null when
# the value shows it.
def attribute_fault($of):
	def one: if type == "number" or type == "string" then null
		elif type != "object" then "neither a value nor a type for it"
		elif has("graph") then if .graph | string then null
			else "\"graph\": not an id" end
		elif has("dtype") then if is("tensor") then null
			else "not a tensor" end
		elif has("ref") then "a reference without a type"
		elif . == {} then "{} without a type"
		elif type_proto then null else "not a type" end;
	def sort: if type != "object" then type
		elif has("graph") then "graph" elif has("dtype") then "tensor"
		else "type" end;
	if $of == null then
		if type != "array" then one
		elif . == [] then "an empty list without a type"
		elif all(.[]; type == "number") or all(.[]; string) then null
		else (map(sort) | unique | length) as $sorts |
			first(.[] | one | select(. != null)) //
			if $sorts > 1 then "a list of mixed types"
			else null end
		end
	elif type == "object" and has("ref") then
		if .ref | string then null else "\"ref\": not a name" end
	elif type == "null" then
		if ($of | type) == "number" or ($of | . == "UNDEFINED" or
		    . == "TENSOR" or . == "GRAPH" or . == "TYPE_PROTO" or
		    . == "SPARSE_TENSOR") then null
		else "null of type \($of)" end
	elif if $of == "INT" then large
		elif $of == "FLOAT" then special
		elif $of == "INTS" then . == [] or
			(list(int) and any(.[]; string))
		elif $of == "FLOATS" then . == [] or
			(list(float) and any(.[]; string))
		elif $of == "TYPE_PROTO" then . == {}
		elif $of == "TYPE_PROTOS" then . == [] or
			(list(type_proto) and any(.[]; . == {}))
		else . == [] and ($of | . == "STRINGS" or . == "TENSORS" or
			. == "GRAPHS" or . == "SPARSE_TENSORS") end
	then null
	else "not of the type \($of), or a type that it shows" end;

# Checks a record's attributes; $member is where they stand.
def check_attributes($member):
	(.attribute_type // {}) as $types |
	(.[$member] // {}) as $values |
	($types | keys_unsorted[] |
	    if . as $k | $values | has($k) then empty
	    else fault("attribute_type"; "\"\(.)\" is no attribute") end),
	(.attribute_repeated // {} | keys_unsorted[] |
	    if . as $k | $values | has($k) then empty
	    else fault("attribute_repeated"; "\"\(.)\" stands once") end),
	($values | keys_unsorted[] as $k | .[$k] |
	    attribute_fault($types[$k]) | if . == null then empty
	    else fault($member; "\"\($k)\": \(.)") end);

# The ids of the graphs that attributes hold, in order.
def bodies($member):
	[(.[$member] // {} | .[]), (.attribute_repeated // {} | .[] | .[]) |
	    if type == "array" then .[] else . end |
	    objects | .graph | strings];

def check_members($kind; $schema; $required):
	(($required[$kind] // [])[] as $k | if has($k) then empty
	    else fault($k; "missing") end),
	(keys_unsorted[] as $k | $schema[$kind][$k] as $code |
	    if $code == null then empty
	    elif .[$k] | is($code) then empty
	    elif $code == "version" then
		fault($k; "version \(.[$k]) is not known")
	    else fault($k; "not \({s: "a string", strings: "a list of strings",
		size: "an integer of at least 0", int: "an integer",
		path: "a module's path", digest: "32 hexadecimal digits",
		bool: "true or false", dtype: "a type of element",
		ints: "a list of integers"}[$code] //
		"as records(5) says")") end),
	(if $kind == "node" then check_attributes("attribute")
	elif $kind == "function" then check_attributes("attribute_proto")
	elif $kind == "initializer" then
		if has("offset") and has("external") then
			fault("external"; "stands beside \"offset\"")
		elif has("values") | not then empty
		elif elements | not then
			fault("values"; "not of dtype \(.dtype)")
		elif count != (.values | length) then
			fault("values"; "not as many as \"shape\" says")
		else empty end
	else empty end);

# Bodies come behind the last node of their graph.
def bodies_due:
	if .fresh then .due = .fresh + .due | .fresh = null else . end;

# A new graph begins: its id must be due.
def begin_graph($r):
	bodies_due | $r.graph as $id | (.due[0]) as $first |
	if .seen[$id] then fault("graph"; "\"\($id)\" stands twice")
	elif $first == $id then .due |= .[1:]
	elif .due | index($id) != null and ($id | test("#[0-9]+(\\[[0-9]+\\])?$")) then
		.due -= [$id]
	elif $first != null then fault("graph"; "\"\($id)\" before \"\($first)\"")
	elif .graph == null then if $id == "main" and $r.kind == "graph" then .
		else fault("graph"; "\"\($id)\" before \"main\"") end
	elif $r.kind == "function" then
		if $id | startswith("function/") | not then
			fault("graph"; "\"\($id)\" is no function's id")
		elif .training then
			fault("graph"; "a function behind a training graph")
		else . end
	elif $id | test("^training/[0-9]+/(initialization|algorithm)$") then
		.training = true
	else fault("graph"; "\"\($id)\" is no attribute's") end |
	if $r.kind == "graph" and ($id | test("^function/[^/]*$")) then
		fault("kind"; "a function that is called a graph")
	else .seen[$id] = true | .graph = $id | .rank = 0 | .index = 0 end;

# One record within a graph.
def in_graph($r; $rank):
	if $r.graph != .graph then
		if .seen[$r.graph] then
			fault("graph"; "\"\($r.graph)\" has ended")
		else fault("graph"; "\"\($r.graph)\" has no record of its own") end
	elif $rank < .rank then fault("kind"; "\($r.kind) comes too late")
	elif $r.index != (if $rank == .rank then .index else 0 end) then
		fault("index"; "\($r.index) is not next")
	else .rank = $rank | .index = $r.index + 1 end;

def in_tree($r):
	if .graph != null then fault("kind"; "module comes too late")
	elif .modules[$r.path] then fault("path"; "\"\($r.path)\" stands twice")
	elif $r.path == "" then
		if $r.depth != 0 then fault("depth"; "not 0") else . end
	elif $r.parent == null then fault("parent"; "missing")
	elif .modules[$r.parent] | not then
		fault("parent"; "\"\($r.parent)\" does not stand before")
	elif $r.depth != .modules[$r.parent] then
		fault("depth"; "not its parent's plus 1")
	else . end |
	.modules[$r.path] = $r.depth + 1;

# The state after a record.
def record($r; $schema; $required; $ranks):
	($r | if type != "object" then fault("kind"; "the record is no object")
	    elif keys_unsorted[0] != "kind" then
		fault("kind"; "not the first member")
	    elif .kind | string | not then fault("kind"; "not a string")
	    else .kind end) as $kind | $ranks[$kind] as $rank |
	if $kind == "map" then fault("kind"; "map stands in module maps only")
	elif .open | not then
		if $kind != "model" then fault("kind"; "\($kind) before \"model\"")
		else {n: .n, open: true, due: [], seen: {}, modules: {}} end
	elif $kind == "model" then fault("kind"; "\"model\" before \"end\"")
	else . end |
	($r | first(check_members($kind; $schema; $required)) // null) as $_ |
	if $rank == 0 then begin_graph($r)
	elif $rank != null then in_graph($r; $rank)
	elif $kind == "module" then in_tree($r)
	elif $kind == "end" then
		bodies_due |
		if .graph == null then fault("kind"; "\"end\" without a graph")
		elif .due != [] then
			fault("attribute"; "\"\(.due[0])\" has no records")
		else {n: .n, open: false} end
	else . end |
	if $kind == "node" and $r.attribute then
		($r | bodies("attribute")) as $b |
		if $b != [] then .fresh += $b else . end
	elif $kind == "function" and $r.attribute_proto then
		.fresh = ($r | bodies("attribute_proto"))
	else . end;

def step($line; $schema; $required; $ranks):
	.n += 1 | .fault = null |
	. as $old |
	if $line == null then
		if .n == 1 then .fault = "line 1: the stream is empty"
		elif .open then
			.fault = "line \(.n): no \"end\": the stream was cut"
		else . end
	elif $line | test("[^ \t\r]") | not then
		.fault = "line \(.n): an empty line"
	else
		# In jq 1.6 a try catches what comes behind it, too, unless
		# it stands in an array of its own.
		([$line | try [fromjson] catch .] | .[0]) as $json |
		try (if $json | type == "string" then
			error("no JSON: " + ($json | split(" at ")[0]))
		    else record($json[0]; $schema; $required; $ranks) end)
		catch (. as $why | $old | .fault = "line \(.n): \($why)")
	end;

schema as $schema | required as $required | ranks as $ranks |
[limit(10; foreach (inputs, null) as $line ({n: 0, open: false};
    step($line; $schema; $required; $ranks); .fault | strings))] |
if . == [] then true else (join("\n") + "\n") | halt_error(1) end

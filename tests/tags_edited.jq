# tags_edited.jq: an attributed stream that says of the nodes what no name, no
# parameter and no neighbour would.
#
#	jq -c -f tags_edited.jq <STREAM
#
# The modules become four that the file never had, one of them with members that
# nobody knows; the nodes are, in turn, of one of them, of its second call, of
# two merged, somewhere below one, or the root's by fallback.

def record($path; $parent; $depth; $leaf; $more):
	{kind: "module", path: $path} + $more +
	(if $parent == null then {} else {parent: $parent} end) +
	{depth: $depth, leaf: $leaf};
def tree:
	record(""; null; 0; false; {class: "m.Net", class_by: "metadata",
	    type: "custom"}),
	record("z.9"; ""; 1; false; {class: "m.Zed", class_by: "map",
	    type: "other"}),
	(record("z.9.it's \"odd\"\\"; "z.9"; 2; true; {class: "m.Odd",
	    class_by: "inferred"}) + {calls: 3, params: 7, total_params: 7,
	    by: "structure", later: {a: [1.50, "é"]}}),
	(record("a"; ""; 1; true; {}) + {by: "like"});
def belongs($path; $modules): .module = $path |
	.modules = [$path] + $modules | .by = "value" |
	del(.exact, .call, .class) |
	{"": "m.Net", "z.9": "m.Zed", "z.9.it's \"odd\"\\": "m.Odd"}[$path]
	    as $class |
	if $class then .class = $class else . end;

if .kind == "module" then if .path == "" then tree else empty end
elif .kind != "node" then .
else (.index % 5) as $n |
	if $n == 0 then belongs("z.9.it's \"odd\"\\"; [])
	elif $n == 1 then belongs("a"; []) | .call = 2
	elif $n == 2 then belongs("a"; ["z.9", ""])
	elif $n == 3 then belongs("z.9"; []) | .exact = false
	else belongs(""; []) | .by = "root" end
end

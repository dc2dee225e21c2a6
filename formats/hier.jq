# hier.jq: questions about an attributed stream, records(5), for jq 1.6 and later.
#
#	jq -L DIR 'include "hier"; under("encoder.layer.1") | .name' STREAM
#
# Each takes a record and gives it, or nothing, so that they stand in a pipe;
# those that make something new of all records take these as an argument:
# `jq -n 'include "hier"; tree(inputs)'`.  A path is a module's, "" the root.

# Is the path (the input) the module, or below it?  Never by half a component.
def within($of):
	. != null and
	    ($of == "" or . == $of or startswith($of + "."));

def modules: select(.kind == "module");
def nodes: select(.kind == "node");
def initializers: select(.kind == "initializer");

# What belongs to a module or below: module records, nodes, initializers.
def under($of):
	select(if .kind == "module" then .path else .module end
	    | within($of));
# What is the module's alone.
def own($of):
	select(if .kind == "module" then .path else .module end == $of);

# Module records: right below a module; from the root to it; of a class, whole or
# its last component, or a type; to a depth, the root's being 0.
def children($of): modules | select(.parent == $of);
def path_to($of):
	modules | select(.path as $above | $of | within($above));
def by_class($class):
	modules | select(.class != null and
	    (.class == $class or (.class | endswith("." + $class))));
def by_type($type): modules | select(.type == $type);
def to_depth($depth): modules | select(.depth <= $depth);

# Nodes that are not where they are for want of evidence; those that are.
def known: nodes | select(.module != "" or .by != "root");
def fallback: nodes | select(.module == "" and .by == "root");

# How many there are of each: count(inputs | nodes; .op_type).
def count(records; key):
	reduce (records | key | tostring) as $key ({}; .[$key] += 1);

# The tree of one model's module records: {path, class, type, nodes, children},
# the children a list of the same, in their order.
def tree(records):
	def branch($all; $path):
		$all.module[$path] + {nodes: ($all.own[$path] // 0),
		    children: [($all.below[$path] // [])[] as $child |
		    branch($all; $child)]};
	reduce records as $r ({module: {}, below: {}, own: {}};
		if $r.kind == "module" then
			.module[$r.path] = ($r | {path, class, type} |
			    del(.[] | nulls)) |
			if $r.path == "" then . else
				.below[$r.parent] += [$r.path]
			end
		elif $r.kind == "node" then
			.own[$r.module] += 1
		else . end) |
	branch(.; "");

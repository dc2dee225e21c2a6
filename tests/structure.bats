#!/usr/bin/env bats
# structure: nodes between known ones, in nets by hand without any metadata.
load lib

# Of a net on stdin, a line a node, "OP INPUTS > OUTPUT = MODULE": a stream in
# $T/s, and in $T/want the modules, with "~" where they are not exact, "?" where
# it is no matter.  Inputs with a dot are parameters; val_N are weights without
# a name, c_N constants.
net() {
	local op rest value out n=0 i=0
	local -A seen=()

	: >"$T/nodes"
	: >"$T/weights"
	: >"$T/want"
	while IFS='=' read -r rest value; do
		echo "${value# }" >>"$T/want"
		read -r op rest <<<"${rest% }"
		out=${rest#*> } rest=${rest%% >*}
		jq -cn --arg o "$op" --argjson i "$n" --arg in "$rest" \
		    --arg out "$out" '{kind: "node", graph: "main",
		    index: $i, name: "", op_type: $o, input: ($in / " "),
		    output: [$out]}' >>"$T/nodes"
		n=$((n + 1))
		for value in $rest; do
			[[ $value == *.* || $value == val_* || $value == c_* ]] ||
				continue
			[ -z "${seen[$value]-}" ] || continue
			seen[$value]=yes
			jq -cn --arg n "$value" --argjson i "$i" '{
			    kind: "initializer", graph: "main", index: $i,
			    name: $n, dtype: "FLOAT"} + if $n |
			    test("weight$|^val_") then {shape: [8, 8],
			    bytes: 256} elif $n[:2] == "c_" then {shape: [],
			    bytes: 4} else {shape: [8], bytes: 32} end' \
			    >>"$T/weights"
			i=$((i + 1))
		done
	done
	stream '{"kind":"graph","graph":"main"}' "$(<"$T/weights")" \
	    "$(<"$T/nodes")" >"$T/s"
}

# The modules are as the net says; $@ are options of scopemap.
as_wanted() {
	scopemap "$@" "$T/s" | attribute | jq -r 'select(.kind == "node") |
	    .module + if .exact == false then " ~" else "" end' |
	    awk 'NR == FNR { want[NR] = $0; next }
		{ print want[FNR] == "?" ? "?" : $0 }' "$T/want" - >"$T/said"
	diff "$T/want" "$T/said"
}

@test "a norm that was taken apart ends at the sum that it is given" {
	net <<-'E'
	MatMul x a.fc.weight > h = a.fc
	Add h x > s = a
	Pow s c_2 > p = norm
	ReduceMean p > m = norm
	Add m c_3 > e = norm
	Sqrt e > q = norm
	Div s q > d = norm
	Mul d norm.weight > y = norm
	E
	as_wanted
}

@test "a sum is of what calls the norm behind it, not of what took the value" {
	net <<-'E'
	LayerNormalization i e.weight > x = e
	MatMul x l.0.at.q.weight > q = l.0.at.q
	MatMul q l.0.at.o.weight > o = l.0.at.o
	Add o x > s = l.0
	LayerNormalization s l.0.norm.weight > t = l.0.norm
	MatMul t l.0.ff.a.weight > a = l.0.ff.a
	MatMul a l.0.ff.b.weight > b = l.0.ff.b
	Add b t > u = l.0
	LayerNormalization u l.0.last.weight > y = l.0.last
	E
	as_wanted
}

@test "a sum stays where the value is normed first, or the sum goes on" {
	net <<-'E'
	LayerNormalization i e.weight > x = e
	LayerNormalization x l.0.at.norm.weight > n = l.0.at.norm
	MatMul n l.0.at.q.weight > q = l.0.at.q
	MatMul q l.0.at.o.weight > o = l.0.at.o
	Add o x > s = l.0.at
	LayerNormalization s l.0.norm.weight > y = l.0.norm
	E
	as_wanted
	net <<-'E'
	LayerNormalization i e.weight > x = e
	MatMul x l.0.at.q.weight > q = l.0.at.q
	MatMul q l.0.at.o.weight > o = l.0.at.o
	Add o x > s = l.0.at
	LayerNormalization s l.0.norm.weight > t = l.0.norm
	MatMul t l.0.ff.weight > y = l.0.ff
	MatMul s l.0.gg.weight > z = l.0.gg
	E
	as_wanted
}

@test "a value that is taken outside its maker's caller has left that one" {
	net <<-'E'
	Conv i m.patch.conv.weight > x = m.patch.conv
	Conv x m.at.q.weight > q = m.at.q
	Conv q m.at.o.weight > o = m.at.o
	Add o x > s = m.at
	Conv s m.patch.last.weight > y = m.patch.last
	E
	as_wanted
	net <<-'E'
	Conv i m.patch.conv.weight > x = m.patch.conv
	Conv x m.patch.q.weight > q = m.patch.q
	Add q x > s = m.patch
	Conv s m.patch.last.weight > y = m.patch.last
	E
	as_wanted
}

@test "a list adds nothing: what is round it does" {
	net <<-'E'
	Conv i f.0.0.weight > x = f.0.0
	Conv x f.1.conv.0.0.weight > p = f.1.conv.0.0
	Conv p f.1.conv.1.0.weight > q = f.1.conv.1.0
	Add q x > s = f.1
	Conv s f.2.conv.0.0.weight > r = f.2.conv.0.0
	Conv r f.2.conv.1.0.weight > t = f.2.conv.1.0
	Add t s > u = f.2
	Conv u g.weight > y = g
	E
	as_wanted
}

@test "a module round one child adds what it was given" {
	net <<-'E'
	Conv i e.weight > x = e
	LayerNormalization x l.0.fn.norm.weight > n = l.0.fn.norm
	MatMul n l.0.fn.net.weight > q = l.0.fn.net
	Add q x > s = l.0
	LayerNormalization s l.1.fn.norm.weight > y = l.1.fn.norm
	E
	as_wanted
}

@test "a module round one child does not add what that has made" {
	net <<-'E'
	Conv i e.weight > x = e
	MatMul x l.0.fn.a.weight > a = l.0.fn.a
	MatMul a l.0.fn.b.weight > b = l.0.fn.b
	Add b a > s = l.0.fn
	MatMul s l.0.fn.c.weight > y = l.0.fn.c
	E
	as_wanted
}

@test "between neighbours in a list it is what calls them, not the list" {
	net <<-'E'
	MatMul x head.layers.0.weight > a = head.layers.0
	Relu a > b = head ~
	MatMul b head.layers.1.weight > c = head.layers.1
	Relu c > d = head.layers.2
	MatMul d head.layers.3.weight > y = head.layers.3
	E
	as_wanted
}

@test "between members that have children, somewhere in the list" {
	net <<-'E'
	MatMul x m.list.0.fc.weight > a = m.list.0.fc
	Neg a > b = m.list ~
	MatMul b m.list.1.fc.weight > c = m.list.1.fc
	MatMul c m.last.weight > y = m.last
	E
	as_wanted
}

# module PATH CLASS PARAMETERS: a line of a map.
module() {
	jq -cn --arg p "$1" --arg c "$2" --argjson n "$3" '{kind: "module",
	    path: $p, class: $c, params: $n}'
}

@test "a SiLU does x * sigmoid(x), no other product and no other sigmoid" {
	{
		module '' Net 0
		module mlp MLP 0
		module mlp.gate torch.nn.modules.linear.Linear 64
		module mlp.up torch.nn.modules.linear.Linear 64
		module mlp.down torch.nn.modules.linear.Linear 64
		module mlp.act torch.nn.modules.activation.SiLU 0
	} >"$T/map.ndjson"
	net <<-'E'
	MatMul x mlp.gate.weight > a = mlp.gate
	MatMul x mlp.up.weight > b = mlp.up
	Sigmoid a > c = mlp.act
	Mul c a > d = mlp.act
	Mul d b > e = mlp ~
	MatMul e mlp.down.weight > y = mlp.down
	E
	as_wanted -m "$T/map.ndjson"
	net <<-'E'
	MatMul x mlp.gate.weight > a = mlp.gate
	MatMul x mlp.up.weight > b = mlp.up
	Sigmoid a > c = mlp ~
	Mul c b > d = mlp ~
	MatMul d mlp.down.weight > y = mlp.down
	E
	as_wanted -m "$T/map.ndjson"
}

@test "weights without names: an embedding tied to one, one of several calls" {
	{
		module '' Net 0
		module emb torch.nn.modules.sparse.Embedding 64
		module fc torch.nn.modules.linear.Linear 72
		module head torch.nn.modules.linear.Linear 64
	} >"$T/map.ndjson"
	net <<-'E'
	Gather head.weight i > x = ?
	MatMul x val_1 > a = fc
	Relu a > b = ?
	MatMul b val_1 > c = fc
	MatMul c val_2 > y = head
	E
	as_wanted -m "$T/map.ndjson"
	# One weight less than modules: nobody knows which is missing.
	net <<-'E'
	Gather head.weight i > x = ?
	MatMul x val_1 > a = ~
	MatMul a val_1 > y = ~
	E
	sed -i 's/^~$/ ~/' "$T/want"
	as_wanted -m "$T/map.ndjson"
}

@test "50,000 sums of one value" {
	local weights

	weights=$(for i in 0 1; do
		jq -cn --argjson i "$i" '{kind: "initializer", graph: "main",
		    index: $i, name: "a.\($i).weight", dtype: "FLOAT",
		    shape: [8, 8], bytes: 256}'
	done)
	stream '{"kind":"graph","graph":"main"}' "$weights" "$(awk '
	function node(op, a, b, to) {
		printf "{\"kind\":\"node\",\"graph\":\"main\",\"index\":%d,", i++
		printf "\"name\":\"\",\"op_type\":\"%s\",", op
		printf "\"input\":[\"%s\",\"%s\"],\"output\":[\"%s\"]}\n", a, b, to
	}
	BEGIN {
		node("MatMul", "x", "a.0.weight", "s0")
		for (k = 1; k <= 50000; k++)
			node("Add", "s" k - 1, "s0", "s" k)
		node("MatMul", "s50000", "a.1.weight", "y")
	}')" >"$T/s"
	scopemap "$T/s" | timeout 3 attribute >/dev/null
}

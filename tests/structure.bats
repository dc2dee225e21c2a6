#!/usr/bin/env bats
# structure: nodes between known ones, in nets by hand without any metadata.
load lib

# Of a net on stdin, a line a node, "OP INPUTS > OUTPUT = MODULE": a stream in
# $T/s, and in $T/want the modules, with "~" where they are not exact.  Inputs
# with a dot are parameters; val_N are weights without a name, c_N constants.
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
	    .module + if .exact == false then " ~" else "" end' >"$T/said"
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

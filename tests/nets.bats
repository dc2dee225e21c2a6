#!/usr/bin/env bats
# TorchScript names that are hard to invert: tests/nets, made by make_nets.py,
# with the module and the call of every node that was traced in one.
load lib

# "index module call" of each node whose truth is known, as attribute says it.
said() {
	awk -F '\t' 'NR == FNR { known[$1]; next } $1 in known' \
		"$T/truth" <(onnx2ndjson "$1" | scopemap | attribute |
		jq -r 'select(.kind == "node" and .graph == "main") |
		    [.index, .module, .call // 1] | @tsv')
}

@test "every node of every net: the module and the call" {
	local net n=0
	for net in "$TOP"/tests/nets/*.onnx; do
		jq -r 'select(.module != null) | [.index, .module, .call] |
		    @tsv' "${net%.onnx}.truth.ndjson" >"$T/truth"
		said "$net" >"$T/said"
		diff "$T/truth" "$T/said" || fail "$net"
		n=$((n + $(wc -l <"$T/truth")))
	done
	[ "$n" -gt 700 ]
}

@test "no node of them falls back to the root" {
	local net
	for net in "$TOP"/tests/nets/*.onnx; do
		onnx2ndjson "$net" | scopemap | attribute |
			jq -e -n '[inputs | select(.by == "root")] == []' \
			>/dev/null || fail "$net"
	done
}

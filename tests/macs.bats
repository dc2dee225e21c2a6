#!/usr/bin/env bats
# Multiply-accumulates and activation bytes: the rules, where shapes come from,
# and that other programs count the same.

load lib

@test "each rule counts what its formula says, and what is unknown is so" {
	run "$BUILD/tests/unit/macs"
	assert_output ok
	assert_success
}

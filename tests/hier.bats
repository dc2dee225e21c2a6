#!/usr/bin/env bats
# hier: one command from models to trees, whatever the files are called.

load lib

setup() {
	cd "$T"
	cp "$MODELS/toy-shared.ts.onnx" a.onnx
	cp "$MODELS/toy-lstm-tagger.ts.onnx" b.onnx
	head -c 500 a.onnx >broken.onnx
}

pipeline() {
	onnx2ndjson "$@" | scopemap | attribute
}

# A folder with hier, and with filters as they are built.
installed() {
	mkdir -p "$1"
	cp "$TOP"/scripts/hier{,-run.bash} "$BUILD"/bin/* "$1"
}

@test "a model's tree and the honest line" {
	cp "$MODELS/bert-tiny.ts.dyn.onnx" .
	hier bert-tiny.ts.dyn.onnx >out
	assert_golden hier/bert-tiny.tree out
	pipeline a.onnx | hierstats >want
	hier a.onnx >out
	cmp want out
}

@test "several models: in order, an empty line between them" {
	{ hier b.onnx; echo; hier a.onnx; echo; hier b.onnx; } >want
	hier b.onnx a.onnx b.onnx >out
	cmp want out
	hier -j 1 b.onnx a.onnx b.onnx >out
	cmp want out
}

@test "one that fails is told and does not stop the rest" {
	run --separate-stderr hier -d 0 broken.onnx a.onnx nosuch.onnx b.onnx broken.onnx
	assert_equal "$status" 2
	assert_equal "$output" "$(hier -d 0 a.onnx; echo; hier -d 0 b.onnx)"
	assert_equal "$(cut -d : -f 1,2 <<<"$stderr")" 'onnx2ndjson: broken.onnx
onnx2ndjson: nosuch.onnx
onnx2ndjson: broken.onnx'
	run --separate-stderr hier broken.onnx
	assert_equal "$status" 2
	assert_equal "$output" ''
	assert_message 'onnx2ndjson: broken.onnx: .*'
}

@test "a stage that fails names itself and the model, once" {
	local stage

	installed bin
	for stage in scopemap attribute hierstats; do
		mv "bin/$stage" kept
		# hierstats must answer for its options.
		printf '%s\n' '#!/bin/sh' 'head -n 9 >lines' \
		    '[ $(grep -c . lines) -gt 2 ] || exit 0' \
		    'echo "${0##*/}: (standard input):9: boom" >&2; exit 2' \
		    >"bin/$stage"
		chmod +x "bin/$stage"
		run --separate-stderr bin/hier a.onnx
		assert_equal "$status" 2
		assert_equal "$output" ''
		assert_equal "$stderr" "$stage: (standard input):9: boom
hier: a.onnx: $stage failed"
		mv kept "bin/$stage"
	done
	printf '#!/bin/sh\nkill -9 $$\n' >bin/attribute
	run --separate-stderr bin/hier a.onnx
	assert_equal "$status" 2
	[[ $stderr = *'hier: a.onnx: attribute failed' ]]
}

@test "file names with anything in them" {
	local name names=('a b' "it's" 'say "hi"' $'new\nline' '-dash' '--' '$(touch bad)'
	    ';touch bad' '*' '\n' $'\e[2J' $'\xff\xfe' '|' '&' '~' '{1}' 'ü' 'a=b')

	mkdir odd
	for name in "${names[@]}"; do
		cp a.onnx "odd/$name.onnx"
		run --separate-stderr hier -f summary "odd/$name.onnx"
		assert_success
		assert_equal "$stderr" ''
		[[ $output = *': 61 nodes: '* ]]
	done
	cd odd
	run --separate-stderr hier -f summary -- *
	assert_success
	assert_equal "$stderr" ''
	assert_equal "$(grep -c ': 61 nodes: ' <<<"$output")" ${#names[@]}
	hier -o ../kept -f summary -- * >/dev/null
	for name in "${names[@]}"; do
		pipeline -- "$name.onnx" | cmp - "../kept/$name.ndjson"
	done
	[ ! -e bad ]
}

@test "what -x prints is what runs" {
	local args

	mkdir "it's"
	cp a.onnx "it's/a b.onnx"
	for args in '' '-f summary' "-m blocks.*.ff -d 3" '-b op_type,by -n 2'; do
		hier -x $args a.onnx "it's/a b.onnx" >want 2>commands
		run cat commands
		assert_line --index 0 --partial 'onnx2ndjson a.onnx | '
		assert_equal ${#lines[@]} 2
		sed '2s/^/echo;/' commands >script
		case $args in
		*summary*) cp commands script ;;
		esac
		bash script >out
		cmp want out
	done
	hier -x -o dir a.onnx >want 2>commands
	rm dir/a.ndjson
	bash commands >out
	cmp want out
	pipeline a.onnx | cmp - dir/a.ndjson
	run hier -x -f summary -m '**' a.onnx
	assert_line --index 0 --partial "hierstats -f summary -m '**'"
}

@test "-o keeps the streams, whole or not at all" {
	(umask 027; hier -o new/dir a.onnx b.onnx >out)
	hier a.onnx b.onnx | cmp - out
	pipeline a.onnx | cmp - new/dir/a.ndjson
	pipeline b.onnx | cmp - new/dir/b.ndjson
	run stat -c %a new/dir/a.ndjson
	assert_output 640
	echo old >new/dir/broken.ndjson
	run --separate-stderr hier -o new/dir broken.onnx a.onnx
	assert_equal "$status" 2
	run cat new/dir/broken.ndjson
	assert_output old
	run ls -A new/dir
	assert_output 'a.ndjson
b.ndjson
broken.ndjson'
	hier -f summary -o -dash a.onnx >out
	pipeline a.onnx | cmp - ./-dash/a.ndjson
	run --separate-stderr hier -o a.onnx b.onnx
	assert_equal "$status" 2
	assert_equal "$output" ''
}

@test "-o gives no name to two models" {
	mkdir x y z
	cp a.onnx x/m.onnx
	cp b.onnx y/m.onnx
	cp a.onnx z/m.2.onnx
	run --separate-stderr hier -f summary -o out x/m.onnx y/m.onnx z/m.2.onnx x/m.onnx
	assert_success
	assert_equal "$stderr" 'hier: y/m.onnx: another model has this name, its stream is kept as m.2.ndjson
hier: z/m.2.onnx: another model has this name, its stream is kept as m.2.2.ndjson
hier: x/m.onnx: another model has this name, its stream is kept as m.3.ndjson'
	pipeline x/m.onnx | cmp - out/m.ndjson
	pipeline y/m.onnx | cmp - out/m.2.ndjson
	pipeline z/m.2.onnx | cmp - out/m.2.2.ndjson
	pipeline x/m.onnx | cmp - out/m.3.ndjson
}

@test "stopped, it leaves no temporary file" {
	local pid i

	mkfifo slow.onnx
	hier -o out slow.onnx 3>&- &
	pid=$!
	for ((i = 0; i < 100; i++)); do
		compgen -G 'out/.slow.*' >/dev/null && break
		sleep 0.1
	done
	compgen -G 'out/.slow.*'
	sleep 0.3
	kill -TERM "$pid"
	wait "$pid" || true
	timeout 10 bash -c ': >slow.onnx' || true
	run ls -A out
	assert_output ''
}

@test "a stream that was kept is a model, too" {
	hier -o kept a.onnx b.onnx >want
	mv kept/a.ndjson kept/-a
	cd kept
	hier -x -- -a b.ndjson >out 2>commands
	cmp ../want out
	run cat commands
	assert_output 'hierstats -- -a
hierstats b.ndjson'
	hier -d 0 ../b.onnx -- -a >out
	assert_equal "$(grep onnx out)" $'../b.onnx\na.onnx'
	# Kept again, also where it lies; what is no stream any more is told.
	hier -o . b.ndjson >/dev/null
	pipeline ../b.onnx | cmp - <(sed 's/"file":"b/"file":"..\/b/' b.ndjson)
	head -n 9 b.ndjson >short
	run --separate-stderr hier short
	assert_equal "$status" 2
	assert_equal "$stderr" 'hierstats: short:9: cut short: no end record
hier: short: hierstats failed'
	onnx2ndjson ../a.onnx >bare
	run --separate-stderr hier bare
	assert_equal "$status" 2
	[[ $stderr = 'hierstats: bare:'*': not attributed, run scopemap and attribute'* ]]
}

@test "a map is laid over a kept stream" {
	printf '{"kind":"module","path":"%s","class":"my.Net"}\n' '' fc >map
	hier -o kept a.onnx >/dev/null
	hier --map map a.onnx >want
	grep -q Net want
	run --separate-stderr hier -x --map map kept/a.ndjson
	assert_output "$(cat want)"
	assert_equal "${stderr_lines[0]}" \
	    'scopemap -m map kept/a.ndjson | attribute | hierstats'
	head -n 9 kept/a.ndjson >short
	run --separate-stderr hier --map map short
	assert_equal "$status" 2
	assert_equal "$stderr" 'scopemap: short:9: cut short: no end record
hier: short: scopemap failed'
}

@test "- is standard input, also among others" {
	pipeline - <a.onnx | hierstats >want
	hier - <a.onnx >out
	cmp want out
	run --separate-stderr bash -c 'hier -f summary b.onnx - broken.onnx <a.onnx'
	assert_equal "$status" 2
	assert_equal "$output" "$(hier -f summary b.onnx; hier -f summary - <a.onnx)"
	hier -f summary -o kept - <a.onnx >/dev/null
	pipeline - <a.onnx | cmp - kept/stdin.ndjson
}

@test "without GNU parallel it goes one by one" {
	local name

	hier a.onnx b.onnx broken.onnx >want 2>want.err || true
	installed bin
	mkdir tools
	for name in awk bash cat getopt grep head mktemp readlink rm sed; do
		ln -s "$(command -v "$name")" tools/
	done
	run --separate-stderr env PATH="$T/tools" bin/hier a.onnx b.onnx broken.onnx
	assert_equal "$status" 2
	assert_equal "$output" "$(cat want)"
	assert_equal "$stderr" "$(cat want.err)"
}

@test "filters are found beside hier, in the build folder, on PATH" {
	local tools=/usr/local/bin:/usr/bin:/bin

	hier -f summary a.onnx >want
	installed with
	mkdir links
	ln -s ../with/hier links/hier
	PATH=$tools links/hier -f summary a.onnx | cmp - want
	mkdir -p tree/scripts tree/build
	mv with tree/build/bin
	mv tree/build/bin/hier{,-run.bash} tree/scripts/
	env -u HIERUTILS_BUILD PATH=$tools tree/scripts/hier -f summary a.onnx |
	    cmp - want
	mkdir alone
	cp "$TOP"/scripts/hier{,-run.bash} alone
	env -u HIERUTILS_BUILD alone/hier -f summary a.onnx | cmp - want
	run --separate-stderr env -u HIERUTILS_BUILD PATH=$tools alone/hier a.onnx
	assert_equal "$status" 2
	assert_message "hier: no filters: .*"
}

@test "options go to hierstats, heads are printed once" {
	hier -d 1 a.onnx | cmp - <(pipeline a.onnx | hierstats -d 1)
	hier --form=tsv --by op_type --top 3 --depth=1 --module 'blocks.**' a.onnx |
	    cmp - <(pipeline a.onnx |
	    hierstats -f tsv -b op_type -n 3 -d 1 -m 'blocks.**')
	hier -M bytes,precision a.onnx |
	    cmp - <(pipeline a.onnx | hierstats -M bytes,precision)
	hier -f csv broken.onnx a.onnx b.onnx >out || true
	hierstats -f csv <(pipeline a.onnx) <(pipeline b.onnx) | cmp - out
	hier -b op_type a.onnx | cmp - <(pipeline a.onnx | hierstats -b op_type)
	run --separate-stderr hier -m nosuch a.onnx
	assert_equal "$status" 2
	assert_equal "$stderr" 'hierstats: a.onnx: -m nosuch: no module matches
hier: a.onnx: hierstats failed'
}

@test "bad options are a usage error, said once" {
	local args

	while read -r args; do
		run --separate-stderr hier $args
		assert_equal "$args: $status" "$args: 2"
		assert_equal "$output" ''
		assert_equal "$(tail -n +2 <<<"$stderr")" "$(hier -h)"
		[ ${#stderr_lines[@]} -lt 9 ]
	done <<'CASES'

-d 1
-q a.onnx
-f pie a.onnx b.onnx
-b nosuch a.onnx b.onnx
-n 0 a.onnx
-d x a.onnx
-f tree -n 1 a.onnx
-j 0 a.onnx
-j x a.onnx
a.onnx -o
CASES
	run hier -V
	assert_output "$(hierstats -V | sed s/hierstats/hier/)"
}

@test "a full disk is told, a reader that has gone is not" {
	run --separate-stderr bash -c 'hier a.onnx >/dev/full'
	assert_equal "$status" 2
	[[ $stderr = *'hierstats: (standard output): '* ]]
	run --separate-stderr bash -c 'hier a.onnx b.onnx >/dev/full'
	assert_equal "$status" 2
	[ -n "$stderr" ]
	cp "$MODELS/bert-tiny.ts.dyn.onnx" c.onnx
	run --separate-stderr bash -c 'hier -f ndjson c.onnx b.onnx c.onnx |
	    head -n 1 >/dev/null; echo ${PIPESTATUS[0]}'
	[[ $output = 0 || $output = 141 ]]
	assert_equal "$stderr" ''
	run --separate-stderr bash -c 'hier a.onnx b.onnx | head -n 1'
	assert_output a.onnx
	assert_equal "$stderr" ''
}

@test "a bar on a terminal only, the trees below it, then what failed" {
	run --separate-stderr hier -f summary a.onnx b.onnx
	assert_equal "$stderr" ''
	run script -qec 'hier -f summary a.onnx broken.onnx b.onnx' /dev/null
	assert_equal "$status" 2
	[[ ${lines[0]} = *100%* ]]
	assert_equal "${lines[1]%%:*} ${lines[2]%%:*}" 'a.onnx b.onnx'
	[[ ${lines[3]} = 'onnx2ndjson: broken.onnx: '* ]]
	assert_equal ${#lines[@]} 4
	script -qec 'hier -f summary a.onnx b.onnx >out' /dev/null |
	    grep -q 100%
	hier -f summary a.onnx b.onnx | cmp - out
}

@test "control characters of a name do not reach the terminal" {
	run --separate-stderr hier $'no\e[2Jsuch' $'\ris not here'
	assert_equal "$status" 2
	[[ $stderr != *$'\e'* && $stderr != *$'\r'* ]]
	cp a.onnx $'a\e[2J.onnx'
	run script -qec $'hier -x -f summary a*.onnx b.onnx' /dev/null
	[[ $output != *$'\e[2J'* ]]
}

@test "nor do those of C1, those that turn the writing, or an option's" {
	assert_trouble 'hier: n\?31m\?: it cannot be read' \
	    hier diff $'n\xc2\x9b31m\xe2\x80\xae' x
	run --separate-stderr hier $'--\e[31mred'
	assert_equal "$status" 2
	assert_equal "${stderr_lines[0]}" \
	    "hier: unrecognized option '--?[31mred'"
}

@test "a name is no command, whatever getopt is told by the environment" {
	cd "$T"
	GETOPT_COMPATIBLE=1 POSIXLY_CORRECT=1 run hier '$(touch ran)' 'x;touch ran'
	assert_equal "$status" 2
	[ ! -e ran ]
}

@test "-o puts nothing into a folder that has a stream's name" {
	mkdir -p "$T/od/m.ndjson"
	cp "$MODELS/toy-shared.ts.onnx" "$T/m.onnx"
	run hier -o "$T/od" "$T/m.onnx"
	assert_equal "$status" 2
	assert_equal "$(cd "$T/od" && find .)" $'.\n./m.ndjson'
}

@test "a closed standard output is told in a line" {
	run --separate-stderr bash -c 'hier "$0" >&-' "$MODELS/toy-shared.ts.onnx"
	assert_equal "$status" 2
	assert_equal "$stderr" 'hier: standard output is closed'
}

@test "an answer of 1 is no failure, of several models the worst status counts" {
	local args want

	installed bin
	# Says 1 of toy-shared, 0 of the other.
	printf '%s\n' '#!/bin/sh' '! cat "$@" | grep -q blocks' >bin/hierstats
	while read -r want args; do
		run --separate-stderr bin/hier $args
		assert_equal "$args: $status" "$args: $want"
		[[ $want = 2 || -z $stderr ]]
	done <<'CASES'
0 b.onnx
1 a.onnx
1 a.onnx b.onnx
1 -o dir b.onnx a.onnx
0 b.onnx b.onnx
2 a.onnx broken.onnx b.onnx
CASES
}

@test "tag: the pipeline with tagwrite at its end, its options anywhere" {
	pipeline a.onnx | tagwrite -p namespace a.onnx >want.onnx
	hier tag a.onnx -p namespace -o out.onnx
	cmp want.onnx out.onnx
	hier tag a.onnx -p namespace >out.onnx
	cmp want.onnx out.onnx
	rm out.onnx
	hier tag -o out.onnx -p namespace a.onnx
	cmp want.onnx out.onnx
	hier tag --output out.onnx a.onnx --prof=namespace
	cmp want.onnx out.onnx
	run --separate-stderr hier tag -x --strip out.onnx
	assert_equal "$stderr" 'tagwrite --strip out.onnx'
	hier tag --strip out.onnx | cmp - a.onnx
	cp b.onnx "it's b.onnx"
	run --separate-stderr hier tag -x --like b.onnx "it's b.onnx" -i.old
	assert_success
	assert_equal "$stderr" "onnx2ndjson 'it'\''s b.onnx' | scopemap |$(
	    ) attribute --like <(onnx2ndjson b.onnx | scopemap |$(
	    ) attribute) | tagwrite -i.old 'it'\''s b.onnx'"
	cmp "it's b.onnx.old" b.onnx
	tagwrite --strip "it's b.onnx" | cmp - b.onnx
}

@test "tag: what is wrong is tagwrite's to say, and nothing is written" {
	pipeline a.onnx >a.ndjson
	run --separate-stderr hier tag a.onnx -p nosuch -o out.onnx
	assert_equal "$status" 2
	[[ ${stderr_lines[0]} = 'tagwrite: no such profile: nosuch '* ]]
	[ ! -e out.onnx ]
	run --separate-stderr hier tag broken.onnx -o out.onnx
	assert_equal "$status" 2
	# tagwrite may find it first.
	[[ $stderr = *'onnx2ndjson: broken.onnx: offset '* ]]
	[[ $stderr != *failed* ]]
	[ ! -e out.onnx ]
	for model in '' - a.ndjson 'a.onnx b.onnx'; do
		run --separate-stderr hier tag $model
		assert_equal "$status" 2
		assert_equal "${stderr_lines[0]}" \
		    'hier: tag: a model that is an ONNX file'
	done
	run --separate-stderr hier tag --strip --like b.onnx a.onnx
	assert_equal "$status" 2
	assert_equal "${stderr_lines[0]}" \
	    'hier: tag: no --like or --map with --strip'
	run --separate-stderr hier tag --assign gpu=blocks a.onnx
	assert_equal "$status" 2
	[[ ${stderr_lines[0]} = *'the model needs -i or -o' ]]
}

@test "a word that is neither subcommand nor file, and - where it cannot be" {
	local want args

	while IFS='|' read -r args want; do
		run --separate-stderr hier $args <a.onnx
		assert_equal "$args: $status" "$args: 2"
		assert_equal "$output" ''
		assert_equal "${stderr_lines[0]}" "hier: $want"
		[[ ${stderr_lines[1]} = 'usage: hier '* ]]
		[ ${#stderr_lines[@]} -lt 9 ]
	done <<'CASES'
view a.onnx|no subcommand or file: view
-x dif a.onnx b.onnx|no subcommand or file: dif
diff - a.onnx|-: only NEW may be standard input
prof a.onnx -|-: only MODEL may be standard input
check -r - a.onnx|-: only MODEL may be standard input
check --baseline - a.onnx|-: only MODEL may be standard input
--like - a.onnx|-: only MODEL may be standard input
--map - a.onnx|-: only MODEL may be standard input
--shapes - a.onnx|-: only MODEL may be standard input
diff --old-profile - a.onnx b.onnx|-: only NEW may be standard input
-j 0 a.onnx|-j: a number, at least 1: 0
CASES
	cp a.onnx view
	hier -f summary view b.onnx
}

@test "--like finds modules for a question, too" {
	local args

	while read -r args; do
		run --separate-stderr hier $args -x --like b.onnx a.onnx <a.onnx
		[[ $stderr = *' | attribute --like <('* ]]
		[ "$status" -le 1 ]
	done <<'CASES'
modules
nodes
cut fc
filt
CASES
	hier where --like b.onnx a.onnx fc
}

@test "a locale that is not there is told once, by the shell" {
	run --separate-stderr env LC_ALL=xx_YY hier -f summary a.onnx b.onnx
	assert_success
	assert_equal "$output" "$(hier -f summary a.onnx b.onnx)"
	[ "${#stderr_lines[@]}" -le 1 ]
}

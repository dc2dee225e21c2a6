# hier-run.bash: how hier composes its pipelines and runs them, one or many, and
# what it says of them.  Sourced by hier, which sets
#
#	models outputs temporaries	a model's, where its stream is kept
#	bin options operand maps like	words of a pipeline
#	infer binds strip		options
#	form subcommand spaced jobs trace bar scratch
#
# A pipeline is composed as text, quoted for bash: what -x prints is what runs.
# Several models go through GNU parallel, where it is there.

# $quoted: a word as bash reads it back, bare where that is the same.
quote() {
	if [[ $1 =~ ^[a-zA-Z0-9_./:@%+,=-]+$ ]]; then
		quoted=$1
	else
		quoted=${1@Q}
	fi
}

# Is it a stream that was kept, and no ONNX file, which cannot begin like that?
is_stream() {
	local first

	[ -f "$1" ] && IFS= read -rn 1 first <"$1" && [ "$first" = '{' ]
} 2>/dev/null

# $model, quoted, and $source, what makes its stream: nothing if it is one.
# $stages: the programs of $source.  $like: attribute's, of a reference.
compose_source() {
	quote "$1" && model=$quoted
	[[ $1 = -?* ]] && model="-- $model"
	source= stages=
	if ! is_stream "$1"; then
		source="${b}onnx2ndjson $model | ${b}scopemap$maps"
		source+=" | ${b}attribute$like"
		stages='onnx2ndjson scopemap attribute '
	elif [ -n "$maps" ]; then
		source="${b}scopemap$maps $model | ${b}attribute$like"
		stages='scopemap attribute '
	elif [ -n "$like" ]; then
		source="${b}attribute$like $model"
		stages='attribute '
	fi
}

# $shapes, hierstats' option: what is inferred of the $model.
compose_shapes() {
	local program=infer_shapes.py word quoted

	shapes=
	[ -n "$infer" ] || return 0
	[ "$(command -v $program)" -ef "$here/$program" ] ||
	    { quote "$here/$program" && program=$quoted; }
	for word in "${binds[@]}"; do
		quote "$word" && program+=" -b $quoted"
	done
	shapes=" --shapes <($program -s $model | ${b}onnx2ndjson)"
}

# $pipeline, what is run for one model, and its $stages; the model's stream is
# kept in $2, by way of the temporary file $3.
compose() {
	local b=$bin model source out temporary last program=hierstats
	local operand=$operand

	[ -z "$b" ] || { quote "$b" && b=$quoted; }
	compose_source "$1"
	compose_shapes
	[ "$subcommand" != tag ] || program=tagwrite operand=" $model"
	[ -z "$strip" ] || source= stages=
	last=$b$program$options$shapes
	if [ -n "$2" ]; then
		quote "$2" && out=$quoted
		quote "$3" && temporary=$quoted
		pipeline="${source:-cat $model} >$temporary && { sync $temporary"
		pipeline+=" && mv -fT $temporary $out || (exit 2); }"
		pipeline+=" && $last $out"
	elif [ -n "$source" ] && [ "$subcommand" = filt ]; then
		pipeline="$last <($source)"
		stages=
	elif [ -n "$source" ]; then
		pipeline="$source | $last$operand"
	else
		pipeline="$last $model"
	fi
	stages+=$program
}

# Print messages $1.  That its input was cut, a stage says only if none before
# it has said why, else $left_out.  $first: the program that has spoken first.
print_messages() {
	local line

	while IFS= read -r line; do
		if [[ $first && $line = *": "@(empty|cut short: no end record) ]]
		then
			left_out=1
		else
			printf '%s\n' "$line"
		fi
		first=${first:-${line%%:*}}
	done <<<"$1" >&2
}

# run MODEL PIPELINE SPACE STAGES: with an empty line before it if SPACE is not
# empty.  1 is an answer of the last stage.
run() {
	local messages line status i failed= first= left_out= stages

	[ -z "$trace" ] || printf '%s\n' "$2" >&2
	[ -z "$3" ] || echo
	{
		messages=$("$BASH" -o pipefail -c "$2"'
		    echo "$? ${PIPESTATUS[*]}" >&2' 2>&1 >&4)
	} 4>&1
	line=${messages##*$'\n'}
	messages=${messages%"$line"}
	read -ra status <<<"$line"
	read -ra stages <<<"$4"
	# 141 is SIGPIPE: the stage behind it had gone.
	for ((i = 1; i < ${#status[@]}; i++)); do
		case ${status[i]} in
		0 | 141) continue ;;
		1) [ $((i + 1)) != ${#status[@]} ] || continue ;;
		esac
		failed=${stages[${#status[@]} == 2 ? -1 : i - 1]}
		status[0]=2
		break
	done
	[ -z "$messages" ] || print_messages "${messages%$'\n'}"
	# Who made the stream that hierstats opened itself?
	[ "$left_out" ] && [ "$failed" = "${stages[-1]}" ] && failed=$first
	# onnx2ndjson knows the model's name, the others read a pipe.
	[ -z "$failed" ] || [[ $failed = onnx2ndjson &&
	    $'\n'$messages = *$'\n'"onnx2ndjson: "* ]] ||
	    warning "$1: $failed failed"
	[ "${status[0]}" = 0 ] || [ -z "$statuses" ] ||
	    printf '%s\n' "${status[0]}" >>"$statuses"
	return "${status[0]}"
}

# Where each stream is kept: its model's base name, never one name for two.
choose_outputs() {
	local -A taken=() tried=()
	local model base name n mode temporary

	mode=$(printf %o $((0666 & ~$(umask))))
	mkdir -p -- "$folder" || exit 2
	for model in "${models[@]}"; do
		base=${model##*/}
		base=${base%.onnx}
		base=${base%.ndjson}
		[ "$model" != - ] || base=stdin
		base=${base:-model}
		name=$base
		n=${tried[$base]-1}
		while [ "${taken[$name]-}" ]; do
			name=$base.$((++n))
		done
		tried[$base]=$n
		taken[$name]=1
		[ "$name" = "$base" ] || warning "$model: another model has" \
		    "this name, its stream is kept as $name.ndjson"
		temporary=$(mktemp -- "$folder/.$name.ndjson.hierutils-XXXXXX") ||
		    exit 2
		chmod "$mode" -- "$temporary"
		outputs+=("$folder/$name.ndjson")
		temporaries+=("$temporary")
	done
}

# What run takes, for each model.
jobs_of_all() {
	local i space= harmless pipeline stages

	for i in "${!models[@]}"; do
		compose "${models[i]}" "${outputs[i]-}" "${temporaries[i]-}"
		harmless "${models[i]}"
		printf '%s\0' "$harmless" "$pipeline" "$space" "$stages"
		space=$spaced
	done
}

# A bar on the terminal would mix with what jobs say there: messages wait in
# $scratch, as does what is printed if that goes to the terminal, too.
run_parallel() {
	local messages=

	if [ -n "$bar" ]; then
		quote "$scratch/messages"
		messages="2>>$quoted"
	fi
	statuses=$scratch/statuses
	: >"$statuses"
	export -f run print_messages warning harmless
	export trace statuses
	jobs_of_all | PARALLEL_SHELL=$BASH parallel --plain --will-cite \
	    -0 -k -N 4 -j "${jobs:-$(nproc)}" ${bar:+--bar} \
	    "run {1} {2} {3} {4} $messages"
	# Its own status only says how many jobs had one.
	case $?:$(sort -u "$statuses" | tr '\n' ' ') in
	0:*) return 0 ;;
	*:*'2 ') return 2 ;;
	141:* | *:*'141 '*) return 141 ;;
	*:'1 ') return 1 ;;
	*) return 2 ;;
	esac
}

# One by one where standard input is a model, or without GNU parallel.
run_all() {
	local job i status=0

	if [ ${#models[@]} -gt 1 ] && [[ " ${models[*]} " != *' - '* ]] &&
	    parallel --version 2>/dev/null | grep -q '^GNU parallel'; then
		run_parallel
		return
	fi
	mapfile -d '' -t job < <(jobs_of_all)
	for ((i = 0; i < ${#job[@]}; i += 4)); do
		run "${job[@]:i:4}"
		case $? in
		0) ;;
		1) status=${status/#0/1} ;;
		141) return 141 ;;
		*) status=2 ;;
		esac
	done
	return "$status"
}

# Several models: one head is enough for their rows, and an empty line stands
# between trees only, also where one failed.
run_to_stdout() {
	case ${#models[@]}:$form in
	1:*) run_all ;;
	*:csv | *:tsv) run_all | awk 'NR == 1 { head = $0 }
	    NR == 1 || $0 != head' ;;
	*:tree | *:table | *:names) run_all | awk '/^$/ { empty = 1; next }
	    { if (empty && some) print ""; empty = 0; some = 1; print }' ;;
	*) run_all ;;
	esac
}

run_with_bar() {
	local status

	: >"$scratch/messages"
	if [ -t 1 ]; then
		run_to_stdout >"$scratch/out"
		status=$?
		cat "$scratch/out" || status=2
	else
		run_to_stdout
		status=$?
	fi
	cat "$scratch/messages" >&2
	return "$status"
}

clean_up() {
	rm -f -- "${temporaries[@]}"
	[ -z "$scratch" ] || rm -rf -- "$scratch"
}

# shellcheck shell=bash disable=SC2154 # what run sets
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#
# What the readers are asked about, for `run`.

# Programs of this machine: the testcases of the default Go, and real ones.
native_inputs() {
	local file
	for file in "$testcases"/*; do
		[[ ${file##*/} == *@* || ! -x $file || -d $file ]] || echo "$file"
	done
	tr ':' '\n' <<<"${GOFIXUP_CORPUS:-}" | sed '/^$/d'
}

foreign_inputs() {
	local file
	for file in "$testcases"/*@s390x; do
		[[ ! -x $file ]] || echo "$file"
	done
}

name_of() { echo "${1##*/}"; }

# INPUT VARIANT OPTION...: $folder/btf/NAME.VARIANT.{btf,names}
encode() {
	local input=$1 base
	base=$folder/btf/$(name_of "$1").$2
	shift 2
	"$gofixup" encode "$@" "$input" -o "$base.btf" 2>"$base.log" &&
		"$folder/btf_tool" names "$base.btf" >"$base.names"
}

# A program against types that are the same but lie elsewhere: each struct gets 64 bytes in front.
# Arrays that stand for "any number" (runtime has some that nearly fill 4 GiB) shrink, as with those
# bytes they would not fit any more.
# Without floats there must be none in the program either: clang writes FLOAT for C's double, and
# a reader that old refuses the program.
probe() {
	local base=$1 floats=$2
	{
		bpftool btf dump file "$base.btf" format c | sed -E '
			s/^struct [A-Za-z0-9_]+ \{$/&\n\tchar shifted[64];/; s/\[[0-9]{7,}\]/[1000]/g'
		"$folder/btf_tool" probe "$base.btf"
	} >"$base.c"
	[[ $floats == floats ]] ||
		sed -i -E 's/^(typedef |\t)double /\1unsigned long /; s/^(typedef |\t)float /\1unsigned int /' "$base.c"
	clang -target bpf -O2 -g -w -c "$base.c" -o "$base.o" &&
		sed -nE 's|^// result ([0-9]+), ([0-9]+) relocations|\1 \2|p' "$base.c" >"$base.result" &&
		[[ -s $base.result ]]
}

# The same types in the section .BTF of an ELF file.
wrap() {
	local base=$1
	cc -c -x c /dev/null -o "$base.elf" && objcopy --add-section ".BTF=$base.btf" "$base.elf"
}

prepare_native() {
	local input=$1 base
	base=$folder/btf/$(name_of "$1")
	# As everybody has it; for readers before DECL_TAG; for those before FLOAT as well.
	if ! { encode "$input" all && encode "$input" floats --tags=none &&
		encode "$input" plain --tags=none --no-floats &&
		probe "$base.all" floats && probe "$base.plain" none &&
		wrap "$base.all" && wrap "$base.floats" && wrap "$base.plain"; } >"$base.log" 2>&1; then
		fail "gofixup encode" "$(name_of "$input")" "$(tail -n 3 "$base".*log | tr '\n' ' ')"
	fi
}

prepare_foreign() {
	encode "$1" all && encode "$1" floats --tags=none ||
		fail "gofixup encode" "$(name_of "$1")" "$(tail -n 3 "$folder/btf/$(name_of "$1")".*log | tr '\n' ' ')"
}

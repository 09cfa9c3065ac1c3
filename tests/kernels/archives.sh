# shellcheck shell=bash disable=SC2154 # what run sets
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#
# What the kernels are given, for `run`.

consumers=$top/tests/consumers
source "$consumers/inputs.sh" # encode and probe

# The programs of ours that run there, and the files that tell what a kernel takes.
build_parts() {
	local arch
	for arch in "${archs[@]}"; do
		mkdir -p "$folder/$arch/common"
		(cd "$here/init" && GOWORK=off GOTOOLCHAIN=local GOFLAGS= CGO_ENABLED=0 GOARCH=$arch \
			go build -trimpath -ldflags='-s -w' -o "$folder/$arch/common/init" .)
		: >"$folder/$arch/common/plan"
	done
	cc -O2 -Wall -Wextra -Werror -std=gnu11 "$here/traits.c" -lbpf -o "$folder/make_traits"
	mkdir "$folder/traits/little" "$folder/traits/big"
	"$folder/make_traits" "$folder/traits/little" little >"$folder/traits/list"
	"$folder/make_traits" "$folder/traits/big" big >"$folder/traits/list"
	cc -O2 -Wall -Wextra -Werror -std=gnu11 "$consumers/btf_tool.c" -lbpf -o "$folder/btf_tool"
	arch=$(go env GOHOSTARCH)
	[[ ! -d $folder/$arch ]] || make_program "$folder/$arch/common"
}

# A program of CO-RE relocations, who loads it, and the BTF with all its tags and floats: libbpf
# reads that, not the kernel.
make_program() {
	local out=$1 result count
	if ! { encode "$testcases/structs" all && probe "$folder/btf/structs.all" floats; } 2>"$folder/log"; then
		fail "the program to relocate" "$(tail -n 1 "$folder/log")"
		return
	fi
	read -r result count <"$folder/btf/structs.all.result"
	cp "$folder/btf/structs.all.btf" "$out/target.btf"
	cp "$folder/btf/structs.all.o" "$out/program.o"
	# shellcheck disable=SC2046 # words
	cc -static -O2 -w -std=gnu11 -DLIBBPF_AT=101 "$consumers/libbpf_load.c" \
		$(pkg-config --static --libs libbpf libelf) -o "$out/libbpf_load"
	echo "run /libbpf_load /target.btf - /program.o $result" >"$out/plan"
}

# FILE: the byte order of a program, which is that of its BTF; nothing for what is no ELF file.
byte_order() {
	[[ -f $1 && $(head -c 4 "$1" | od -An -tx1) == " 7f 45 4c 46" ]] || return 0
	[[ $(od -An -tu1 -j 5 -N 1 "$1") -eq 1 ]] && echo little || echo big
}

# Every testcase, whatever Go built it and for whatever machine, and real programs.
inputs() {
	local file
	for file in "$testcases"/*; do
		[[ ! -x $file || -d $file ]] || echo "$file"
	done
	tr ':' '\n' <<<"${GOFIXUP_CORPUS:-}" | sed '/^$/d'
}

# NAME.all.btf is everything there is, NAME.old.btf what a kernel like 5.10 takes.
encode_input() {
	local input=$1 name order base
	name=$(name_of "$input")
	order=$(byte_order "$input")
	[[ -n $order ]] || return 0
	base=$folder/btf/$order.$name
	if ! { "$gofixup" encode --vars --consts "$input" -o "$base.all.btf" &&
		"$gofixup" encode --vars --consts --for-kernel 5.10 "$input" -o "$base.old.btf"; } 2>"$base.log"; then
		fail "gofixup encode $name" "$(tail -n 1 "$base.log")"
	fi
}

encode_inputs() {
	local input
	while read -r input; do
		while [[ $(jobs -rp | wc -l) -ge $(nproc) ]]; do wait -n || true; done
		encode_input "$input" &
	done < <(inputs)
	wait
}

# RELEASE SWITCH...: --for-kernel RELEASE must come to just these switches.
is_for_kernel() {
	local input=$testcases/constants_globals release=$1
	shift
	if cmp -s <("$gofixup" encode --consts --for-kernel "$release" "$input" -o -) \
		<("$gofixup" encode --consts "$@" "$input" -o -); then
		pass
	else
		fail "gofixup --for-kernel $release" "it is not ${*:-the same as without}"
	fi
}

# The limits are what `traits` finds the kernels to have, where one of them is at hand.
try_for_kernel() {
	local release status
	is_for_kernel 5.2 --tags=none --no-floats --no-enum64
	is_for_kernel 5.10.0-32-cloud-amd64 --tags=none --no-floats --no-enum64
	is_for_kernel 5.12 --tags=none --no-floats --no-enum64
	is_for_kernel 5.13 --tags=none --no-enum64
	is_for_kernel 5.15 --tags=none --no-enum64
	is_for_kernel 5.16 --no-enum64
	is_for_kernel 5.19 --no-enum64
	is_for_kernel 6.0
	is_for_kernel 7.2.12+deb14-cloud-amd64
	for release in 5 5. x.1 5.x 5.10x -1.0 5.1 4.19 ""; do
		status=0
		"$gofixup" encode "--for-kernel=$release" "$testcases/structs" -o "$folder/never" 2>/dev/null || status=$?
		[[ $status -eq 2 && ! -e $folder/never ]] && pass && continue
		fail "gofixup --for-kernel '$release'" "exit code $status, not 2"
	done
}

# One testcase with each switch that a 5.10 needs left out, to see that it is needed.
encode_without_one() {
	local input=$1 out=$2
	"$gofixup" encode --consts --tags=none --no-floats "$input" -o "$out/without.no-enum64.btf" &&
	"$gofixup" encode --consts --tags=none --no-enum64 "$input" -o "$out/without.no-floats.btf" &&
	"$gofixup" encode --consts --no-floats --no-enum64 "$input" -o "$out/without.tags=none.btf"
}

archive() { (cd "$1" && find . -mindepth 1 | cpio --quiet -o -H newc); }

# ARCH: one archive for kernels that take everything, one for the old ones, each with its plan.
pack() {
	local arch=$1 order=little kind root file
	[[ $arch != s390x ]] || order=big
	for kind in all old; do
		root=$folder/$arch/$kind
		cp -r "$folder/$arch/common" "$root"
		mkdir "$root/btf" "$root/traits"
		cp "$folder/traits/$order"/*.btf "$root/traits"
		for file in "$folder/btf/$order".*."$kind".btf; do
			[[ ! -e $file ]] || ln "$file" "$root/btf/$(basename "${file#"$folder/btf/$order."}")"
		done
		[[ $order == big || $kind == all ]] || encode_without_one "$testcases/constants_globals" "$root/traits" ||
			fail "gofixup encode constants_globals" "it cannot be made with two switches of three"
		(cd "$root" && find btf traits -name '*.btf' | sort | sed 's|^|btf /|') >>"$root/plan"
		archive "$root" >"$root.cpio"
	done
}

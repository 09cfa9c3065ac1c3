# shellcheck shell=bash disable=SC2154 # what run sets
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#
# Builds the readers for `run`. What cannot be fetched or built here is skipped, and says why.

# Version of the crate that carries libbpf; its major * 100 + minor; what to read; whether to
# relocate. 0.0.6: the oldest there is. 0.4: the first with FLOAT; before it relocates it reads
# the kernel's own types, and those of 6.x are too new for it. 0.6: the first with DECL_TAG.
libbpfs=(
	"0.0.6-3 0 plain core"
	"0.4.0-2 4 floats -"
	"0.6.1-2 6 all core"
	"1.7.0+v1.7.0 107 all core"
)
# Module file, and what to read: 0.9 is the first with a public package btf and has no DECL_TAG,
# 0.11 has.
ciliums=("oldest plain" "tags all" "go all")
# Debian's releases for their bpftool, and what to read: that of 5.10 is older than DECL_TAG.
bpftools=("bullseye plain" "trixie all" "testing all")
# Release of aya, and the Rust it needs.
ayas=("0.12.0 1.66" "0.14.0 1.87" "0.16.0 1.98")

# What was built: "NAME|KIND|VARIANT|core or -|PROGRAM".
readers=()
system_libbpf=

network_trouble='dial tcp|no such host|i/o timeout|connection refused|proxyconnect|lookup disabled'
network_trouble+='|failed to (download|fetch|get|load source)|network failure|[Cc]ould not resolve'

# TIMES COMMAND...: 0; 1 where it fails; 3 where it is the network, each time. $folder/log says.
with_network() {
	local attempt times=$1
	shift
	for ((attempt = 1; attempt <= times; attempt++)); do
		"$@" >"$folder/log" 2>&1 && return
		grep -qE "$network_trouble" "$folder/log" || return 1
		[[ $attempt -eq $times ]] || sleep $((attempt * 2))
	done
	return 3
}

# NAME STATUS: what with_network came to, where that was not a reader.
explain() {
	case $2 in
	3) skip "$1" "$(grep -m 1 -E "$network_trouble" "$folder/log")" ;;
	*) fail "$1" "" "$(grep -v '^ *Compiling' "$folder/log" | tail -n 5 | tr '\n' ' ')" ;;
	esac
}

compile_libbpf() { # NAME AT VARIANT CORE COMPILER-OPTION...
	local name=$1 at=$2 variant=$3 core=$4 program=$folder/libbpf_load-$2
	shift 4
	if cc -O2 -w -std=gnu11 -DLIBBPF_AT="$at" "$here/libbpf_load.c" "$@" -o "$program" >"$folder/log" 2>&1; then
		readers+=("libbpf $name|libbpf|$variant|$core|$program")
		[[ -n $system_libbpf ]] || system_libbpf=$program # the first
	else
		explain "libbpf $name" 1
	fi
}

build_libbpfs() {
	local line crate at variant core tree version major minor status
	version=$(pkg-config --modversion libbpf)
	IFS=. read -r major minor _ <<<"$version"
	compile_libbpf "$version (the system's)" $((major * 100 + minor)) all core -lbpf
	for line in "${libbpfs[@]}"; do
		read -r crate at variant core <<<"$line"
		version=${crate%%[-+]*}
		status=0
		tree=$("$here/build-libbpf" "$crate" 2>"$folder/log") || status=$?
		case $status in
		0) compile_libbpf "$version" "$at" "$variant" "$core" -I"$tree/include" "$tree/libbpf.a" -lelf -lz ;;
		3) skip "libbpf $version" "$(tail -n 1 "$folder/log")" ;;
		*) explain "libbpf $version" 1 ;;
		esac
	done
}

# A go that builds all, of which the newest release wants the newest.
find_go() {
	local need have
	need=$(sed -n 's/^go //p' "$here/cilium/go.mod")
	have=$(go env GOVERSION 2>/dev/null || echo go0)
	if [[ $(printf '%s\n' "$need" "${have#go}" | sort -V | head -n 1) == "$need" ]]; then
		command -v go
	else
		"$top/scripts/go-toolchain" 1.26.8
	fi
}

build_ciliums() {
	local line file variant version go status
	if ! go=$(find_go 2>"$folder/log"); then
		skip "cilium/ebpf" "$(tail -n 1 "$folder/log")"
		return
	fi
	for line in "${ciliums[@]}"; do
		read -r file variant <<<"$line"
		version=$(sed -n 's|.*github.com/cilium/ebpf v||p' "$here/cilium/$file.mod")
		status=0
		GOWORK=off GOFLAGS=-mod=readonly GOTOOLCHAIN=local with_network 3 "$go" build -C "$here/cilium" \
			-modfile="$file.mod" -o "$folder/cilium_load-$file" . || status=$?
		if [[ $status -eq 0 ]]; then
			readers+=("cilium/ebpf $version|cilium|$variant|core|$folder/cilium_load-$file")
		else
			explain "cilium/ebpf $version" $status
		fi
	done
}

# VERSION: prints the cargo command of a Rust that is new enough. None is installed for it.
find_cargo() {
	local need=$1 toolchain have
	local -a toolchains=("")
	command -v cargo >/dev/null || return 1
	! command -v rustup >/dev/null ||
		mapfile -t -O 1 toolchains < <(rustup toolchain list | sed -n 's/^\([0-9][^ ]*\).*/+\1/p')
	for toolchain in "${toolchains[@]}"; do
		# shellcheck disable=SC2086 # empty: none
		have=$(cargo $toolchain --version 2>/dev/null | cut -d ' ' -f 2)
		[[ $(printf '%s\n' "$need" "$have" | sort -V | head -n 1) == "$need" ]] || continue
		echo "cargo $toolchain"
		return
	done
	return 1
}

# VERSION CARGO...: the program, kept under what it is made of; without it 80 MB each are left.
build_aya() {
	local version=$1 key status=0
	shift
	key=$(cat "$here"/aya/Cargo.* "$here"/aya/src/* <("$@" --version) | sha256sum | cut -c 1-16)
	program=$cache/aya/$version-$key
	[[ ! -x $program ]] || return 0
	mkdir -p "$cache/aya"
	# cargo itself tries three times (net.retry).
	with_network 1 "$@" build --quiet --locked --release --manifest-path "$here/aya/Cargo.toml" \
		--features "$version" --target-dir "$folder/aya" || status=$?
	[[ $status -eq 0 ]] || return $status
	cp "$folder/aya/release/aya_load" "$program.$$"
	mv "$program.$$" "$program"
}

build_ayas() {
	local line version need cargo status program
	for line in "${ayas[@]}"; do
		read -r version need <<<"$line"
		if ! cargo=$(find_cargo "$need"); then
			skip "aya $version" "there is no cargo of Rust $need or later"
			continue
		fi
		status=0
		# shellcheck disable=SC2086 # words
		build_aya "$version" $cargo || status=$?
		if [[ $status -eq 0 ]]; then
			readers+=("aya $version|aya|all|core|$program")
		else
			explain "aya $version" $status
		fi
	done
}

# SUITE: prints a command that runs the bpftool of that release of Debian with its own libraries.
wrap_bpftool() {
	local suite=$1 tree loader command=$folder/bpftool-$1
	tree=$("$top/scripts/debian-files" "$suite" "$(dpkg --print-architecture)" bpftool \
		'^(libc6|libcap2|libelf1|libelf1t64|libssl3t64|libzstd1|zlib1g)$' \
		'./usr/sbin/bpftool' './usr/lib/*-linux-gnu*/*.so*' './lib/*-linux-gnu*/*.so*') || return
	loader=$(find "$tree" -path '*-linux-gnu*/ld-linux*.so*' | head -n 1)
	printf '#!/bin/sh\nexec "%s" --library-path "%s:%s" "%s" "$@"\n' "$loader" "${loader%/*}" \
		"$tree/usr/lib/$(basename "${loader%/*}")" "$tree/usr/sbin/bpftool" >"$command"
	chmod +x "$command"
	echo "$command"
}

bpftool_version() { "$1" version | sed -n '1s/.* v//p'; }

find_bpftools() {
	local line suite variant command
	readers+=("bpftool $(bpftool_version bpftool) gen min_core_btf|bpftool|all|core|bpftool")
	readers+=("bpftool $(bpftool_version bpftool) btf dump|dump|all|-|bpftool")
	for line in "${bpftools[@]}"; do
		read -r suite variant <<<"$line"
		if command=$(wrap_bpftool "$suite" 2>"$folder/log"); then
			readers+=("bpftool $(bpftool_version "$command") btf dump|dump|$variant|-|$command")
		else
			skip "bpftool of Debian $suite" "$(tail -n 1 "$folder/log")"
		fi
	done
}

# Programs that are there or not.
find_programs() {
	local pahole
	for pahole in pahole "${PAHOLE_PATCHED:-}"; do
		[[ -n $pahole ]] || continue
		if command -v "$pahole" >/dev/null; then
			readers+=("pahole $("$pahole" --version | sed 's/^v//')|pahole|all|-|$pahole")
		else
			skip "pahole" "there is no $pahole"
		fi
	done
	if command -v bpftrace >/dev/null && [[ $EUID -ne 0 ]]; then
		skip "bpftrace" "it runs as root only"
	elif command -v bpftrace >/dev/null; then
		readers+=("bpftrace $(bpftrace --version | sed 's/.* v//')|bpftrace|all|-|bpftrace")
	else
		skip "bpftrace" "there is none"
	fi
}

build_readers() {
	if ! cc -O2 -Wall -Wextra -Werror -std=gnu11 "$here/btf_tool.c" -lbpf -o "$folder/btf_tool" 2>"$folder/log"; then
		explain "tests/consumers/btf_tool.c" 1
		return 1
	fi
	build_libbpfs
	build_ciliums
	build_ayas
	find_bpftools
	find_programs
}

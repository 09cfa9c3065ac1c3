# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#
# The ways to build a Go program that change what is in the file: build modes of the go command,
# flags of its compiler and linker, and what distributions do to a finished program.
# Sourced by scripts/build-testcases, which calls, in this order:
#   set_mode NAME      sets mode_needs_cgo, mode_build (arguments of go build), mode_env
#                      (NAME=VALUE for it) and mode_tools (commands that must be there)
#   mode_obstacle      why it cannot be had for $GOARCH and $version; nothing if it can
#   finish_mode FILE   turns what go build wrote into what is wanted, in place; FILE.debug,
#                      which it refers to, may appear beside it
# `$cc` is the C compiler for $GOARCH, `$binutils` the prefix of its binutils.

all_modes=(
	exe pie c-shared c-archive plugin race msan asan noopt fullpath
	external external-clang external-lld external-gold
	linked-w linked-s linked-s-dwarf stripped
	plain zlib zstd zdebug dwz dwz-alt dwz-sup debuglink
)

set_mode() {
	mode_name=$1 mode_needs_cgo=0 mode_build=(-trimpath) mode_env=() mode_tools=()
	case $1 in
	exe) ;;
	pie) mode_build+=(-buildmode=pie) ;;
	c-shared | c-archive | plugin) mode_build+=("-buildmode=$1") mode_needs_cgo=1 ;;
	race) mode_build+=(-race) mode_needs_cgo=1 ;;
	msan) mode_build+=(-msan) mode_env=(CC=clang) mode_needs_cgo=1 mode_tools=(clang) ;;
	asan) mode_build+=(-asan) mode_needs_cgo=1 ;;
	noopt) mode_build+=('-gcflags=all=-N -l') ;;
	fullpath) mode_build=() ;;
	external) external_link ;;
	external-clang) external_link && mode_env=(CC=clang) mode_tools=(clang) ;;
	external-lld) external_link lld && mode_env=(CC=clang) mode_tools=(clang ld.lld) ;;
	external-gold) external_link gold && mode_tools=(ld.gold) ;;
	linked-w) mode_build+=(-ldflags=-w) ;;
	linked-s) mode_build+=(-ldflags=-s) ;;
	linked-s-dwarf) mode_build+=('-ldflags=-s -w=0') ;;
	plain) mode_build+=(-ldflags=-compressdwarf=false) ;;
	stripped | zlib | zstd | zdebug | debuglink) mode_tools=("${binutils}objcopy") ;;
	dwz | dwz-alt | dwz-sup) mode_tools=(dwz "${binutils}objcopy") && without_dwarf5 ;;
	*) return 1 ;;
	esac
}

# [LINKER]
external_link() {
	mode_build+=("-ldflags=-linkmode=external${1:+ -extldflags=-fuse-ld=$1}")
	mode_needs_cgo=1
}

# dwz 0.15 knows DWARF 5, but not the .debug_addr that Go's has.
without_dwarf5() {
	older "${version#go}" 1.25 || mode_env=("GOEXPERIMENT=${GOEXPERIMENT:+$GOEXPERIMENT,}nodwarf5")
}

mode_obstacle() {
	local tool
	for tool in "${mode_tools[@]}"; do
		if ! command -v "$tool" >/dev/null; then
			echo "needs $tool; scripts/deps installs it"
			return
		fi
	done
	case $mode_name in
	asan) ! older "${version#go}" 1.18 || echo "needs go 1.18, this is ${version#go}" ;;
	linked-s-dwarf) ! older "${version#go}" 1.22 || echo "needs go 1.22, this is ${version#go}" ;;
	external-clang | external-lld | msan)
		[[ $GOARCH == "$host" ]] || echo "clang is used for $host only" ;;
	zstd)
		"${binutils}objcopy" --help 2>/dev/null | grep -q 'compress-debug-sections.*zstd' ||
			echo "objcopy cannot write zstd (binutils 2.40 can)" ;;
	esac
}

finish_mode() {
	local objcopy=${binutils}objcopy
	case $mode_name in
	stripped) "$objcopy" --strip-all "$1" ;;
	zlib) "$objcopy" --compress-debug-sections=zlib-gabi "$1" ;;
	zstd) "$objcopy" --compress-debug-sections=zstd "$1" ;;
	zdebug) "$objcopy" --compress-debug-sections=zlib-gnu "$1" ;;
	dwz) "$objcopy" --decompress-debug-sections "$1" && dwz "$1" ;;
	dwz-alt) share_debug_info "$1" ;;
	dwz-sup) share_debug_info "$1" --dwarf-5 ;;
	debuglink)
		"$objcopy" --only-keep-debug "$1" "$1.debug" &&
			"$objcopy" --strip-debug --add-gnu-debuglink="$1.debug" "$1" ;;
	esac
}

# Moves what FILE has in common with a copy of itself to FILE.debug. [OPTION]
share_debug_info() {
	"${binutils}objcopy" --decompress-debug-sections "$1" && cp "$1" "$1.copy" || return
	dwz ${2-} -m "$1.debug" -M "${1##*/}.debug" "$1" "$1.copy" && rm "$1.copy"
}

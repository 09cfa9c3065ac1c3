# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#
# Go and other languages in one program, and files that are no programs. Sourced by run.

# native/ has C++ and C in a Go program, and a C program that calls Go.
native() { (cd "$here/native/$1" && shift && GOWORK=off GOFLAGS=-mod=mod CGO_ENABLED=1 GOTOOLCHAIN=local go build -trimpath -buildvcs=false "$@"); }

test_other_languages() {
	if check "C++ in a Go program builds" native mixed -o "$folder/mixed" .; then
		judge "mixed" "$folder/mixed" "$folder/mixed"
		described "units of C++ are told" "$folder/mixed" "*units of other languages (* C++*), which pahole reads"
	fi
}

# The reverse: the Go part is that of the archive, wherever it was linked to.
test_c_programs() {
	local lib=$folder/native
	mkdir -p "$lib"
	check "an archive for C" native quiet -buildmode=c-archive -o "$lib/quiet.a" ./export
	check "another one" native mixed -buildmode=c-archive -o "$lib/mixed.a" .
	[[ -f $lib/quiet.a && -f $lib/mixed.a ]] || return 0
	(cd "$lib" && ar x quiet.a go.o)
	judge "quiet.a" "$lib/quiet.a" "$lib/go.o"
	check "a C program" gcc -g -I"$lib" "$here/native/main.c" "$lib/quiet.a" -lpthread -o "$lib/main"
	judge "main" "$lib/main" "$lib/main"
	same "the Go part of a C program" "$lib/main" "$folder/quiet.a.btf"
	# Two runtimes do not go together, but what was linked is described.
	check "a C program with two" gcc -g -Wl,-z,muldefs -I"$lib" "$here/native/main.c" "$lib/quiet.a" \
		-Wl,--whole-archive "$lib/mixed.a" -Wl,--no-whole-archive -lpthread -lstdc++ -o "$lib/two"
	[[ ! -f $lib/two ]] || check "two Go parts are sound" is_sound "$lib/two"
}

test_other_files() {
	local f=$folder/files
	mkdir -p "$f/folder" && mkfifo "$f/fifo" && : >"$f/empty"
	refused "a folder" "$f/folder" "is a directory"
	refused "a FIFO" "$f/fifo" "is not a regular file"
	refused "a device" /dev/null "is not a regular file"
	refused "an empty file" "$f/empty" "is empty: not an ELF file"
	refused "a missing file" "$f/missing" "No such file or directory"
	refused "a missing archive" "$f/missing.a(go.o)" "No such file or directory"
	printf '#!/bin/sh\nexec program\n' >"$f/script"
	refused "a script" "$f/script" "not an ELF file but a script: name the program that it starts"
	printf 'nothing in particular\n' >"$f/text"
	refused "a text" "$f/text" "not an ELF file"
	head -c 4096 /dev/zero | tr '\0' 'x' | gzip >"$f/gzip"
	refused "gzip" "$f/gzip" "not an ELF file but compressed (gzip): unpack it first"
	printf '\xcf\xfa\xed\xfe\x07\0\0\1' >"$f/macho"
	refused "Mach-O" "$f/macho" "not an ELF file but a Mach-O file: gofixup reads Linux programs"
	printf 'MZ\x90\0' >"$f/pe"
	refused "PE" "$f/pe" "not an ELF file but a Windows program: gofixup reads Linux programs"
	check "Go's compiler" env -C "$here/native/quiet" go tool compile -o "$f/quiet.o" quiet.go
	refused "an object of Go's compiler" "$f/quiet.o" "a Go package's archive, as the compiler writes it*"

	printf 'const char info[] __attribute__((section(".modinfo"))) = "license=GPL";\n' |
		gcc -g -c -x c - -o "$f/module.ko"
	refused "a kernel module" "$f/module.ko" "a kernel module: not a Go program"
	printf 'int main(void) { return 0; }\n' | gcc -g -x c - -o "$f/c"
	refused "a C program" "$f/c" "has DWARF of 1 unit (1 C), none compiled by Go: not a Go program"
	strip "$f/c" -o "$f/stripped"
	refused "a stripped C program" "$f/stripped" \
		"no DWARF and no trace of Go: nothing to read here; its debug file (build id *) is neither beside it nor below /usr/lib/debug"
	cp "$f/c" "$f/core"
	printf '\4' | dd of="$f/core" bs=1 seek=16 conv=notrunc status=none # e_type: ET_CORE
	refused "a core dump" "$f/core" "a core dump: name the program that left it"
}

test_packed() {
	local f=$folder/packed
	if command -v upx >/dev/null && built exe hello; then
		upx -qq -1 -o "$f" "$modes/hello=exe" >/dev/null
	else
		# As upx leaves it: no sections, and its mark behind the program headers.
		printf 'int main(void) { return 0; }\n' | gcc -x c - -o "$f"
		printf '\0\0\0\0\0\0\0\0' | dd of="$f" bs=1 seek=40 conv=notrunc status=none
		printf '\0\0\0\0' | dd of="$f" bs=1 seek=60 conv=notrunc status=none
		printf 'UPX!' | dd of="$f" bs=1 seek=1020 conv=notrunc status=none
	fi
	refused "packed by UPX" "$f" "packed by UPX: unpack it first (upx -d)"
}

# Go 1.17's DWARF tells types truly, but few results of functions.
test_old_go() {
	local go said
	[[ -n ${GOFIXUP_LONG-} ]] || return 0
	if ! go=$("$top/scripts/go-toolchain" 1.17.13 2>"$folder/log"); then
		skip "Go 1.17" "$(tail -n 1 "$folder/log")"
		return
	fi
	check "Go 1.17 builds" env -C "$here/native/quiet" GOWORK=off GOFLAGS=-mod=mod CGO_ENABLED=0 \
		"$go" build -o "$folder/old" ./old
	check "Go 1.17 is sound" is_sound "$folder/old"
	said=$("$gofixup" encode -v "$folder/old" -o "$folder/old.btf" 2>&1 | grep 'results unknown' || true)
	if [[ $said == *"functions of Go 1.17 or older: its DWARF leaves most results out, so none is in the BTF"* ]]; then
		pass
	else
		fail "Go 1.17" "it does not say that results are missing"
	fi
}

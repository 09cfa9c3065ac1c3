# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#
# What the go command and its linker can be told. Sourced by run.

# Another mode must have no other BTF than the ordinary one where it changes no code; where it
# does, all judges are asked.
test_build_modes() {
	local mode
	built exe cgo || return 0
	judge "cgo=exe" "$modes/cgo=exe" "$modes/cgo=exe"
	described "units of C are told" "$modes/cgo=exe" \
		"*units of other languages (* C, * assembler), which pahole reads"
	for mode in pie c-shared plugin race msan asan noopt; do
		built "$mode" cgo || continue
		judge "cgo=$mode" "$modes/cgo=$mode" "$modes/cgo=$mode"
	done
	for mode in fullpath external external-clang external-lld external-gold plain zlib zstd zdebug \
		debuglink; do
		built "$mode" cgo || continue
		same "cgo=$mode" "$modes/cgo=$mode" "$folder/cgo=exe.btf"
	done
	# Not cgo: the C linker's -s takes the DWARF too.
	! built linked-s-dwarf hello ||
		judge "hello=linked-s-dwarf" "$modes/hello=linked-s-dwarf" "$modes/hello=linked-s-dwarf"
}

# dwz does not know Go's DWARF 5.
test_dwz() {
	local mode
	export GOEXPERIMENT=nodwarf5
	if built plain cgo --out "$modes/dwarf4"; then
		check "DWARF 4" encode "$modes/dwarf4/cgo=plain" "$folder/dwarf4.btf"
		for mode in dwz dwz-alt dwz-sup; do
			built $mode cgo && same "cgo=$mode" "$modes/cgo=$mode" "$folder/dwarf4.btf"
		done
	fi
	unset GOEXPERIMENT
	[[ -f $modes/cgo=dwz-alt.debug ]] || return 0
	cp "$modes/cgo=dwz-alt" "$modes/cgo=dwz-sup" "$folder"
	for mode in dwz-alt dwz-sup; do
		refused "$mode without the shared file" "$folder/cgo=$mode" \
			"dwz moved a part of its DWARF to cgo=$mode.debug, which is not found, or is of another build: install it (it mostly belongs to the same package), or name a program that dwz did not treat"
	done
	objcopy --remove-section=.note.gnu.build-id "$modes/cgo=dwz-alt.debug" "$folder/cgo=dwz-alt.debug"
	refused "dwz-alt with another shared file" "$folder/cgo=dwz-alt" "dwz moved a part of its DWARF *"
}

test_without_dwarf() {
	local version
	version=$(go env GOVERSION)
	if built linked-w hello; then
		refused "-ldflags=-w" "$modes/hello=linked-w" \
			"a Go program ($version) without DWARF, linked with -ldflags=-w, or its debug sections were stripped: build it without -s and -w*"
	fi
	if built linked-s hello; then
		refused "-ldflags=-s" "$modes/hello=linked-s" \
			"a Go program ($version) without DWARF, stripped, or linked with -ldflags=-s: build it without -s and -w*"
	fi
	if built linked-w cgo; then
		refused "-ldflags=-w with C units" "$modes/cgo=linked-w" "a Go program ($version) without DWARF*"
	fi
	if built stripped cgo; then
		refused "stripped" "$modes/cgo=stripped" \
			"a Go program ($version) without DWARF, stripped, or linked with -ldflags=-s: build it without -s and -w; its debug file (build id *) is neither beside it nor below /usr/lib/debug"
		# Not even a section table: ELF's e_shoff, e_shnum, e_shstrndx.
		cp "$modes/cgo=stripped" "$folder/sectionless"
		printf '\0\0\0\0\0\0\0\0' | dd of="$folder/sectionless" bs=1 seek=40 conv=notrunc status=none
		printf '\0\0\0\0' | dd of="$folder/sectionless" bs=1 seek=60 conv=notrunc status=none
		refused "without sections" "$folder/sectionless" "a Go program ($version) without DWARF*"
	fi
}

test_archives() {
	local a=$folder/archives
	built c-archive cgo || return 0
	mkdir -p "$a/other" && cp "$modes/cgo=c-archive" "$a/lib.a"
	(cd "$a" && ar x lib.a)
	judge "cgo=c-archive" "$a/lib.a" "$a/go.o"
	same "a member by its name" "$a/lib.a(go.o)" "$folder/cgo=c-archive.btf"
	same "the member itself" "$a/go.o" "$folder/cgo=c-archive.btf"
	refused "no such member" "$a/lib.a(gone.o)" "the archive has no member gone.o"
	refused "a member of C" "$a/lib.a(000000.o)" "*not a Go program"

	cp "$a/go.o" "$a/a_member_with_a_long_name.o"
	ar rc "$a/long.a" "$a/a_member_with_a_long_name.o"
	same "a long name" "$a/long.a" "$folder/cgo=c-archive.btf"
	ar rc "$a/two.a" "$a/go.o" "$a/a_member_with_a_long_name.o"
	refused "two members" "$a/two.a" \
		"an archive with 2 members made by Go (go.o, a_member_with_a_long_name.o): name one, as in 'ARCHIVE(go.o)'"
	same "one of two" "$a/two.a(a_member_with_a_long_name.o)" "$folder/cgo=c-archive.btf"
	cp "$a/go.o" "$a/other/go.o"
	ar qc "$a/alike.a" "$a/go.o" "$a/other/go.o"
	refused "two of one name" "$a/alike.a" \
		"an archive with 2 members made by Go (go.o, go.o): take one out first (\`ar xN 1\`, \`ar xN 2\`)"
	ar rcT "$a/thin.a" "$a/go.o"
	refused "thin" "$a/thin.a" \
		"not an ELF file but a thin archive, whose members are files of their own: name the one that Go made, mostly go.o (\`ar t\` lists them)"
	ar rc "$a/c.a" "$a/000000.o"
	refused "of C only" "$a/c.a" "an archive, and none of its 1 members was made by Go's linker"
	head -c 100000 "$a/lib.a" >"$a/cut.a"
	refused "cut off" "$a/cut.a" "*"
	check "a package builds" env -C "$here/native/quiet" GOWORK=off GOFLAGS=-mod=mod \
		go build -o "$a/package.a" .
	refused "of a package" "$a/package.a" \
		"a Go package's archive, as the compiler writes it: DWARF is made by the linker, so build a program (or -buildmode=c-archive)"
}

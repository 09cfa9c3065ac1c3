# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#
# DWARF in a file of its own, found as gdb finds it. Sourced by run.

build_id() { readelf -n "$1" | sed -n 's/^ *Build ID: //p'; }

# Folders and links, in every place where they may lie.
test_debug_links() {
	local d=$folder/debug name=cgo=debuglink
	built debuglink cgo || return 0
	[[ -f $folder/cgo=exe.btf ]] || return 0
	mkdir -p "$d/.debug" && cp "$modes/$name" "$d"
	refused "no debug file" "$d/$name" \
		"a Go program * without DWARF, linked with -ldflags=-w, or its debug sections were stripped: build it without -s and -w; its debug file ($name.debug, build id *) is neither beside it nor below /usr/lib/debug"
	cp "$modes/$name.debug" "$d/.debug"
	same "in .debug/" "$d/$name" "$folder/cgo=exe.btf"
	ln -s "$d/$name" "$folder/linked"
	same "through a symbolic link" "$folder/linked" "$folder/cgo=exe.btf"
	printf 'int other;\n' | gcc -g -c -x c - -o "$d/.debug/$name.debug"
	refused "of another build" "$d/$name" \
		"a Go program * build it without -s and -w; its debug file $d/.debug/$name.debug is of another build (its build id or CRC differs)"
	head -c 300000 "$modes/$name.debug" >"$d/cut.debug"
	refused "a debug file cut off" "$d/cut.debug" "*cut off*"
}

# Below /usr/lib/debug, which nobody else gets to see.
test_build_ids() {
	local name=cgo=debuglink id
	[[ -f $modes/$name && -f $folder/cgo=exe.btf ]] || return 0
	if ! unshare -m true 2>/dev/null; then
		skip "below /usr/lib/debug" "no right to mount; try as root"
		return
	fi
	id=$(build_id "$modes/$name")
	cp "$modes/$name" "$folder/$name"
	mkdir -p /usr/lib/debug 2>/dev/null || true
	check "by its build id" unshare -m bash -euc '
		mount -t tmpfs none /usr/lib/debug
		mkdir -p "/usr/lib/debug/.build-id/${2:0:2}"
		cp "$1" "/usr/lib/debug/.build-id/${2:0:2}/${2:2}.debug"
		"$3" encode "$4" -o "$4.btf"
		cmp "$4.btf" "$5"' bash "$modes/$name.debug" "$id" "$gofixup" "$folder/$name" "$folder/cgo=exe.btf"
}

# A debuginfod of our own; its index takes a moment.
test_debuginfod() {
	local name=cgo=debuglink port=$((20000 + RANDOM % 20000)) d=$folder/served tries=0
	[[ -f $modes/$name && -f $folder/cgo=exe.btf ]] || return 0
	if ! command -v debuginfod >/dev/null; then
		skip "debuginfod" "it is not installed; scripts/deps does"
		return
	fi
	mkdir -p "$d" "$folder/asked" && cp "$modes/$name.debug" "$d" && cp "$modes/$name" "$folder/asked"
	debuginfod -d "$folder/debuginfod.sqlite" -p "$port" -F "$d" >"$folder/debuginfod.log" 2>&1 &
	helper=$!
	export DEBUGINFOD_URLS=http://127.0.0.1:$port DEBUGINFOD_CACHE_PATH=$folder/cache
	export no_proxy=127.0.0.1 DEBUGINFOD_TIMEOUT=5
	until "$gofixup" encode "$folder/asked/$name" -o "$folder/asked.btf" 2>"$folder/log" ||
		[[ $((tries += 1)) -ge 30 ]]; do
		rm -rf "$folder/cache" # it remembers what was not found
		sleep 0.5
	done
	check "from debuginfod" cmp "$folder/asked.btf" "$folder/cgo=exe.btf"
	kill "$helper" && wait "$helper" 2>/dev/null || true
	helper=
	rm -rf "$folder/cache"
	refused "from a debuginfod that is down" "$folder/asked/$name" \
		"a Go program * without DWARF*below /usr/lib/debug, nor has debuginfod it"
	unset DEBUGINFOD_URLS
}

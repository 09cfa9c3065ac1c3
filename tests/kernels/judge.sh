# shellcheck shell=bash disable=SC2154 # what run sets
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#
# Boots a kernel and holds what it says against what it should, for `run`.

# VMLINUZ ARCH ARCHIVE: what init said, without carriage returns. Without no_timer_check an x86
# kernel panics early where a busy host lets too few timer interrupts through.
boot_once() {
	# shellcheck disable=SC2086 # words
	timeout "$longest_boot" "${emulator[$2]}" -accel tcg -machine ${machine[$2]} -m "$memory" -nodefaults \
		-display none -serial stdio -no-reboot -kernel "$1" -initrd "$3" \
		-append "console=${console[$2]} quiet panic=-1 no_timer_check" </dev/null 2>&1 | tr -d '\r'
}

# The same into a file. What stops before there is an init has seen no BTF and may start anew.
boot() {
	local said=$4 attempt
	for ((attempt = 1; attempt <= 3; attempt++)); do
		boot_once "$1" "$2" "$3" >"$said" || true
		! grep -q '^kernel ' "$said" || return 0
	done
}

# FILE RELEASE: does that kernel have to take it?
should_take() {
	local name=${1##*/} since
	name=${name%.btf}
	case $1 in
	/btf/*) return 0 ;;
	/traits/without.*) return 1 ;; # in archives for old kernels only
	esac
	since=$(awk -v name="$name" '$2 == name { print $1 }' "$folder/traits/list")
	[[ $since != never ]] && ! older "$2" "$since"
}

# NAME RELEASE VERDICT FILE WHY
judge() {
	local who=$1 release=$2 verdict=$3 file=$4 why=$5
	case $verdict in
	passed) pass && return ;;
	failed) fail "$who" "$file: $why" && return ;;
	esac
	if should_take "$file" "$release"; then
		[[ $verdict == accepted ]] && pass && return
		# More than the kernel's 16 MiB: gofixup writes it all the same, and says so.
		[[ $(stat -c %s "$folder/$arch/$kind$file") -gt $((16 << 20)) && $why == "argument list too long"* ]] &&
			pass && return
		fail "$who refuses $file" "$why"
	elif [[ $verdict == refused ]]; then
		pass
	else
		fail "$who accepts $file" "it must not"
	fi
}

# SUITE ARCH
try_kernel() {
	local suite=$1 arch=$2 tree image release kind=all who said=$folder/said.$1.$2 seconds=$SECONDS
	local verdict file why
	if ! tree=$("$top/scripts/debian-files" "$suite" "$arch" "${package[$arch]}" '^linux-(image|binary)-[0-9]' \
		'./boot/vmlinu*' './usr/lib/modules/*/vmlinuz' 2>"$said"); then
		skip "Debian's kernel of $suite for $arch" "$(tail -n 1 "$said")"
		return
	fi
	image=$(find "$tree" -type f -name 'vmlinu*' | sort -V | tail -n 1)
	release=$(grep -oaE '[0-9]+\.[0-9]+\.[0-9]+[^/ ]*' <<<"${image#"$tree"}" | head -n 1)
	release=${release%%-*}
	! older "$release" 5.16 || kind=old
	boot "$image" "$arch" "$folder/$arch/$kind.cpio" "$said"
	[[ -z ${GOFIXUP_KEEP:-} ]] || cp "$said" "$GOFIXUP_KEEP"
	# "kernel 5.10.0-32-cloud-amd64: #1 SMP Debian 5.10.223-1 (2024-08-10)"
	who="Linux $(sed -nE 's/^kernel .*Debian ([^ ]+).*/\1/p' "$said"), $arch"
	if [[ $(grep -c '^end$' "$said") -ne 1 ||
		$(grep -cE '^(accepted|refused|passed|failed) ' "$said") -ne $(wc -l <"$folder/$arch/$kind/plan") ]]; then
		fail "$who" "Linux of $suite did not answer everything: $(tail -n 5 "$said" | tr '\n' ' ')"
		return
	fi
	while read -r verdict file why; do
		judge "$who" "$release" "$verdict" "${file%:}" "$why"
	done < <(grep -E '^(accepted|refused|passed|failed) ' "$said")
	note "kernel: $who: $(grep -c '^accepted /btf/' "$said") files of BTF, $((SECONDS - seconds)) s"
}

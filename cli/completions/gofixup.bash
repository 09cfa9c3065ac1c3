# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# bash completion for gofixup

_gofixup() {
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
	local command=${COMP_WORDS[1]}
	local common="--threads --wrappers --verify-each --verbose --stats --help"
	if ((COMP_CWORD == 1)); then
		COMPREPLY=($(compgen -W "encode header check show functions interfaces explain probe --help --version" -- "$current"))
		return
	fi
	case $previous in
	--tags) COMPREPLY=($(compgen -W "all names loc none" -- "$current")); return ;;
	--skeleton) COMPREPLY=($(compgen -W "libbpf cilium bpftrace tetragon" -- "$current")); return ;;
	--only | --threads | --guard | --for-kernel) return ;;
	esac
	if [[ $current == -* ]]; then
		local words=$common
		case $command in
		encode) words+=" --merge-base --output --only --deep --tags --no-floats --vars --consts --no-enum64 --for-kernel" ;;
		header) words+=" --output --only --deep --guard --consts" ;;
		check) words+=" --only --deep --tags --no-floats --vars --consts --no-enum64 --for-kernel" ;;
		functions) words+=" --json" ;;
		interfaces) words+=" --json --only --deep --tags --no-floats --vars --consts --no-enum64 --for-kernel" ;;
		probe) words+=" --output --skeleton --guard --include-secrets" ;;
		esac
		COMPREPLY=($(compgen -W "$words" -- "$current"))
		return
	fi
	COMPREPLY=($(compgen -f -- "$current"))
}
complete -o filenames -F _gofixup gofixup

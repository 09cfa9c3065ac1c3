# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
"""Holds BTF against llvm-dwarfdump's reading of the binary: every struct's size and offsets, every
function's named parameters and their order. It knows nothing of how BTF names are made: it goes
by the tag go.name."""

import re

import btf
import dwarfdump

FARTHEST = 512 << 20  # bytes; BTF cannot say where members beyond are
LARGEST = 1 << 32
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*$")
SPELLED_OUT = re.compile(r"(noalg\.)?(struct \{|\[|\*|map\[|chan |func\()")
PADDING = re.compile(r"_pad\d+$")


def offsets_in_dwarf(size, members):
    if size >= LARGEST:
        return []
    return [at for at, name in members if name != "_" and at < FARTHEST]


def struct_difference(name, wanted, found):
    size, members = wanted
    if found.size != (size if size < LARGEST else 0):
        return f"{name}: {size} bytes, in BTF {found.size}"
    names = {member for _, member in members}
    in_btf = [bit // 8 for member, _, bit in found.fields
              if member in names or not PADDING.match(member)]
    in_dwarf = offsets_in_dwarf(size, members)
    return "" if in_btf == in_dwarf else f"{name}: members at {in_dwarf}, in BTF at {in_btf}"


def judge_structs(reading, types):
    found = {t.go_name: t for t in types.of_kind(btf.STRUCT) if t.go_name}
    total, wrong = 0, []
    for name, wanted in reading.structs.items():
        if name not in found:
            # Only a struct that is part of something else may have no use of its own.
            if not SPELLED_OUT.match(name):
                total += 1
                wrong.append(f"{name}: no STRUCT")
            continue
        total += 1
        if why := struct_difference(name, wanted, found[name]):
            wrong.append(why)
    return total, wrong


def same_parameter(dwarf, in_btf):
    return in_btf == dwarf or re.fullmatch(re.escape(dwarf) + r"_?\d*", in_btf)


def function_difference(name, entries, found):
    """Which names of the entry that has any are not in the prototype, in their order."""
    wanted = [p for p in next((e for e in entries if e), []) if IDENTIFIER.match(p) and p != "_"]
    rest = [field[0] for field in found.fields]
    for parameter in wanted:
        while rest and not same_parameter(parameter, rest[0]):
            rest.pop(0)
        if not rest:
            return f"{name}: no parameter {parameter}"
        rest.pop(0)
    return ""


def judge_functions(reading, types):
    found = {t.go_name or t.name: t for t in types.of_kind(btf.FUNC)}
    wrong = []
    for name, entries in reading.functions.items():
        if name not in found:
            wrong.append(f"{name}: no FUNC")
        elif why := function_difference(name, entries, types.types[found[name].size]):
            wrong.append(why)
    extra = found.keys() - reading.functions.keys()
    wrong += [f"{name}: FUNC of no function with code" for name in sorted(extra)]
    return len(reading.functions), wrong


def judge(binary, data):
    """((structs, wrong ones), (functions, wrong ones)) of the BTF in `data`."""
    reading, types = dwarfdump.read(binary), btf.Btf(data)
    return judge_structs(reading, types), judge_functions(reading, types)


if __name__ == "__main__":
    import pathlib
    import sys
    for kind, (count, wrong) in zip(("structs", "functions"),
                                    judge(sys.argv[1], pathlib.Path(sys.argv[2]).read_bytes())):
        print(f"{kind}: {count - len(wrong)} of {count}")
        for line in wrong[:20]:
            print("   ", line[:300])

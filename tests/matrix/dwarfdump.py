# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
"""The structs and functions of a Go program as llvm-dwarfdump prints them: a reading of the DWARF
that shares nothing with gofixup's reader, nor with tests/oracle's."""

import re
import subprocess
from dataclasses import dataclass, field

ENTRY = re.compile(r"^0x([0-9a-f]+):( +)(?:DW_TAG_(\w+)|NULL)")
ATTRIBUTE = re.compile(r"^ +DW_AT_(\w+)\t\((.*)\)$")
ESCAPE = re.compile(r'\\([0-7]{3}|.)')
REFERENCE = re.compile(r"0x([0-9a-f]+)")
GO_STRUCT = 25  # reflect.Struct
WANTED = {"name", "language", "producer", "byte_size", "GO_kind", "data_member_location", "low_pc",
          "trampoline", "variable_parameter", "abstract_origin", "inline"}


@dataclass
class Entry:
    offset: int
    tag: str
    values: dict = field(default_factory=dict)
    children: list = field(default_factory=list)

    @property
    def name(self):
        return unquoted(self.values.get("name", ""))


def unquoted(text):
    """The string that llvm-dwarfdump printed in quotes, with bytes beyond ASCII as \\ooo."""
    def byte(match):
        letter = match[1]
        if len(letter) == 3:
            return chr(int(letter, 8))
        return {"n": "\n", "t": "\t"}.get(letter, letter)
    raw = ESCAPE.sub(byte, text[1:-1])
    return raw.encode("latin-1").decode("utf-8", "replace")


def entries_of(lines):
    """Yields (depth, entry) as they come; attributes are filled in until the next is asked for."""
    entry = None
    for line in lines:
        if line.startswith("0x"):
            found = ENTRY.match(line)
            if not found:
                continue
            if entry:
                yield entry
            entry = None
            if found[3]:
                entry = (len(found[2]) // 2, Entry(int(found[1], 16), found[3]))
        elif entry and (found := ATTRIBUTE.match(line)) and found[1] in WANTED:
            entry[1].values[found[1]] = found[2]
    if entry:
        yield entry


@dataclass
class Reading:
    structs: dict = field(default_factory=dict)    # Go name: (size, [(offset, name)])
    functions: dict = field(default_factory=dict)  # Go name: list of parameter names, per entry

    def add_struct(self, entry):
        members = [(int(m.values["data_member_location"], 0), m.name) for m in entry.children
                   if m.tag == "member"]
        self.structs[entry.name] = (int(entry.values["byte_size"], 0), members)

    def add_function(self, entry, origins):
        if "low_pc" not in entry.values or "trampoline" in entry.values:
            return
        named = origin_of(entry, origins)
        parameters = []
        for child in entry.children:
            origin = origin_of(child, origins)
            if child.tag == "formal_parameter" and "0x00" in origin.values["variable_parameter"]:
                parameters.append(origin.name)
        self.functions.setdefault(named.name, []).append(parameters)


def origin_of(entry, origins):
    if "abstract_origin" not in entry.values:
        return entry
    return origins[int(REFERENCE.match(entry.values["abstract_origin"])[1], 16)]


def tree(text):
    """The units' entries, with the children of structs and functions."""
    path = []
    for depth, entry in entries_of(text.splitlines()):
        del path[depth:]
        if path and path[-1].tag in {"structure_type", "subprogram", "compile_unit"}:
            path[-1].children.append(entry)
        path.append(entry)
        if entry.tag == "compile_unit":
            yield entry


def is_go(unit):
    return "DW_LANG_Go" in unit.values.get("language", "") and \
        "Go cmd/compile" in unit.values.get("producer", "")


def read(binary):
    run = subprocess.run(["llvm-dwarfdump", "--debug-info", str(binary)], capture_output=True,
                         timeout=300, check=True)
    units = [u for u in list(tree(run.stdout.decode("ascii", "replace"))) if is_go(u)]
    if not units:
        raise ValueError("llvm-dwarfdump shows no Go unit")
    origins = {}
    for unit in units:
        for entry in unit.children:
            origins[entry.offset] = entry
            origins.update((child.offset, child) for child in entry.children)
    reading = Reading()
    for unit in units:
        for entry in unit.children:
            if entry.tag == "structure_type" and int(entry.values.get("GO_kind", "0"), 0) == GO_STRUCT:
                reading.add_struct(entry)
            elif entry.tag == "subprogram":
                reading.add_function(entry, origins)
    return reading

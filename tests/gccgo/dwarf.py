# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
"""What gccgo's DWARF says, read with pyelftools: the judge's own view."""

import re

from elftools.elf.elffile import ELFFile

HEADERS = {
    ("__data", "__length"): ("string", ["str", "len"]),
    ("__values", "__count", "__capacity"): ("slice", ["array", "len", "cap"]),
    ("__methods", "__object"): ("interface", ["tab", "data"]),
    ("__type_descriptor", "__object"): ("interface", ["_type", "data"]),
}
POINTEES = {
    "runtime.hmap": "map",
    ".runtime.hmap": "map",
    "__go_channel": "chan",
    ".runtime.hchan": "chan",
}
QUALIFIERS = ("DW_TAG_const_type", "DW_TAG_volatile_type")


def text(die, name):
    attribute = die.attributes.get(name)
    return attribute.value.decode() if attribute else ""


def number(die, name, default=0):
    attribute = die.attributes.get(name)
    return attribute.value if attribute else default


class Unit:
    def __init__(self, unit):
        self.unit = unit
        self.dies = list(unit.iter_DIEs())
        self.by_offset = {die.offset: die for die in self.dies}

    def refer(self, die, name="DW_AT_type"):
        attribute = die.attributes.get(name)
        if attribute is None:
            return None
        local = attribute.form in ("DW_FORM_ref4", "DW_FORM_ref2", "DW_FORM_ref1", "DW_FORM_ref_udata")
        found = self.by_offset[attribute.value + (self.unit.cu_offset if local else 0)]
        return self.refer(found) if found.tag in QUALIFIERS else found

    def underlying(self, die):
        while die is not None and die.tag == "DW_TAG_typedef":
            die = self.refer(die)
        return die

    def children(self, die, tag):
        return [child for child in die.iter_children() if child.tag == tag]

    def members(self, die):
        return [
            (text(m, "DW_AT_name"), self.refer(m), number(m, "DW_AT_data_member_location"))
            for m in self.children(die, "DW_TAG_member")
        ]

    def header(self, die):
        """("string", names) and so on, of a struct that stands for a type of Go's."""
        return HEADERS.get(tuple(name for name, _, _ in self.members(die)))

    def describe(self, die, depth=2):
        """The type as both sides can say it: kinds, sizes, and names without packages."""
        if die is None:
            return "void"
        name = text(die, "DW_AT_name")
        inside = self.underlying(die)
        if inside is None:
            return "ptr void"
        if inside.tag == "DW_TAG_base_type":
            encoding = number(inside, "DW_AT_encoding")
            kind = {2: "bool", 3: "complex", 4: "float", 5: "int", 6: "int"}.get(encoding, "uint")
            return f"{kind}{number(inside, 'DW_AT_byte_size')}"
        if inside.tag == "DW_TAG_pointer_type":
            return self.describe_pointer(inside, depth)
        if inside.tag == "DW_TAG_array_type":
            counts = [
                number(r, "DW_AT_count", number(r, "DW_AT_upper_bound", -1) + 1) & (2**64 - 1)
                for r in self.children(inside, "DW_TAG_subrange_type")
            ]
            return "".join(f"[{c}]" for c in counts) + self.describe(self.refer(inside), depth)
        header = self.header(inside)
        if header and header[0] == "slice":
            element = self.refer(self.members(inside)[0][1])
            return "slice of " + (self.describe(element, depth - 1) if depth else "")
        if header:
            return header[0]
        if die.tag == "DW_TAG_typedef":
            return "struct " + name.rpartition(".")[2]
        return "struct of " + str(number(inside, "DW_AT_byte_size"))

    def describe_pointer(self, pointer, depth):
        target = self.refer(pointer)
        if target is None or target.tag == "DW_TAG_subroutine_type":
            return "ptr void"
        name = text(target, "DW_AT_name")
        if name == "__go_descriptor":
            return "func"
        if name in POINTEES:
            return POINTEES[name]
        if depth == 0:
            return "ptr"
        return "ptr " + self.describe(target, depth - 1)

    def structs(self):
        """(name, size, members) of each struct type with a name."""
        for die in self.dies:
            if die.tag != "DW_TAG_typedef" or text(die, "DW_AT_name").startswith("__go_"):
                continue
            inside = self.refer(die)
            if inside is None or inside.tag != "DW_TAG_structure_type" or self.header(inside):
                continue
            yield text(die, "DW_AT_name"), number(inside, "DW_AT_byte_size"), self.members(inside)

    def functions(self):
        """(name, parameters, result type) of each function that has code and is no wrapper."""
        for die in self.dies:
            if die.tag != "DW_TAG_subprogram" or "DW_AT_low_pc" not in die.attributes:
                continue
            source = die
            while "DW_AT_name" not in source.attributes:
                source = self.refer(source, "DW_AT_abstract_origin")
            name = text(source, "DW_AT_name")
            if re.search(r"\.\.(stub|thunk)\d*$", name):
                continue
            params = self.children(source, "DW_TAG_formal_parameter")
            yield name, [(text(p, "DW_AT_name"), self.refer(p)) for p in params], self.refer(source)


def units(path):
    with open(path, "rb") as file:
        dwarf = ELFFile(file).get_dwarf_info()
        for unit in dwarf.iter_CUs():
            top = unit.get_top_DIE()
            if text(top, "DW_AT_producer").startswith("GNU Go"):
                yield Unit(unit)

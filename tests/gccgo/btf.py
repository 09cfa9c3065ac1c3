# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
"""Raw BTF as Python values. Written from the kernel's Documentation/bpf/btf.rst, not from ours."""

import struct

INT, PTR, ARRAY, STRUCT, TYPEDEF, FUNC, FUNC_PROTO = 1, 2, 3, 4, 8, 12, 13
VAR, DATASEC, FLOAT, DECL_TAG = 14, 15, 16, 17


class Type:
    def __init__(self, kind, name, vlen, size):
        self.kind, self.name, self.vlen, self.size = kind, name, vlen, size
        self.members = []  # struct: (name, type id, offset in bits); prototype: (name, type id)
        self.extra = ()  # of arrays (element, index, count), of integers (encoding,)
        self.tags = {}  # "go.name": "main.T"; of the type itself


class Btf:
    def __init__(self, path):
        with open(path, "rb") as file:
            data = file.read()
        magic, _, _, header, type_at, type_size, str_at, str_size = struct.unpack_from(
            "<HBBIIIII", data
        )
        assert magic == 0xEB9F
        self.strings = data[header + str_at : header + str_at + str_size]
        self.types = [None]
        at, end = header + type_at, header + type_at + type_size
        while at < end:
            at = self._read(data, at)
        for tag in self.types[1:]:
            if tag.kind == DECL_TAG and tag.extra == (-1,):
                key, _, value = tag.name.partition("=")
                self.types[tag.size].tags[key] = value

    def _name(self, offset):
        return self.strings[offset : self.strings.index(b"\0", offset)].decode()

    def _read(self, data, at):
        name, info, size = struct.unpack_from("<III", data, at)
        at += 12
        kind, vlen = info >> 24 & 31, info & 0xFFFF
        made = Type(kind, self._name(name), vlen, size)
        self.types.append(made)
        if kind == INT:
            made.extra = struct.unpack_from("<I", data, at)
            at += 4
        elif kind == ARRAY:
            made.extra = struct.unpack_from("<III", data, at)
            at += 12
        elif kind == DECL_TAG:
            made.extra = struct.unpack_from("<i", data, at)
            at += 4
        elif kind in (STRUCT, FUNC_PROTO, DATASEC):
            step = 8 if kind == FUNC_PROTO else 12
            for _ in range(vlen):
                fields = struct.unpack_from("<" + "I" * (step // 4), data, at)
                made.members.append((self._name(fields[0]), *fields[1:]))
                at += step
        elif kind == VAR:
            at += 4
        return at

    def go_name(self, made):
        return made.tags.get("go.name", made.name)

    def resolve(self, number):
        """The id behind typedefs."""
        while number and self.types[number].kind == TYPEDEF:
            number = self.types[number].size
        return number

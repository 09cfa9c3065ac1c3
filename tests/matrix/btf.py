# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
"""Raw BTF (Linux: include/uapi/linux/btf.h), as far as structs, functions and tags go."""

import struct
from dataclasses import dataclass, field

STRUCT, FUNC, FUNC_PROTO, DECL_TAG = 4, 12, 13, 17
# Bytes that follow a type: by kind, fixed and for each of `vlen`.
EXTRA = {1: (4, 0), 3: (12, 0), 4: (0, 12), 5: (0, 12), 6: (0, 8), 13: (0, 8), 14: (4, 0),
         15: (0, 12), 17: (4, 0), 19: (0, 12)}


@dataclass
class Type:
    kind: int
    name: str
    size: int  # or the type that this one refers to
    fields: list = field(default_factory=list)  # (name, type, bit offset) or (name, type)
    go_name: str = ""
    at: int = 0  # where in the file


class Btf:
    def __init__(self, data):
        self.order = "<" if data[:2] == b"\x9f\xeb" else ">"
        _, _, _, header, types_at, types_size, strings_at, strings_size = \
            struct.unpack_from(self.order + "HBBIIIII", data)
        self.strings = data[header + strings_at:header + strings_at + strings_size]
        self.types = [Type(0, "", 0)]
        at, end = header + types_at, header + types_at + types_size
        while at < end:
            at = self._add(data, at)

    def _string(self, offset):
        return self.strings[offset:self.strings.index(b"\0", offset)].decode("utf-8", "replace")

    def _add(self, data, at):
        name, info, size = struct.unpack_from(self.order + "III", data, at)
        kind, count = info >> 24 & 31, info & 0xffff
        fixed, each = EXTRA.get(kind, (0, 0))
        new = Type(kind, self._string(name), size, at=at)
        at += 12
        if kind in (STRUCT, FUNC_PROTO):
            layout = self.order + "I" * (each // 4)
            for i in range(count):
                words = struct.unpack_from(layout, data, at + i * each)
                new.fields.append((self._string(words[0]), *words[1:]))
        elif kind == DECL_TAG and struct.unpack_from(self.order + "i", data, at) == (-1,):
            if new.name.startswith("go.name="):
                self.types[size].go_name = new.name.removeprefix("go.name=")
        self.types.append(new)
        return at + fixed + count * each

    def of_kind(self, kind):
        return [t for t in self.types if t.kind == kind]

    def with_word(self, data, entry, word):
        """The bytes with another size, or reference, in this type."""
        at = entry.at + 8
        return data[:at] + struct.pack(self.order + "I", word) + data[at + 4:]

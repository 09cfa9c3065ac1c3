# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
"""Writes ELF files with DWARF 4 as gc's linker would not: quickly, and with any number wrong."""
import struct
import zlib

# Tags, attributes and forms by their names in DWARF 5, section 7.5.
TAG = dict(array_type=0x01, formal_parameter=0x05, lexical_block=0x0B, member=0x0D,
           pointer_type=0x0F, compile_unit=0x11, structure_type=0x13, subroutine_type=0x15,
           typedef=0x16, subrange_type=0x21, base_type=0x24, subprogram=0x2E, variable=0x34,
           constant=0x27)
AT = dict(location=0x02, name=0x03, byte_size=0x0B, stmt_list=0x10, low_pc=0x11, high_pc=0x12,
          language=0x13, const_value=0x1C, producer=0x25, count=0x37, data_member_location=0x38,
          encoding=0x3E, frame_base=0x40, type=0x49, variable_parameter=0x4B, go_kind=0x2900,
          go_key=0x2901, go_elem=0x2902, go_runtime_type=0x2904, go_package_name=0x2905)
FORM = dict(addr=0x01, block4=0x04, data2=0x05, data4=0x06, data8=0x07, string=0x08, block=0x09,
            block1=0x0A, data1=0x0B, flag=0x0C, sdata=0x0D, strp=0x0E, udata=0x0F, ref_addr=0x10,
            sec_offset=0x17, exprloc=0x18, flag_present=0x19, indirect=0x16, implicit_const=0x21)


def uleb(number):
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def value(form, item):
    if form in ("string",):
        return item.encode("latin-1") + b"\0" if isinstance(item, str) else item + b"\0"
    if form in ("udata", "sdata", "indirect"):
        return uleb(item)
    if form in ("data1", "flag"):
        return bytes([item])
    if form == "data2":
        return struct.pack("<H", item)
    if form in ("data4", "strp", "ref_addr", "sec_offset"):
        return struct.pack("<I", item)
    if form in ("data8", "addr"):
        return struct.pack("<Q", item)
    if form in ("exprloc", "block"):
        return uleb(len(item)) + item
    if form == "block1":
        return bytes([len(item)]) + item
    if form in ("flag_present", "implicit_const"):
        return b""
    raise KeyError(form)


class Dwarf:
    """One Go unit (more with unit()); DIEs are appended in order, each returns its offset."""

    def __init__(self, producer="Go cmd/compile go1.26.8; regabi"):
        self.info, self.abbrevs, self.codes = bytearray(), bytearray(), {}
        self.start = None
        self.unit(producer)

    def code(self, tag, children, attrs):
        key = (tag, children, attrs)
        if key not in self.codes:
            self.codes[key] = len(self.codes) + 1
            self.abbrevs += uleb(self.codes[key]) + uleb(TAG[tag]) + bytes([children])
            for name, form in attrs:
                self.abbrevs += uleb(AT[name]) + uleb(FORM[form])
                if form == "implicit_const":
                    self.abbrevs += uleb(8)
            self.abbrevs += b"\0\0"
        return uleb(self.codes[key])

    def bytes_of(self, tag, children, *attrs):
        head = self.code(tag, children, tuple((name, form) for name, form, _ in attrs))
        return head + b"".join(value(form, item) for _, form, item in attrs)

    def die(self, tag, *attrs, children=False):
        offset = len(self.info)
        self.info += self.bytes_of(tag, children, *attrs)
        return offset

    def end(self):
        self.info.append(0)

    def unit(self, producer="Go cmd/compile go1.26.8; regabi", abbrev=0, length=None):
        self.close(length)
        self.start = len(self.info)
        self.info += struct.pack("<IHIB", 0, 4, abbrev, 8)
        self.die("compile_unit", ("name", "string", "main"), ("language", "data1", 0x16),
                 ("producer", "string", producer), children=True)

    def close(self, length=None):
        if self.start is None:
            return
        self.end()
        size = len(self.info) - self.start - 4
        struct.pack_into("<I", self.info, self.start, size if length is None else length)
        self.start = None

    # What programs have anyway.
    def basics(self):
        self.u8 = self.base("uint8", 7, 1, 8)
        self.int = self.base("int", 5, 8, 2)
        self.base("uintptr", 7, 8, 12)

    def base(self, name, encoding, size, kind):
        return self.die("base_type", ("name", "string", name), ("encoding", "data1", encoding),
                        ("byte_size", "data1", size), ("go_kind", "data1", kind))

    def pointer(self, name, target):
        return self.die("pointer_type", ("name", "string", name), ("type", "ref_addr", target))

    def typedef(self, name, target, *more):
        return self.die("typedef", ("name", "string", name), ("type", "ref_addr", target), *more)

    def struct(self, name, size, members):
        offset = self.die("structure_type", ("name", "string", name), ("byte_size", "udata", size),
                          children=True)
        for text, kind, place in members:
            self.die("member", ("name", "string", text), ("data_member_location", "udata", place),
                     ("type", "ref_addr", kind))
        self.end()
        return offset

    def function(self, name, address, params=(), size=16):
        self.die("subprogram", ("name", "string", name), ("low_pc", "addr", address),
                 ("high_pc", "addr", address + size), children=True)
        for text, kind in params:
            self.die("formal_parameter", ("name", "string", text), ("type", "ref_addr", kind))
        self.end()

    def sections(self):
        self.close()
        return {".debug_info": bytes(self.info), ".debug_abbrev": bytes(self.abbrevs) + b"\0"}


def zipped(plain, claimed=None):
    size = len(plain) if claimed is None else claimed
    return struct.pack("<IIQQ", 1, 0, size, 1) + zlib.compress(plain, 9)


def symbols(entries):
    """entries: (name offset, address)"""
    return bytes(24) + b"".join(struct.pack("<IBBHQQ", name, 0x12, 0, 1, address, 16)
                                for name, address in entries)


class Elf:
    """sections: name → bytes, or (bytes, flags) for compressed ones."""

    def __init__(self, sections, code=bytes(4096), address=0x400000):
        self.sections, self.segments = dict(sections), [(address, code)]
        self.symtab = None  # (table, names)
        self.header = {}  # what to say in place of the truth: shnum, phnum, shoff, phoff, shstrndx
        self.lies = {}  # section name → {type, offset, size, link, entsize}
        self.phdr_copies = 1
        self.first = (0, 0, 0)  # sh_size, sh_link and sh_info of section 0

    def build(self):
        names, headers, body = bytearray(1), [], bytearray()
        phnum = len(self.segments) * self.phdr_copies
        start = 64 + 56 * phnum
        phdrs = b""
        for address, code in self.segments:
            one = struct.pack("<IIQQQQQQ", 1, 5, start + len(body), address, address, len(code),
                              len(code), 4096)
            phdrs += one * self.phdr_copies
            body += code
        listed = list(self.sections.items())
        if self.symtab:
            listed += [(".symtab", self.symtab[0]), (".strtab", self.symtab[1])]
        for index, (name, content) in enumerate(listed):
            flags, kind, link = 0, 1, 0
            if isinstance(content, tuple):
                content, flags = content
            if name == ".symtab":
                kind, link = 2, index + 2
            if name == ".strtab":
                kind = 3
            body += bytes(-len(body) % 8)
            lie = self.lies.get(name, {})
            headers.append((len(names), lie.get("type", kind), flags, 0,
                            lie.get("offset", start + len(body)), lie.get("size", len(content)),
                            lie.get("link", link), 0, 8, lie.get("entsize", 24 if kind == 2 else 0)))
            names += name.encode() + b"\0"
            body += content
        offset = len(names)
        names += b".shstrtab\0"
        headers.append((offset, 3, 0, 0, start + len(body), len(names), 0, 0, 1, 0))
        body += names
        body += bytes(-(start + len(body)) % 8)
        table = struct.pack("<IIQQQQIIQQ", 0, 0, 0, 0, 0, self.first[0], self.first[1],
                            self.first[2], 0, 0)
        table += b"".join(struct.pack("<IIQQQQIIQQ", *header) for header in headers)
        says = self.header.get
        head = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack(
            "<HHIQQQIHHHHHH", says("type", 2), 62, 1, 0x400000, says("phoff", 64),
            says("shoff", start + len(body)), 0, 64, 56, says("phnum", phnum), 64,
            says("shnum", len(headers) + 1), says("shstrndx", len(headers)))
        return head + phdrs + bytes(body) + table

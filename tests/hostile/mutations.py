# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
"""Copies of a program with something wrong in them. What is wrong is chosen by the parts a file
has (entries, attributes, abbreviations, units, headers, symbols, streams), by a seed."""
import struct
import zlib

# How many bytes a value of that form takes; None: LEB128; a word: what decides.
SIZES = {0x01: "address", 0x03: "block2", 0x04: "block4", 0x05: 2, 0x06: 4, 0x07: 8, 0x08: "string",
         0x09: "block", 0x0A: "block1", 0x0B: 1, 0x0C: 1, 0x0D: None, 0x0E: 4, 0x0F: None, 0x10: 4, 0x11: 1,
         0x12: 2, 0x13: 4, 0x14: 8, 0x15: None, 0x17: 4, 0x18: "block", 0x19: 0, 0x1A: None, 0x1B: None,
         0x1F: 4, 0x21: 0, 0x22: None, 0x23: None, 0x25: 1, 0x26: 2, 0x28: 4, 0x29: 1, 0x2A: 2, 0x2C: 4}
ODD = (0, 1, 0x7F, 0x80, 0xFF, 0xFFFF, 1 << 31, (1 << 32) - 1, 1 << 32, 1 << 60, (1 << 63) - 1, (1 << 64) - 1)
MOST_ENTRIES = 12_000


def leb(data, at):
    number = shift = 0
    while True:
        byte = data[at]
        number |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return number, at


class Program:
    """A program's sections, its debug sections inflated behind its end, and where what is in them."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.original = file.read()
        head = self.original
        self.is_64, self.end = head[4] == 2, "<" if head[5] == 1 else ">"
        self.word = 8 if self.is_64 else 4
        self.table = self.number(head, 40 if self.is_64 else 32, self.word)
        count, names = (self.number(head, at, 2) for at in ((60, 62) if self.is_64 else (48, 50)))
        self.entry = 64 if self.is_64 else 40
        # By name: where its header, its bytes are; its size.
        self.sections, self.plain = {}, bytearray(self.original)
        headers = [self.table + i * self.entry for i in range(count)]
        offset, _ = self.place(headers[names])
        for header in headers:
            at = offset + self.number(head, header, 4)
            name = head[at:head.index(b"\0", at)].decode()
            if self.number(head, header + 4, 4) not in (0, 8):
                self.sections[name] = header
        for name, header in self.sections.items():
            if name.startswith((".debug_", ".zdebug_")):
                self.inflate(header, name)
        self.entries, self.values, self.units, self.abbrevs = [], [], [], []
        self.read_entries()

    def number(self, data, at, size):
        return int.from_bytes(data[at:at + size], "little" if self.end == "<" else "big")

    def put(self, data, at, number, size):
        data[at:at + size] = (number & (1 << 8 * size) - 1).to_bytes(
            size, "little" if self.end == "<" else "big")

    def place(self, header, data=None):
        data = data or self.original
        at = header + (24 if self.is_64 else 16)
        return self.number(data, at, self.word), self.number(data, at + self.word, self.word)

    def inflate(self, header, name):
        offset, size = self.place(header)
        flags = self.number(self.original, header + 8, self.word)
        stored = self.original[offset:offset + size]
        if name.startswith(".z"):
            plain = zlib.decompress(stored[12:])
        elif flags & 0x800:
            plain = zlib.decompress(stored[24 if self.is_64 else 12:])
        else:
            return
        if name.startswith(".z"):  # a letter less: the name itself begins one later and lacks its dot
            return
        self.put(self.plain, header + 8, flags & ~0x800, self.word)
        at = header + (24 if self.is_64 else 16)
        self.put(self.plain, at, len(self.plain), self.word)
        self.put(self.plain, at + self.word, len(plain), self.word)
        self.plain += plain

    def bytes_of(self, name):
        """Where the section is in `plain`: (begin, end)."""
        if name not in self.sections:
            return 0, 0
        offset, size = self.place(self.sections[name], self.plain)
        return offset, offset + size

    def read_abbrevs(self, at):
        table = {}
        while True:
            code, at = leb(self.plain, at)
            if code == 0:
                return table
            self.abbrevs.append(at)
            _, at = leb(self.plain, at)
            children, at = self.plain[at], at + 1
            specs = []
            while True:
                self.abbrevs.append(at)
                name, at = leb(self.plain, at)
                self.abbrevs.append(at)
                form, at = leb(self.plain, at)
                if form == 0x21:
                    _, at = leb(self.plain, at)
                if name == form == 0:
                    break
                specs.append((name, form))
            table[code] = (children, specs)

    def read_entries(self):
        begin, end = self.bytes_of(".debug_info")
        abbrev, at, tables = self.bytes_of(".debug_abbrev")[0], begin, {}
        while at < end and len(self.entries) < MOST_ENTRIES:
            self.units.append(at)
            length, version = self.number(self.plain, at, 4), self.number(self.plain, at + 4, 2)
            place = at + (8 if version == 5 else 6)
            table = self.number(self.plain, place, 4)
            address = self.plain[at + (7 if version == 5 else 10)]
            if table not in tables:
                tables[table] = self.read_abbrevs(abbrev + table)
            first = at + (12 if version == 5 else 11)
            # Every unit a part, so that all kinds of entries are there.
            self.walk(first, min(at + 4 + length, first + 20_000), tables[table], address)
            at += 4 + length

    def walk(self, at, end, table, address):
        while at < end:
            self.entries.append(at)
            code, at = leb(self.plain, at)
            if code == 0 or code not in table:
                continue
            for name, form in table[code][1]:
                after = self.skip(at, form, address)
                self.values.append((at, after - at, name, form))
                at = after

    def skip(self, at, form, address):
        size = SIZES[form]
        if size is None:
            return leb(self.plain, at)[1]
        if size == "address":
            return at + address
        if size == "string":
            return self.plain.index(b"\0", at) + 1
        if size == "block":
            length, at = leb(self.plain, at)
            return at + length
        if isinstance(size, str):
            width = int(size[5:])
            return at + width + self.number(self.plain, at, width)
        return at + size

    # ---- what can be wrong ------------------------------------------------------------------

    def copy(self, random):
        """The bytes of one copy, and what was done to it."""
        kinds = list(MUTATIONS)
        first = random.choices(kinds, [MUTATIONS[kind] for kind in kinds])[0]
        done = [first] + random.choices(kinds, [MUTATIONS[kind] for kind in kinds], k=random.choice((0, 0, 0, 1, 3)))
        is_stored = first in ("stream", "stream_header")
        data = bytearray(self.original if is_stored else self.plain)
        for kind in done:
            if is_stored == (kind in ("stream", "stream_header")):
                try:
                    getattr(self, kind)(data, random)
                except IndexError:
                    pass  # what was to be spoiled was cut off before
        return data, "+".join(done)

    def odd(self, random, was, width):
        return random.choice((random.choice(ODD), was + 1, was - 1, was * 2, was ^ 1 << random.randrange(8 * width),
                              random.getrandbits(8 * width)))

    def spoil(self, data, random, at, width):
        self.put(data, at, self.odd(random, self.number(data, at, width), width), width)

    def entry_code(self, data, random):
        data[random.choice(self.entries)] = random.choice((0, random.randrange(128), random.randrange(256)))

    def entry_swap(self, data, random):
        data[random.choice(self.entries)] = self.plain[random.choice(self.entries)]

    def attribute(self, data, random):
        at, size, _, form = random.choice(self.values)
        if size == 0:
            return
        if form in (0x10, 0x13) and random.random() < 0.7:  # a reference, to somewhere else
            target = random.choice(self.entries) - self.bytes_of(".debug_info")[0]
            return self.put(data, at, target + random.choice((0, 0, 0, 1)), size)
        if form == 0x08:  # a string
            where = at + random.randrange(size)
            data[where] = random.choice((0, 1, 10, 0x22, 0x2E, 0x28, 0x5B, 0x80, 0xFF, random.randrange(256)))
            return
        if size <= 8:
            self.spoil(data, random, at, size)
        else:
            data[at + random.randrange(size)] = random.randrange(256)

    def abbreviation(self, data, random):
        at = random.choice(self.abbrevs)
        data[at] = random.choice((random.randrange(0x2F), random.randrange(0x2F), random.randrange(256)))

    def abbreviation_swap(self, data, random):
        data[random.choice(self.abbrevs)] = self.plain[random.choice(self.abbrevs)]

    def unit_header(self, data, random):
        at, width = random.choice(((0, 4), (4, 2), (6, 4), (7, 1), (8, 4), (10, 1), (6, 1)))
        self.spoil(data, random, random.choice(self.units) + at, width)

    def section_header(self, data, random):
        header = random.choice(list(self.sections.values()))
        at = random.choice((0, 4, 8, 16, 24, 32, 40, 44, 56) if self.is_64 else range(0, 40, 4))
        self.spoil(data, random, header + at, 4 if at in (0, 4, 40, 44) else self.word)

    def file_header(self, data, random):
        self.spoil(data, random, random.randrange(4, 64 if self.is_64 else 52), random.choice((1, 2)))

    def program_header(self, data, random):
        at, size = (64, 56 * 8) if self.is_64 else (52, 32 * 8)
        self.spoil(data, random, at + random.randrange(size), random.choice((1, 4)))

    def within(self, data, random, names):
        begin, end = self.bytes_of(random.choice(names))
        if end - begin > 8:
            self.spoil(data, random, begin + random.randrange(end - begin - 8), random.choice((1, 2, 4, 8)))

    def symbols(self, data, random):
        for _ in range(random.choice((1, 20))):
            self.within(data, random, (".symtab", ".strtab"))

    def other_debug(self, data, random):
        for _ in range(random.choice((1, 10))):
            self.within(data, random, [name for name in self.sections if name.startswith(".debug_")])

    def memory(self, data, random):
        for _ in range(random.choice((1, 50))):
            self.within(data, random, (".rodata", ".data", ".noptrdata", ".text", ".itablink", ".typelink", ".shstrtab"))

    def cut(self, data, random):
        del data[random.randrange(len(data)):]

    def hole(self, data, random):
        at = random.randrange(len(data))
        data[at:at + random.choice((1, 64, 4096))] = bytes(random.choice((1, 64, 4096)))

    def stream(self, data, random):
        names = [n for n in self.sections if n.startswith((".debug_", ".zdebug_"))]
        begin, size = self.place(self.sections[random.choice(names)])
        for _ in range(random.choice((1, 3))):
            data[begin + random.randrange(max(size, 1))] = random.randrange(256)

    def stream_header(self, data, random):
        names = [n for n in self.sections if n.startswith((".debug_", ".zdebug_"))]
        begin, _ = self.place(self.sections[random.choice(names)])
        self.spoil(data, random, begin + random.randrange(24), random.choice((1, 4)))


MUTATIONS = {"attribute": 30, "entry_code": 10, "entry_swap": 8, "abbreviation": 8, "abbreviation_swap": 6,
             "unit_header": 4, "section_header": 8, "file_header": 3, "program_header": 3, "symbols": 5,
             "other_debug": 6, "memory": 3, "cut": 3, "hole": 2, "stream": 5, "stream_header": 3}

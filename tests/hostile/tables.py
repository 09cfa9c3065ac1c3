# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
"""More of them: what lies round the types: headers, symbols, tables of code, links to other files."""
import struct
import zlib

from builder import Dwarf, Elf, symbols, uleb
from cases import MILLION, elf_of, started


def small():
    dwarf = started()
    here = dwarf.struct("main.T", 8, [("n", dwarf.int, 0)])
    dwarf.function("main.f", 0x400010, [("t", here)])
    return dwarf


def headers():
    for name, header, first in (
            ("sections-2-32", {"shnum": 0}, (1 << 32, 0, 0)),
            ("sections-2-60", {"shnum": 0}, (1 << 60, 0, 0)),
            ("sections-65535", {"shnum": 65535}, (0, 0, 0)),
            ("sections-none", {"shnum": 0, "shoff": 0}, (0, 0, 0)),
            ("sections-beyond", {"shoff": (1 << 64) - 64}, (0, 0, 0)),
            ("segments-65535", {"phnum": 65534}, (0, 0, 0)),
            ("segments-xnum", {"phnum": 0xFFFF}, (0, 0, 0xFFFFFFFF)),
            ("segments-beyond", {"phoff": (1 << 64) - 56}, (0, 0, 0)),
            ("names-beyond", {"shstrndx": 0xFFF0}, (0, 0, 0)),
            ("names-extended", {"shstrndx": 0xFFFF}, (0, 0xFFFFFFF0, 0)),
            ("object", {"type": 1}, (0, 0, 0)), ("core", {"type": 4}, (0, 0, 0))):
        elf = elf_of(small())
        elf.header, elf.first = header, first
        yield "header-" + name, elf.build()
    elf = elf_of(small())
    elf.phdr_copies = 60_000
    yield "header-segments-alike", elf.build()
    elf = Elf({f".debug_x{i}": b"" for i in range(60_000)} | small().sections())
    yield "header-sections-a-lot", elf.build()
    for section in (".debug_info", ".debug_abbrev"):
        for name, lie in (("4-gib", {"size": 1 << 32}), ("2-63", {"size": 1 << 63}),
                          ("wraps", {"offset": (1 << 64) - 8, "size": 16}), ("nobits", {"type": 8}),
                          ("elsewhere", {"offset": 0})):
            elf = elf_of(small())
            elf.lies = {section: lie}
            yield f"section{section[6:]}-{name}", elf.build()
    whole = elf_of(small()).build()
    for part in (1, 16, 52, 64, 100, len(whole) // 2, len(whole) - 1):
        yield f"cut-at-{part}", whole[:part]


def symbol_tables():
    names = b"\0" + b"main.f\0" * 10
    for name, table, strings, lie in (
            ("overlap", symbols([(0, 0x400010)] * 100_000), b"a" * MILLION, {}),
            ("beyond", symbols([(0xFFFFFFFF, 0x400010)] * 10), names, {}),
            ("odd-size", symbols([(1, 0x400010)]) + b"abc", names, {}),
            ("odd-entries", symbols([(1, 0x400010)]), names, {".symtab": {"entsize": 1}}),
            ("no-entries", symbols([(1, 0x400010)]), names, {".symtab": {"entsize": 0}}),
            ("linked-to-itself", symbols([(1, 0x400010)]), names, {".symtab": {"link": 3}}),
            ("linked-nowhere", symbols([(1, 0x400010)]), names, {".symtab": {"link": 0xFFFFFFF}}),
            ("empty", b"", b"", {}), ("newlines", symbols([(1, 0x400010)]), b"\0a\n\x1b[2J\n\0", {})):
        elf = elf_of(small())
        elf.symtab, elf.lies = (table, strings), lie
        yield "symbols-" + name, elf.build()


def code_tables():
    cie = struct.pack("<IIBBBBB", 12, 0xFFFFFFFF, 3, 0, 1, 0x78, 16) + bytes(3)
    long = b"\x41\x0e\x08\x41\x0e\x10" * 100_000
    dwarf = started()
    for i in range(20_000):
        dwarf.function(f"main.f{i}", 0x400000 + i % 4000, [], 64)
    fde = struct.pack("<IIQQ", 20 + len(long), 0, 0x400000, 0x10000) + long
    yield "frame-that-all-share", elf_of(dwarf, debug_frame=cie + fde).build()
    for name, frame in (("longer", struct.pack("<II", 0xFFFFFFF0, 0)), ("self", struct.pack("<II", 8, 0) + bytes(4)),
                        ("64-bit", struct.pack("<IQQ", 0xFFFFFFFF, 1 << 60, 0)), ("odd", b"\1\0\0")):
        yield "frame-" + name, elf_of(small(), debug_frame=frame).build()
    dwarf = started()
    for i in range(4000):
        dwarf.function(f"main.g{i}", 0x400000, [], 4 << 20)
    elf = Elf(dwarf.sections(), code=b"\x90" * (4 << 20))
    yield "code-that-all-share", elf.build()
    line = struct.pack("<IHIBBBbBB", 0, 4, 20, 1, 1, 1, -1, 0, 10) + bytes(9)
    for name, table in (("range-0", line + b"\xff" * 100), ("longer", struct.pack("<I", 1 << 30)),
                        ("empty", bytes(MILLION)), ("prologues", line + b"\x0a\x01" * 500_000)):
        table = struct.pack("<I", len(table) - 4) + table[4:] if name in ("range-0", "prologues") else table
        yield "line-" + name, elf_of(small(), debug_line=table).build()


def locations():
    entry = struct.pack("<QQH", 1, 2, 1) + b"\x50"
    lists = entry * 100_000 + bytes(16)
    producer = "Go cmd/compile go1.20; regabi"  # of a time when locations are looked at
    dwarf = Dwarf(producer)
    dwarf.basics()
    for i in range(2000):
        dwarf.die("subprogram", ("name", "string", f"main.f{i}"), ("low_pc", "addr", 0x400010 + i),
                  ("high_pc", "addr", 0x400020 + i), children=True)
        for _ in range(20):
            dwarf.die("formal_parameter", ("name", "string", "a"), ("type", "ref_addr", dwarf.int),
                      ("location", "sec_offset", 0))
        dwarf.end()
    yield "locations-that-all-share", elf_of(dwarf, debug_loc=lists).build()
    for name, expression in (("pieces", b"\x50\x93\x08" * 1000), ("self", b"\x2f\x00\x00" * 9),
                             ("number", b"\x91" + b"\xff" * 200), ("unknown", bytes(range(1, 255))),
                             ("long", b"\x50\x93\x08" * 20_000)):
        dwarf = Dwarf(producer)
        dwarf.basics()
        dwarf.die("subprogram", ("name", "string", "main.f"), ("low_pc", "addr", 0x400010),
                  ("high_pc", "addr", 0x400020), children=True)
        dwarf.die("formal_parameter", ("name", "string", "a"), ("type", "ref_addr", dwarf.int),
                  ("location", "exprloc", expression))
        dwarf.end()
        yield "location-" + name, elf_of(dwarf).build()
    yield "location-list-without-end", elf_of(dwarf, debug_loc=entry * 1000).build()


# runtime.moduledata and the itabs it leads to.
def interfaces():
    for name, words in (("no-itabs", (0x400100, 0x401000, 0, 0)),
                        ("2-60-itabs", (0x400100, 0x401000, 0x400200, 1 << 60)),
                        ("itabs-far-away", (0x400100, 0x401000, 0xFFFFFFFFFFFFFFF8, 16)),
                        ("all-of-memory", (1, 0xFFFFFFFFFFFFFFFF, 0x400200, 100)),
                        ("backwards", (0x401000, 0x400100, 0x400200, 100))):
        dwarf = started()
        record = [(field, dwarf.int, 8 * i) for i, field in enumerate(("types", "etypes", "itablinks", "n"))]
        data = dwarf.struct("runtime.moduledata", 32, record)
        dwarf.die("variable", ("name", "string", "runtime.firstmoduledata"),
                  ("location", "exprloc", b"\x03" + struct.pack("<Q", 0x400000)),
                  ("type", "ref_addr", data))
        for i in range(500):
            dwarf.die("base_type", ("name", "string", f"main.T{i}"), ("encoding", "data1", 7),
                      ("byte_size", "data1", 8), ("go_kind", "data1", 12),
                      ("go_runtime_type", "addr", 0x100 + i))
        memory = struct.pack("<4Q", *words) + struct.pack("<Q", 0x400108) * 508
        yield "interfaces-" + name, Elf(dwarf.sections(), code=memory).build()


def links():
    for name in ("../../../../dev/zero", "/dev/stdin", "..", "", "a" * 5000):
        content = name.encode() + b"\0"
        content += bytes(-len(content) % 4) + struct.pack("<I", zlib.crc32(b""))
        label = name.strip("./").replace("/", "-")[:10] or f"dots-{len(name)}"
        yield "debuglink-" + label, Elf({".gnu_debuglink": content, ".go.buildinfo": b"x" * 32}).build()
    note = struct.pack("<III", 4, 1 << 31, 3) + b"GNU\0"
    for name, bytes_of in (("2-31", note), ("path", struct.pack("<III", 4, 20, 3) + b"GNU\0" + b"../../../../etc/pass")):
        elf = Elf({".note.gnu.build-id": bytes_of, ".go.buildinfo": b"x" * 32})
        elf.lies = {".note.gnu.build-id": {"type": 7}}
        yield "build-id-" + name, elf.build()
    elf = elf_of(small(), gnu_debugaltlink=b"../../../../dev/zero\0" + bytes(20))
    yield "altlink", elf.build()


CASES = [headers, symbol_tables, code_tables, locations, interfaces, links]

# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
"""Files that nobody meant well. Each function yields (name, bytes of the file)."""
import struct

from builder import FORM, Dwarf, Elf, symbols, uleb, zipped

MILLION = 1_000_000


def elf_of(dwarf, **sections):
    return Elf({**dwarf.sections(), **{"." + k: v for k, v in sections.items()}})


def started():
    dwarf = Dwarf()
    dwarf.basics()
    return dwarf


def many_of_one_name():
    dwarf = started()
    one = dwarf.bytes_of("structure_type", False, ("name", "string", "main.T"),
                         ("byte_size", "data1", 8))
    dwarf.info += one * MILLION
    yield "types-of-one-name", elf_of(dwarf).build()

    dwarf = started()
    for i in range(50_000):  # each refers to itself, so only its content tells that it is a twin
        here = len(dwarf.info)
        pointer = dwarf.pointer("*main.T", here + len(dwarf.bytes_of(
            "pointer_type", False, ("name", "string", "*main.T"), ("type", "ref_addr", 0))))
        dwarf.struct("main.T", 8, [("next", pointer, 0)])
    yield "twins-that-refer-to-themselves", elf_of(dwarf).build()

    dwarf = started()
    for i in range(400):  # chains of one name each, that differ at their end only
        last = dwarf.struct(f"main.End{i}", 8, [("n", dwarf.int, 0)])
        for j in range(200):
            last = dwarf.struct(f"main.L{j}", 8, [("p", dwarf.pointer(f"*main.L{j}", last), 0)])
    yield "twins-that-differ-far-down", elf_of(dwarf).build()

    dwarf = started()
    one = dwarf.bytes_of("subprogram", False, ("name", "string", "main.f"),
                         ("low_pc", "addr", 0x400010), ("high_pc", "addr", 0x400020))
    dwarf.info += one * 300_000
    elf = elf_of(dwarf)
    names = b"\0" + b"".join(b"s%d\0" % i for i in range(100_000))
    places, at = [], 1
    for i in range(100_000):
        places.append((at, 0x400010))
        at += len(b"s%d\0" % i)
    elf.symtab = (symbols(places), names)
    yield "functions-of-one-name", elf.build()

    dwarf = started()
    for i in range(50_000):
        dwarf.function("main.f", 0x400000 + i, [("a", dwarf.int)])
    elf = elf_of(dwarf)
    names, places = bytearray(1), []
    for i in range(50_000):
        places.append((len(names), 0x400000 + i))
        names += b"main.f.%d\0" % i
    elf.symtab = (symbols(places), bytes(names))
    yield "one-name-many-symbols", elf.build()


def chains():
    for name, step in (("typedefs", "typedef"), ("pointers", "pointer"), ("structs", "struct"),
                       ("arrays", "array")):
        for order in ("leaf-first", "leaf-last"):
            dwarf = started()
            count = 100_000
            last = dwarf.int
            if order == "leaf-last":  # each of the same length, so the next one's place is known
                width = len(link(Dwarf(), step, 0, 0))
            for i in range(count):
                if order == "leaf-last":
                    last = len(dwarf.info) + width if i < count - 1 else dwarf.int
                here = len(dwarf.info)
                dwarf.info += link(dwarf, step, i, last)
                if order == "leaf-first":
                    last = here
            yield f"chain-of-{name}-{order}", elf_of(dwarf).build()


def link(dwarf, step, i, target):
    name = f"main.T{i:06}"
    if step == "typedef":
        return dwarf.bytes_of("typedef", False, ("name", "string", name),
                              ("type", "ref_addr", target))
    if step == "struct":
        return dwarf.bytes_of("structure_type", True, ("name", "string", name),
                              ("byte_size", "data1", 8)) + dwarf.bytes_of(
            "member", False, ("name", "string", "a"), ("data_member_location", "data1", 0),
            ("type", "ref_addr", target)) + b"\0"
    if step == "array":
        return dwarf.bytes_of("array_type", True, ("name", "string", name),
                              ("type", "ref_addr", target)) + dwarf.bytes_of(
            "subrange_type", False, ("count", "data1", 1)) + b"\0"
    return dwarf.bytes_of("pointer_type", False, ("name", "string", name),
                          ("type", "ref_addr", target))


def selves():
    for name in ("typedef", "pointer", "array", "struct"):
        dwarf = started()
        here = len(dwarf.info)
        dwarf.info += link(dwarf, name, 0, here)
        dwarf.function("main.f", 0x400010, [("a", here)])
        yield f"self-{name}", elf_of(dwarf).build()
    for name, kind, more in (("map", 21, ("go_key", "go_elem")), ("chan", 18, ("go_elem",)),
                             ("interface", 20, ())):
        dwarf = started()
        here = len(dwarf.info)
        dwarf.typedef("main.T", here, ("go_kind", "data1", kind),
                      *[(attr, "ref_addr", here) for attr in more])
        dwarf.function("main.f", 0x400010, [("a", here)])
        yield f"self-{name}", elf_of(dwarf).build()
    dwarf = started()
    here = len(dwarf.info)
    dwarf.die("subroutine_type", ("name", "string", "func()"), ("byte_size", "data1", 8),
              children=True)
    for _ in range(3):
        dwarf.die("formal_parameter", ("type", "ref_addr", here))
    dwarf.end()
    dwarf.function("main.f", 0x400010, [("a", here)])
    yield "self-func", elf_of(dwarf).build()
    dwarf = started()
    count, first = 100_000, len(dwarf.info)
    one = len(dwarf.bytes_of("pointer_type", False, ("type", "ref_addr", 0)))
    for i in range(count):
        dwarf.die("pointer_type", ("type", "ref_addr", first + (i + 1) % count * one))
    dwarf.function("main.f", 0x400010, [("a", first)])
    yield "ring-of-pointers", elf_of(dwarf).build()


def nests():
    dwarf = started()
    dwarf.die("subprogram", ("name", "string", "main.f"), ("low_pc", "addr", 0x400010),
              ("high_pc", "addr", 0x400020), children=True)
    dwarf.info += dwarf.code("lexical_block", True, ()) * 100_000 + bytes(100_001)
    yield "nested-blocks", elf_of(dwarf).build()
    dwarf = started()
    dwarf.info += link(dwarf, "struct", 0, dwarf.int)[:-1] * 100_000 + bytes(100_000)
    yield "nested-structs", elf_of(dwarf).build()
    # Fields of fields of fields: more than anybody can count, with and without bytes.
    for name, leaf, depth in (("nothing", 0, 60), ("bytes", 1, 40)):
        dwarf = started()
        last, size = dwarf.struct("main.S0", leaf, [("a", dwarf.u8, 0)] if leaf else []), leaf
        for i in range(1, depth):
            last = dwarf.struct(f"main.S{i}", 2 * size, [("a", last, 0), ("b", last, size)])
            size *= 2
        dwarf.function("main.f", 0x400010, [("a", last), ("key", dwarf.int)])
        yield f"fields-of-{name}", elf_of(dwarf).build()


def counts():
    for name, big in (("2-60", 1 << 60), ("2-64", (1 << 64) - 1), ("2-32", 1 << 32)):
        dwarf = started()
        array = dwarf.die("array_type", ("name", "string", "[n]int"), ("type", "ref_addr", dwarf.int),
                          children=True)
        dwarf.die("subrange_type", ("count", "udata", big))
        dwarf.end()
        dwarf.function("main.f", 0x400010, [("a", array)])
        yield f"array-of-{name}", elf_of(dwarf).build()
        dwarf = started()
        huge = dwarf.struct("main.T", big, [("a", dwarf.int, 0), ("b", dwarf.int, big - 8)])
        dwarf.function("main.f", 0x400010, [("a", huge), ("b", huge)])
        yield f"struct-of-{name}", elf_of(dwarf).build()
    dwarf = started()
    members = dwarf.bytes_of("member", False, ("name", "string", "a"), ("type", "ref_addr", dwarf.u8),
                             ("data_member_location", "data1", 0))
    dwarf.die("structure_type", ("name", "string", "main.T"), ("byte_size", "udata", 1), children=True)
    dwarf.info += members * 2
    dwarf.end()
    yield "members-that-overlap", elf_of(dwarf).build()
    dwarf = started()
    empty = dwarf.struct("main.E", 0, [])
    dwarf.die("structure_type", ("name", "string", "main.T"), ("byte_size", "udata", 0), children=True)
    dwarf.info += dwarf.bytes_of("member", False, ("name", "string", "a"), ("type", "ref_addr", empty),
                                 ("data_member_location", "data1", 0)) * 300_000
    dwarf.end()
    yield "members-without-number", elf_of(dwarf).build()
    for name, result in (("parameters", 0), ("results", 1)):
        dwarf = started()
        dwarf.die("subprogram", ("name", "string", "main.f"), ("low_pc", "addr", 0x400010),
                  ("high_pc", "addr", 0x400020), children=True)
        for i in range(60_000 if result else 70_000):
            dwarf.die("formal_parameter", ("name", "string", f"r{i}"), ("type", "ref_addr", dwarf.int),
                      ("variable_parameter", "flag", result))
        dwarf.end()
        yield f"{name}-without-number", elf_of(dwarf).build()
    dwarf = started()
    dwarf.die("subprogram", ("name", "string", "main.f"), ("low_pc", "addr", 0x400010),
              ("high_pc", "addr", 0x400020), children=True)
    nested = [dwarf.typedef(f".param{i}", dwarf.int) for i in range(60_000)]
    for i in range(60_000):
        dwarf.die("formal_parameter", ("name", "string", f"p{i}"), ("type", "ref_addr", nested[i]))
    dwarf.end()
    yield "nested-typedefs-without-number", elf_of(dwarf).build()


def compressed():
    yield "claims-4-gib", claiming(1 << 32)
    yield "claims-2-60", claiming(1 << 60)
    sections = started().sections()
    elf = Elf({**sections, ".debug_info": (zipped(bytes(200_000_000)), 0x800)})
    yield "bomb-of-zeros", elf.build()
    # One byte a pointer: its target is a constant of the abbreviation.
    dwarf = started()
    dwarf.info += dwarf.code("pointer_type", False, (("type", "implicit_const"),)) * 50_000_000
    sections = dwarf.sections()
    sections[".debug_info"] = (zipped(sections[".debug_info"]), 0x800)
    yield "bomb-of-entries", Elf(sections).build()
    dwarf = started()
    target = dwarf.int
    dwarf.info += dwarf.bytes_of("pointer_type", False, ("name", "string", "*int"),
                                 ("type", "ref_addr", target)) * 4_000_000
    sections = dwarf.sections()
    sections[".debug_info"] = (zipped(sections[".debug_info"]), 0x800)
    yield "bomb-of-names", Elf(sections).build()


def claiming(size):
    sections = started().sections()
    return Elf({**sections, ".debug_info": (zipped(sections[".debug_info"], size), 0x800)}).build()


def abbreviations():
    dwarf = started()
    dwarf.abbrevs += b"".join(uleb(1000 + i) + b"\x16\0\0\0" for i in range(MILLION))
    yield "abbreviations-a-million", elf_of(dwarf).build()
    dwarf = started()
    dwarf.abbrevs += b"".join(uleb((i + 1) << 40) + b"\x16\0\0\0" for i in range(200_000))
    yield "abbreviations-far-apart", elf_of(dwarf).build()
    dwarf = started()
    dwarf.abbrevs += uleb(90) + b"\x16\0" + b"\x3f\x19" * MILLION + b"\0\0"
    dwarf.info += b"\x5a" * MILLION
    yield "attributes-a-million", elf_of(dwarf).build()
    dwarf = started()
    dwarf.abbrevs += b"".join(uleb(1000 + i) + b"\x16\0\0\0" for i in range(100_000))
    size = len(dwarf.abbrevs)
    for i in range(20_000):
        dwarf.unit(abbrev=size - 100_000 * 5 + i * 5 if i else 0)
    yield "abbreviations-that-overlap", elf_of(dwarf).build()
    dwarf = started()
    dwarf.info += dwarf.code("typedef", False, (("name", "indirect"),)) + uleb(FORM["indirect"]) * MILLION
    yield "form-says-see-next", elf_of(dwarf).build()
    dwarf = started()
    dwarf.info += dwarf.code("typedef", False, (("byte_size", "udata"),)) + b"\xff" * MILLION
    yield "number-without-end", elf_of(dwarf).build()


def units():
    for name, length in (("too-long", 1 << 20), ("reserved", 0xFFFFFFF5), ("64-bit", 0xFFFFFFFF),
                         ("empty", 0), ("inside-the-next", 20)):
        dwarf = started()
        dwarf.unit(length=length)
        yield f"unit-{name}", elf_of(dwarf).build()
    dwarf = started()
    dwarf.close()
    dwarf.info += (struct.pack("<IHIB", 7, 4, 0, 8)) * 300_000
    yield "units-a-lot", elf_of(dwarf).build()


def strings():
    # Many references into one string.
    for name, text in (("without-end", b"a" * MILLION), ("of-a-megabyte", b"a" * MILLION + b"\0"),
                       ("long-but-legal", b"a" * 60_000 + b"\0")):
        dwarf = started()
        for i in range(20_000):
            dwarf.die("typedef", ("name", "strp", i % 1000), ("type", "ref_addr", dwarf.int))
        yield f"string-{name}", elf_of(dwarf, debug_str=text).build()
    dwarf = started()
    long = dwarf.typedef("main." + "T" * 60_000, dwarf.int)
    for i in range(20_000):
        dwarf.function(f"main.f{i}", 0x400010 + i, [("a", long), ("b", long)])
    yield "names-made-of-long-names", elf_of(dwarf).build()
    dwarf = started()
    dwarf.typedef("main.\n\x1b[31mT\r", dwarf.int)
    dwarf.typedef("main." + "b" * MILLION, dwarf.int)
    dwarf.die("typedef", ("name", "string", "main.\ngofixup: bad"), ("type", "ref_addr", 3))
    yield "names-with-newlines", elf_of(dwarf).build()
    dwarf = started()
    for i in range(1000):
        dwarf.typedef(bytes(range(1 + i % 200, 256)), dwarf.int)
        dwarf.function(bytes([200 + i % 50, 0x80 + i % 60, 65]), 0x400000 + i, [("\xff\xfe", dwarf.int)])
    yield "names-that-are-no-text", elf_of(dwarf).build()


CASES = [many_of_one_name, chains, selves, nests, counts, compressed, abbreviations, units, strings]

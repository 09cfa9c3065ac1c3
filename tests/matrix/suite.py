# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
"""What tests/matrix/run runs: questions about the matrix itself, then its cells."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import btf
import cells
import records
import second_opinion

TOP = Path(__file__).resolve().parent.parent.parent
CELL = re.compile(r"^(ok|refused|unbuildable|skipped|failed) (\S+): (.*)$")


def readme_is_current(_):
    if not records.is_readme_current(TOP):
        return "README's table is not what docs/matrix.json gives: scripts/matrix --write-readme"


def record_has_no_failures(_):
    bad = [c.name for c, r in records.load(TOP).items() if r.state in ("failed", "skipped")]
    return ", ".join(bad)


def record_fits_the_cells(_):
    recorded = set(records.load(TOP))
    odd = (set(cells.sparse()) - recorded) | (recorded - set(cells.full()))
    return ", ".join(sorted(c.name for c in odd))


def sparse_cells_cover_all(_):
    chosen = cells.sparse()
    missing = set(cells.RELEASES) - {c.go for c in chosen}
    missing |= set(cells.MACHINES) - {c.machine for c in chosen}
    missing |= set(cells.MODES) - {c.mode for c in chosen}
    missing |= {"nodwarf5", "noswissmap"} - {c.experiment for c in chosen}
    missing |= {c.name for c in chosen} - {c.name for c in cells.full()}
    return ", ".join(sorted(missing))


def damage(data, kind):
    """The BTF with one struct a byte larger, or one function with a prototype of no parameters."""
    types = btf.Btf(data)
    bare = next(i for i, t in enumerate(types.types) if t.kind == btf.FUNC_PROTO and not t.fields)
    for entry in types.of_kind(kind):
        if kind == btf.STRUCT and entry.go_name == "runtime.g":
            return types.with_word(data, entry, entry.size + 1)
        if kind == btf.FUNC and entry.name == "runtime_gopark":
            return types.with_word(data, entry, bare)
    raise ValueError("nothing to damage")


def second_opinion_sees_damage(build):
    binary = Path(os.environ.get("GOFIXUP_TESTCASES") or build / "testcases") / "hello"
    if not binary.exists():
        return f"skipped: {binary} is not there; scripts/build-testcases makes it"
    out = build / "test-matrix.btf"
    subprocess.run([build / "cli/gofixup", "encode", binary, "-o", out], check=True)
    data = out.read_bytes()
    out.unlink()
    if any(wrong for _, wrong in second_opinion.judge(binary, data)):
        return "it does not agree with what is right"
    for kind, which in ((btf.STRUCT, 0), (btf.FUNC, 1)):
        if len(second_opinion.judge(binary, damage(data, kind))[which][1]) != 1:
            return f"a damaged BTF type of kind {kind} goes unnoticed"


QUESTIONS = (readme_is_current, record_has_no_failures, record_fits_the_cells,
             sparse_cells_cover_all, second_opinion_sees_damage)


class Count:
    passed = failed = skipped = 0

    def add(self, name, why):
        if not why:
            self.passed += 1
        elif why.startswith("skipped: "):
            self.skipped += 1
            print(f"skipped: matrix: {name}: {why.removeprefix('skipped: ')}")
        else:
            self.failed += 1
            print(f"failed: matrix: {name}: {why}")


def differs(name, state, why, recorded):
    """What is wrong with a cell that was measured; it has to be as recorded."""
    if state == "skipped":
        return f"skipped: {why}"
    if state == "failed":
        return why
    before = recorded.get(cells.Cell(*name.split("/")))
    if before is None or before.state != state:
        return f"{state}, though the record says {before and before.state}: scripts/matrix --record {name}"


def measure(build, count):
    for tool in ("clang", "llvm-dwarfdump"):
        if not shutil.which(tool):
            return count.add("the cells", f"skipped: there is no {tool}")
    command = [TOP / "scripts/matrix", "--verbose", "--build", build]
    if oracle := os.environ.get("GOFIXUP_ORACLE"):
        command += ["--oracle", oracle]
    if os.environ.get("GOFIXUP_LONG"):
        command += ["--full"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    recorded, seen = records.load(TOP), 0
    for line in done.stdout.splitlines():
        if found := CELL.match(line):
            state, name, why = found.groups()
            count.add(name, differs(name, state, why, recorded))
            seen += 1
    wanted = len(cells.full() if os.environ.get("GOFIXUP_LONG") else cells.sparse())
    count.add("all cells were measured", "" if seen == wanted else f"{seen} of {wanted}")


def main():
    build, count = Path(sys.argv[1]), Count()
    for question in QUESTIONS:
        count.add(question.__name__.replace("_", " "), question(build))
    measure(build, count)
    print(f"{count.passed} passed, {count.failed} failed, {count.skipped} skipped")
    return 1 if count.failed else 0


sys.exit(main())

# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
"""What was measured, in docs/matrix.json, and the table that README makes of it."""

import json
import re

import cells
from cells import BEGIN_OF_TABLE, END_OF_TABLE, MACHINES, MODES, RELEASES, Cell, minor
from judge import Result

RECORD = "docs/matrix.json"
README = "README.md"
LICENSE = "SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause"
RELEASE = re.compile(r"\bgo1\.\d+(\.\d+)?")
SIGNS = {"ok": "✓", "refused": "r", "unbuildable": "–", "failed": "**✗**", "skipped": "?"}


def text_of(results):
    """The record: a line for each row of the table."""
    lines = {}
    for cell, result in results.items():
        key = json.dumps({"machine": cell.machine, "mode": cell.mode, "experiment": cell.experiment})
        lines.setdefault(key, {})[cell.go] = result.as_dict()
    rows = [key[:-1] + ', "releases": ' + json.dumps(of, ensure_ascii=False) + "}"
            for key, of in lines.items()]
    return f'{{"license": "{LICENSE}", "rows": [\n' + ",\n".join(rows) + "\n]}\n"


def load(top):
    """The recorded Results by Cell; none where there is no record."""
    if not (top / RECORD).exists():
        return {}
    results = {}
    for line in json.loads((top / RECORD).read_text())["rows"]:
        releases = line.pop("releases")
        for go, result in releases.items():
            results[Cell(go, **line)] = Result(**result)
    return results


def row(title, here):
    """`here` are results by minor release."""
    signs = [SIGNS[here[minor(go)].state] if minor(go) in here else "" for go in RELEASES]
    return f"| {title} | " + " | ".join(signs) + " |"


def rows(results):
    """Machines first, then ways to build, then experiments."""
    for machine in MACHINES:
        plain = {c.minor: r for c, r in results.items()
                 if c.machine == machine and c.mode == "exe" and not c.experiment}
        if plain:
            yield row(machine, plain)
    for mode in MODES:
        here = {c.minor: r for c, r in results.items() if c.mode == mode and c.machine == "amd64"}
        if mode != "exe" and here:
            yield row(f"amd64 {mode}", here)
    others = {}
    for c, r in results.items():
        if c.experiment or (c.mode != "exe" and c.machine != "amd64"):
            title = f"{c.machine} {c.experiment or c.mode}"
            others.setdefault(title, {})[c.minor] = r
    for title, here in others.items():
        yield row(title, here)


def listed(results, state):
    """Why cells are in this state, each reason once, with the cells it holds for."""
    reasons = {}
    for cell, result in results.items():
        if result.state == state:
            reasons.setdefault(RELEASE.sub("go1.N", result.why), []).append(cell.name)
    for why, names in reasons.items():
        shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
        yield f"- `{why}` ({shown})"


def table(results):
    """README's lines between the markers."""
    def of(state):
        return [r for r in results.values() if r.state == state]
    right = of("ok")
    structs = sum(r.structs[0] for r in right)
    functions, all_functions = (sum(r.functions[i] for r in right) for i in (0, 1))
    lines = ["| Go 1. | " + " | ".join(str(minor(go)) for go in RELEASES) + " |",
             "|---|" + "---|" * len(RELEASES), *rows(results), "",
             f"{len(results)} builds: {len(right)} right (✓: together all {structs} structs and "
             f"{functions} of {all_functions} functions), {len(of('refused'))} refused as they should be (r), "
             f"{len(of('unbuildable'))} that the toolchain cannot build (–), "
             f"{len(of('failed')) + len(of('skipped'))} failing. What is empty was not tried."]
    for state, title in (("refused", "Refused, with these words:"),
                         ("unbuildable", "What the toolchain says of what it cannot build:"),
                         ("failed", "Failing:"), ("skipped", "Not measured:")):
        if reasons := list(listed(results, state)):
            lines += ["", title, "", *reasons]
    return "\n".join(lines)


def split_readme(top):
    text = (top / README).read_text()
    before, begin, rest = text.partition(BEGIN_OF_TABLE)
    old, end, after = rest.partition(END_OF_TABLE)
    if not begin or not end:
        raise SystemExit(f"matrix: {README} lacks the lines {BEGIN_OF_TABLE} and {END_OF_TABLE}")
    return before, old, after


def is_readme_current(top):
    return split_readme(top)[1].strip() == table(load(top)).strip()


def write_readme(top):
    before, _, after = split_readme(top)
    new = f"{before}{BEGIN_OF_TABLE}\n\n{table(load(top))}\n\n{END_OF_TABLE}{after}"
    (top / README).write_text(new)
    return 0


def record(top, results):
    """Results of cells that were not measured this time stay as they are, if there is such a cell."""
    known = load(top)
    known.update(results)
    known = {cell: known[cell] for cell in cells.full() if cell in known}
    (top / RECORD).write_text(text_of(known))
    write_readme(top)

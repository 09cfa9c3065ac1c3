# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
"""The pictures of scripts/bench, as SVG: what a run gave, and how that changed from run to run."""

from html import escape

COLOURS = {"gofixup": "#1b6ca8", "gofixup --only": "#5ab0d8", "patched --lang=go": "#27864a",
           "patched": "#b9770e", "pahole": "#7f8c8d"}
INK, FAINT, BUDGET = "#222", "#e2e2e2", "#c0392b"


class Svg:
    def __init__(self, width):
        self.width, self.height, self.parts = width, 0, []

    def text(self, x, y, text, anchor="start", size=12, colour=INK, weight="normal"):
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" '
                          f'fill="{colour}" font-weight="{weight}">{escape(text)}</text>')

    def line(self, x1, y1, x2, y2, colour=INK, width=1.0):
        self.parts.append(f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{colour}" '
                          f'stroke-width="{width}"/>')

    def dot(self, x, y, colour, radius=4.5):
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{colour}"/>')

    def polyline(self, points, colour):
        spots = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" '
                          f'points="{spots}"/>')

    def save(self, path):
        path.write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" '
            f'height="{self.height:.0f}" font-family="sans-serif">\n'
            f'<rect width="{self.width}" height="{self.height:.0f}" fill="white"/>\n'
            + "\n".join(self.parts) + "\n</svg>\n", encoding="utf-8")


def ticks(highest, count=5):
    """Round numbers from 0 up to at least `highest`."""
    step = 10 ** -6
    while True:
        for factor in (1, 2, 2.5, 5):
            if step * factor * count >= highest:
                return [step * factor * number for number in range(count + 1)]
        step *= 10


def number(value):
    return f"{value:.2f}".rstrip("0").rstrip(".") if value < 10 else f"{value:.0f}"


def share_grid(svg, x, width, top, bottom):
    for share in (0, 0.25, 0.5, 0.75, 1):
        at = x + width * share
        svg.line(at, top, at, bottom, FAINT)
        svg.text(at, bottom + 14, number(share), "middle", 10, "#777")


def ratio_row(svg, x, width, y, ratio, limit, colour):
    """The median, a bar from the least to the most, and what it is to be at most."""
    at = lambda value: x + width * min(value, 1.0)
    if limit:
        svg.line(at(limit), y - 8, at(limit), y + 8, BUDGET, 2)
    svg.line(at(ratio["min"]), y, at(ratio["max"]), y, colour, 4)
    svg.dot(at(ratio["median"]), y, colour)
    svg.text(max(at(ratio["max"]), at(limit or 0)) + 10, y + 4, f"{ratio['median']:.2f}", size=11)


def ratio_rows(svg, programs, budgets, promised, y):
    """For each program the rows of its commands, against wall time and memory of pahole."""
    panels = (("wall", "wall time (unpatched pahole: 1)", 160),
              ("memory", "peak memory (unpatched pahole: 1)", 500))
    width = 280
    for _, title, x in panels:
        svg.text(x, y, title, weight="bold")
    y += 8
    for program, commands in programs.items():
        rows = [(name, entry) for name, entry in commands.items() if "wall ratio" in entry]
        y += 22
        svg.text(16, y + 4, program, size=13, weight="bold")
        for _, _, x in panels:
            share_grid(svg, x, width, y + 6, y + 20 * len(rows) + 10)
        for name, entry in rows:
            y += 20
            svg.text(28, y + 4, name)
            for key, _, x in panels:
                limit = budgets.get(name, {}).get(key) if program in promised else None
                ratio_row(svg, x, width, y, entry[f"{key} ratio"], limit, COLOURS[name])
        y += 24
    svg.line(162, y + 18, 162, y + 32, BUDGET, 2)
    svg.text(170, y + 29, "at most, by docs/performance.md", size=11)
    return y + 44


def axes(svg, x, y, width, height, marks, unit):
    for mark in marks:
        at = y + height * (1 - mark / marks[-1])
        svg.line(x, at, x + width, at, FAINT)
        svg.text(x - 6, at + 4, number(mark), "end", 10, "#777")
    svg.text(x, y - 8, unit, size=12, weight="bold")


def labels(svg, ends, x, gap=13):
    """Names at the ends of lines, moved apart where they would overlap."""
    last = -gap
    for at, text, colour in sorted(ends):
        last = max(at, last + gap)
        svg.text(x, last + 4, text, size=11, colour=colour)


def history_panels(svg, history, y):
    """Wall ratios of each program from run to run."""
    programs = sorted({name for run in history for name in run["programs"]})
    for program in programs:
        lines = {}
        for index, run in enumerate(history):
            for name, entry in run["programs"].get(program, {}).items():
                if "wall ratio" in entry:
                    lines.setdefault(name, []).append((index, entry["wall ratio"]["median"]))
        if not lines:
            continue
        marks = ticks(max(value for points in lines.values() for _, value in points))
        left, width, height = 60, 560, 130
        axes(svg, left, y + 20, width, height, marks, f"{program}: wall ratio, run by run")
        ends = []
        for name, points in lines.items():
            spots = [(left + width * index / max(1, len(history) - 1),
                      y + 20 + height * (1 - value / marks[-1])) for index, value in points]
            svg.polyline(spots, COLOURS[name])
            for x, at in spots:
                svg.dot(x, at, COLOURS[name], 3)
            ends.append((spots[-1][1], f"{name} {points[-1][1]:.2f}", COLOURS[name]))
        labels(svg, ends, left + width + 12)
        y += height + 56
    return y


def plot_runs(history, budgets, promised, path):
    """The last run in full, and below it the course of all, if there are several."""
    svg = Svg(820)
    last = history[-1]
    svg.text(16, 26, f"scripts/bench, {last['time'][:10]}: {last['cpus']} CPUs, {last['machine']}, "
             f"medians of {last['rounds']} rounds", size=15, weight="bold")
    svg.height = ratio_rows(svg, last["programs"], budgets, promised, 54) + 10
    if len(history) > 1:
        svg.height = history_panels(svg, history, svg.height + 10)
    svg.save(path)


def plot_curve(points, path):
    """Time and memory of gofixup against the size of the program."""
    svg = Svg(820)
    svg.text(16, 26, "gofixup encode, by the size of the program", size=15, weight="bold")
    right = ticks(max(point["file"] for point in points))
    panels = (("cpu", "CPU seconds", 60), ("memory", "MiB at the most", 470))
    width, height, y = 300, 240, 70
    for key, unit, x in panels:
        marks = ticks(max(point[key] for point in points))
        axes(svg, x, y, width, height, marks, unit)
        for mark in right:
            at = x + width * mark / right[-1]
            svg.line(at, y, at, y + height, FAINT)
            svg.text(at, y + height + 16, number(mark), "middle", 10, "#777")
        svg.text(x + width, y + height + 32, "MB of program", "end", 11, "#777")
        spot = lambda point, x=x, key=key, marks=marks: (
            x + width * point["file"] / right[-1], y + height * (1 - point[key] / marks[-1]))
        for generated, colour in ((True, COLOURS["gofixup"]), (False, COLOURS["patched"])):
            spots = [spot(point) for point in points if point["generated"] == generated]
            if generated:
                svg.polyline(spots, colour)
            for point_x, at in spots:
                svg.dot(point_x, at, colour)
    for index, (text, colour) in enumerate((("generated packages", COLOURS["gofixup"]),
                                            ("real programs", COLOURS["patched"]))):
        svg.dot(66 + 160 * index, y + height + 52, colour)
        svg.text(76 + 160 * index, y + height + 56, text)
    svg.height = y + height + 72
    svg.save(path)

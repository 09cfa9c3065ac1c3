# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
"""How time and memory of `gofixup encode` grow with the program, from 4 MB to 500 MB."""

import subprocess
import sys
from pathlib import Path

from charts import plot_curve
from measure import TOP, bench, summarize

PACKAGES = (1, 30, 150, 350, 450, 800, 1800)  # of scripts/big-program


def programs(cache, real):
    """(path, whether it is generated) of all; what is missing is built."""
    folder = cache / "curve"
    folder.mkdir(parents=True, exist_ok=True)
    for count in PACKAGES:
        path = folder / f"big-{count}"
        if not path.is_file():
            print(f"building {path.name}", file=sys.stderr)
            subprocess.run([TOP / "scripts/big-program", path, str(count)], check=True,
                           stdout=subprocess.DEVNULL)
        yield path, True
    for path in real:
        yield path, False


def curve(cache, real, rounds, svg):
    points = []
    print(f"{'program':>12} {'MB':>6} {'wall s':>8} {'CPU s':>8} {'MiB':>7} {'BTF MB':>7}"
          f" {'ms/MB':>7} {'MiB/MB':>7} {'ms/MB of BTF':>13}")
    for path, generated in programs(cache, real):
        entry = summarize(bench(str(path), rounds, None))["gofixup"]
        size = path.stat().st_size / 1e6
        point = {"program": path.name, "generated": generated, "file": size, "wall": entry["wall"],
                 "cpu": entry["cpu"], "memory": entry["memory"] / 1024}
        points.append(point)
        print(f"{path.name:>12} {size:6.1f} {point['wall']:8.3f} {point['cpu']:8.3f} "
              f"{point['memory']:7.1f} {entry['size'] / 1e6:7.1f} "
              f"{1000 * point['cpu'] / size:7.2f} {point['memory'] / size:7.2f} "
              f"{1e9 * point['cpu'] / entry['size']:13.1f}", flush=True)
    if svg:
        plot_curve(points, Path(svg))
    return points

# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
"""Runs commands in turn, and says how their time and memory compare."""

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

TOP = Path(__file__).resolve().parent.parent.parent
KEYS = ("wall", "cpu", "memory")


def commands(binary, out, only):
    """The commands to time, by name; each writes `out`."""
    gofixup = os.environ.get("GOFIXUP", str(TOP / "build/cli/gofixup"))
    encode = [gofixup, "encode", binary, "-o", out]
    table = {"gofixup": encode}
    if only:
        table["gofixup --only"] = encode + ["--only", only]
    patched, pahole = os.environ.get("PAHOLE_PATCHED"), os.environ.get("PAHOLE")
    write = f"--btf_encode_detached={out}"
    if patched:
        table["patched --lang=go"] = [patched, "--lang_fixups=go", "--lang=go", write, binary]
        table["patched"] = [patched, "--lang_fixups=go", write, binary]
    if pahole:
        table["pahole"] = [pahole, write, binary]
    return table


def measure(command, out):
    """One run: seconds, CPU seconds, peak KiB, bytes written. pahole may end with an error
    after the work: that is a figure as well, kept as its exit code."""
    Path(out).unlink(missing_ok=True)
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               stdin=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    size = Path(out).stat().st_size if Path(out).exists() else 0
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "memory": usage.ru_maxrss,
            "size": size, "exit": process.returncode}


def bench(binary, rounds, only):
    """Runs of every command, by name. Each round has another order, always the same ones: what a
    command leaves of the memory in huge pages is felt by the next."""
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "out.btf")
        table = list(commands(binary, out, only).items())
        runs = {name: [] for name, _ in table}
        for name, command in table:  # warms the page cache
            measure(command, out)
        for turn in range(rounds):
            for name, command in random.Random(turn).sample(table, len(table)):
                runs[name].append(measure(command, out))
    failed = [name for name, of_name in runs.items()
              if name != "pahole" and any(run["exit"] != 0 or run["size"] == 0 for run in of_name)]
    if failed:
        sys.exit(f"bench: {binary}: {', '.join(failed)} failed")
    return runs


def spread(values):
    return {"min": min(values), "median": median(values), "max": max(values)}


def summarize(runs):
    """Medians of all commands, and the ratios to pahole of the same round."""
    result = {}
    for name, of_name in runs.items():
        entry = {key: median([run[key] for run in of_name]) for key in (*KEYS, "size")}
        entry["exit"] = max(run["exit"] for run in of_name)
        if "pahole" in runs and name != "pahole":
            for key in KEYS:
                entry[f"{key} ratio"] = spread(
                    [run[key] / base[key] for run, base in zip(of_name, runs["pahole"])])
        result[name] = entry
    return result

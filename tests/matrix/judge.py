# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
"""What gofixup makes of one binary, and whether it is right."""

import re
import subprocess
from dataclasses import asdict, dataclass, field
from pathlib import Path

import second_opinion

PATIENCE = 120  # seconds for any program; whoever takes longer hangs
ENOUGH = 0.995  # of the functions; of the structs, all
FIGURES = re.compile(r"functions (\d+)/(\d+) .*?structs (\d+)/(\d+)")
# How its message ends: with a build id it tells what it looked for.
DEBUG_FILE = (r"(, or install its separate debug file"
              r"|; its debug file \(build id [0-9a-f]+\) is neither beside it nor below /usr/lib/debug)")
WARNINGS = ["-Wall", "-Werror", "-Wno-pragma-clang-attribute", "-std=gnu11", "-ferror-limit=5"]


@dataclass
class Result:
    state: str  # ok, refused, unbuildable, skipped, failed
    why: str = ""
    functions: list = field(default_factory=list)  # right, of how many, by the oracle
    structs: list = field(default_factory=list)
    kernel: str = ""  # accepts, or why it was not asked

    def as_dict(self):
        return {key: value for key, value in asdict(self).items() if value}


class Wrong(Exception):
    """This cell has failed, and why."""


@dataclass
class Tools:
    gofixup: Path
    oracle: Path


def run(*command, ends_with=0):
    """The output of a program that has to end in this way."""
    words = [str(word) for word in command]
    title = " ".join([Path(words[0]).name] + words[1:2])
    try:
        done = subprocess.run(words, capture_output=True, timeout=PATIENCE, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        raise Wrong(f"{title}: no end after {PATIENCE} s") from None
    done.out = done.stdout.decode("utf-8", "replace")
    done.err = done.stderr.decode("utf-8", "replace")
    if done.returncode != ends_with:
        said = (done.err or done.out).strip()[-500:]
        raise Wrong(f"{title}: exit {done.returncode}, not {ends_with}: {said}")
    return done


def refusal(tools, binary, folder, message):
    """gofixup has to say this, and of the debug file what a build id makes of it, and write nothing."""
    out = folder / "out.btf"
    done = run(tools.gofixup, "encode", binary, "-o", out, ends_with=1)
    if not re.fullmatch(re.escape(f"gofixup: {binary}: {message}") + DEBUG_FILE + "\n", done.err):
        raise Wrong(f"gofixup says '{done.err.strip()}', not '{message}'")
    if out.exists() or done.out:
        raise Wrong("gofixup refuses, and writes something all the same")
    return Result("refused", message)


def ask_oracle(tools, binary, out, folder):
    done = run(tools.oracle, "-asserts", folder / "asserts.h", binary, out)
    found = FIGURES.search(done.out)
    if not found:
        raise Wrong(f"the oracle has no figures: {done.out[-300:]}")
    right, functions, good, structs = map(int, found.groups())
    if good != structs or right < ENOUGH * functions:
        raise Wrong(f"the oracle: {done.out[-500:]}")
    return [right, functions], [good, structs]


def ask_llvm(binary, out):
    (structs, bad_structs), (functions, bad) = second_opinion.judge(binary, out.read_bytes())
    if bad_structs:
        raise Wrong(f"llvm-dwarfdump: {len(bad_structs)} of {structs} structs, {bad_structs[0][:300]}")
    if len(bad) > (1 - ENOUGH) * functions:
        raise Wrong(f"llvm-dwarfdump: {len(bad)} of {functions} functions, {bad[0][:300]}")


def ask_check(tools, binary, is_native):
    """gofixup check knows what was lost, and asks libbpf and the kernel."""
    last = run(tools.gofixup, "check", binary).out.strip().rsplit("\n", 1)[-1]
    kernel = last.rsplit("kernel: ", 1)[-1]
    if not last.startswith("sound:") or (is_native and kernel.startswith("refuses")):
        raise Wrong(f"gofixup check: {last[-300:]}")
    return kernel


def compile_header(tools, binary, folder, is_big_endian):
    header = folder / "own.h"
    run(tools.gofixup, "header", binary, "-o", header)
    source = folder / "asserts.c"
    source.write_text('#include "own.h"\n#include "asserts.h"\n')
    target = "bpfeb" if is_big_endian else "bpfel"
    run("clang", "-target", target, "-fsyntax-only", *WARNINGS, source)


def judge(tools, binary, readable, folder, is_big_endian):
    """The Result for a binary that BTF is to be had of. Raises Wrong. The independent readers look
    at the file `readable`, which has the same DWARF in a form that they know."""
    out = folder / "out.btf"
    run(tools.gofixup, "encode", binary, "-o", out)
    functions, structs = ask_oracle(tools, readable, out, folder)
    ask_llvm(readable, out)
    kernel = ask_check(tools, binary, not is_big_endian)
    compile_header(tools, binary, folder, is_big_endian)
    return Result("ok", "", functions, structs, kernel)

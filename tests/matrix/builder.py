# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
"""Builds the programs of the matrix with scripts/build-testcases, which keeps them by content."""

import os
import re
import subprocess
import threading
from dataclasses import dataclass, replace
from pathlib import Path

import cells
import program
from judge import Result

SLOWEST = 1800  # seconds; a standard library for a new machine takes its time


@dataclass
class Build:
    binary: Path | None = None
    result: Result | None = None  # where there is no binary to judge


def cache_folder():
    if place := os.environ.get("GOFIXUP_CACHE"):
        return Path(place)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gofixup"


class Workshop:
    def __init__(self, top):
        self.top = top
        self.cache = cache_folder() / "matrix"
        self.lock = threading.Lock()
        self.toolchains = {}
        self.sources = {}

    def _run(self, *command, folder=None, **settings):
        environment = dict(os.environ, PATH=os.environ["PATH"] + ":/usr/local/go/bin", **settings)
        return subprocess.run([str(word) for word in command], capture_output=True, text=True,
                              errors="replace", env=environment, timeout=SLOWEST, cwd=folder,
                              stdin=subprocess.DEVNULL)

    def oracle(self):
        out = self.cache / "oracle"
        done = self._run("go", "build", "-o", out, ".", folder=self.top / "tests/oracle")
        if done.returncode:
            raise SystemExit(f"matrix: tests/oracle does not build: {done.stderr}")
        return out

    def toolchain(self, release):
        """(path of the go command, what went wrong); asked for once."""
        with self.lock:
            one_at_a_time = self.toolchains.setdefault(release, [threading.Lock(), None])
        with one_at_a_time[0]:
            if one_at_a_time[1] is None:
                done = self._run(self.top / "scripts/go-toolchain", release)
                one_at_a_time[1] = (done.stdout.strip(), done.stderr.strip())
            return one_at_a_time[1]

    def source(self, cell, cgo):
        """The folder with the program for this release; a release may lack topics."""
        key = f"go1.{cell.minor}" + "-cgo" * cgo
        with self.lock:
            if key not in self.sources:
                self.sources[key] = self.cache / "src" / key
                program.write(self.top / "testcases", self.sources[key], cell.go, cgo)
            return self.sources[key]

    def build(self, cell):
        go, trouble = self.toolchain(cell.go)
        if not go:
            return Build(result=Result("skipped", trouble))
        out = self.cache / cell.name
        command = [self.top / "scripts/build-testcases", "--go", go, "--arch", cell.goarch, "--from",
                   self.source(cell, cell.needs_cgo), "--out", out]
        if cell.mode != "exe":
            command += ["--mode", cell.mode]
        try:
            done = self._run(*command, program.NAME, **cell.environment)
        except subprocess.TimeoutExpired:
            return Build(result=Result("failed", f"the toolchain did not end within {SLOWEST} s"))
        return self._outcome(cell, out, done)

    def readable(self, cell, binary, folder):
        """A file with the DWARF of `binary` for readers that know less than gofixup."""
        how = cells.MODES[cell.mode]
        if how == "exe":
            return self.build(replace(cell, mode="exe")).binary
        if how == "member":
            self._run("ar", "x", "--output", folder, binary, "go.o")
            return folder / "go.o"
        return binary

    def _outcome(self, cell, out, done):
        word, _, rest = done.stdout.partition(" ")
        obstacle = cells.expected_obstacle(cell)
        if word in ("built", "cached"):
            if obstacle:
                return Build(result=Result("failed", f"builds, though it should not: {obstacle}"))
            return Build(out / rest.split("\n")[0].strip())
        text = (rest.split(": ", 1)[-1] if word == "skipped" else rest) + done.stderr
        if obstacle and (found := re.search(obstacle, text)):
            return Build(result=Result("unbuildable", found[0]))
        state = "skipped" if word == "skipped" else "failed"
        return Build(result=Result(state, "cannot be built: " + text.strip()[:600]))

# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
"""What the matrix is made of: releases of Go, machines, ways to build, and what is expected."""

from dataclasses import dataclass

# The last patch of each minor release, or the newest known when this was written.
RELEASES = ("1.17.13", "1.18.10", "1.19.13", "1.20.14", "1.21.13", "1.22.12", "1.23.12", "1.24.6",
            "1.25.3", "1.26.8", "1.27.4")

# What a machine is called here, and what makes Go build for it.
MACHINES = {
    "amd64": {}, "386": {}, "arm64": {}, "riscv64": {}, "ppc64le": {}, "ppc64": {}, "s390x": {},
    "mips": {}, "mipsle": {}, "mips64": {}, "mips64le": {}, "loong64": {},
    "armv7": {"GOARCH": "arm", "GOARM": "7"},
    "armv6": {"GOARCH": "arm", "GOARM": "6"},
    "armv5": {"GOARCH": "arm", "GOARM": "5"},
    "386-softfloat": {"GOARCH": "386", "GO386": "softfloat"},
    "mips-softfloat": {"GOARCH": "mips", "GOMIPS": "softfloat"},
    "mips64-softfloat": {"GOARCH": "mips64", "GOMIPS64": "softfloat"},
    "amd64v3": {"GOARCH": "amd64", "GOAMD64": "v3"},
}
EVERYWHERE = [m for m in MACHINES if not m.startswith("arm") and "-" not in m and m != "amd64v3"]
EVERYWHERE += ["arm64", "armv7"]

BIG_ENDIAN = {"ppc64", "s390x", "mips", "mips64"}

# GOEXPERIMENTs that change types, their names, how they are passed, or the DWARF itself, with the
# releases (minor numbers) that know them and do not have them set anyway.
EXPERIMENTS = {
    "nodwarf5": (25, 26, 27),        # DWARF 4 where 5 is the default
    "noswissmap": (24, 25),          # maps of buckets
    "loopvar": (21,),                # variables for each turn of a loop, so other closures
    "rangefunc": (22,),
    "aliastypeparams": (23,),
    "noaliastypeparams": (24, 25),
    "unified": (18, 19),             # the compiler's new reader of types; default from 1.20
    "nounified": (20,),
    "noregabi": (17,),               # parameters on the stack
    "arenas": (20, 27),
    "greenteagc": (25,),
    "synctest": (24,),
    "fieldtrack": (18, 27),
    "staticlockranking": (20, 27),
    "simd": (26, 27),
}


# Ways to build (scripts/build-modes.sh), and whose DWARF an independent reader takes: the binary's
# own, or, where that reader cannot follow, the one of the same program built in another way.
MODES = {
    "exe": "own", "pie": "own", "c-shared": "own", "c-archive": "member", "plugin": "own",
    "race": "own", "msan": "own", "asan": "own", "noopt": "own", "fullpath": "own",
    "external": "own", "external-clang": "own", "external-lld": "own", "external-gold": "own",
    "linked-w": "none", "linked-s": "none", "linked-s-dwarf": "own", "stripped": "none",
    "plain": "own", "zlib": "own", "zstd": "exe", "zdebug": "own",
    "dwz": "exe", "dwz-alt": "exe", "dwz-sup": "exe", "debuglink": "exe",
}
WITH_CGO = {"c-shared", "c-archive", "plugin", "race", "msan", "asan", "external", "external-clang",
            "external-lld", "external-gold"}


BEGIN_OF_TABLE = "<!-- what scripts/matrix measured: begin -->"
END_OF_TABLE = "<!-- what scripts/matrix measured: end -->"

# What gofixup says of a program without DWARF; what it adds depends on the program's build id.
NO_DWARF = "a Go program (go{}) without DWARF, {}: build it without -s and -w"
HOW_IT_WAS_LOST = {
    "linked-w": "linked with -ldflags=-w, or its debug sections were stripped",
    "linked-s": "stripped, or linked with -ldflags=-s",
    "stripped": "stripped, or linked with -ldflags=-s",
}


# Releases that are built in every mode: the oldest, and before and after what changed DWARF or ABI.
MODE_RELEASES = (18, 21, 24, 27)


def minor(go):
    return int(go.split(".")[1])


@dataclass(frozen=True)
class Cell:
    go: str
    machine: str = "amd64"
    mode: str = "exe"
    experiment: str = ""

    @property
    def name(self):
        parts = [self.go, self.machine, self.mode] + [self.experiment] * bool(self.experiment)
        return "/".join(parts)

    @property
    def minor(self):
        return minor(self.go)

    @property
    def goarch(self):
        return MACHINES[self.machine].get("GOARCH", self.machine)

    @property
    def environment(self):
        settings = {k: v for k, v in MACHINES[self.machine].items() if k != "GOARCH"}
        if self.experiment:
            settings["GOEXPERIMENT"] = self.experiment
        return settings

    @property
    def is_big_endian(self):
        return self.machine.split("-")[0] in BIG_ENDIAN

    @property
    def needs_cgo(self):
        return self.mode in WITH_CGO


def expected_obstacle(cell):
    """What the toolchain says where it cannot build this cell (a regular expression), or ""."""
    if cell.machine == "loong64" and cell.minor < 19:
        return r"unsupported GOOS/GOARCH pair linux/loong64"
    if cell.mode == "linked-s-dwarf" and cell.minor < 22:
        return r"needs go 1\.22, this is 1\.\d+\.\d+"
    if cell.mode == "asan" and cell.minor < 18:
        return r"needs go 1\.18, this is 1\.\d+\.\d+"
    return ""


def expected_refusal(cell):
    """How the message begins of a binary that gofixup should not take, or ""."""
    return NO_DWARF.format(cell.go, HOW_IT_WAS_LOST[cell.mode]) if MODES[cell.mode] == "none" else ""


def newest(minor_release):
    return next(go for go in RELEASES if minor(go) == minor_release)


def full():
    """Every release for every machine; what links or builds otherwise with some releases; each
    experiment where it is one."""
    chosen = [Cell(go) for go in RELEASES]
    chosen += [Cell(newest(release), mode=mode) for release in MODE_RELEASES
               for mode in MODES if mode != "exe"]
    chosen += [Cell(go, machine) for machine in EVERYWHERE if machine != "amd64" for go in RELEASES
               if minor(go) > 17 or machine in ("386", "arm64")]
    chosen += [Cell(newest(release), machine) for machine in MACHINES if machine not in EVERYWHERE
               for release in (18, 27)]
    chosen += [Cell(newest(release), experiment=experiment)
               for experiment, releases in EXPERIMENTS.items() for release in releases]
    return chosen


# Each release, machine and mode at least once, and where neighbours differ most: the release in
# which a machine got registers for parameters, maps or the DWARF changed; each word size and byte
# order. Most cells share a standard library with another, which is what takes the time to build.
SPARSE = """
    1.17.13/amd64/exe 1.18.10/arm64/exe 1.18.10/riscv64/exe 1.19.13/riscv64/exe 1.20.14/mips/exe
    1.21.13/loong64/exe 1.22.12/loong64/exe 1.23.12/ppc64le/exe 1.24.6/amd64/exe/noswissmap
    1.25.3/s390x/exe 1.26.8/s390x/exe 1.26.8/386/exe 1.26.8/arm64/exe
    1.27.4/ppc64/exe 1.27.4/armv7/exe 1.27.4/mips64/exe 1.27.4/mipsle/exe 1.27.4/mips64le/exe
    1.27.4/armv5/exe 1.27.4/armv6/exe 1.27.4/386-softfloat/exe 1.27.4/mips-softfloat/exe
    1.27.4/mips64-softfloat/exe 1.27.4/amd64v3/exe 1.27.4/amd64/exe/nodwarf5
    1.18.10/amd64/zlib 1.18.10/amd64/linked-s 1.18.10/amd64/external 1.18.10/amd64/c-archive
    1.24.6/amd64/c-shared 1.24.6/amd64/dwz-sup 1.24.6/amd64/zdebug 1.24.6/amd64/linked-s-dwarf
    1.24.6/amd64/external-gold
    1.27.4/amd64/exe 1.27.4/amd64/pie 1.27.4/amd64/c-shared 1.27.4/amd64/c-archive
    1.27.4/amd64/plugin
    1.27.4/amd64/race 1.27.4/amd64/msan 1.27.4/amd64/asan 1.27.4/amd64/noopt 1.27.4/amd64/fullpath
    1.27.4/amd64/external 1.27.4/amd64/external-clang 1.27.4/amd64/external-lld
    1.27.4/amd64/linked-w 1.27.4/amd64/linked-s 1.27.4/amd64/linked-s-dwarf 1.27.4/amd64/stripped
    1.27.4/amd64/plain 1.27.4/amd64/zlib 1.27.4/amd64/zstd 1.27.4/amd64/zdebug
    1.27.4/amd64/dwz 1.27.4/amd64/dwz-alt 1.27.4/amd64/dwz-sup 1.27.4/amd64/debuglink
"""


def sparse():
    return [Cell(*name.split("/")) for name in SPARSE.split()]

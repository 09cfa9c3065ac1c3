# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
"""One program of all testcases, because a cell of the matrix has time for one link.

Each topic becomes a package of the module example.com/testcases, so that its own packages keep
their import paths; `functions` is the main package as well, for names that begin with main.
"""

import re
import shutil
import tempfile
from pathlib import Path

NAME = "everything"
MAIN_TOPIC = "functions"
# What Go 1.17 cannot build: generics (and it has no `any`).
GENERIC = {"atomics", "collisions", "generics", "local_types", "long_names", "recursive",
           "same_name", "unicode"}
# Programs with code of their own to talk to, or that are run; nothing of them is a new type.
NOT_WANTED = {"nf", "plugin_import", "hello"}


def version_of(text):
    return tuple(int(part) for part in re.findall(r"\d+", text)[:2])


def topics_for(testcases, go, cgo):
    """The topics that this release of Go builds, and the newest `go` line among them."""
    topics, newest = [], "1.17" if is_old(go) else "1.18"
    for mod in sorted(testcases.glob("*/go.mod")):
        case = (mod.parent / "case").read_text()
        needs = re.search(r"^go (\S+)", mod.read_text(), re.M)[1]
        if is_old(go) and needs == "1.18":
            needs = "1.17"
        unwanted = NOT_WANTED | GENERIC if is_old(go) else NOT_WANTED
        if mod.parent.name in unwanted or version_of(needs) > version_of(go):
            continue
        if "needs: cgo" in case and not cgo:
            continue
        topics.append(mod.parent)
        newest = max(newest, needs, key=version_of)
    return topics, newest


def as_package(text, package, main):
    """The Go source `text` of a main package as one of another name, or with another main()."""
    text = re.sub(r"^package main$", f"package {package}", text, flags=re.M)
    return re.sub(r"^func main\(\)", f"func {main}()", text, flags=re.M)


def copy_topic(topic, to, package, main, go):
    to.mkdir(parents=True, exist_ok=True)
    if is_old(go):
        (to / "any.go").write_text(f"package {package}\n\ntype any = interface{{}}\n")
    for path in sorted(topic.rglob("*")):
        if path.suffix not in {".go", ".s", ".c", ".h"}:
            continue
        target = to / path.relative_to(topic)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".go" and path.parent == topic:
            target.write_text(as_package(path.read_text(), package, main))
        else:
            shutil.copyfile(path, target)


def is_old(go):
    return version_of(go) < (1, 18)


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def write(testcases, to, go, cgo):
    """Writes the program for a release of Go into the folder `to`/everything. What is there and as
    it should be stays untouched: somebody else may be building it."""
    to.mkdir(parents=True, exist_ok=True)
    folder = to / NAME
    with tempfile.TemporaryDirectory(dir=to) as work:
        new = Path(work) / NAME
        fill(testcases, new, go, cgo)
        if folder.exists() and contents(folder) == contents(new):
            return folder
        if folder.exists():
            folder.rename(Path(work) / "old")
        new.rename(folder)
    return folder


def fill(testcases, folder, go, cgo):
    topics, newest = topics_for(testcases, go, cgo)
    folder.mkdir()
    (folder / "go.mod").write_text(f"module example.com/testcases\n\ngo {newest}\n")
    (folder / "case").write_text("topic: all the others.\n" + ("needs: cgo\n" if cgo else ""))
    names = [topic.name for topic in topics]
    for topic in topics:
        copy_topic(topic, folder / topic.name, topic.name, "Main", go)
    copy_topic(testcases / MAIN_TOPIC, folder, "main", "mainOfTopic", go)
    imports = "".join(f'\ttopic_{name} "example.com/testcases/{name}"\n' for name in names)
    calls = "".join(f"\ttopic_{name}.Main()\n" for name in names)
    (folder / "everything.go").write_text(
        f"package main\n\nimport (\n{imports})\n\nfunc main() {{\n\tmainOfTopic()\n{calls}}}\n")

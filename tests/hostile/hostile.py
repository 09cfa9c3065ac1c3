# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
"""hostile.py BUILD [NAME...]: makes the files, gives them to every command and to the plugin.

Prints what failed and at last "N passed, N failed, N skipped"; before it, what came closest to the
limits. Without GOFIXUP_LONG the biggest files go to `encode` only."""
import os
import sys
import tempfile

import cases
import judge
import tables

BIG = 1 << 19
COMMANDS = {
    "encode": ["encode", "{file}", "-o", "{out}.btf"],
    "encode-all": ["encode", "--vars", "--consts", "--wrappers", "{file}", "-o", "{out}.btf"],
    "check": ["check", "{file}"],
    "show": ["show", "{file}", "*"],
    "header": ["header", "{file}", "-o", "{out}.h"],
    "explain": ["explain", "{file}", "main.f"],
    "functions": ["functions", "--json", "{file}"],
    "interfaces": ["interfaces", "--json", "{file}"],
    "probe": ["probe", "{file}", "main.f*", "-o", "{out}.h"],
}


def commands(build, file, out, is_big):
    gofixup, plugin = f"{build}/cli/gofixup", f"{build}/plugin/lang_fixups-go.so"
    for name, words in COMMANDS.items():
        if not is_big or name == "encode" or os.environ.get("GOFIXUP_LONG"):
            yield name, [gofixup] + [word.format(file=file, out=out) for word in words]
    if not is_big or os.environ.get("GOFIXUP_LONG"):
        host = os.path.join(os.path.dirname(__file__), "plugin.py")
        yield "plugin", [sys.executable, host, plugin, file, out + ".btf"]


def main():
    build, wanted = os.path.abspath(sys.argv[1]), sys.argv[2:]
    passed = failed = 0
    most = {"cpu": (0, ""), "memory": (0, "")}
    with tempfile.TemporaryDirectory() as folder:
        file, out = f"{folder}/hostile", f"{folder}/out"
        for make in cases.CASES + tables.CASES:
            for name, content in make():
                if wanted and name not in wanted:
                    continue
                with open(file, "wb") as to:
                    to.write(content)
                for command, argv in commands(build, file, out, len(content) > BIG):
                    output = next((word for word in argv if word.startswith(out)), None)
                    outcome = judge.judge(argv, len(content), output)
                    most["cpu"] = max(most["cpu"], (outcome.cpu, f"{command} of {name}"))
                    ratio = outcome.peak / (128 * len(content) + (256 << 20))
                    most["memory"] = max(most["memory"], (ratio, f"{command} of {name}"))
                    if wanted:
                        print(f"{command}: {outcome.status} {outcome.cpu:.2f} s {outcome.peak >> 20} MiB")
                    passed += not outcome.wrong
                    failed += bool(outcome.wrong)
                    if outcome.wrong:
                        print(f"failed: hostile: {command} of {name}: {outcome.wrong}", flush=True)
                    elif outcome.peak > 128 * len(content) + (256 << 20):
                        print(f"failed: hostile: {command} of {name}: {outcome.peak >> 20} MiB", flush=True)
    print(f"longest: {most['cpu'][0]:.1f} s ({most['cpu'][1]}), "
          f"most memory: {100 * most['memory'][0]:.0f} % of the bound ({most['memory'][1]})")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    sys.exit(failed != 0)


main()

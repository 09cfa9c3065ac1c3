# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
"""faults.py BUILD FOLDER: machines that fail under gofixup. FOLDER holds `program` (Go),
`inject.so` and `plugin_limits`, and is ours to write to.

Prints what failed, "skipped: what: why", and at last "N passed, N failed, N skipped"."""
import errno
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time

build, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
GOFIXUP = f"{build}/cli/gofixup"
PROGRAM, OUT, OLD = f"{folder}/program", f"{folder}/out/new.btf", b"what was there before"
LONG = bool(os.environ.get("GOFIXUP_LONG"))
results = {"passed": 0, "failed": 0, "skipped": 0}

# Who runs us in the background, or by nohup, may have these ignored, and so would our programs.
for ignored in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGTERM):
    signal.signal(ignored, signal.SIG_DFL)


def check(what, wrong):
    results["failed" if wrong else "passed"] += 1
    if wrong:
        print(f"failed: faults: {what}: {wrong}", flush=True)


def skip(what, why):
    results["skipped"] += 1
    print(f"skipped: faults: {what}: {why}")


def run(argv, fault=None, **more):
    env = dict(os.environ)
    if fault:
        env.update(fault, LD_PRELOAD=f"{folder}/inject.so")
    return subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          stdout=more.pop("stdout", subprocess.DEVNULL), timeout=600, **more)


def fresh(old=OLD):
    """The output folder with an old output in it."""
    shutil.rmtree(os.path.dirname(OUT), ignore_errors=True)
    os.mkdir(os.path.dirname(OUT))
    if old is not None:
        with open(OUT, "wb") as file:
            file.write(old)


def content(path=OUT):
    with open(path, "rb") as file:
        return file.read()


def encode(fault=None, out=OUT, program=PROGRAM, **more):
    return run([GOFIXUP, "encode", "--threads", "2", program, "-o", out], fault, **more)


def one_message(done):
    text = done.stderr.decode("utf-8", "replace")
    if text.count("\n") != 1 or not text.startswith("gofixup: "):
        return f"said {text[:200]!r}"
    return "calls it a bug: " + text if "internal error" in text else ""


def wrong_with(done, old=OLD, whole=None):
    """0 with all of the output, or 1 with a message and the old output; and nothing beside it."""
    left = sorted(os.listdir(os.path.dirname(OUT)))
    if left != [os.path.basename(OUT)]:
        return f"left {left}"
    if done.returncode == 0:
        return "" if content() == (whole or WHOLE) else "succeeded with another output"
    if done.returncode != 1:
        return f"ended with {done.returncode}"
    return one_message(done) or ("" if content() == old else "the old output is gone")


def calls(call):
    """How many there are in a run."""
    fresh()
    encode({"FAULT_CALL": call, "FAULT_COUNT": f"{folder}/count"})
    return int(content(f"{folder}/count"))


def places():
    fresh()
    check("no folder", wrong_with(encode(out=f"{folder}/nowhere/x.btf")))
    check("a folder as output", wrong_with(encode(out=f"{folder}/out")))
    check("a file as folder", wrong_with(encode(out=f"{PROGRAM}/x.btf")))
    check("over an existing file", wrong_with(encode()) or ("" if content() == WHOLE else "not written"))
    fresh()
    os.symlink(OUT, f"{folder}/link")
    done = encode(out=f"{folder}/link")
    check("through a symbolic link", wrong_with(done) or (
        "" if os.path.islink(f"{folder}/link") and content() == WHOLE else "the link is gone"))
    for name in ("pipe", "FIFO", "/dev/stdout"):
        fifo = f"{folder}/fifo"
        if name == "FIFO":
            os.mkfifo(fifo)
            with open(f"{folder}/read", "wb") as to:
                reader = subprocess.Popen(["cat", fifo], stdout=to)
            done = encode(out=fifo)
            reader.wait()
            got = content(f"{folder}/read")
        else:
            done = encode(out="-" if name == "pipe" else name, stdout=subprocess.PIPE)
            got = done.stdout
        check(f"into a {name}", "" if done.returncode == 0 and got == WHOLE else f"ended with {done.returncode}, {len(got)} bytes")
    for command in (["encode", PROGRAM, "-o", "-"], ["encode", PROGRAM, "-o", "/dev/full"], ["check", PROGRAM],
                    ["show", PROGRAM, "main.main"], ["functions", PROGRAM], ["header", PROGRAM],
                    ["explain", PROGRAM, "main.main"], ["interfaces", PROGRAM]):
        with open("/dev/full", "wb") as full:
            done = run([GOFIXUP] + command, stdout=full)
        check(f"/dev/full: {command[0]}", one_message(done) if done.returncode == 1 else f"ended with {done.returncode}")
    # A reader that goes away: as any filter, we may die of SIGPIPE.
    with subprocess.Popen([GOFIXUP, "encode", PROGRAM, "-o", "-"], stdout=subprocess.PIPE) as child:
        child.stdout.close()
        check("a pipe nobody reads", "" if child.wait() in (1, -signal.SIGPIPE) else f"ended with {child.returncode}")


def permissions():
    if os.geteuid() != 0:
        return skip("permissions and full file systems", "needs root")
    nobody = {"user": 65534, "group": 65534, "extra_groups": []}
    copy = f"{folder}/gofixup"
    shutil.copy(GOFIXUP, copy)
    os.chmod(folder, 0o755)
    if run([copy, "--version"], **nobody).returncode != 0:
        return skip("permissions", "another user cannot run programs here")
    argv = [copy, "encode", PROGRAM, "-o", OUT]
    fresh()
    check("a folder that is not ours", wrong_with(run(argv, **nobody)))
    os.chmod(os.path.dirname(OUT), 0o777)
    check("a read-only file", wrong_with(run(argv, **nobody)) or ("" if content() == OLD else "overwritten"))
    full = f"{folder}/out"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", full], stderr=subprocess.DEVNULL)
    if mounted.returncode != 0:
        return skip("a full file system", "mount is not allowed here")
    try:
        with open(OUT, "wb") as file:
            file.write(OLD)
        done = encode()
        check("no space left", wrong_with(done) or ("" if done.returncode == 1 else "found space"))
    finally:
        subprocess.run(["umount", full], check=True)


def killed():
    for old in (OLD, None):
        fresh(old)
        started = time.monotonic()
        encode()
        took = time.monotonic() - started
        for i in range(20):
            fresh(old)
            number = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)[i % 3]
            with subprocess.Popen([GOFIXUP, "encode", PROGRAM, "-o", OUT]) as child:
                time.sleep(took * random.random() * 1.1)
                child.send_signal(number)
                child.wait()
            check(f"killed ({i}, {'over an old file' if old else 'a new file'})", wrong_after(number, old))
    # At the worst moment: a link cannot replace a file, so the whole output has a name beside the
    # old one until it is renamed. No signal that can be held back ends us there.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGKILL):
        fresh()
        done = encode({"FAULT_CALL": "signal", "FAULT_AT": "1", "FAULT_ERRNO": str(int(number))})
        check(f"{number.name} between link and rename", wrong_after(number, OLD) or (
            "" if done.returncode == -number else f"ended with {done.returncode}"))
        check(f"{number.name} there: what is left", "" if (content() == WHOLE) == (number != signal.SIGKILL) else "?")


def wrong_after(number, old):
    """The old output or all of the new one; after SIGKILL perhaps a whole one beside the old."""
    names = sorted(os.listdir(os.path.dirname(OUT)))
    beside = [name for name in names if name != os.path.basename(OUT)]
    allowed = 1 if number == signal.SIGKILL and old is not None else 0
    if len(beside) > allowed or any(content(f"{os.path.dirname(OUT)}/{name}") != WHOLE for name in beside):
        return f"left {names}"
    if old is None and not os.path.exists(OUT):
        return ""
    return "" if content() in (old, WHOLE) else "half-written"


def injected():
    fresh()
    for call in ("short", "interrupted"):
        check(call + " reads and writes", wrong_with(encode({"FAULT_CALL": call})) or ("" if content() == WHOLE else "gave up"))
    for call, number in (("pread", errno.EIO), ("write", errno.ENOSPC), ("open", errno.EMFILE), ("close", errno.EIO),
                         ("rename", errno.EXDEV), ("fchmod", errno.EPERM), ("linkat", errno.EPERM)):
        total = calls(call)
        check(f"{call} is called", "" if total else "never")
        for at in range(1, total + 1):
            fresh()
            check(f"{call} {at} of {total} fails", wrong_with(encode({"FAULT_CALL": call, "FAULT_AT": str(at), "FAULT_ERRNO": str(number)})))
    # What the program has in memory is read into a reserved range, by one mmap().
    done = run([GOFIXUP, "interfaces", PROGRAM], {"FAULT_CALL": "mmap", "FAULT_AT": "1", "FAULT_ERRNO": str(errno.ENOMEM)})
    check("mmap fails", one_message(done) if done.returncode == 1 else f"ended with {done.returncode}")
    total = calls("pread")
    for at in range(1, total + 1):
        fresh()
        shutil.copy(PROGRAM, f"{folder}/shrinking")
        fault = {"FAULT_CALL": "truncate", "FAULT_AT": str(at), "FAULT_FILE": f"{folder}/shrinking"}
        done = encode(fault, program=f"{folder}/shrinking")
        check(f"cut off before pread {at} of {total}", wrong_with(done) or ("" if done.returncode == 1 else "was read"))


def without_memory():
    total = calls("malloc")
    few = range(1, 40) if LONG else range(1, 40, 4)
    for at in [*few, *(total * i // 40 + 1 for i in range(40 if LONG else 12))]:
        fresh()
        done = encode({"FAULT_CALL": "malloc", "FAULT_AT": str(at)})
        check(f"no memory from allocation {at} of {total} on", wrong_with(done))
    # From what is too little to start with to what is enough for threads and all they want.
    limit, outcomes = 8 << 20, set()
    while limit < 256 << 20:
        fresh()
        def limited(limit=limit):
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        if run([GOFIXUP, "--version"], preexec_fn=limited).returncode == 0:
            done = encode(preexec_fn=limited)
            check(f"with {limit >> 10} KiB of address space", wrong_with(done))
            outcomes.add(done.returncode)
        limit += max(limit // 64, 1 << 18) if LONG else max(limit // 16, 1 << 20)
    check("address space in steps", "" if outcomes == {0, 1} else f"ended with {outcomes}")
    host = subprocess.run([f"{folder}/plugin_limits", f"{build}/plugin/lang_fixups-go.so", PROGRAM],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    check("the plugin without memory", "" if host.returncode == 0 else host.stdout.strip())


random.seed(int(os.environ.get("GOFIXUP_SEED", "1")))
fresh(None)
if encode().returncode != 0:
    sys.exit("the program cannot be encoded at all")
WHOLE = content()
for part in (places, permissions, killed, injected, without_memory):
    part()
print("{passed} passed, {failed} failed, {skipped} skipped".format(**results))
sys.exit(results["failed"] != 0)

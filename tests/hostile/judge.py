# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
"""Runs a command on a hostile file within limits, and says what is wrong with how it ended."""
import ctypes
import os
import resource
import signal
import subprocess
import tempfile

SECONDS = 10  # of processor time; the wall is for what waits
WALL = 600
MIB = 1 << 20


def memory_bound(size):
    """What gofixup(1) promises, with room for code, stacks and address space that stays empty."""
    return 128 * size + 256 * MIB + 1024 * MIB


class Limits:
    def __init__(self, size, memory=True):
        self.memory = memory_bound(size) if memory else None

    def __call__(self):
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if self.memory:
            resource.setrlimit(resource.RLIMIT_AS, (self.memory, self.memory))


libbpf = ctypes.CDLL("libbpf.so.1", use_errno=True)
libbpf.btf__new.restype = ctypes.c_void_p
libbpf.btf__new.argtypes = [ctypes.c_char_p, ctypes.c_uint32]
libbpf.btf__load_into_kernel.argtypes = [ctypes.c_void_p]
libbpf.btf__free.argtypes = [ctypes.c_void_p]
libbpf.libbpf_set_print(None)
can_load = os.geteuid() == 0


def unsound(path):
    """Why libbpf or the kernel refuse the BTF; empty: they do not."""
    with open(path, "rb") as file:
        return unsound_bytes(file.read())


def unsound_bytes(content):
    types = libbpf.btf__new(content, len(content))
    if not types:
        return "libbpf refuses the BTF: " + os.strerror(ctypes.get_errno())
    failed = 0
    # What is over the kernel's own limit of 16 MiB is for readers in user space.
    if can_load and len(content) <= 16 * MIB:
        failed = libbpf.btf__load_into_kernel(types)
    libbpf.btf__free(types)
    return "" if failed == 0 else "the kernel refuses the BTF: " + os.strerror(-failed)


class Outcome:
    def __init__(self, status, wrong, peak, cpu):
        self.status, self.wrong, self.peak, self.cpu = status, wrong, peak, cpu


def run(argv, memory=True, size=0):
    """Returns (status or None for a hang, standard error, peak bytes, processor seconds)."""
    with tempfile.TemporaryFile() as errors, open(os.devnull, "wb") as nothing:
        child = subprocess.Popen(argv, stdout=nothing, stderr=errors,
                                 stdin=subprocess.DEVNULL, preexec_fn=Limits(size, memory))
        watch = signal.signal(signal.SIGALRM, lambda *_: child.kill())
        signal.alarm(WALL)
        _, status, usage = os.wait4(child.pid, 0)
        signal.alarm(0)
        signal.signal(signal.SIGALRM, watch)
        child.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        text = errors.read().decode("utf-8", "replace")
    return child.returncode, text, usage.ru_maxrss * 1024, usage.ru_utime + usage.ru_stime


def judge(argv, size, output=None, memory=True):
    if output and os.path.exists(output):
        os.unlink(output)
    status, text, peak, cpu = run(argv, memory, size)
    wrong = ""
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        wrong = f"took more than {SECONDS} s"
    elif status < 0:
        wrong = "died of " + signal.Signals(-status).name
    elif status not in (0, 1):
        wrong = f"ended with {status}"
    elif status == 1 and (text.count("\n") != 1 or not text.startswith("gofixup: ")
                          or any(c < " " and c != "\n" for c in text)):
        wrong = f"did not say why in one line: {text[:200]!r}"
    elif "internal error" in text or "a bug of gofixup" in text:
        wrong = "calls it a bug: " + text.strip()
    elif "out of memory" in text:
        wrong = f"needs more memory than the bound of {memory_bound(size) // MIB} MiB"
    elif status == 1 and output and os.path.exists(output):
        wrong = "failed and left a file"
    elif status == 0 and output and output.endswith(".btf"):
        if os.path.exists(output):
            wrong = unsound(output)
        elif argv[0].endswith("gofixup"):  # the plugin may say that a file is not for it
            wrong = "succeeded without a file"
    return Outcome(status, wrong, peak, cpu)

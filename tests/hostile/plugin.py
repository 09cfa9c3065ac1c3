# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
"""The plugin on one file, as a program of its own: plugin.py PLUGIN FILE OUT.

Ends as gofixup would: 0 with BTF in OUT (none: not for the plugin), 1 with a line that says why."""
import ctypes
import os
import sys

Message = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p)


class Opts(ctypes.Structure):
    _fields_ = [("sz", ctypes.c_size_t), ("flags", ctypes.c_uint32), ("threads", ctypes.c_uint32),
                ("message", Message), ("message_ctx", ctypes.c_void_p)]


class Btf(ctypes.Structure):
    _fields_ = [("sz", ctypes.c_size_t), ("data", ctypes.c_void_p), ("size", ctypes.c_size_t),
                ("units", ctypes.POINTER(ctypes.c_uint64)), ("nr_units", ctypes.c_size_t),
                ("all_units", ctypes.c_int), ("priv", ctypes.c_void_p)]


class Ops(ctypes.Structure):
    _fields_ = [("sz", ctypes.c_size_t), ("abi", ctypes.c_uint32), ("name", ctypes.c_char_p),
                ("encode", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_char_p,
                                            ctypes.POINTER(Opts), ctypes.POINTER(Btf))),
                ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(Btf)))]


class Host:
    """What loads the plugin."""

    def __init__(self, path):
        entry = ctypes.CDLL(path).lang_fixup__ops
        entry.restype = ctypes.POINTER(Ops)
        self.ops = entry(1).contents

    def encode(self, fd, path):
        """Returns (status, BTF or None, error messages)."""
        errors = []
        hear = Message(lambda ctx, level, text: errors.append(text) if level == 2 else None)
        opts = Opts(ctypes.sizeof(Opts), 7, 0, hear, None)
        btf = Btf(ctypes.sizeof(Btf))
        status = self.ops.encode(fd, path, opts, btf)
        content = ctypes.string_at(btf.data, btf.size) if btf.size else None
        if status == 0:
            self.ops.release(btf)
        return status, content, errors


def main():
    plugin, path, out = sys.argv[1:]
    fd = os.open(path, os.O_RDONLY)
    status, btf, errors = Host(plugin).encode(fd, path.encode())
    if status != 0:
        if btf or len(errors) != 1:
            sys.exit(f"plugin: {status} with {len(errors)} messages")
        sys.stderr.write(f"gofixup: {os.strerror(-status)}: {errors[0].decode('utf-8', 'replace')}\n")
        sys.exit(1)
    if btf:
        with open(out, "wb") as file:
            file.write(btf)


if __name__ == "__main__":
    main()

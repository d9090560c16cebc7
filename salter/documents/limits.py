"""Bounds that a helper process sets on itself before it touches anything hostile."""

from __future__ import annotations

import ctypes
import os
import resource
import struct
import time

# Per machine: how the kernel names it (AUDIT_ARCH_*), and the numbers of socket(2) and io_uring_setup(2) on it.
_CALLS = {"x86_64": (0xC000003E, 41, 425), "aarch64": (0xC00000B7, 198, 425), "riscv64": (0xC00000F3, 198, 425)}
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13  # the call fails: EACCES
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2


def bound_memory(megabytes: int) -> None:
    """Address space, no core files, no files above 1 GiB, for the rest of this process."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 30, 1 << 30))


def bound_cpu(seconds: int) -> None:
    """Processor time from now on; the kernel ends the process when it is used up. May be set again."""
    used = int(time.process_time()) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, resource.RLIM_INFINITY))


def memory_used() -> int:
    """The most memory that this process has held since it began its program, in KiB.

    Not `ru_maxrss`: that begins with what the parent held at the fork, so below a large one every helper looks large.
    """
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


def close_network() -> None:
    """No socket is made by this process or its children any more, whatever code it runs: the kernel refuses (seccomp).

    It cannot be taken back. Raises OSError where the machine or its kernel has no such filter.
    """
    machine = os.uname().machine
    if machine not in _CALLS:
        raise OSError(f"no filter of system calls for a machine of the kind {machine}")
    kind, *refused = _CALLS[machine]
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, kind), (_RETURN, 0, 0, _REFUSE), (_LOAD, 0, 0, 0)]
    for call in refused:
        steps += [(_EQUAL, 0, 1, call), (_RETURN, 0, 0, _REFUSE)]
    steps.append((_RETURN, 0, 0, _ALLOW))
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) or libc.prctl(_SECCOMP, _FILTER, program, 0, 0):
        raise OSError(ctypes.get_errno(), "the kernel takes no filter of system calls")

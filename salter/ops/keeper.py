"""Outlives the supervisor by a moment: when that one is killed, ends the processes it leaves behind.

Run as a program of its own, in two ways:

`keep SECONDS` reads from standard input `+number` when a process group begins and `-number` when it has ended. The end
of the input means that the supervisor is gone; what is left then has SECONDS for a clean end.

`run DESCRIPTOR COMMAND…` reports itself to a keeper through that descriptor, then becomes the command. So a child is
known before it does anything (a function between fork and exec could do the same, but not beside other threads).
"""

import os
import signal
import sys
import time
from collections.abc import Iterable
from contextlib import suppress


def read_groups(lines: Iterable[bytes]) -> set[int]:
    """The groups still alive at the end of the input."""
    groups: set[int] = set()
    for line in lines:
        number = int(line[1:])
        (groups.add if line[:1] == b"+" else groups.discard)(number)
    return groups


def alive(leader: int) -> bool:
    """Whether the leader of a group is left; without it what remains of the group is not worth waiting for."""
    try:
        os.kill(leader, 0)
    except ProcessLookupError:
        return False
    return True


def end_groups(groups: Iterable[int], seconds: float) -> None:
    """Ask the leaders to stop, wait for at most `seconds`, kill what is left."""
    deadline = time.monotonic() + seconds
    for group in groups:
        with suppress(ProcessLookupError):
            os.kill(group, signal.SIGTERM)
    while any(alive(group) for group in groups) and time.monotonic() < deadline:
        time.sleep(0.05)
    for group in groups:
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


def become(keeper: int, command: list[str]) -> None:
    """Report this process to the keeper and replace it by `command`, with the signals as a new program expects them."""
    with suppress(BrokenPipeError):
        os.write(keeper, f"+{os.getpid()}\n".encode())
    os.close(keeper)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.execvp(command[0], command)


if __name__ == "__main__":
    if sys.argv[1] == "keep":
        end_groups(read_groups(sys.stdin.buffer), float(sys.argv[2]))
    else:
        become(int(sys.argv[2]), sys.argv[3:])

"""Running our own helper modules on hostile files: another process, bound in memory and time, with nothing to lose."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import salter


class Stopped(Exception):
    """The helper did not end well: it reached a bound or crashed. The text says which; `output` came before."""

    def __init__(self, reason: str, output: bytes = b"") -> None:
        super().__init__(reason)
        self.output = output


def run_limited(module: str, *arguments: str, seconds: int, memory_mb: int) -> bytes:
    """What `python -m module MEMORY_MB SECONDS arguments…` writes to its output. Raises Stopped.

    The helper sees no secrets of ours (empty environment) and bounds itself (limits.py) before it opens anything.
    """
    command = [sys.executable, "-m", module, str(memory_mb), str(seconds), *arguments]
    environment = {"PYTHONPATH": str(Path(salter.__file__).parents[1]), "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"}
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            cwd=os.sep,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Stopped(f"took more than {seconds} seconds", error.stdout or b"") from error
    if done.returncode:
        raise Stopped(f"ended with code {done.returncode}", done.stdout)
    return done.stdout

"""A real OpenID Connect provider for the tests: npm's oidc-provider, installed once from its lock file."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "oidc"


def available() -> bool:
    """Whether this machine has Node and npm."""
    return bool(shutil.which("node") and shutil.which("npm"))


def installed() -> Path:
    """The folder with the provider and its modules; installed when this lock file was not yet."""
    digest = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:16]
    base = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "salter-tests"
    base.mkdir(parents=True, exist_ok=True)
    place = base / f"oidc-{digest}"
    with (base / "oidc.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "node_modules").exists():
            fresh = Path(tempfile.mkdtemp(dir=base))
            for name in ("package.json", "package-lock.json"):
                shutil.copy(HERE / name, fresh / name)
            subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=fresh, check=True, capture_output=True)
            shutil.rmtree(place, ignore_errors=True)
            fresh.rename(place)
    shutil.copy(HERE / "server.mjs", place / "server.mjs")
    return place


@contextmanager
def provider(port: int, back: str, people: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The provider on the loopback, knowing these people; gives its address."""
    process = subprocess.Popen(
        ["node", "server.mjs", str(port), back],
        cwd=installed(),
        env={**os.environ, "PEOPLE": json.dumps(people)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if line.startswith("ready "):
                break
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)

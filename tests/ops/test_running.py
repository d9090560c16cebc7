"""Starting an installation: what is refused, what runs, and that the demo comes up, stops and keeps its data."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from salter.ops import running
from salter.ops.config import Config
from salter.ops.database import Cluster, DatabaseUnavailable
from salter.ops.walk_office import environment, free_port


def config(monkeypatch: pytest.MonkeyPatch, home: Path, **values: str) -> Config:
    """A configuration of this very environment."""
    for name in ("DATABASE_URL", "SALTER_STORAGE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SALTER_HOME", str(home))
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return Config()


def test_production_does_not_start_with_demo_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SALTER_SECRET_KEY", raising=False)
    wrong = config(monkeypatch, tmp_path, SALTER_MODE="production", SALTER_DEBUG="1")
    with pytest.raises(DatabaseUnavailable, match="SALTER_DEBUG is on"):
        running.prepare(wrong)
    assert not (tmp_path / "database").exists()


@pytest.mark.parametrize(
    "values",
    [
        {"SALTER_MODE": "production"},
        {"DATABASE_URL": "postgresql://somebody@elsewhere/office"},
        {"SALTER_STORAGE_URL": "s3://bucket/office"},
    ],
)
def test_only_an_own_demo_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    (tmp_path / "documents").mkdir()
    with pytest.raises(DatabaseUnavailable):
        running.forget(config(monkeypatch, tmp_path, **values))
    assert (tmp_path / "documents").exists()


def test_forgetting_leaves_what_is_not_of_the_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("documents", "trust", "static"):
        (tmp_path / name).mkdir()
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    running.forget(config(monkeypatch, tmp_path))
    assert {path.name for path in tmp_path.iterdir()} - {".database.lock"} == {"mine.txt"}


def test_the_probe_of_all_addresses_goes_to_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    web, worker = running.processes(config(monkeypatch, tmp_path), "0.0.0.0", 8001)
    assert web.ready_url == "http://127.0.0.1:8001/health/live"
    assert web.command[web.command.index("--host") + 1] == "0.0.0.0"
    assert worker.command[-1] == "worker"


@pytest.mark.long
def test_the_demo_comes_up_stops_cleanly_and_keeps_its_data(tmp_path: Path) -> None:
    tmp_path.chmod(0o711)
    home = tmp_path / "home"
    first, _log = run_demo(home)
    second, log = run_demo(home)
    assert second < first
    assert "founding" not in log
    assert "registering" not in log
    Cluster(home).destroy()


def run_demo(home: Path) -> tuple[float, str]:
    """Start the demo, read its first page, stop it by Ctrl-C. Out: seconds to the first page, and what it said."""
    port = free_port()
    log = home.parent / "demo.log"
    begin = time.monotonic()
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "salter.ops.cli", "demo", "--port", str(port)],
            env=environment(os.environ, home),
            stdout=stream,
            stderr=stream,
        )
    try:
        while b"demo office is open" not in log.read_bytes():
            assert process.poll() is None, log.read_text("utf-8")
            assert time.monotonic() - begin < 300, log.read_text("utf-8")
            time.sleep(0.1)
        spent = time.monotonic() - begin
        with urlopen(f"http://127.0.0.1:{port}/", timeout=30) as page:
            assert "sl-story" in page.read().decode()
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(60)
    assert code == 0
    assert not Cluster(home).running
    return spent, log.read_text("utf-8")

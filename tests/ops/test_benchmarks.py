"""The bench harness: what it counts, what it writes, and the load it plays."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from salter.ops.benchmarks import load, machine, page
from salter.ops.benchmarks.figures import Figure, Target
from salter.ops.benchmarks.registry import UnknownBenchmark, find, names
from salter.ops.benchmarks.report import Report
from salter.ops.benchmarks.rounds import in_turns
from salter.ops.cli import main

BURN = "import time\nwhile time.process_time() < {seconds}: pass"


def burn(seconds: float) -> None:
    """Use so much processor time in a child that ends."""
    subprocess.run([sys.executable, "-c", BURN.format(seconds=seconds)], check=True)


def test_ended_children_are_counted() -> None:
    with machine.measured([os.getpid()]) as spent:
        burn(0.4)
    assert 0.35 < spent.cpu_seconds < 1.0
    assert spent.cpu_ms_per(4) == pytest.approx(spent.cpu_seconds * 250)


def test_grandchildren_that_still_live_are_counted() -> None:
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {BURN.format(seconds=60)!r}]).wait()"
    with subprocess.Popen([sys.executable, "-c", code]) as parent:
        try:
            with machine.measured([parent.pid]) as spent:
                burn(0.4)
            assert spent.cpu_seconds > 0.1
            assert machine.pss_of([parent.pid]) > 2_000_000
        finally:
            for pid in machine.family(parent.pid):
                os.kill(pid, 9)


def test_rounds_take_turns_in_both_orders() -> None:
    calls: list[str] = []
    results = in_turns({"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, rounds=3)
    assert calls == ["a", "b", "b", "a", "a", "b"]
    assert {name: len(found) for name, found in results.items()} == {"a": 3, "b": 3}


class Answering(BaseHTTPRequestHandler):
    """Answers in two pieces, 201 to whoever sends “good”."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(201 if b"good" in sent else 422)
        self.send_header("content-length", "4")
        self.end_headers()
        for half in (b"ye", b"s!"):
            self.wfile.write(half)
            self.wfile.flush()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def answering() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_every_request_of_a_load_is_sent_once(answering: str) -> None:
    requests = [load.request("POST", f"{answering}/x?n={number}", headers={}, body=b"good") for number in range(50)]
    outcome = load.drive(answering, requests, clients=4, expect=201)
    assert outcome.statuses == {"201": 50}
    assert len(outcome.latencies_ms) == 50
    assert outcome.percentile(0.5) <= outcome.percentile(0.95)
    assert outcome.per_second > 0


def test_a_refused_load_is_a_failure_that_shows_the_answer(answering: str) -> None:
    with pytest.raises(load.LoadFailed, match="422.*yes!"):
        load.drive(answering, [load.request("POST", answering, headers={}, body=b"bad")], expect=201)


def test_targets_hold_or_not() -> None:
    figure = Figure("f", 4, "ms", "peer", 8)
    assert figure.ratio == 0.5
    assert figure.holds is None
    assert Target("ratio", "at least", 0.5).holds(figure)
    assert not Target("ratio", "at least", 0.6).holds(figure)
    assert Target("value", "at most", 4).holds(figure)
    assert not Target("value", "at most", 3.9).holds(figure)


def test_the_report_is_as_agreed_and_keeps_history(tmp_path: Path) -> None:
    said: list[str] = []
    report = Report()
    report.add([Figure("f", 4, "ms", "peer", 8, Target("ratio", "at least", 0.6), others=1.5, more={"rounds": [4]})])
    report.show(said.append)
    report.write(tmp_path / "results" / "latest.json")
    report.write(tmp_path / "results" / "latest.json")
    written = json.loads((tmp_path / "results" / "latest.json").read_text())
    assert {"machine", "commit", "at", "results"} <= set(written)
    [row] = written["results"]
    assert row["baseline"] == {"name": "peer", "value": 8}
    assert (row["name"], row["value"], row["unit"], row["ratio"], row["load"]) == ("f", 4, "ms", 0.5, 1.5)
    assert row["holds"] is False
    assert row["speed"] > 0
    assert any("MISSED" in line for line in said)
    assert "busy" in said[-1]
    history = (tmp_path / "results" / "history.jsonl").read_text().splitlines()
    assert [json.loads(line)["results"] for line in history] == [[row], [row]]


def test_benchmarks_are_found_by_name() -> None:
    assert [found.name for found in find("storing")] == ["storing"]
    assert "storing" in names()
    with pytest.raises(UnknownBenchmark):
        find("nothing")
    answer = CliRunner().invoke(main, ["bench", "nothing"])
    assert answer.exit_code == 2
    assert "storing" in answer.output


@pytest.mark.long
def test_one_benchmark_by_name_from_the_command_line(tmp_path: Path) -> None:
    out = tmp_path / "latest.json"
    command = [sys.executable, "-m", "salter.ops.cli", "bench", "storing", "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    [row] = json.loads(out.read_text())["results"]
    assert row["value"] > 0 < row["ratio"]


RESULT = {
    "name": "start again",
    "value": 3.2,
    "unit": "s",
    "baseline": {"name": "first start", "value": 1300.0},
    "ratio": 0.1,
    "load": 0.04,
    "speed": 21.4,
    "target": "≤ 5",
    "holds": True,
}
RUN = {
    "machine": "x86_64, 2 cores",
    "commit": "abc1234",
    "at": "2026-11-25T20:00:00+00:00",
}


def test_the_performance_page_keeps_figures_by_name_and_makes_its_table(tmp_path: Path) -> None:
    latest, kept, manual = tmp_path / "latest.json", tmp_path / "kept.json", tmp_path / "page.md"
    manual.write_text(f"# Page\n\n{page.BEGIN}\nold\n{page.END}\n\nRest.\n")
    for value in (9.9, 3.2):
        latest.write_text(json.dumps({**RUN, "results": [{**RESULT, "value": value}]}))
        page.take_in(latest, kept)
    latest.write_text(json.dumps({**RUN, "results": [{**RESULT, "name": "memory", "holds": False}]}))
    page.take_in(latest, kept)
    beside = [{**RESULT, "baseline": {"name": name, "value": 6.4}} for name in ("first start", "another peer")]
    latest.write_text(json.dumps({**RUN, "results": beside}))
    page.take_in(latest, kept)
    text = page.text(manual, kept)
    assert [row["name"] for row in page.figures(kept)] == ["memory", "start again", "start again"]
    assert "another peer" in text
    assert (
        "| start again | 3.20 s | first start | 6.40 s | 0.10 | ≤ 5: kept | 0.0 | 21 | `abc1234` | 2026-11-25 |" in text
    )
    assert "≤ 5: **missed**" in text
    assert "9.90" not in text
    assert "old" not in text
    assert text.startswith("# Page")
    assert text.endswith("Rest.\n")


def test_the_page_of_the_manual_shows_what_is_kept() -> None:
    assert page.PAGE.read_text("utf-8") == page.text()

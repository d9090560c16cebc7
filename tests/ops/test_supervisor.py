"""The supervisor with real small processes, in a process of its own, ended by real signals."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from salter.ops.supervisor import answers
from salter.ops.walk_office import free_port

CHECKOUT = Path(__file__).resolve().parents[2]
RUN = """
import json, sys
from pathlib import Path
from salter.ops.supervisor import Process, run
folder, processes, options = sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3])
children = [
    Process(name, [sys.executable, "-c", code], ready_url=url, waits=name == "late") for name, code, url in processes
]
ready = lambda: print("READY", flush=True)
sys.exit(run(children, log_folder=Path(folder, "log"), on_ready=ready, **options))
"""
NOTE = "import os, pathlib, signal, subprocess, sys, time\npathlib.Path('pids').open('a').write(f'{os.getpid()}\\n')\n"
SLEEP = f"{NOTE}time.sleep(60)"
STUBBORN = f"{NOTE}signal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('deaf', file=sys.stderr)\ntime.sleep(60)"
PARENT = f"{NOTE}subprocess.Popen([sys.executable, '-c', {SLEEP!r}])\ntime.sleep(60)"
POLITE = (
    f"{NOTE}signal.signal(signal.SIGTERM, lambda *_: (print('bye'), sys.exit(0)))\n"
    "print('hello')\nprint('trouble', file=sys.stderr)\ntime.sleep(60)"
)
WEB = f"""{NOTE}
import http.server
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if pathlib.Path('open').exists() else 503)
        self.end_headers()
http.server.HTTPServer(('127.0.0.1', PORT), Handler).serve_forever()
"""

Start = Callable[..., subprocess.Popen[str]]


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def pids(folder: Path) -> list[int]:
    """The process numbers that the children wrote down."""
    with suppress(FileNotFoundError):
        return [int(line) for line in (folder / "pids").read_text().splitlines()]
    return []


def lives(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    with suppress(OSError):
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    return False


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a supervisor; in: (name, code, ready_url) of each child, options of `run`."""
    started: list[subprocess.Popen[str]] = []

    def begin(*processes: tuple[str, str, str], **options: float) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", RUN, str(tmp_path), json.dumps(processes), json.dumps(options)]
        environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
        pipe = subprocess.PIPE
        started.append(subprocess.Popen(command, cwd=tmp_path, env=environment, text=True, stdout=pipe, stderr=pipe))
        return started[-1]

    yield begin
    for supervisor in started:
        supervisor.kill()
        supervisor.communicate()
    until(lambda: not any(lives(pid) for pid in pids(tmp_path)))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_cleanly(tmp_path: Path, start: Start, number: signal.Signals) -> None:
    supervisor = start(("web", POLITE, ""), ("worker", PARENT, ""))
    assert supervisor.stdout
    assert supervisor.stdout.readline() == "READY\n"
    log = tmp_path / "log" / "processes.log"
    until(lambda: len(pids(tmp_path)) == 3 and "trouble" in log.read_text())
    supervisor.send_signal(number)
    out, err = supervisor.communicate(timeout=20)
    assert supervisor.returncode == 0
    assert out == ""
    assert err == "web | trouble\n"
    assert [line.split(" ", 2)[2] for line in log.read_text().splitlines() if "web" in line] in (
        ["web | hello", "web | trouble", "web | bye"],
        ["web | trouble", "web | hello", "web | bye"],
    )
    assert not any(lives(pid) for pid in pids(tmp_path))


def test_a_crashed_child_is_started_again_and_said(tmp_path: Path, start: Start) -> None:
    supervisor = start(("web", SLEEP, ""))
    until(lambda: len(pids(tmp_path)) == 1)
    os.kill(pids(tmp_path)[0], signal.SIGSEGV)
    until(lambda: len(pids(tmp_path)) == 2)
    supervisor.terminate()
    _, err = supervisor.communicate(timeout=20)
    assert err == "web ended unexpectedly (signal 11): starting it again in 0.5 s\n"
    assert supervisor.returncode == 0


def test_what_a_crashed_child_leaves_is_cleared_before_the_restart(tmp_path: Path, start: Start) -> None:
    start(("web", PARENT, ""))
    until(lambda: len(pids(tmp_path)) == 2)
    leader, helper = pids(tmp_path)
    os.kill(leader, signal.SIGKILL)
    until(lambda: len(pids(tmp_path)) > 2)
    assert not lives(helper)


def test_a_child_that_ends_again_and_again_is_given_up(tmp_path: Path, start: Start) -> None:
    supervisor = start(
        ("worker", SLEEP, ""), ("web", f"{NOTE}print('port in use')\nsys.exit('no such setting')", ""), attempts=3
    )
    _, err = supervisor.communicate(timeout=20)
    assert supervisor.returncode == 1
    assert err.splitlines() == [
        "web | no such setting",
        "web | port in use",
        "web ended unexpectedly (exit code 1): starting it again in 0.5 s",
        "web | no such setting",
        "web | port in use",
        "web ended unexpectedly (exit code 1): starting it again in 1 s",
        "web | no such setting",
        "web | port in use",
        "web ended 3 times in a row (exit code 1): giving up",
    ]
    assert not any(lives(pid) for pid in pids(tmp_path))


def test_a_child_that_does_not_stop_is_killed(tmp_path: Path, start: Start) -> None:
    supervisor = start(("web", STUBBORN, ""), grace_seconds=0.5)
    assert supervisor.stderr
    assert supervisor.stderr.readline() == "web | deaf\n"
    supervisor.terminate()
    _, err = supervisor.communicate(timeout=20)
    assert err == "web did not stop: killing it\n"
    assert not any(lives(pid) for pid in pids(tmp_path))


def test_a_second_signal_does_not_wait(tmp_path: Path, start: Start) -> None:
    supervisor = start(("web", STUBBORN, ""), grace_seconds=600)
    assert supervisor.stderr
    supervisor.stderr.readline()
    supervisor.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert supervisor.poll() is None
    supervisor.send_signal(signal.SIGINT)
    supervisor.communicate(timeout=20)
    assert not any(lives(pid) for pid in pids(tmp_path))


def test_no_orphan_after_the_supervisor_was_killed(tmp_path: Path, start: Start) -> None:
    supervisor = start(("web", STUBBORN, ""), ("worker", PARENT, ""), grace_seconds=0.5)
    until(lambda: len(pids(tmp_path)) == 3)
    supervisor.kill()
    until(lambda: not any(lives(pid) for pid in pids(tmp_path)), 5)


def test_no_orphan_when_killed_at_any_moment_of_the_start(tmp_path: Path, start: Start) -> None:
    for pause in (0.1, 0.13, 0.16, 0.19, 0.22, 0.25):
        supervisor = start(*[(f"c{i}", SLEEP, "") for i in range(4)], grace_seconds=0.2)
        time.sleep(pause)
        supervisor.kill()
        supervisor.communicate(timeout=20)  # children hold no pipe of ours
        until(lambda: not any(lives(pid) for pid in pids(tmp_path)), 10)


def test_ready_when_the_url_answers_well(tmp_path: Path, start: Start) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}/health/ready"
    supervisor = start(("web", WEB.replace("PORT", str(port)), url))
    until(lambda: len(pids(tmp_path)) == 1)
    time.sleep(1)
    assert not answers(url)
    (tmp_path / "open").touch()
    assert supervisor.stdout
    assert supervisor.stdout.readline() == "READY\n"
    assert answers(url)
    supervisor.terminate()
    _, err = supervisor.communicate(timeout=20)
    assert supervisor.returncode == 0
    assert err.count(" 503 ") < 20, "probes in a busy loop"


def test_what_waits_starts_when_all_others_are_ready(tmp_path: Path, start: Start) -> None:
    port = free_port()
    supervisor = start(("late", SLEEP, ""), ("web", WEB.replace("PORT", str(port)), f"http://127.0.0.1:{port}/"))
    until(lambda: len(pids(tmp_path)) == 1)
    time.sleep(1)
    assert len(pids(tmp_path)) == 1
    (tmp_path / "open").touch()
    assert supervisor.stdout
    assert supervisor.stdout.readline() == "READY\n"
    until(lambda: len(pids(tmp_path)) == 2)


def test_not_ready_in_time_is_a_failure(tmp_path: Path, start: Start) -> None:
    supervisor = start(("web", SLEEP, "http://127.0.0.1:1/"), ready_seconds=1)
    _, err = supervisor.communicate(timeout=20)
    assert supervisor.returncode == 1
    assert err == "not ready after 1 s: web\n"
    assert not any(lives(pid) for pid in pids(tmp_path))


def test_output_without_line_ends_is_neither_lost_nor_in_the_way(tmp_path: Path, start: Start) -> None:
    code = f"{NOTE}os.write(1, b'x' * 300_000)\nos.write(2, 'крај 100 %s'.encode())"
    supervisor = start(("web", code, ""), attempts=1)
    _, err = supervisor.communicate(timeout=20)
    assert err.splitlines()[0] == "web | крај 100 %s"
    assert (tmp_path / "log" / "processes.log").read_text().count("x") == 300_000


def test_a_command_that_does_not_exist_is_said(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from salter.ops.supervisor import Process, run\n"
        "sys.exit(run([Process('web', ['/no/such/program'])], log_folder=Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    told = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True)
    assert told.returncode == 1
    assert told.stderr == "web cannot be started: there is no program /no/such/program\n"


@pytest.mark.long
def test_a_child_that_has_proved_itself_is_never_given_up(tmp_path: Path, start: Start) -> None:
    once = f"{NOTE}time.sleep(11 if len(open('pids').readlines()) == 1 else 0)\nsys.exit('the database is away')"
    supervisor = start(("worker", once, ""), attempts=2)
    until(lambda: len(pids(tmp_path)) >= 4, seconds=30)
    assert supervisor.poll() is None

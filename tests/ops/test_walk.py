"""The walk: a person at a browser without scripts, the proof that a changed byte is noticed, and the story itself."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from html import escape
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salter.ops import walk, walk_office
from salter.ops.database import Cluster
from salter.ops.walk_person import Person, WalkFailed

FORM = """<!DOCTYPE html><title>t</title><main id="main"><h1>Питање</h1>
<form method="post" action="/search"><input name="q"></form>
<form method="post" action="sent/?a=1" enctype="multipart/form-data">
<input type="hidden" name="csrfmiddlewaretoken" value="abc"><input name="answer" value="већ уписано">
<input type="radio" name="channel" value="" checked><input type="radio" name="channel" value="post">
<input type="hidden" name="kept" value="1"><input type="hidden" name="kept" value="2">
<input type="checkbox" name="not_ticked" value="1"><textarea name="note">линија</textarea>
<select name="to"><option value="">Изаберите</option><option value="s1">Петрија К.</option></select>
<button name="then" value="save">Сачувај</button></form></main><a href="/next/1/">даље</a>"""


class Pages(BaseHTTPRequestHandler):
    """A form, a page that says what was sent, and a refusal."""

    def do_GET(self) -> None:
        """The form, or what is wrong."""
        wrong = self.path == "/wrong/"
        body = "<div class='govuk-error-summary'>Упишите датум.</div>" if wrong else FORM
        self._answer(422 if wrong else 200, body)

    def do_POST(self) -> None:
        """Show what came."""
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer(200, f"<main><h1>{self.path}</h1><pre>{escape(sent)}</pre></main>")

    def _answer(self, status: int, body: str) -> None:
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing to say."""


@pytest.fixture
def person() -> Iterator[Person]:
    """Somebody at the pages above."""
    server = HTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with Person(f"http://127.0.0.1:{server.server_port}", "gradjanin") as someone:
        yield someone
    server.shutdown()
    server.server_close()


def test_a_form_is_sent_as_a_browser_would(person: Person) -> None:
    person.open("/").submit({"note": "нова", "then": "save"}, having="answer")
    assert person.path == "/sent/"
    sent = person.text
    assert "csrfmiddlewaretoken=abc" in sent
    assert "channel=&" in sent or sent.endswith("channel="), "a ticked empty choice is sent empty"
    assert "not_ticked" not in sent
    assert "then=save" in sent
    assert "kept=1&kept=2" in sent, "what stands there twice is sent twice"


def test_a_file_goes_with_the_form(person: Person) -> None:
    person.open("/").submit({}, having="answer", files=[("answer", ("Скица.txt", b"12 m", "text/plain"))])
    assert "12 m" in person.text


def test_options_and_links_are_found_by_their_words(person: Person) -> None:
    person.open("/")
    assert person.option("to", "Петрија") == "s1"
    assert person.follow("/next/").path == "/next/1/"


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        (lambda person: person.open("/wrong/"), "Упишите датум"),
        (lambda person: person.submit({}, having="missing"), "has no form with missing"),
        (lambda person: person.follow("/nowhere/"), "has no link to /nowhere/"),
        (lambda person: person.option("to", "Нико"), "offers no"),
    ],
)
def test_what_a_person_cannot_do_is_named(person: Person, deed: Callable[[Person], object], words: str) -> None:
    person.open("/")
    with pytest.raises(WalkFailed, match=words):
        deed(person)


@given(st.binary(min_size=1, max_size=200))
def test_exactly_one_byte_is_changed(data: bytes) -> None:
    other = walk.flipped(data, text=False)
    assert len(other) == len(data)
    assert sum(one != two for one, two in zip(data, other, strict=True)) == 1


def test_changed_text_stays_readable() -> None:
    text = json.dumps({"number": "350-123"}).encode()
    other = walk.flipped(text, text=True)
    assert other != text
    assert set(json.loads(other)) == {"number"}


def test_a_changed_copy_leaves_the_original(tmp_path: Path) -> None:
    package = tmp_path / "aip"
    package.mkdir()
    (package / "small").write_bytes(b"a")
    (package / "large").write_bytes(b"larger")
    with walk.changed(package) as copy:
        assert (copy / "large").read_bytes() != b"larger"
        assert (copy / "small").read_bytes() == b"a"
    assert (package / "large").read_bytes() == b"larger"
    assert not copy.exists()


def test_a_package_is_one_folder(tmp_path: Path) -> None:
    def packed(*names: str) -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for name in names:
                archive.writestr(name, b"x")
        return stream.getvalue()

    walk.unpack(packed("sip-1/METS.xml"), tmp_path / "sip")
    assert (tmp_path / "sip" / "METS.xml").read_bytes() == b"x"
    with pytest.raises(WalkFailed):
        walk.unpack(packed("one/a", "two/b"), tmp_path / "other")


def test_only_what_a_walk_leaves_is_cleared(tmp_path: Path) -> None:
    (tmp_path / "sip").mkdir()
    (tmp_path / "decision.pdf").write_bytes(b"old")
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    walk.clear(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_the_office_inherits_no_settings(tmp_path: Path) -> None:
    given_settings = {"PATH": "/bin", "DATABASE_URL": "postgresql://real", "SALTER_STORAGE_URL": "s3://real"}
    found = walk_office.environment(given_settings, tmp_path)
    assert "DATABASE_URL" not in found
    assert "SALTER_STORAGE_URL" not in found
    assert (found["PATH"], found["SALTER_HOME"]) == ("/bin", str(tmp_path))


@pytest.mark.long
def test_the_whole_walk(tmp_path: Path) -> None:
    said: list[str] = []
    held = walk.walk(tmp_path, said.append)
    assert held, "\n".join(said)
    summary = json.loads((tmp_path / "summary.json").read_text("utf-8"))
    assert summary["ok"] is True
    assert summary["case_number"].startswith("352-1/")
    assert {"step", "actor", "ms"} == set(summary["steps"][0])
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {*walk.FILES, *walk.FOLDERS, "trust", "summary.json"}
    assert (tmp_path / "trust" / "root.pem").exists()
    for folder in ("trust", "sip", "aip"):
        assert "PRIVATE KEY" not in "".join(
            path.read_text("utf-8", errors="replace") for path in (tmp_path / folder).rglob("*") if path.is_file()
        )


def test_a_broken_walk_says_so_and_leaves_nothing_running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An office that cannot open (here: its program ends at once) is told, and the walk did not hold."""
    monkeypatch.setattr(sys, "executable", "/bin/false")
    said: list[str] = []
    assert walk.walk(tmp_path, said.append) is False
    assert any("did not open" in line for line in said)
    assert json.loads((tmp_path / "summary.json").read_text("utf-8"))["ok"] is False


@pytest.mark.long
def test_a_killed_walker_leaves_no_office(tmp_path: Path) -> None:
    """The walker is killed while its office starts: the office and its database end by themselves."""
    home = tmp_path / "home"
    home.mkdir()
    tmp_path.chmod(0o711)
    code = (
        "import subprocess, sys, time, os\n"
        "from salter.ops.walk_office import environment, free_port\n"
        "from pathlib import Path\n"
        "command = [sys.executable, '-m', 'salter.ops.walk_office', str(free_port())]\n"
        "child = subprocess.Popen(command, env=environment(os.environ, Path(sys.argv[1])), stdin=subprocess.PIPE,\n"
        "    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(home)], stdout=subprocess.PIPE, text=True) as walker:
        assert walker.stdout is not None
        office = int(walker.stdout.readline())
        assert wait_for(lambda: Cluster(home).running, 120)
        walker.kill()
    assert wait_for(lambda: not Path("/proc", str(office)).exists(), 90)
    assert not Cluster(home).running
    Cluster(home).destroy()


def wait_for(what: Callable[[], bool], seconds: float) -> bool:
    """Whether it becomes true in time."""
    deadline = time.monotonic() + seconds
    while not what():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True

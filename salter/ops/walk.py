"""`salter walk`: the whole story over HTTP, as the people in it would live it, in a throw-away office.

Nothing here reaches into the office: people sign in, follow links and fill in forms. What they may download is kept in
OUT as interfaces.md lists it, and judged by `salter verify`; a copy of each with one thing changed must be refused.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
from lxml.etree import LxmlError

from salter.ops.verify import verify_file
from salter.ops.walk_office import Office, OfficeFailed, throw_away_office
from salter.ops.walk_person import Person, WalkFailed

Say = Callable[[str], None]
PEOPLE = ("gradjanin", "pisarnica", "obrada", "nacelnik-odeljenja", "potpis", "arhiva")
PASSWORD = "salter-demo"
PROCEDURE = "P036"
JSON, PDF, DECISION, EVIDENCE = (
    "submission-receipt.json",
    "submission-receipt.pdf",
    "decision.pdf",
    "delivery-evidence.asice",
)
FILES, FOLDERS = (JSON, PDF, DECISION, EVIDENCE), ("sip", "aip")
SKETCH = "Скица: скела 6 m x 1,2 m уз фасаду, пролаз за пешаке остаје широк 2 m.\n"
QUESTION = re.compile(r"/requests/[0-9a-f-]{36}/(?P<code>[a-z-]+)/$")
MOST_QUESTIONS = 40


@dataclass
class Walk:
    """What is known so far, and where it is written."""

    out: Path
    office: Office
    people: dict[str, Person]
    say: Say
    steps: list[dict[str, str | int]] = field(default_factory=list)
    submission_number: str = ""
    case_number: str = ""
    case_path: str = ""

    @contextmanager
    def step(self, what: str, actor: str) -> Iterator[Person]:
        """One step of the story: told with its time when it held."""
        begin = time.monotonic()
        try:
            yield self.people.get(actor) or self.people[PEOPLE[0]]
        except (WalkFailed, httpx.HTTPError, LxmlError, zipfile.BadZipFile, OSError) as error:
            self.say(f"  ✗ {what} ({actor}): {error}")
            raise Broken from error
        spent = round((time.monotonic() - begin) * 1000)
        self.steps.append({"step": what, "actor": actor, "ms": spent})
        self.say(f"  ✓ {what:52} {actor:20} {spent:6} ms")

    def keep(self, name: str, data: bytes) -> None:
        """Write an artefact."""
        if not data:
            raise WalkFailed(f"{name} is empty")
        (self.out / name).write_bytes(data)


class Broken(Exception):
    """A step did not hold; it is told already."""


def walk(out: Path, say: Say) -> bool:
    """Play the story and keep what it leaves in `out`; whether every step and every verification held."""
    clear(out)
    begin = time.monotonic()
    summary: dict[str, object] = {"ok": False, "organisation": "vedrovo"}
    try:
        with throw_away_office(say) as office, ExitStack() as stack:
            people = {name: stack.enter_context(Person(office.url, name)) for name in PEOPLE}
            story = Walk(out, office, people, say)
            try:
                play(story)
                summary["ok"] = True
            except Broken:
                say("The walk ends here.")
            summary |= {"submission_number": story.submission_number, "case_number": story.case_number}
            summary["steps"] = story.steps
    except OfficeFailed as failed:
        say(str(failed))
        summary |= {"submission_number": "", "case_number": "", "steps": []}
    (out / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", "utf-8")
    say(f"{'Everything held' if summary['ok'] else 'It did not hold'}: {time.monotonic() - begin:.0f} s, see {out}.")
    return bool(summary["ok"])


def clear(out: Path) -> None:
    """Remove what an earlier walk left in `out`, and nothing else."""
    out.mkdir(parents=True, exist_ok=True)
    for name in (*FILES, "summary.json"):
        (out / name).unlink(missing_ok=True)
    for name in (*FOLDERS, "trust"):
        shutil.rmtree(out / name, ignore_errors=True)


def play(story: Walk) -> None:
    """The story in its order.

    Raises Broken at the first step that does not hold.
    """
    for name in PEOPLE:
        with story.step("signs in", name) as person:
            person.sign_in(PASSWORD)
    for part in (hand_in, assign, decide, sign, deliver, close, archive, verify):
        part(story)


# --- the parts of the story ---


def hand_in(story: Walk) -> None:
    """The citizen finds the service, answers question after question, attaches a sketch and sends."""
    with story.step("finds the service and starts a request", "gradjanin") as citizen:
        citizen.open("/").follow("/services/$").follow(f"/services/{PROCEDURE}/").follow("/start/")
        citizen.submit({})
    with story.step("answers the questions and attaches a sketch", "gradjanin") as citizen:
        for _question in range(MOST_QUESTIONS):
            found = QUESTION.search(citizen.path)
            if not found or found["code"] == "check":
                break
            answer(citizen, found["code"])
    with story.step("checks the answers and sends", "gradjanin") as citizen:
        citizen.submit({})
        story.case_number = written(citizen, r"data-copy=\"([^\"]+)\"")
        story.submission_number = written(citizen, r"/status/([0-9A-Z-]+)/")
    with story.step("downloads the receipt", "gradjanin") as citizen:
        story.keep(PDF, citizen.download(r"/receipts/.+\.pdf$"))
        story.keep(JSON, citizen.download(r"/receipts/.+\.json$"))


def answer(citizen: Person, code: str) -> None:
    """One page of the form: what this citizen says to this question."""
    begin = parsedate_to_datetime(citizen.answer.headers["Date"]).date() + timedelta(days=20)
    answers = {
        "purpose": "building",
        "permit": "",
        "place": "Трг ведрине 4, испред зграде",
        "area": "7,2",
        "phone": "",
    }
    days = {"from": begin, "until": begin + timedelta(days=30)}
    if code in days:
        day = days[code]
        citizen.submit({f"answer_{part}": str(getattr(day, part)) for part in ("day", "month", "year")})
    elif code in answers:
        citizen.submit({"answer": answers[code]}, having="answer")
    else:
        sketch = ("answer", ("Скица.txt", SKETCH.encode(), "text/plain"))
        citizen.submit({}, having="answer", files=[sketch])


def written(person: Person, pattern: str) -> str:
    """The first group of a pattern in the source of the page.

    Raises WalkFailed when the page does not have it.
    """
    found = re.search(pattern, person.answer.text)
    if not found:
        raise WalkFailed(f"{person.path} does not say {pattern}")
    return found[1]


def assign(story: Walk) -> None:
    """The clerk finds the case by its number and gives it to a handler."""
    handler = story.people["obrada"].name
    with story.step("finds the case by its number", "pisarnica") as clerk:
        clerk.open(f"/cases/?q={story.case_number}&status=all").follow(r"/cases/[0-9a-f-]{36}/$")
        story.case_path = clerk.path
    with story.step("assigns it to a handler", "pisarnica") as clerk:
        clerk.follow(f"{story.case_path}assign/$")
        clerk.submit({"to": clerk.option("to", handler)}, having="to")


def decide(story: Walk) -> None:
    """The handler drafts the decision and submits it, the head of the unit approves."""
    with story.step("drafts the decision and submits it", "obrada") as handler:
        handler.open(story.case_path).follow(r"/acts/new/\?kind=decision$")
        parts = {
            "outcome": "granted",
            "disposition": "Одобрава се постављање скеле на Тргу ведрине 4, површине 7,2 m².\n"
            "Одобрење важи 30 дана.\nКорисник је дужан да по истеку површину врати у пређашње стање.",
            "reasoning": "Странка је поднела захтев и приложила скицу.\nУвиђајем је утврђено да је пролаз за пешаке "
            "шири од прописаног.\nОценом доказа утврђено је да је захтев основан.",
        }
        handler.submit({**parts, "then": "submit"}, having="disposition")
    with story.step("reads and approves the draft", "nacelnik-odeljenja") as head:
        head.open("/office/approve/").follow(r"/acts/[0-9a-f-]{36}/$")
        head.submit({"deed": "approve"}, having="deed")


def sign(story: Walk) -> None:
    """The signatory signs; the seal and the time-stamp come with it."""
    with story.step("signs; the body seals, the time-stamp comes last", "potpis") as signatory:
        signatory.open("/office/sign/").follow(r"/acts/[0-9a-f-]{36}/$")
        signatory.submit({"deed": "sign"}, having="deed")


def deliver(story: Walk) -> None:
    """The clerk dispatches; the citizen opens the receipt in the mailbox and takes decision and evidence."""
    with story.step("dispatches the decision", "pisarnica") as clerk:
        clerk.open("/office/dispatch/").follow(r"/office/dispatch/[0-9a-f-]{36}/$").submit({}, having="channel")
    with story.step("opens the receipt in the mailbox", "gradjanin") as citizen:
        citizen.open("/mailbox/").follow(r"/mailbox/[0-9a-f-]{36}/$").submit({})
    with story.step("downloads the decision and the evidence of delivery", "gradjanin") as citizen:
        story.keep(DECISION, citizen.download(r"/mailbox/.+/documents/"))
        story.keep(EVIDENCE, citizen.download(r"/evidence\.asice$"))


def close(story: Walk) -> None:
    """The handler puts the case away, with class mark and retention."""
    with story.step("closes the case with class mark and retention", "obrada") as handler:
        handler.open(story.case_path).follow(r"/close/$")
        handler.submit({"class_code": "352", "retention": handler.option("retention", "5")}, having="class_code")


def archive(story: Walk) -> None:
    """The archivist takes the case over and hands out the packages."""
    with story.step("puts the case into the archive", "arhiva") as archivist:
        archivist.open("/archive/waiting/").follow(r"/archive/waiting/[0-9a-f-]{36}/$").submit({})
    for name, what in (
        ("sip", "exports the transfer package (SIP)"),
        ("aip", "takes a copy of the case as kept (AIP)"),
    ):
        with story.step(what, "arhiva") as archivist:
            unpack(archivist.download(rf"/{name}\.zip$"), story.out / name)


def unpack(data: bytes, folder: Path) -> None:
    """A package from its zip file: the one folder in it, under another name.

    Raises WalkFailed when there is not exactly one folder in it.
    """
    with tempfile.TemporaryDirectory(prefix="salter-walk-") as place, zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(place)
        found = list(Path(place).iterdir())
        if len(found) != 1 or not found[0].is_dir():
            raise WalkFailed(f"{folder.name}.zip has no single folder")
        shutil.copytree(found[0], folder)


# --- what it left ---


def verify(story: Walk) -> None:
    """Everything is judged offline against the anchors; and once more with one thing changed, which must be refused."""
    from salter.signatures.trust import DemoTrust

    trust = story.out / "trust"
    DemoTrust.load(story.office.home / "trust").export_anchors(trust)
    for name in (*FILES, *FOLDERS):
        with story.step(f"verifies {name}", "salter verify"):
            verdict = verify_file(story.out / name, trust)
            if verdict.outcome != "valid":
                raise WalkFailed(f"{verdict.outcome}: {verdict.reason}")
        with story.step(f"refuses {name} with one byte changed", "salter verify"), changed(story.out / name) as copy:
            verdict = verify_file(copy, trust)
            if verdict.outcome == "valid":
                raise WalkFailed("it is still called valid")


@contextmanager
def changed(path: Path) -> Iterator[Path]:
    """A copy of a file or package in which one byte differs: of a package, in its largest file."""
    with tempfile.TemporaryDirectory(prefix="salter-walk-") as place:
        copy = Path(place) / path.name
        if path.is_dir():
            shutil.copytree(path, copy)
            victim = max((file for file in copy.rglob("*") if file.is_file()), key=lambda file: file.stat().st_size)
        else:
            victim = copy
            shutil.copy(path, copy)
        victim.write_bytes(flipped(victim.read_bytes(), text=victim.suffix == ".json"))
        yield copy


def flipped(data: bytes, *, text: bool) -> bytes:
    """The bytes with one changed in the middle; in text a digit becomes another digit, so that it stays readable."""
    place = len(data) // 2
    if text:
        found = re.search(rb"\d", data)
        if found:
            place = found.start()
            return data[:place] + (b"1" if data[place : place + 1] != b"1" else b"2") + data[place + 1 :]
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]

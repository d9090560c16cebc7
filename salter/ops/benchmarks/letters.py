"""Letters prepared and printed in one go: dispatched, and made into volumes with covers, envelopes and return slips."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salter.ops.benchmarks import machine
from salter.ops.benchmarks.figures import Figure, Target
from salter.ops.benchmarks.office import Bench
from salter.ops.benchmarks.registry import benchmark
from salter.ops.database_process import server_of

if TYPE_CHECKING:
    from salter.documents.models import Document
    from salter.organisations.access import Viewer
    from salter.registry.models import Mailing

USUAL, SAMPLE = 1000, 20
"""Letters in one go (BENCH_LETTERS for another number), and decisions that were signed for it: each letter encloses one
of them."""
CODE = "pisma"


@benchmark("letters")
def letters(bench: Bench) -> Iterable[Figure]:
    """Letters of a batch for each second of processor time, beside typst alone compiling the same pages."""
    count = int(os.environ.get("BENCH_LETTERS", str(USUAL)))
    viewer = bench.viewer
    bench.say(f"making an office with {count} signed acts")
    office = _office(viewer, count)
    server = server_of(bench.cluster.place.data)
    assert server
    clock = _Clock([os.getpid(), server])
    bench.say("measuring")
    with bench.measured() as spent:
        mailing = _played(office, clock)
        peak = _peak()
        _typst(office, mailing, clock)
    papers, acts = clock.seconds["typst_papers"], clock.seconds["typst_acts"]
    ours = clock.seconds["send"] + clock.seconds["print"]
    more: dict[str, Any] = {f"{name}_cpu_ms": round(value * 1000 / count, 2) for name, value in clock.seconds.items()}
    more |= {"letters": count, "peak_mb": round(peak / 1024), "volumes": _volumes(office, mailing)}
    yield Figure(
        f"letters, {count:,} in one go",
        count / ours,
        "per core-second",
        "typst alone, the same pages",
        count / (papers + acts),
        Target("ratio", "at least", 0.6),
        others=spent.others,
        more=more,
    )
    yield Figure(
        "covers, envelopes, slips, bound",
        count / clock.seconds["print"],
        "per core-second",
        "typst alone, these pages only",
        count / papers,
        others=spent.others,
    )


class _Clock:
    """Seconds of processor time by what they were for: of this process, what it started, and the database."""

    def __init__(self, families: list[int]) -> None:
        self.families, self.seconds = families, dict[str, float]()

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """Add what a block costs."""
        before = machine.cpu_of(self.families)
        yield
        self.add(name, machine.cpu_of(self.families) - before)

    def add(self, name: str, seconds: float) -> None:
        """Add what was measured otherwise."""
        self.seconds[name] = self.seconds.get(name, 0.0) + seconds


@dataclass(frozen=True)
class _Office:
    viewer: Viewer
    decision: Mapping[str, object]


def _office(signatory: Viewer, count: int) -> _Office:
    """An office with a signed act for one party in each of so many cases."""
    from salter.documents.actions import keep_own
    from salter.ops.benchmarks.crowd import crowded_office
    from salter.organisations.access import viewer_of
    from salter.organisations.tenancy import scope

    signed, data = _signed(signatory)
    crowd = crowded_office(CODE, count)
    with scope(crowd.organisation.pk):
        viewer = viewer_of(crowd.clerk, crowd.organisation)
        documents = [keep_own(viewer, name="resenje.pdf", data=pdf, media_type="application/pdf") for pdf in signed]
        _sign_acts(viewer, documents)
    return _Office(viewer, data)


def _signed(viewer: Viewer) -> tuple[list[bytes], Mapping[str, object]]:
    """Decisions as they are signed and sealed, and the data of one of them."""
    from django.utils import timezone

    from salter.documents.actions import content
    from salter.documents.paper import letterhead
    from salter.documents.rendering import render
    from salter.ops.benchmarks.decision import WORDS
    from salter.organisations import clock
    from salter.organisations.tenancy import scope
    from salter.signatures.actions import sign_and_seal

    staff, at = viewer.staff, clock.now(viewer.organisation)
    assert staff
    head = letterhead(viewer.organisation, title="Решење", number="352-1", on=timezone.localdate(at))
    text = {"introduction": WORDS[:1], "points": WORDS[:2], "reasoning": WORDS, "remedy": WORDS[:1]}
    data: dict[str, object] = {**head, **text, "signature": {"name": viewer.name}}
    found = []
    with scope(viewer.organisation.pk):
        for number in range(SAMPLE):
            pdf = render("decision", {**data, "number": f"352-{number}"}, at=at)
            found.append(content(sign_and_seal(viewer, pdf=pdf, name="r.pdf", staff=staff, reason="Решење")))
    return found, data


def _sign_acts(viewer: Viewer, documents: list[Document]) -> None:
    """The act of each case is signed, by the database: signing has a benchmark of its own."""
    from salter.organisations import clock
    from salter.registry.models import Act, ActStatus

    at = clock.now(viewer.organisation) - timedelta(days=1)
    acts = list(Act.objects.filter(organisation=viewer.organisation).order_by("id"))
    for place, act in enumerate(acts):
        act.status, act.signed_at = ActStatus.SIGNED, at
        act.document = documents[place % len(documents)]
    Act.objects.bulk_update(acts, ["status", "signed_at", "document"], batch_size=500)


def _played(office: _Office, clock: _Clock) -> Mailing:
    """The batch from its beginning until it is handed over, step by step, as the worker does it."""
    from salter.organisations.tenancy import scope
    from salter.registry.mailings.actions import Wanted, hand_over, start_mailing
    from salter.registry.models import MailingState

    key = office.viewer.organisation.pk
    with clock.of("send"), scope(key):
        mailing = start_mailing(office.viewer, wanted=Wanted(envelope="c5"))
    _steps(key, mailing, MailingState.SENDING, clock, "send")
    _steps(key, mailing, MailingState.PRINTING, clock, "print")
    with clock.of("hand"), scope(key):
        mailing = hand_over(office.viewer, mailing=mailing, first_number="RE000000005RS")
    _steps(key, mailing, MailingState.HANDING, clock, "hand")
    return mailing


def _steps(key: int, mailing: Mailing, state: str, clock: _Clock, name: str) -> None:
    from salter.organisations.tenancy import scope
    from salter.registry.mailings.work import step

    while mailing.state == state:
        with clock.of(name), scope(key):
            step(mailing.pk)
        with scope(key):
            mailing.refresh_from_db()


def _typst(office: _Office, mailing: Mailing, clock: _Clock) -> None:
    """The same pages by typst alone: the papers of a volume at once, acts one by one, no two alike."""
    from salter.organisations.tenancy import scope
    from salter.registry.models import FileKind

    with scope(office.viewer.organisation.pk):
        made = mailing.files.filter(kind=FileKind.LETTERS).order_by("volume").values_list("volume", "letters")
        volumes = list(made)
    for volume, count in volumes:
        for template, data in _papers(office, mailing, volume):
            clock.add("typst_papers", _compiled(template, data))
        for place in range(count):
            clock.add("typst_acts", _compiled("decision", {**office.decision, "number": f"352-{volume}-{place}"}))


def _papers(office: _Office, mailing: Mailing, volume: int) -> list[tuple[str, dict[str, Any]]]:
    from salter.organisations.tenancy import scope
    from salter.registry.dispatching import printing
    from salter.registry.dispatching.letters import addressed

    organisation = office.viewer.organisation
    with scope(organisation.pk):
        rows = mailing.letters.filter(volume=volume).select_related("delivery__channel", "delivery__recipient")
        found = addressed([row.delivery for row in rows.order_by("position", "id") if row.delivery])
        given: dict[str, Any] = {"on": mailing.asked_at.date(), "language": "sr"}
        return [
            ("letter_covers", printing.covers_data(organisation, [(one, 1) for one in found], **given)),
            ("envelopes", printing.envelopes_data(organisation, found, size="c5", **given)),
            ("return_slips", printing.slips_data(organisation, found, **given)),
        ]


def _compiled(template: str, data: Mapping[str, object]) -> float:
    """Seconds of processor time that typst takes for a document, in this process, with our sources and standards."""
    from salter.documents import rendering
    from salter.documents.render_worker import compile_job

    fonts = _fonts()
    with tempfile.TemporaryDirectory() as folder:
        rendering.furnish(Path(folder), template, data, (), rendering.SOURCES)
        before = time.process_time()
        answer = compile_job({"folder": folder, "timestamp": 0, "pictures": 0}, fonts)
        assert not answer, answer
        return time.process_time() - before


@cache
def _fonts() -> Any:
    import typst

    from salter.documents.rendering import FONTS

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _volumes(office: _Office, mailing: Mailing) -> int:
    from salter.organisations.tenancy import scope
    from salter.registry.models import FileKind

    with scope(office.viewer.organisation.pk):
        return mailing.files.filter(kind=FileKind.LETTERS).count()


def _peak() -> int:
    """The most memory that this process has held, in KiB."""
    from salter.documents.limits import memory_used

    return memory_used()

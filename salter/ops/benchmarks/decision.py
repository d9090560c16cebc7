"""Decisions on one processor: rendered, signed, sealed, time-stamped, kept and journalled."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from salter.ops.benchmarks import machine
from salter.ops.benchmarks.figures import Figure, Target
from salter.ops.benchmarks.office import Bench
from salter.ops.benchmarks.registry import benchmark
from salter.ops.benchmarks.rounds import in_turns
from salter.ops.database_process import server_of

if TYPE_CHECKING:
    from salter.organisations.access import Viewer

DOCUMENTS, ROUNDS = 12, 6
WORDS = ["Мерење траје колико траје, и записује се тачно."] * 12


@benchmark("decision")
def decision(bench: Bench) -> Iterable[Figure]:
    """Decisions a second on one processor, beside the parts (page, signature, seal, time-stamp) measured alone."""
    page, parts = _parts(bench.viewer)
    whole = _whole(bench.viewer, page)
    server = server_of(bench.cluster.place.data)
    assert server

    def cost(do: Callable[[], object]) -> Callable[[], float]:
        """Seconds of processor time of one call: of this process, its renderer and the database."""

        def run() -> float:
            before = machine.cpu_of([os.getpid(), server])
            for _document in range(DOCUMENTS):
                do()
            return (machine.cpu_of([os.getpid(), server]) - before) / DOCUMENTS

        return run

    for do in (*parts.values(), whole):
        do()
    with bench.measured() as spent:
        found = in_turns({"whole": cost(whole), **{name: cost(do) for name, do in parts.items()}}, rounds=ROUNDS)
    seconds = {name: sum(times) / len(times) for name, times in found.items()}
    alone = sum(seconds[name] for name in parts)
    return [
        Figure(
            "decision",
            1 / seconds["whole"],
            "per core-second",
            "its parts alone",
            1 / alone,
            Target("ratio", "at least", 0.8),
            others=spent.others,
            more={f"{name}_cpu_ms": round(value * 1000, 1) for name, value in seconds.items()},
        )
    ]


def _parts(viewer: Viewer) -> tuple[Callable[[], bytes], Mapping[str, Callable[[], object]]]:
    """What makes a page, and the parts of a decision: each works on what the part before it has given."""
    from salter.organisations import clock
    from salter.organisations.tenancy import scope
    from salter.signatures import pades
    from salter.signatures.actions import key_of, timestamper, trust
    from salter.signatures.profile import DECISION_FIELDS, OFFICIAL, SEAL, TIMESTAMP

    at = clock.now(viewer.organisation)
    stamper = timestamper(at)
    with scope(viewer.organisation.pk):
        official, body = key_of(viewer.organisation, viewer.staff), key_of(viewer.organisation, None)
    page = _page(viewer)
    rendered = page()

    def sign() -> bytes:
        return pades.sign(pades.prepare(rendered, DECISION_FIELDS), OFFICIAL, official, at=at, timestamper=stamper)

    signed = sign()

    def seal() -> bytes:
        return pades.seal(signed, SEAL, body, at=at, timestamper=stamper)

    sealed = seal()

    def stamp() -> bytes:
        return pades.add_document_timestamp(
            sealed, TIMESTAMP, timestamper=stamper, anchors=trust().anchors, crls=trust().crls(at), at=at
        )

    return page, {"page": page, "signature": sign, "seal": seal, "timestamp": stamp}


def _page(viewer: Viewer) -> Callable[[], bytes]:
    from django.utils import timezone

    from salter.documents.paper import letterhead
    from salter.documents.rendering import render
    from salter.organisations import clock

    at = clock.now(viewer.organisation)
    head = letterhead(viewer.organisation, title="Решење", number="352-1", on=timezone.localdate(at))
    text = {"introduction": WORDS[:1], "points": WORDS[:2], "reasoning": WORDS, "remedy": WORDS[:1]}
    data: dict[str, object] = {**head, **text, "signature": {"name": viewer.name}}
    return lambda: render("decision", data, at=at)


def _whole(viewer: Viewer, page: Callable[[], bytes]) -> Callable[[], None]:
    """A decision as an official's click makes it: the document is stored, its row and the journal are committed."""
    from salter.organisations.tenancy import scope
    from salter.signatures.actions import sign_and_seal

    staff = viewer.staff
    assert staff

    def make() -> None:
        with scope(viewer.organisation.pk):
            sign_and_seal(viewer, pdf=page(), name="r.pdf", staff=staff, reason="Решење")

    return make

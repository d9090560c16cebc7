"""Signing a decision."""

from __future__ import annotations

from collections.abc import Iterable

from salter.ops.benchmarks.figures import Figure
from salter.ops.benchmarks.office import Bench
from salter.ops.benchmarks.registry import benchmark
from salter.ops.benchmarks.rounds import medians_in_turns


@benchmark("decision")
def decision(bench: Bench) -> Iterable[Figure]:
    """Signing to PAdES B-LTA beside rendering the page."""
    viewer = bench.viewer
    from django.utils import timezone

    from salter.documents.paper import letterhead
    from salter.documents.rendering import render
    from salter.organisations import clock
    from salter.organisations.tenancy import scope
    from salter.signatures.actions import sign_and_seal

    now = clock.now(viewer.organisation)
    words = ["Мерење траје колико траје, и записује се тачно."] * 12
    head = letterhead(viewer.organisation, title="Решење", number="352-1", on=timezone.localdate(now))
    data: dict[str, object] = {
        **head,
        "signature": {"name": viewer.name},
        "introduction": words[:1],
        "points": words[:2],
        "reasoning": words,
        "remedy": words[:1],
    }

    def page() -> bytes:
        return render("decision", data, at=now)

    pdf = page()

    def signed() -> None:
        with scope(viewer.organisation.pk):
            assert viewer.staff is not None
            sign_and_seal(viewer, pdf=pdf, name="r.pdf", staff=viewer.staff, reason="Решење")

    with bench.measured() as spent:
        ms = medians_in_turns({"signed": signed, "page": page}, repeats=4)
    return [
        Figure("decision signed and stored", ms["signed"], "ms", "page rendered", ms["page"], others=spent.others),
    ]

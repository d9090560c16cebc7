"""A whole registration beside the insert of one row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from salter.ops.benchmarks.figures import Figure
from salter.ops.benchmarks.office import Bench
from salter.ops.benchmarks.registry import benchmark
from salter.ops.benchmarks.rounds import medians_in_turns

if TYPE_CHECKING:
    from salter.organisations.access import Viewer
    from salter.registry.actions import Intake


@benchmark("registration")
def registration(bench: Bench) -> Iterable[Figure]:
    """A whole registration by one clerk, committed, beside the insert of one row, committed."""
    viewer = bench.viewer
    from salter.journal.models import Outbox
    from salter.organisations.tenancy import scope, uuid7
    from salter.registry.actions import register_case

    organisation = viewer.organisation

    def whole() -> None:
        with scope(organisation.pk):
            register_case(viewer, intake_of(viewer))

    def one_row() -> None:
        with scope(organisation.pk):
            Outbox.objects.create(organisation=organisation, entry_id=uuid7(), verb="case.registered")

    with bench.measured() as spent:
        ms = medians_in_turns({"whole": whole, "one row": one_row})
    return [Figure("registration", ms["whole"], "ms", "insert of one row", ms["one row"], others=spent.others)]


def intake_of(viewer: Viewer) -> Intake:
    """A paper without documents and parties."""
    from salter.organisations import clock
    from salter.registry.actions import Intake
    from salter.registry.models import IntakeChannel

    return Intake(
        subject="Захтев за мерење",
        channel=IntakeChannel.COUNTER,
        received_at=clock.now(viewer.organisation),
        class_code="352",
    )

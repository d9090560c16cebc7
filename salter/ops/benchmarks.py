"""`make bench`: each figure beside a peer measured in the same run, on a throw-away office.

Absolute times depend on the machine; the ratio is what may be compared between two runs.
"""

from __future__ import annotations

import io
import json
import os
import platform
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salter.ops.config import CHECKOUT
from salter.ops.database import Cluster

if TYPE_CHECKING:
    from salter.organisations.access import Viewer

Say = Callable[[str], None]
REPEATS = 40


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure and its peer, both in `unit`."""

    name: str
    value: float
    unit: str
    peer: str
    peer_value: float

    def as_dict(self, load: float) -> dict[str, Any]:
        """As interfaces.md has it."""
        return {
            "name": self.name,
            "value": round(self.value, 3),
            "unit": self.unit,
            "baseline": {"name": self.peer, "value": round(self.peer_value, 3)},
            "ratio": round(self.value / self.peer_value, 3),
            "load": load,
        }


def run(name: str | None, out: Path, say: Say) -> None:
    """Run all benchmarks (or the one called `name`), print the table and write the results.

    Raises KeyError for an unknown name.
    """
    wanted = {name: BENCHMARKS[name]} if name else BENCHMARKS
    with tempfile.TemporaryDirectory(prefix="salter-bench-") as folder:
        home = Path(folder)
        home.chmod(0o711)
        cluster = Cluster(home)
        say("starting a throw-away office")
        cluster.start()
        try:
            viewer = _office(home, cluster)
            figures = [figure for benchmark in wanted.values() for figure in benchmark(viewer)]
        finally:
            cluster.destroy()
    _print(figures, say)
    _write(figures, out)


def _office(home: Path, cluster: Cluster) -> Viewer:
    os.environ |= {"SALTER_HOME": str(home), "DATABASE_URL": cluster.url(), "SALTER_MODE": "demo"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "salter.ops.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from salter.ops.founding import founder, furnish
    from salter.organisations import actions, clock
    from salter.organisations.access import viewer_of
    from salter.organisations.models import AuthorisationKind, Role
    from salter.organisations.tenancy import scope
    from salter.signatures.actions import issue_test_credentials

    call_command("migrate", verbosity=0)
    names = {"name_cyr": "Мерна општина", "name_lat": "Merna opština", "body_cyr": "Мерна управа", "seat_cyr": "Мера"}
    organisation = actions.found_organisation(code="mera", kind="municipality", demo=True, **names)
    with scope(organisation.pk):
        setting_up = founder(organisation)
        unit = actions.create_unit(setting_up, mark="IV-02", name="Одељење")
        furnish(organisation, {"": unit})
        roles = [Role.REGISTRY_CLERK, Role.HANDLER, Role.SIGNATORY]
        staff = actions.add_staff(setting_up, username="mera", name="Мерач", unit=unit, title="мерач", roles=roles)
        issue_test_credentials(setting_up, staff=staff)
        actions.give_authorisation(
            setting_up,
            staff=staff,
            kind=AuthorisationKind.DECIDE,
            number="1",
            issued_on=clock.today(organisation),
            valid_from=clock.today(organisation),
        )
        return viewer_of(staff.account, organisation)


def _median(do: Callable[[], object], repeats: int = REPEATS) -> float:
    """Milliseconds of one call, median of `repeats` after two that warm up."""
    do(), do()
    times = []
    for _repeat in range(repeats):
        started = time.perf_counter()
        do()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def registration(viewer: Viewer) -> list[Figure]:
    """A whole registration, committed, beside the insert of one row, committed."""
    from salter.journal.models import Outbox
    from salter.organisations.tenancy import scope, uuid7
    from salter.registry.actions import register_case

    organisation = viewer.organisation

    def whole() -> None:
        with scope(organisation.pk):
            register_case(viewer, _intake(viewer))

    def one_row() -> None:
        with scope(organisation.pk):
            Outbox.objects.create(organisation=organisation, entry_id=uuid7(), verb="case.registered")

    return [Figure("registration", _median(whole), "ms", "insert of one row", _median(one_row))]


def _intake(viewer: Viewer) -> Any:
    from salter.organisations import clock
    from salter.registry.actions import Intake
    from salter.registry.models import IntakeChannel

    return Intake(
        subject="Захтев за мерење",
        channel=IntakeChannel.COUNTER,
        received_at=clock.now(viewer.organisation),
        class_code="352",
    )


def search(viewer: Viewer) -> list[Figure]:
    """The first page of a search by words, and of one by number, beside the first page of the list."""
    from salter.organisations.tenancy import scope
    from salter.registry import queries
    from salter.registry.actions import register_case

    with scope(viewer.organisation.pk):
        for _case in range(2000):
            register_case(viewer, _intake(viewer))

    def page(**narrow: Any) -> Callable[[], object]:
        def look() -> object:
            with scope(viewer.organisation.pk):
                return list(queries.cases(viewer, queries.CaseFilter(**narrow))[:41])

        return look

    peer = _median(page())
    return [
        Figure("search by words", _median(page(q="merenje zahtev")), "ms", "first page of the list", peer),
        Figure("search by number", _median(page(q="352-77")), "ms", "first page of the list", peer),
    ]


def decision(viewer: Viewer) -> list[Figure]:
    """Signing to PAdES B-LTA beside rendering the page."""
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

    return [
        Figure("decision signed to B-LTA and stored", _median(signed, 20), "ms", "page rendered", _median(page, 20))
    ]


def storing(viewer: Viewer) -> list[Figure]:
    """A 100 kB document stored by its hash beside a plain write with fsync."""
    from salter.documents import blobs
    from salter.documents.actions import storage

    folder = Path(tempfile.mkdtemp(dir=os.environ["SALTER_HOME"]))

    def ours() -> None:
        blobs.save(storage(), io.BytesIO(os.urandom(100_000)), limit=1_000_000)

    def plain() -> None:
        with (folder / os.urandom(8).hex()).open("wb") as file:
            file.write(os.urandom(100_000))
            file.flush()
            os.fsync(file.fileno())

    return [Figure("document of 100 kB stored", _median(ours), "ms", "plain write with fsync", _median(plain))]


BENCHMARKS: dict[str, Callable[[Viewer], list[Figure]]] = {
    "registration": registration,
    "search": search,
    "decision": decision,
    "storing": storing,
}


def _print(figures: list[Figure], say: Say) -> None:
    say(f"\n{'figure':40} {'value':>10}      {'peer':28} {'value':>10}   ratio")
    for figure in figures:
        value, peer = f"{figure.value:.2f} {figure.unit}", f"{figure.peer_value:.2f} {figure.unit}"
        say(f"{figure.name:40} {value:>12}    {figure.peer:28} {peer:>12} {figure.value / figure.peer_value:7.2f}")


def _write(figures: list[Figure], out: Path) -> None:
    git = ["git", "-C", str(CHECKOUT), "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip()
    load = round(os.getloadavg()[0], 2)
    from salter.organisations.clock import real_now

    report = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "commit": commit,
        "at": real_now().isoformat(timespec="seconds"),
        "results": [figure.as_dict(load) for figure in figures],
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

"""A whole class in one room: everybody comes in within a minute and does the exercise from request to delivery, through
its pages, while every page and the board stay open and ask; then everybody is set to a step.

BENCH_CLASS_SIZE is how many places there are, BENCH_CLASS_MINUTES how long it lasts. In ten minutes everybody does all
six steps. A shorter run keeps what happens in each second: as many come in within a minute and as many pages stay open,
but only that part of them works which keeps the rate of pages; the results say how many.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from salter.ops.benchmarks.case_list import session_of
from salter.ops.benchmarks.figures import Figure, Target
from salter.ops.benchmarks.office import Bench, Served
from salter.ops.benchmarks.registry import benchmark

if TYPE_CHECKING:
    from salter.organisations.access import Viewer
    from salter.training.models import LiveClass

SIZE = int(os.environ.get("BENCH_CLASS_SIZE", "200"))
MINUTES = float(os.environ.get("BENCH_CLASS_MINUTES", "4"))
WHOLE_MINUTES = 10
A_MINUTE = 200
"""So many come in within a minute."""
EXERCISE, STEP = "zajednicka-vezba", 4
GRADED = 20
LEAST_REQUESTS = 18
PATIENCE = 900


@dataclass(frozen=True, slots=True)
class Room:
    """The class that is measured, and who leads it."""

    trainer: Viewer
    live: LiveClass


@benchmark("class")
def live_class(bench: Bench) -> Iterable[Figure]:
    """A class of 200 (BENCH_CLASS_SIZE) through its pages: pages, board, words to all, joining, grading, checkpoint."""
    room = _room(bench)
    workers = max(1, min(SIZE, round(SIZE * MINUTES / WHOLE_MINUTES)))
    with bench.served() as served:
        bench.say(f"a class of {SIZE}, {workers} of them at work, {MINUTES:g} minutes")
        with bench.measured(served) as spent:
            seen = _played(bench, served, room, workers)
        yield from _of_the_class(seen, workers, spent.cpu_seconds, spent.others)
        try:
            bench.wait_until_quiet()
        except TimeoutError as error:
            bench.say(f"{error}: what follows is measured beside it")
        yield _graded(room)
        yield _checkpoint(bench, served, room)


def _room(bench: Bench) -> Room:
    """An office with a trainer and a class whose places are free."""
    host = bench.viewer.organisation
    from salter.organisations import actions
    from salter.organisations.access import viewer_of
    from salter.organisations.models import Role, Unit
    from salter.organisations.tenancy import scope
    from salter.portal.founding import founder
    from salter.training.classes.actions import Plan, make_class
    from salter.training.offices import town

    bench.say("founding the town")
    town.ready_town()
    with scope(host.pk):
        unit = Unit.objects.filter(organisation=host).order_by("pk")[0]
        staff = actions.add_staff(
            founder(host), username="predavac", name="Предавач", unit=unit, title="предавач", roles=[Role.TRAINER]
        )
        trainer = viewer_of(staff.account, host)
        return Room(trainer, make_class(trainer, plan=Plan("Час", EXERCISE, names=[""] * SIZE)))


def _played(bench: Bench, served: Served, room: Room, workers: int) -> dict[str, Any]:
    """What the people of the class have seen; they are a process of their own."""
    from salter.organisations.tenancy import scope
    from salter.training.models import Seat
    from salter.training.offices import town
    from salter.training.offices.world import World

    assert room.trainer.account
    with scope(room.trainer.organisation.pk):
        seats = list(Seat.objects.filter(in_class=room.live).order_by("number").values_list("number", "code"))
    source = town.ready_town()
    with scope(source.pk):
        handler = World.of(source).accounts["obrada"].display_name
    plan = {
        "url": served.url,
        "class": str(room.live.pk),
        "session": session_of(room.trainer.account),
        "seats": seats,
        "workers": workers,
        "handler": handler,
        "joining": 60 * SIZE / A_MINUTE,
        "seconds": MINUTES * 60,
    }
    path = bench.home / "class.json"
    path.write_text(json.dumps(plan), "utf-8")
    command = [sys.executable, "-m", "salter.ops.benchmarks.class_people", str(path)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _of_the_class(seen: dict[str, Any], workers: int, cpu_seconds: float, others: float) -> Iterable[Figure]:
    ms: dict[str, list[float]] = seen["ms"]
    asked = sum(len(found) for found in ms.values())
    least = min(seen["requests"], default=0)
    faults = [*seen["errors"]]
    if seen["finished"] < workers:
        faults.append(f"{workers - seen['finished']} of {workers} did not come to the end")
    if least < LEAST_REQUESTS:
        faults.append(f"somebody made {least} requests only")
    more = {
        "minutes": MINUTES,
        "did all six steps": f"{seen['finished']} of {SIZE}",
        "requests": {kind: len(found) for kind, found in ms.items()},
        "requests of one who works, least": least,
        "p95_ms": {kind: round(_p95(found), 1) for kind, found in ms.items()},
        "cpu_ms a page, with guides, board and worker": round(cpu_seconds * 1000 / max(1, len(ms["pages"])), 1),
        "processors used": round(cpu_seconds / (MINUTES * 60), 2),
        "faults": faults[:20],
    }
    name = f"class of {SIZE}"
    yield Figure(f"{name}, pages", _p95(ms["pages"]), "ms p95", "limit", 1000, _at_most(1000), others, more)
    yield Figure(f"{name}, errors", len(faults), "requests", "asked", asked, _at_most(0), others)
    yield Figure(
        f"{name}, board behind",
        _p95(seen["behind"]),
        "s p95",
        "limit",
        2,
        _at_most(2),
        others,
        {"most": round(max(seen["behind"], default=0), 2), "deeds": len(seen["behind"]), "unseen": seen["unseen"]},
    )
    heard = [moment for one in seen["heard"] for moment in one]
    missed = seen["said"] * SIZE - len(heard)
    yield Figure(
        f"{name}, words on every page",
        max(heard, default=PATIENCE),
        "s at most",
        "limit",
        10,
        _at_most(10),
        others,
        {"p95": round(_p95(heard), 2), "said": seen["said"], "pages that did not show it": missed},
    )
    joined = [moment * 1000 for moment in seen["joined"]]
    yield Figure(f"{name}, coming in", _p95(joined), "ms p95", "limit", 1000, _at_most(1000), others)


def _graded(room: Room) -> Figure:
    """Grading an office that has all its steps, as each page does it that has something new."""
    from salter.organisations.tenancy import scope
    from salter.training.attempts import actions, queries
    from salter.training.exercises.library import exercises
    from salter.training.models import Seat
    from salter.training.seats.actions import viewer_of_post

    with scope(room.trainer.organisation.pk):
        rows = Seat.objects.select_related("practice").filter(in_class=room.live, practice__isnull=False)
        offices = [seat.practice for seat in rows.order_by("-step", "number")[:GRADED]]
    took = []
    for office in offices:
        assert office is not None
        with scope(office.pk):
            trainee = viewer_of_post(office, exercises()[EXERCISE].players[0])
            attempt = queries.newest(trainee)
            assert attempt is not None
            began = time.perf_counter()
            actions.look(trainee, attempt=attempt)
            took.append((time.perf_counter() - began) * 1000)
    return Figure(f"class of {SIZE}, a step graded", _p95(took), "ms p95", "limit", 200, _at_most(200))


def _checkpoint(bench: Bench, served: Served, room: Room) -> Figure:
    """Everybody is set to a step by the worker; beside it the same steps played for one, times the places."""
    from salter.organisations.tenancy import scope
    from salter.training.classes import checkpoints
    from salter.training.classes.queries import exercise_of
    from salter.training.models import Mode

    host = room.trainer.organisation
    with scope(host.pk):
        exercise = exercise_of(room.live)
    began = time.perf_counter()
    checkpoints.mould_at(host, exercise, Mode.LEARNING, STEP)
    played = time.perf_counter() - began
    bench.say(f"everybody to step {STEP}")
    with bench.measured(served) as spent:
        began = time.perf_counter()
        with scope(host.pk):
            count = checkpoints.set_to_step(room.trainer, live=room.live, step=STEP)
        while waiting := _waiting(room):
            if time.perf_counter() - began > PATIENCE:
                raise RuntimeError(f"{waiting} places were not set to their step")
            time.sleep(0.2)
        took = time.perf_counter() - began
    more = {"places": count, "offices a second": round(count / took, 1), "played once, s": round(played, 2)}
    return Figure(
        f"class of {SIZE}, everybody at step {STEP}",
        took,
        "s",
        "played at every place",
        played * count,
        Target("value", "at most", 60),
        spent.others,
        more,
    )


def _waiting(room: Room) -> int:
    from salter.organisations.tenancy import scope
    from salter.training.models import Seat

    with scope(room.trainer.organisation.pk):
        return Seat.objects.filter(in_class=room.live, wanted__isnull=False).count()


def _at_most(limit: float) -> Target:
    return Target("value", "at most", limit)


def _p95(found: Sequence[float]) -> float:
    ordered = sorted(found)
    return ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)] if ordered else 0.0

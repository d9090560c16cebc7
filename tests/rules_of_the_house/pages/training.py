"""Practising. Whoever is not in a practice office is refused what only belongs there."""

from __future__ import annotations

from collections.abc import Mapping

from salter.organisations.models import Role
from salter.training.editing.actions import begin_writing
from salter.training.editing.models import OwnExercise
from salter.training.going_live.actions import tick
from salter.training.going_live.models import Tick
from salter.training.standing.actions import open_anew
from salter.training.standing.models import StandingPractice
from tests.rules_of_the_house.pages.expected import Expected
from tests.support.scene import Scene

EXERCISE = "salter"
SECURITY = "sumnjive-poruke"
TICK = "trial-restore"


def written(scene: Scene) -> Mapping[str, object]:
    """An exercise that the office writes: its own version of one that comes along."""
    found = OwnExercise.objects.filter(organisation=scene.office.organisation).first()
    row = found or begin_writing(scene.office.viewer(Role.TRAINER), code=EXERCISE, source=EXERCISE)
    return {"key": row.pk}


def live(scene: Scene) -> dict[str, object]:
    """The class of the trainer."""
    return {"class_id": scene.live.pk}


def place(scene: Scene) -> dict[str, object]:
    """Its first place."""
    return {**live(scene), "seat_id": scene.live.seats.order_by("number")[0].pk}


def ticked(scene: Scene) -> dict[str, object]:
    """A line before going live that somebody has ticked; the address names none."""
    if not Tick.objects.filter(organisation=scene.office.organisation, taken_back_at=None).exists():
        tick(scene.office.viewer(Role.ADMINISTRATOR), key=TICK)
    return {}


def copied(scene: Scene) -> dict[str, object]:
    """The office has a practice copy of itself open; the address names none."""
    if not StandingPractice.objects.filter(organisation=scene.office.organisation).exists():
        open_anew(scene.office.viewer(Role.ADMINISTRATOR))
    return {}


PAGES: dict[str, Expected] = {
    "training:overview": Expected(),
    "training:take": Expected(405, plain=True),  # a form's address only; tests/training/test_pages.py sends it
    "training:exercise": Expected(values=lambda _scene: {"code": EXERCISE}),
    "training:begin": Expected(403, values=lambda _scene: {"code": EXERCISE}, sent={}),
    "training:result": Expected(403),
    "training:as": Expected(403, values=lambda _scene: {"post": "obrada"}, sent={}),
    "training:hint": Expected(403, sent={}),
    "training:clock": Expected(403, sent={"days": "1"}),
    "training:leave": Expected(403, sent={}),
    "training:guide": Expected(204, plain=True),
    "training:written": Expected(),
    "training:write-new": Expected(),
    "training:write-there": Expected(values=lambda _scene: {"code": EXERCISE}),
    "training:write": Expected(values=written),
    "training:write-preview": Expected(values=written),
    "training:write-difference": Expected(values=written),
    "training:write-try": Expected(values=written),
    "training:write-publish": Expected(302, values=written, sent={}),
    "training:write-take-back": Expected(302, values=written, sent={}),
    "training:write-forget": Expected(302, values=written, sent={}),
    "training:write-compared": Expected(302, values=written, sent={}),
    "training:join": Expected(),
    "training:join-code": Expected(values=lambda scene: {"code": scene.live.code}),
    "training:classes": Expected(),
    "training:class": Expected(values=live),
    "training:class-rows": Expected(values=live, plain=True),
    "training:class-slips": Expected(values=live),
    "training:class-wall": Expected(values=live),
    "training:class-say": Expected(302, values=live, sent={"text": "x"}),
    "training:class-step": Expected(422, values=live, sent={"step": "1"}),  # nobody has joined
    "training:class-pause": Expected(302, values=live, sent={}),
    "training:class-resume": Expected(302, values=live, sent={}),
    "training:class-close": Expected(302, values=live, sent={}),
    "training:class-clone": Expected(302, values=live, sent={}),
    "training:class-place": Expected(values=place),
    "training:security": Expected(values=lambda _scene: {"code": SECURITY}),
    "training:security-take": Expected(405, plain=True, values=lambda _scene: {"code": SECURITY}),  # as above
    "training:security-begin": Expected(403, values=lambda _scene: {"code": SECURITY}, sent={}),
    "training:security-work": Expected(403, values=lambda _scene: {"code": SECURITY}),
    "training:going-live": Expected(values=ticked),
    "training:going-live-take-back": Expected(302, values=ticked, sent={"key": TICK}),
    "training:going-live-doctor": Expected(302, sent={}),
    "training:own": Expected(values=copied),
    "training:own-open": Expected(302, sent={}),
    "training:own-enter": Expected(404, sent={"key": "nobody"}),
    "training:own-leave": Expected(403, sent={}),
    "training:own-give-up": Expected(302, values=copied, sent={}),
}

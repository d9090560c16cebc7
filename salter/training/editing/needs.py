"""What an exercise takes from the practice town, and what of it is missing there or has changed since.

Procedures are named by the deeds of an exercise; cases of the town by deeds and patterns. A version keeps what they
were when it was published; a file that comes with Šalter is played by the tests of every release.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from salter.organisations.models import Account, Organisation
from salter.organisations.tenancy import scope
from salter.registry.models import Procedure
from salter.training.editing.library import version_of
from salter.training.exercises.format import Deed, Exercise
from salter.training.offices import town
from salter.training.offices.world import CASES, post_of

FACTS = ("name_cyr", "class_code", "deadline_days", "instance", "active")
"""What an exercise may rest on."""
Needs = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lack:
    """What an exercise needs and does not find as it was; `stops` when it cannot be done without it."""

    words: str
    stops: bool


@dataclass(frozen=True, slots=True)
class Town:
    """What the practice town has: facts of its procedures by code, names of its cases."""

    procedures: Mapping[str, Mapping[str, Any]]
    cases: frozenset[str]

    @classmethod
    def of(cls, office: Organisation) -> Town:
        """What a town has; one query."""
        with scope(office.pk):
            rows = Procedure.objects.filter(organisation=office).values("code", *FACTS)
            procedures = {row["code"]: {fact: row[fact] for fact in FACTS} for row in rows}
        return cls(procedures, frozenset(office.settings.get(CASES, {})))


def town_now() -> Town | None:
    """The town of this release; None while it was not founded yet."""
    office = town.there()
    return Town.of(office) if office else None


def taken(exercise: Exercise) -> dict[str, Any]:
    """What the exercise takes from the town as it is now, to be kept with a version of it."""
    now = Town.of(town.ready_town())
    return {
        "procedures": {code: now.procedures[code] for code in _procedures(exercise) if code in now.procedures},
        "cases": sorted(set(_words_of(exercise)) & now.cases),
    }


def lacking(exercise: Exercise, kept: Needs | None, now: Town | None) -> list[Lack]:
    """What is missing in a town, or other than it was when the version was published."""
    if now is None:
        return []
    kept = kept or {}
    then = kept.get("procedures", {})
    lacks = [lack for code in _procedures(exercise) for lack in _of(code, now.procedures.get(code), then.get(code))]
    words = _("It rests on the case “%(name)s” of the practice town, which is not there any more.")
    gone = [name for name in kept.get("cases", ()) if name not in now.cases]
    return [*lacks, *(Lack(words % {"name": name}, stops=True) for name in gone)]


def lacks_of(office: Organisation, exercise: Exercise) -> list[Lack]:
    """What an exercise that an office offers does not find in the practice town as it was."""
    version = version_of(office, exercise.digest)
    return lacking(exercise, version.needs if version else None, town_now())


def lacking_here(office: Organisation, exercise: Exercise) -> list[Lack]:
    """What an exercise needs of the practice town and another practice office has not: people, cases, procedures.

    In the scope of that office.
    """
    words, here = set(_words_of(exercise)), Town.of(office)
    posts = {post_of(name) for name in Account.objects.filter(organisation=office).values_list("username", flat=True)}
    people = [one for one in town.everybody() if one in words | set(exercise.players) and one not in posts]
    cases = [row["key"] for row in town.data()["cases"] if row["key"] in words - here.cases]
    lacks = [lack for code in _procedures(exercise) for lack in _of(code, here.procedures.get(code), None)]
    for names, said in (
        (people, _("It needs people of the practice town who are not here: %(count)s.")),
        (cases, _("It needs cases of the practice town that are not here: %(count)s.")),
    ):
        lacks += [Lack(said % {"count": len(names)}, stops=True)] if names else []
    return lacks


def _of(code: str, now: Mapping[str, Any] | None, then: Mapping[str, Any] | None) -> Iterator[Lack]:
    if now is None or not now["active"]:
        words = _("It needs the procedure %(code)s, which the catalogue of the practice town has not.")
        yield Lack(words % {"code": code}, stops=True)
    elif then and dict(then) != dict(now):
        names = {
            "name_cyr": _("name"),
            "class_code": _("class mark"),
            "deadline_days": _("deadline in days"),
            "instance": _("instance"),
        }
        for fact, name in names.items():
            if then.get(fact) != now[fact]:
                words = _("The procedure %(code)s was changed since: %(what)s was “%(then)s”, now it is “%(now)s”.")
                values = {"code": code, "what": name, "then": then.get(fact), "now": now[fact]}
                yield Lack(words % values, stops=False)


def _deeds(exercise: Exercise) -> Iterator[Deed]:
    yield from exercise.stage
    for step in exercise.steps:
        yield from (*step.play, *step.then)
    for mistake in exercise.mistakes:
        yield from mistake.play


def _procedures(exercise: Exercise) -> list[str]:
    named = {str(given["procedure"]) for _name, given in _deeds(exercise) if given.get("procedure")}
    return sorted(named)


def _words_of(exercise: Exercise) -> Iterator[str]:
    """Every single word that deeds are given and patterns name cases by."""
    for _name, given in _deeds(exercise):
        yield from (value for value in given.values() if isinstance(value, str))
    for seen in (*(step.seen for step in exercise.steps), *(mistake.seen for mistake in exercise.mistakes)):
        yield from (str(seen[name]) for name in ("case", "not_case") if name in seen)

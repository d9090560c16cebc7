"""Reading the checklist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from salter.organisations.access import Viewer
from salter.training.going_live.actions import may_lead
from salter.training.going_live.finding import FINDERS, Found, State
from salter.training.going_live.lines import LAST, Line, Words, lines
from salter.training.going_live.models import Tick


@dataclass(frozen=True, slots=True)
class Said:
    """What can be said of a line by hand, and who has said so."""

    key: str
    label: Words
    tick: Tick | None
    open: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A line as it stands: what was found, what was said."""

    line: Line
    state: State
    words: str
    said: Sequence[Said]


def checklist(viewer: Viewer) -> list[Standing]:
    """Every line, in the order of the page: a fixed number of queries. Raises NotAllowed."""
    may_lead(viewer)
    ticks = {row.line: row for row in Tick.objects.filter(organisation=viewer.organisation, taken_back_at=None)}
    return [_standing(viewer, line, ticks) for line in lines().values()]


def figures(rows: Sequence[Standing]) -> Counter[State]:
    """How many lines stand how."""
    return Counter(row.state for row in rows)


def _standing(viewer: Viewer, line: Line, ticks: dict[str, Tick]) -> Standing:
    found = FINDERS[line.key](viewer) if line.key in FINDERS else _unseen()
    by_hand = found.state is State.UNKNOWN
    said = [Said(key, label, ticks.get(key), by_hand and key not in ticks) for key, label in line.ticks]
    kept = [one for one in said if one.tick or one.open]
    if by_hand and any(one.tick and (line.draft is None or one.key.endswith(f":{LAST}")) for one in said):
        return Standing(line, State.DONE, found.words, kept)
    return Standing(line, found.state, found.words, kept)


def _unseen() -> Found:
    return Found(State.UNKNOWN, _("The software cannot see this: it is said by hand."))

"""The journal as people read it: one sentence for each entry, in the reader's language and script."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from salter.journal.models import Entry
from salter.journal.verbs import UnknownVerb, verb
from salter.mailbox.models import Effect, Result
from salter.organisations.languages import Spoken
from salter.organisations.models import Role
from salter.registry.models import (
    ActKind,
    AppealKind,
    AppealOutcome,
    CaseStatus,
    ChangeKind,
    ClauseKind,
    DataBasis,
    DataEnd,
    DataWay,
    HearingOutcome,
    NoticeGround,
    Outcome,
    Remedy,
    RepresentativeKind,
    StatementManner,
    WaitEnd,
    WaitKind,
)
from salter.ui.templatetags.salter import script, sr_date

CHOICES: Mapping[str, type[TextChoices]] = {
    "before": CaseStatus,
    "after": CaseStatus,
    "role": Role,
    "kind": ActKind,
    "outcome": Outcome,
    "remedy": Remedy,
    "waits_for": WaitKind,
    "end": WaitEnd,
    "result": Result,
    "effect": Effect,
    "notice_ground": NoticeGround,
    "represents_as": RepresentativeKind,
    "happened": ChangeKind,
    "basis": DataBasis,
    "data_way": DataWay,
    "data_end": DataEnd,
    "manner": StatementManner,
    "hearing_outcome": HearingOutcome,
    "filed": AppealKind,
    "appeal_outcome": AppealOutcome,
    "clause": ClauseKind,
    "spoken": Spoken,
}
DAYS = re.compile(r"\d{4}-\d\d-\d\d(, \d{4}-\d\d-\d\d)*")
"""Days as the journal keeps them; people read them as they write them."""
OFFICE_WORDS = frozenset({"unit", "retention", "disposition"})
"""Values that are the office's own words in Cyrillic, shown in the reader's script."""


def sentence(entry: Entry) -> str:
    """What happened, in words; an entry of a verb that nobody declares any more shows the verb itself."""
    try:
        words = str(verb(entry.verb).sentence)
    except UnknownVerb:
        return entry.verb
    values: defaultdict[str, str] = defaultdict(lambda: "–")
    values.update({name: _word(name, value) for name, value in {**entry.body, **entry.personal}.items()})
    said = re.sub(r"[\s,]+\.", ".", re.sub(r":\s*,", ":", words % values))
    return re.sub(r"(?<!\.)\.\.(?!\.)", ".", said).replace("  ", " ")  # a day ends with a point of its own


def _word(name: str, value: Any) -> str:
    choices = CHOICES.get(name)
    if choices and value in choices.values:
        return str(choices(value).label)
    if name in OFFICE_WORDS:
        return script(value)
    if isinstance(value, str) and DAYS.fullmatch(value):
        return ", ".join(_day(text) for text in value.split(", "))
    return "" if value is None else str(value)


def _day(text: str) -> str:
    try:
        return sr_date(date.fromisoformat(text))
    except ValueError:
        return text


def who(entry: Entry) -> str:
    """Who did it; a deputy with the person in whose place, and the number of the mandate."""
    if "for" not in entry.body:
        return entry.actor_name
    words = _("%(deputy)s in the place of %(absent)s, mandate no. %(number)s")
    return words % {"deputy": entry.actor_name, "absent": entry.body["for"], "number": entry.body.get("mandate", "")}


def timeline(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Items for the timeline component, newest first."""
    items = [{"title": sentence(entry), "at": entry.at, "who": who(entry)} for entry in entries]
    return items[::-1]

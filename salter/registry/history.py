"""The journal as people read it: one sentence for each entry, in the reader's language and script."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import TextChoices

from salter.journal.models import Entry
from salter.journal.verbs import UnknownVerb, verb
from salter.organisations.models import Role
from salter.registry.models import ActKind, CaseStatus, Outcome
from salter.ui.templatetags.salter import script, sr_date

CHOICES: Mapping[str, type[TextChoices]] = {
    "before": CaseStatus,
    "after": CaseStatus,
    "role": Role,
    "kind": ActKind,
    "outcome": Outcome,
}
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
    return (words % values).replace("  ", " ").replace(" .", ".")


def _word(name: str, value: Any) -> str:
    choices = CHOICES.get(name)
    if choices and value in choices.values:
        return str(choices(value).label)
    if name in OFFICE_WORDS:
        return script(value)
    if name.endswith(("_on", "_until")) and isinstance(value, str):
        return _day(value)
    return "" if value is None else str(value)


def _day(text: str) -> str:
    try:
        return sr_date(date.fromisoformat(text))
    except ValueError:
        return text


def timeline(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Items for the timeline component, newest first."""
    items = [{"title": sentence(entry), "at": entry.at, "who": entry.actor_name} for entry in entries]
    return items[::-1]

"""Where a request is, as one sentence with a date and what comes next: pure rules over the facts of a case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from salter.journal.verbs import is_public

ENOUGH_CASES = 5
"""Below this many closed cases a measured duration says nothing."""

OPEN = frozenset({"formed", "in_progress", "interrupted"})


def stem(word: str) -> str:
    """A folded word without the ending of its case and number, by which „površina“ finds „površini“; numbers, codes and
    short words whole."""
    if len(word) < 5 or not word.isalpha():
        return word
    return word[: -2 if len(word) > 6 else -1]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the sentence depends on. `since` is the day of the last thing that happened; `asked`: the case waits for
    something of this party, until `asked_until` if a day was set.
    """

    status: str
    since: date
    due_on: date | None = None
    cancelled: bool = False
    closed: bool = False
    waits_in_mailbox: bool = False
    delivered_on: date | None = None
    appeal_until: date | None = None
    asked: bool = False
    asked_until: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The sentence, its day, the tone of its mark, and what comes next (by when, if known).

    `late` tells that the legal date has passed without a decision.
    """

    sentence: str | Promise
    on: date
    tone: str
    next: str | Promise = ""
    next_on: date | None = None
    late: bool = False


_NOW = {
    "formed": (_("Your request is registered and waits for the official who will handle it."), "waiting"),
    "in_progress": (_("Your request is being handled."), "active"),
    "interrupted": (_("The procedure rests: it depends on something that is not yours to do."), "waiting"),
}
_ASKED = (_("We wait for something from you: look at the letter that we sent you."), "action")


def standing(facts: Facts, today: date) -> Standing:
    """Where a case is."""
    if facts.cancelled:
        return Standing(
            _("This entry was cancelled and nothing more happens under its number."),
            facts.since,
            "closed",
            _("If you did not expect that, call the office or come to the counter."),
        )
    if facts.status in OPEN:
        return _open(facts, today)
    return _decided(facts, today)


def _open(facts: Facts, today: date) -> Standing:
    sentence, tone = _ASKED if facts.asked else _NOW[facts.status]
    if facts.due_on and facts.due_on < today:
        late = _("The legal date for the decision has passed.")
        return Standing(sentence, facts.since, tone, late, facts.due_on, late=True)
    if facts.asked and facts.asked_until:
        return Standing(sentence, facts.since, tone, _("Send the supplement by"), facts.asked_until)
    if facts.asked:
        return Standing(sentence, facts.since, tone, _("Send the supplement. Then we go on."))
    if facts.status == "interrupted":
        return Standing(sentence, facts.since, tone, _("We go on as soon as it is settled. You need not do anything."))
    return Standing(sentence, facts.since, tone, _("You get the decision at the latest"), facts.due_on)


def _decided(facts: Facts, today: date) -> Standing:
    if facts.waits_in_mailbox:
        return Standing(
            _("Your request is decided. The decision waits in your mailbox."),
            facts.since,
            "action",
            _("Sign in, open the receipt in the mailbox and take the decision."),
        )
    if facts.delivered_on is None and not facts.closed:
        return Standing(
            _("Your request is decided. The decision is on its way to you."),
            facts.since,
            "active",
            _("The decision will be delivered to you."),
        )
    if facts.delivered_on and facts.appeal_until and today <= facts.appeal_until:
        return Standing(
            _("The decision was delivered to you."),
            facts.delivered_on,
            "done",
            _("You may appeal until"),
            facts.appeal_until,
        )
    if facts.delivered_on and not facts.appeal_until and not facts.closed:
        return Standing(_("The decision was delivered to you."), facts.delivered_on, "done")
    return Standing(_("The case is finished."), facts.delivered_on or facts.since, "closed")


@dataclass(frozen=True, slots=True)
class Measured:
    """How long a procedure really took: days from receipt to decision, less those on which the party was waited for.

    Without days there were too few cases.
    """

    cases: int
    usually: int | None = None
    mostly: int | None = None


def own_days(received: date, decided: date, waits: Iterable[tuple[date, date]]) -> int:
    """The days from receipt to decision on which the office had all it needed.

    Waits (from, until) may overlap, and reach beyond both ends.
    """
    waited, counted_to = 0, received
    for since, until in sorted(waits):
        first, last = max(since, counted_to), min(until, decided)
        waited += max(0, (last - first).days)
        counted_to = max(counted_to, last)
    return (decided - received).days - waited


def measured(days: Sequence[int]) -> Measured:
    """The median, and within how many days nine of ten were decided."""
    if len(days) < ENOUGH_CASES:
        return Measured(len(days))
    ordered = sorted(days)
    return Measured(len(days), round(median(ordered)), ordered[(len(ordered) * 9 + 9) // 10 - 1])


_MISTAKEN = str.maketrans(
    {"O": "0", "I": "1", "L": "1"}
    | {
        "О": "0",
        "А": "A",
        "В": "B",
        "С": "C",
        "Е": "E",
        "Н": "H",
        "Ј": "J",
        "К": "K",
        "М": "M",
        "Р": "P",
        "Т": "T",
        "Х": "X",
    }
)


def receipt_number(typed: str) -> str:
    """A receipt number as it is kept, from how people type it: small letters, no dashes, O for 0, Cyrillic look-alikes.

    Gives the typed text back, in capitals, when it cannot be a receipt number.
    """
    compact = re.sub(r"[\s\-–.]", "", typed).upper()
    plain = compact.translate(_MISTAKEN)
    if not re.fullmatch(r"[0-9A-Z]{12}", plain):
        return " ".join(typed.upper().split())[:40].rstrip()
    return f"{plain[:4]}-{plain[4:8]}-{plain[8:]}"


UNTOLD = frozenset({"delivery.sent", "delivery.expired"})
"""Steps that say nothing to a party beyond the step that follows them at once."""


def is_told(code: str) -> bool:
    """Whether a party is told of an entry with this verb."""
    return code not in UNTOLD and is_public(code)

"""A record that does not exist, for practice offices only: what it says is made up and says so.

What it answers follows from the question alone, so that an exercise can be repeated: most are found, some have nothing,
and one keeper in seven keeps silent.
"""

from __future__ import annotations

import hashlib

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from salter.organisations.models import Organisation
from salter.registry.obtaining.connectors.contract import Answer, NoAnswer, Question, Sent
from salter.ui.script import fold

MADE_UP = "ВЕЖБА: измишљен податак, не важи"
NOTHING_SAID = "Симулирана евиденција не одговара: затражите поново, или окончајте без тога."
"""Kept in the file, so in the language of the office."""
SILENT, EMPTY = 0, 1
"""Of seven keepers."""


def luck(question: Question) -> int:
    """A number from 0 to 6 that stays the same for the same datum, keeper and person."""
    said = fold(f"{question.what}|{question.keeper}|{question.person}")
    return hashlib.sha256(said.encode()).digest()[0] % 7


class SimulatedConnector:
    """Answers at once, with made-up data, in a practice office."""

    code = "simulated"
    label: str | Promise = gettext_lazy("in a simulated record (practice)")

    def problems(self, organisation: Organisation) -> list[str]:
        """Only a practice office has simulated records."""
        return [] if organisation.practice else [_("Simulated records are for practice offices only.")]

    def ask(self, organisation: Organisation, question: Question) -> Answer | Sent:
        """What the record would say. Raises NoAnswer."""
        if not organisation.practice:
            raise NoAnswer(_("Simulated records are for practice offices only."))
        drawn = luck(question)
        if drawn == SILENT:
            raise NoAnswer(NOTHING_SAID)
        if drawn == EMPTY:
            return Answer(found=False)
        number = int(hashlib.sha256(f"{question.what}{question.person}".encode()).hexdigest()[:6], 16)
        facts = [("Напомена", MADE_UP), ("Податак", question.what), ("Број уписа", f"{number % 9000 + 1000}/2019")]
        if question.person:
            facts.append(("Односи се на", question.person))
        return Answer(found=True, facts=tuple(facts))


SIMULATED = SimulatedConnector()

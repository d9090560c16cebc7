"""Deadlines of cases from an old book: by the procedure that a row names, else by its class where that is plain."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from salter.organisations.models import Organisation
from salter.registry import deadlines
from salter.registry.deadlines import NO_DEADLINE, CaseDeadline
from salter.registry.models import Procedure


class Dues:
    """The deadline of a row, worked out once for each procedure and day.

    A class has one where all procedures of the catalogue under it have the same: which of them it is stays unknown, so
    the deadline is marked unverified. A row of another class has none.
    """

    def __init__(self, organisation: Organisation, procedures: Iterable[Procedure]) -> None:
        self._organisation, self._expected = organisation, deadlines.expected_days(organisation)
        self.by_code: dict[str, Procedure] = {}
        self._by_class: dict[str, Procedure | None] = {}
        self._found: dict[tuple[str, date], CaseDeadline] = {}
        for procedure in procedures:
            self.by_code[procedure.code] = procedure
            known = self._by_class.setdefault(procedure.class_code, procedure)
            if known is not None and _terms(known) != _terms(procedure):
                self._by_class[procedure.class_code] = None

    @property
    def classes(self) -> frozenset[str]:
        """The classes that give a deadline."""
        return frozenset(code for code, procedure in self._by_class.items() if procedure is not None)

    def of(self, procedure: str, class_code: str, received: date) -> CaseDeadline:
        """The deadline of a case that was received on a day; NO_DEADLINE where nothing gives one."""
        key = (f"p {procedure}" if procedure else f"c {class_code}", received)
        if key not in self._found:
            self._found[key] = self._work_out(procedure, class_code, received)
        return self._found[key]

    def _work_out(self, code: str, class_code: str, received: date) -> CaseDeadline:
        procedure = self.by_code.get(code) if code else self._by_class.get(class_code)
        if procedure is None:
            return NO_DEADLINE
        found = deadlines.of_case(self._organisation, procedure, received, expected=self._expected)
        return found if code else CaseDeadline(found.due_on, found.sign_by, found.rule, verified=False)


def _terms(procedure: Procedure) -> tuple[Any, ...]:
    """What the deadline of a procedure follows from."""
    article = procedure.deadline_article or procedure.source
    return procedure.deadline_days, procedure.direct_decision, article if procedure.deadline_days else ""


def catalogue(organisation: Organisation) -> Dues:
    """The deadlines of an office's catalogue."""
    return Dues(organisation, Procedure.objects.filter(organisation=organisation, active=True).order_by("code"))

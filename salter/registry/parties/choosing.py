"""Choosing one of the parties of a case in a form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from salter.registry.models import CaseParty

NO_PARTY = pgettext_lazy("party", "none")


class PartyField(forms.ChoiceField):
    """One party of a case; clean gives its part, or None where none is chosen.

    `none`: the words of no party, where it need not be one. Which parties are offered is said when the form is made
    (`offer`); of two of the same name the address or the part in the case tells them apart.
    """

    def __init__(self, *, none: str | Promise = "", **kwargs: Any) -> None:
        self.none = none
        self.parties: dict[str, CaseParty] = {}
        super().__init__(required=not none, **kwargs)

    def offer(self, parties: Iterable[CaseParty]) -> None:
        """Let one of these be chosen; where one must be and there is but one, it is."""
        self.parties = {str(row.pk): row for row in parties}
        names = Counter(row.name for row in self.parties.values())
        none = [("", self.none)] if self.none else []
        self.choices = [*none, *((key, _told(row, names[row.name] > 1)) for key, row in self.parties.items())]
        if self.required and len(self.parties) == 1:
            self.initial = next(iter(self.parties))

    def clean(self, value: Any) -> Any:
        """The part that was chosen. Raises ValidationError."""
        return self.parties.get(super().clean(value))


def _told(row: CaseParty, ambiguous: bool) -> str:
    return f"{row.name} ({row.address or row.get_role_display()})" if ambiguous else row.name


def offer_parties(form: forms.Form, parties: Iterable[CaseParty], name: str = "party") -> None:
    """Offer these parties in a field of a form."""
    field = form.fields[name]
    assert isinstance(field, PartyField)
    field.offer(parties)

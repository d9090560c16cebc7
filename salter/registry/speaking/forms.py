"""The form of the language of a case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from salter.organisations.languages import SERBIAN, in_use
from salter.organisations.models import Organisation
from salter.registry.forms.base import OfficeForm
from salter.registry.models import CaseParty
from salter.registry.parties.choosing import PartyField, offer_parties
from salter.ui.forms import SerbianDateField


def choices(organisation: Organisation) -> list[tuple[str, Any]]:
    """Serbian alone, and every language in official use."""
    alone = (SERBIAN, pgettext_lazy("language of a case", "Serbian alone"))
    return [alone, *((one.code, one.name) for one in in_use(organisation))]


def offered(organisation: Organisation) -> list[tuple[str, Any]]:
    """The same for a field that may stay as it is; nothing in an office that has no other language."""
    (_code, alone), *others = choices(organisation)
    return [("", alone), *others] if others else []


class LanguageForm(OfficeForm):
    """In which language, who asked for it, when and how."""

    codes: ClassVar = {"language": "language", "known": "language", "on": "on", "note": "note"}
    language = forms.ChoiceField(
        label=_("The case is conducted in"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a language.")},
    )
    party = PartyField(label=_("Who asked for it"), none=_("none of the parties"))
    on = SerbianDateField(label=_("When it was asked for"))
    note = forms.CharField(
        label=_("How the party asked for it, or why it is so"),
        max_length=300,
        help_text=_("For example: orally at the counter; by a letter under sub-number 2."),
        error_messages={"required": _("Write how the party asked for it, or why it is so.")},
    )
    mark_optional = False

    def __init__(
        self, *args: Any, organisation: Organisation, parties: Iterable[CaseParty], now: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen_from = list(parties)
        offer_parties(self, chosen_from)
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = [row for row in choices(organisation) if row[0] != now]
        if len(chosen_from) == 1:
            self.initial.setdefault("party", str(chosen_from[0].pk))

    def given(self) -> dict[str, Any]:
        """What `conduct_in` takes; the form is valid."""
        data = self.cleaned_data
        language = "" if data["language"] == SERBIAN else data["language"]
        return {"language": language, "party": data["party"], "on": data["on"], "note": data["note"]}

"""Forms of the page that says who may see a case."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.organisations.models import Staff
from salter.registry.access_log import LookFilter
from salter.registry.forms.base import OfficeForm
from salter.registry.models import Case
from salter.ui.forms import SerbianDateField
from salter.ui.templatetags.salter import script


class ReasonForm(OfficeForm):
    """Why access changes."""

    codes: ClassVar = {"reason": "reason"}
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It stays in the journal."),
        max_length=300,
        error_messages={"required": _("Write the reason.")},
    )


class PersonForm(ReasonForm):
    """A member of staff, and the reason; people stand under their units."""

    codes: ClassVar = {"reason": "reason", "staff": "person"}
    person = forms.ChoiceField(label=_("Member of staff"), error_messages={"required": _("Choose a person.")})
    field_order = ["person", "reason"]

    def __init__(self, *args: Any, staff: Iterable[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in staff}
        groups: dict[str, list[tuple[str, str]]] = {}
        for key, person in self.people.items():
            groups.setdefault(f"{person.unit.mark} {script(person.unit.name)}", []).append((key, person.name))
        self.fields["person"].choices = [("", str(_("Choose"))), *sorted(groups.items())]  # type: ignore[attr-defined]

    def chosen(self) -> Staff:
        """The chosen person."""
        return self.people[self.cleaned_data["person"]]


class LooksForm(forms.Form):
    """What of the access log is asked for; nothing is required."""

    number = forms.CharField(label=_("Number of the case"), required=False, max_length=60)
    person = forms.ChoiceField(label=_("Who looked"), required=False)
    since = SerbianDateField(label=_("From day"), required=False)
    until = SerbianDateField(label=_("To day"), required=False)
    mark_optional = False

    def __init__(self, *args: Any, staff: Iterable[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(person.account_id), person.name) for person in staff]
        self.fields["person"].choices = [("", str(_("anybody"))), *people]  # type: ignore[attr-defined]

    def narrow(self, case_of: Callable[[str], Case | None]) -> LookFilter | None:
        """What is asked for; None when the number is no case's."""
        given = self.cleaned_data if self.is_bound else {}
        number, person = given.get("number", ""), given.get("person", "")
        case = case_of(number) if number else None
        if number and case is None:
            return None
        account = int(person) if person else None
        return LookFilter(case.pk if case else None, account, given.get("since"), given.get("until"))

"""Forms of the administration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.organisations import absence, queries
from salter.organisations.access import READS_CASES, Viewer
from salter.organisations.actions.accounts import INVITATION_DAYS
from salter.organisations.actions.programs import DAYS, PROGRAM_ROLES
from salter.organisations.actions.staff import OUTSIDE
from salter.organisations.administration.common import AdminForm
from salter.organisations.models import (
    AbsenceKind,
    AuthorisationKind,
    Duty,
    Mode,
    Organisation,
    Role,
    Staff,
    TokenScope,
    Unit,
)
from salter.ui.forms import SerbianDateField
from salter.ui.templatetags.salter import script

GIVEN = tuple(role for role in Role if role not in OUTSIDE)
NARROW = {"class": "govuk-input--width-10"}


if TYPE_CHECKING:
    Units = forms.ModelChoiceField[Unit]
else:
    Units = forms.ModelChoiceField


class UnitChoice(Units):
    """A unit by mark and name, in the reader's script."""

    def label_from_instance(self, unit: Any) -> str:
        """`IV-02 · Одељење …`."""
        return f"{unit.mark} · {script(unit.name)}"


class UnitForm(AdminForm):
    """Mark, name and the unit above."""

    codes: ClassVar = {"burdened": ""}
    mark = forms.CharField(
        label=_("Mark"), max_length=10, widget=forms.TextInput(NARROW), help_text=_("In case numbers, e.g. IV-02.")
    )
    name = forms.CharField(label=_("Name of the unit"), max_length=200)
    parent = UnitChoice(Unit.objects.none(), label=_("Under"), required=False, empty_label=_("at the top"))

    def __init__(self, data: Any = None, *, viewer: Viewer, unit: Unit | None = None) -> None:
        given = {"mark": unit.mark, "name": unit.name, "parent": unit.parent_id} if unit else {}
        super().__init__(data, initial=given)
        choices = queries.open_units(viewer)
        self.fields["parent"].queryset = choices.exclude(pk=unit.pk) if unit else choices  # type: ignore[attr-defined]


class PostForm(AdminForm):
    """Name, post, unit and e-mail of a person."""

    name = forms.CharField(label=_("Name and surname"), max_length=200)
    title = forms.CharField(label=_("Post"), max_length=200, required=False)
    unit = UnitChoice(Unit.objects.none(), label=_("Unit"), empty_label=None)
    mark = forms.CharField(
        label=_("Mark of the handler"), max_length=10, required=False, widget=forms.TextInput(NARROW)
    )
    email = forms.EmailField(label=_("E-mail"), required=False)

    def __init__(self, data: Any = None, *, viewer: Viewer, staff: Staff | None = None) -> None:
        given = (
            {
                "name": staff.name,
                "title": staff.title,
                "unit": staff.unit_id,
                "mark": staff.mark,
                "email": staff.account.email,
            }
            if staff
            else {}
        )
        super().__init__(data, initial=given)
        self.fields["unit"].queryset = queries.open_units(viewer)  # type: ignore[attr-defined]


class StaffForm(PostForm):
    """A new person: the post, the user name and the roles."""

    username = forms.CharField(label=_("User name"), max_length=100, help_text=_("One word, for example mila.vedric."))
    roles = forms.MultipleChoiceField(label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple)
    field_order = ("name", "username", "title", "unit", "mark", "email", "roles")

    def __init__(self, data: Any = None, *, viewer: Viewer) -> None:
        super().__init__(data, viewer=viewer)
        self.fields["roles"].choices = role_choices()  # type: ignore[attr-defined]


class ProgramForm(AdminForm):
    """Another program of the office: its name, where it belongs, and its one role."""

    codes: ClassVar = {"role": "role"}
    name = forms.CharField(
        label=_("Name in this office"), max_length=200, help_text=_("For example: Accounting program.")
    )
    unit = UnitChoice(Unit.objects.none(), label=_("Unit"), empty_label=None)
    role = forms.TypedChoiceField(
        label=_("Role"),
        coerce=Role,
        choices=[],
        help_text=_("It may do and see what people with this role may do and see."),
    )

    def __init__(self, data: Any = None, *, viewer: Viewer) -> None:
        super().__init__(data)
        self.fields["unit"].queryset = queries.open_units(viewer)  # type: ignore[attr-defined]
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.value, str(role.label).capitalize()) for role in PROGRAM_ROLES
        ]


class TokenForm(AdminForm):
    """What a token may be used for, and how long."""

    scopes = forms.MultipleChoiceField(
        label=_("What the token may be used for"), choices=TokenScope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(
        label=_("Valid for how many days"), min_value=1, max_value=DAYS, widget=forms.NumberInput(NARROW)
    )


class RolesForm(AdminForm):
    """Which roles a person has."""

    codes: ClassVar = {"administrator": "roles", "role": "roles"}
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A role that reads cases, taken for oneself, is told in the journal as such."),
    )

    def __init__(self, data: Any = None, *, held: set[str]) -> None:
        super().__init__(data, initial={"roles": sorted(held)})
        self.fields["roles"].choices = role_choices()  # type: ignore[attr-defined]


def role_choices() -> list[tuple[str, str]]:
    """Roles of an office, with a word for those that read cases."""
    reads = _("reads cases")
    return [
        (
            role.value,
            f"{str(role.label).capitalize()} ({reads})" if role in READS_CASES else str(role.label).capitalize(),
        )
        for role in GIVEN
    ]


class InvitationForm(AdminForm):
    """For how long the link works."""

    codes: ClassVar = {"inactive": ""}
    days = forms.IntegerField(
        label=_("For how many days does the link work?"), min_value=1, max_value=30, initial=INVITATION_DAYS,
        widget=forms.NumberInput({"class": "govuk-input--width-3"}),
    )  # fmt: skip


class ReasonForm(AdminForm):
    """Why an account is closed."""

    codes: ClassVar = {"administrator": ""}
    reason = forms.CharField(label=_("Reason"), max_length=200)


class AuthorisationForm(AdminForm):
    """A written authorisation."""

    kind = forms.ChoiceField(label=_("What for?"), widget=forms.RadioSelect, choices=AuthorisationKind.choices)
    number = forms.CharField(
        label=_("Number"), max_length=60, widget=forms.TextInput({"class": "govuk-input--width-20"})
    )
    issued_on = SerbianDateField(label=_("Issued on"))
    valid_from = SerbianDateField(label=_("Valid from"))
    valid_to = SerbianDateField(label=_("Valid to"), required=False)
    classes = forms.CharField(
        label=_("Class marks"), max_length=300, required=False,
        help_text=_("With commas between, for example 350, 351. Empty: all of them."),
    )  # fmt: skip

    def clean_classes(self) -> list[str]:
        """The marks, digits only."""
        marks = [mark.strip() for mark in self.cleaned_data["classes"].split(",") if mark.strip()]
        if any(not mark.replace("-", "").isdigit() or len(mark) > 10 for mark in marks):
            raise forms.ValidationError(_("Class marks are digits, with commas between, for example 350, 351."))
        return marks


class EndForm(AdminForm):
    """The last day of an authorisation, and why."""

    last_day = SerbianDateField(label=_("Last day on which it counts"))
    reason = forms.CharField(label=_("Reason"), max_length=300)


class MandateForm(AdminForm):
    """Who stands in for whom."""

    absent = forms.ModelChoiceField(Staff.objects.none(), label=_("Who is absent?"))
    deputy = forms.ModelChoiceField(Staff.objects.none(), label=_("Who stands in?"))
    valid_from = SerbianDateField(label=_("From"))
    valid_to = SerbianDateField(label=_("To"))
    number = forms.CharField(label=_("Number of the mandate"), max_length=60)
    ground = forms.CharField(label=_("Ground"), max_length=300)
    duties = forms.MultipleChoiceField(
        label=_("What does the deputy do?"),
        widget=forms.CheckboxSelectMultiple,
        choices=Duty.choices,
        initial=Duty.values,
        error_messages={"required": _("Tick at least one duty: without any the mandate gives nothing.")},
    )
    scope = forms.CharField(
        label=_("Limits, in the words of the document"),
        max_length=300,
        required=False,
        help_text=_("For people to read. What the deputy can do is what is ticked above."),
    )

    def __init__(self, data: Any = None, *, viewer: Viewer) -> None:
        super().__init__(data)
        for name in ("absent", "deputy"):
            self.fields[name].queryset = queries.colleagues(viewer)  # type: ignore[attr-defined]


class AbsenceForm(AdminForm):
    """Who is away, from when to when."""

    staff = forms.ModelChoiceField(Staff.objects.none(), label=_("Who is away?"), empty_label=_("Choose"))
    kind = forms.ChoiceField(
        label=_("How?"),
        widget=forms.RadioSelect,
        choices=AbsenceKind.choices,
        help_text=_("No more than this is kept. Never write that somebody is ill: choose “other absence”."),
        error_messages={"required": _("Choose one.")},
    )
    from_on = SerbianDateField(
        label=_("From"), help_text=_("When the service ends: the first day on which the person no longer works here.")
    )
    until_on = SerbianDateField(
        label=_("To, that day too"), required=False, help_text=_("Empty only when the service ends.")
    )

    def __init__(self, data: Any = None, *, viewer: Viewer, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["staff"].queryset = absence.people(viewer)  # type: ignore[attr-defined]


class ModeForm(AdminForm):
    """The mode of a function, by decision."""

    mode = forms.ChoiceField(label=_("Mode"), widget=forms.RadioSelect, choices=Mode.choices)
    decision = forms.CharField(label=_("Number of the head's decision"), max_length=200, required=False)
    ground = forms.CharField(label=_("Legal ground"), max_length=500, required=False)
    decided_on = SerbianDateField(label=_("Date of the decision"), required=False)


class LanguageForm(AdminForm):
    """By which act a language is in official use, and what the office is called in it."""

    codes: ClassVar = {"ground": "ground", "name": "name", "body": "body", "seat": "seat"}
    ground = forms.CharField(
        label=_("By which act it is in official use"), max_length=300,
        help_text=_("For example the article of the statute, with the number of the official gazette."),
    )  # fmt: skip
    name = forms.CharField(label=_("Name of the municipality in this language"), max_length=200)
    body = forms.CharField(label=_("The body that acts, in this language"), max_length=200)
    seat = forms.CharField(label=_("Seat, in this language"), max_length=100)


class OfficeDataForm(AdminForm):
    """Name, address and contact of the office."""

    name_cyr = forms.CharField(label=_("Name, in Cyrillic"), max_length=200)
    name_lat = forms.CharField(label=_("Name, in Latin"), max_length=200)
    name_en = forms.CharField(label=_("Name, in English"), max_length=200, required=False)
    body_cyr = forms.CharField(label=_("The body that acts"), max_length=200)
    seat_cyr = forms.CharField(label=_("Seat"), max_length=100)
    address_cyr = forms.CharField(label=_("Address"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    hostname = forms.CharField(
        label=_("Host name"), max_length=200, required=False,
        help_text=_("Where its pages answer, for example salter.aleksinac.rs. It stands in links and codes."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, office: Organisation) -> None:
        super().__init__(data, initial={name: getattr(office, name) for name in self.base_fields})


class ForgottenForm(forms.Form):
    """Who wants a new password."""

    username = forms.CharField(
        label=_("User name"), max_length=100, widget=forms.TextInput({"autocomplete": "username"})
    )


class PasswordForm(AdminForm):
    """The new password, twice."""

    codes: ClassVar = {"password": "password", "link": ""}
    password = forms.CharField(
        label=_("New password"), strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("At least 12 signs. A sentence that only you know is easy to keep in mind."),
    )  # fmt: skip
    again = forms.CharField(
        label=_("The password again"), strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        """Twice the same."""
        cleaned = super().clean() or {}
        if cleaned.get("password") and cleaned["password"] != cleaned.get("again"):
            self.add_error("again", _("The two passwords differ. Type the same one twice."))
        return cleaned

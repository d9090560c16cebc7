"""The questions of the set-up, one thing a page, and the answers as they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from salter.organisations import identifiers, reference
from salter.organisations.actions import check_password
from salter.organisations.actions.staff import check_username
from salter.organisations.models import Account, Function, Mode, OrganisationKind
from salter.organisations.reference import Municipality
from salter.registry import numbers
from salter.ui.forms import SerbianDateField
from salter.ui.script import fold, to_cyrillic, to_latin
from salter.ui.templatetags.salter import language

Answers = dict[str, Any]
WIDE = {"class": "govuk-!-width-full"}


class StepForm(forms.Form):
    """A question of the set-up; `kept` gives its answer as JSON, `initial_of` fills it from what is known."""

    mark_optional = True
    title: ClassVar[Any] = ""
    intro: ClassVar[Any] = ""

    def __init__(self, data: Mapping[str, Any] | None = None, *, answers: Answers, key: str) -> None:
        super().__init__(data, initial={**self.initial_of(answers), **answers.get(key, {})})
        self.answers, self.key = answers, key

    @classmethod
    def initial_of(cls, answers: Answers) -> dict[str, Any]:
        """What is proposed before it was answered."""
        return {}

    def kept(self) -> dict[str, Any]:
        """The answer to keep."""
        return {
            name: value.isoformat() if isinstance(value, date) else value or ""
            for name, value in self.cleaned_data.items()
        }


class KindForm(StepForm):
    """Self-government, company or another body."""

    heading_field = "kind"
    kind = forms.ChoiceField(
        label=_("Whose office is it?"),
        widget=forms.RadioSelect,
        choices=[
            ("self-government", _("A municipality or a city")),
            ("company", _("A company")),
            ("other", _("Another body: a city municipality, a public enterprise, an institution")),
        ],
        error_messages={"required": _("Choose whose office it is.")},
    )


class PlaceForm(StepForm):
    """One of the 174 self-governments, typed in either script."""

    heading_field = "place"
    place = forms.CharField(
        label=_("Which municipality or city?"),
        help_text=_("Begin to type its name, in Cyrillic or Latin, with or without diacritics."),
        max_length=100,
        widget=forms.TextInput({"list": "places", "autocomplete": "off"}),
        error_messages={"required": _("Write the name of the municipality or city.")},
    )

    def clean_place(self) -> str:
        """Exactly one self-government. Raises ValidationError that names those that fit."""
        typed = self.cleaned_data["place"]
        found = places(typed)
        if len(found) != 1:
            names = ", ".join(name_of(row) for row in found[:8])
            raise ValidationError(
                _("Several fit: %(names)s. Write the whole name.") % {"names": names}
                if found
                else _("None of the 174 municipalities and cities has that name. Check how it is written.")
            )
        self.found = found[0]
        return self.found.name_cyr

    def kept(self) -> dict[str, Any]:
        """Name, code and kind of the self-government."""
        kind = OrganisationKind.CITY if self.found.kind == "grad" else OrganisationKind.MUNICIPALITY
        return {"place": self.found.name_cyr, "code": self.found.code, "kind": kind.value}


def name_of(row: Municipality) -> str:
    """Its name in the reader's script."""
    return row.name_cyr if language() == "sr" else row.name_lat


def places(typed: str) -> list[Municipality]:
    """Self-governments whose name is `typed`, else those whose name begins with it."""
    wanted = " ".join(fold(typed).split())
    for word in ("opstina ", "grad "):
        wanted = wanted.removeprefix(word)
    rows = reference.municipalities()
    exact = [row for row in rows if fold(row.name_lat) == wanted]
    return exact or [row for row in rows if fold(row.name_lat).startswith(wanted)] if wanted else []


class BodyForm(StepForm):
    """A company or another body: its numbers, checked."""

    title = _("The numbers of the body")
    registration_number = forms.CharField(
        label=_("Registration number (MB)"), max_length=20, widget=forms.TextInput({"class": "govuk-input--width-10"})
    )
    tax_number = forms.CharField(
        label=_("Tax number (PIB)"), max_length=20, widget=forms.TextInput({"class": "govuk-input--width-10"})
    )

    def clean_registration_number(self) -> str:
        """Eight digits that pass their check."""
        checked = identifiers.check_mb(self.cleaned_data["registration_number"])
        if not checked.valid:
            raise ValidationError(_("A registration number (MB) has 8 digits and passes its check. Look it up again."))
        return checked.value

    def clean_tax_number(self) -> str:
        """Nine digits that pass their check."""
        checked = identifiers.check_pib(self.cleaned_data["tax_number"])
        if not checked.valid:
            raise ValidationError(_("A tax number (PIB) has 9 digits and passes its check. Look it up again."))
        return checked.value

    def kept(self) -> dict[str, Any]:
        """With the kind that was chosen."""
        return super().kept() | {"kind": self.answers["kind"]["kind"]}


class NameForm(StepForm):
    """What the body is called."""

    title = _("What is the body called?")
    intro = _("This stands in the heading of every paper. Write it as in the official seal.")
    name_cyr = forms.CharField(label=_("Name, in Cyrillic"), max_length=200, widget=forms.TextInput(WIDE))
    name_lat = forms.CharField(
        label=_("Name, in Latin"), max_length=200, required=False, widget=forms.TextInput(WIDE),
        help_text=_("Left empty, it is made from the Cyrillic one."),
    )  # fmt: skip
    body_cyr = forms.CharField(
        label=_("The body that acts"), max_length=200, widget=forms.TextInput(WIDE),
        help_text=_("For example: Општинска управа општине Алексинац."),
    )  # fmt: skip
    seat_cyr = forms.CharField(label=_("Seat"), max_length=100)

    @classmethod
    def initial_of(cls, answers: Answers) -> dict[str, Any]:
        """Proposed for a self-government."""
        code = answers.get("place", {}).get("code")
        if not code:
            return {}
        row = reference.municipality(code)
        city = row.kind == "grad"
        return {
            "name_cyr": f"{'Град' if city else 'Општина'} {row.name_cyr}",
            "body_cyr": "Градска управа" if city else "Општинска управа",
            "seat_cyr": row.seat_cyr,
        }

    def clean_name_cyr(self) -> str:
        """In Cyrillic, also when it was typed in Latin."""
        return to_cyrillic(self.cleaned_data["name_cyr"].strip())

    def clean_body_cyr(self) -> str:
        """In Cyrillic."""
        return to_cyrillic(self.cleaned_data["body_cyr"].strip())

    def clean_seat_cyr(self) -> str:
        """In Cyrillic."""
        return to_cyrillic(self.cleaned_data["seat_cyr"].strip())

    def clean(self) -> dict[str, Any]:
        """The Latin name follows from the Cyrillic one."""
        cleaned = super().clean() or {}
        cleaned["name_lat"] = (cleaned.get("name_lat") or to_latin(cleaned.get("name_cyr", ""))).strip()
        return cleaned


class ContactForm(StepForm):
    """Where people find it."""

    title = _("Where do people find it?")
    intro = _("It stands on papers and on the pages for citizens.")
    address_cyr = forms.CharField(label=_("Address"), max_length=200, widget=forms.TextInput(WIDE))
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)


class AdministratorForm(StepForm):
    """The first administrator."""

    title = _("Who is the first administrator?")
    intro = _("The administrator brings in units and staff and gives roles. Reading cases is another role.")
    name = forms.CharField(label=_("Name and surname"), max_length=200)
    title_of = forms.CharField(label=_("Post"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False, widget=forms.EmailInput({"autocomplete": "email"}))
    username = forms.CharField(
        label=_("User name"), max_length=100, help_text=_("One word, for example mila.vedric."),
        widget=forms.TextInput({"autocomplete": "username", "spellcheck": "false"}),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput({"autocomplete": "new-password"}), strip=False,
        help_text=_("At least 12 signs. A sentence that only you know is easy to keep in mind."),
    )  # fmt: skip
    again = forms.CharField(
        label=_("The password again"), widget=forms.PasswordInput({"autocomplete": "new-password"}), strip=False
    )

    def clean_username(self) -> str:
        """One word that nobody has."""
        return check_username(self.cleaned_data["username"])

    def clean(self) -> dict[str, Any]:
        """A password that protects, twice the same."""
        cleaned = super().clean() or {}
        password, username = cleaned.get("password"), cleaned.get("username", "")
        if password and password != cleaned.get("again"):
            self.add_error("again", _("The two passwords differ. Type the same one twice."))
        elif password:
            try:
                check_password(password, Account(username=username, display_name=cleaned.get("name", "")))
            except ValidationError as weak:
                self.add_error("password", weak)
        return cleaned

    def kept(self) -> dict[str, Any]:
        """The password only as its hash."""
        cleaned = self.cleaned_data
        return {
            "name": cleaned["name"],
            "title": cleaned["title_of"],
            "title_of": cleaned["title_of"],
            "username": cleaned["username"],
            "email": cleaned["email"],
            "password": make_password(cleaned["password"]),
        }


class ModeForm(StepForm):
    """How one function is worked: beside the state's system, or as one's own."""

    heading_field = "mode"
    mode = forms.ChoiceField(widget=forms.RadioSelect, error_messages={"required": _("Choose one.")})
    decision = forms.CharField(
        label=_("Number of the head's decision"), max_length=200, required=False,
        help_text=_("Needed for “own” only."),
    )  # fmt: skip
    ground = forms.CharField(label=_("Legal ground"), max_length=500, required=False, widget=forms.TextInput(WIDE))
    decided_on = SerbianDateField(label=_("Date of the decision"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, answers: Answers, key: str) -> None:
        super().__init__(data, answers=answers, key=key)
        function = Function(key.removeprefix("mode-"))
        field = self.fields["mode"]
        field.label, field.help_text = QUESTIONS[function]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(mode.value, words[function]) for mode, words in MEANING.items()]
        when = self.initial.get("decided_on")
        self.initial["decided_on"] = date.fromisoformat(when) if when else None

    @classmethod
    def initial_of(cls, answers: Answers) -> dict[str, Any]:
        """Public bodies are bound to the state's systems; companies are not."""
        company = answers.get("kind", {}).get("kind") == "company"
        return {"mode": (Mode.OWN if company else Mode.COMPANION).value}

    def clean(self) -> dict[str, Any]:
        """`own` needs decision, ground and date; the others keep none."""
        cleaned = super().clean() or {}
        names = ("decision", "ground", "decided_on")
        if cleaned.get("mode") != Mode.OWN:
            return cleaned | {"decision": "", "ground": "", "decided_on": None}
        for name in names:
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("“Own” needs this: the decision of the head, its legal ground and its date."))
        return cleaned


QUESTIONS = {
    Function.REGISTER: (
        _("Which book gives the legal number?"),
        _("Public bodies are bound to the state's Pisarnica; then its number is kept beside ours."),
    ),
    Function.DELIVERY: (
        _("How are papers delivered?"),
        _("Public bodies are bound to the state's eSanduče; then its dates and evidence are kept beside ours."),
    ),
    Function.ARCHIVE: (
        _("Which archive keeps closed cases?"),
        _("Public bodies are bound to the state's eArhiv; then our packages prepare the hand-over to it."),
    ),
}
MEANING = {
    Mode.COMPANION: {
        Function.REGISTER: _("Companion: the state's number is the legal one; ours helps to work"),
        Function.DELIVERY: _("Companion: delivery is the state's; we prepare it and keep its evidence"),
        Function.ARCHIVE: _("Companion: the archive is the state's; we prepare the hand-over"),
    },
    Mode.OWN: {
        Function.REGISTER: _("Own: our number is the legal one, by decision of the head"),
        Function.DELIVERY: _("Own: we deliver ourselves, by decision of the head"),
        Function.ARCHIVE: _("Own: our archive is the archive, by decision of the head"),
    },
    Mode.PRACTICE: {
        Function.REGISTER: _("Practice: numbers have no legal effect, only for learning"),
        Function.DELIVERY: _("Practice: nothing is really delivered, only for learning"),
        Function.ARCHIVE: _("Practice: nothing is really archived, only for learning"),
    },
}
FORMATS = (
    "{class}-{ordinal}/{year}-{unit}",
    "{class}-{ordinal}/{year}",
    "{ordinal}/{year}-{unit}",
    "{ordinal}/{year}",
)


def example(number_format: str, year: int) -> str:
    """A number in that format, to look at."""
    return numbers.number_format(number_format).render(numbers.local("350", 123, year, "IV-02"))


class NumbersForm(StepForm):
    """How numbers of cases look."""

    heading_field = "number_format"
    number_format = forms.ChoiceField(
        label=_("How do your case numbers look?"),
        help_text=_("This is the 123rd case of the year, class 350, in unit IV-02. Choose what your book uses today."),
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, answers: Answers, key: str) -> None:
        super().__init__(data, answers=answers, key=key)
        field = self.fields["number_format"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each, example(each, answers["year"])) for each in FORMATS]

    @classmethod
    def initial_of(cls, answers: Answers) -> dict[str, Any]:
        """The usual one."""
        return {"number_format": FORMATS[0]}


STEPS: dict[str, type[StepForm]] = {
    "kind": KindForm,
    "place": PlaceForm,
    "name": NameForm,
    "contact": ContactForm,
    "mode-register": ModeForm,
    "mode-delivery": ModeForm,
    "mode-archive": ModeForm,
    "numbers": NumbersForm,
    "administrator": AdministratorForm,
}
ORDER = (
    "kind",
    "place",
    "name",
    "contact",
    "units",
    "mode-register",
    "mode-delivery",
    "mode-archive",
    "numbers",
    "administrator",
)


def form_of(step: str, answers: Answers) -> type[StepForm]:
    """The form of a step; a body that is no self-government gives its numbers instead of its place."""
    governs = answers.get("kind", {}).get("kind") == "self-government"
    return BodyForm if step == "place" and not governs else STEPS[step]


def missing(answers: Answers) -> str:
    """The first step that still needs an answer; empty when all are there."""
    return next((step for step in ORDER if step not in answers), "")

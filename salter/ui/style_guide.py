"""Sample content of the style guide: invented people and cases, in Cyrillic, or in Latin where the reader wants it."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from django import forms

from salter.ui.forms import MultipleFileField, SerbianDateField, SerbianDatePartsField
from salter.ui.script import to_latin

CONTENT = Path(__file__).with_name("style_guide.yaml")
TODAY = date(2026, 11, 23)


class SampleForm(forms.Form):
    """One field of every kind."""

    about_self = True
    full_name = forms.CharField(
        label="Име и презиме",
        help_text="Као у личној карти.",
        error_messages={"required": "Упишите име и презиме."},
    )
    email = forms.EmailField(label="Адреса електронске поште", required=False)
    birth = SerbianDatePartsField(label="Датум рођења", help_text="На пример 5 3 1987")
    paid_on = SerbianDateField(label="Дан уплате", help_text="На пример 23. 11. 2026.")
    amount = forms.DecimalField(
        label="Уплаћени износ у динарима", widget=forms.NumberInput({"class": "govuk-input--width-5"})
    )
    place = forms.ChoiceField(label="Матична књига", choices=[("", "Изаберите"), ("1", "Ужице"), ("2", "Чајетина")])
    way = forms.ChoiceField(
        label="Како желите да примите извод?",
        choices=[("mailbox", "У електронско сандуче"), ("post", "Поштом"), ("counter", "На шалтеру")],
        widget=forms.RadioSelect,
    )
    papers = forms.MultipleChoiceField(
        label="Шта прилажете?",
        choices=[("slip", "Доказ о уплати"), ("power", "Пуномоћје")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    attachments = MultipleFileField(
        label="Прилози", help_text="PDF, JPG или PNG, до 20 MB свака датотека.", required=False
    )
    note = forms.CharField(label="Напомена", widget=forms.Textarea({"rows": 3}), required=False)
    truth = forms.BooleanField(label="Подаци које сам дао су тачни.", error_messages={"required": "Потврдите тачност."})


SUBJECTS = (
    "Издавање извода из матичне књиге рођених",
    "Накнада штете од града",
    "Одобрење за раскопавање улице",
    "Уверење о држављанству",
)
PEOPLE = ("Петровић Мила", "Ђорђевић Лука", "Комунално ДОО", "Њежић Љубица")
STATES = (
    ("у раду", "active"),
    ("чека допуну", "waiting"),
    ("за потпис", "action"),
    ("достављено", "done"),
    ("архивирано", "closed"),
)


def sample() -> dict[str, Any]:
    """Everything the style guide shows, in Cyrillic."""
    content: dict[str, Any] = yaml.safe_load(CONTENT.read_text("utf-8"))
    content["list"]["cases"] = [_case(place) for place in range(40)]
    return content


def _case(place: int) -> dict[str, Any]:
    status, tone = STATES[place % len(STATES)]
    return {
        "number": f"350-{140 - place}/2026-IV-02",
        "subject": SUBJECTS[place % len(SUBJECTS)],
        "person": PEOPLE[place % len(PEOPLE)],
        "status": status,
        "tone": tone,
        "due": TODAY + timedelta(days=place * 2 - 3) if place % 7 else None,
        "paused": place % 6 == 5,
    }


def in_script(content: Any, latin: bool) -> Any:
    """Sample content with every text in Latin when the reader wants that."""
    if not latin:
        return content
    if isinstance(content, dict):
        kept = {"key", "tone", "url"}
        return {key: value if key in kept else in_script(value, latin) for key, value in content.items()}
    if isinstance(content, list):
        return [in_script(part, latin) for part in content]
    return to_latin(content) if isinstance(content, str) else content

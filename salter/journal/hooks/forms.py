"""The form of a webhook."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.journal.hooks import queries
from salter.journal.models import Hook
from salter.organisations.administration.common import AdminForm

FIELD = re.compile(r"%\(\w+\)[sd]")


class HookForm(AdminForm):
    """Which program, where, and of what it is told."""

    codes: ClassVar = {"practice": "", "many": ""}
    name = forms.CharField(
        label=_("Name in this office"), max_length=100, help_text=_("For example: Accounting program.")
    )
    url = forms.URLField(
        label=_("Address that is called"),
        max_length=500,
        assume_scheme="https",
        help_text=_("It begins with https://. A network of your own is allowed by SALTER_HOOK_NETWORKS."),
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "url", "spellcheck": "false"}),
    )
    verbs = forms.MultipleChoiceField(
        label=_("What it is told of"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only that it happened and to which case. No name and no content is sent."),
    )

    def __init__(self, data: Any = None, *, hook: Hook | None = None) -> None:
        initial = {name: getattr(hook, name) for name in ("name", "url", "verbs")} if hook else {}
        super().__init__(data, initial=initial)
        self.fields["verbs"].choices = [  # type: ignore[attr-defined]
            (verb.code, f"{verb.code} – {FIELD.sub('…', str(verb.sentence))}") for verb in queries.verbs()
        ]

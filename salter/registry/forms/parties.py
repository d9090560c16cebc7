"""The form that decides on two entries of parties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.organisations.models import Party
from salter.registry.forms.base import OfficeForm


class PairForm(OfficeForm):
    """Which of two entries stays, or that they are two different ones; and how one knows."""

    APART: ClassVar = "apart"
    codes: ClassVar = {
        "reason": "reason",
        **dict.fromkeys(("kind", "identifier", "accounts", "keep-other", "merged", "same"), "deed"),
    }
    deed = forms.ChoiceField(label=_("What is true?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("How do you know it?"),
        help_text=_("For example: the same identity card was shown. It stays in the journal."),
        max_length=300,
        error_messages={"required": _("Write how you know it.")},
    )

    def __init__(self, *args: Any, parties: Sequence[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = [_("They are one; the left entry stays"), _("They are one; the right entry stays")]
        choices = [(str(party.pk), words) for party, words in zip(parties, said, strict=True)]
        self.fields["deed"].choices = [  # type: ignore[attr-defined]
            *choices,
            (self.APART, _("They are two different ones")),
        ]

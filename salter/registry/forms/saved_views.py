"""The form of a list that is kept under a name."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.forms.base import OfficeForm


class SavedViewForm(OfficeForm):
    """Its name, and for who may say so whether the whole unit sees it."""

    codes: ClassVar = {"name": "name", "name-taken": "name"}
    name = forms.CharField(
        label=_("Name"),
        help_text=_("It stands above the list and on the start page. For example: Complaints of my unit."),
        max_length=60,
        error_messages={"required": _("Write a name.")},
    )
    shared = forms.BooleanField(
        label=_("Everybody in my unit sees this view"),
        help_text=_("Each opens it on the cases that they may see."),
        required=False,
    )

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["shared"]

    def shared_now(self, before: bool) -> bool:
        """Whether the unit sees it; as it was for who is not asked."""
        return bool(self.cleaned_data["shared"]) if "shared" in self.fields else before

"""The form that brings a draft back from Word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from salter.documents.word.reading import Found, WordRefused, read
from salter.registry.forms.base import OfficeForm
from salter.registry.models import ActVersion
from salter.ui.formats import format_datetime
from salter.ui.templatetags.salter import language


class FromWordForm(OfficeForm):
    """A file, and the version that it was made from."""

    mark_optional = False
    codes: ClassVar = {"other": "file", "headings": "file", "title": "file", "version": "version"}
    file = forms.FileField(
        label=_("The file (.docx)"),
        widget=forms.FileInput({"accept": ".docx"}),
        error_messages={
            "required": _("Choose the file."),
            "empty": _("The file is empty. Choose the one that you have written in."),
        },
    )
    version = forms.TypedChoiceField(
        label=_("Which version was it made from?"),
        help_text=_("The file says so itself; choose only if it no longer does."),
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, versions: Sequence[ActVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [
            (row.number, f"{row.number} · {row.by.name} · {format_datetime(row.at, language())}") for row in versions
        ]
        self.fields["version"].choices = [("", _("as the file says")), *rows]  # type: ignore[attr-defined]  # of a ChoiceField
        self.found: Found | None = None

    def clean_file(self) -> Any:
        """What the file says is in `found` afterwards."""
        sent = self.cleaned_data["file"]
        try:
            self.found = read(sent.name, sent.file)
        except WordRefused as refused:
            raise ValidationError(refused.message, code="file") from refused
        return sent

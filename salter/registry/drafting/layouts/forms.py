"""The form of a template."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from salter.documents.word.reading import Found, WordRefused, read, refuse_problems
from salter.registry.forms.base import OfficeForm
from salter.registry.models import ActKind


class LayoutForm(OfficeForm):
    """Name, kind of act (of a new one) and the text in typst."""

    codes: ClassVar = {"name": "name", "source": "source", "same": "source", "busy": "source", "language": ""}
    name = forms.CharField(label=_("Name"), max_length=100, error_messages={"required": _("Write a name.")})
    kind = forms.ChoiceField(label=_("For which acts"), choices=ActKind.choices, widget=forms.HiddenInput)
    language = forms.CharField(max_length=8, required=False, widget=forms.HiddenInput)
    source = forms.CharField(
        label=_("Text of the template"),
        help_text=_(
            "What stands between letterhead and signatures, in typst. What the act says stands in “data”; “piece” and "
            "“pieces” print it."
        ),
        strip=False,
        widget=forms.Textarea({"rows": 22, "spellcheck": "false", "class": "sl-code"}),
        error_messages={"required": _("Write the template.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].widget.attrs["autocomplete"] = "off"

    def clean_source(self) -> str:
        """With line ends of one kind."""
        return str(self.cleaned_data["source"]).replace("\r\n", "\n")


class LayoutFileForm(OfficeForm):
    """A template that was written in Word."""

    codes: ClassVar = {"name": "name", "source": "file", "same": "file", "busy": "file", "fields": "file"}
    mark_optional = False
    name = forms.CharField(label=_("Name"), max_length=100, error_messages={"required": _("Write a name.")})
    file = forms.FileField(
        label=_("The file (.docx)"),
        widget=forms.FileInput({"accept": ".docx"}),
        error_messages={"required": _("Choose the file."), "empty": _("The file is empty. Choose another one.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found: Found | None = None

    def clean_file(self) -> Any:
        """What the file says is in `found` afterwards; one with programs, links or files inside is refused."""
        sent = self.cleaned_data["file"]
        try:
            found = read(sent.name, sent.file)
            refuse_problems(found)
        except WordRefused as refused:
            raise ValidationError(refused.message, code="file") from refused
        self.found = found
        return sent

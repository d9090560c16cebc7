"""Forms for acts: the lawful parts of their kind, and the note with which one is returned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from salter.calendars.law import cited
from salter.registry import acts, wording
from salter.registry.acts import REST
from salter.registry.forms.base import OfficeForm
from salter.registry.models import ActKind, Extent, LayoutVersion, Outcome
from salter.ui.templatetags.salter import language, script, unverified

ROWS = {"legal_basis": 5, "disposition": 7, "reasoning": 9, "remedy": 4, "text": 16, "rest": 3}


def _field(part: acts.Part) -> forms.CharField:
    """The field of a part, marked with the language that is written in it."""
    told = {"lang": part.language or "sr-Cyrl", "spellcheck": "true"}
    if part.plain == "title":
        widget: forms.Widget = forms.TextInput(told)
        return forms.CharField(label=cast(str, part.label), max_length=300, widget=widget, required=False)
    widget = forms.Textarea({"rows": ROWS[part.plain], **told})
    return forms.CharField(label=cast(str, part.label), help_text=cast(str, part.hint), widget=widget, required=False)


def _of_ground(kind: ActKind, written: str, hint: str | Promise) -> str:
    """The hint of an introduction; where that names the article which the office proposes, how sure we are of it."""
    rule = wording.GROUNDS.get(kind)
    if rule is None or wording.proposed(kind) not in written:
        return str(hint)
    text = rule.text_en if language() == "en" else script(rule.text_sr)
    return format_html("{} {} ({}) {}", hint, f"{text}.", script(cited(rule.article, language())), unverified())


class ActForm(OfficeForm):
    """Title, outcome (of a decision) and the parts of acts.PARTS; a draft may lack any part but the title."""

    codes: ClassVar = {"outcome": "outcome", "layout": "layout", "rest": "rest"}
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=300, error_messages={"required": _("Write the title.")})

    def __init__(
        self,
        *args: Any,
        kind: ActKind,
        layouts: Sequence[LayoutVersion] = (),
        extent: str = "",
        language: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.layouts, self.language = kind, layouts, language
        if kind == ActKind.DECISION:
            self.fields["outcome"] = forms.ChoiceField(
                label=_("How is it decided?"), choices=Outcome.choices, widget=forms.RadioSelect, required=False
            )
        for part in acts.parts_of(kind, language):
            if part.plain == REST and extent != Extent.PARTIAL:
                continue
            self.fields[part.key] = _field(part)
            if part.key == "legal_basis":
                self.fields[part.key].help_text = _of_ground(kind, str(self.initial.get(part.key, "")), part.hint)
            if part.key == "disposition" and extent == Extent.PARTIAL:
                self.fields["rest"] = forms.CharField(
                    label=_("What stays undecided"),
                    help_text=_("It is printed at the end of the operative part, and the page of the case shows it."),
                    max_length=500,
                    widget=forms.Textarea({"rows": 3, "lang": "sr-Cyrl", "spellcheck": "true"}),
                    required=False,
                )
        if layouts:
            choices = [("", _("as the program prints it")), *((str(row.pk), row.layout.name) for row in layouts)]
            self.fields["layout"] = forms.ChoiceField(label=_("Template"), choices=choices, required=False)

    mark_optional = False

    def layout(self) -> LayoutVersion | None:
        """The template by which it is printed, None for the house's."""
        chosen = self.cleaned_data.get("layout", "")
        return next((row for row in self.layouts if str(row.pk) == chosen), None)

    def content(self) -> dict[str, str]:
        """The written parts, with line ends of one kind: browsers send others than were given to them."""
        written = self.cleaned_data
        return {
            part.key: written.get(part.key, "").replace("\r\n", "\n")
            for part in acts.parts_of(self.kind, self.language)
        }

    def rest(self) -> str:
        """What a partial decision leaves undecided."""
        return str(self.cleaned_data.get("rest", ""))

    def outcome(self) -> str:
        """How it is decided, "" while that is open or the kind has none."""
        return str(self.cleaned_data.get("outcome", ""))


class ReturnForm(OfficeForm):
    """What the author should change."""

    note = forms.CharField(
        label=_("What should be changed?"),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write what should be changed; the author reads it beside the draft.")},
    )

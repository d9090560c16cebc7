"""From an act's row to its page: the written parts, what is missing of them, and the PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from salter.documents.rendering import render
from salter.organisations.models import Organisation
from salter.registry import numbering
from salter.registry.models import Act, ActKind, Outcome
from salter.ui.formats import format_date
from salter.ui.script import to_latin

TEMPLATES = {
    ActKind.DECISION: "decision",
    ActKind.CONCLUSION: "conclusion",
    ActKind.REQUEST_TO_CORRECT: "letter",
    ActKind.NOTICE: "letter",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an act that a person writes."""

    key: str
    label: str | Promise
    hint: str | Promise
    required: bool = True


# Art. 141 ZUP (regulation.md 2.5); header and signature block are made by the office itself.
DECISION_PARTS = (
    Part("legal_basis", _("Introduction: legal basis"), _("Who decides, on what ground, in whose procedure.")),
    Part("disposition", _("Operative part"), _("What is decided; one point in each line.")),
    Part("reasoning", _("Explanation"), _("Request, facts, evidence, rules applied and reasons.")),
    Part("remedy", _("Instruction on the legal remedy"), _("Whether, to whom, within what time and how to appeal.")),
)
LETTER_PARTS = (Part("text", _("Text"), _("What you tell the party and what the party should do, by when.")),)
PARTS: dict[str, tuple[Part, ...]] = {
    ActKind.DECISION: DECISION_PARTS,
    ActKind.CONCLUSION: DECISION_PARTS,
    ActKind.REQUEST_TO_CORRECT: LETTER_PARTS,
    ActKind.NOTICE: LETTER_PARTS,
}


def missing_parts(act: Act) -> list[str | Promise]:
    """The labels of lawful parts that are still empty."""
    missing = [part.label for part in PARTS[act.kind] if part.required and not str(act.content.get(part.key, "")).strip()]
    if act.kind == ActKind.DECISION and act.outcome not in Outcome.values:
        missing.append(_("Outcome"))
    return missing


def file_name(act: Act) -> str:
    """The name that the finished document is kept under."""
    return f"{TEMPLATES[ActKind(act.kind)]}-{act.case.ordinal}-{act.case.year}-{act.sub_number}.pdf"

"""From an act's row to its page: the written parts, what is missing of them, and the PDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from salter.documents.markup import blocks, points
from salter.documents.office_templates import print_form
from salter.documents.paper import Language, in_script, letterhead, second_head
from salter.documents.rendering import render
from salter.organisations import clock
from salter.organisations.languages import LANGUAGES
from salter.registry import numbering, wording_second
from salter.registry.drafting.depersonalise import gaps
from salter.registry.jointly.queries import people_of
from salter.registry.models import Act, ActKind, Extent, Outcome
from salter.registry.parties.letters import letters_with
from salter.registry.parties.services import parties_of
from salter.ui.formats import format_date, format_datetime

TEMPLATES = {
    ActKind.DECISION: "decision",
    ActKind.CONCLUSION: "conclusion",
    ActKind.REQUEST_TO_CORRECT: "letter",
    ActKind.NOTICE: "letter",
}
FILE_NAMES = {
    ActKind.DECISION: "resenje",
    ActKind.CONCLUSION: "zakljucak",
    ActKind.REQUEST_TO_CORRECT: "poziv",
    ActKind.NOTICE: "obavestenje",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an act that a person writes."""

    key: str
    label: str | Promise
    hint: str | Promise
    required: bool = True
    language: str = ""

    @property
    def plain(self) -> str:
        """The key of the Serbian part that it says in another language."""
        return self.key.removesuffix(f"_{self.language}") if self.language else self.key


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


REST = "rest"
"""What a partial decision leaves undecided: in Serbian a column of the act, in its second language one of its parts."""


def second_key(key: str, language: str) -> str:
    """Where a part stands in its second language among the written parts."""
    return f"{key}_{language}"


@cache
def _second(kind: str, language: str) -> tuple[Part, ...]:
    title, rest = Part("title", _("Title"), ""), Part(REST, _("What stays undecided"), "", required=False)
    name = LANGUAGES[language].name
    plain = (title, *PARTS[kind], *([rest] if kind == ActKind.DECISION else []))
    return tuple(
        Part(second_key(one.key, language), format_lazy("{} ({})", one.label, name), one.hint, one.required, language)
        for one in plain
    )


def parts_of(kind: str, language: str | None) -> tuple[Part, ...]:
    """All that a person writes in an act of a kind, title and outcome apart; in its second language its title too."""
    return PARTS[kind] + (_second(kind, language) if language else ())


def untranslated(act: Act) -> list[str | Promise]:
    """The labels of what stands in Serbian and not in the second language of the act."""
    return untranslated_in(act.kind, act.language, {**act.content, "title": act.title, REST: act.rest})


def untranslated_in(kind: str, language: str | None, written: Mapping[str, Any]) -> list[str | Promise]:
    """The same of parts and a title as they are written."""
    if not language:
        return []
    second = _second(kind, language)
    return [part.label for part in second if _said(written, part.plain) and not _said(written, part.key)]


def _said(written: Mapping[str, Any], key: str) -> bool:
    return bool(str(written.get(key) or "").strip())


def missing_parts(act: Act) -> list[str | Promise]:
    """The labels of lawful parts that are still empty, and of what is not written in the second language."""
    missing = [part.label for part in PARTS[act.kind] if part.required and not _said(act.content, part.key)]
    missing += untranslated(act)
    if act.kind == ActKind.DECISION and act.outcome not in Outcome.values:
        missing.append(_("Outcome"))
    if act.extent == Extent.PARTIAL and not act.rest.strip():
        missing.append(_("What stays undecided"))
    return missing


def gaps_of(act: Act) -> list[tuple[str, list[str]]]:
    """What an act that began with the words of another still lacks: the label of the part, the names of its gaps."""
    return gaps_in(act.kind, {**act.content, "title": act.title}, act.language)


def gaps_in(kind: str, written: Mapping[str, Any], language: str | None = None) -> list[tuple[str, list[str]]]:
    """The same of parts and a title as they are written."""
    parts = [("title", _("Title")), *((part.key, part.label) for part in parts_of(kind, language))]
    found = [(str(label), gaps(str(written.get(key) or ""))) for key, label in parts]
    return [row for row in found if row[1]]


def file_name(act: Act) -> str:
    """The name that the finished document is kept under, in letters that every system takes."""
    return f"{FILE_NAMES[ActKind(act.kind)]}-{act.case.ordinal}-{act.case.year}-{act.sub_number}.pdf"


def render_act(act: Act) -> bytes:
    """The PDF/A-3a page of an act, ready to be signed; an unsigned draft says so where the signature will stand.

    Raises documents.rendering.RenderFailed, Unprintable for characters that cannot be printed.
    """
    at = act.signed_at or act.created_at
    data = data_of(act)
    if act.layout:
        second = act.layout_second.source if act.layout_second and act.language else ""
        return print_form(act.layout.source, data, at=at, second=second)
    return render(TEMPLATES[ActKind(act.kind)], data, at=at)


def data_of(act: Act) -> dict[str, Any]:
    """What a template of its kind is given (documents/templates.py); `people` are those to whom the act goes, `second`
    is the act in its second language.
    """
    people = _people(act)
    data = {**_common(act, people), **_written(act, people, "")}
    return {**data, "second": _in_second(act, people)} if act.language else data


def _written(act: Act, people: list[list[str]], language: str) -> dict[str, Any]:
    """The parts that a person wrote, in Serbian or in the second language (then `language` is its code)."""
    letter = TEMPLATES[ActKind(act.kind)] == "letter"
    return _letter(act, people, language) if letter else _ruling(act, language)


def _text(act: Act, key: str, language: str) -> str:
    return str(act.content.get(second_key(key, language) if language else key) or "")


def _in_second(act: Act, people: list[list[str]]) -> dict[str, Any]:
    """The act in its second language, with all that a template is given; signatures are printed once."""
    code = str(act.language)
    title = _text(act, "title", code) or act.title
    number = numbering.sub_number(act.organisation, act.case, act.sub_number)
    head = second_head(act.organisation, code, title=title, number=number, on=_day(act))
    return {**head, "people": people, **_written(act, people, code)}


def _day(act: Act) -> date:
    return timezone.localdate(act.signed_at or act.created_at)


def _common(act: Act, people: list[list[str]]) -> dict[str, Any]:
    organisation, case = act.organisation, act.case
    number = numbering.sub_number(organisation, case, act.sub_number)
    unit = case.unit.name if case.unit else ""
    return {
        **letterhead(organisation, title=act.title, number=number, on=_day(act), unit=unit, language=_language(act)),
        "signature": _signature(act),
        "draft": act.signatory is None,
        "seal_of": in_script(organisation.body_cyr, _language(act)),
        "timestamp_text": _timestamp_text(act),
        "people": people,
        "deliver_to": [", ".join(lines) for lines in people] + [in_script("архиви", _language(act))],
    }


def _language(act: Act) -> Language:
    return "sr-latn" if act.script == "sr-Latn" else "sr"


def _signature(act: Act) -> dict[str, str]:
    if act.signatory is None:
        return {"name": in_script("нацрт, није потписано", _language(act))}
    signature = {"name": act.signatory.name, "function": in_script(act.signatory.title, _language(act))}
    if act.authorisation:
        signature["authorisation_number"] = act.authorisation.number
        signature["authorisation_date"] = format_date(act.authorisation.issued_on, _language(act))
    if act.signed_for and act.sign_mandate:
        signature["in_place_of"] = act.signed_for.name
        signature["mandate_number"] = act.sign_mandate.number
    return signature


def _timestamp_text(act: Act) -> str:
    return format_datetime(act.signed_at, _language(act)) if act.signed_at else ""


def _ruling(act: Act, language: str) -> dict[str, Any]:
    return {
        "introduction": blocks(_text(act, "legal_basis", language)),
        "subject": _second_subject(act, language) if language else act.case.subject,
        "points": points(_disposition(act, language)),
        "reasoning": blocks(_text(act, "reasoning", language)),
        "remedy": blocks(_text(act, "remedy", language)),
    }


def _second_subject(act: Act, language: str) -> str:
    """What it is about: the title without the name of the kind, which stands above it."""
    return _text(act, "title", language).removeprefix(wording_second.title(act.kind, language, act.extent)).lstrip(" :")


def _disposition(act: Act, language: str) -> str:
    """The operative part; a partial decision says itself what it leaves undecided."""
    written = _text(act, "disposition", language)
    left = _text(act, "rest", language) if language else act.rest
    if act.extent != Extent.PARTIAL or not left.strip():
        return written
    if language:
        rest = wording_second.rest(left, language)
    else:
        rest = in_script(f"О осталом ће се одлучити посебним решењем: {left.strip().rstrip('.')}.", _language(act))
    return f"{written.rstrip()}\n{rest}"


def _people(act: Act) -> list[list[str]]:
    """To whom it goes as things stand when it is printed, each person once: name, for whom it receives, address."""
    everybody = [*parties_of(act.case), *people_of(act)]
    letters = letters_with(act, everybody, clock.today(act.organisation))
    word = in_script("заступник", _language(act))
    people = [(one.name, f"{word}: {one.represented}" if one.represented else "", one.address) for one in letters]
    return [[line for line in person if line] for person in people]


def _letter(act: Act, people: list[list[str]], language: str) -> dict[str, Any]:
    letter = {
        "recipient": people[0] if people else [],
        "others": people[1:],
        "subject": _text(act, "title", language) if language else act.title,
        "paragraphs": blocks(_text(act, "text", language)),
    }
    if act.content.get("deadline") and not language:
        letter["deadline"] = act.content["deadline"]
    return letter

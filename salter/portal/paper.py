"""The paper of what a party hands in here, which the system makes itself (regulation.md 3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils import timezone

from salter.documents.models import Document
from salter.documents.paper import Language, in_script, letterhead
from salter.documents.rendering import render
from salter.documents.templates import RequestLine, RequestSection
from salter.organisations.access import Viewer
from salter.organisations.models import Party
from salter.portal.answers import summary
from salter.portal.definition import Answers, Attachment, Definition, ObtainedBy, ex_officio
from salter.registry.models import Case, Procedure
from salter.ui.formats import format_datetime

_IDENTIFIERS = {"jmbg": "ЈМБГ", "pib": "ПИБ", "mb": "Матични број"}


def request(
    viewer: Viewer,
    *,
    party: Party,
    procedure: Procedure,
    definition: Definition,
    answers: Answers,
    documents: Sequence[Document],
    at: datetime,
    language: Language,
) -> bytes:
    """The request as PDF/A: who asks whom, every question with its answer, attachments with their fingerprints."""
    lines = [line for line in summary(definition, answers, language) if line.value]
    sections = [
        RequestSection(title=title, lines=[RequestLine(label=line.label, value=line.value) for line in group])
        for title, group in groupby(lines, key=lambda line: line.section)
    ]
    extra: Any = {"procedure": in_script(procedure.name_cyr, language), "sections": sections}
    if obtained := ex_officio(definition, answers):
        extra["ex_officio"] = [{"kind": "list", "items": [_obtained(each, language) for each in obtained]}]
    return _render(viewer, party, in_script("Захтев", language), extra, documents, at, language)


def supplement(
    viewer: Viewer,
    *,
    party: Party,
    by: str,
    case: Case,
    text: str,
    documents: Sequence[Document],
    at: datetime,
    language: Language,
) -> bytes:
    """The letter that a supplement comes with, as PDF/A; `by` names who hands it in for the party, if anybody does."""
    words = in_script("Шта достављате?", language)
    section = RequestSection(
        title=in_script("Допуна", language), lines=[RequestLine(label=words, value=text)] if text else []
    )
    extra: Any = {"case_number": case.number, "sections": [section] if text else []}
    if by:
        extra["representative"] = by
    return _render(viewer, party, in_script("Допуна захтева", language), extra, documents, at, language)


def letter(
    viewer: Viewer,
    *,
    party: Party,
    about: Sequence[RequestLine],
    text: str,
    documents: Sequence[Document],
    at: datetime,
    language: Language,
) -> bytes:
    """A letter in free words as PDF/A; `about` is what stands above it (the matter, the letter that it answers)."""
    lines = [*about, *([RequestLine(label=in_script("Текст", language), value=text)] if text else [])]
    extra: Any = {"sections": [RequestSection(title=in_script("Шта је написано", language), lines=lines)]}
    return _render(viewer, party, in_script("Писмо странке", language), extra, documents, at, language)


def _obtained(attachment: Attachment, language: Language) -> str:
    consent = "уз пристанак странке" if attachment.obtained_by is ObtainedBy.CHOICE else "по закону"
    keeper = attachment.keeper.read(language) if attachment.keeper else ""
    ground = in_script(f"{consent}, чл. 9. и 103. ЗУП", language)
    return f"{attachment.name.read(language)}: {keeper} ({ground})"


def _render(
    viewer: Viewer,
    party: Party,
    title: str,
    extra: dict[str, Any],
    documents: Sequence[Document],
    at: datetime,
    language: Language,
) -> bytes:
    head = letterhead(viewer.organisation, title=title, number="", on=timezone.localdate(at), language=language)
    account = viewer.account
    represented = account.display_name if account and account.company_name else ""
    data: dict[str, Any] = {
        **head,
        "submitter": party.name,
        "representative": represented,
        "identifier_label": in_script(_IDENTIFIERS.get(party.identifier_kind, ""), language),
        "identifier": party.identifier,
        "address": party.address,
        "submitted_at": format_datetime(at, language),
        "documents": [{"name": document.name, "sha256": document.sha256} for document in documents],
        **extra,
    }
    return render("request", data, at=at)

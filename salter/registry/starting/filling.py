"""A draft filled with what the office has entered, as PDF/A and as a document of Word, from one text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import override

from salter.documents.markup import blocks
from salter.documents.paper import letterhead
from salter.documents.rendering import render
from salter.documents.word.making import Part, make
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.models import FunctionMode, Organisation, Role, Staff, Unit
from salter.registry.models import ClassMark, RetentionRule
from salter.registry.starting.rules import MARK, NOTE, Draft, adopts, filled, said

PREPARES = (Role.ADMINISTRATOR, Role.HEAD_OF_ADMINISTRATION)
POSTS = {
    "head": Role.HEAD_OF_ADMINISTRATION,
    "registry_head": Role.REGISTRY_HEAD,
    "archivist": Role.ARCHIVIST,
    "signatory": Role.SIGNATORY,
    "administrator": Role.ADMINISTRATOR,
    "data_officer": Role.DATA_PROTECTION_OFFICER,
}
NOBODY = "[[име; у канцеларији нико нема ову улогу]]"


def values_of(viewer: Viewer) -> dict[str, str]:
    """What is known of the office. What is not is an open place. A fixed number of queries."""
    require(viewer, *PREPARES)
    office = viewer.organisation
    return {
        "name": _plain(office.name_cyr),
        "body": _plain(office.body_cyr),
        "seat": _plain(office.seat_cyr),
        "address": _plain(office.address_cyr) or "[[адреса]]",
        "email": _plain(office.email) or "[[адреса е-поште]]",
        "phone": _plain(office.phone) or "[[телефон]]",
        **_people(office),
        "units": _listed(f"{row.mark} {row.name}" for row in _units(office)) or "- [[јединице]]",
        "modes": _modes(office),
        "plan": _plan(office),
        "retention": _retention(office),
    }


def pdf_of(viewer: Viewer, draft: Draft, values: Mapping[str, str]) -> bytes:
    """The draft as PDF/A, marked on every page."""
    office, now = viewer.organisation, clock.now(viewer.organisation)
    head = letterhead(office, title=draft.title, number="", on=clock.today(office))
    parts = [{"heading": heading, "blocks": blocks(text)} for heading, text in _parts(draft, values)]
    data: dict[str, Any] = {**head, "mark": MARK, "note": NOTE, "parts": parts}  # DraftOfAct
    return render("draft", data, at=now)


def docx_of(viewer: Viewer, draft: Draft, values: Mapping[str, str]) -> bytes:
    """The draft as a document of Word, to be written on; marked on every page."""
    parts = [Part(f"p{place}", heading, text) for place, (heading, text) in enumerate(_parts(draft, values), 1)]
    return make(
        parts, title=draft.title, note=f"{draft.title}. {NOTE}", author=viewer.organisation.name_cyr,
        keywords=f"salter-{draft.key}", language="sr-Cyrl-RS", at=clock.now(viewer.organisation), header=MARK,
    )  # fmt: skip


def _parts(draft: Draft, values: Mapping[str, str]) -> list[tuple[str, str]]:
    adopted = filled(f"Доноси: {adopts(draft)}. Број [[број]], датум [[датум]].", values)
    first = ("Правни основ", "\n".join([*said(draft), adopted]))
    return [first, *((heading, filled(text, values)) for heading, text in draft.parts)]


def _plain(text: str) -> str:
    """Words of the office that are no markup here."""
    for sign in "\\*|":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("[[", "[").replace("]]", "]").replace("\n", " ")


def _listed(rows: Iterable[str]) -> str:
    return "\n".join(f"- {_plain(row)}" for row in rows)


def _units(office: Organisation) -> Iterable[Unit]:
    return Unit.objects.filter(organisation=office, active=True).order_by("mark")


def _people(office: Organisation) -> dict[str, str]:
    rows = Staff.objects.filter(organisation=office, active=True).order_by("name").prefetch_related("roles")
    held: dict[str, list[str]] = {}
    for row in rows:
        for role in row.roles.all():
            held.setdefault(role.role, []).append(_plain(f"{row.name}, {row.title}" if row.title else row.name))
    return {key: "; ".join(held.get(role, [])) or NOBODY for key, role in POSTS.items()}


def _modes(office: Organisation) -> str:
    with override("sr"):
        rows = FunctionMode.objects.filter(organisation=office).order_by("function")
        return _listed(f"{row.get_function_display()}: {row.get_mode_display()}" for row in rows) or "- [[начин рада]]"


def _plan(office: Organisation) -> str:
    rows = ClassMark.objects.filter(organisation=office, active=True)
    editions = sorted(set(rows.values_list("edition", flat=True)))
    return ", ".join(f"издање {_plain(one)}" for one in editions) or "[[класификациони план]]"


def _retention(office: Organisation) -> str:
    rows = RetentionRule.objects.filter(organisation=office, active=True).order_by("class_code", "category")
    lines = [
        f"| {_plain(row.class_code) or '–'} | {_plain(row.category)} | {_plain(row.expression)} "
        f"| {'проверено' if row.verified else 'непроверено'} |"
        for row in rows
    ]
    return "\n".join(["| Ознака | Категорија | Рок | Провера |", *lines]) if lines else "[[категорије са роковима]]"

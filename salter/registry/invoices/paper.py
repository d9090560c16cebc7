"""The view of an invoice: its XML as people read it, PDF/A-3a and PDF/UA-1, with the untouched XML inside.

It says on its first page that it is a view: the invoice is the XML.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from salter.documents.models import Document
from salter.documents.paper import Language, in_script, letterhead
from salter.documents.rendering import Attachment, render
from salter.organisations import clock
from salter.organisations.models import Organisation
from salter.registry.invoices.rules import rounded
from salter.registry.invoices.ubl import Kind, Line, Party, Read, Tax
from salter.ui.formats import format_date, format_number

SECONDS = 60
MOST_LINES = 1000
TITLES = {Kind.INVOICE: "Приказ фактуре", Kind.CREDIT_NOTE: "Приказ књижног одобрења"}
UNITS = {
    "H87": "ком",
    "C62": "ком",
    "EA": "ком",
    "KGM": "kg",
    "TNE": "t",
    "LTR": "l",
    "MTR": "m",
    "MTK": "m²",
    "MTQ": "m³",
    "KMT": "km",
    "HUR": "ч",
    "DAY": "дан",
    "MON": "мес",
    "ANN": "год",
    "KWH": "kWh",
}
"""Codes of units (UN/ECE Recommendation 20) that are common; others are shown as they stand."""


def view(
    organisation: Organisation, read: Read, *, original: Document, data: bytes, language: Language = "sr"
) -> bytes:
    """The PDF. Raises RenderFailed."""
    source = Attachment(
        name=original.name or "faktura.xml",
        media_type="application/xml",
        data=data,
        description=in_script("Фактура, како је стигла", language),
        relationship="source",
    )
    said = view_data(organisation, read, original, language)
    return render("invoice_view", said, at=clock.now(organisation), attachments=[source], seconds=SECONDS)


def view_data(organisation: Organisation, read: Read, original: Document, language: Language) -> dict[str, Any]:
    """What the view says (templates.InvoiceView)."""
    head = letterhead(
        organisation,
        title=in_script(f"{TITLES[read.kind]} {read.number}", language),
        number="",
        on=clock.today(organisation),
        language=language,
    )
    left_out = len(read.lines) - MOST_LINES
    notes = [*read.notes[:20]]
    if left_out > 0:
        notes.append(in_script(f"Приказано је првих {MOST_LINES} ставки; још {left_out} стоји у XML-у.", language))
    return {
        **head,
        "kind": in_script(TITLES[read.kind], language),
        "invoice_number": read.number,
        "sha256": original.sha256,
        "file": original.name,
        "supplier": list(_party(read.supplier, language)),
        "buyer": list(_party(read.buyer, language)),
        "facts": list(_pairs(_facts(read), language)),
        "lines": [_line(place, line, language) for place, line in enumerate(read.lines[:MOST_LINES], 1)],
        "taxes": [_tax(tax) for tax in read.taxes],
        "totals": list(_pairs(_totals(read), language)),
        "payable": f"{_money(read.payable)} {read.currency}",
        "notes": notes,
        "enclosures": [held.name for held in read.embedded],
    }


def _pairs(pairs: Iterator[tuple[str, str]], language: Language) -> Iterator[dict[str, str]]:
    for label, value in pairs:
        if value:
            yield {"label": in_script(label, language), "value": value}


def _party(party: Party, language: Language) -> Iterator[str]:
    yield party.name or "–"
    if party.address:
        yield party.address
    for label, value in (("ПИБ", party.pib), ("МБ", party.mb), ("ЈБКЈС", party.budget)):
        if value:
            yield f"{in_script(label, language)} {value}"


def _facts(read: Read) -> Iterator[tuple[str, str]]:
    yield "Датум издавања", format_date(read.issued_on)
    yield "Датум доспећа", format_date(read.due_on) if read.due_on else ""
    yield "Врста (шифра)", read.type_code
    yield "Рачун за плаћање", ", ".join(read.accounts)
    yield "Позив на број", read.reference
    yield "Уговор", read.contract
    yield "Наруџбеница", read.order
    yield "Ознака у омотници", read.sef_id


def _totals(read: Read) -> Iterator[tuple[str, str]]:
    sums = read.totals
    named = (
        ("Збир ставки", sums.lines),
        ("Умањења", sums.allowances),
        ("Увећања", sums.charges),
        ("Без пореза", sums.exclusive),
        ("Порез", sums.tax),
        ("Са порезом", sums.inclusive),
        ("Већ плаћено", sums.prepaid),
        ("Заокружење", sums.rounding),
    )
    for label, amount in named:
        yield label, "" if amount is None else f"{_money(amount)} {read.currency}"


def _line(place: int, line: Line, language: Language) -> list[str]:
    unit = in_script(UNITS.get(line.unit, line.unit), language)
    quantity = f"{_plain(line.quantity)} {unit}".strip()
    return [str(place), line.name, quantity, _plain(line.price), _percent(line.percent), _money(line.amount)]


def _tax(tax: Tax) -> list[str]:
    return [tax.category, _percent(tax.percent), _money(tax.base), _money(tax.amount)]


def _money(amount: Decimal | None) -> str:
    return "" if amount is None else format_number(rounded(amount), 2)


def _plain(amount: Decimal | None) -> str:
    """As exact as it was written, without noughts at its end."""
    if amount is None:
        return ""
    exact = amount.normalize()
    return format_number(exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact)


def _percent(percent: Decimal | None) -> str:
    return "" if percent is None else f"{_plain(percent)} %"

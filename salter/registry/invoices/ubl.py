"""An invoice or credit note of UBL 2.1, read: pure, of the bytes of its XML.

Only direct children of the invoice are read: the Serbian profile repeats totals inside its extension. The envelope in
which SEF is said to give invoices out, the scheme 9948 of tax numbers and the prefix JBKJS are not verified; an invoice
is read with and without them.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from salter.registry.invoices.xml import NotRead, opened

if TYPE_CHECKING:
    from lxml import etree

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
CBC, CAC = f"{{{UBL}CommonBasicComponents-2}}", f"{{{UBL}CommonAggregateComponents-2}}"
AMOUNT = re.compile(r"-?(?:\d{1,15}(?:\.\d{1,8})?|\.\d{1,8})")
CURRENCY = re.compile(r"[A-Z]{3}")
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:Z|[+-]\d{2}:\d{2})?")
TAX_SCHEME, BUDGET_PREFIX = "9948", "JBKJS:"
ENVELOPE_WITHIN = 4
"""So deep below the root an invoice may stand in an envelope."""


LONGEST_TEXT, MOST_EMBEDDED = 20_000, 50
SPACES = dict.fromkeys(map(ord, " \t\r\n"))


class Kind(StrEnum):
    """What it is."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit-note"


ROOTS = {f"{{{UBL}Invoice-2}}Invoice": Kind.INVOICE, f"{{{UBL}CreditNote-2}}CreditNote": Kind.CREDIT_NOTE}
MARKS = tuple(f"{UBL}{name}".encode() for name in ("Invoice-2", "CreditNote-2"))
LOOKED_AT = 1 << 16


@dataclass(frozen=True, slots=True)
class Party:
    """Supplier or buyer, as the invoice says; `budget`: the number of a user of public funds."""

    name: str = ""
    pib: str = ""
    mb: str = ""
    budget: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line."""

    name: str
    quantity: Decimal | None
    unit: str
    price: Decimal | None
    amount: Decimal | None
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Tax:
    """The tax of one rate."""

    category: str
    percent: Decimal | None
    base: Decimal | None
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums as the invoice says them; None: it does not say. `summed`: what the amounts of its lines make."""

    lines: Decimal | None = None
    summed: Decimal | None = None
    allowances: Decimal | None = None
    charges: Decimal | None = None
    exclusive: Decimal | None = None
    tax: Decimal | None = None
    inclusive: Decimal | None = None
    prepaid: Decimal | None = None
    rounding: Decimal | None = None
    payable: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Embedded:
    """A file inside the XML; `data` is None when it cannot be decoded."""

    name: str
    media_type: str
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Read:
    """All that is read of it."""

    kind: Kind
    number: str
    issued_on: date
    currency: str
    payable: Decimal
    supplier: Party
    buyer: Party
    due_on: date | None = None
    type_code: str = ""
    profile: str = ""
    sef_id: str = ""
    order: str = ""
    contract: str = ""
    accounts: tuple[str, ...] = ()
    reference: str = ""
    notes: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    taxes: tuple[Tax, ...] = ()
    totals: Totals = field(default_factory=Totals)
    embedded: tuple[Embedded, ...] = ()
    left_inside: int = 0


def looks_like(data: bytes) -> bool:
    """Whether it says of itself that it is a UBL invoice: cheap, and no promise that it can be read."""
    head = data[:LOOKED_AT]
    return any(mark in head or mark.decode().encode("utf-16-le") in head for mark in MARKS)


def read(data: bytes) -> Read:
    """Read it. Raises NotRead with a code and words of salter.registry.invoices.reasons."""
    root = opened(data)
    found = list(_invoices(root))
    if not found:
        raise NotRead("invoice-not-ubl", root=_local(root)[:60])
    if len(found) > 1:
        raise NotRead("invoice-several", count=str(len(found)))
    return _read(root, found[0])


def _invoices(element: etree._Element, depth: int = 0) -> Iterator[etree._Element]:
    if element.tag in ROOTS:
        yield element
    elif depth < ENVELOPE_WITHIN:
        for child in element:
            yield from _invoices(child, depth + 1)


def _read(root: etree._Element, top: etree._Element) -> Read:
    currency = _text(top, "DocumentCurrencyCode")
    totals = _totals(top, currency)
    supplier = _party(top, "AccountingSupplierParty")
    number, issued_on = _text(top, "ID")[:100], _day(_text(top, "IssueDate"))
    parts = {
        "ID": number,
        "IssueDate": issued_on,
        "DocumentCurrencyCode": CURRENCY.fullmatch(currency),
        "AccountingSupplierParty": supplier.name,
        "PayableAmount": totals.payable is not None,
    }
    missing = [name for name, there in parts.items() if not there]
    if missing or issued_on is None or totals.payable is None:
        raise NotRead("invoice-missing", parts=", ".join(missing))
    kind, inside = ROOTS[str(top.tag)], list(_embedded(root, top))
    return Read(
        kind=kind,
        number=number,
        issued_on=issued_on,
        currency=currency,
        payable=totals.payable,
        supplier=supplier,
        buyer=_party(top, "AccountingCustomerParty"),
        due_on=_day(_text(top, "DueDate")) or _day(_text(top, "PaymentMeans/PaymentDueDate")),
        type_code=_text(top, "InvoiceTypeCode") or _text(top, "CreditNoteTypeCode"),
        profile=_text(top, "CustomizationID")[:200],
        sef_id=_envelope(root, top, "PurchaseInvoiceId"),
        order=_text(top, "OrderReference/ID")[:100],
        contract=_text(top, "ContractDocumentReference/ID")[:100],
        accounts=_texts(top, "PaymentMeans/PayeeFinancialAccount/ID"),
        reference=" ".join(_texts(top, "PaymentMeans/PaymentID"))[:100],
        notes=_texts(top, "Note"),
        lines=tuple(_lines(top, kind)),
        taxes=tuple(_taxes(top, currency)),
        totals=totals,
        embedded=tuple(_file(held, name) for held, name in inside[:MOST_EMBEDDED]),
        left_inside=max(0, len(inside) - MOST_EMBEDDED),
    )


def _path(path: str) -> str:
    """`Party/PartyName/Name`: aggregates, and a basic component last."""
    *over, last = path.split("/")
    return "/".join([*(CAC + name for name in over), CBC + last])


def _text(element: etree._Element, path: str) -> str:
    found = element.find(_path(path))
    return _clean(found.text) if found is not None else ""


def _texts(element: etree._Element, path: str) -> tuple[str, ...]:
    found = (_clean(one.text) for one in element.findall(_path(path)))
    return tuple(dict.fromkeys(text for text in found if text))


def _clean(text: str | None) -> str:
    return " ".join((text or "")[:LONGEST_TEXT].split())


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _day(text: str) -> date | None:
    found = DAY.fullmatch(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def amount(text: str) -> Decimal | None:
    """An amount as UBL writes it, `1200.00`; None for anything else: no thousands, no exponent, no infinity."""
    return Decimal(text) if AMOUNT.fullmatch(text) else None


def _amount(element: etree._Element, path: str) -> Decimal | None:
    return amount(_text(element, path))


def _party(top: etree._Element, role: str) -> Party:
    party = top.find(f"{CAC}{role}/{CAC}Party")
    if party is None:
        return Party()
    budget = next((text for text in _texts(party, "PartyIdentification/ID") if text.startswith(BUDGET_PREFIX)), "")
    place = (_text(party, f"PostalAddress/{name}") for name in ("StreetName", "PostalZone", "CityName"))
    return Party(
        name=(_text(party, "PartyLegalEntity/RegistrationName") or _text(party, "PartyName/Name"))[:200],
        pib=_tax_number(party),
        mb=_text(party, "PartyLegalEntity/CompanyID")[:20],
        budget=budget.removeprefix(BUDGET_PREFIX)[:20],
        address=", ".join(filter(None, place))[:200],
    )


def _tax_number(party: etree._Element) -> str:
    """By its tax scheme, `RS100000000`, else by its electronic address."""
    said = _text(party, "PartyTaxScheme/CompanyID").upper()
    if not said:
        address = party.find(f"{CBC}EndpointID")
        said = _clean(address.text) if address is not None and address.get("schemeID") == TAX_SCHEME else ""
    return said.removeprefix("RS")[:20]


def _totals(top: etree._Element, currency: str) -> Totals:
    sums = top.find(f"{CAC}LegalMonetaryTotal")
    if sums is None:
        return Totals()
    lines = [_amount(line, "LineExtensionAmount") for line in _line_elements(top)]
    known = [one for one in lines if one is not None]
    taxes = [_amount(total, "TaxAmount") for total in _tax_totals(top, currency)]
    return Totals(
        lines=_amount(sums, "LineExtensionAmount"),
        summed=sum(known, Decimal(0)) if lines and len(known) == len(lines) else None,
        allowances=_amount(sums, "AllowanceTotalAmount"),
        charges=_amount(sums, "ChargeTotalAmount"),
        exclusive=_amount(sums, "TaxExclusiveAmount"),
        tax=taxes[0] if taxes else None,
        inclusive=_amount(sums, "TaxInclusiveAmount"),
        prepaid=_amount(sums, "PrepaidAmount"),
        rounding=_amount(sums, "PayableRoundingAmount"),
        payable=_amount(sums, "PayableAmount"),
    )


def _line_elements(top: etree._Element) -> list[etree._Element]:
    return top.findall(f"{CAC}{'InvoiceLine' if ROOTS[str(top.tag)] is Kind.INVOICE else 'CreditNoteLine'}")


def _tax_totals(top: etree._Element, currency: str) -> Iterator[etree._Element]:
    """Those in the currency of the invoice; another one may be given in the currency of the books."""
    for total in top.findall(f"{CAC}TaxTotal"):
        said = total.find(f"{CBC}TaxAmount")
        if said is not None and said.get("currencyID", currency) == currency:
            yield total


def _taxes(top: etree._Element, currency: str) -> Iterator[Tax]:
    for total in _tax_totals(top, currency):
        for one in total.findall(f"{CAC}TaxSubtotal"):
            yield Tax(
                _text(one, "TaxCategory/ID")[:10],
                _amount(one, "TaxCategory/Percent"),
                _amount(one, "TaxableAmount"),
                _amount(one, "TaxAmount"),
            )


def _lines(top: etree._Element, kind: Kind) -> Iterator[Line]:
    measured = "InvoicedQuantity" if kind is Kind.INVOICE else "CreditedQuantity"
    for line in _line_elements(top):
        quantity = line.find(f"{CBC}{measured}")
        yield Line(
            name=(_text(line, "Item/Name") or _text(line, "Item/Description"))[:500],
            quantity=_amount(line, measured),
            unit=quantity.get("unitCode", "")[:10] if quantity is not None else "",
            price=_amount(line, "Price/PriceAmount"),
            amount=_amount(line, "LineExtensionAmount"),
            percent=_amount(line, "Item/ClassifiedTaxCategory/Percent"),
        )


def _envelope(root: etree._Element, top: etree._Element, name: str) -> str:
    """What the envelope says about the invoice, whatever its names are spelt in."""
    if root is top:
        return ""
    for element in root.iter("{*}" + name):
        if not any(over is top for over in element.iterancestors()):
            return _clean(element.text)[:60]
    return ""


def _embedded(root: etree._Element, top: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Files inside the invoice, and the picture that an envelope carries beside it."""
    for reference in top.findall(f"{CAC}AdditionalDocumentReference"):
        held = reference.find(f"{CAC}Attachment/{CBC}EmbeddedDocumentBinaryObject")
        if held is not None:
            yield held, held.get("filename", "") or _text(reference, "ID")
    if root is not top:
        for held in root.iter("{*}DocumentPdf"):
            if not any(over is top for over in held.iterancestors()) and _clean(held.text):
                yield held, held.get("filename", "") or "prikaz-posiljaoca.pdf"


def _file(held: etree._Element, name: str) -> Embedded:
    try:
        data = base64.b64decode((held.text or "").translate(SPACES), validate=True)
    except (binascii.Error, ValueError):
        return Embedded(name[:200], held.get("mimeCode", "")[:100], None)
    return Embedded(name[:200], held.get("mimeCode", "")[:100], data or None)

"""Invoices for tests: UBL 2.1 as a program of a fictional supplier writes it."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from salter.organisations.identifiers import make_test_mb, make_test_pib

SUPPLIER_PIB, SUPPLIER_MB = make_test_pib(7), make_test_mb(7)
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMES = f'xmlns:cac="{UBL}CommonAggregateComponents-2" xmlns:cbc="{UBL}CommonBasicComponents-2"'
ENVELOPE = "urn:eFaktura:MinFinrs:envelop:schema"


def party(name: str, pib: str, mb: str = "", budget: str = "") -> str:
    """A party, as the Serbian profile is said to write it."""
    known = f"<cac:PartyIdentification><cbc:ID>JBKJS:{budget}</cbc:ID></cac:PartyIdentification>" if budget else ""
    taxed = f"<cac:PartyTaxScheme><cbc:CompanyID>RS{pib}</cbc:CompanyID></cac:PartyTaxScheme>" if pib else ""
    legal = f"<cbc:CompanyID>{mb}</cbc:CompanyID>" if mb else ""
    return (
        f'<cac:Party><cbc:EndpointID schemeID="9948">{pib}</cbc:EndpointID>{known}'
        f"<cac:PartyName><cbc:Name>{name}</cbc:Name></cac:PartyName>"
        "<cac:PostalAddress><cbc:StreetName>Улица липа 1</cbc:StreetName><cbc:CityName>Ведрово</cbc:CityName>"
        f"</cac:PostalAddress>{taxed}<cac:PartyLegalEntity><cbc:RegistrationName>{name}</cbc:RegistrationName>{legal}"
        "</cac:PartyLegalEntity></cac:Party>"
    )


def attached(name: str, data: bytes, kind: str = "application/pdf", base: str | None = None) -> str:
    """A file inside the XML; `base`: what stands there instead of its right base64."""
    held = base64.b64encode(data).decode() if base is None else base
    return (
        f"<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject "
        f'mimeCode="{kind}" filename="{name}">{held}</cbc:EmbeddedDocumentBinaryObject></cac:Attachment>'
        "</cac:AdditionalDocumentReference>"
    )


def line(place: int, amount: Decimal, tag: str = "Invoice", measured: str = "Invoiced") -> str:
    """One line of one piece."""
    return (
        f'<cac:{tag}Line><cbc:ID>{place}</cbc:ID><cbc:{measured}Quantity unitCode="H87">1</cbc:{measured}Quantity>'
        f'<cbc:LineExtensionAmount currencyID="RSD">{amount}</cbc:LineExtensionAmount><cac:Item><cbc:Name>Папир А4'
        "</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>20</cbc:Percent>"
        f'</cac:ClassifiedTaxCategory></cac:Item><cac:Price><cbc:PriceAmount currencyID="RSD">{amount}'
        f"</cbc:PriceAmount></cac:Price></cac:{tag}Line>"
    )


def invoice(
    *,
    number: str = "12/2026",
    buyer: str = "",
    issued: str = "2026-01-10",
    due: str = "2026-02-10",
    lines: Sequence[Decimal] = (Decimal("1000.00"), Decimal("250.50")),
    credit: bool = False,
    pib: str = SUPPLIER_PIB,
    mb: str = SUPPLIER_MB,
    supplier: str = "Ведрина ДОО",
    extra: str = "",
    head: str = '<?xml version="1.0" encoding="UTF-8"?>\n',
    **sums: Any,
) -> bytes:
    """An invoice whose sums are right; `sums` sets another one (lines_said, exclusive, tax, inclusive, payable)."""
    net = sum(lines, Decimal(0))
    tax = (net / 5).quantize(Decimal("0.01"))
    said = {"lines_said": net, "exclusive": net, "tax": tax, "inclusive": net + tax, "payable": net + tax, **sums}
    tag, measured = ("CreditNote", "Credited") if credit else ("Invoice", "Invoiced")
    falls_due = f"<cbc:DueDate>{due}</cbc:DueDate>" if due and not credit else ""
    body = "".join(line(place, amount, tag, measured) for place, amount in enumerate(lines, 1))
    return (
        f'{head}<{tag} xmlns="{UBL}{tag}-2" {NAMES}>'
        "<cbc:CustomizationID>urn:cen.eu:en16931:2017#compliant#urn:mfin.gov.rs:srbdt:2022</cbc:CustomizationID>"
        f"<cbc:ID>{number}</cbc:ID><cbc:IssueDate>{issued}</cbc:IssueDate>{falls_due}"
        f"<cbc:{tag}TypeCode>{381 if credit else 380}</cbc:{tag}TypeCode><cbc:Note>Хвала на поверењу.</cbc:Note>"
        f"<cbc:DocumentCurrencyCode>RSD</cbc:DocumentCurrencyCode>{extra}"
        f"<cac:AccountingSupplierParty>{party(supplier, pib, mb)}</cac:AccountingSupplierParty>"
        f"<cac:AccountingCustomerParty>{party('Општина Ведрово', buyer, '', '12345')}</cac:AccountingCustomerParty>"
        "<cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode><cbc:PaymentID>(mod97) 11-223</cbc:PaymentID>"
        "<cac:PayeeFinancialAccount><cbc:ID>160-5100-29</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>"
        f'<cac:TaxTotal><cbc:TaxAmount currencyID="RSD">{said["tax"]}</cbc:TaxAmount><cac:TaxSubtotal>'
        f'<cbc:TaxableAmount currencyID="RSD">{net}</cbc:TaxableAmount>'
        f'<cbc:TaxAmount currencyID="RSD">{said["tax"]}</cbc:TaxAmount>'
        "<cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>20</cbc:Percent></cac:TaxCategory></cac:TaxSubtotal>"
        "</cac:TaxTotal><cac:LegalMonetaryTotal>"
        f'<cbc:LineExtensionAmount currencyID="RSD">{said["lines_said"]}</cbc:LineExtensionAmount>'
        f'<cbc:TaxExclusiveAmount currencyID="RSD">{said["exclusive"]}</cbc:TaxExclusiveAmount>'
        f'<cbc:TaxInclusiveAmount currencyID="RSD">{said["inclusive"]}</cbc:TaxInclusiveAmount>'
        f'<cbc:PayableAmount currencyID="RSD">{said["payable"]}</cbc:PayableAmount></cac:LegalMonetaryTotal>'
        f"{body}</{tag}>"
    ).encode()


def enveloped(inner: bytes, picture: bytes = b"") -> bytes:
    """The invoice in the envelope in which SEF is said to give invoices out."""
    body = inner.decode().partition("?>")[2]
    held = base64.b64encode(picture).decode()
    pdf = f'<env:DocumentPdf mimeCode="application/pdf">{held}</env:DocumentPdf>' if picture else ""
    return (
        f'<env:DocumentEnvelope xmlns:env="{ENVELOPE}"><env:DocumentHeader>'
        f"<env:PurchaseInvoiceId>3184198</env:PurchaseInvoiceId>{pdf}</env:DocumentHeader>"
        f"<env:DocumentBody>{body}</env:DocumentBody></env:DocumentEnvelope>"
    ).encode()

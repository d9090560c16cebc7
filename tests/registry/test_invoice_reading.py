"""Invoices read: what UBL says is understood, what could do harm is refused before it is opened, sums are checked."""

from __future__ import annotations

import tracemalloc
from contextlib import suppress
from datetime import date
from decimal import Decimal
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salter.organisations.identifiers import make_test_pib
from salter.registry.invoices import rules, ubl, xml
from salter.registry.invoices.rules import Ground
from salter.registry.invoices.ubl import Kind, read
from salter.registry.invoices.xml import NotRead
from tests.registry.invoices import SUPPLIER_MB, SUPPLIER_PIB, UBL, attached, enveloped, invoice

OURS = make_test_pib(1)
GROUND = Ground(OURS, "", date(2026, 11, 23))
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def codes(data: bytes, ground: Ground = GROUND) -> list[str]:
    return [code for code, _words in rules.remarks(read(data), ground)]


def refused(data: bytes) -> NotRead:
    with pytest.raises(NotRead) as error:
        read(data)
    return error.value


def test_all_facts_are_read() -> None:
    found = read(invoice(buyer=OURS, extra=attached("radni-nalog.pdf", b"%PDF-1.7 x")))
    assert (found.kind, found.number, found.currency, found.payable) == (
        Kind.INVOICE,
        "12/2026",
        "RSD",
        Decimal("1500.60"),
    )
    assert (found.issued_on, found.due_on) == (date(2026, 1, 10), date(2026, 2, 10))
    assert (found.supplier.name, found.supplier.pib, found.supplier.mb) == ("Ведрина ДОО", SUPPLIER_PIB, SUPPLIER_MB)
    assert (found.buyer.pib, found.buyer.budget) == (OURS, "12345")
    assert (found.accounts, found.reference) == (("160-5100-29",), "(mod97) 11-223")
    assert [one.name for one in found.lines] == ["Папир А4", "Папир А4"]
    assert [(held.name, held.data) for held in found.embedded] == [("radni-nalog.pdf", b"%PDF-1.7 x")]
    assert codes(invoice(buyer=OURS)) == []


def test_a_credit_note_and_an_envelope_are_read() -> None:
    note = read(invoice(credit=True, buyer=OURS))
    assert (note.kind, note.type_code, note.due_on, len(note.lines)) == (Kind.CREDIT_NOTE, "381", None, 2)
    found = read(enveloped(invoice(buyer=OURS), b"%PDF-1.4"))
    assert (found.number, found.sef_id) == ("12/2026", "3184198")
    assert [held.name for held in found.embedded] == ["prikaz-posiljaoca.pdf"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1250"])
def test_every_encoding_that_xml_declares_is_read(encoding: str) -> None:
    text = invoice(supplier="Vedrina š đ ž DOO", head="").decode().replace("Општина Ведрово", "Opština Vedrovo")
    for word in ("Хвала на поверењу.", "Папир А4", "Улица липа 1", "Ведрово"):
        text = text.replace(word, "x")
    data = f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)
    assert read(data).supplier.name == "Vedrina š đ ž DOO"
    assert ubl.looks_like(data)


def test_totals_of_an_extension_are_not_those_of_the_invoice() -> None:
    inner = (
        '<cac:LegalMonetaryTotal><cbc:PayableAmount currencyID="RSD">1.00</cbc:PayableAmount></cac:LegalMonetaryTotal>'
    )
    extension = f'<x:UBLExtensions xmlns:x="{UBL}CommonExtensionComponents-2"><x:UBLExtension>{inner}</x:UBLExtension>'
    assert read(invoice(extra=f"{extension}</x:UBLExtensions>")).payable == Decimal("1500.60")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "invoice-not-xml"),
        (b"%PDF-1.7", "invoice-not-xml"),
        (b"PK\x03\x04", "invoice-not-xml"),
        (invoice()[:-40], "invoice-not-xml"),
        (invoice() + b"<more/>", "invoice-not-xml"),
        (invoice().replace("Ведрина".encode(), b"\xff\xfe"), "invoice-not-xml"),
        (b'<?xml version="1.0" encoding="nonsense"?><a/>', "invoice-not-xml"),
        (b"<html><body>Faktura</body></html>", "invoice-not-ubl"),
        (f'<Order xmlns="{UBL}Order-2"/>'.encode(), "invoice-not-ubl"),
        (f'<Invoice xmlns="{UBL}Invoice-2"/>'.encode(), "invoice-missing"),
        (b"<a>" + invoice(head="") + invoice(head="") + b"</a>", "invoice-several"),
        (invoice(issued="2026-02-30"), "invoice-missing"),
        (invoice(number=""), "invoice-missing"),
        (invoice(payable="1e5"), "invoice-missing"),
        (invoice(payable="NaN"), "invoice-missing"),
        (invoice(payable="1.500,60"), "invoice-missing"),
        (b"<a>" * 200 + b"</a>" * 200, "invoice-large"),
        (b"<a>" + b"<b/>" * (xml.MOST_ELEMENTS + 1) + b"</a>", "invoice-large"),
    ],
)
def test_what_is_no_invoice_is_refused_with_its_reason(data: bytes, code: str) -> None:
    assert refused(data).code == code


@pytest.mark.parametrize(
    "dtd",
    [
        f'<!DOCTYPE Invoice [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE Invoice [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE Invoice [<!ENTITY % far SYSTEM "http://127.0.0.1:9/x.dtd"> %far;]>',
        '<!DOCTYPE Invoice SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE Invoice [<!ATTLIST Invoice a CDATA "x">]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_dtd_is_refused_before_it_can_do_anything(dtd: str, encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>{dtd}'
    text = invoice(head="", number="&l9;").decode() if "l9" in dtd else invoice(head="", number="&secret;").decode()
    began = perf_counter()
    assert refused((head + text).encode(encoding)).code == "invoice-dtd"
    assert perf_counter() - began < 1


@pytest.mark.parametrize(
    "inside",
    [
        "<cbc:Note " + " ".join(f'a{place}="x"' for place in range(400_000)) + "/>",
        "<!--" + "x" * (5 << 20) + "-->",
        "".join("<cbc:Note>" + "<!--x-->" * 10 + "</cbc:Note>" for _place in range(400_000)),
    ],
    ids=["attributes", "a comment", "elements"],
)
def test_what_would_take_much_memory_is_refused_before_a_tree_is_made(inside: str) -> None:
    data = invoice(extra=inside)
    tracemalloc.start()
    try:
        assert refused(data).code == "invoice-large"
        assert tracemalloc.get_traced_memory()[1] < 8 * xml.PIECE
    finally:
        tracemalloc.stop()


def test_a_text_without_end_is_cut_and_not_split_into_words() -> None:
    data = invoice(extra="<cbc:Note>" + "а " * (4 << 20) + "</cbc:Note>" + "<!--x-->" * 100_000)
    tracemalloc.start()
    try:
        assert read(data).number == "12/2026"
        assert tracemalloc.get_traced_memory()[1] < 5 * len(data)
    finally:
        tracemalloc.stop()


def test_no_more_than_so_many_attachments_are_taken_out() -> None:
    data = invoice(extra="".join(attached(f"{place}.txt", b"x", "text/plain") for place in range(60)))
    found = read(data)
    assert (len(found.embedded), found.left_inside) == (50, 10)
    assert "invoice-attachments" in codes(data)


def test_a_large_attachment_is_read_and_a_larger_file_is_not_opened() -> None:
    found = read(invoice(extra=attached("skica.pdf", b"x" * (12 << 20))))
    assert len(found.embedded[0].data or b"") == 12 << 20
    assert refused(b" " * (xml.LARGEST + 1)).code == "invoice-large"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"lines_said": "1250.49"}, ["invoice-sum-lines", "invoice-sum-exclusive"]),
        ({"exclusive": "1200.00"}, ["invoice-sum-exclusive", "invoice-sum-inclusive"]),
        ({"tax": "250.00"}, ["invoice-sum-inclusive"]),
        ({"inclusive": "1500.61"}, ["invoice-sum-inclusive", "invoice-sum-payable"]),
        ({"payable": "1500.59"}, ["invoice-sum-payable"]),
        ({"payable": "1500.604"}, []),
    ],
)
def test_wrong_sums_are_remarked(changed: dict[str, Any], expected: list[str]) -> None:
    assert codes(invoice(buyer=OURS, **changed)) == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"buyer": make_test_pib(2)}, "invoice-buyer"),
        ({"buyer": ""}, "invoice-no-buyer"),
        ({"buyer": OURS, "pib": "123456789"}, "invoice-pib"),
        ({"buyer": OURS, "pib": ""}, "invoice-no-pib"),
        ({"buyer": OURS, "mb": "12345678"}, "invoice-mb"),
        ({"buyer": OURS, "issued": "2026-12-01", "due": ""}, "invoice-future"),
        ({"buyer": OURS, "due": "2026-01-09"}, "invoice-due"),
        ({"buyer": OURS, "extra": attached("x.pdf", b"", base="%%%")}, "invoice-attachment"),
    ],
)
def test_what_a_person_must_look_at(changed: dict[str, Any], expected: str) -> None:
    assert codes(invoice(**changed)) == [expected]


def test_without_our_own_number_nothing_is_claimed() -> None:
    assert codes(invoice(buyer=OURS), Ground("", "", GROUND.today)) == ["invoice-own-pib"]


@given(st.lists(st.decimals(Decimal("0.01"), Decimal("9999999.99"), places=2), min_size=1, max_size=12))
def test_amounts_are_read_exactly_and_right_sums_never_remarked(amounts: list[Decimal]) -> None:
    data = invoice(buyer=OURS, lines=amounts)
    found, net = read(data), sum(amounts, Decimal(0))
    assert found.totals.summed == found.totals.lines == net
    assert found.payable == net + (net / 5).quantize(Decimal("0.01"))
    assert codes(data) == []


@given(st.text(max_size=30))
def test_an_amount_is_digits_with_a_point_or_nothing(text: str) -> None:
    found = ubl.amount(text)
    assert found is None or (found.is_finite() and found == Decimal(text) and not set(text) - set("-.0123456789"))


@given(st.integers(0, 999_999), st.integers(0, 8), st.integers(1, 9))
def test_a_typing_error_in_a_tax_number_is_always_noticed(serial: int, place: int, step: int) -> None:
    right = make_test_pib(serial)
    wrong = right[:place] + str((int(right[place]) + step) % 10) + right[place + 1 :]
    assert codes(invoice(buyer=OURS, pib=right)) == []
    assert codes(invoice(buyer=OURS, pib=wrong)) == ["invoice-pib"]


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for tried in (data, invoice()[:900] + data + invoice()[900:]):
        with suppress(NotRead):
            read(tried)


def test_the_same_invoice_has_one_fingerprint() -> None:
    first = rules.fingerprint(read(invoice()))
    assert rules.fingerprint(read(enveloped(invoice(number="12 / 2026")))) == first
    others = [invoice(number="13/2026"), invoice(issued="2026-01-11"), invoice(credit=True), invoice(pib=OURS)]
    assert len({first, *(rules.fingerprint(read(data)) for data in others)}) == 5


def test_a_thousand_lines_are_read_in_a_second() -> None:
    amounts = [Decimal("10.00")] * 1000
    began = perf_counter()
    assert len(read(invoice(lines=amounts)).lines) == 1000
    assert perf_counter() - began < 1

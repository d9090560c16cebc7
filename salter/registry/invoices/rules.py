"""What a person must look at before an invoice is taken as it stands: pure, codes and words of `reasons`.

Sums follow EN 16931 (BR-CO-10, 13, 15, 16), known but not verified here: what does not add up is a remark, no refusal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from salter.organisations.identifiers import check_mb, check_pib
from salter.registry.invoices.ubl import Read, Totals
from salter.ui.formats import format_number
from salter.ui.script import fold

Remark = tuple[str, dict[str, str]]
PARA = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Ground:
    """What an invoice is judged against: our own numbers and the day."""

    pib: str
    mb: str
    today: date


def remarks(read: Read, ground: Ground) -> list[Remark]:
    """What is doubtful about it, the weightiest first."""
    return [*_buyer(read, ground), *_identifiers(read), *_sums(read.totals), *_rest(read, ground)]


def _buyer(read: Read, ground: Ground) -> Iterator[Remark]:
    said, name = check_pib(read.buyer.pib).value, read.buyer.name or "–"
    if not said:
        yield "invoice-no-buyer", {"name": name}
    elif ground.pib and said != ground.pib:
        yield "invoice-buyer", {"name": name, "pib": said, "ours": ground.pib}
    elif not ground.pib:
        yield "invoice-own-pib", {"pib": said}


def _identifiers(read: Read) -> Iterator[Remark]:
    pib, mb = read.supplier.pib, read.supplier.mb
    if not pib:
        yield "invoice-no-pib", {"name": read.supplier.name}
    elif not check_pib(pib).valid:
        yield "invoice-pib", {"pib": pib}
    if mb and not check_mb(mb).valid:
        yield "invoice-mb", {"mb": mb}


def _sums(totals: Totals) -> Iterator[Remark]:
    """Each sum that the invoice says, beside what its parts make; only where all the parts are there."""
    nought = Decimal(0)
    allowances, charges = totals.allowances or nought, totals.charges or nought
    made: list[tuple[str, Decimal | None, Decimal | None]] = [("lines", totals.lines, totals.summed)]
    if totals.lines is not None:
        made.append(("exclusive", totals.exclusive, totals.lines - allowances + charges))
    if totals.exclusive is not None:
        made.append(("inclusive", totals.inclusive, totals.exclusive + (totals.tax or nought)))
    if totals.inclusive is not None:
        payable = totals.inclusive - (totals.prepaid or nought) + (totals.rounding or nought)
        made.append(("payable", totals.payable, payable))
    for which, said, sums_to in made:
        if said is not None and sums_to is not None and rounded(said) != rounded(sums_to):
            yield f"invoice-sum-{which}", {"said": _shown(said), "made": _shown(sums_to)}


def rounded(amount: Decimal) -> Decimal:
    """To the para, halves away from zero."""
    return amount.quantize(PARA, ROUND_HALF_UP)


def _shown(amount: Decimal) -> str:
    return format_number(amount, 2)


def _rest(read: Read, ground: Ground) -> Iterator[Remark]:
    if read.issued_on > ground.today:
        yield "invoice-future", {"day": read.issued_on.isoformat()}
    if read.due_on and read.due_on < read.issued_on:
        yield "invoice-due", {"day": read.due_on.isoformat()}
    if read.left_inside:
        yield "invoice-attachments", {"count": str(read.left_inside)}
    for held in read.embedded:
        if held.data is None:
            yield "invoice-attachment", {"name": held.name or "–"}


def fingerprint(read: Read) -> str:
    """The same for the same invoice, however its XML is spelt: supplier, number, kind and day of issue."""
    supplier = check_pib(read.supplier.pib).value or fold(read.supplier.name)
    said = "\x1f".join([supplier, fold(read.number).replace(" ", ""), read.kind, read.issued_on.isoformat()])
    return hashlib.sha256(said.encode()).hexdigest()

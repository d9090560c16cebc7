"""Why an invoice needs a person: what happened and the one thing to do (declared for the incoming shelf)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from salter.registry.incoming.reasons import finding, reason, said

FOUND = finding("invoice", _("electronic invoice"), "active")
UNREAD = finding("invoice-unread", _("calls itself an invoice, cannot be read"), "action")

KEEP = _("It is kept as it came. Ask the supplier for a right one, or register it as an ordinary paper.")
LOOK = _("Look at it. You may enter it in the book all the same: it says there what is wrong, and it can be rejected.")

reason("invoice-not-xml", _("The file is no XML that can be read (%(error)s)."), KEEP)
reason(
    "invoice-dtd", _("The file brings rules of its own (a DTD), by which it could do harm; it was not opened."), KEEP
)
reason(
    "invoice-large",
    _("The file is larger or more nested than an invoice may be (%(limit)s MB); it was not opened."),
    KEEP,
)
reason("invoice-not-ubl", _("The XML is no invoice in the form UBL 2.1; it begins with “%(root)s”."), KEEP)
reason(
    "invoice-several",
    _("There are %(count)s invoices in one file, so it is not clear which one is meant."),
    _("It is kept as it came. Ask the supplier for a file for each invoice."),
)
reason("invoice-missing", _("The invoice lacks what every invoice says: %(parts)s."), KEEP)
reason(
    "invoice-again",
    _("The invoice %(number)s of this supplier stands in the book already, under %(place)s."),
    _("Compare the two. If it is the same invoice, set this one aside."),
)
reason(
    "invoice-rejected",
    _("The invoice %(number)s of this supplier was rejected under %(place)s; this may be the mended one."),
    _("Compare the two. If it is the mended one, enter it in the book; if it is the same, set it aside."),
)
reason(
    "invoice-buyer",
    _("The invoice is for another buyer: %(name)s, PIB %(pib)s; ours is %(ours)s."),
    _("If it is not for us, set it aside and tell the supplier. You may also enter it and reject it."),
)
reason("invoice-no-buyer", _("The invoice does not say the buyer's tax number (buyer: %(name)s)."), LOOK)
reason(
    "invoice-own-pib",
    _("Whether it is for us cannot be told: the tax number of this office is not set (the invoice says %(pib)s)."),
    _("The administrator sets the tax number on the page of the office. You may enter the invoice all the same."),
)
reason("invoice-no-pib", _("The invoice does not say the tax number of its supplier (%(name)s)."), LOOK)
reason("invoice-pib", _("The supplier's tax number %(pib)s cannot be right: its control digit does not fit."), LOOK)
reason("invoice-mb", _("The supplier's registration number %(mb)s cannot be right: it does not check."), LOOK)
reason("invoice-sum-lines", _("The lines make %(made)s, but their sum is said to be %(said)s."), LOOK)
reason("invoice-sum-exclusive", _("Without tax it should be %(made)s, but it says %(said)s."), LOOK)
reason("invoice-sum-inclusive", _("With tax it should be %(made)s, but it says %(said)s."), LOOK)
reason("invoice-sum-payable", _("To be paid should be %(made)s, but it says %(said)s."), LOOK)
reason("invoice-future", _("The day of issue lies in the future: %(day)s."), LOOK)
reason("invoice-due", _("It falls due before the day of issue: %(day)s."), LOOK)
reason(
    "invoice-attachments",
    _("%(count)s more attachments are in the XML than are taken out of it; they stay inside the original."),
    LOOK,
)
reason("invoice-attachment", _("The attachment “%(name)s” inside the XML cannot be taken out."), LOOK)
reason(
    "invoice-no-book",
    _("No book of received invoices is open for %(year)s."),
    _("Open the book of the year, then enter the invoice."),
)


def told(remarks: Sequence[Sequence[Any]]) -> list[str]:
    """Remarks in the reader's language."""
    return [said(str(code), words)[0] for code, words in remarks]

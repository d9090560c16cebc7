"""Received electronic invoices: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from salter.documents.models import Document
from salter.organisations.models import Account
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.books import ListedAct
from salter.registry.models.incoming import Incoming


class InvoiceKind(models.TextChoices):
    """What it is."""

    INVOICE = "invoice", _("invoice")
    CREDIT_NOTE = "credit-note", _("credit note")


class InvoiceState(models.TextChoices):
    """What this office has noted about it; the state's system is told nothing by us."""

    RECEIVED = "received", pgettext_lazy("invoice", "received")
    ACCEPTED = "accepted", pgettext_lazy("invoice", "accepted")
    REJECTED = "rejected", pgettext_lazy("invoice", "rejected")


class Invoice(Owned):
    """An invoice in the book: the facts of its XML beside the line of the list of acts that gives it its number.

    `fingerprint` is the same for the same invoice, empty where its line was cancelled and it was entered again.
    """

    listed = OwnedForeignKey(ListedAct, related_name="invoices")
    incoming = OwnedForeignKey(Incoming, null=True, related_name="invoices")
    original = OwnedForeignKey(Document, related_name="invoices")
    kind = models.CharField(max_length=12, choices=InvoiceKind)
    number = models.CharField(max_length=100)
    supplier = models.CharField(max_length=200)
    supplier_pib = models.CharField(max_length=20, blank=True)
    supplier_mb = models.CharField(max_length=20, blank=True)
    supplier_address = models.CharField(max_length=200, blank=True)
    buyer = models.CharField(max_length=200, blank=True)
    buyer_pib = models.CharField(max_length=20, blank=True)
    issued_on = models.DateField()
    due_on = models.DateField(null=True)
    amount = models.DecimalField(max_digits=23, decimal_places=8)
    currency = models.CharField(max_length=3)
    sef_id = models.CharField(max_length=60, blank=True, help_text=_("As its envelope says; checked by nobody."))
    received_on = models.DateField()
    fingerprint = models.CharField(max_length=64, blank=True)
    remarks = models.JSONField(default=list, help_text=_("What was doubtful when it was entered."))
    state = models.CharField(max_length=8, choices=InvoiceState, default=InvoiceState.RECEIVED)
    decided_on = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "listed"], name="invoice_line_once"),
            models.UniqueConstraint(
                fields=["organisation", "fingerprint"], name="invoice_once", condition=~Q(fingerprint="")
            ),
            models.CheckConstraint(
                name="invoice_decided_with_day", condition=Q(state="received") | Q(decided_on__isnull=False)
            ),
            models.CheckConstraint(name="invoice_rejected_with_reason", condition=~Q(state="rejected") | ~Q(note="")),
        ]


class InvoiceFile(Owned):
    """A file that the XML carried, as a document of its own."""

    invoice = OwnedForeignKey(Invoice, related_name="files")
    document = OwnedForeignKey(Document, related_name="+")
    position = models.PositiveSmallIntegerField()
    findings = models.JSONField(default=list, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "invoice", "position"], name="invoice_file_once")
        ]

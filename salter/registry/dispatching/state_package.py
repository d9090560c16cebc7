"""What goes to the state's mailbox by hand: the acts with a list of whom each is for, as one file to take along.

There is no connection to that system, and no description of a file that it takes in is known to us (decision 047): the
list is for the person who uploads the acts there.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import PurePath
from typing import BinaryIO
from uuid import UUID

from django.db.models import QuerySet

from salter.documents.actions import content
from salter.mailbox.actions import CLERKS
from salter.mailbox.models import Delivery, DeliveryDocument, DeliveryState, Medium
from salter.organisations.access import Viewer, require
from salter.registry.models import Case

AT_ONCE = 200
UNSAFE = re.compile(r"[^\w-]+")
LIST = "spisak.csv"
HEAD = ("Бр. акта", "Прималац", "Матични број или ПИБ", "Акт", "Датотека", "SHA-256")


def awaiting(viewer: Viewer) -> QuerySet[Delivery]:
    """Consignments for the state's mailbox whose receipt is not entered yet, oldest first."""
    require(viewer, *CLERKS)
    rows = Delivery.objects.filter(organisation=viewer.organisation, state=DeliveryState.SENT)
    rows = rows.filter(channel__medium=Medium.EXTERNAL, case_id__in=Case.objects.visible_to(viewer).values("pk"))
    return rows.select_related("channel", "recipient").order_by("id")


def one(viewer: Viewer, delivery_id: UUID) -> Delivery:
    """One of them. Raises Delivery.DoesNotExist."""
    return awaiting(viewer).get(pk=delivery_id)


def package(deliveries: Iterable[Delivery]) -> BinaryIO:
    """The acts of consignments, each in a folder of its own, and the list of them; the caller closes it."""
    rows = list(deliveries)
    enclosed = DeliveryDocument.objects.filter(delivery_id__in=[row.pk for row in rows])
    documents = list(enclosed.select_related("document").order_by("delivery_id", "position"))
    target: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115  # who asked closes it
    listed = io.StringIO()
    table = csv.writer(listed, delimiter=";")
    table.writerow(HEAD)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for place, row in enumerate(rows, 1):
            folder = f"{place:03}-{UNSAFE.sub('-', row.case_number)}"
            for document in (each.document for each in documents if each.delivery_id == row.pk):
                path = f"{folder}/{PurePath(document.name).name}"
                archive.writestr(path, content(document))
                who = (row.case_number, row.recipient.name, row.recipient.identifier, row.title)
                table.writerow([*map(_plain, who), path, document.sha256])
        archive.writestr(LIST, listed.getvalue().encode("utf-8-sig"))
    target.seek(0)
    return target


def _plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text

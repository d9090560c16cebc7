"""A paper that was sent back and scanned once more: the new scan goes beside the old one, and is checked itself."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from salter.journal.actions import record
from salter.organisations.access import Viewer, require
from salter.registry.actions.cases import lock
from salter.registry.incoming.actions import check_parts, settle, to_settle
from salter.registry.models import (
    INCOMING_READERS,
    Attachment,
    Incoming,
    IncomingState,
    ScanCheck,
    ScanState,
)
from salter.registry.scans import checks


@transaction.atomic
def replace_scan(viewer: Viewer, *, check: ScanCheck, incoming: Incoming) -> ScanCheck:
    """`incoming` is the paper of `check`, scanned again: it joins the same submission, and the old scan stays there.

    Raises NotAllowed, and ValidationError with codes `settled`, `incoming`, `case-closed`.
    """
    require(viewer, *INCOMING_READERS)
    old = checks.locked(viewer, check, ScanState.REFUSED)
    row = to_settle(viewer, incoming)
    check_parts(viewer, row)
    case = lock(old.case)
    files = list(row.files.select_related("document"))
    last = Attachment.objects.filter(submission=old.submission).aggregate(last=Max("position"))["last"] or 0
    Attachment.objects.bulk_create(
        Attachment(
            organisation=viewer.organisation,
            case=case,
            submission=old.submission,
            document=file.document,
            position=place,
        )
        for place, file in enumerate(files, last + 1)
    )
    fresh = checks.ask_always(
        viewer, submission=old.submission, scans=[(file.document, file.findings) for file in files]
    )
    row.state, row.submission = IncomingState.REGISTERED, old.submission
    settle(viewer, row)
    old.state, old.replaced_by = ScanState.REPLACED, fresh[0]
    old.save(update_fields=["state", "replaced_by"])
    record(
        viewer,
        "scan.replaced",
        subject=("scan-check", old.pk),
        case_id=case.pk,
        body={"document": old.document.sha256, "by": files[0].document.sha256, "incoming": str(row.pk)},
        personal={"name": old.document.name},
    )
    return fresh[0]

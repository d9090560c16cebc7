"""A ruling that corrects an error is signed: the act that it corrects says so from then on."""

from __future__ import annotations

from salter.journal.actions import record
from salter.organisations.access import Viewer
from salter.registry.models import Act, ActKind, Attachment
from salter.registry.rectifying import papers, queries

POSITION = 1000


def rectified(viewer: Viewer, act: Act) -> None:
    """Put the note to the corrected act, and tell its case; nothing for any other act."""
    row = queries.by_ruling(act) if act.kind == ActKind.CONCLUSION else None
    if row is None:
        return
    row.ruling = act
    row.note = papers.note(viewer, row)
    row.save(update_fields=["note"])
    label = f"{papers.NOTE}: {papers.named(row.act)}"[:300]
    Attachment.objects.create(
        organisation=viewer.organisation, case=act.case, act=row.act, document=row.note, position=POSITION, label=label
    )
    record(
        viewer,
        "act.rectified",
        subject=("act", row.act_id),
        case_id=act.case_id,
        body={"sub_number": row.act.sub_number, "ruling": act.sub_number},
        personal={"place": row.place},
    )

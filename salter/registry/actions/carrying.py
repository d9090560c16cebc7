"""Bringing a plan and a catalogue in from a file: exactly what was seen, all of it or nothing."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from salter.journal.actions import record
from salter.organisations.access import Viewer, require
from salter.organisations.tenancy import uuid7
from salter.registry.actions.catalogue import CHANGES, apply, hold
from salter.registry.carrying import difference, state
from salter.registry.carrying.difference import CHANGED, GONE, NEW, Difference, File


def look(viewer: Viewer, *, file: File, remove: bool = False) -> Difference:
    """What a file would change in the viewer's office. Writes nothing. Raises NotAllowed."""
    require(viewer, *CHANGES)
    return difference.compare(state.of_office(viewer), file, remove=remove)


@transaction.atomic
def carry(viewer: Viewer, *, file: File, mark: str, remove: bool = False) -> Difference:
    """Do what `look` has shown under `mark`; registrations go on meanwhile.

    Raises NotAllowed, and ValidationError with codes `changed` (office or file are not those that were looked at) and
    `wrong` (a row cannot be applied, so none is).
    """
    require(viewer, *CHANGES)
    hold(viewer)
    found = difference.compare(state.of_office(viewer), file, remove=remove)
    if found.mark != mark:
        raise ValidationError(
            _("The office has changed since you looked at the difference. Nothing was written: look at it once more."),
            code="changed",
        )
    if found.wrong:
        raise ValidationError(
            _("Some rows are wrong, so nothing was written. Mend them in the file, and send it again."), code="wrong"
        )
    if found.doing:
        apply(viewer, found.doing, _("brought in from a file"))
        counts = found.counts
        body = {
            "new": counts[NEW],
            "changed": counts[CHANGED],
            "gone": counts[GONE],
            "mark": mark,
            "keys": [f"{one.kind.code} {' '.join(one.key)}"[:120] for one in found.doing][:500],
        }
        record(viewer, "catalogue.carried", subject=("organisation", uuid7()), body=body)
    return found

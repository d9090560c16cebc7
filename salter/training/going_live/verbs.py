"""What the journal says of going live."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from salter.journal.verbs import declare


def declare_all() -> None:
    """Declare the verbs of this package."""
    declare("going-live.ticked", _("Before going live, %(line)s was ticked."))
    declare("going-live.taken-back", _("Before going live, the tick of %(line)s was taken back."))
    declare(
        "going-live.examined",
        _("Before going live the doctor was asked: %(failures)s failures, %(warnings)s warnings."),
    )

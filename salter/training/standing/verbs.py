"""What the journal says of standing practice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from salter.journal.verbs import declare


def declare_all() -> None:
    """Declare the verbs of this package."""
    declare("own-practice.opened", _("A practice copy of this office was made, with %(people)s people."))
    declare("own-practice.given-up", _("The practice copy of this office was given up."))

"""What disposal writes into the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from salter.journal.verbs import declare


def declare_disposal() -> None:
    """Steps of a list stand in the journal of the office; that a case was destroyed, in its own."""
    declare("disposal.proposed", _("List for disposal %(number)s was begun; cases on it: %(cases)s."))
    declare("disposal.excluded", _("Case %(case)s was excluded from list for disposal %(number)s: %(why)s"))
    declare("disposal.sent", _("List for disposal %(number)s was put before the commission; cases: %(cases)s."))
    declare("disposal.accepted", _("The commission accepted list for disposal %(number)s; cases: %(cases)s."))
    declare("disposal.returned", _("The commission gave list for disposal %(number)s back: %(comment)s"))
    declare("disposal.withdrawn", _("List for disposal %(number)s was withdrawn: %(why)s"))
    declare(
        "disposal.approved",
        _("The public archive approved list %(number)s under number %(approval)s of %(on)s; cases: %(cases)s."),
    )
    declare("disposal.ordered", _("Destruction of list %(number)s was ordered by approval %(approval)s."))
    declare("disposal.destroyed", _("Everything on list %(number)s is destroyed, and the record is made: %(cases)s."))
    declare(
        "case.destroyed",
        _("The documents of the case were destroyed by list %(list)s and approval %(approval)s of %(approved_on)s."),
        _("The time for which your case was kept is over, and its documents were destroyed."),
    )

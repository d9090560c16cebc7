"""Why a letter of a batch could not be made, in words that say what to do."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from salter.registry.models import MailingLetter

PROBLEMS: Mapping[str, str | Promise] = {
    "act-status": _("The act was dispatched otherwise meanwhile, or is not signed any more."),
    "no-party": _("The case has no party to send to. Enter one in the case, then try again."),
    "no-channel": _("No channel of delivery is set up for this letter. Tell the administrator."),
    "no-mailbox": _("The party has no mailbox in this office. Send the act by another way."),
    "dispatch": _("The act could not be dispatched. Open the case and dispatch it by itself; there you see why."),
    "unprintable": _(
        "Name or address has characters that cannot be printed. Correct them in the case, then try again."
    ),
    "template": _("The paper for this letter could not be drawn. Correct its name or address, then try again."),
    "missing": _("The file of the act is missing in the store. Tell the administrator; then try again."),
    "damaged": _("The file of the act cannot be read. Tell the administrator; then try again."),
    "locked": _("The file of the act is locked by a password and cannot be bound into a volume. Print it by itself."),
}


def problem_of(row: MailingLetter) -> tuple[str | Promise, str]:
    """What is wrong and what to do, and the detail; empty for a letter that is all right."""
    if not row.problem:
        return "", ""
    return PROBLEMS.get(row.problem, PROBLEMS["dispatch"]), row.detail

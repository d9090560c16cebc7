"""The short answer that a letter has come, where the office has set that; never to programs (RFC 3834)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from salter.journal.actions import record
from salter.journal.models import Entry
from salter.journal.subscriptions import on
from salter.ops.mail import send
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Organisation
from salter.registry.models import Door, Incoming
from salter.ui.formats import format_datetime

MOST_A_DAY = 5
"""So many answers an address gets in a day at most: two programs that answer each other must not go on for ever."""


@on("incoming.taken")
def confirm(entry: Entry) -> None:
    """Answer a letter of a person that came by e-mail to a mailbox which confirms receipt."""
    letter = Incoming.objects.filter(organisation=entry.organisation, pk=entry.subject_id, door=Door.EMAIL).first()
    if letter is None or not _answered(letter) or _enough(entry.organisation, letter):
        return
    message_id = str(letter.facts.get("message_id", ""))
    headers = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
    if message_id.startswith("<") and message_id.endswith(">"):
        headers |= {"In-Reply-To": message_id, "References": message_id}
    with translation.override("sr"):
        subject = _("Your letter has come: %(subject)s") % {"subject": letter.subject[:100] or _("(no subject)")}
        if not send(entry.organisation, letter.sender_address, subject, _text(letter), headers=headers):
            return
    letter.facts["confirmed"] = True
    letter.save(update_fields=["facts"])
    record(Viewer(entry.organisation), "incoming.confirmed", subject=("incoming", letter.pk))


def _answered(letter: Incoming) -> bool:
    """Whether it is a person's letter, to a mailbox that answers."""
    answers = letter.arrivals.filter(account__confirms=True).exists()
    return answers and bool(letter.facts.get("may_answer")) and not letter.facts.get("confirmed")


def _enough(organisation: Organisation, letter: Incoming) -> bool:
    """Whether the address has had its answers of a day; keys are in the order of time, so only that day is read."""
    since = clock.real_now() - timedelta(days=1)
    first = UUID(int=int(since.timestamp() * 1000) << 80)
    today = Incoming.objects.filter(
        organisation=organisation, pk__gte=first, sender_address__iexact=letter.sender_address, facts__confirmed=True
    )
    return today.count() >= MOST_A_DAY


def _text(letter: Incoming) -> str:
    lines = [
        _("Your letter came on %(at)s and will be registered. You need not send it again.")
        % {"at": format_datetime(timezone.localtime(letter.received_at))},
        _("This confirms that it has come; it is no decision and starts no deadline by itself."),
        _("This answer was written by a program. If you add something, write our number into the subject."),
    ]
    return "\n\n".join(lines) + "\n"

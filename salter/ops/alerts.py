"""The notice to a citizen, sent by the worker after it was made: a number, one sentence, a page; nothing of the case.

The reader runs once for the entry. If the mail server takes the message and the worker dies before the commit, it goes
out twice under the same Message-ID, which mailboxes show once; it is never lost.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from salter.journal.models import Entry
from salter.journal.subscriptions import on
from salter.ops.mail import host_of, send
from salter.organisations import clock
from salter.portal.alerts import queries
from salter.portal.alerts.queries import Told
from salter.portal.models import Alert, AlertChoice, AlertKind


@on("alert.due")
def mail_alert(entry: Entry) -> None:
    """The notice goes to the account's address, if there is one, it is still wanted, and what it says still holds."""
    row = Alert.objects.select_related("account").filter(pk=entry.subject_id, sent_at=None).first()
    choice = AlertChoice.objects.filter(organisation=entry.organisation, account=row.account).first() if row else None
    told = queries.told(row) if row and choice and row.account.is_active else None
    if row is None or choice is None or told is None:
        return
    headers = {"Message-ID": f"<alert.{row.pk}@{host_of(choice.site)}>", "Auto-Submitted": "auto-generated"}
    with translation.override(choice.language):
        text = _text(AlertKind(row.kind), told, choice.site.rstrip("/"))
        sent = send(entry.organisation, row.account.email, _("Notice about your case"), text, headers=headers)
    if sent:
        row.sent_at = clock.now(entry.organisation)
        row.save(update_fields=["sent_at"])


def _text(kind: AlertKind, told: Told, site: str) -> str:
    page = reverse("portal:case", args=[told.case_id]) if told.case_id else reverse("mailbox:inbox")
    lines = [
        _sentence(kind),
        _("Number: %(number)s") % {"number": told.number},
        _("Sign in and look here: %(address)s") % {"address": f"{site}{page}"},
        _("This is a notice and not a delivery: it has no legal effect, and no deadline starts from it."),
        _("You get it because you chose so; here you stop it: %(address)s")
        % {"address": f"{site}{reverse('portal:alerts')}"},
    ]
    return "\n\n".join(lines) + "\n"


def _sentence(kind: AlertKind) -> str:
    return {
        AlertKind.REGISTERED: _("A case of yours was registered."),
        AlertKind.ASKED: _("In a case of yours the office waits for something from you."),
        AlertKind.DECIDED: _("In a case of yours the decision was signed; it is delivered to you separately."),
        AlertKind.MAILBOX: _("Something waits for you in your mailbox of this office."),
    }[kind]

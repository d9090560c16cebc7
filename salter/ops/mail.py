"""Mail that the office sends: plain, in the script of the office, after commit, by the worker.

A reader runs in the transaction that notes that it ran. If the mail server takes the message and the worker dies before
the commit, the message goes out twice; it is never lost. Nothing leaves a practice office.
"""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from salter.journal.models import Entry
from salter.journal.subscriptions import on
from salter.mailbox.models import Delivery
from salter.mailbox.noticing import How
from salter.organisations import clock
from salter.organisations.actions.accounts import token_of
from salter.organisations.administration.common import address_of
from salter.organisations.models import AccountLink, LinkPurpose, Organisation
from salter.ui.formats import format_datetime
from salter.ui.templatetags.salter import script


@on("link.made", "password.asked")
def mail_link(entry: Entry) -> None:
    """The one-time link goes to the person's address, if there is one and the link still works."""
    link = AccountLink.objects.select_related("account").filter(pk=entry.subject_id).first()
    if link is None or link.used_at or link.withdrawn_at or link.expires_at <= clock.real_now():
        return
    with translation.override("sr"):
        send(entry.organisation, link.account.email, _subject(link), _text(entry.organisation, link))


@on("delivery.noticed")
def mail_notice(entry: Entry) -> None:
    """A party is told that a document is on its way, where the office has asked us to."""
    notice = Delivery.objects.select_related("recipient").filter(pk=entry.subject_id).first()
    sent = Delivery.objects.select_related("channel").filter(pk=entry.body["of"]).first()
    if entry.body["how"] != How.OURS or notice is None or sent is None:
        return
    headers = {"Message-ID": f"<notice.{notice.pk}@salter>", "Auto-Submitted": "auto-generated"}
    with translation.override("sr"):
        send(
            entry.organisation,
            notice.note,
            _("A document is on its way to you"),
            _notice(notice, sent),
            headers=headers,
        )


def _notice(notice: Delivery, sent: Delivery) -> str:
    lines = [
        _("Dear %(name)s,") % {"name": notice.recipient.name},
        _("we sent you the document with the number %(number)s. It comes to you by this way: %(channel)s.")
        % {"number": notice.case_number, "channel": script(sent.channel.name)},
        _("This message is a notice only: it is no delivery, and no period runs from it."),
    ]
    return "\n\n".join(lines) + "\n"


def send(
    organisation: Organisation, to: str, subject: str, text: str, *, headers: dict[str, str] | None = None
) -> bool:
    """Send one message; whether there was somewhere to send it. Raises OSError, smtplib.SMTPException."""
    if not settings.EMAIL_HOST or not to or organisation.practice:
        return False
    reply = [organisation.email] if organisation.email else []
    about = f"{subject} – {script(organisation.name_cyr)}"
    EmailMessage(about, text, to=[to], reply_to=reply, headers=headers).send()
    return True


def host_of(site: str) -> str:
    """The host of an address of ours, for the mark of a message."""
    return site.partition("://")[2].partition("/")[0].partition(":")[0] or "salter"


def _subject(link: AccountLink) -> str:
    return _("Invitation to the office") if link.purpose == LinkPurpose.INVITATION else _("A new password")


def _text(organisation: Organisation, link: AccountLink) -> str:
    opening = (
        _("an account was opened for you in the office: %(office)s.")
        if link.purpose == LinkPurpose.INVITATION
        else _("a link to set a new password was asked for, for your account in the office: %(office)s.")
    )
    lines = [
        _("Dear %(name)s,") % {"name": link.account.display_name},
        opening % {"office": organisation.name_cyr},
        _("Your user name: %(username)s") % {"username": link.account.username},
        _("Set your password here; the link works once, until %(until)s:")
        % {"until": format_datetime(link.expires_at)},
        address_of(link, token_of(link)),
        _("If you did not expect this message, do nothing: nobody gets in without the link."),
    ]
    return "\n\n".join(lines) + "\n"

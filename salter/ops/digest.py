"""The mail of what is due, sent by the worker after it was made: numbers and days, nothing of what a case is about.

The reader runs once for the entry. If the mail server takes the message and the worker dies before the commit, it goes
out twice under the same Message-ID, which mailboxes show once; it is never lost.
"""

from __future__ import annotations

from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from salter.journal.models import Entry
from salter.journal.subscriptions import on
from salter.ops.mail import host_of, send
from salter.organisations import clock
from salter.organisations.access import viewer_of
from salter.registry.models import Case, Digest, DigestChoice
from salter.registry.seeing import digest
from salter.registry.seeing.digest import InPlace
from salter.registry.views.lists import address
from salter.ui.formats import format_date, relative_days
from salter.ui.templatetags.salter import language, script


@on("digest.due")
def mail_digest(entry: Entry) -> None:
    """What is due goes to the person, if there is an address and the mail is still wanted."""
    row = Digest.objects.select_related("staff__account").filter(pk=entry.subject_id, sent_at=None).first()
    choice = DigestChoice.objects.filter(staff=row.staff).first() if row else None
    if row is None or choice is None or not row.staff.active:
        return
    viewer = viewer_of(row.staff.account, entry.organisation)
    cases, in_place = digest.due_cases(viewer, choice), digest.due_in_place(viewer, choice)
    count = len(cases) + sum(len(each.cases) for each in in_place)
    if not count:
        return
    headers = {"Message-ID": f"<digest.{row.pk}@{host_of(choice.site)}>", "Auto-Submitted": "auto-generated"}
    with translation.override(choice.language):
        subject = ngettext("%(count)s case is due", "%(count)s cases are due", count) % {"count": count}
        text = _text(row, choice, cases, in_place)
        sent = send(entry.organisation, row.staff.account.email, subject, text, headers=headers)
    if sent:
        row.sent_at = clock.now(entry.organisation)
        row.save(update_fields=["sent_at"])


def _text(row: Digest, choice: DigestChoice, cases: list[Case], in_place: list[InPlace]) -> str:
    place = f"{choice.site.rstrip('/')}{address(digest.address_of(choice))}"
    days = {"days": choice.days}
    own = [
        _("Your cases that are due within %(days)s days, and those that are late:") % days,
        _listed(row, cases),
        _("The list: %(address)s") % {"address": place},
    ]
    lines = own if cases else []
    for each in in_place:
        whose = {"name": script(each.one.name), "number": each.one.number, **days}
        lines.append(_("In place of %(name)s (mandate no. %(number)s), due within %(days)s days or late:") % whose)
        lines.append(_listed(row, each.cases))
    lines.append(_("You get this mail on working days because you chose so under My security; there you stop it, too."))
    return "\n\n".join(lines) + "\n"


def _listed(row: Digest, cases: list[Case]) -> str:
    today = clock.today(row.organisation)
    said = [_line(case, today) for case in cases[: digest.NAMED]]
    more = len(cases) - len(said)
    said += [ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more}] if more else []
    return "\n".join(said)


def _line(case: Case, today: date) -> str:
    reads = language()
    assert case.due_on is not None
    said = [f"{case.number}: {format_date(case.due_on, reads)}", relative_days((case.due_on - today).days, reads)]
    said += [_("signed, not delivered")] if case.unnotified_since else []
    return "- " + ", ".join(said)

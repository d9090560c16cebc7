"""Choosing notices by e-mail, stopping them, and making one for each person whom an entry of the journal concerns."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.models import Account
from salter.portal.alerts import queries
from salter.portal.models import Alert, AlertChoice

LANGUAGES = ("sr", "sr-latn", "en")


@transaction.atomic
def choose(viewer: Viewer, *, language: str, site: str) -> AlertChoice:
    """Want a short e-mail when something happens with an own case, in this script or language.

    `site` is where the office's pages are open. Raises NotAllowed, and ValidationError (code `language`).
    """
    account = _own(viewer)
    if language not in LANGUAGES:
        raise ValidationError(_("Choose the script of the notices."), code="language")
    given = {"language": language, "site": site[:200]}
    choice, _made = AlertChoice.objects.update_or_create(
        organisation=viewer.organisation, account=account, defaults=given
    )
    record(viewer, "alert.chosen", subject=("alert-choice", choice.pk))
    return choice


@transaction.atomic
def stop(viewer: Viewer) -> None:
    """Want no notices any more; for who gets none nothing happens. Raises NotAllowed."""
    rows = AlertChoice.objects.filter(organisation=viewer.organisation, account=_own(viewer))
    for choice in rows.select_for_update():
        record(viewer, "alert.stopped", subject=("alert-choice", choice.pk))
        choice.delete()


def _own(viewer: Viewer) -> Account:
    if viewer.account is None or not viewer.account.citizen:
        raise NotAllowed(_("Notices by e-mail are for the accounts of citizens and companies."))
    return viewer.account


@transaction.atomic
def make(entry: Entry) -> list[Alert]:
    """Make the notices of an entry, one for each account that wants them and that it concerns, however often it runs.

    The worker sends them when this is committed.
    """
    kind = queries.kind_of(entry)
    if kind is None:
        return []
    found = []
    for choice in queries.wanted(entry, kind):
        alert, fresh = Alert.objects.get_or_create(
            organisation=entry.organisation,
            account_id=choice.account_id,
            entry_id=entry.pk,
            defaults={"kind": kind, "made_at": clock.now(entry.organisation)},
        )
        if fresh:
            record(Viewer(entry.organisation), "alert.due", subject=("alert", alert.pk), body={"kind": kind.value})
            found.append(alert)
    return found

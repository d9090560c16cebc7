"""Conducting a case in another language beside Serbian, and taking that back."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.languages import SERBIAN, is_used
from salter.registry.actions.cases import lock_open, may_handle
from salter.registry.models import Act, ActStatus, Case, CaseParty, LanguageChoice
from salter.registry.speaking import queries

WORDS = 300
ASKED_WITH_IT = "Затражено при подношењу захтева."


@transaction.atomic
def conduct_in(
    viewer: Viewer, *, case: Case, language: str, on: date, note: str, party: CaseParty | None = None
) -> LanguageChoice:
    """From now on a case is conducted in a language beside Serbian, or ("") in Serbian alone; its drafts follow.

    Raises NotAllowed, and ValidationError with codes `language` (not in official use), `known` (it is already), `on`,
    `note`.
    """
    viewer = may_handle(viewer, case)
    case = lock_open(case)
    if not timezone.localdate(case.received_at) <= on <= clock.today(viewer.organisation):
        raise ValidationError(_("The day lies between the receipt of the case and today."), code="on")
    if not note.strip():
        raise ValidationError(_("Write how the party asked for it, or why it is so."), code="note")
    return _conduct(viewer, case, language, on, note, party)


@transaction.atomic
def asked_with_the_request(viewer: Viewer, *, case: Case, language: str, note: str) -> LanguageChoice:
    """Its party asked for a language when it handed the request in: at the counter or on the portal.

    Raises NotAllowed when the case was not registered by this viewer, and ValidationError as `conduct_in`.
    """
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if viewer.account is None or locked.registered_by_id != viewer.account.pk:
        raise NotAllowed(_("Only who registers a case notes what was asked for with it."))
    party = locked.parties.order_by("id").first()
    row = _conduct(viewer, locked, language, timezone.localdate(locked.received_at), note, party)
    case.language, case.version = locked.language, locked.version
    return row


def _conduct(viewer: Viewer, case: Case, language: str, on: date, note: str, party: CaseParty | None) -> LanguageChoice:
    if language and not is_used(viewer.organisation, language):
        raise ValidationError(_("This language is not in official use at this office."), code="language")
    if language == (case.language or ""):
        raise ValidationError(_("The case is conducted in this language already."), code="known")
    row = LanguageChoice.objects.create(
        organisation=viewer.organisation,
        case=case,
        language=language,
        before=case.language or "",
        party=party,
        on=on,
        note=note.strip()[:WORDS],
        noted_at=clock.now(viewer.organisation),
        name=viewer.name,
    )
    _put(case, language)
    record(
        viewer,
        "case.language-set",
        subject=("case", case.pk),
        case_id=case.pk,
        body={"spoken": language or SERBIAN, "on": on.isoformat()},
        personal={"note": row.note, **({"party": party.name} if party else {})},
    )
    return row


@transaction.atomic
def take_back(viewer: Viewer, *, choice: LanguageChoice) -> LanguageChoice:
    """The last change was a slip: the case is conducted as before it, while nothing has been signed since.

    Raises NotAllowed, and ValidationError with codes `known` (not the last one), `signed`.
    """
    viewer = may_handle(viewer, choice.case)
    case = lock_open(choice.case)
    row = LanguageChoice.objects.select_for_update(of=("self",)).get(pk=choice.pk)
    last = queries.last(case)
    if last is None or last.pk != row.pk:
        raise ValidationError(_("Only the last change is taken back."), code="known")
    if Act.objects.filter(case=case, signed_at__gte=row.noted_at).exists():
        raise ValidationError(
            _("An act was signed in this language since. Enter a new change instead of taking this one back."),
            code="signed",
        )
    row.undone_at = clock.now(viewer.organisation)
    row.save(update_fields=["undone_at"])
    _put(case, row.before)
    record(
        viewer,
        "case.language-taken-back",
        subject=("case", case.pk),
        case_id=case.pk,
        body={"spoken": row.before or SERBIAN},
    )
    return row


def _put(case: Case, language: str) -> None:
    """The language of a locked case and of its drafts; what waits for approval or signature goes back first."""
    case.language = language or None
    case.version += 1
    case.save(update_fields=["language", "version"])
    drafts = Act.objects.filter(organisation=case.organisation_id, case=case, status=ActStatus.DRAFT)
    drafts.update(language=case.language, layout_second=None)

"""Setting what the office counts by where the law is not verified."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.models import Organisation, Role
from salter.registry.legal.queries import value_of
from salter.registry.legal.rules import LEGAL, RANGES, WORKS_SATURDAY, Kind, Setting, as_text
from salter.registry.models import LegalChoice

SETS_LAW = (Role.ADMINISTRATOR, Role.HEAD_OF_ADMINISTRATION)


@transaction.atomic
def set_law(viewer: Viewer, *, setting: Setting, value: int | bool, reason: str) -> LegalChoice:
    """Set what the office counts by; cases keep the dates that they have.

    Raises NotAllowed, ValidationError (codes `value`, `same`, `reason`).
    """
    require(viewer, *SETS_LAW)
    reason = reason.strip()[:300]
    if not reason:
        raise ValidationError(_("Write why, and where it was read."), code="reason")
    if not setting.fits(value):
        raise ValidationError(_refusal(setting), code="value")
    office = Organisation.objects.select_for_update().get(pk=viewer.organisation.pk)
    before = value_of(office, setting)
    if before == value:
        raise ValidationError(_("It is set so already."), code="same")
    office.settings = _with(office, setting, value)
    office.save(update_fields=["settings"])
    viewer.organisation.settings = office.settings
    choice = LegalChoice.objects.create(
        organisation=viewer.organisation,
        setting=setting.name,
        before=as_text(before),
        after=as_text(value),
        reason=reason,
        at=clock.now(viewer.organisation),
        by=viewer.account,
        name=viewer.name,
    )
    body = {"setting": setting.name, "rule": setting.rule.code, "before": choice.before, "after": choice.after}
    record(viewer, "law.set", subject=("legal-choice", choice.pk), body={**body, "reason": reason})
    return choice


def _refusal(setting: Setting) -> str:
    if setting.kind is Kind.YES_NO:
        return str(_("Choose yes or no."))
    least, most = RANGES[setting.kind]
    return str(_("Write a whole number from %(least)s to %(most)s.") % {"least": least, "most": most})


def _with(office: Organisation, setting: Setting, value: int | bool) -> dict[str, object]:
    if setting.name == WORKS_SATURDAY:
        return {**office.settings, WORKS_SATURDAY: value}
    return {**office.settings, LEGAL: {**office.settings.get(LEGAL, {}), setting.name: value}}

"""Two people at one draft: what the second has written is never lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations.access import Viewer
from salter.registry.actions.cases import may_handle
from salter.registry.drafting import versions
from salter.registry.models import Act, ActVersion


@transaction.atomic
def keep_beside(
    viewer: Viewer,
    *,
    act: Act,
    title: str,
    content: Mapping[str, Any],
    outcome: str = "",
    version: int,
    from_word: versions.Remarks | None = None,
) -> ActVersion | None:
    """Keep what somebody wrote from a `version` that is no longer the draft; the draft stays as it is.

    `from_word`: it was written in Word, with what is to be remarked.

    None when that somebody has changed nothing, so that nothing is to be kept. Raises NotAllowed, and ValidationError
    (code `version`) for a version that there never was.
    """
    act = Act.objects.select_for_update(of=("self",)).select_related("case").get(pk=act.pk)
    viewer = may_handle(viewer, act.case)
    text = (title, outcome, dict(content))
    if text == versions.text_of(versions.current(act)):
        return None
    opened = act.versions.filter(number=version).first()
    if opened is None:
        raise ValidationError(_("This draft has no version %(number)s.") % {"number": version}, code="version")
    if text == versions.text_of(opened):
        return None
    kept = versions.keep_text_beside(viewer, act, text, version, from_word)
    record(
        viewer,
        "act.kept",
        subject=("act", act.pk),
        case_id=act.case_id,
        body={"kind": act.kind, "sub_number": act.sub_number, "version": kept.number, "based_on": version},
    )
    return kept

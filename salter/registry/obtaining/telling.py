"""Telling whoever writes to a party that the body must obtain something itself (Art. 9(3)–(4) ZUP)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from salter.calendars import law
from salter.calendars.law import cited
from salter.organisations.access import Viewer
from salter.registry.models import ActKind, Case
from salter.registry.obtaining import queries
from salter.ui.templatetags.salter import language, script


@dataclass(frozen=True, slots=True)
class OwnDuty:
    """What the body must obtain itself and a request to correct asks of the party (`asked`), or could ask."""

    names: list[str]
    asked: bool
    article: str


def own_duty(viewer: Viewer, case: Case, kind: str, content: Mapping[str, Any] | None) -> OwnDuty | None:
    """For a request to correct: what of it is the body's to obtain; of a text that is not written yet (None) all that
    could be asked for. None when there is nothing to say."""
    if kind != ActKind.REQUEST_TO_CORRECT:
        return None
    names = queries.own(viewer, case) if content is None else queries.asked_of_party(viewer, case, _text(content))
    if not names:
        return None
    return OwnDuty(names, asked=content is not None, article=script(cited(law.EX_OFFICIO_ASK.article, language())))


def _text(content: Mapping[str, Any]) -> str:
    return str(content.get("text", ""))

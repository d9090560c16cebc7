"""Taking a draft back from Word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.documents.word.reading import Found, remarks
from salter.organisations.access import Viewer
from salter.registry.actions.acts import revise_act
from salter.registry.drafting import queries
from salter.registry.drafting.actions import keep_beside
from salter.registry.drafting.word.carry import back, made_from
from salter.registry.models import Act, ActVersion


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: the version that it was made from, and the new one; None when it says nothing new."""

    base: ActVersion
    kept: ActVersion | None


@transaction.atomic
def take_from_word(viewer: Viewer, *, act: Act, found: Found, version: int | None = None) -> Taken:
    """Keep what a file says as a new version; when somebody has changed the draft meanwhile, beside it.

    `version` is the one that the file was made from, where it does not say so itself. Raises NotAllowed, and
    ValidationError: `other` (the file of another act), `version`, `headings`, `title`.
    """
    base = _base(viewer, act, found, version)
    said = back(found, act.kind, base, act.language)
    if not said.title or len(said.title) > 300:
        raise ValidationError(_("The title in the file is empty, or longer than 300 characters."), code="title")
    kept_remarks = remarks(found)
    if said.above:
        texts = [text[:500] for text in said.above[:50]]
        kept_remarks.append({"code": "above", "count": len(said.above), "texts": texts})
    text: dict[str, Any] = {"title": said.title, "content": {**base.content, **said.content}, "outcome": base.outcome}
    before = act.version
    try:
        with transaction.atomic():
            changed = revise_act(viewer, act=act, version=base.number, from_word=kept_remarks, **text)
    except ValidationError as error:
        if getattr(error, "code", "") not in ("version", "act-status"):
            raise
        return Taken(base, keep_beside(viewer, act=act, version=base.number, from_word=kept_remarks, **text))
    kept = None if changed.version == before else changed.versions.get(number=changed.version)
    return Taken(base, kept)


def _base(viewer: Viewer, act: Act, found: Found, version: int | None) -> ActVersion:
    """The version that the file was made from."""
    marked = made_from(found)
    if marked and marked.act_id != act.pk:
        raise ValidationError(
            _("This file was made from another act. Nothing was kept: open that act and bring the file back there."),
            code="other",
        )
    number = version or (marked.version if marked else None)
    if number is None:
        raise ValidationError(
            _("The file no longer says which version it was made from. Choose that version below."), code="version"
        )
    try:
        return queries.chosen(queries.versions(viewer, act), number)
    except ActVersion.DoesNotExist as error:
        raise ValidationError(
            _("This draft has no version %(number)s.") % {"number": number}, code="version"
        ) from error

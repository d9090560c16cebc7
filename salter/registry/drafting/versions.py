"""Keeping the versions of an act's text; called by the actions that write an act, which is locked meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.registry.models import Act, ActReturn, ActVersion, VersionHow

Text = tuple[str, str, Mapping[str, Any]]
"""Title, outcome and written parts."""
Remarks = Sequence[Mapping[str, Any]]
"""What of a file of Word was accepted and left out."""


def text_of(row: Act | ActVersion) -> Text:
    """What a person has written in an act or a version."""
    return row.title, row.outcome, row.content


def before(act: Act) -> ActVersion:
    """The text of an act that was written before versions were kept; its author stands for whoever saved it last."""
    return ActVersion(
        organisation_id=act.organisation_id,
        act=act,
        number=act.version,
        title=act.title,
        outcome=act.outcome,
        content=act.content,
        by=act.author,
        at=act.created_at,
        how=VersionHow.BEFORE,
    )


def current(act: Act) -> ActVersion:
    """The version that the act stands in; the first kept one of an older act is made now."""
    found = act.versions.filter(number=act.version).first()
    if found is None:
        found = before(act)
        found.save(force_insert=True)
    return found


def next_number(act: Act) -> int:
    """The number after all kept ones."""
    last: int | None = act.versions.aggregate(last=Max("number"))["last"]
    return max(last or 0, act.version) + 1


def keep(
    viewer: Viewer,
    act: Act,
    *,
    based_on: int | None = None,
    taken_from: ActVersion | None = None,
    source: Act | None = None,
    from_word: Remarks | None = None,
) -> ActVersion:
    """Keep what now stands in an act as its version `act.version`."""
    how = VersionHow.COPIED if taken_from or source else VersionHow.TYPED
    if taken_from and taken_from.beside:
        how = VersionHow.MERGED
    more = {"how": how, **_word(from_word)}
    number = taken_from.number if taken_from else None
    return _save(viewer, act, act.version, text_of(act), based_on=based_on, taken_from=number, source=source, **more)


def keep_text_beside(
    viewer: Viewer, act: Act, text: Text, based_on: int, from_word: Remarks | None = None
) -> ActVersion:
    """Keep a text that does not become the draft."""
    return _save(viewer, act, next_number(act), text, based_on=based_on, beside=True, **_word(from_word))


def _word(remarks: Remarks | None) -> dict[str, Any]:
    return {} if remarks is None else {"how": VersionHow.WORD, "remarks": list(remarks)}


def _save(viewer: Viewer, act: Act, number: int, text: Text, **more: Any) -> ActVersion:
    if viewer.staff is None:
        raise NotAllowed(_("Only a member of staff drafts acts."))
    title, outcome, content = text
    return ActVersion.objects.create(
        organisation=viewer.organisation,
        act=act,
        number=number,
        title=title,
        outcome=outcome,
        content=dict(content),
        by=viewer.staff,
        at=clock.now(viewer.organisation),
        **more,
    )


def keep_return(viewer: Viewer, act: Act, note: str) -> ActReturn:
    """What an act was returned with stays with the version that was returned."""
    return ActReturn.objects.create(
        organisation=viewer.organisation,
        version=current(act),
        by=viewer.staff,
        at=clock.now(viewer.organisation),
        note=note,
    )

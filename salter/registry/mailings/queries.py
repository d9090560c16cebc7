"""Reading mailings: what waits to be taken into one, how far one is, its letters and files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from salter.mailbox.actions import CLERKS
from salter.organisations.access import Viewer, require
from salter.registry import queries
from salter.registry.models import (
    Act,
    ActStatus,
    Case,
    FileKind,
    LetterState,
    Mailing,
    MailingFile,
    MailingLetter,
    Procedure,
)


def acts_that_wait(viewer: Viewer, procedure: UUID | None = None) -> QuerySet[Act]:
    """Signed acts that nobody has dispatched and no mailing has taken, oldest first."""
    require(viewer, *CLERKS)
    rows = queries.acts_waiting(viewer, ActStatus.SIGNED)
    taken = MailingLetter.objects.filter(organisation=viewer.organisation, state=LetterState.WAITING)
    rows = rows.exclude(pk__in=taken.values("act_id"))
    return rows.filter(case__procedure_id=procedure) if procedure else rows


def procedures_that_wait(viewer: Viewer) -> list[tuple[Procedure, int]]:
    """The procedures of those acts, with how many, most first."""
    found = acts_that_wait(viewer).exclude(case__procedure=None).order_by().values_list("case__procedure")
    counts: Mapping[UUID, int] = dict(found.annotate(count=Count("pk")))
    rows = Procedure.objects.filter(organisation=viewer.organisation, pk__in=counts)
    return sorted(((row, counts[row.pk]) for row in rows), key=lambda pair: (-pair[1], pair[0].name_cyr))


def mailings(viewer: Viewer) -> QuerySet[Mailing]:
    """The mailings of the office, newest first."""
    require(viewer, *CLERKS)
    rows = Mailing.objects.filter(organisation=viewer.organisation).order_by("-id")
    return rows.select_related("asked_by", "channel", "post_day").annotate(
        printed=_count(LetterState.PRINTED), failed=_count(LetterState.FAILED)
    )


def _count(state: LetterState) -> Subquery:
    rows = MailingLetter.objects.filter(organisation=OuterRef("organisation"), mailing=OuterRef("pk"), state=state)
    return Subquery(rows.order_by().values("mailing").annotate(count=Count("pk")).values("count"))


def mailing(viewer: Viewer, mailing_id: UUID) -> Mailing:
    """One of them. Raises Mailing.DoesNotExist."""
    return mailings(viewer).get(pk=mailing_id)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many letters of a mailing are how far, and on how many pages."""

    waiting: int
    ready: int
    printed: int
    failed: int
    elsewhere: int
    pages: int

    @property
    def total(self) -> int:
        """All of them; an act that is not dispatched yet counts as one."""
        return self.waiting + self.ready + self.done

    @property
    def done(self) -> int:
        """What needs nothing more of the worker before it is handed over."""
        return self.printed + self.failed + self.elsewhere


def progress(found: Mailing) -> Progress:
    """How far a mailing is that the caller has found; one query."""
    by = {state.value: Count("pk", filter=Q(state=state)) for state in LetterState}
    counted = found.letters.aggregate(**by, of_pages=Sum("pages"))
    pages = counted.pop("of_pages") or 0
    return Progress(**counted, pages=pages)


def letters(viewer: Viewer, found: Mailing, state: str = "") -> QuerySet[MailingLetter]:
    """The letters of a mailing in cases that the viewer may see, in its order; all, or those in one state."""
    rows = found.letters.filter(act__case__in=Case.objects.visible_to(viewer))
    rows = rows.filter(state=state) if state else rows
    return rows.select_related("act__case", "delivery__recipient", "delivery__channel").order_by("position", "id")


def files(found: Mailing) -> list[MailingFile]:
    """The files of a mailing, by volume."""
    order = {kind: place for place, kind in enumerate(FileKind)}
    rows = found.files.select_related("document")
    return sorted(
        rows, key=lambda row: (row.kind in (FileKind.LIST, FileKind.TABLE), row.volume, order[FileKind(row.kind)])
    )


def file(viewer: Viewer, mailing_id: UUID, kind: str, volume: int) -> MailingFile:
    """A file of a mailing, if the viewer may see every case that is in it.

    Raises Mailing.DoesNotExist, MailingFile.DoesNotExist.
    """
    found = mailing(viewer, mailing_id)
    row = found.files.select_related("document").get(kind=kind, volume=volume)
    inside = found.letters.filter(state=LetterState.PRINTED)
    if kind not in (FileKind.LIST, FileKind.TABLE):
        inside = inside.filter(volume=volume)
    if inside.exclude(act__case__in=Case.objects.visible_to(viewer)).exists():
        raise MailingFile.DoesNotExist
    return row

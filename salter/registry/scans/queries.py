"""How the scanner's folder does, and which scans are checked; the viewer comes first, permission is inside."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from salter.documents import scans
from salter.documents.models import Document, Rendition, RenditionKind
from salter.documents.sending import INLINE
from salter.organisations.access import Viewer, require
from salter.organisations.models import Organisation
from salter.registry.incoming.actions import OPEN_STATES
from salter.registry.models import (
    INCOMING_READERS,
    Case,
    Door,
    Incoming,
    ScanCheck,
    ScanFolder,
    ScanLook,
    ScanSample,
    ScanState,
)
from salter.registry.queries import PAGE
from salter.registry.scans import findings
from salter.registry.scans.checks import CHECKERS, MOST, OPEN
from salter.registry.scans.reading import TO_DO
from salter.registry.scans.watching import CLOSED, LARGE
from salter.ui.formats import format_datetime


def to_read(organisation: Organisation) -> QuerySet[Incoming]:
    """Scans on the shelf whose text is still to be recognised; for the worker, inside the scope of the office."""
    waits = Q()
    for code in TO_DO:
        waits |= Q(files__findings__contains=[{"code": code}])
    return _open(organisation).filter(waits)


def _open(organisation: Organisation) -> QuerySet[Incoming]:
    return Incoming.objects.filter(organisation=organisation, door=Door.SCAN, state__in=OPEN_STATES)


def trouble(viewer: Viewer) -> list[str]:
    """What keeps scans from coming in, with what to do; for the registry office, where a folder is watched."""
    if viewer.organisation.code not in settings.SALTER_SCAN_FOLDERS or not viewer.has(*INCOMING_READERS):
        return []
    said = []
    stopped = _open(viewer.organisation).filter(files__findings__contains=[{"code": findings.NO_PROGRAM}])
    if stopped.exists() and (missing := scans.missing()):
        said.append(
            _("Scans are kept, but their text is not recognised. The administrator installs: %(names)s.")
            % {"names": ", ".join(missing)}
        )
    row = ScanFolder.objects.filter(organisation=viewer.organisation).first()
    if row and row.failing_since:
        since = format_datetime(timezone.localtime(row.failing_since))
        said.append(
            _(
                "The folder of the scanner has not been there since %(since)s. Nothing is lost: what is scanned "
                "meanwhile is taken in when it is there again. The administrator checks the share and the network."
            )
            % {"since": since}
        )
    stuck = [name for name, look in (row.looks if row else {}).items() if look[2] in (CLOSED, LARGE)]
    if stuck:
        said.append(
            _("These files cannot be opened or are too large, and stay in the folder of the scanner: %(names)s.")
            % {"names": ", ".join(sorted(stuck)[:5])}
        )
    return said


def checks(viewer: Viewer, state: ScanState, mark: str = "") -> tuple[list[ScanCheck], str]:
    """A page of the scans in a state, of cases that the viewer sees, and the mark of the next one ("" on the last).

    What is to be done comes oldest first, what is settled newest first. A mark that cannot be read gives the first
    page.
    """
    newest = state not in OPEN
    rows = _seen(viewer).filter(state=state).order_by("-id" if newest else "id")
    with suppress(ValueError):
        rows = rows.filter(**{"id__lt" if newest else "id__gt": UUID(mark)})
    found = list(rows[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def check_counts(viewer: Viewer) -> dict[str, int]:
    """How many scans wait for a second person, of these for the viewer (`mine`), and how many to be scanned again."""
    if not viewer.has(*CHECKERS):
        return {"waiting": 0, "mine": 0, "refused": 0}
    waits = Q(state=ScanState.WAITING)
    own = Q(scanned_by=viewer.account) if viewer.account else Q(pk__in=[])
    rows = _seen(viewer).filter(state__in=OPEN).select_related(None).order_by()
    return rows.aggregate(
        waiting=Count("pk", filter=waits),
        mine=Count("pk", filter=waits & ~own),
        refused=Count("pk", filter=Q(state=ScanState.REFUSED)),
    )


def check(viewer: Viewer, check_id: UUID) -> ScanCheck:
    """One of a case that the viewer sees. Raises NotAllowed, ScanCheck.DoesNotExist."""
    require(viewer, *CHECKERS)
    return _seen(viewer).select_related("replaced_by").get(pk=check_id)


def chosen_checks(viewer: Viewer, identifiers: Iterable[str]) -> list[ScanCheck]:
    """Those of ticked rows that the viewer may see."""
    wanted = []
    for text in list(identifiers)[:MOST]:
        with suppress(ValueError):
            wanted.append(UUID(text))
    return list(_seen(viewer).filter(pk__in=wanted))


def next_check(viewer: Viewer, after: ScanCheck, sample: ScanSample | None = None) -> ScanCheck | None:
    """The next one that waits for the viewer: of the sample those drawn, from the beginning when the end is reached."""
    rows = _seen(viewer).filter(state=ScanState.WAITING).exclude(pk=after.pk)
    if viewer.account:
        rows = rows.exclude(scanned_by=viewer.account)
    if sample:
        drawn = sample.scans.filter(drawn=True).values("scan")
        rows = rows.filter(pk__in=drawn).exclude(looks__account=viewer.account)
    rows = rows.order_by("id")
    return rows.filter(pk__gt=after.pk).first() or rows.first()


def sample(viewer: Viewer, sample_id: UUID) -> ScanSample:
    """A batch that the viewer has drawn. Raises NotAllowed, ScanSample.DoesNotExist."""
    require(viewer, *CHECKERS)
    return ScanSample.objects.get(organisation=viewer.organisation, pk=sample_id, drawn_by=viewer.account)


@dataclass(frozen=True, slots=True)
class Sampled:
    """A scan of a batch, whether it was drawn, and whether the viewer has seen it."""

    check: ScanCheck
    drawn: bool
    seen: bool


def sampled(viewer: Viewer, batch: ScanSample) -> list[Sampled]:
    """The scans of a batch that the viewer may see, those drawn first. Three queries."""
    drawn = dict(batch.scans.values_list("scan_id", "drawn"))
    rows = list(_seen(viewer).filter(pk__in=drawn))
    seen = set(ScanLook.objects.filter(scan__in=drawn, account=viewer.account).values_list("scan_id", flat=True))
    found = [Sampled(row, drawn[row.pk], row.pk in seen) for row in rows]
    return sorted(found, key=lambda one: (not one.drawn, one.check.pk))


def shown(row: ScanCheck) -> Document | None:
    """What is shown of a scan: itself where a browser can, else the searchable copy, which has the same pages."""
    if row.document.media_type in INLINE:
        return row.document
    return copy_of(row)


def copy_of(row: ScanCheck) -> Document | None:
    """The searchable copy of a scan, when there is one."""
    found = Rendition.objects.filter(
        organisation=row.organisation_id, original=row.document, kind=RenditionKind.SEARCHABLE
    )
    made = found.select_related("document").first()
    return made.document if made else None


def scans_on_shelf(viewer: Viewer) -> list[Incoming]:
    """Scans that nobody has registered yet, newest first: one of them may be the new scan of a paper."""
    rows = Incoming.objects.visible_to(viewer).filter(door=Door.SCAN, state__in=OPEN_STATES)
    return list(rows.order_by("-id")[:PAGE])


def _seen(viewer: Viewer) -> QuerySet[ScanCheck]:
    visible = Case.objects.visible_to(viewer).values("pk")
    rows = ScanCheck.objects.filter(organisation=viewer.organisation, case__in=visible)
    return rows.select_related("case", "document", "submission__sender", "scanned_by", "settled_by", "sample").defer(
        "document__text"
    )

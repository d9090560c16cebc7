"""How the scanner's folder does; the first argument is always the viewer, permission is inside."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from salter.documents import scans
from salter.organisations.access import Viewer
from salter.organisations.models import Organisation
from salter.registry.incoming.actions import OPEN_STATES
from salter.registry.models import INCOMING_READERS, Door, Incoming, ScanFolder
from salter.registry.scans import findings
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

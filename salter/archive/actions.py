"""Putting closed cases into the archive, handing them over, and checking that they are still what they were."""

from __future__ import annotations

import importlib.metadata
from functools import partial
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from salter.archive import ocfl, packing
from salter.archive.eark import EarkPackage, build_package
from salter.archive.fixity import check_kept
from salter.archive.mets import PackageKind
from salter.archive.models import ArchiveUnit, BookLine, FixityCheck
from salter.archive.package import PackageError
from salter.archive.retention import RetentionError
from salter.documents.actions import storage
from salter.documents.storage import Destroyed
from salter.journal.actions import record
from salter.mailbox.models import ENDED, Delivery
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.models import Organisation, Role
from salter.registry.models import Case, CaseStatus, RetentionRule
from salter.registry.moving import move
from salter.registry.rules import Status
from salter.signatures.actions import seal_data

SOFTWARE = "Šalter"


@transaction.atomic
def archive_case(viewer: Viewer, *, case: Case) -> ArchiveUnit:
    """Keep a closed case: one OCFL object holding an E-ARK AIP, and its line in the archive book.

    The object is written before the row that names it; what an attempt left that was not committed is cleared first.
    Raises NotAllowed, StorageError, ValidationError (codes `not-closed`, `retention-open`, `open-delivery`, `package`).
    """
    require(viewer, Role.ARCHIVIST, Role.REGISTRY_HEAD)
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("unit", "procedure", "retention", "register")
        .get(pk=case.pk)
    )
    retention = _complete(viewer, case)
    now = clock.now(viewer.organisation)
    try:
        keep_until = packing.retention_ends(case, retention).expires_on
        info = _store(viewer, build(viewer, case, "AIP"))
    except (PackageError, RetentionError) as error:
        words = {"number": case.number, "reason": str(error)}
        raise ValidationError(_("Case %(number)s cannot be packed: %(reason)s.") % words, code="package") from error
    unit = ArchiveUnit.objects.create(
        organisation=viewer.organisation,
        case=case,
        line=_book_line(viewer, case, info.size),
        object_id=info.object_id,
        retention=retention,
        keep_until=keep_until,
        files=info.files,
        size=info.size,
        inventory_digest=info.inventory_sha512,
        archived_at=now,
        archived_by=viewer.account,
    )
    move(viewer, case, to=Status.ARCHIVED, at=now)
    record(
        viewer,
        "case.archived",
        subject=("case", case.pk),
        case_id=case.pk,
        body={"object": info.object_id, "inventory": info.inventory_sha512, "line": unit.line.ordinal},
    )
    return unit


def _complete(viewer: Viewer, case: Case) -> RetentionRule:
    """The retention of a case that nothing is missing of. Raises ValidationError."""
    if case.closed_at is None or case.cancelled_at or case.status == CaseStatus.ARCHIVED:
        raise ValidationError(
            _("Case %(number)s is not closed yet, or is archived already.") % {"number": case.number}, code="not-closed"
        )
    if case.retention is None:
        raise ValidationError(
            _("How long case %(number)s is kept is to be determined. Settle that first.") % {"number": case.number},
            code="retention-open",
        )
    deliveries = Delivery.objects.filter(organisation=viewer.organisation, case_id=case.pk)
    if deliveries.exclude(state__in=ENDED).exists():
        raise ValidationError(
            _(
                "A letter of case %(number)s is still on its way, and its evidence belongs in the archive, too. The "
                "registry office enters what became of it; one that never comes back is entered as lost."
            )
            % {"number": case.number},
            code="open-delivery",
        )
    return case.retention


def build(viewer: Viewer, case: Case, kind: PackageKind) -> EarkPackage:
    """The case as an E-ARK package, its METS sealed by the body (Art. 5 of the e-archiving decree)."""
    now = clock.now(viewer.organisation)
    software = (SOFTWARE, importlib.metadata.version("salter"))
    package = packing.case_package(viewer, case, archived_at=now)
    return build_package(package, kind, at=now, software=software, seal=partial(seal_data, viewer))


def _store(viewer: Viewer, package: EarkPackage) -> ocfl.ObjectInfo:
    object_id = f"urn:uuid:{package.package_id.removeprefix('uuid-')}"
    ocfl.init_root(storage())
    if ocfl.repair_object(storage(), object_id) or _exists(object_id):
        ocfl.delete_object(storage(), object_id)  # no row names it: an attempt that was not committed
    return ocfl.write_object(
        storage(),
        object_id,
        package.files,
        message="Предмет је преузет у архиву канцеларије",
        user_name=viewer.name or SOFTWARE,
        user_address=f"urn:salter:{viewer.organisation.code}",
        at=clock.now(viewer.organisation),
    )


def _exists(object_id: str) -> bool:
    return storage().exists(f"{ocfl.object_prefix(object_id)}/inventory.json")


def _book_line(viewer: Viewer, case: Case, size: int) -> BookLine:
    """The line of this year, class and category, or the next new one: numbered on without a gap."""
    # Not FOR UPDATE: every row that anybody writes refers to the organisation and would have to wait for us.
    Organisation.objects.select_for_update(no_key=True).get(pk=viewer.organisation.pk)
    retention = case.retention
    assert retention is not None
    rows = BookLine.objects.filter(organisation=viewer.organisation)
    year_from, year_to = packing.years_of(case)
    line = rows.filter(
        year_from=year_from, year_to=year_to, class_code=case.class_code, content=retention.category
    ).first()
    if line is None:
        highest = rows.aggregate(highest=Max("ordinal"))["highest"] or 0
        line = BookLine(
            organisation=viewer.organisation,
            ordinal=highest + 1,
            entered_on=clock.today(viewer.organisation),
            year_from=year_from,
            year_to=year_to,
            content=retention.category,
            class_code=case.class_code,
            retention=retention.expression,
            formats="E-ARK AIP 2.2.0, OCFL 1.1",
            location="Складиште канцеларије (OCFL)",
        )
    line.units += 1
    line.bytes += size
    line.save()
    return line


def refuse_destroyed(unit: ArchiveUnit) -> None:
    """Raises Destroyed for a case of which nothing but its row is kept."""
    if unit.destroyed_at:
        raise Destroyed(unit.object_id)


def export_sip(viewer: Viewer, *, unit: ArchiveUnit, folder: Path) -> Path:
    """Write the transfer package of an archived case, an E-ARK SIP, into `folder`; gives its own folder.

    Raises NotAllowed, Destroyed.
    """
    require(viewer, Role.ARCHIVIST, Role.REGISTRY_HEAD, Role.PUBLIC_ARCHIVIST)
    refuse_destroyed(unit)
    package = build(viewer, unit.case, "SIP")
    written = package.write_folder(folder)
    record(
        viewer,
        "archive.exported",
        subject=("archive-unit", unit.pk),
        case_id=unit.case_id,
        body={"package": package.package_id, "files": len(package.files)},
    )
    return written


@transaction.atomic
def check_fixity(viewer: Viewer, *, unit: ArchiveUnit) -> FixityCheck:
    """Hash everything of an archived case again and compare with what its packages say of themselves.

    Raises NotAllowed, Destroyed.
    """
    require(viewer, Role.ARCHIVIST, Role.REGISTRY_HEAD, Role.PUBLIC_ARCHIVIST)
    refuse_destroyed(unit)
    problems = [f"{problem.path}: {problem.detail}" for problem in check_kept(storage(), unit.object_id)]
    now = clock.now(viewer.organisation)
    check = FixityCheck.objects.create(
        organisation=viewer.organisation, archive_unit=unit, at=now, sound=not problems, problems=problems[:200]
    )
    unit.checked_at, unit.sound = now, check.sound
    unit.save(update_fields=["checked_at", "sound"])
    record(
        viewer,
        "archive.checked",
        subject=("archive-unit", unit.pk),
        case_id=unit.case_id,
        body={"sound": check.sound, "problems": len(problems)},
    )
    return check

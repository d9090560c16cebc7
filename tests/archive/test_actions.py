"""A closed case becomes a package, a line in the book and a transfer package; a changed file is found."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from salter.archive import actions, ocfl, queries, tasks
from salter.archive.fixity import verify_package
from salter.archive.models import ArchiveUnit, BookLine, FixityCheck
from salter.archive.package import read_source
from salter.documents.actions import storage
from salter.journal.tasks import run_everything
from salter.mailbox.actions import record_handover
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Role
from salter.registry import actions as registry
from salter.registry.models import Case, CaseStatus, RetentionRule
from salter.signatures.actions import trust
from salter.signatures.reasons import Outcome
from tests.registry.test_actions import assigned, signed
from tests.support.office import Office


def closed(office: Office) -> Case:
    act = signed(office, assigned(office, office.register()))
    clerk = office.viewer(Role.REGISTRY_CLERK)
    for delivery in registry.dispatch_act(clerk, act=act):
        record_handover(clerk, delivery=delivery, on=clock.today(office.organisation), note="")
    run_everything()
    rule = RetentionRule.objects.get(category__startswith="Одобрења за заузеће")
    case = Case.objects.get(pk=act.case_id)
    return registry.close_case(office.viewer(Role.HANDLER), case=case, class_code="352", retention=rule)


def test_a_closed_case_is_kept_and_listed_in_the_book(office: Office, tmp_path: Path) -> None:
    archivist = office.viewer(Role.ARCHIVIST)
    case = closed(office)
    assert list(queries.waiting(archivist)) == [case]
    unit = actions.archive_case(archivist, case=case)
    case.refresh_from_db()
    assert case.status == CaseStatus.ARCHIVED
    assert ocfl.check_object(storage(), unit.object_id) == []
    line = BookLine.objects.get()
    assert (line.ordinal, line.units, line.class_code) == (1, 1, "352")
    assert unit.keep_until is not None
    assert unit.keep_until.year == line.year_to + 5
    assert actions.check_fixity(archivist, unit=unit).sound

    sip = actions.export_sip(archivist, unit=unit, folder=tmp_path)
    verdict = verify_package(sip, trust().anchors)
    assert verdict.outcome == Outcome.VALID, verdict


def test_a_changed_file_is_found(office: Office) -> None:
    archivist = office.viewer(Role.ARCHIVIST)
    unit = actions.archive_case(archivist, case=closed(office))
    prefix = ocfl.object_prefix(unit.object_id)
    key = next(key for key in storage().list(prefix) if "/content/" in key and key.endswith(".pdf"))
    data = bytearray(storage().get(key))
    data[100] ^= 1
    storage().delete(key)
    storage().put(key, bytes(data))
    check = actions.check_fixity(archivist, unit=unit)
    assert not check.sound
    assert check.problems


def test_a_case_that_cannot_be_looked_at_keeps_the_night_from_no_other(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    archivist, looked = office.viewer(Role.ARCHIVIST), []
    for _case in range(2):
        actions.archive_case(archivist, case=closed(office))

    def check(viewer: Viewer, *, unit: ArchiveUnit) -> FixityCheck:
        looked.append(unit)
        if len(looked) == 1:
            raise ValueError("planted")
        return FixityCheck(sound=False)

    monkeypatch.setattr(tasks, "check_fixity", check)
    assert tasks.check_oldest(0) == 1
    assert len(looked) == 2


def test_the_second_case_of_a_kind_shares_the_line(office: Office) -> None:
    archivist = office.viewer(Role.ARCHIVIST)
    for _case in range(2):
        actions.archive_case(archivist, case=closed(office))
    assert BookLine.objects.get().units == 2


def test_an_open_case_is_not_archived(office: Office) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.archive_case(office.viewer(Role.ARCHIVIST), case=office.register().case)
    assert refused.value.code == "not-closed"


def test_what_an_uncommitted_attempt_left_is_cleared(office: Office) -> None:
    archivist = office.viewer(Role.ARCHIVIST)
    case = closed(office)
    actions._store(archivist, actions.build(archivist, case, "AIP"))
    unit = actions.archive_case(archivist, case=case)
    assert actions.check_fixity(archivist, unit=unit).sound


def test_the_days_of_a_case_in_its_package_are_days_in_belgrade(office: Office) -> None:
    """Half past midnight of 10 March is still 9 March in UTC."""
    case = closed(office)
    Case.objects.filter(pk=case.pk).update(registered_at=datetime(2026, 3, 9, 23, 30, tzinfo=UTC))
    case.refresh_from_db()
    package = actions.build(office.viewer(Role.ARCHIVIST), case, "SIP")
    metadata = b"".join(read_source(source) for path, source in package.files.items() if path.endswith(".xml"))
    assert b">2026-03-10/" in metadata
    assert b">2026-03-09/" not in metadata

"""A destruction that is killed in the middle goes on, and leaves nothing half."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from salter.archive import actions as archive
from salter.archive import ocfl
from salter.archive.disposal import actions, destroying
from salter.archive.fixity import check_kept
from salter.archive.models import ArchiveUnit, Disposal, DisposalState
from salter.documents import blobs, leftovers
from salter.documents.actions import storage
from salter.documents.models import Document, Leftover
from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from tests.archive.test_actions import closed
from tests.archive.test_disposal import approved
from tests.journal.trees import url
from tests.support.office import Office, found_office
from tests.support.scene.disposal import expire
from tests.support.stores import own_store

KILLED = """
import os, signal, sys
import django
django.setup()
from uuid import UUID
from salter.archive.disposal import destroying, holders
from salter.documents.actions import storage
from salter.organisations.models import Organisation

def die_at(call, left):
    def counted(*args, **more):
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*args, **more)
    return counted

office, disposal, where, left = Organisation.objects.get(), UUID(sys.argv[1]), sys.argv[2], int(sys.argv[3])
if where == "rows":
    holders.forget_words = die_at(holders.forget_words, left)
else:
    type(storage()).delete = die_at(type(storage()).delete, left)
while destroying.go_on(office, disposal):
    pass
"""


def killed(disposal: Disposal, where: str, left: int) -> None:
    """Another process destroys, and is killed after so many calls."""
    variables = {**os.environ, "DATABASE_URL": url(), "SALTER_STORAGE_URL": str(settings.SALTER_STORAGE_URL)}
    command = [sys.executable, "-c", KILLED, str(disposal.pk), where, str(left)]
    done = subprocess.run(command, env=variables, check=False, timeout=120, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_killed_destruction_goes_on_and_destroys_nothing_twice(tmp_path: Path) -> None:
    with own_store(tmp_path / "store"):
        office = found_office("vedrovo")
        with scope(office.organisation.pk):
            units = [
                expire(office, archive.archive_case(office.viewer(Role.ARCHIVIST), case=closed(office)))
                for _case in range(2)
            ]
            row = actions.order(office.viewer(Role.REGISTRY_HEAD), disposal=approved(office))
        _within_the_second_case(office, row, units)
        _within_the_package(office, row, units)
        assert not destroying.go_on(office.organisation, row.pk)
        Leftover.objects.update(since=clock.real_now() - timedelta(days=3))
        leftovers.remove_noted(clock.real_now() + timedelta(days=1))
        destroying.go_on(office.organisation, row.pk)
        with scope(office.organisation.pk):
            row.refresh_from_db()
            assert row.state == DisposalState.DESTROYED
            assert Entry.objects.filter(verb="case.destroyed").count() == 2
            named = {*Document.objects.exclude(sha256="").values_list("sha256", flat=True)}
        kept = {key.rpartition("/")[2] for key in storage().list(blobs.FOLDER)}
        assert kept == named
        assert not list(ocfl.list_objects(storage()))


def _within_the_second_case(office: Office, row: Disposal, units: list[ArchiveUnit]) -> None:
    """Killed between the rows of a case: the first is destroyed whole, the second is untouched."""
    killed(row, "rows", 1)
    with scope(office.organisation.pk):
        first, second = (ArchiveUnit.objects.get(pk=unit.pk) for unit in units)
        assert (bool(first.destroyed_at), second.destroyed_at) == (True, None)
        left = Document.objects.filter(attachments__case=second.case_id)
        assert all(blobs.verify(storage(), document.sha256) for document in left)
    assert check_kept(storage(), second.object_id) == []


def _within_the_package(office: Office, row: Disposal, units: list[ArchiveUnit]) -> None:
    """Killed while files of the package go: what is left is no object, and the list is not done."""
    killed(row, "package", 3)
    with scope(office.organisation.pk):
        row.refresh_from_db()
        assert row.state == DisposalState.DESTROYING
        assert row.items.filter(removed_at=None).count() == 2
    assert len(list(ocfl.list_objects(storage()))) == len(units) - 1

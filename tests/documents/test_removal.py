"""Nothing is removed from the store while a backup runs."""

from __future__ import annotations

import os

import psycopg
import pytest

from salter.documents.actions import storage
from salter.documents.clockwork import sweep
from salter.documents.removal import HELD
from salter.documents.storage import INCOMING, FolderStorage
from tests.journal.trees import url


@pytest.mark.django_db(transaction=True)
def test_a_running_backup_holds_removals_off() -> None:
    store = storage()
    assert isinstance(store, FolderStorage)
    left = store.root / INCOMING / "left-by-a-killed-writer"
    left.parent.mkdir(parents=True, exist_ok=True)
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    with psycopg.connect(url(), autocommit=True) as backup:
        backup.execute("SELECT pg_advisory_lock_shared(%s)", [HELD])
        assert sweep(timestamp=0) == 0
        assert left.exists()
        backup.execute("SELECT pg_advisory_unlock_shared(%s)", [HELD])
        assert sweep(timestamp=0) >= 1
    assert not left.exists()

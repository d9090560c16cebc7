"""A file store of a test's own: workers share one, and what one removes another may need."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.test import override_settings

from salter.documents.actions import storage
from salter.documents.storage import FolderStorage
from salter.organisations import clock


@contextmanager
def own_store(folder: Path) -> Iterator[FolderStorage]:
    """Everything is stored in this folder until the block ends."""
    with override_settings(SALTER_STORAGE_URL=folder.as_uri()):
        storage.cache_clear()
        try:
            store = storage()
            assert isinstance(store, FolderStorage)
            yield store
        finally:
            storage.cache_clear()


def moment_between(*, whole_seconds: bool = False) -> datetime:
    """A moment after all that was written, and before all that will be; S3 knows whole seconds only."""
    moment = clock.real_now()
    if whole_seconds:
        moment = (moment + timedelta(seconds=1)).replace(microsecond=0)
    while clock.real_now() < moment + timedelta(milliseconds=50):
        time.sleep(0.01)
    return moment


def age(store: FolderStorage, moment: datetime) -> None:
    """Everything in the store was written then."""
    for key in store.list(""):
        os.utime(store.root / key, (moment.timestamp(), moment.timestamp()))

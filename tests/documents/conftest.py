"""Fixtures of the documents room."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from salter.documents.storage import FolderStorage
from tests.support.seaweed import S3Endpoint, seaweed


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[S3Endpoint]:
    """A running SeaweedFS with the bucket `documents`."""
    with seaweed("documents") as endpoint:
        yield endpoint


@pytest.fixture(params=["folder", "s3"])
def storage_url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty store: once a folder, once S3 (the environment reaches it)."""
    if request.param == "folder":
        return (tmp_path / "store").as_uri()
    endpoint: S3Endpoint = request.getfixturevalue("s3_endpoint")
    for name, value in endpoint.environment.items():
        monkeypatch.setenv(name, value)
    return f"s3://documents/{uuid.uuid4().hex}"


@pytest.fixture
def folder(tmp_path: Path) -> FolderStorage:
    """An empty store in a folder."""
    return FolderStorage(tmp_path / "store")

"""Storages to write to (a folder, and S3 where SeaweedFS is installed) and a body that can seal."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509

from salter.documents.storage import Storage, storage_from_url
from salter.signatures.asic import sign_detached
from salter.signatures.timestamps import LocalTestAuthority
from salter.signatures.trust import DemoTrust
from tests.support.seaweed import S3Endpoint, seaweed

from .scenes import AT

BUCKET = "archive"


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Endpoint]:
    with seaweed(BUCKET) as endpoint:
        yield endpoint


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.needs("seaweed"))])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty storage; the environment is set so that subprocesses reach it, too."""
    if request.param == "folder":
        return (tmp_path / "store").as_uri()
    endpoint: S3Endpoint = request.getfixturevalue("s3")
    for name, value in endpoint.environment.items():
        monkeypatch.setenv(name, value)
    return f"s3://{BUCKET}/{uuid.uuid4().hex}"


@pytest.fixture
def storage(url: str) -> Storage:
    return storage_from_url(url)


@dataclass(frozen=True)
class SealingBody:
    """A body whose seal leads to `anchors`."""

    anchors: list[x509.Certificate]
    seal: Callable[[bytes], bytes]


def sealing_body(folder: Path, name: str) -> SealingBody:
    trust = DemoTrust.create(folder, AT, name=name)
    key, clock = trust.issue_seal("Општина Вежбалово"), LocalTestAuthority(trust.tsa, lambda: AT)

    def seal(body: bytes) -> bytes:
        return sign_detached(body, key, at=AT, timestamper=clock, crls=trust.crls(AT))

    return SealingBody(trust.anchors, seal)


@pytest.fixture(scope="session")
def body(tmp_path_factory: pytest.TempPathFactory) -> SealingBody:
    return sealing_body(tmp_path_factory.mktemp("body") / "trust", "Šalter")


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> SealingBody:
    """A body whom nobody here trusts."""
    return sealing_body(tmp_path_factory.mktemp("stranger") / "trust", "Stranger")

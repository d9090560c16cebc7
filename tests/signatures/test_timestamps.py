from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from salter.signatures.keys import Credential
from salter.signatures.pades import prepare, sign
from salter.signatures.profile import DECISION_FIELDS, OFFICIAL, verify_decision
from salter.signatures.timestamps import HttpAuthority, LocalTestAuthority, TimestampUnavailable, authority

from .bodies import AT, Body, make_revisions
from .tools import openssl, openssl_ts
from .tsa_server import serve


@pytest.fixture(scope="module")
def server(body: Body, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(body.trust, tmp_path_factory.mktemp("tsa")) as address:
        yield address


@pytest.mark.needs("openssl")
def test_local_token_is_accepted_by_openssl_at_the_office_time(body: Body, tmp_path: Path) -> None:
    token = body.authority(AT - timedelta(days=600)).token(b"data")
    assert openssl_ts(tmp_path, body.trust, b"data", token)
    assert not openssl_ts(tmp_path, body.trust, b"other", token)
    shown = openssl("ts", "-reply", "-token_in", "-in", tmp_path / "token", "-token_out", "-text").stdout
    assert "Time stamp: Oct 11 10:00:00 2023 GMT" in shown


@pytest.mark.needs("openssl")
def test_local_authority_with_rsa(tmp_path: Path) -> None:
    body = Body.open(tmp_path / "trust", algorithm="rsa3072")
    assert openssl_ts(tmp_path, body.trust, b"data", body.authority().token(b"data"))


@pytest.mark.needs("openssl")
def test_real_server_over_http(body: Body, server: str, tmp_path: Path) -> None:
    token = HttpAuthority(server + "/").token(b"data")
    assert openssl_ts(tmp_path, body.trust, b"data", token)


@pytest.mark.needs("openssl")
def test_a_decision_with_a_real_server(body: Body, plain: bytes, server: str) -> None:
    """The server's time is the machine's, so this decision is made now."""
    final = make_revisions(body, plain, HttpAuthority(server + "/"), datetime.now(UTC)).final
    verdict = verify_decision(final, body.trust.anchors)
    assert verdict.reason == "ok"
    assert [s.level for s in verdict.report.signatures] == ["B-LTA", "B-LTA", ""]


@pytest.mark.needs("openssl")
@pytest.mark.parametrize("path", ["/html", "/broken", "/other", "/refuse", "/slow"])
def test_every_failure_is_one_exception(server: str, path: str) -> None:
    with pytest.raises(TimestampUnavailable):
        HttpAuthority(server + path, timeout=0.5).token(b"data")


def test_a_server_that_is_down(body: Body, plain: bytes) -> None:
    down = HttpAuthority("http://127.0.0.1:1/", timeout=0.5)
    with pytest.raises(TimestampUnavailable, match="refused"):
        sign(prepare(plain, DECISION_FIELDS), OFFICIAL, body.official, at=AT, timestamper=down)


def test_which_authority_is_used(body: Body) -> None:
    key: Credential = body.trust.tsa
    assert isinstance(authority("https://tsa.example/", key, lambda: AT), HttpAuthority)
    assert isinstance(authority("", key, lambda: AT), LocalTestAuthority)
    with pytest.raises(TimestampUnavailable):
        authority("", None, lambda: AT)
    with pytest.raises(ValueError, match="begins with http"):
        HttpAuthority("file:///etc/passwd")

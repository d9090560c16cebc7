from __future__ import annotations

import stat
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from salter.signatures import trust as trust_module
from salter.signatures.keys import Credential, kind_of
from salter.signatures.trust import DemoTrust, is_demo_anchor, load_anchors

from .bodies import AT, Body
from .tools import openssl


def test_every_subject_says_test(body: Body) -> None:
    trust = body.trust
    for credential in (trust.root, trust.issuing, trust.tsa, body.official, body.seal):
        assert is_demo_anchor(credential.certificate)


def test_a_name_that_merely_contains_the_letters_is_no_demo_anchor() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ATTESTATION ROOT Testament")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, AT, AT + timedelta(days=1))
    assert not is_demo_anchor(builder.sign(key, hashes.SHA256()))


def test_only_the_owner_may_look(body: Body) -> None:
    folder = body.trust.folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) >= 5
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_creating_again_keeps_what_is_there(body: Body) -> None:
    again = DemoTrust.create(body.trust.folder, AT + timedelta(days=400))
    assert again.root.certificate == body.trust.root.certificate
    assert again.credential(body.seal.serial).certificate == body.seal.certificate


def test_a_crash_while_creating_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(trust_module, "_time_authority", crash)
    with pytest.raises(KeyboardInterrupt):
        DemoTrust.create(tmp_path / "trust", AT)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    assert DemoTrust.create(tmp_path / "trust", AT).anchors


def _root(folder: Path) -> int:
    return DemoTrust.create(folder, AT).root.serial


def test_of_several_processes_one_wins(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4) as pool:
        serials = set(pool.map(_root, [tmp_path / "trust"] * 8))
    assert len(serials) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["trust"]


def test_hierarchies_are_separate(body: Body, stranger: Body) -> None:
    assert body.trust.root.certificate.subject != stranger.trust.root.certificate.subject
    with pytest.raises(FileNotFoundError):
        stranger.trust.credential(body.seal.serial)


def test_certificates_hold_for_seeded_past_cases(body: Body) -> None:
    past = datetime(2019, 1, 1, tzinfo=UTC)
    for credential in (body.trust.root, body.trust.issuing, body.trust.tsa, body.official):
        assert credential.certificate.not_valid_before_utc < past
    assert all(crl.last_update_utc == past for crl in body.trust.crls(past))


def test_kinds_and_uses(body: Body) -> None:
    assert kind_of(body.official.certificate) == "signature"
    assert kind_of(body.seal.certificate) == "seal"
    usage = body.trust.tsa.certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert usage.critical
    assert list(usage.value) == [ExtendedKeyUsageOID.TIME_STAMPING]


def test_long_names_are_cut_and_still_say_test(body: Body) -> None:
    seal = body.trust.issue_seal("Градска управа за имовинско-правне послове, урбанизам и грађевинарство града")
    name = seal.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    assert str(name).endswith(" TEST")
    assert len(str(name).encode()) <= 64
    whole = seal.certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value
    assert str(whole).startswith("Градска управа за имовинско-правне послове, урбанизам")


def test_revocation_counts_from_its_moment(tmp_path: Path) -> None:
    body = Body.open(tmp_path / "trust")
    body.trust.revoke(body.seal.serial, AT)
    body.trust.revoke(body.seal.serial, AT + timedelta(days=9))
    _, before = body.trust.crls(AT - timedelta(seconds=1))
    _, after = body.trust.crls(AT)
    assert before.get_revoked_certificate_by_serial_number(body.seal.serial) is None
    entry = after.get_revoked_certificate_by_serial_number(body.seal.serial)
    assert entry is not None
    assert entry.revocation_date_utc == AT
    assert after.get_revoked_certificate_by_serial_number(body.official.serial) is None


@pytest.mark.needs("openssl")
@pytest.mark.parametrize("algorithm", ["p256", "rsa3072"])
def test_openssl_accepts_the_chain_and_the_lists(tmp_path: Path, algorithm: trust_module.Algorithm) -> None:
    body = Body.open(tmp_path / "trust", algorithm=algorithm)
    assert isinstance(body.seal.key, rsa.RSAPrivateKey) == (algorithm == "rsa3072")
    body.trust.export_anchors(tmp_path / "out")
    body.trust.revoke(body.seal.serial, AT)
    lists = b"".join(crl.public_bytes(serialization.Encoding.PEM) for crl in body.trust.crls(AT))
    (tmp_path / "lists.pem").write_bytes(lists)

    def verify(credential: Credential) -> str:
        (tmp_path / "leaf.pem").write_bytes(credential.certificate.public_bytes(serialization.Encoding.PEM))
        done = openssl(
            *("verify", "-x509_strict", "-crl_check_all", "-CRLfile", tmp_path / "lists.pem"),
            *("-attime", str(int(AT.timestamp()) + 60), "-CAfile", tmp_path / "out/root.pem"),
            *("-untrusted", tmp_path / "out/issuing.pem", tmp_path / "leaf.pem"),
        )
        return done.stdout + done.stderr

    assert "leaf.pem: OK" in verify(body.official)
    assert "leaf.pem: OK" in verify(body.trust.tsa)
    assert "certificate revoked" in verify(body.seal)


def test_exported_anchors_hold_no_key_and_load_again(body: Body, tmp_path: Path) -> None:
    paths = body.trust.export_anchors(tmp_path / "out")
    assert [path.name for path in paths] == ["root.pem", "issuing.pem", "tsa.pem"]
    assert not any(b"PRIVATE" in path.read_bytes() for path in paths)
    assert load_anchors(tmp_path / "out") == body.trust.anchors
    with pytest.raises(ValueError, match="No trust anchor"):
        load_anchors(tmp_path)

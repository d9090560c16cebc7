from __future__ import annotations

from datetime import timedelta

import pytest
from asn1crypto import cms  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import NameOID

from salter.signatures.keys import credential_from_pem, kind_of
from salter.signatures.timestamps import LocalTestAuthority

from .bodies import AT, Body, Revisions
from .tools import extract


def test_a_credential_survives_its_pem_and_is_parsed_once(body: Body) -> None:
    pem = body.seal.to_pem()
    again = credential_from_pem(pem)
    assert (again.certificate, again.chain) == (body.seal.certificate, body.seal.chain)
    assert credential_from_pem(pem) is again


def test_a_foreign_certificate_is_refused(body: Body) -> None:
    key = body.seal.to_pem().split(b"-----BEGIN CERTIFICATE")[0]
    with pytest.raises(ValueError, match="does not belong"):
        credential_from_pem(key + body.official.certificate.public_bytes(serialization.Encoding.PEM))


def test_other_kinds_of_keys_are_refused(body: Body) -> None:
    key = ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(ValueError, match="Ed25519"):
        credential_from_pem(key + body.official.certificate.public_bytes(serialization.Encoding.PEM))


@pytest.mark.parametrize(
    ("attributes", "kind"),
    [
        ([(NameOID.GIVEN_NAME, "Мила"), (NameOID.ORGANIZATION_IDENTIFIER, "VATRS-1")], "signature"),
        ([(NameOID.ORGANIZATION_IDENTIFIER, "VATRS-1")], "seal"),
        ([(NameOID.COMMON_NAME, "Мила")], "signature"),
    ],
)
def test_kind_without_a_qc_statement(attributes: list[tuple[x509.ObjectIdentifier, str]], kind: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, AT, AT + timedelta(days=1))
    assert kind_of(builder.sign(key, hashes.SHA256())) == kind


def test_no_container_holds_a_certificate_twice(body: Body, revisions: Revisions) -> None:
    containers = [container for _, container in extract(revisions.final)]
    containers.append(LocalTestAuthority(body.trust.tsa, lambda: AT).token(b"x"))
    assert len(containers) == 4
    for container in containers:
        certificates = [c.chosen.dump() for c in cms.ContentInfo.load(container)["content"]["certificates"]]
        assert len(certificates) >= 2
        assert len(certificates) == len(set(certificates))

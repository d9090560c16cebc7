"""The demo trust service: a small certificate authority whose every name says TEST, made on the machine itself.

Its certificates sign demo and practice decisions. Nothing here is a qualified trust service.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .keys import QC_STATEMENTS, QCT_ESEAL, QCT_ESIGN, Credential, PrivateKey, credential_from_pem

Algorithm = Literal["p256", "rsa3072"]

YEAR = timedelta(days=365)
BEFORE = 10 * YEAR  # certificates are valid this long before the creation, so that seeded past cases hold
AFTER = {"root": 30 * YEAR, "issuing": 25 * YEAR, "leaf": 15 * YEAR}
CRL_VALIDITY = timedelta(days=30)
NAME_LIMIT = 64  # ub-common-name, RFC 5280, A.1: characters there, but bytes of UTF-8 to cryptography
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
TEST_WORD = re.compile(r"\bTEST\b")


@dataclass(frozen=True)
class DemoTrust:
    """A TEST hierarchy in a folder: root, issuing authority, time-stamping authority and what they issued."""

    folder: Path
    root: Credential
    issuing: Credential
    tsa: Credential

    @classmethod
    def create(cls, folder: Path, at: datetime, *, name: str = "Šalter", algorithm: Algorithm = "p256") -> DemoTrust:
        """Make the hierarchy in `folder` (0700) unless it is there already; then it is only loaded.

        Everything is written beside the folder and renamed into place, so that a crash leaves either nothing or
        all of it, and of two processes at once one wins. `name` tells hierarchies apart (offices, practice).
        """
        if (folder / "root.pem").exists():
            return cls.load(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            _write_hierarchy(draft, at, name, algorithm)
            with contextlib.suppress(OSError):  # another process was first: its hierarchy counts
                draft.rename(folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        _sync_folder(folder.parent)
        return cls.load(folder)

    @classmethod
    def load(cls, folder: Path) -> DemoTrust:
        """Open an existing hierarchy. Raises FileNotFoundError or ValueError."""
        root, issuing, tsa = (credential_from_pem((folder / f"{n}.pem").read_bytes()) for n in AUTHORITIES)
        return cls(folder, root, issuing, tsa)

    def issue_signatory(self, common_name: str, organisation: str, unit: str) -> Credential:
        """A certificate for signatures of an official, kept in the folder under its serial number."""
        attributes = [
            (NameOID.ORGANIZATIONAL_UNIT_NAME, unit[:NAME_LIMIT]),
            (NameOID.COMMON_NAME, _test_name(common_name)),
        ]
        return self._issue(organisation, attributes, QCT_ESIGN)

    def issue_seal(self, organisation_name: str) -> Credential:
        """A certificate for seals of a body, kept in the folder under its serial number."""
        return self._issue(organisation_name, [(NameOID.COMMON_NAME, _test_name(organisation_name))], QCT_ESEAL)

    def _issue(
        self, organisation: str, attributes: Sequence[tuple[x509.ObjectIdentifier, str]], qc_type: bytes
    ) -> Credential:
        key = _new_key("rsa3072" if isinstance(self.issuing.key, rsa.RSAPrivateKey) else "p256")
        subject = _name([(NameOID.ORGANIZATION_NAME, organisation[:NAME_LIMIT]), *attributes])
        builder = _builder(subject, key, self.issuing, self.tsa.certificate.not_valid_after_utc)
        builder = builder.add_extension(_usage(content_commitment=True), critical=True)
        builder = builder.add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
        builder = builder.add_extension(x509.UnrecognizedExtension(QC_STATEMENTS, _qc_type(qc_type)), critical=False)
        credential = _signed(builder, key, self.issuing)
        _write_private(self.folder / "issued" / f"{credential.serial:x}.pem", credential.to_pem())
        return credential

    def credential(self, serial: int) -> Credential:
        """What was issued under `serial`. Raises FileNotFoundError."""
        return credential_from_pem((self.folder / "issued" / f"{serial:x}.pem").read_bytes())

    def revoke(self, serial: int, at: datetime) -> None:
        """Revoke a certificate from `at` on. Revoking again keeps the first moment."""
        path = self.folder / "revoked" / f"{serial:x}"
        if not path.exists():
            _write_private(path, at.isoformat().encode())

    def crls(self, at: datetime) -> list[x509.CertificateRevocationList]:
        """The lists of root and issuing authority as they stand at `at`, signed for it (valid for 30 days)."""
        revoked = {
            int(p.name, 16): datetime.fromisoformat(p.read_text()) for p in self.folder.glob("revoked/[0-9a-f]*")
        }
        listed = [(serial, since) for serial, since in revoked.items() if since <= at]
        return [_crl(self.root, at, []), _crl(self.issuing, at, listed)]

    @property
    def anchors(self) -> list[x509.Certificate]:
        """The root, as a list of trust anchors."""
        return [self.root.certificate]

    def export_anchors(self, folder: Path) -> list[Path]:
        """Write the certificates (no keys) of root, issuing and time-stamping authority as PEM files."""
        folder.mkdir(parents=True, exist_ok=True)
        paths = []
        for name in AUTHORITIES:
            credential: Credential = getattr(self, name)
            path = folder / f"{name}.pem"
            path.write_bytes(credential.certificate.public_bytes(serialization.Encoding.PEM))
            paths.append(path)
        return paths


AUTHORITIES = ("root", "issuing", "tsa")


def load_anchors(folder: Path) -> list[x509.Certificate]:
    """The trust anchors in a folder of PEM files: the self-issued certificates in it, in order of file name.

    Raises ValueError when there is none.
    """
    found = [c for path in sorted(folder.glob("*.pem")) for c in x509.load_pem_x509_certificates(path.read_bytes())]
    anchors = [c for c in found if c.issuer == c.subject]
    if not anchors:
        raise ValueError(f"No trust anchor in {folder}.")
    return anchors


def is_demo_anchor(certificate: x509.Certificate) -> bool:
    """Whether a certificate calls itself TEST; production refuses to start with such an anchor."""
    return any(TEST_WORD.search(str(attribute.value)) for attribute in certificate.subject)


def _write_hierarchy(folder: Path, at: datetime, name: str, algorithm: Algorithm) -> None:
    for part in ("issued", "revoked"):
        (folder / part).mkdir(mode=0o700)
    root = _authority(f"{name} Root", None, at, "root", algorithm)
    issuing = _authority(f"{name} Issuing", root, at, "issuing", algorithm)
    tsa = _time_authority(f"{name} Time-Stamping", issuing, at, algorithm)
    for part, credential in zip(AUTHORITIES, (root, issuing, tsa), strict=True):
        _write_private(folder / f"{part}.pem", credential.to_pem())


def _authority(name: str, issuer: Credential | None, at: datetime, level: str, algorithm: Algorithm) -> Credential:
    key = _new_key(algorithm)
    subject = _name([(NameOID.ORGANIZATION_NAME, "Šalter TEST"), (NameOID.COMMON_NAME, _test_name(name))])
    builder = _builder(subject, key, issuer, at + AFTER[level], begin=at - BEFORE)
    length = None if issuer is None else 0
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=length), critical=True)
    builder = builder.add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
    return _signed(builder, key, issuer)


def _time_authority(name: str, issuer: Credential, at: datetime, algorithm: Algorithm) -> Credential:
    key = _new_key(algorithm)
    subject = _name([(NameOID.ORGANIZATION_NAME, "Šalter TEST"), (NameOID.COMMON_NAME, _test_name(name))])
    builder = _builder(subject, key, issuer, at + AFTER["leaf"])
    builder = builder.add_extension(_usage(digital_signature=True), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return _signed(builder, key, issuer)


def _builder(
    subject: x509.Name, key: PrivateKey, issuer: Credential | None, end: datetime, begin: datetime | None = None
) -> x509.CertificateBuilder:
    public = key.public_key()
    issuer_key = (issuer.key if issuer else key).public_key()
    if begin is None and issuer is not None:
        begin = issuer.certificate.not_valid_before_utc
    assert begin is not None
    return (
        x509.CertificateBuilder(subject_name=subject, public_key=public, serial_number=x509.random_serial_number())
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False)
    )


def _signed(builder: x509.CertificateBuilder, key: PrivateKey, issuer: Credential | None) -> Credential:
    certificate = builder.sign(issuer.key if issuer else key, hashes.SHA256())
    chain = (issuer.certificate, *issuer.chain) if issuer else ()
    return Credential(key, certificate, chain)


def _crl(issuer: Credential, at: datetime, revoked: Iterable[tuple[int, datetime]]) -> x509.CertificateRevocationList:
    builder = x509.CertificateRevocationListBuilder(issuer.certificate.subject, at, at + CRL_VALIDITY)
    for serial, since in revoked:
        entry = x509.RevokedCertificateBuilder(serial, since).build()
        builder = builder.add_revoked_certificate(entry)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
    builder = builder.add_extension(identifier, critical=False)
    builder = builder.add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)
    return builder.sign(issuer.key, hashes.SHA256())


def _usage(
    *,
    digital_signature: bool = False,
    content_commitment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _qc_type(kind: bytes) -> bytes:
    """QCStatements with one statement id-etsi-qcs-QcType (0.4.0.1862.1.6); deliberately without QcCompliance."""
    statement = bytes.fromhex("0606 0400 8e46 0106") + _der(0x30, _der(0x06, kind[2:]))
    return _der(0x30, _der(0x30, statement))


def _der(tag: int, content: bytes) -> bytes:
    assert len(content) < 128
    return bytes((tag, len(content))) + content


def _new_key(algorithm: Algorithm) -> PrivateKey:
    if algorithm == "rsa3072":
        return rsa.generate_private_key(65537, 3072)
    return ec.generate_private_key(ec.SECP256R1())


def _name(attributes: Iterable[tuple[x509.ObjectIdentifier, str]]) -> x509.Name:
    given = [x509.NameAttribute(oid, value) for oid, value in attributes if value]
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "RS"), *given])


def _test_name(name: str) -> str:
    suffix = " TEST"
    cut = name.encode()[: NAME_LIMIT - len(suffix)].decode(errors="ignore")
    return cut.rstrip() + suffix


def _write_private(path: Path, content: bytes) -> None:
    """Write a file (0600) whole or not at all, and make it durable."""
    handle, draft = tempfile.mkstemp(prefix=".", dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

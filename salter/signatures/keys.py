"""Signing keys behind one port, so that a PEM file today and an HSM or a remote service tomorrow look the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Protocol

from asn1crypto import x509 as asn1  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

DIGEST = "sha256"
DIGESTS: Mapping[str, type[hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}

Kind = Literal["signature", "seal"]
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

QC_STATEMENTS = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")
QCT_ESEAL = bytes.fromhex("060704008e46010602")  # id-etsi-qct-eseal, ETSI EN 319 412-5, 4.2.3
QCT_ESIGN = bytes.fromhex("060704008e46010601")


class SigningKey(Protocol):
    """Whoever can sign for one certificate. Adapters may call an HSM (PKCS#11) or a remote service (CSC)."""

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate of this key."""

    @property
    def chain(self) -> Sequence[x509.Certificate]:
        """Issuers from the nearest up to the root, WITHOUT `certificate` itself."""

    def sign(self, data: bytes, digest: str) -> bytes:
        """Sign `data` (not yet hashed) with `digest` ("sha256" …): PKCS#1 v1.5 for RSA, DER for ECDSA."""


@dataclass(frozen=True)
class Credential:
    """A key held in memory with its certificate and issuers: the PEM adapter of `SigningKey`.

    The key object is parsed once: parsing an RSA key costs 47 ms, a signature under 2 ms.
    """

    key: PrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    @property
    def serial(self) -> int:
        """The serial number of the certificate, by which the trust service finds and revokes it."""
        return self.certificate.serial_number

    def sign(self, data: bytes, digest: str) -> bytes:
        """See `SigningKey.sign`."""
        algorithm = DIGESTS[digest]()
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), algorithm)
        return self.key.sign(data, ec.ECDSA(algorithm))

    def to_pem(self) -> bytes:
        """Key (unencrypted), certificate and chain in one PEM; the file must be 0600."""
        private = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return private + b"".join(c.public_bytes(serialization.Encoding.PEM) for c in (self.certificate, *self.chain))


@lru_cache(maxsize=256)
def credential_from_pem(pem: bytes) -> Credential:
    """Read what `Credential.to_pem` wrote; the parsed object is cached. Raises ValueError on anything else."""
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise ValueError(f"Keys of type {type(key).__name__} are not used for signatures.")
    certificate, *chain = x509.load_pem_x509_certificates(pem)
    if certificate.public_key() != key.public_key():
        raise ValueError("The first certificate does not belong to the key.")
    return Credential(key, certificate, tuple(chain))


def kind_of(certificate: x509.Certificate) -> Kind:
    """Whether a certificate is for signatures of a person or seals of a body (QcType, ETSI EN 319 412-5).

    Without QcType: an organisation identifier without a person's name means a seal (EN 319 412-3).
    """
    try:
        statements = certificate.extensions.get_extension_for_oid(QC_STATEMENTS).value
    except x509.ExtensionNotFound:
        statements = x509.UnrecognizedExtension(QC_STATEMENTS, b"")
    raw = statements.public_bytes()
    if QCT_ESEAL in raw or QCT_ESIGN in raw:
        return "seal" if QCT_ESEAL in raw else "signature"
    subject = certificate.subject
    person = subject.get_attributes_for_oid(NameOID.GIVEN_NAME) or subject.get_attributes_for_oid(NameOID.SURNAME)
    body = subject.get_attributes_for_oid(NameOID.ORGANIZATION_IDENTIFIER)
    return "seal" if body and not person else "signature"


def to_asn1(certificate: x509.Certificate) -> asn1.Certificate:
    """The same certificate as an object of asn1crypto, which pyHanko speaks."""
    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def certificate_store(certificates: Iterable[x509.Certificate]) -> SimpleCertificateStore:
    """A pyHanko store of the given certificates."""
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    for certificate in certificates:
        store.register(to_asn1(certificate))
    return store


class KeySigner(Signer):
    """pyHanko's signer over our port.

    The signing certificate stays out of the store: pyHanko would embed it twice, a DER violation that strict
    parsers reject.
    """

    def __init__(self, key: SigningKey) -> None:
        super().__init__(signing_cert=to_asn1(key.certificate), cert_registry=certificate_store(key.chain))
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Called by pyHanko; a dry run must not cost a signature."""
        return bytes(512) if dry_run else self._key.sign(data, digest_algorithm)

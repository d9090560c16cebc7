"""The key that signs the log's tree heads: a TEST key of the demo trust service, in production the installation's own.

Both are made once, at first need, and lie in SALTER_HOME readable to its owner only. What of them is public stands on
the page of the log.
"""

from __future__ import annotations

import os
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.conf import settings

from salter.journal.signing import StampUnavailable
from salter.organisations import clock
from salter.signatures.actions import timestamper, trust
from salter.signatures.common import TimestampUnavailable

if TYPE_CHECKING:
    from salter.signatures.keys import Credential

NAME = "Šalter log"
VALID = timedelta(days=30 * 365)


class LogSigner:
    """Implements the journal's port (salter/journal/signing.py)."""

    def certificates(self) -> list[bytes]:
        """See `Signer.certificates`."""
        key = log_key()
        issuers = [certificate for certificate in key.chain if certificate.issuer != certificate.subject]
        return [certificate.public_bytes(Encoding.DER) for certificate in (key.certificate, *issuers)]

    def sign(self, data: bytes) -> bytes:
        """See `Signer.sign`."""
        from salter.signatures.head_check import low_s
        from salter.signatures.keys import DIGEST

        return low_s(log_key().sign(data, DIGEST))

    def stamp(self, data: bytes) -> bytes:
        """See `Signer.stamp`."""
        from salter.signatures.timestamps import HttpAuthority, LocalTestAuthority

        authority = timestamper(clock.real_now())
        assert isinstance(authority, HttpAuthority | LocalTestAuthority)
        try:
            return authority.token(data)
        except TimestampUnavailable as error:
            raise StampUnavailable(str(error)) from error


def log_key() -> Credential:
    """The key of this installation's log, made now if it is not there."""
    return _key(_path())


def anchors() -> list[x509.Certificate]:
    """What this installation itself trusts when it judges a receipt or a head.

    Demo and practice: the TEST root. Production: the log's own certificate, and what SALTER_HOME/anchors holds (of the
    time-stamp authority).
    """
    if settings.SALTER_MODE != "production":
        return trust().anchors
    from salter.signatures.trust import load_anchors

    folder: Path = settings.SALTER_HOME / "anchors"
    return [log_key().certificate, *(load_anchors(folder) if any(folder.glob("*.pem")) else [])]


@cache
def _key(path: Path) -> Credential:
    from salter.signatures.keys import credential_from_pem

    if not path.exists():
        made = _own_key() if settings.SALTER_MODE == "production" else trust().issue_seal(NAME)
        _keep(path, made.to_pem())
    return credential_from_pem(path.read_bytes())


def _path() -> Path:
    home: Path = settings.SALTER_HOME
    return home / "log.pem" if settings.SALTER_MODE == "production" else trust().folder / "log.pem"


def _keep(path: Path, pem: bytes) -> None:
    """Of two processes at once the first one's key counts."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_bytes(pem)
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _own_key() -> Credential:
    """A key that vouches for itself: its certificate is its own anchor, published on the page of the log."""
    from salter.signatures.keys import Credential

    key, now = ec.generate_private_key(ec.SECP256R1()), clock.real_now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    public = key.public_key()
    certificate = (
        x509.CertificateBuilder(name, name, public, x509.random_serial_number(), now - timedelta(days=1), now + VALID)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Credential(key, certificate, ())

"""Secrets that must be read again (of mailboxes, of webhooks), encrypted with a key derived from the installation's."""

from __future__ import annotations

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12


class SecretLost(Exception):
    """The secret cannot be read: it was encrypted with another secret key. It must be entered again."""


def seal(secret: str, bound_to: str) -> str:
    """The secret, encrypted; it opens only together with `bound_to`."""
    nonce = os.urandom(NONCE)
    closed = AESGCM(_key()).encrypt(nonce, secret.encode(), bound_to.encode())
    return base64.b64encode(nonce + closed).decode()


def unseal(sealed: str, bound_to: str) -> str:
    """The secret. Raises SecretLost."""
    try:
        data = base64.b64decode(sealed, validate=True)
        return AESGCM(_key()).decrypt(data[:NONCE], data[NONCE:], bound_to.encode()).decode()
    except (InvalidTag, ValueError, binascii.Error) as error:
        raise SecretLost from error


def _key() -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"salter mail account").derive(settings.SECRET_KEY.encode())

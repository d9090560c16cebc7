"""The port through which the log gets its signatures and time-stamps, which come from a room above (decision 012)."""

from __future__ import annotations

from typing import Protocol


class StampUnavailable(Exception):
    """The time-stamp authority does not answer. The head is kept, and stamped later."""


class Signer(Protocol):
    """What signs tree heads."""

    def certificates(self) -> list[bytes]:
        """The certificate of the log's key and those of its issuers without the root, as DER."""

    def sign(self, data: bytes) -> bytes:
        """A signature over `data`."""

    def stamp(self, data: bytes) -> bytes:
        """An RFC 3161 token (DER) over `data` with the real time. Raises StampUnavailable."""


_signer: Signer | None = None


def install(signer: Signer) -> None:
    """Called once by the room that holds the keys."""
    global _signer
    _signer = signer


def signer() -> Signer:
    """The installed signer.

    Raises RuntimeError when there is none.
    """
    if _signer is None:
        raise RuntimeError("nothing signs tree heads: the signatures room is not loaded")
    return _signer

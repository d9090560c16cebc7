"""A request whose body breaks off is not taken for a whole one.

When a connection breaks in the middle of an upload, the server hands on what came and then the end of the stream.
Django's reader of forms takes that for the end of the form: a case would be registered without its papers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Environment = dict[str, Any]
Application = Callable[[Environment, Any], Iterable[bytes]]


class CutOff(OSError):
    """The body ended before its announced length. Django turns it into its UnreadablePostError."""


class WholeBody:
    """The body of a request: raises CutOff where it ends too early."""

    def __init__(self, stream: Any, length: int) -> None:
        self._stream = stream
        self._missing = length

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes. Raises CutOff."""
        wanted = self._missing if size < 0 else min(size, self._missing)
        return self._counted(self._stream.read(wanted) if wanted else b"", wanted)

    def readline(self, size: int = -1) -> bytes:
        """One line, or up to `size` bytes of it. Raises CutOff."""
        wanted = self._missing if size < 0 else min(size, self._missing)
        return self._counted(self._stream.readline(wanted) if wanted else b"", wanted)

    def _counted(self, piece: bytes, wanted: int) -> bytes:
        self._missing -= len(piece)
        if wanted and not piece:
            raise CutOff(f"the request broke off {self._missing} bytes before its end")
        return piece


def whole_bodies(application: Application) -> Application:
    """The application, which then sees whole bodies or an error while it reads."""

    def checked(environment: Environment, start_response: Any) -> Iterable[bytes]:
        length = str(environment.get("CONTENT_LENGTH") or "")
        if length.isdecimal() and int(length):
            environment["wsgi.input"] = WholeBody(environment["wsgi.input"], int(length))
        return application(environment, start_response)

    return checked

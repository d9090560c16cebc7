"""One call of a webhook: signed after the Standard Webhooks specification, within ten seconds, to allowed addresses.

What is told is that something happened, never about whom: a receiver reads the rest through the API, with a token whose
role decides what it sees.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import ipaddress
import json
import secrets
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit

from salter.journal.models import Entry

PREFIX = "whsec_"
SECONDS = 10
"""A receiver has so long for name, connection, request and answer together."""
READ = 1000
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a call: the status of HTTP (None without an answer), a code of what went wrong, the words."""

    milliseconds: int
    status: int | None = None
    problem: str = ""
    text: str = ""

    @property
    def taken(self) -> bool:
        """Whether the receiver has it."""
        return not self.problem


class Refused(Exception):
    """The address must not be called: `private` or `plain`."""


def new_secret() -> str:
    """A fresh secret of 32 random bytes, in the spelling of Standard Webhooks."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def payload(entry: Entry, index: int) -> bytes:
    """What is told of an entry: its verb, when, what it is about, its leaf. No name and no content."""
    told: dict[str, Any] = {
        "type": entry.verb,
        "timestamp": entry.at.isoformat(),
        "data": {
            "entry": str(entry.pk),
            "leaf": index,
            "subject": {"type": entry.subject_type, "id": str(entry.subject_id)},
            "case": str(entry.case_id) if entry.case_id else None,
        },
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def headers(secret: str, entry_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of Standard Webhooks: HMAC-SHA256 over id, time and body; the id is the same at every attempt."""
    moment = str(int(at.timestamp()))
    signed = hmac.digest(_key(secret), b".".join((entry_id.encode(), moment.encode(), body)), hashlib.sha256)
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Salter-Webhooks/1",
        "webhook-id": entry_id,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
    }


async def call(url: str, body: bytes, sent: dict[str, str], allowed: Sequence[Network]) -> Answer:
    """Send it. In: address, body, headers, and networks that may be called though they are private. Never raises."""
    import httpx

    began = time.monotonic()
    status, problem, text = None, "", ""
    try:
        async with asyncio.timeout(SECONDS):
            status, text = await _post(url, body, sent, allowed)
            problem = "" if 200 <= status < 300 else "refused"
    except Refused as refused:
        problem = str(refused)
    except (TimeoutError, httpx.TimeoutException):
        problem = "slow"
    except socket.gaierror:
        problem = "name"
    except (httpx.HTTPError, OSError, ValueError) as error:
        problem, text = ("tls" if "CERTIFICATE" in str(error).upper() else "away"), str(error)
    cleaned = "".join(sign if sign.isprintable() else " " for sign in text)
    return Answer(int((time.monotonic() - began) * 1000), status, problem, cleaned[:300])


async def _post(url: str, body: bytes, sent: dict[str, str], allowed: Sequence[Network]) -> tuple[int, str]:
    """Connect to the very address that was judged, so that a name cannot lead elsewhere meanwhile."""
    import httpx

    place = _in_ascii(urlsplit(url))
    address = await _address(place, allowed)
    at = f"[{address}]" if ":" in address else address
    target = place._replace(netloc=f"{at}:{place.port}" if place.port else at).geturl()
    async with httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=SECONDS) as client:
        request = client.build_request("POST", target, content=body, headers={**sent, "Host": place.netloc})
        request.extensions["sni_hostname"] = place.hostname
        answer = await client.send(request, stream=True)
        try:
            read = b""
            async for piece in answer.aiter_bytes():
                read += piece
                if len(read) >= READ:
                    break
        finally:
            await answer.aclose()
    return answer.status_code, read[:READ].decode("utf-8", errors="replace")


def _in_ascii(place: SplitResult) -> SplitResult:
    """The address with its host as DNS and certificates write it (RFC 3490). Raises UnicodeError, a ValueError."""
    host = (place.hostname or "").encode("idna").decode()
    at = f"[{host}]" if ":" in host else host
    return place._replace(netloc=f"{at}:{place.port}" if place.port else at)


async def _address(place: SplitResult, allowed: Sequence[Network]) -> str:
    """An address of the host that may be called. Raises Refused, OSError."""
    port = place.port or (443 if place.scheme == "https" else 80)
    found = await asyncio.get_running_loop().getaddrinfo(place.hostname, port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    for address in addresses:
        own = any(address in network for network in allowed if network.version == address.version)
        if not own and not address.is_global:
            raise Refused("private")
        if not own and place.scheme != "https":
            raise Refused("plain")
    return str(addresses[0])


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        return secret.encode()

"""SALTER_EMAIL_URL, taken apart."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

PORTS = {"smtp": 25, "smtps": 465, "smtp+tls": 587}


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How mail leaves; no host means that it does not."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    tls: bool = False
    starttls: bool = False
    sender: str = ""


def mail_settings(url: str) -> MailSettings:
    """The parts of an address of a mail server. Raises ValueError, which says what is wrong with it."""
    if not url:
        return MailSettings()
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("SALTER_EMAIL_URL is smtp://, smtps:// or smtp+tls:// with a host")
    sender = parse_qs(parts.query).get("from", [f"salter@{parts.hostname}"])[0]
    return MailSettings(
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=parts.scheme == "smtps",
        starttls=parts.scheme == "smtp+tls",
        sender=sender,
    )

"""An access token for a mailbox: this installation's own credentials for a token of an hour (RFC 6749, 4.4).

It is asked for anew in each run, so there is no refresh token that somebody must renew when it has lapsed.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from salter.registry.mail.problems import MailProblem

TIMEOUT = 30


def token(url: str, client_id: str, secret: str, scope: str) -> str:
    """In: where tokens are given, this installation's id and secret there, and what is asked for (may be empty).

    Raises MailProblem `token` when it is refused, `token-away` when the service does not answer.
    """
    import httpx

    given = {"grant_type": "client_credentials", **({"scope": scope} if scope else {})}
    # Id and secret are encoded before they are joined (RFC 6749, 2.3.1).
    proof = httpx.BasicAuth(quote(client_id, safe=""), quote(secret, safe=""))
    try:
        answer = httpx.post(url, data=given, auth=proof, timeout=TIMEOUT)
    except httpx.HTTPError as error:
        raise MailProblem("token-away", str(error)[:300]) from error
    if answer.status_code >= 500:
        raise MailProblem("token-away", f"HTTP {answer.status_code}")
    said = _json(answer)
    found = said.get("access_token")
    if answer.status_code != 200 or not isinstance(found, str) or not found:
        raise MailProblem("token", f"HTTP {answer.status_code} {_reason(said)}".strip())
    return found


def _json(answer: Any) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _reason(said: dict[str, Any]) -> str:
    """What the service says of a refusal (RFC 6749, 5.2); never a token."""
    return " ".join(str(said[name]) for name in ("error", "error_description") if name in said)[:250]

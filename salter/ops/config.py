"""Settings of an installation: typed, each with the words that explain it.

Every setting is an environment variable. The settings page of the manual is generated from this class
(`python -m salter.ops.config`), so a setting without help text cannot exist.
"""

from __future__ import annotations

import os
import sys
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

CHECKOUT = Path(__file__).resolve().parents[2]


def default_home() -> Path:
    """`./var` in a checkout, the platform's data folder when installed (interfaces.md, Environment)."""
    if (CHECKOUT / "pyproject.toml").exists():
        return CHECKOUT / "var"
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "salter"


class Config(BaseSettings):
    """The environment of one installation."""

    model_config = SettingsConfigDict(env_prefix="SALTER_", case_sensitive=False, extra="ignore")

    home: Path = Field(default_factory=default_home, description="Data folder: database, documents, keys, logs.")
    database_url: str = Field(
        "",
        validation_alias="DATABASE_URL",
        description="PostgreSQL 15 or newer, as postgresql://user@host/name. Empty: the embedded database is used.",
    )
    pg_bin: str = Field(
        "", description="Folder of PostgreSQL's programs for the embedded database. Empty: those that come with Šalter."
    )
    storage_url: str = Field(
        "", description="Where files are kept: file:///folder or s3://bucket/prefix. Empty: SALTER_HOME/documents."
    )
    secret_key: str = Field(
        "", description="Secret of sessions and signed links. Empty: made once and kept in SALTER_HOME/secret.key."
    )
    allowed_hosts: str = Field(
        "localhost,127.0.0.1,[::1]", description="Host names that this installation answers to, separated by commas."
    )
    mode: Literal["demo", "production", "test"] = Field(
        "demo",
        description="demo: fictional office, passwords on the sign-in page. production: refuses demo keys, demo trust "
        "anchors, a default secret and DEBUG.",
    )
    debug: bool = Field(False, description="Show technical error pages. Refused in production.")
    tsa_url: str = Field(
        "", description="RFC 3161 time-stamp authority. Empty: the TEST authority of the demo trust service."
    )
    log_head_seconds: int = Field(
        5, ge=1, le=3600, description="While the log grows, so many seconds lie between two of its signed tree heads."
    )
    email_url: str = Field(
        "",
        description="Outgoing mail: smtp://user:password@host:port?from=address; smtps:// for TLS from the start, "
        "smtp+tls:// for STARTTLS. Empty: mail is not sent.",
    )
    organisation: str = Field(
        "", description="Code of the organisation that visitors see first. Empty: the first that is not for practice."
    )
    access_log_days: int = Field(
        730,
        ge=30,
        description="How many days the access log (who looked at which case) is kept. No law that we have read fixes "
        "it (unverified); the head of the office decides.",
    )
    class_address: str = Field(
        "",
        description="Address at which the trainees of a class reach this machine in their room, as http://host:port. "
        "Set by `salter class --lan`; other machines then get nothing but joining and practice offices.",
    )
    upload_limit_mb: int = Field(50, ge=1, le=2048, description="Largest file that is taken in, in MiB.")
    mail_limit_mb: int = Field(
        50,
        ge=1,
        le=1024,
        description="Largest e-mail that is taken in whole, in MiB. Of a larger one a clerk sees the header; the "
        "message stays in the mailbox.",
    )
    scan_folders: str = Field(
        "",
        description="Folders that scanners write into, one an office, as code=/folder separated by semicolons. What "
        "lies still there is taken in and moved to its folder `taken`. Empty: none is watched.",
    )
    scan_limit_mb: int = Field(
        1024, ge=1, le=8192, description="Largest scan that is taken in, in MiB; a larger one stays where it is."
    )
    hook_networks: str = Field(
        "",
        description="Networks of our own that webhooks may call, separated by commas, such as 192.168.10.0/24. "
        "Everything else must be a public address and HTTPS.",
    )
    web_workers: int = Field(
        0,
        ge=0,
        le=64,
        description="Web processes. 0: two where the machine has two processors or more, else one.",
    )
    web_threads: int = Field(6, ge=1, le=64, description="Threads of each web process; each may hold a connection.")
    lock_seconds: int = Field(
        15,
        ge=1,
        le=600,
        description="How long a request waits for what another one holds, then it is told to come back.",
    )
    statement_seconds: int = Field(
        60, ge=1, le=3600, description="How long one statement of a request may take in the database."
    )
    idle_transaction_seconds: int = Field(
        120,
        ge=10,
        le=3600,
        description="How long a process may hold a transaction without asking anything; then the database ends it, so "
        "that one that hangs does not keep a register from all others.",
    )
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    proxies: int = Field(
        0,
        ge=0,
        le=9,
        description="How many reverse proxies stand before Šalter. The address of who signs in is that many entries "
        "from the right in X-Forwarded-For; with 0 that header is not believed.",
    )
    session_hours: int = Field(12, ge=1, le=72, description="How long a person stays signed in, in hours.")
    hsts_days: int = Field(
        365, ge=0, le=3650, description="Production: how long browsers ask for this site by HTTPS only. 0: not said."
    )
    token_days: int = Field(365, ge=1, le=3650, description="How long a new token of the API is valid, in days.")
    kept_days: int = Field(
        7,
        ge=1,
        le=90,
        description="How long a form waits for its owner whose session ended while it was written, in days.",
    )
    level_second_factor: Literal["basic", "substantial", "high"] = Field(
        "substantial", description="Level of assurance of a password with a one-time code. Our own policy, not a law."
    )
    level_passkey: Literal["basic", "substantial", "high"] = Field(
        "substantial", description="Level of assurance of a passkey with its PIN or finger. Our own policy, not a law."
    )
    oidc_issuer: str = Field(
        "",
        description="Address of an OpenID Connect provider, as its ID tokens say (iss). Empty: no such sign-in. "
        "A link with the state's eID needs its contract and is not claimed by this setting.",
    )
    oidc_client_id: str = Field("", description="Our client identifier at the provider.")
    oidc_client_secret: str = Field("", description="Our secret at the provider.")
    oidc_name: str = Field("", description="What the button on the sign-in page calls the provider. Empty: its host.")
    oidc_scope: str = Field("openid profile email", description="What is asked for, separated by spaces.")
    oidc_levels: str = Field(
        "",
        description="Which level of assurance an acr of the provider stands for: acr=basic, acr=substantial or "
        "acr=high, separated by commas. What is not named is basic. Those of the Serbian eID are not verified.",
    )
    oidc_identifier_claim: str = Field(
        "",
        description="Claim from which a personal number (JMBG) is taken. Empty: none is. Name it only when trusted.",
    )
    metrics_token: str = Field(
        "", description="Bearer token that /metrics asks for. Empty: /metrics answers to the same machine only."
    )

    backup_database_url: str = Field(
        "",
        description="The database with a role that may read every row (for `salter backup`) or make every object (for "
        "`salter restore`). Empty: that of DATABASE_URL; the embedded database needs none.",
    )
    backup_passphrase: str = Field("", description="Passphrase of the keys in a backup (`--keys encrypt`).")
    backup_passphrase_file: str = Field("", description="File with that passphrase; safer than the environment.")
    backup_hours: int = Field(
        26, ge=1, description="`salter doctor` warns when the newest backup is older than so many hours."
    )

    def database(self) -> str:
        """The libpq URL of the database: the given one, else that of the embedded cluster in SALTER_HOME."""
        if self.database_url:
            return self.database_url
        from salter.ops.database import Cluster

        return Cluster(self.home).url()

    def session_options(self, *, request: bool = False) -> str:
        """Limits that the database keeps for us: of a process that serves requests, or of any other."""
        limits = {"idle_in_transaction_session_timeout": self.idle_transaction_seconds}
        if request:
            limits |= {"lock_timeout": self.lock_seconds, "statement_timeout": self.statement_seconds}
        return " ".join(f"-c {name}={seconds}s" for name, seconds in limits.items())

    def storage(self) -> str:
        """The URL of the file store."""
        return self.storage_url or (self.home / "documents").resolve().as_uri()

    def scanning(self) -> dict[str, Path]:
        """The folder that is watched for each office, by its code. Raises ValueError."""
        folders: dict[str, Path] = {}
        for pair in filter(None, (part.strip() for part in self.scan_folders.split(";"))):
            code, _sign, folder = (part.strip() for part in pair.partition("="))
            if not code or code in folders or not Path(folder).is_absolute() or Path(folder) in folders.values():
                raise ValueError(f"SALTER_SCAN_FOLDERS: {pair!r}: one office, one whole path of its own: code=/folder")
            folders[code] = Path(folder)
        return folders

    def hook_places(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks of our own that webhooks may call. Raises ValueError."""
        return tuple(ip_network(part.strip()) for part in self.hook_networks.split(",") if part.strip())

    def oidc(self) -> dict[str, Any]:
        """The OpenID Connect provider as signing in needs it; empty when there is none."""
        if not self.oidc_issuer:
            return {}
        pairs = [pair.rpartition("=") for pair in self.oidc_levels.split(",") if "=" in pair]
        return {
            "issuer": self.oidc_issuer,
            "client_id": self.oidc_client_id,
            "secret": self.oidc_client_secret,
            "name": self.oidc_name or urlsplit(self.oidc_issuer).netloc,
            "scope": self.oidc_scope.split(),
            "levels": {acr.strip(): level.strip() for acr, _sign, level in pairs},
            "identifier_claim": self.oidc_identifier_claim,
        }

    def secret(self) -> str:
        """The secret key: from the environment, else made once and kept readable to its owner only."""
        if self.secret_key:
            return self.secret_key
        path = self.home / "secret.key"
        if not path.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f"secret.key.{os.getpid()}")
            fresh.touch(mode=0o600)
            fresh.write_text(os.urandom(48).hex(), encoding="ascii")
            try:
                os.link(fresh, path)  # the first of two starters wins
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        return path.read_text(encoding="ascii").strip()


def oidc_apps(oidc: dict[str, Any]) -> list[dict[str, Any]]:
    """The same for allauth."""
    if not oidc:
        return []
    more = {"server_url": oidc["issuer"], "scope": oidc["scope"], "oauth_pkce_enabled": True}
    named = {name: oidc[name] for name in ("name", "client_id", "secret")}
    return [{"provider_id": "oidc", **named, "settings": more}]


def environment_name(name: str) -> str:
    """The variable that sets the field `name`."""
    alias = Config.model_fields[name].validation_alias
    return alias if isinstance(alias, str) else f"SALTER_{name.upper()}"


def manual_page() -> str:
    """Markdown of the manual's settings page."""
    rows = []
    for name, field in Config.model_fields.items():
        default = "" if field.default_factory else str(field.default)
        rows.append(f"| `{environment_name(name)}` | {f'`{default}`' if default else '–'} | {field.description} |")
    head = (
        "# Settings\n\nGenerated by `python -m salter.ops.config`; do not edit by hand. "
        "Every setting is an environment variable.\n\n| Variable | Default | What it does |\n|---|---|---|\n"
    )
    return head + "\n".join(rows) + "\n"


if __name__ == "__main__":
    sys.stdout.write(manual_page())

"""Reading database URLs."""

from __future__ import annotations

from psycopg.conninfo import conninfo_to_dict

NAMES = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}


def parse_database_url(url: str) -> dict[str, str]:
    """Django's connection fields of a libpq URL.

    Raises psycopg.ProgrammingError when `url` is not a libpq connection string.
    """
    parts = conninfo_to_dict(url)
    return {field: str(parts.get(name) or "") for field, name in NAMES.items()}


def connection_options(url: str) -> dict[str, str]:
    """Everything else that the URL says, for the driver: `sslmode`, `sslrootcert`, `target_session_attrs` and so on.

    Raises psycopg.ProgrammingError as `parse_database_url`.
    """
    parts = conninfo_to_dict(url)
    return {name: str(value) for name, value in parts.items() if name not in NAMES.values()}

"""Reading database URLs."""

from __future__ import annotations

from psycopg.conninfo import conninfo_to_dict


def parse_database_url(url: str) -> dict[str, str]:
    """Django's connection fields of a libpq URL.

    Raises psycopg.ProgrammingError when `url` is not a libpq connection string.
    """
    parts = conninfo_to_dict(url)
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return {field: str(parts.get(name) or "") for field, name in names.items()}

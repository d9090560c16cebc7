"""What a database URL says reaches the driver, all of it."""

from salter.ops.urls_of import connection_options, parse_database_url

URL = "postgresql://office:s%40fe@db.example/office?sslmode=verify-full&sslrootcert=/etc/ca.pem"


def test_a_url_gives_fields_and_keeps_what_secures_the_connection() -> None:
    fields = {"NAME": "office", "USER": "office", "PASSWORD": "s@fe", "HOST": "db.example", "PORT": ""}
    assert parse_database_url(URL) == fields
    assert connection_options(URL) == {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}


def test_a_url_without_more_gives_no_options() -> None:
    assert connection_options("postgresql:///office") == {}

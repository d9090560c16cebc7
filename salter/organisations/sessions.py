"""Sessions in the database, read by a written statement: every page of somebody who is signed in begins with it."""

from __future__ import annotations

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import DatabaseError, connection

from salter.organisations import clock

READ = "SELECT session_data, expire_date FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(DatabaseSessions):
    """The sessions of Django."""

    def save(self, must_create: bool = False) -> None:
        """As Django does, but a database that does not answer is not told as a session that somebody has ended.

        Raises UpdateError when there is no such row any more, DatabaseError when the database failed.
        """
        try:
            super().save(must_create)
        except UpdateError as error:
            failure = error.__context__
            if isinstance(failure, DatabaseError) and failure.__cause__ is not None:  # the driver said it
                raise failure from failure.__cause__
            raise

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        with connection.cursor() as cursor:
            cursor.execute(READ, [self.session_key, clock.real_now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return None
        return self.model(session_key=str(self.session_key), session_data=row[0], expire_date=row[1])

"""Passwords: who may use one, and what a new one must be."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _

from salter.organisations.fictional import DEMO_PASSWORD
from salter.organisations.models import Account, Organisation
from salter.organisations.tenancy import columns_of, row_of


class Backend(ModelBackend):
    """Signing in by user name and password. A demo password, or an account of a demo, opens nothing in production."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Account | None:
        """The account, or None; an unknown name takes as long as a wrong password."""
        found = super().authenticate(request, username=username, password=password, **kwargs)
        return None if found and settings.SALTER_MODE == "production" and password == DEMO_PASSWORD else found

    def get_user(self, user_id: int) -> Account | None:
        """The account of a session, with its organisation: every page asks for both."""
        with connection.cursor() as cursor:
            cursor.execute(_account_query(), [user_id])
            row = cursor.fetchone()
            if row is None:
                return None
            columns = dict(zip((column.name for column in cursor.description or ()), row, strict=True))
        account = row_of(Account, columns, "a_")
        account.organisation = row_of(Organisation, columns, "o_") if account.organisation_id else None
        return account if self.user_can_authenticate(account) else None

    def user_can_authenticate(self, user: Account | AnonymousUser | None) -> bool:
        """Whether the account may be used at all, also in a session that has begun."""
        if isinstance(user, Account) and user.demo and settings.SALTER_MODE == "production":
            return False
        return super().user_can_authenticate(user)


@cache
def _account_query() -> str:
    return f"""
        SELECT {columns_of(Account, "a")}, {columns_of(Organisation, "o")}
        FROM {Account._meta.db_table} a LEFT JOIN {Organisation._meta.db_table} o ON o.id = a.organisation_id
        WHERE a.id = %s
    """


class NotCommon(CommonPasswordValidator):
    """Not one of the twenty thousand that are tried first; length and the rest is a rule of the house (rules.py)."""

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError."""
        if password.lower().strip() in self.passwords:
            raise ValidationError(self.get_help_text(), code="password_too_common")

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("It may not be one that many people use, for such ones are tried first.")

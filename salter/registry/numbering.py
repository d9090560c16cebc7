"""From the organisation's number format to the number of a case, whose ordinal the database gives."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg import errors

from salter.journal.idempotency import KeyTaken
from salter.organisations.models import Function, Organisation
from salter.organisations.queries import in_companion
from salter.registry import numbers
from salter.registry.models import Case

PLACEHOLDER = "{ordinal}"
RECEIPT_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U to mistake


@dataclass(frozen=True, slots=True)
class NumberTemplate:
    """The number and the keys it is found by, with the placeholder where the ordinal will stand."""

    text: str
    keys: list[str]


def template(organisation: Organisation, class_code: str, year: int, unit_mark: str) -> NumberTemplate:
    """The number of a case that is about to be registered, its ordinal still open."""
    style = numbers.number_format(organisation.number_format)
    parts = numbers.local(class_code, 1, year, unit_mark)
    return NumberTemplate(style.with_ordinal_open(parts), list(numbers.keys(parts, PLACEHOLDER)))


class PartyTaken(Exception):
    """Somebody has entered the same party at this moment: read it, and register again."""


def register(rows: dict[str, Any], now: datetime) -> tuple[int, str]:
    """Write a whole registration; gives the ordinal and the number that the database has given it.

    Within a transaction by the function, whose rows and number stand or fall with it. Outside by the procedure: one
    round trip, the register is free again before the disk is waited for, and all is on the disk when this returns.
    Raises KeyTaken, PartyTaken (both: nothing was written), and ValidationError with code `register-closed`.
    """
    payload = json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
    with _explained(now):
        if not connection.in_atomic_block:
            return _call("CALL registry_register_durably(%s::jsonb, NULL, NULL)", payload)
        with transaction.atomic():
            return _call("SELECT ordinal, number FROM registry_register(%s::jsonb)", payload)


def _call(statement: str, payload: str) -> tuple[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [payload])
        ordinal, number = cursor.fetchone() or (0, "")
    return ordinal, number


@contextmanager
def _explained(now: datetime) -> Iterator[None]:
    """What the database refuses, as what it means."""
    try:
        yield
    except DatabaseError as error:
        cause = error.__cause__
        if isinstance(cause, errors.ObjectNotInPrerequisiteState):
            raise register_closed(now) from error
        constraint = cause.diag.constraint_name if isinstance(cause, errors.UniqueViolation) else None
        if constraint == "idempotency_once":
            raise KeyTaken from error
        if constraint == "party_identifier_once":
            raise PartyTaken from error
        raise


def register_closed(now: datetime) -> ValidationError:
    """The refusal when no register is open."""
    words = _("No register is open for %(year)s. The head of the registry office opens it.")
    return ValidationError(words % {"year": timezone.localdate(now).year}, code="register-closed")


def sub_number(organisation: Organisation, case: Case, sub: int) -> str:
    """The number of an act or supplement of a case.

    Where the state's system gives the official number it is that one: what it calls an act of it, it alone says.
    """
    if case.external_number and (case.number == case.external_number or in_companion(organisation, Function.REGISTER)):
        return case.external_number
    parts = numbers.local(case.class_code, case.ordinal, case.year, case.unit.mark if case.unit else "", sub=sub)
    return numbers.number_format(organisation.number_format).render(parts)


def receipt_number() -> str:
    """A new submission number: 60 random bits as XXXX-XXXX-XXXX, so that nobody finds another's by counting."""
    bits = secrets.randbits(60)
    letters = "".join(RECEIPT_ALPHABET[bits >> 5 * place & 31] for place in range(12))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"

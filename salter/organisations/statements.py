"""Statements that every page asks: the ORM writes them once, then they are kept; writing one costs more than asking it.

A statement is kept under what it follows from alone (`functools.lru_cache` on a function of the rule of `visible_to`
and the filter), so that what is kept is never out of date.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

Model = TypeVar("Model", bound=models.Model)
Statement = tuple[str, tuple[Any, ...]]
NOTHING: Statement = ("", ())
"""The statement of a query that nothing can fulfil: it is not asked."""


def written(rows: models.QuerySet[Model, Any]) -> Statement:
    """The statement of a query."""
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return NOTHING
    return sql, tuple(values)


def counting(rows: models.QuerySet[Model, Any], most: int) -> Statement:
    """The statement that counts the rows of a query, up to `most`."""
    sql, values = written(rows.order_by().values_list(models.Value(1))[:most])
    return (f"SELECT count(*) FROM ({sql}) counted", values) if sql else ("SELECT 0", ())


def asked(statement: Statement) -> list[tuple[Any, ...]]:
    """The rows of a statement."""
    sql, values = statement
    if not sql:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())

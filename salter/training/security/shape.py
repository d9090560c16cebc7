"""What names the file of a security exercise has, and what stands under each: looked at before anything else of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from django.utils.translation import gettext as _

from salter.training.exercises.tree import child_of, fault, line_at, line_of

TEXTS = {"code", "title", "goal", "scenario"}
NUMBERS = {"version", "minutes"}
CERTAINTIES = {"verified", "unverified"}
CLOCK = re.compile(r"(\d|1\d|2[0-3]):[0-5]\d")
KEYS = {
    "exercise": {*TEXTS, *NUMBERS, "begins", "items"},
    "item": {"key", "ask", "scene", "mail", "choices", "marks", "missed"},
    "mail": {"from", "address", "subject", "text", "link", "attachment"},
    "link": {"text", "target"},
    "choice": {"key", "text", "says", "costs", "to", "minutes", "source", "certainty"},
    "mark": {"key", "text", "right"},
    "missed": {"costs", "says", "source", "certainty"},
}
NEEDED = {
    "exercise": {*TEXTS, *NUMBERS, "items"},
    "item": {"key", "ask", "choices"},
    "mail": {"from", "address", "subject", "text"},
    "link": {"text", "target"},
    "choice": {"key", "text", "says"},
    "mark": {"key", "text"},
    "missed": {"costs", "says"},
}
BELOW = {"exercise": {"items": "item"}, "item": {"choices": "choice", "marks": "mark"}}
PARTS = {"item": ("mail", "missed"), "mail": ("link",)}
KINDS: dict[str, type] = {
    **dict.fromkeys(("version", "minutes", "costs"), int),
    **dict.fromkeys(("items", "choices", "marks"), list),
    **dict.fromkeys(("mail", "link", "missed"), dict),
    "right": bool,
}
"""What stands under a name; under all others text."""


def faults(raw: Mapping[str, Any], node: yaml.MappingNode) -> Iterator[str]:
    """Everything that is wrong with the form of a file."""
    yield from _mapping("exercise", raw, node)
    begins = raw.get("begins")
    if begins and not CLOCK.fullmatch(str(begins)):
        yield fault(line_of(node, "begins"), _("A time is written as “9:00”, in quotation marks."))
    items = list(_rows(raw, node, "items"))
    known = {row.get("key") for row, _at in items} | {"end"}
    for row, at in items:
        yield from _item(row, at, known)
    if not items:
        yield fault(line_of(node, "items"), _("“%(name)s” is missing.") % {"name": "items"})


def _item(row: Mapping[str, Any], node: yaml.MappingNode, known: set[Any]) -> Iterator[str]:
    choices = list(_rows(row, node, "choices"))
    for one, at in choices:
        if one.get("to") and one["to"] not in known:
            yield fault(line_of(at, "to"), _("There is no situation “%(item)s”.") % {"item": one["to"]})
    if sum(not one.get("costs") for one, _at in choices) != 1:
        yield fault(line_of(node, "choices"), _("Exactly one of the choices is right, and costs nothing."))
    if bool(row.get("marks")) != bool(row.get("missed")):
        yield fault(line_at(node), _("“marks” and “missed” stand together."))


def _mapping(kind: str, row: Mapping[str, Any], node: yaml.MappingNode) -> Iterator[str]:
    """Names that are missing, mean nothing or hold the wrong kind, here and in what lies below."""
    for name in sorted(NEEDED[kind] - set(row)):
        yield fault(line_at(node), _("“%(name)s” is missing.") % {"name": name})
    for name in sorted(set(map(str, row)) - KEYS[kind]):
        yield fault(line_of(node, name), _("“%(name)s” means nothing here.") % {"name": name})
    for name in sorted(KEYS[kind] & set(row)):
        if not _fits(row[name], KINDS.get(name, str), optional=name not in NEEDED[kind]):
            words = _("“%(name)s” must be %(wanted)s.") % {"name": name, "wanted": _wanted(KINDS.get(name, str))}
            yield fault(line_of(node, name), words)
    if bool(row.get("source")) != (row.get("certainty") in CERTAINTIES) and "source" in KEYS[kind]:
        yield fault(line_of(node, "source"), _("A source says how sure we are: “certainty: verified” or “unverified”."))
    for name in PARTS.get(kind, ()):
        below = child_of(node, name)
        if isinstance(row.get(name), dict) and isinstance(below, yaml.MappingNode):
            yield from _mapping(name, row[name], below)
    for name, below_kind in BELOW.get(kind, {}).items():
        seen: set[Any] = set()
        for one, at in _rows(row, node, name):
            yield from _mapping(below_kind, one, at)
            if one.get("key") in seen:
                yield fault(line_of(at, "key"), _("“%(key)s” stands here twice.") % {"key": one.get("key")})
            seen.add(one.get("key"))
        yield from _no_rows(row, node, name)


def _fits(value: Any, kind: type, *, optional: bool) -> bool:
    if value is None:
        return optional
    if kind is int:
        return type(value) is int and value >= 0
    return isinstance(value, kind) and str(value).strip() != ""


def _wanted(kind: type) -> str:
    words = {int: _("a whole number"), bool: _("yes or no"), list: _("a list"), dict: _("a list of “name: value”")}
    return words.get(kind, _("text"))


def _rows(
    raw: Mapping[str, Any], node: yaml.MappingNode, name: str
) -> Iterator[tuple[dict[str, Any], yaml.MappingNode]]:
    below, values = child_of(node, name), raw.get(name)
    if isinstance(below, yaml.SequenceNode) and isinstance(values, list):
        for row, at in zip(values, below.value, strict=False):
            if isinstance(row, dict) and isinstance(at, yaml.MappingNode):
                yield row, at


def _no_rows(raw: Mapping[str, Any], node: yaml.MappingNode, name: str) -> Iterator[str]:
    """Entries of a list that are no mapping."""
    below, values = child_of(node, name), raw.get(name)
    if isinstance(below, yaml.SequenceNode) and isinstance(values, list):
        for row, at in zip(values, below.value, strict=False):
            if not isinstance(row, dict):
                yield fault(line_at(at), _("Here stands a list of “name: value”, begun by a dash."))

"""The topics of help as `topics.yaml` has them: read once, checked when read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from salter.calendars.law import RULES, Rule
from salter.registry.legal.rules import BY_NAME, Kind, Setting

FILE = Path(__file__).with_name("topics.yaml")
KEYS = {"key", "title", "rules", "words", "example", "exercise"}
LANGUAGES = {"sr", "en"}
_RULES = {rule.code: rule for rule in RULES}


@dataclass(frozen=True, slots=True)
class Topic:
    """What a `?` says. Without rules it is practice; `begins` and `setting` count the dates of the example."""

    key: str
    title: Mapping[str, str]
    rules: tuple[Rule, ...]
    words: Mapping[str, str]
    example: Mapping[str, str]
    exercise: str
    begins: date | None = None
    setting: Setting | None = None


@cache
def topics() -> Mapping[str, Topic]:
    """Every topic by its key, in the order of the file; raises ValueError where the file says what cannot be."""
    rows = [topic_of(row) for row in yaml.safe_load(FILE.read_text(encoding="utf-8"))]
    found = {row.key: row for row in rows}
    if len(found) != len(rows):
        raise ValueError("a topic stands twice")
    return found


def topic_of(row: Mapping[str, Any]) -> Topic:
    """One topic; raises ValueError."""
    key, example = row.get("key", "?"), row.get("example", {})
    if set(row) != KEYS:
        raise ValueError(f"{key}: {set(row) ^ KEYS}")
    if unknown := [code for code in row["rules"] if code not in _RULES]:
        raise ValueError(f"{key}: no such rule {unknown}")
    setting = BY_NAME.get(example.get("setting", ""))
    if ("begins" in example or "setting" in example) and not (
        isinstance(example.get("begins"), date) and setting and setting.kind is Kind.DAYS
    ):
        raise ValueError(f"{key}: an example counts from a day, by a setting in days")
    for texts in (row["title"], row["words"], {one: example.get(one) for one in LANGUAGES}):
        if set(texts) != LANGUAGES or not all(texts.values()):
            raise ValueError(f"{key}: a text is missing")
    rules = tuple(_RULES[code] for code in row["rules"])
    if setting and setting.rule not in rules:
        raise ValueError(f"{key}: the example counts by a rule that the topic does not name")
    words = {one: example[one] for one in LANGUAGES}
    return Topic(key, row["title"], rules, row["words"], words, row["exercise"], example.get("begins"), setting)

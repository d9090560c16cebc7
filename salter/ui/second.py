"""Words that the program brings along as data, in languages beside Serbian (decision 052): by their Serbian text."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from salter.ui.script import to_latin

WORDS = Path(__file__).parent / "words"


@cache
def words(language: str) -> dict[str, str]:
    """Serbian texts with what they are in a language; empty for a language without words."""
    if language not in {file.stem for file in WORDS.glob("*.yaml")}:
        return {}
    found: dict[str, str] = yaml.safe_load((WORDS / f"{language}.yaml").read_text("utf-8"))
    return found


def said(cyrillic: str, language: str) -> str:
    """A Serbian text in a language, else in Serbian Latin, which its readers read."""
    return words(language).get(cyrillic) or to_latin(cyrillic)

"""The report of an incident: is every question answered, and does it agree with what really happened? Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from salter.ops.lab import texts
from salter.ops.lab.folder import Truth
from salter.ui.script import to_latin

SHORT = 40
"""An account of what was done, or what will change, has at least so many letters."""
DAY = re.compile(r"\b(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})\b|\b(\d{4})-(\d{2})-(\d{2})\b")
HEADS = ("nacelni", "rukovodi", "predsedni")
CERT = re.compile(r"\bcert|\bratel")
FOLDED = str.maketrans("čćžšđ", "cczsd")


def faults(text: str, truth: Truth, *, restored: str) -> list[str]:
    """What is missing or does not agree, in Serbian Cyrillic. `restored` is the snapshot that the office runs from."""
    answers, said = _answers(text), texts.data()["report"]
    found = []
    for key, question in texts.questions().items():
        ask = question["ask"]
        answer = answers.get(_plain(ask))
        if answer is None:
            found.append(said["gone"].format(ask=ask))
        elif not answer:
            found.append(said["empty"].format(ask=ask))
        else:
            wrong = _wrong(key, answer, truth, restored)
            found += [question["says"].format(said=", ".join(wrong))] if wrong is not None else []
    return found


def _answers(text: str) -> dict[str, str]:
    """What stands under each question, made plain like the questions themselves."""
    found, ask = dict[str, list[str]](), ""
    for line in text.splitlines():
        if line.startswith("## "):
            ask = _plain(line.removeprefix("## "))
            found[ask] = []
        elif ask:
            found[ask].append(line)
    return {ask: _plain(" ".join(lines)) for ask, lines in found.items()}


def _plain(text: str) -> str:
    """In Latin letters without their signs, small, with single blanks: however somebody writes."""
    return " ".join(to_latin(text).lower().translate(FOLDED).split())


def _wrong(key: str, answer: str, truth: Truth, restored: str) -> Sequence[str] | None:
    """None for a good answer; else what it lacks, which may be nothing in particular."""
    if key == "what":
        words = [_plain(word) for word in texts.story(truth)["what"]]
        return None if any(word in answer for word in words) else ()
    if key == "since":
        first, last = (date.fromisoformat(day) for day in truth.since)
        return None if any(first <= day <= last for day in _days(answer)) else ()
    if key == "told":
        return None if any(word in answer for word in HEADS) and CERT.search(answer) else ()
    if key == "backup":
        return None if restored and restored.lower() in answer else ()
    if key == "lost":
        missing = [number for number in truth.lost if _plain(number) not in answer]
        return missing or None
    return None if len(answer) >= SHORT else ()


def _days(answer: str) -> Iterator[date]:
    for found in DAY.finditer(answer):
        day, month, year, *iso = found.groups()
        numbers = (year, month, day) if year else tuple(iso)
        try:
            yield date(*map(int, numbers))
        except ValueError:
            continue

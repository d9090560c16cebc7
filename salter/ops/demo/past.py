"""The earlier cases of the demo: some 340 rows like those of cases.csv, drawn from past.yaml, always the same ones."""

from __future__ import annotations

import random
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from salter.ops.demo.office import SEED, public
from salter.ops.demo.rows import SHOWN, Row
from salter.registry.models import PartyRole

HERE = Path(__file__).parent
CASES = 340
NEWEST, OLDEST = 74, 610
"""Days before today between which they came in; never before the 20 January of last year, so there are two books."""


@cache
def vocabulary() -> dict[str, Any]:
    """What past.yaml says."""
    found: dict[str, Any] = yaml.safe_load((HERE / "past.yaml").read_text("utf-8"))
    return found


@lru_cache(maxsize=2)
def past_rows(today: date) -> tuple[Row, ...]:
    """The earlier cases, oldest first."""
    chance = random.Random(SEED * 3)
    oldest = min(OLDEST, (today - date(today.year - 1, 1, 20)).days)
    days = sorted((chance.randint(NEWEST, oldest) for _case in range(CASES)), reverse=True)
    kinds = list(vocabulary()["procedures"])
    shares = [vocabulary()["procedures"][kind]["share"] for kind in kinds]
    drawn = zip(days, chance.choices(kinds, shares, k=CASES), strict=True)
    return tuple(_row(ago, kind, chance) for ago, kind in drawn)


def _row(ago: int, kind: str, chance: random.Random) -> Row:
    given = vocabulary()["procedures"][kind]
    story, door = _drawn(vocabulary()["lives"][given["lives"]], chance), _drawn(given["doors"], chance)
    about = chance.choice(given["about"]).replace("<где>", chance.choice(vocabulary()["where"]))
    form = given.get("form")
    party = _party(given["who"], story, door, chance)
    return Row(
        days=ago,
        procedure=given.get("code", kind),
        channel=door,
        party=party,
        story=story,
        subject=f"{form}: {about}" if form else f"Захтев за {about}",
        also=_another(party, chance) if "also" in given and chance.random() < 0.8 else "",
    )


def _party(who: str, story: str, door: str, chance: random.Random) -> str:
    """Whose case it is; on the portal, and where a receipt is waited for in vain, somebody with a mailbox here."""
    if who == "none":
        return ""
    return chance.choice(_public(who, mailbox=door in ("portal", "api") or story == "failed-closed"))


def _another(party: str, chance: random.Random) -> str:
    """A neighbour who is concerned, too."""
    person = chance.choice(_public("person", mailbox=False))
    return f"{person}:{PartyRole.INTERESTED.value}" if person != party else ""


def _public(kind: str, *, mailbox: bool) -> list[str]:
    """Who may come; those whose sign-in is shown keep the few cases that were written for them."""
    fits = (one for one in public().values() if one.kind == kind and (one.has_account or not mailbox))
    return [one.key for one in fits if one.key not in SHOWN]


def _drawn(shares: str, chance: random.Random) -> str:
    """One of the words, each followed by how often it comes."""
    words = shares.split()
    return chance.choices(words[::2], [int(share) for share in words[1::2]])[0]

"""Practising. Whoever is not in a practice office is refused what only belongs there."""

from __future__ import annotations

from tests.rules_of_the_house.pages.expected import Expected

EXERCISE = "salter"

PAGES: dict[str, Expected] = {
    "training:overview": Expected(),
    "training:take": Expected(405, plain=True),  # a form's address only; tests/training/test_pages.py sends it
    "training:exercise": Expected(values=lambda _scene: {"code": EXERCISE}),
    "training:begin": Expected(403, values=lambda _scene: {"code": EXERCISE}, sent={}),
    "training:as": Expected(403, values=lambda _scene: {"post": "obrada"}, sent={}),
    "training:hint": Expected(403, sent={}),
    "training:clock": Expected(403, sent={"days": "1"}),
    "training:leave": Expected(403, sent={}),
    "training:guide": Expected(204, plain=True),
}

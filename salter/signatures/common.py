"""What other rooms need to know of signatures without loading the library that makes and judges them.

pyHanko takes a second of processor time to load, and most processes of an office never sign: so whatever needs it is
imported inside the functions that do (a test holds that, tests/ops/test_loading.py).
"""

from __future__ import annotations

from collections.abc import Mapping

OFFICIAL, SEAL, TIMESTAMP = "OfficialSignature", "BodySeal", "DocumentTimestamp"

DECISION_FIELDS: Mapping[str, str] = {
    OFFICIAL: "Потпис службеног лица",
    SEAL: "Печат органа",
    TIMESTAMP: "Временски жиг",
}
"""The fields that `pades.prepare` makes in a decision, with their names for screen readers."""

ASICE = "application/vnd.etsi.asic-e+zip"
"""The media type of a sealed container."""


class TimestampUnavailable(Exception):
    """The time-stamping authority did not answer, or not with a usable token. Try again later."""

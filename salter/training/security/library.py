"""The security exercises that come with Šalter, each a file of `library/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from salter.training.security.format import SecurityExercise, read

FOLDER = Path(__file__).with_name("library")


@cache
def security_exercises() -> dict[str, SecurityExercise]:
    """Every one by its code, in the order of the files. Raises ValidationError for a file that is wrong."""
    found = [read(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yaml"))]
    return {exercise.code: exercise for exercise in found}

"""The forms that the product brings along, as YAML; an organisation publishes them for its procedures."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from salter.portal.definition import Definition

FOLDER = Path(__file__).parent
GENERAL = "*"


@cache
def bundled() -> tuple[Definition, ...]:
    """Every definition in this folder, checked, in the order of procedure and version.

    Raises pydantic.ValidationError when one is wrong.
    """
    read = [read_definition(path.read_text("utf-8")) for path in FOLDER.glob("*.yaml")]
    return tuple(sorted(read, key=lambda definition: (definition.procedure, definition.version)))


def read_definition(text: str) -> Definition:
    """A definition from YAML (or JSON). Raises pydantic.ValidationError or yaml.YAMLError."""
    return Definition.model_validate(yaml.safe_load(text))


def newest(procedure: str) -> Definition | None:
    """The newest bundled definition of a procedure's code; else the general one, made that procedure's."""
    own = [definition for definition in bundled() if definition.procedure == procedure]
    general = [definition for definition in bundled() if definition.procedure == GENERAL]
    chosen = (own or general)[-1:]
    return chosen[0].model_copy(update={"procedure": procedure}) if chosen else None

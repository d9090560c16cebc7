"""What people read is complete: help of every setting, generated pages of the manual, messages in three languages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pydantic import Field
from pydantic_settings import BaseSettings

from salter.ops.config import Config
from tests.rules_of_the_house.sources import ROOT, run


def settings_without_help(settings: type[BaseSettings]) -> list[str]:
    """Settings that nobody explains."""
    return [
        name for name, field in settings.model_fields.items() if not (field.description or "").strip().endswith(".")
    ]


def checked(root: Path, module: str) -> list[str]:
    """What a module's --check complains of."""
    done = run(root, "-m", module, "--check")
    return (done.stdout + done.stderr).splitlines() if done.returncode else []


def copy(to: Path, *folders: str) -> Path:
    """Folders of the project as they are, to plant faults in."""
    for folder in folders:
        shutil.copytree(ROOT / folder, to / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", to)
    return to


def test_every_setting_has_help() -> None:
    assert settings_without_help(Config) == []


def test_a_setting_without_help_is_caught() -> None:
    class Planted(BaseSettings):
        silent: int = 1
        explained: int = Field(1, description="Says what it does.")

    assert settings_without_help(Planted) == ["silent"]


def test_generated_pages_are_not_stale() -> None:
    assert checked(ROOT, "salter.ops.manual_pages") == []


@pytest.mark.long
def test_a_stale_page_is_caught(tmp_path: Path) -> None:
    planted = copy(tmp_path, "salter", "docs")
    page = planted / "docs" / "manual" / "settings.md"
    page.write_text(page.read_text() + "| `SALTER_PLANTED` | – | Nothing. |\n")
    assert any("settings.md" in line for line in checked(planted, "salter.ops.manual_pages"))


def test_messages_are_complete() -> None:
    assert checked(ROOT, "salter.ui.messages") == []


@pytest.mark.long
def test_a_message_without_translation_is_caught(tmp_path: Path) -> None:
    planted = copy(tmp_path, "salter")
    page = planted / "salter" / "organisations" / "templates" / "organisations" / "sign_in.html"
    page.write_text(page.read_text() + '{% translate "Planted words that nobody has translated" %}')
    assert checked(planted, "salter.ui.messages") != []

"""What every process of the office loads at its start: nothing that only signing, passkeys or papers need."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

HEAVY = ("pyhanko", "pikepdf", "aiohttp", "asn1crypto", "fido2", "typst", "segno", "holidays", "pygfried", "pypdfium2")
LOAD = "import sys, django; django.setup(); import {module}; print(*[name for name in {names} if name in sys.modules])"


@pytest.mark.parametrize("module", ["salter.ops.urls", "salter.ops.working", "salter.ops.demo.seeding"])
def test_a_start_loads_no_heavy_library(module: str) -> None:
    assert loaded(module) == []


def test_what_signs_does_load_them() -> None:
    """The test above can fail."""
    assert "pyhanko" in loaded("salter.signatures.pades")


def loaded(module: str) -> list[str]:
    environment = {**os.environ, "SALTER_MODE": "test", "DATABASE_URL": "postgresql:///none"}
    environment["DJANGO_SETTINGS_MODULE"] = "salter.ops.settings"
    code = LOAD.format(module=module, names=HEAVY)
    answer = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return answer.stdout.split()

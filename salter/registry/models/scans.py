"""The folder that an office's scanner writes into, and what was last seen there: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from salter.organisations.tenancy import Owned


class ScanFolder(Owned):
    """How the watched folder of an office does. Where it is says the installation (SALTER_SCAN_FOLDERS)."""

    looks = models.JSONField(
        default=dict, blank=True, help_text=_("Files at the last look: name → size, time, what became of it.")
    )
    checked_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation"], name="scan_folder_once"),
        ]

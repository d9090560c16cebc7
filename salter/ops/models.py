"""Rows of the installation itself, before there is an office; the module also makes Django send `post_migrate`."""

from __future__ import annotations

from django.db import models


class SetUp(models.Model):
    """The answers of a set-up that is under way, so that it can be gone on with. Gone when the office is founded."""

    answers = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

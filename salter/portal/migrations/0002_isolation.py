"""Organisation first in every key; row-level security underneath (house.md, sections 4 and 6)."""

from typing import ClassVar

from django.db import migrations

from salter.organisations.tenancy import Isolate


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("portal", "0001_initial"),
        ("registry", "0002_isolation"),
    ]

    operations: ClassVar = [
        Isolate("FormVersion"),
        Isolate("Draft"),
        Isolate("DraftFile"),
    ]

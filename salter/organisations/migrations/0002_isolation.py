"""Organisation first in every key; row-level security underneath (house.md, sections 4 and 6)."""

from typing import ClassVar

from django.db import migrations

from salter.organisations.tenancy import Isolate


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("organisations", "0001_initial"),
    ]

    operations: ClassVar = [
        Isolate("FunctionMode"),
        Isolate("Unit"),
        Isolate("Staff"),
        Isolate("StaffRole"),
        Isolate("Authorisation"),
        Isolate("Party"),
    ]

"""Organisation first in every key; row-level security underneath (house.md, sections 4 and 6)."""

from typing import ClassVar

from django.db import migrations

from salter.organisations.tenancy import Isolate


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("registry", "0001_initial"),
        ("documents", "0002_isolation"),
    ]

    operations: ClassVar = [
        Isolate("ClassMark"),
        Isolate("RetentionRule"),
        Isolate("Procedure"),
        Isolate("Register"),
        Isolate("Case"),
        Isolate("CaseParty"),
        Isolate("Submission"),
        Isolate("Act"),
        Isolate("Attachment"),
        Isolate("Assignment"),
    ]

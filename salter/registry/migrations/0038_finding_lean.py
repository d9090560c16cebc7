"""The words of a case name it by one index."""

from typing import ClassVar

from django.db import migrations

from salter.organisations.tenancy import KeepKeysOnce


class Migration(migrations.Migration):
    dependencies: ClassVar = [("registry", "0037_finding")]

    operations: ClassVar = [KeepKeysOnce("CaseWords")]

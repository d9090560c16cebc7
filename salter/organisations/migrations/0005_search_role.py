"""The role that searches (decision 014), made in a transaction of its own: see CreateRoles."""

from typing import ClassVar

from django.db import migrations

from salter.organisations.tenancy import SEARCH_ROLE, CreateRoles


class Migration(migrations.Migration):
    dependencies: ClassVar = [("organisations", "0004_signing_in")]

    operations: ClassVar = [CreateRoles(SEARCH_ROLE, join=False)]

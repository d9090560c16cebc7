from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class OpsConfig(AppConfig):
    name = "salter.ops"
    label = "ops"

    def ready(self) -> None:
        """Give the roles of the database their rights after every migration."""
        post_migrate.connect(_after_migrate, sender=self)


def _after_migrate(**_: Any) -> None:
    from django.db import connection

    from salter.organisations.tenancy import grant_rights

    if "journal_entry" in connection.introspection.table_names():
        grant_rights()

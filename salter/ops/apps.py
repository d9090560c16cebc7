from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class OpsConfig(AppConfig):
    name = "salter.ops"
    label = "ops"

    def ready(self) -> None:
        """Give the roles of the database their rights after every migration; subscribe the sender of mail."""
        from salter.journal.verbs import declare
        from salter.ops import alerts, digest, mail, mail_receipt  # noqa: F401
        from salter.training.going_live import examining

        declare("plan.loaded", _("The classification plan and the retention schedule were loaded."))
        declare("catalogue.loaded", _("The catalogue of procedures was loaded."))
        declare("channels.set", _("The channels of delivery were set up."))
        declare("backup.made", _("The whole installation was saved as %(snapshot)s, %(files)s files."))
        declare("office.restored", _("The office was restored from the backup %(snapshot)s."))
        declare("office.opened", _("The restored office was opened (%(snapshot)s)."))
        examining.install(_examine)
        post_migrate.connect(_after_migrate, sender=self)


def _examine(organisation_id: int) -> Any:
    from salter.ops.going_live import examine  # its checks are wanted on one page only

    return examine(organisation_id)


def _after_migrate(**kwargs: Any) -> None:
    from django.db import connection

    from salter.organisations.tenancy import grant_rights

    if "journal_entry" in connection.introspection.table_names():
        grant_rights()

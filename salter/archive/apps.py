from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchiveConfig(AppConfig):
    name = "salter.archive"
    label = "archive"

    def ready(self) -> None:
        """Declare verbs; periodic tasks are known once their module is loaded."""
        from salter.archive import tasks, unnamed  # noqa: F401
        from salter.archive.disposal import tasks as disposal  # noqa: F401
        from salter.archive.disposal.verbs import declare_disposal
        from salter.journal.verbs import declare

        unnamed.install()
        declare(
            "case.archived",
            _("Archived as %(object)s, line %(line)s of the archive book."),
            _("The case is kept in the archive."),
        )
        declare("archive.exported", _("The transfer package was made."))
        declare("archive.checked", _("Fixity was checked; problems found: %(problems)s."))
        declare_disposal()

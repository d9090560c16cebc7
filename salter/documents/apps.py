from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "salter.documents"
    label = "documents"

    def ready(self) -> None:
        """Declare verbs and subscribe."""
        from salter.documents import clockwork, tasks, unnamed  # noqa: F401
        from salter.journal.verbs import declare

        unnamed.install()
        declare("document.stored", _("A document was stored."))
        declare("document.rendered", _("Another form of a document was made; the original stays as it came."))

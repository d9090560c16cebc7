from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SignaturesConfig(AppConfig):
    name = "salter.signatures"
    label = "signatures"

    def ready(self) -> None:
        """Declare verbs."""
        from salter.journal.verbs import declare

        declare("credential.issued", _("A certificate was issued: %(subject)s."))
        declare("document.signed", _("A document was signed, sealed and time-stamped."))

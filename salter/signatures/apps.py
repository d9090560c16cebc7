from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SignaturesConfig(AppConfig):
    name = "salter.signatures"
    label = "signatures"

    def ready(self) -> None:
        """Declare verbs, and sign the journal's tree heads through its port."""
        from salter.journal import signing
        from salter.journal.verbs import declare
        from salter.signatures.log_key import LogSigner

        signing.install(LogSigner())

        declare("credential.issued", _("A certificate was issued: %(subject)s."))
        declare("document.signed", _("A document was signed, sealed and time-stamped."))

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailboxConfig(AppConfig):
    name = "salter.mailbox"
    label = "mailbox"

    def ready(self) -> None:
        """Declare verbs; periodic tasks are known once their module is loaded."""
        from salter.journal.verbs import declare
        from salter.mailbox import tasks  # noqa: F401

        declare("delivery.sent", _("A document was sent to a party."), _("We sent you a document."))
        declare(
            "delivery.arrived",
            _("The consignment is in the mailbox; the receipt waits to be opened."),
            _("A document waits in your mailbox. Open the receipt to take it."),
        )
        declare("delivery.opened", _("The document was handed over."), _("The document was handed over to you."))
        declare("delivery.evidenced", _("The evidence of delivery was made and sealed."))
        declare("delivery.expired", _("The time to open the receipt is over."))
        declare("delivery.repeated", _("The delivery was repeated."), _("We sent you the document once more."))
        declare(
            "delivery.failed",
            _("Electronic delivery failed twice; choose another way of delivery."),
            _("The document could not be handed over electronically. The office will deliver it another way."),
        )

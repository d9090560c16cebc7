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
            "delivery.deemed",
            _("Not handed over (%(result)s), but it counts as served on %(delivered_on)s. %(ground)s"),
            _("The document counts as delivered to you on %(delivered_on)s."),
        )
        declare(
            "delivery.returned",
            _("The consignment did not reach its recipient: %(result)s."),
            _("The document could not be handed over to you. The office will deliver it another way."),
        )
        declare(
            "delivery.posted",
            _("Handed to the post on %(day)s, line %(ordinal)s of its book. %(number)s"),
        )
        declare(
            "delivery.noticed",
            _("The party was told by e-mail that a document is on its way; nobody is served by that."),
            _("We told you by e-mail that a document is on its way to you. The e-mail is no delivery."),
        )
        declare(
            "delivery.called-back",
            _("The consignment was called back unopened: it was sent to the wrong person."),
            _("A document that was not for you was called back from your mailbox. You have nothing to do."),
        )
        declare(
            "delivery.struck",
            _("Line %(ordinal)s of the delivery book of %(day)s was struck: the letter had not gone. %(reason)s"),
        )
        declare("delivery.left", _("Nothing more is sent in place of what was not delivered: %(reason)s"))
        declare("channel.effect", _("What “%(result)s” means by channel %(channel)s was set: %(effect)s. %(ground)s"))
        declare(
            "delivery.failed",
            _("Electronic delivery failed twice; choose another way of delivery."),
            _("The document could not be handed over electronically. The office will deliver it another way."),
        )

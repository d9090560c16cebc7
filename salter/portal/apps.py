from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "salter.portal"
    label = "portal"

    def ready(self) -> None:
        """Declare verbs and subscribe."""
        from salter.journal.verbs import declare
        from salter.portal.alerts import tasks as _alerts  # noqa: F401

        declare("form.published", _("Version %(version)s of the form of procedure %(procedure)s was published."))
        declare("request.started", _("A request for procedure %(procedure)s was begun on the portal."))
        declare("request.answered", _("A question of a request was answered: %(question)s."))
        declare("request.file-added", _("A file was added to a request: %(question)s."))
        declare("request.file-removed", _("A file was removed from a request: %(question)s."))
        declare("request.discarded", _("A request that was not sent was discarded by the party."))
        declare("request.sent", _("The request was sent from the portal with version %(version)s of its form."))
        declare(
            "request.consented",
            _("The party chose who obtains “%(attachment)s”: %(by)s (Art. 103 ZUP)."),
        )
        declare("letter.begun", _("A party began to write a letter to the body."))
        declare("letter.written", _("A party changed a letter that is not sent."))
        declare("letter.file-added", _("A file was added to a letter that is not sent."))
        declare("letter.file-removed", _("A file was removed from a letter that is not sent."))
        declare("letter.forgotten", _("A letter that was not sent was forgotten by the party."))
        declare("letter.sent", _("The party wrote to the body, submission %(number)s; it waits in “Incoming”."))
        declare("letter.confirmed", _("The confirmation that the letter was received was made and sealed."))
        declare("alert.chosen", _("Notices by e-mail about own cases were chosen."))
        declare("alert.stopped", _("Notices by e-mail about own cases were stopped."))
        declare("alert.due", _("A notice by e-mail about an own case was made."))

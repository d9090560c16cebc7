from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    name = "salter.training"
    label = "training"

    def ready(self) -> None:
        """Declare verbs; periodic tasks are known once their module is loaded."""
        from salter.journal.verbs import declare
        from salter.training import clockwork  # noqa: F401
        from salter.training.editing import trials, verbs  # noqa: F401

        verbs.declare_all()

        declare("exercise.begun", _("The exercise %(exercise)s was begun (%(mode)s)."))
        declare("exercise.hint", _("A hint was opened in the exercise %(exercise)s, step %(step)s."))
        declare("exercise.clock", _("The clock of the practice office was moved on by %(days)s days."))
        declare("exercise.ended", _("The exercise %(exercise)s was ended."))

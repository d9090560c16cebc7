from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    name = "salter.training"
    label = "training"

    def ready(self) -> None:
        """Declare verbs; periodic tasks are known once their module is loaded."""
        from salter.journal.verbs import declare
        from salter.training import clockwork  # noqa: F401
        from salter.training.classes import checkpoints  # noqa: F401
        from salter.training.editing import trials, verbs  # noqa: F401
        from salter.training.going_live import verbs as going_live
        from salter.training.standing import verbs as standing

        verbs.declare_all()
        going_live.declare_all()
        standing.declare_all()

        declare("exercise.begun", _("The exercise %(exercise)s was begun (%(mode)s)."))
        declare("exercise.hint", _("A hint was opened in the exercise %(exercise)s, step %(step)s."))
        declare("exercise.clock", _("The clock of the practice office was moved on by %(days)s days."))
        declare("exercise.ended", _("The exercise %(exercise)s was ended."))
        declare("class.opened", _("The class %(name)s was made, with places: %(places)s."))
        declare("class.said", _("The trainer said something to the class %(name)s."))
        declare("class.set", _("In the class %(name)s places were set to step %(step)s: %(places)s."))
        declare("class.paused", _("The clocks of the class %(name)s were stopped."))
        declare("class.resumed", _("The clocks of the class %(name)s go on."))
        declare("class.closed", _("The class %(name)s was closed."))

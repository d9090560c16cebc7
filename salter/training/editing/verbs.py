"""What the journal says of writing exercises."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from salter.journal.verbs import declare


def declare_all() -> None:
    """Declare the verbs of this package."""
    declare("exercise.written", _("The exercise %(exercise)s was begun to be written."))
    declare("exercise.changed", _("The text of the exercise %(exercise)s was changed."))
    declare("exercise.published", _("Version %(version)s of the exercise %(exercise)s was published."))
    declare("exercise.taken-back", _("Version %(version)s of the exercise %(exercise)s was taken back."))
    declare("exercise.forgotten", _("The exercise %(exercise)s, never published, was thrown away."))
    declare("exercise.compared", _("The exercise %(exercise)s was compared with the file of the newer release."))
    declare(
        "exercise.named-there",
        _("Noted what step %(step)s of exercise %(exercise)s is called in Pisarnica."),
    )
    declare("exercise.tried", _("The exercise %(exercise)s was given to the automatic player."))

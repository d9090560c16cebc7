"""Forms of many letters in one go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.mailbox.models import Channel
from salter.registry.dispatching.printing import SIZES
from salter.registry.forms import OfficeForm
from salter.registry.mailings.actions import Wanted
from salter.registry.models import Procedure
from salter.ui.templatetags.salter import script

ALL, NO_ACTS = "all", "none"


class MailingForm(OfficeForm):
    """What a batch takes, and what is printed for each letter."""

    codes: ClassVar = {"nothing": "acts", "channel": "channel", "envelope": "envelope", "language": "language"}
    mark_optional = False
    acts = forms.ChoiceField(label=_("Signed acts that wait to be sent"))
    waiting = forms.BooleanField(
        label=_("Letters that are dispatched and wait to be handed over, too"), required=False, initial=True
    )
    channel = forms.ChoiceField(label=_("How the acts are sent"), widget=forms.RadioSelect, required=False)
    covers = forms.BooleanField(
        label=_("A cover sheet before each letter"), required=False, initial=True,
        help_text=_("With the address where the window of an envelope is, and the code of the return slip."),
    )  # fmt: skip
    envelope = forms.ChoiceField(
        label=_("Envelopes"), required=False,
        choices=[("", _("none: envelopes with a window")), *((size, size.upper()) for size in SIZES)],
    )  # fmt: skip
    slips = forms.BooleanField(label=_("Return slips"), required=False, initial=True)
    both_sides = forms.BooleanField(
        label=_("Both sides of the paper"), required=False,
        help_text=_("Each letter then begins on a sheet of its own."),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Script"), choices=[("sr", _("Cyrillic")), ("sr-latn", _("Latin"))], widget=forms.RadioSelect
    )

    def __init__(
        self,
        *args: Any,
        count: int,
        procedures: Sequence[tuple[Procedure, int]],
        channels: Iterable[Channel],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.procedures = {str(row.pk): row for row, _count in procedures}
        self.channels = {str(channel.pk): channel for channel in channels}
        named = [(str(row.pk), f"{script(row.name_cyr)}: {number}") for row, number in procedures]
        acts, channel = self.fields["acts"], self.fields["channel"]
        assert isinstance(acts, forms.ChoiceField)
        assert isinstance(channel, forms.ChoiceField)
        acts.choices = [
            (ALL, _("all: %(count)s") % {"count": count}),
            *named,
            (NO_ACTS, _("no act: only letters that wait")),
        ]
        usual = ("", _("as usual: to the mailbox of who has one, by post to the others"))
        channel.choices = [usual, *((key, script(row.name)) for key, row in self.channels.items())]

    def wanted(self) -> Wanted:
        """What was chosen; the form is valid."""
        data = self.cleaned_data
        chosen = self.procedures.get(data["acts"])
        return Wanted(
            acts=data["acts"] != NO_ACTS,
            procedure=chosen.pk if chosen else None,
            waiting=data["waiting"],
            channel=self.channels.get(data["channel"]),
            covers=data["covers"],
            envelope=data["envelope"],
            slips=data["slips"],
            both_sides=data["both_sides"],
            language=data["language"],
        )


class HandOverForm(OfficeForm):
    """The registered numbers with which a batch goes to the post."""

    codes: ClassVar = {"number": "first_number"}
    first_number = forms.CharField(
        label=_("First registered number of the series"), required=False, max_length=60,
        help_text=_(
            "From the roll of stickers, for example RE123456785RS; the others follow with their check digits, in the "
            "order of the letters. Empty: numbers are entered later on the page of the day."
        ),
        widget=forms.TextInput({"class": "govuk-input--width-10", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip

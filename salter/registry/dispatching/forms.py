"""Forms of what became of a letter, and of what is done with one that did not arrive."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.mailbox import rules
from salter.mailbox.models import Channel, Delivery, Effect, Medium, Result
from salter.mailbox.noticing import How
from salter.registry.forms import OfficeForm
from salter.ui.forms import SerbianDateField
from salter.ui.templatetags.salter import script

LEAVE = "leave"


class ResultForm(OfficeForm):
    """What the return receipt says."""

    codes: ClassVar = {"result": "result", "day": "on", "note": "note", "documents": "proof", "proof": "proof"}
    result = forms.ChoiceField(
        label=_("What became of the letter"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose what became of the consignment.")},
    )  # fmt: skip
    on = SerbianDateField(
        label=_("Day"),
        help_text=_("As it stands on the return receipt: of the handover, the refusal, or the notice that was left."),
    )
    number = forms.CharField(
        label=_("Number of the message in the state's mailbox"), required=False, max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    note = forms.CharField(label=_("Who took it, or another note"), required=False, max_length=300)
    proof = forms.FileField(
        label=_("The return receipt"), required=False, widget=forms.FileInput,
        help_text=_("Scanned, or the file that the state's mailbox gives. It is kept with the evidence of delivery."),
        error_messages={"empty": _("The file is empty. Choose another.")},
    )  # fmt: skip

    def __init__(self, *args: Any, delivery: Delivery, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = rules.RESULTS[delivery.channel.medium]
        field = self.fields["result"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, Result(code).label) for code in possible]
        self.initial.setdefault("result", possible[0])
        if delivery.channel.medium == Medium.EXTERNAL:
            self.fields["on"].help_text = _(
                "As the receipt says: of its opening; for what was not taken, the day it came into the mailbox."
            )
        else:
            del self.fields["number"]


class EmailForm(OfficeForm):
    """A notice by e-mail: to which address, and who sends it."""

    codes: ClassVar = {"address": "address"}
    address = forms.CharField(
        label=_("E-mail address"), max_length=254,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "email"}),
        error_messages={"required": _("Write an e-mail address, for example ime@primer.rs.")},
    )  # fmt: skip
    how = forms.ChoiceField(
        label=_("Who sends the e-mail"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose who sends the e-mail.")},
    )  # fmt: skip

    def __init__(self, *args: Any, sends: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = list(How) if sends else [How.BY_HAND]
        field = self.fields["how"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.value, one.label) for one in possible]
        self.initial.setdefault("how", possible[0].value)


class NextForm(OfficeForm):
    """What is done with a letter that did not arrive: sent again by some channel, or left, with a reason."""

    codes: ClassVar = {"no-mailbox": "way", "note": "note"}
    way = forms.ChoiceField(
        label=_("What is done next"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is done next.")},
    )  # fmt: skip
    note = forms.CharField(
        label=_("Reason"), required=False, max_length=300,
        help_text=_("When nothing more is sent: why, for example that the party has taken a copy at the counter."),
    )  # fmt: skip

    def __init__(self, *args: Any, channels: Iterable[Channel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channels = {str(channel.pk): channel for channel in channels}
        again = [
            (key, _("Send it again: %(channel)s") % {"channel": script(channel.name)})
            for key, channel in self.channels.items()
        ]
        field = self.fields["way"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*again, (LEAVE, _("Nothing more is sent to this recipient"))]

    def channel(self) -> Channel | None:
        """The channel to send by, or None when it is left; the form is valid."""
        return self.channels.get(self.cleaned_data["way"])


class ConsequenceForm(OfficeForm):
    """What a result means in law on a channel, and the ground."""

    codes: ClassVar = {"result": "effect", "ground": "ground"}
    effect = forms.ChoiceField(label=_("What it means"), widget=forms.RadioSelect, choices=Effect.choices)
    ground = forms.CharField(
        label=_("Ground"), required=False, max_length=300, widget=forms.Textarea({"rows": 3}),
        help_text=_("The law with its article, and who has confirmed it. It stands in every evidence of delivery."),
    )  # fmt: skip

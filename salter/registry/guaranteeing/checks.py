"""What the submission of an act asks about guarantee acts."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from salter.registry.guaranteeing import queries
from salter.registry.models import Act, Extent


def check_answered(act: Act) -> None:
    """Raise ValidationError (code `guarantee`) while a guarantee act does not name its law, or a decision says
    nothing of one to which its case refers."""
    if act.extent == Extent.GUARANTEE and queries.of_act(act) is None:
        words = _("A guarantee act names its special law. Draft it on the page “Guarantee act” of the case.")
        raise ValidationError(words, code="guarantee")
    if left := queries.unanswered(act):
        numbers = ", ".join(queries.number_of(one.guarantee) for one in left)
        words = _("Say first, under “Guarantee act” of this draft, whether the decision is as promised: %(numbers)s.")
        raise ValidationError(words % {"numbers": numbers}, code="guarantee")

"""Forms of the registry's pages: what is typed becomes typed values, and what an action refuses lands at its field."""

from salter.registry.forms.access import LooksForm, PersonForm, ReasonForm
from salter.registry.forms.acts import ActForm, ReturnForm
from salter.registry.forms.base import MomentField, OfficeForm
from salter.registry.forms.cases import (
    AssignForm,
    CancelForm,
    DispatchForm,
    DispositionForm,
    ExternalForm,
    StatusForm,
    Target,
)
from salter.registry.forms.intake import IntakeForm, PartyForm, SupplementForm, party_forms

__all__ = [
    "ActForm",
    "AssignForm",
    "CancelForm",
    "DispatchForm",
    "DispositionForm",
    "ExternalForm",
    "IntakeForm",
    "LooksForm",
    "MomentField",
    "OfficeForm",
    "PartyForm",
    "PersonForm",
    "ReasonForm",
    "ReturnForm",
    "StatusForm",
    "SupplementForm",
    "Target",
    "party_forms",
]

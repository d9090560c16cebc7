"""The words of the journal: every verb is declared once, by the room that writes it, with what it means."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_verbs: dict[str, Verb] = {}


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb, its sentence for staff, and its sentence for the party (empty: the party is not told)."""

    code: str
    sentence: str | Promise
    public: str | Promise = ""


class UnknownVerb(LookupError):
    """A verb that no room has declared."""


def declare(code: str, sentence: str | Promise, public: str | Promise = "") -> None:
    """Declare a verb; `sentence` and `public` may use the entry's body as %(name)s."""
    _verbs[code] = Verb(code, sentence, public)


def verb(code: str) -> Verb:
    """The declared verb.

    Raises UnknownVerb.
    """
    try:
        return _verbs[code]
    except KeyError:
        raise UnknownVerb(code) from None


def is_public(code: str) -> bool:
    """Whether a party is told of this verb; not of one that nobody declares any more."""
    return code in _verbs and bool(_verbs[code].public)


def all_verbs() -> list[Verb]:
    """Every declared verb, by code."""
    return sorted(_verbs.values(), key=lambda declared: declared.code)


def declare_own() -> None:
    """Verbs of the rooms below, which cannot declare theirs, and of the journal itself."""
    declare("organisation.founded", _("The office was set up."))
    declare("unit.created", _("Unit %(name)s was created."))
    declare("staff.added", _("%(name)s was added to the staff."))
    declare("role.granted", _("The role “%(role)s” was given to %(name)s."))
    declare("authorisation.given", _("Authorisation no. %(number)s was given to %(name)s."))
    declare("party.added", _("A party was entered."))
    declare("party.changed", _("Data of a party were changed."))
    declare("mode.set", _("The mode of the function “%(function)s” was set to “%(mode)s”."))
    declare("token.issued", _("A token of the API was issued for the role “%(role)s”."))
    declare("failure.retried", _("A failed job was started again."))

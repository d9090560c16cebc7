"""The words of the journal: every verb is declared once, by the room that writes it, with what it means."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_verbs: dict[str, Verb] = {}
_refusals: dict[str, str | Promise] = {}


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


def declare_refusal(guard: str, words: str | Promise) -> None:
    """Declare a guard of a room above that the database holds at the journal: what it tells who is refused."""
    _refusals[guard] = words


def refusal_of(guard: str | None) -> str | Promise:
    """The words of a guard; empty for a constraint that is none."""
    return _refusals.get(guard or "", "")


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


def _declare_hooks() -> None:
    declare("hook.set", _("Webhook %(name)s calls %(host)s and is told of: %(verbs)s."))
    declare("hook.secret_given", _("Webhook %(name)s got a new secret."))
    declare("hook.paused", _("Webhook %(name)s is not called any more (%(why)s)."))
    declare("hook.resumed", _("Webhook %(name)s is called again."))
    declare("hook.skipped", _("Webhook %(name)s: entry %(entry)s, which it refused, was left out."))
    declare("hook.replayed", _("Webhook %(name)s is told again from entry %(entry)s on."))
    declare("hook.removed", _("Webhook %(name)s was removed."))


def declare_own() -> None:
    """Verbs of the rooms below, which cannot declare theirs, and of the journal itself."""
    _declare_hooks()
    declare("organisation.founded", _("The office was set up."))
    declare("organisation.changed", _("Data of the office were changed: %(fields)s."))
    declare("unit.created", _("Unit %(name)s was created."))
    declare("unit.changed", _("Unit %(name)s was changed: mark %(mark)s, under %(parent)s."))
    declare("unit.deactivated", _("Unit %(name)s was closed."))
    declare("unit.reactivated", _("Unit %(name)s was opened again."))
    declare(
        "people.imported",
        _("Units and staff came from a table: %(new)s new, %(changed)s changed, %(wrong)s rows left out."),
    )
    declare("staff.added", _("%(name)s was added to the staff."))
    declare("staff.changed", _("The post of %(name)s was changed: unit %(unit)s."))
    declare("staff.deactivated", _("The account of %(name)s was closed: %(reason)s"))
    declare("staff.reactivated", _("The account of %(name)s was opened again."))
    declare("role.granted", _("The role “%(role)s” was given to %(name)s."))
    declare("role.taken", _("%(name)s took the role “%(role)s”, which reads cases, as administrator."))
    declare("role.withdrawn", _("The role “%(role)s” was taken from %(name)s."))
    declare("link.made", _("A one-time link to set a password was made for %(name)s (%(purpose)s)."))
    declare("link.withdrawn", _("A one-time link of %(name)s was withdrawn."))
    declare("password.asked", _("%(name)s asked for a link to set a new password."))
    declare("password.set", _("%(name)s set a new password."))
    declare("authorisation.given", _("Authorisation no. %(number)s was given to %(name)s."))
    declare("authorisation.ended", _("Authorisation no. %(number)s of %(name)s ends on %(last_day)s: %(reason)s"))
    declare("mandate.given", _("%(deputy)s stands in for %(absent)s from %(from)s to %(to)s, no. %(number)s."))
    declare("mandate.ended", _("%(deputy)s no longer stands in for %(absent)s."))
    declare("absence.noted", _("%(name)s is away from %(from)s to %(to)s."))
    declare("absence.ended", _("The absence of %(name)s from %(from)s no longer holds."))
    declare("service.ending", _("%(name)s works here until %(day)s."))
    declare("party.added", _("A party was entered."))
    declare("party.changed", _("Data of a party were changed."))
    declare("language.used", _("Language in official use: %(spoken)s. Ground: %(ground)s."))
    declare("language.ended", _("Language no longer in official use: %(spoken)s."))
    declare("mode.set", _("The mode of the function “%(function)s” was set to “%(mode)s”."))
    declare("token.issued", _("A token of the API was issued for the role “%(role)s”."))
    declare("token.revoked", _("A token of the API for the role “%(role)s” was ended."))
    declare("sign-in.done", _("Signed in (%(method)s, level “%(level)s”)."))
    declare("sign-in.failing", _("Signing in has failed %(failures)s times in a row."))
    declare("sign-in.confirmed", _("Confirmed who it is (%(method)s, level “%(level)s”)."))
    declare("sign-in.ended", _("%(sessions)s other sessions were ended."))
    declare("password.changed", _("The password was changed."))
    declare("factor.added", _("A second factor was added (%(kind)s)."))
    declare("factor.removed", _("A second factor was removed (%(kind)s)."))
    declare("factor.renewed", _("New recovery codes were made; the old ones are void."))
    declare("provider.linked", _("The account was linked with the sign-in provider %(provider)s."))
    declare("provider.address", _("The verified e-mail address of the sign-in provider was taken for the account."))
    declare("provider.unlinked", _("The link with the sign-in provider %(provider)s was removed."))
    declare("form.kept", _("A form that could not be sent was kept for its owner."))
    declare("assurance.set", _("Second factor for: %(roles)s; level for signing: “%(level)s”."))
    declare("factor.reset", _("The second factors of %(name)s were removed by the administrator."))
    declare("failure.retried", _("A failed job was started again."))

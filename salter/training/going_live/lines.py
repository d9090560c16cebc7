"""Every line of the checklist: what it is, why, by which rule, where it is mended, what of it is ticked by hand.

Nothing here claims law: a rule stands in salter/calendars/law.py with its article and how sure we are of it, a basis
in the drafts of the go-live pack.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from salter.registry.starting.rules import Draft, drafts

Words = str | Promise


class Group(StrEnum):
    """Parts of the list."""

    PLANS = "plans"
    PEOPLE = "people"
    SIGNING = "signing"
    MAIL = "mail"
    SAFETY = "safety"
    ACTS = "acts"
    PRACTICE = "practice"


GROUPS: Mapping[Group, Words] = {
    Group.PLANS: _("What the office works by"),
    Group.PEOPLE: _("People and what they may do"),
    Group.SIGNING: _("Signing and acts"),
    Group.MAIL: _("E-mail of the office"),
    Group.SAFETY: _("Nothing is lost"),
    Group.ACTS: _("Acts that are adopted before the beginning"),
    Group.PRACTICE: _("Practising before the beginning"),
}
DONE: Words = _("it is done")
TAKEN: Words = _("downloaded, being prepared")
ADOPTED: Words = pgettext_lazy("a draft", "adopted")
LAST = "adopted"
"""The tick by which the line of a draft is in order."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `page` names where it is mended, `rule` a rule of law, `ticks` what can be said by hand, by key."""

    key: str
    group: Group
    title: Words
    why: Words
    page: str = ""
    rule: str = ""
    ticks: tuple[tuple[str, Words], ...] = ()
    draft: Draft | None = None


def _hand(key: str) -> tuple[tuple[str, Words], ...]:
    return ((key, DONE),)


FOUND = (
    Line(
        "modes", Group.PLANS, _("How the office works beside the state's systems"),
        _("Reception, delivery and archive each have a mode. In “practice” nothing here is real work."),
        "organisations:modes",
    ),
    Line(
        "plan", Group.PLANS, _("Classification plan"),
        _("Every case gets a mark of it. Marks that nobody has checked stay marked."),
        "registry:plan",
    ),
    Line(
        "retention", Group.PLANS, _("Categories with retention periods"),
        _("They say how long a closed case is kept."),
        "registry:plan",
    ),
    Line(
        "catalogue", Group.PLANS, _("Catalogue of procedures"),
        _("Citizens see only procedures that a named official has confirmed."),
        "registry:catalogue",
    ),
    Line(
        "register", Group.PLANS, _("Register of this year"),
        _("Without an open register nothing gets a number. One begun during the year continues the old book."),
        "registry:registers", "registry.register-by",
    ),
    Line(
        "calendar", Group.PLANS, _("Days off of this year"),
        _("Deadlines are counted by them."),
        "registry:calendar", "holiday.extra",
    ),
    Line(
        "second-instance", Group.PLANS, _("Who decides on appeals"),
        _("The instruction on the legal remedy names that body."),
        "registry:second-instance", "appeal.second-instance",
    ),
    Line(
        "people", Group.PEOPLE, _("Everybody who works here can sign in"),
        _("Each person has an own account; a shared one says of nothing who did it."),
        "organisations:staff",
    ),
    Line(
        "roles", Group.PEOPLE, _("Every task has somebody"),
        _("A role that nobody has stops the cases that need it."),
        "organisations:staff",
    ),
    Line(
        "authorisations", Group.PEOPLE, _("Authorisations to conduct and to decide"),
        _("Who conducts a procedure or decides needs a written authorisation that holds today."),
        "organisations:staff", "assignment.authorised",
    ),
    Line(
        "public-list", Group.PEOPLE, _("Public list of authorised officials"),
        _("Anybody can see who may conduct and decide; the list is made of the authorisations."),
        "portal:authorised",
    ),
    Line(
        "factors", Group.PEOPLE, _("Second step of signing in"),
        _("A stolen password alone must not open the office: a passkey, or a code of the phone."),
        "organisations:assurance",
    ),
    Line(
        "second-signatory", Group.SIGNING, _("A second person who can sign"),
        _("When the only signatory is away, nothing is decided, and deadlines run on."),
        "organisations:mandates",
    ),
    Line(
        "signatures", Group.SIGNING, _("Certificates of who signs"),
        _("Without a valid certificate nothing is signed; a TEST certificate signs nothing real."),
        "signatures:keys",
    ),
    Line(
        "seal", Group.SIGNING, _("Electronic seal of the body"),
        _("Every act and every receipt carries it."),
        "signatures:keys",
    ),
    Line(
        "templates", Group.SIGNING, _("Templates of acts"),
        _("A template with an error is found now, not before a citizen who waits."),
        "registry:layouts",
    ),
    Line(
        "mailbox", Group.MAIL, _("Mailbox that letters are fetched from"),
        _("What arrives by e-mail comes onto the shelf by itself."),
        "registry:mail", ticks=_hand("mailbox"),
    ),
    Line(
        "sending", Group.MAIL, _("Mail that the office sends"),
        _("Invitations, new passwords and notices go by e-mail. Ask for a new password and see whether it comes."),
        "organisations:forgotten", ticks=_hand("sending"),
    ),
    Line(
        "backup", Group.SAFETY, _("Backup"),
        _("Made every night on another machine, by who runs the server (salter backup)."),
    ),
    Line(
        "trial-restore", Group.SAFETY, _("Backup restored as a trial"),
        _("A backup that was never restored is a hope. Restore it on another machine and look at the newest cases."),
        ticks=_hand("trial-restore"),
    ),
    Line(
        "doctor", Group.SAFETY, _("The installation is sound"),
        _("The doctor looks at registers without gaps, the log, the worker, clocks, certificates, disk and backup."),
    ),
    Line(
        "own-practice", Group.PRACTICE, _("Practice copy of this office"),
        _("The own plans, templates and posts are tried where nothing is real."),
        "training:own",
    ),
    Line(
        "exercises", Group.PRACTICE, _("Who has practised"),
        _("Only numbers are shown here: who did what stays with them."),
        "training:overview",
    ),
    Line(
        "security", Group.PRACTICE, _("Who has done an exercise of information security"),
        _("Suspicious messages, passwords, an incident, personal data: for everybody who signs in."),
        "training:overview",
    ),
)  # fmt: skip


@cache
def lines() -> Mapping[str, Line]:
    """Every line by its key, in the order of the page."""
    order = list(Group)
    rows = sorted((*FOUND, *_drafts()), key=lambda one: order.index(one.group))
    return {one.key: one for one in rows}


def _drafts() -> Iterator[Line]:
    why = _("It is downloaded, checked by a lawyer, filled in, and adopted by who is competent.")
    for key, draft in drafts().items():
        name = f"draft-{key}"
        ticks = ((f"{name}:taken", TAKEN), (f"{name}:{LAST}", ADOPTED))
        yield Line(name, Group.ACTS, draft.title, why, "registry:drafts", ticks=ticks, draft=draft)


@cache
def tickable() -> Mapping[str, tuple[Line, Words]]:
    """What can be ticked by hand, by the key of the tick."""
    return {key: (line, words) for line in lines().values() for key, words in line.ticks}

"""How a line stands, as far as the software can see it. What it cannot see it calls unknown.

One function a line, each with a fixed number of queries; permission is checked by who asks (queries.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F, Model, Q
from django.utils.translation import gettext as _

from salter.documents.office_templates import TemplateProblem, check
from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.factors import with_factors
from salter.organisations.models import (
    AuthorisationKind,
    Duty,
    Function,
    FunctionMode,
    Mandate,
    Mode,
    Role,
    Staff,
    StaffRole,
)
from salter.organisations.presence import roles_with_second_factor
from salter.organisations.queries import public_authorisations
from salter.registry.actions.working_days import is_known
from salter.registry.models import (
    ClassMark,
    Layout,
    MailAccount,
    Procedure,
    Register,
    RegisterKind,
    RetentionRule,
    SecondInstance,
)
from salter.signatures.models import Credential
from salter.training.exercises.library import exercises
from salter.training.going_live.models import Examination
from salter.training.models import Seat
from salter.training.security.library import security_exercises
from salter.training.standing.models import StandingPractice
from salter.ui.formats import format_datetime
from salter.ui.templatetags.salter import language, script

TASKS = (
    Role.REGISTRY_CLERK,
    Role.REGISTRY_HEAD,
    Role.HANDLER,
    Role.HEAD_OF_ADMINISTRATION,
    Role.SIGNATORY,
    Role.ARCHIVIST,
    Role.DATA_PROTECTION_OFFICER,
    Role.ADMINISTRATOR,
)
"""Roles without which the story of a case stops somewhere, or nobody answers for it."""
LOOKED_LATELY = timedelta(days=7)


class State(StrEnum):
    """How a line stands."""

    DONE = "done"
    OPEN = "open"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Found:
    """What the software has found, in words that name figures and never guess."""

    state: State
    words: str


def _if(good: bool, words: str) -> Found:
    return Found(State.DONE if good else State.OPEN, words)


def _checked(rows: dict[str, int], words: str) -> Found:
    """Rows of which each is to be verified; none at all is to do, too."""
    return _if(rows["every"] > 0 and not rows["unverified"], words % rows)


def _mine(viewer: Viewer, model: type[Model], **which: object) -> dict[str, int]:
    rows = model._default_manager.filter(organisation=viewer.organisation, active=True, **which)
    return rows.aggregate(every=Count("pk"), unverified=Count("pk", filter=Q(verified=False)))


def modes(viewer: Viewer) -> Found:
    """Whether each function has a mode that is real work."""
    held = {row.function: row for row in FunctionMode.objects.filter(organisation=viewer.organisation)}
    none = _("not set")
    told = [f"{one.label}: {held[one].get_mode_display() if one in held else none}" for one in Function]
    return _if(all(one in held and held[one].mode != Mode.PRACTICE for one in Function), "; ".join(told))


def plan(viewer: Viewer) -> Found:
    """Whether a plan is in use, and every mark of it was checked."""
    return _checked(_mine(viewer, ClassMark), _("Marks in use: %(every)s; unverified: %(unverified)s."))


def retention(viewer: Viewer) -> Found:
    """Whether a schedule is in use, and every row of it was checked."""
    return _checked(_mine(viewer, RetentionRule), _("Categories in use: %(every)s; unverified: %(unverified)s."))


def catalogue(viewer: Viewer) -> Found:
    """Whether citizens see procedures, each confirmed as it is now."""
    shown = Procedure.objects.filter(organisation=viewer.organisation, active=True, public=True)
    confirmed = Count("pk", filter=Q(confirmed_revision=F("revision")))
    rows = shown.aggregate(every=Count("pk"), confirmed=confirmed)
    words = _("Shown to citizens: %(every)s; confirmed as they are now: %(confirmed)s.")
    return _if(rows["every"] == rows["confirmed"] > 0, words % rows)


def register(viewer: Viewer) -> Found:
    """Whether the basic register of this year is open."""
    year = clock.today(viewer.organisation).year
    books = Register.objects.filter(organisation=viewer.organisation, kind=RegisterKind.BASIC, year=year)
    book = books.filter(closed_at=None).first()
    if book is None:
        return Found(State.OPEN, _("None is open for %(year)s.") % {"year": year})
    words = _("Open for %(year)s, from number %(first)s; last number given: %(last)s.")
    return Found(State.DONE, words % {"year": year, "first": book.first_ordinal, "last": book.last_ordinal})


def calendar(viewer: Viewer) -> Found:
    """Whether somebody has entered the Government's days off of this year."""
    year = clock.today(viewer.organisation).year
    known = is_known(viewer.organisation, year)
    words = _("The Government's days off of %(year)s are entered.") if known else _(
        "Nobody has entered whether the Government has declared days off in %(year)s."
    )  # fmt: skip
    return _if(known, words % {"year": year})


def second_instance(viewer: Viewer) -> Found:
    """Whether a body is noted."""
    rows = SecondInstance.objects.filter(organisation=viewer.organisation, ended_at=None).count()
    return _if(rows > 0, _("Bodies noted: %(count)s.") % {"count": rows})


def _staff(viewer: Viewer) -> list[Staff]:
    """Everybody who works here; other programs are nobody."""
    rows = Staff.objects.filter(organisation=viewer.organisation, active=True, account__program=False)
    return list(rows.select_related("account").prefetch_related("roles"))


def people(viewer: Viewer) -> Found:
    """Whether everybody has a way to sign in. Who comes through another provider is not seen here."""
    staff = _staff(viewer)
    secured = with_factors(row.account_id for row in staff)
    waiting = [row for row in staff if not row.account.has_usable_password() and row.account_id not in secured]
    words = _("People: %(every)s; without a password or passkey of their own: %(waiting)s.")
    told = words % {"every": len(staff), "waiting": len(waiting)}
    if waiting and settings.SALTER_OIDC:
        elsewhere = _("They may sign in through another provider.")
        return Found(State.UNKNOWN, f"{told} {elsewhere}")
    return _if(bool(staff) and not waiting, told)


def roles(viewer: Viewer) -> Found:
    """Whether somebody holds each role that a case needs."""
    rows = StaffRole.objects.filter(organisation=viewer.organisation, staff__active=True)
    held = set(rows.values_list("role", flat=True))
    missing = [str(role.label) for role in TASKS if role not in held]
    told = _("Nobody is: %(roles)s.") % {"roles": ", ".join(missing)} if missing else _("Each has at least one person.")
    return _if(not missing, told)


def authorisations(viewer: Viewer) -> Found:
    """Whether every handler may conduct, and every signatory may decide, today."""
    valid = {(row.staff_id, row.kind) for row in public_authorisations(viewer)}
    needed = {Role.HANDLER: AuthorisationKind.CONDUCT, Role.SIGNATORY: AuthorisationKind.DECIDE}
    rows = StaffRole.objects.filter(organisation=viewer.organisation, staff__active=True, role__in=list(needed))
    held = list(rows.values_list("staff_id", "role"))
    without = {role: sum(1 for who, its in held if its == role and (who, needed[role]) not in valid) for role in needed}
    words = _("Handlers without one: %(handlers)s; signatories without one: %(signatories)s.")
    told = words % {"handlers": without[Role.HANDLER], "signatories": without[Role.SIGNATORY]}
    return _if(bool(held) and not any(without.values()), told)


def public_list(viewer: Viewer) -> Found:
    """Whether anybody stands in the public list."""
    rows = len(public_authorisations(viewer))
    return _if(rows > 0, _("Authorisations shown to everybody today: %(count)s.") % {"count": rows})


def factors(viewer: Viewer) -> Found:
    """Whether everybody whose role asks for a second step has one."""
    needed = roles_with_second_factor(viewer.organisation)
    if not needed:
        return Found(State.OPEN, _("No role is asked for a second step."))
    staff = [row for row in _staff(viewer) if any(one.role in needed for one in row.roles.all())]
    without = len({row.account_id for row in staff} - with_factors(row.account_id for row in staff))
    words = _("People whose role asks for it: %(every)s; without it: %(without)s.")
    return _if(bool(staff) and not without, words % {"every": len(staff), "without": without})


def second_signatory(viewer: Viewer) -> Found:
    """Whether signing goes on when one person is away."""
    office, today = viewer.organisation, clock.today(viewer.organisation)
    rows = StaffRole.objects.filter(organisation=office, staff__active=True, role=Role.SIGNATORY)
    signs = rows.values("staff").distinct().count()
    mandates = Mandate.objects.filter(organisation=office, valid_from__lte=today, valid_to__gte=today)
    deputies = mandates.filter(duties__contains=[Duty.SIGN], deputy__active=True).count()
    words = _("Signatories: %(signs)s; stand-ins for signing today: %(deputies)s.")
    return _if(signs + deputies > 1, words % {"signs": signs, "deputies": deputies})


def signatures(viewer: Viewer) -> Found:
    """Whether each signatory has a certificate that holds and is no TEST one."""
    rows = Staff.objects.filter(organisation=viewer.organisation, active=True, roles__role=Role.SIGNATORY)
    return _certified(viewer, rows.distinct().values_list("pk", flat=True))


def seal(viewer: Viewer) -> Found:
    """Whether the body has a seal that holds and is no TEST one."""
    return _certified(viewer, [None])


def _certified(viewer: Viewer, holders: Iterable[UUID | None]) -> Found:
    known = {row.staff_id: row for row in Credential.objects.filter(organisation=viewer.organisation)}
    now, wanted = clock.real_now(), list(holders)
    held = [known[one] for one in wanted if one in known]
    figures = {
        "every": len(wanted),
        "missing": len(wanted) - len(held),
        "ended": sum(not row.valid_from <= now < row.valid_to for row in held),
        "test": sum(row.test for row in held),
    }
    words = _("Needed: %(every)s; missing: %(missing)s; not valid today: %(ended)s; TEST: %(test)s.") % figures
    return _if(bool(wanted) and not (figures["missing"] or figures["ended"] or figures["test"]), words)


def templates(viewer: Viewer) -> Found:
    """Whether each template that is in use was approved and may be printed by."""
    rows = Layout.objects.filter(organisation=viewer.organisation, retired_at=None).prefetch_related("versions")
    used = [(row.name, [one for one in row.versions.all() if one.approved_at]) for row in rows]
    if not used:
        return Found(State.DONE, _("The office has none of its own: acts are printed by those that come with Šalter."))
    waiting = [name for name, approved in used if not approved]
    wrong = [name for name, approved in used if approved and not _prints(max(approved, key=_number).source)]
    words = _("Own templates in use: %(every)s; not approved: %(waiting)s; with an error: %(wrong)s.")
    told = words % {"every": len(used), "waiting": _names(waiting), "wrong": _names(wrong)}
    return _if(not waiting and not wrong, told)


def _number(version: object) -> int:
    return int(version.number)  # type: ignore[attr-defined]


def _prints(source: str) -> bool:
    try:
        check(source)
    except TemplateProblem:
        return False
    return True


def _names(names: list[str]) -> str:
    return ", ".join(script(name) for name in names) or "0"


def mailbox(viewer: Viewer) -> Found:
    """Whether a mailbox is read, and without a fault."""
    rows = list(MailAccount.objects.filter(organisation=viewer.organisation, active=True).order_by("name"))
    if not rows:
        return Found(State.UNKNOWN, _("None is set up. If no letters come to this office by e-mail, say so by hand."))
    unread = [row.name for row in rows if row.checked_at is None]
    failing = [row.name for row in rows if row.failure]
    words = _("Mailboxes: %(every)s; never read yet: %(unread)s; cannot be read now: %(failing)s.")
    told = words % {"every": len(rows), "unread": _names(unread), "failing": _names(failing)}
    return _if(not unread and not failing, told)


def sending(_viewer: Viewer) -> Found:
    """Whether a server for outgoing mail is set; whether a message arrives only people see."""
    if not settings.EMAIL_HOST:
        return Found(State.OPEN, _("No server is set: who runs the installation sets SALTER_EMAIL_URL."))
    return Found(State.UNKNOWN, _("A server is set. Whether a message arrives the software cannot see."))


def backup(viewer: Viewer) -> Found:
    """When the newest backup was made, and whether it was complete."""
    entry = _newest(viewer, "backup.made")
    if entry is None:
        return Found(State.OPEN, _("None was ever made."))
    problems, late = entry.body.get("problems", 0), clock.real_now() - entry.recorded_at
    words = _("The newest: %(at)s; files: %(files)s; files that it lacks: %(problems)s.")
    told = words % {"at": _moment(entry), "files": entry.body.get("files", 0), "problems": problems}
    return _if(not problems and late < timedelta(hours=settings.SALTER_BACKUP_HOURS), told)


def trial_restore(viewer: Viewer) -> Found:
    """A restore leaves its trace in the office that was restored, not in the one that goes on."""
    entry = _newest(viewer, "office.restored")
    if entry is None:
        return Found(State.UNKNOWN, _("A trial on another machine leaves no trace here: say by hand that it was done."))
    words = _("This office itself was restored from a backup: %(at)s.") % {"at": _moment(entry)}
    return Found(State.DONE, words)


def _newest(viewer: Viewer, verb: str) -> Entry | None:
    return Entry.objects.filter(organisation=viewer.organisation, verb=verb).order_by("-id").first()


def _moment(entry: Entry) -> str:
    return format_datetime(entry.recorded_at, language())


def doctor(viewer: Viewer) -> Found:
    """What the doctor said when somebody asked last."""
    row = Examination.objects.filter(organisation=viewer.organisation).order_by("-id").first()
    if row is None:
        return Found(State.UNKNOWN, _("Nobody has asked the doctor yet."))
    told = _("%(at)s, %(by)s: checks %(checks)s.") % {
        "at": format_datetime(row.at, language()), "by": script(row.by), "checks": row.checks,
    }  # fmt: skip
    for names, words in ((row.failures, _("Failures: %(names)s.")), (row.warnings, _("Warnings: %(names)s."))):
        told += f" {words % {'names': ', '.join(names)}}" if names else ""
    state, words = State.DONE, _("All was well.")
    if row.failures or row.warnings:
        state, words = State.OPEN, _("What to do is said on the server by: salter doctor")
    elif clock.now(viewer.organisation) - row.at > LOOKED_LATELY:
        state, words = State.UNKNOWN, _("All was well; that is long ago.")
    return Found(state, f"{told} {words}")


def own_practice(viewer: Viewer) -> Found:
    """Whether the office has a practice copy of itself open, and since when."""
    row = StandingPractice.objects.filter(organisation=viewer.organisation).first()
    if row is None:
        return Found(State.OPEN, _("There is none."))
    words = _("Copied: %(at)s; people in it: %(people)s.")
    return Found(State.DONE, words % {"at": format_datetime(row.made_at, language()), "people": row.people})


def practised(viewer: Viewer) -> Found:
    """How many of those who work here have done an exercise to its end; nobody is named."""
    return _did(viewer, set(exercises()))


def practised_security(viewer: Viewer) -> Found:
    """The same for information security."""
    return _did(viewer, set(security_exercises()))


def _did(viewer: Viewer, codes: set[str]) -> Found:
    office = viewer.organisation
    staff = Staff.objects.filter(organisation=office, active=True, account__program=False)
    rows = Seat.objects.filter(organisation=office, account__in=staff.values("account")).values_list(
        "results", flat=True
    )
    figures = {"did": sum(bool(codes & set(results)) for results in rows), "every": staff.count()}
    return _if(0 < figures["every"] == figures["did"], _("Have done at least one: %(did)s of %(every)s.") % figures)


FINDERS: dict[str, Callable[[Viewer], Found]] = {
    "modes": modes,
    "plan": plan,
    "retention": retention,
    "catalogue": catalogue,
    "register": register,
    "calendar": calendar,
    "second-instance": second_instance,
    "people": people,
    "roles": roles,
    "authorisations": authorisations,
    "public-list": public_list,
    "factors": factors,
    "second-signatory": second_signatory,
    "signatures": signatures,
    "seal": seal,
    "templates": templates,
    "mailbox": mailbox,
    "sending": sending,
    "backup": backup,
    "trial-restore": trial_restore,
    "doctor": doctor,
    "own-practice": own_practice,
    "exercises": practised,
    "security": practised_security,
}
"""By the key of the line; drafts have none: the software cannot see what a body adopts."""

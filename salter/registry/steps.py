"""What the state of a case allows this viewer to do next: one main step, the rest under "More". Reads nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from salter.mailbox.models import UNDELIVERED, DeliveryState, Medium
from salter.organisations.access import StandIn, Viewer
from salter.organisations.acting import find
from salter.organisations.models import Duty, Role
from salter.registry import rules
from salter.registry.access_log import READERS
from salter.registry.actions.acts import approved_by, is_own, signed_by
from salter.registry.actions.cases import assigned_by, handled_by
from salter.registry.actions.closing import UNFINISHED
from salter.registry.closing.actions import SETTLES, reopened_by
from salter.registry.deadlines import settings_of
from salter.registry.deciding.rules import made_here
from salter.registry.desk import CaseFile
from salter.registry.filing.actions import WRITERS as FILERS
from salter.registry.models import OPEN, Act, ActKind, ActStatus, Case, CaseStatus, Extent
from salter.registry.queries import KEEPERS
from salter.registry.recusing.rules import is_recused
from salter.registry.rules import MainAction
from salter.registry.shelves.actions import KEEPERS as PAPER_KEEPERS
from salter.registry.waiting.rules import OF_A_PARTY
from salter.registry.work.notes.rules import WRITERS

CLERKS = (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)
RECUSAL_ASKERS = (*CLERKS, Role.HANDLER, Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION, Role.SIGNATORY)
ASSIGNERS = (*CLERKS, Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION)


def assigns(viewer: Viewer) -> bool:
    """Whether the viewer assigns cases, in whose place ever."""
    return find(viewer, Duty.ASSIGN, assigned_by) is not None


def handles_for(viewer: Viewer, case: Case) -> StandIn | None:
    """In whose place the viewer handles a case; None as oneself, or not at all."""
    found = _handling(viewer, case)
    return found.acting_for if found else None


def _handling(viewer: Viewer, case: Case) -> Viewer | None:
    return find(viewer, Duty.HANDLE, handled_by(case)) if viewer.staff else None


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be done: where, under which words, by which key."""

    code: str
    label: str | Promise
    url: str
    key: str = ""


class Standing:
    """How the viewer stands to a case."""

    def __init__(self, viewer: Viewer, file: CaseFile) -> None:
        self.viewer, self.file, self.case = viewer, file, file.case
        case = file.case
        self.over = bool(case.cancelled_at) or case.status == CaseStatus.ARCHIVED
        self.closed = case.closed_at is not None
        self.recused = is_recused(viewer, case)
        self.handling = None if self.recused else _handling(viewer, case)
        self.approving = None if self.recused else find(viewer, Duty.APPROVE, approved_by(case))
        self.signing = None if self.recused else find(viewer, Duty.SIGN, signed_by(case))
        self.handles = self.handling is not None
        self.handles_open = self.handles and not self.closed
        self.approves = self.approving is not None
        self.signs = self.signing is not None
        self.assigns = not self.recused and assigns(viewer)
        self.clerk = not self.recused and viewer.has(*CLERKS)
        self.asks = rules.main_action(case.status, closed=self.closed)

    def in_place_of(self, act: Act | None = None) -> StandIn | None:
        """In whose place the viewer handles the case, or does what is next with an act; None: as oneself, or not."""
        deeds = {ActStatus.SUBMITTED: self.approving, ActStatus.APPROVED: self.signing}
        viewer = deeds.get(ActStatus(act.status), self.handling) if act else self.handling
        return viewer.acting_for if viewer else None

    def act(self, status: ActStatus) -> Act | None:
        """The first act in a state."""
        return next((act for act in self.file.acts if act.status == status), None)

    def step(self, code: str, label: str | Promise, name: str, key: str = "", query: str = "") -> Step:
        """A step at a page of this case."""
        return Step(code, label, reverse(f"registry:{name}", args=[self.case.pk]) + query, key)

    def at_act(self, code: str, label: str | Promise, act: Act, name: str = "act") -> Step:
        """A step at the page of an act."""
        return Step(code, label, reverse(f"registry:{name}", args=[self.case.pk, act.pk]), "d")


Rule = Callable[[Standing], Step | None]


def _approve(at: Standing) -> Step | None:
    act = at.act(ActStatus.SUBMITTED)
    if act is None or not at.approves or is_own(at.viewer, act):
        return None
    return at.at_act("approve", _("Review the act"), act)


def _sign(at: Standing) -> Step | None:
    act = at.act(ActStatus.APPROVED)
    return at.at_act("sign", _("Review and sign the act"), act) if act and at.signs else None


def _dispatch(at: Standing) -> Step | None:
    act = at.act(ActStatus.SIGNED)
    if act is None or not at.clerk:
        return None
    return Step("dispatch", _("Dispatch the act"), reverse("registry:dispatch-act", args=[act.pk]), "d")


def _handover(at: Standing) -> Step | None:
    waiting = (row for row in at.file.deliveries if row.state == DeliveryState.SENT)
    delivery = next((row for row in waiting if row.channel.medium not in (Medium.MAILBOX, Medium.PUBLIC)), None)
    if delivery is None or not at.clerk:
        return None
    return Step("handover", _("Enter the return receipt"), reverse("registry:handover", args=[delivery.pk]), "d")


def _undelivered(at: Standing) -> Step | None:
    """A letter that did not arrive asks the registry office what is done next."""
    delivery = next((row for row in at.file.deliveries if row.state in UNDELIVERED and not row.settled_at), None)
    if delivery is None or not at.clerk:
        return None
    label = _("Say what is done with the letter that did not arrive")
    return Step("undelivered", label, reverse("registry:undelivered-one", args=[delivery.pk]), "d")


def _continue_draft(at: Standing) -> Step | None:
    act = at.act(ActStatus.DRAFT)
    return at.at_act("continue", _("Continue the draft"), act) if act and at.handles else None


def _assign_first(at: Standing) -> Step | None:
    free = at.case.handler_id is None and at.asks == MainAction.ASSIGN
    return at.step("assign", _("Assign"), "assign", "a") if free and at.assigns else None


def _decide(at: Standing) -> Step | None:
    begun = (ActStatus.DRAFT, ActStatus.SUBMITTED, ActStatus.APPROVED)  # what is signed was before a case went on again
    living = any(act.kind == ActKind.DECISION and act.status in begun for act in at.file.acts)
    if living or not at.handles or at.asks != MainAction.DECIDE:
        return None
    return at.step("decide", _("Draft the decision"), "act-new", "d", "?kind=decision")


def _supplement_first(at: Standing) -> Step | None:
    waits = at.clerk and at.asks == MainAction.RESUME and any(wait.kind in OF_A_PARTY for wait in at.file.waits)
    return at.step("supplement", _("Register a supplement"), "supplement", "d") if waits else None


def _end_wait(at: Standing) -> Step | None:
    """What no supplement ends, the handler does."""
    wait = next((wait for wait in at.file.waits if wait.interrupts and wait.kind not in OF_A_PARTY), None)
    if wait is None or not at.handles or at.asks != MainAction.RESUME:
        return None
    return Step("end-wait", _("End the waiting"), reverse("registry:wait-end", args=[at.case.pk, wait.pk]), "d")


def _close(at: Standing) -> Step | None:
    unfinished = any(act.status in UNFINISHED for act in at.file.acts)
    return None if unfinished else _close_or_see(at, "d")


def _close_or_see(at: Standing, key: str = "") -> Step | None:
    """Where something is missing the page says what, and leads to where it is mended."""
    may = at.handles and at.asks == MainAction.CLOSE
    return at.step("close", _("Close the case"), "close", key) if may else None


def _reopen(at: Standing) -> Step | None:
    may = at.closed and find(at.viewer, Duty.ASSIGN, reopened_by(at.case)) is not None
    return at.step("reopen", _("Open the case again"), "reopen") if may else None


def _settle(at: Standing) -> Step | None:
    may = at.closed and at.viewer.has(*SETTLES)
    return at.step("retention", _("Settle the retention"), "retention") if may else None


MAIN: tuple[Rule, ...] = (
    _approve,
    _sign,
    _dispatch,
    _assign_first,
    _continue_draft,
    _decide,
    _supplement_first,
    _end_wait,
    _undelivered,
    _handover,
    _close,
)


def _cede(at: Standing) -> Step | None:
    """What is not for this body is ceded: by the registry office while nobody handles it, later by who does."""
    undecided = at.case.status in (CaseStatus.FORMED, CaseStatus.IN_PROGRESS, CaseStatus.INTERRUPTED)
    may = at.handles or at.viewer.has(Role.REGISTRY_HEAD) or (at.clerk and at.case.handler_id is None)
    return at.step("cede", _("Cede to another body"), "cede") if may and undecided and not at.closed else None


def _access(at: Standing) -> Step | None:
    return at.step("access", _("Access to the case"), "access") if at.viewer.has(*KEEPERS) else None


def _looks(at: Standing) -> Step | None:
    if not at.viewer.has(*READERS):
        return None
    address = f"{reverse('registry:looks')}?{urlencode({'number': at.case.number})}"
    return Step("looks", _("Who looked at the case"), address)


def _works(at: Standing) -> bool:
    """Whether the viewer handles a case that is not decided yet."""
    return at.handles_open and at.case.status in OPEN


def _assign(at: Standing) -> Step | None:
    return at.step("assign", _("Assign"), "assign", "a") if at.assigns and not at.closed else None


def _supplement(at: Standing) -> Step | None:
    return at.step("supplement", _("Register a supplement"), "supplement") if at.clerk else None


def _draft(
    code: str, label: str | Promise, kind: ActKind, allowed: Callable[[Standing], bool], extent: str = ""
) -> Rule:
    """The rule of a step that begins an act of a kind."""
    query = f"?kind={kind.value}" + (f"&extent={extent}" if extent else "")

    def rule(at: Standing) -> Step | None:
        return at.step(code, label, "act-new", query=query) if allowed(at) else None

    return rule


def _deed(code: str, label: str | Promise, name: str, allowed: Callable[[Standing], bool]) -> Rule:
    """The rule of a step at a page of the case."""

    def rule(at: Standing) -> Step | None:
        return at.step(code, label, name) if allowed(at) else None

    return rule


def _undo_assignment(at: Standing) -> Step | None:
    """What nobody has confirmed yet is taken back by who gave it, or by the head of the registry office."""
    given, account = at.file.held, at.viewer.account
    if given is None or account is None or at.case.handed_over_at is None or at.closed or not at.assigns:
        return None
    by_hand = given.by_id is not None and given.at != at.case.registered_at
    may = by_hand and (given.by_id == account.pk or at.viewer.has(Role.REGISTRY_HEAD, Role.HEAD_OF_ADMINISTRATION))
    return at.step("assign-undo", _("Take the assignment back"), "assign-undo") if may else None


def _handles(at: Standing) -> bool:
    return at.handles_open


def _clerk_or_handles(at: Standing) -> bool:
    return at.clerk or at.handles_open


def _partly(at: Standing) -> bool:
    return _works(at) and made_here(Extent.PARTIAL, settings_of(at.viewer.organisation))


def _guarantees(at: Standing) -> bool:
    return _works(at) and made_here(Extent.GUARANTEE, settings_of(at.viewer.organisation))


def _supplementable(at: Standing) -> bool:
    """Whether a decision in the whole is signed, which another can supplement."""
    signed = (ActStatus.SIGNED, ActStatus.DISPATCHED)
    whole = any(act.kind == ActKind.DECISION and not act.extent and act.status in signed for act in at.file.acts)
    return at.handles_open and whole and made_here(Extent.SUPPLEMENTARY, settings_of(at.viewer.organisation))


def _keeps(at: Standing) -> bool:
    return at.viewer.has(*PAPER_KEEPERS) and not at.case.cancelled_at


def _convenes(at: Standing) -> bool:
    """While the case is in progress."""
    return at.handles_open and at.case.status == CaseStatus.IN_PROGRESS


def _extendable(at: Standing) -> bool:
    return _works(at) and at.case.due_on is not None


def _may_ask_recusal(at: Standing) -> bool:
    """Whoever works for the office may ask for the own; the registry office and who handles it note others."""
    return at.viewer.staff is not None and at.viewer.has(*RECUSAL_ASKERS)


_related = _deed("related", _("Related and joined cases"), "related", lambda at: True)
_held = _deed("held", _("Who held the case"), "held", lambda at: True)

_file = _deed("file", _("Put into a dossier"), "dossier-into", lambda at: at.viewer.has(*FILERS))

MORE: tuple[Rule, ...] = (
    _assign,
    _supplement,
    _draft("decide", _("Draft a decision"), ActKind.DECISION, _works),
    _draft("decide-part", _("Decide a part"), ActKind.DECISION, _partly, Extent.PARTIAL),
    _draft(
        "supplement-decision", _("Supplement the decision"), ActKind.DECISION, _supplementable, Extent.SUPPLEMENTARY
    ),
    _deed("guarantee", _("Guarantee act"), "guarantee-new", _guarantees),
    _draft("correct", _("Request to correct"), ActKind.REQUEST_TO_CORRECT, _works),
    _draft("ruling", _("Procedural ruling"), ActKind.CONCLUSION, _handles),
    _draft("notice", _("Notice"), ActKind.NOTICE, _handles),
    _undo_assignment,
    _deed("data", _("Data ex officio"), "data", _works),
    _deed("statements", _("Statements of the parties"), "statements", _works),
    _deed("hearing", _("Convene a hearing"), "hearing-new", _convenes),
    _deed("hearings", _("Hearings"), "hearings", lambda at: True),
    _deed("wait", _("Interrupt, or wait for something"), "wait", _works),
    _deed("withdrawal", _("The party withdraws its request"), "withdrawal", _works),
    _deed("language", _("Language of the case"), "case-language", _works),
    _deed("appeals", _("Appeals and clauses"), "appeals", _clerk_or_handles),
    _deed("official-note", _("Official note"), "official-note", _handles),
    _deed("inspections", _("Inspection of the file"), "inspections", lambda at: at.clerk or at.handles),
    _deed("status", _("Change the status"), "status", _handles),
    _deed("disposition", _("Enter the disposition"), "disposition", _handles),
    _deed("tickler", _("Set a tickler"), "tickler", _handles),
    _deed("comment", _("Comment"), "comments", lambda at: at.viewer.has(*WRITERS)),
    _deed("task", _("Give a task"), "tasks", _handles),
    _deed("clock", _("Start a clock"), "clock-start", _handles),
    _deed("extend", _("Extend the deadline"), "extend", _extendable),
    _deed("initiative", _("How the case was begun"), "initiative", _works),
    _deed("scan-sheet", _("Cover sheet for the scanner"), "scan-sheet", lambda at: at.clerk),
    _deed("paper", _("Note a paper without a file"), "paper-note", _clerk_or_handles),
    _deed("place", _("Place of the papers"), "case-place", _keeps),
    _deed("lend", _("Lend the papers"), "lend", _keeps),
    _deed("remedies", _("Register of administrative cases"), "remedies", _clerk_or_handles),
    _deed(
        "external",
        _("Note the number of the state's system"),
        "external",
        lambda at: at.clerk or at.viewer.has(Role.HANDLER),
    ),
    _cede,
    _close_or_see,
    _reopen,
    _settle,
    _deed("recusals", _("Recusal of an official"), "recusals", _may_ask_recusal),
    _related,
    _file,
    _held,
    _access,
    _looks,
    _deed("cancel", _("Cancel the entry"), "cancel", lambda at: at.viewer.has(Role.REGISTRY_HEAD)),
)
"""What else a case allows while it lives. A subject of the room adds its rules here, a line each."""

OVER: tuple[Rule, ...] = (
    _deed("place", _("Place of the papers"), "case-place", _keeps),
    _deed("lend", _("Lend the papers"), "lend", _keeps),
    _deed("hearings", _("Hearings"), "hearings", lambda at: True),
    _related,
    _file,
    _held,
    _access,
    _looks,
)
"""What an archived or cancelled case still allows."""

RECUSED: tuple[Rule, ...] = (_held, _deed("recusals", _("Recusal of an official"), "recusals", lambda at: True), _looks)
"""What a case still allows to who does nothing in it."""


def main_step(viewer: Viewer, file: CaseFile) -> Step | None:
    """The one thing that the state of the case asks of this viewer, if any."""
    at = Standing(viewer, file)
    if at.over or at.recused:
        return None
    return next((step for rule in MAIN if (step := rule(at))), None)


def more_steps(viewer: Viewer, file: CaseFile, main: Step | None = None) -> list[Step]:
    """What else the state allows this viewer, without the main step."""
    at = Standing(viewer, file)
    offered = OVER if at.over else RECUSED if at.recused else MORE
    steps = [step for rule in offered if (step := rule(at))]
    return [step for step in steps if main is None or step.code != main.code]

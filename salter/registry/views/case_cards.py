"""The cards at the side of a case and the bands above its paper: which, and in what order."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from salter.mailbox.models import UNDELIVERED, Delivery, DeliveryState
from salter.organisations import clock
from salter.organisations.pages import OfficeRequest
from salter.registry import moving, plan
from salter.registry.beside.telling import to_enter, to_tell
from salter.registry.cards import Card, CardMaker
from salter.registry.carrying.columns import PROCEDURES
from salter.registry.clocks.cards import clocks
from salter.registry.closing.cards import closings
from salter.registry.deciding.cards import undecided
from salter.registry.desk import CaseFile
from salter.registry.filing.cards import dossiers
from salter.registry.forms import OfficeForm
from salter.registry.guaranteeing.cards import guarantees
from salter.registry.hearing.cards import hearings
from salter.registry.models import CaseParty
from salter.registry.obtaining.cards import data_ex_officio
from salter.registry.parties.letters import representing
from salter.registry.parties.queries import consignments
from salter.registry.recusing.cards import recusals
from salter.registry.relating.cards import relations
from salter.registry.shelves.cards import place
from salter.registry.speaking.cards import spoken
from salter.registry.steps import Standing
from salter.registry.work.handing import receiver
from salter.registry.work.notes.cards import notes, tickler
from salter.ui.templatetags.salter import Step, language, script, sr_date


def _cancelled(request: OfficeRequest, file: CaseFile) -> Card | None:
    return Card("registry/cards/cancelled.html") if file.case.cancelled_at else None


def _state(request: OfficeRequest, file: CaseFile) -> Card | None:
    """In companion mode: what the state's system must be told of the case."""
    telling = to_tell(file.case, file.acts, file.deliveries)
    if file.companion:
        telling = telling or to_enter(file.case, file.parties)
    return Card("registry/cards/state.html", {"telling": telling}) if telling else None


def _receipt(request: OfficeRequest, file: CaseFile) -> Card | None:
    """The case was handed over to the viewer, who has not confirmed that it has come."""
    case = file.case
    over = case.closed_at or case.cancelled_at or case.handed_over_at is None
    if over or file.held is None or receiver(request.viewer, case) is None:
        return None
    return Card("registry/cards/receipt.html", {"given": file.held, "form": OfficeForm()})


def _in_place(request: OfficeRequest, file: CaseFile) -> Card | None:
    """In whose place a deputy handles the case. Reads nothing."""
    at = Standing(request.viewer, file)
    one = None if at.over else at.in_place_of()
    return Card("registry/cards/in_place.html", {"one": one}) if one else None


def _waits(request: OfficeRequest, file: CaseFile) -> Card | None:
    """What the case waits for, and who ends it."""
    if not file.waits:
        return None
    may_end = Standing(request.viewer, file).handles_open and not file.case.cancelled_at
    return Card("registry/cards/waits.html", {"waits": file.waits, "may_end": may_end})


def _stands(request: OfficeRequest, file: CaseFile) -> Card:
    return Card("registry/cards/stands.html")


def _moves(request: OfficeRequest, file: CaseFile) -> Card | None:
    """How the case came to its status, with the grounds."""
    told = moving.history(file.case, language())
    return Card("registry/cards/moves.html", {"told": told}) if told else None


def _access(request: OfficeRequest, file: CaseFile) -> Card:
    return Card("registry/cards/access.html")


def _parties(request: OfficeRequest, file: CaseFile) -> Card:
    sent, standing = consignments(file.case), defaultdict(list)
    for one in representing(file.parties, clock.today(request.organisation)):
        standing[one.case_party_id].append(one)
    rows = [(row, _service(file.deliveries, row, sent.get(row.pk)), standing[row.pk]) for row in file.parties]
    return Card("registry/cards/parties.html", {"parties": rows})


def _service(deliveries: list[Delivery], part: CaseParty, sent: UUID | None) -> dict[str, Any] | None:
    """How the last consignment for a party stands, as the ladder of its states; it may have gone to who receives."""
    own = (row for row in reversed(deliveries) if row.pk == sent or (not sent and row.recipient_id == part.party_id))
    delivery = next(own, None)
    if delivery is None:
        return None
    over = delivery.state in (DeliveryState.EXPIRED, *UNDELIVERED)
    rungs: list[Step] = [
        {"key": "sent", "label": _("sent"), "at": delivery.sent_at, "detail": script(delivery.channel.name)}
    ]
    if delivery.arrived_at:
        rungs.append({"key": "in-mailbox", "label": _("in the mailbox"), "at": delivery.arrived_at})
    last = delivery.get_state_display() if over or delivery.state == DeliveryState.DEEMED else _("handed over")
    at = delivery.served_on or delivery.opened_at or delivery.closed_at
    rungs.append({"key": "opened", "label": last, "at": at, "failed": over, "detail": _became(delivery)})
    return {"delivery": delivery, "rungs": rungs, "current": "opened" if delivery.closed_at else delivery.state}


def _became(delivery: Delivery) -> str:
    """What the return receipt says, where that is more than its state."""
    told = delivery.result and delivery.state != DeliveryState.OPENED
    return f"{delivery.get_result_display()} ({sr_date(delivery.result_on)})" if told and delivery.result_on else ""


def _entry(request: OfficeRequest, file: CaseFile) -> Card:
    """The entry in the book, with the revision of the procedure that the case began with."""
    began = plan.began_with(request.viewer, file.case)
    wanted = ("deadline_days", "deadline_article", "required_documents", "fee", "fee_basis")
    said = [
        (column.label, column.say(began.cells[column.field]))
        for column in (PROCEDURES.column(field) for field in wanted)
        if began and began.cells.get(column.field)
    ]
    context = {
        "began": began,
        "said": said,
        "companion": file.companion,
        "first": next(iter(file.submissions), None),
    }
    return Card("registry/cards/entry.html", context)


BANDS: tuple[CardMaker, ...] = (_cancelled, _in_place, _receipt)
"""What must be seen before anything else, over the full width."""

CARDS: tuple[CardMaker, ...] = (
    *(
        _state,
        spoken,
        undecided,
        guarantees,
        recusals,
        hearings,
        relations,
        dossiers,
        _waits,
        data_ex_officio,
        tickler,
        _stands,
        clocks,
    ),
    *(closings, notes, _moves, _access, _parties, place, _entry),
)
"""From what is to be done now to what stays as it is."""

"""The counter's forms, filled in from what came in by another door."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from salter.organisations.access import Viewer
from salter.organisations.pages import OfficeRequest
from salter.registry import desk
from salter.registry.actions import Intake, PartyInput
from salter.registry.actions.counter import Register
from salter.registry.forms.cases import uuid_or_none
from salter.registry.forms.intake import PaperForm
from salter.registry.incoming import queries
from salter.registry.incoming.actions import register_incoming
from salter.registry.models import Case, CaseParty, Door, Incoming, IntakeChannel, Submission

CHANNELS = {Door.EMAIL: IntakeChannel.EMAIL, Door.MAILBOX: IntakeChannel.MAILBOX}
"""What the door decides; a scan came by post or over the counter, which the clerk says."""


def chosen(request: OfficeRequest) -> Incoming | None:
    """What the address says is being registered (`?incoming=`). Raises Incoming.DoesNotExist."""
    key = uuid_or_none(request.GET.get("incoming", ""))
    return queries.one(request.viewer, key) if key else None


def carried(row: Incoming | None) -> str:
    """The part of an address that carries it to the next page, `&incoming=…` or nothing."""
    return f"&incoming={row.pk}" if row else ""


def paper(row: Incoming | None) -> dict[str, Any]:
    """What the form of a paper begins with."""
    if row is None:
        return {}
    channel = CHANNELS.get(Door(row.door), IntakeChannel.POST)
    subject = {"subject": row.subject} if row.subject else {}
    return {"received_at": row.received_at, "channel": channel.value, **subject}


def party(row: Incoming | None) -> list[dict[str, Any]]:
    """What the form of the first party begins with."""
    if row is None:
        return []
    email = row.sender_address if "@" in row.sender_address else ""
    if known := row.facts.get("party"):  # it came from an account: no question who it is
        return [{"known": known, "representative": row.facts.get("representative", "")}]
    return [{"name": row.sender_name or row.sender_address, "email": email}]


def sender(row: Incoming | None, parties: Iterable[CaseParty]) -> dict[str, Any]:
    """The party of the case that has sent it; somebody else when the account that sent it is none of them."""
    known = str(row.facts.get("party", "")) if row else ""
    return {"sender": known if known in {str(each.party_id) for each in parties} else ""} if known else {}


def fix_channel(form: PaperForm, row: Incoming | None) -> None:
    """The door that it came by is no question where it is known; its files are there already."""
    if row is None:
        return
    if channel := CHANNELS.get(Door(row.door)):
        form.fields["channel"].choices = [(channel.value, channel.label)]  # type: ignore[attr-defined]
        form.fields["channel"].initial = channel.value
    form.fields["documents"].help_text = _("Its own files come along; add others only if there are any.")


def register(row: Incoming | None) -> Register | None:
    """What registers a paper instead of the counter itself: the shelf, with what came in. None: nothing came in."""
    if row is None:
        return None

    def through(viewer: Viewer, intake: Intake, case: Case | None) -> Submission:
        channel = CHANNELS.get(Door(row.door), intake.channel)
        number = intake.submission_number or str(row.facts.get("number", ""))  # the sender has it already
        wanted = replace(intake, channel=channel, submission_number=number)
        if not wanted.parties:
            wanted = replace(wanted, parties=_writer(viewer, row))
        return register_incoming(viewer, incoming=row, intake=wanted, case=case)

    return through


def _writer(viewer: Viewer, row: Incoming) -> list[PartyInput]:
    """Whose account wrote it, though no party of the case was chosen: its receipt is theirs."""
    key = uuid_or_none(str(row.facts.get("party", "")))
    return [PartyInput(party) for party in desk.known_party(viewer, key)] if key else []


def hashes(row: Incoming | None) -> frozenset[str]:
    """The files that came in, by what they hold."""
    return frozenset(file.document.sha256 for file in queries.files(row)) if row else frozenset()

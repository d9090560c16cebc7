"""The counter's forms, filled in from what came in by another door."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from salter.organisations.access import Viewer
from salter.organisations.pages import OfficeRequest
from salter.registry.actions import Intake
from salter.registry.actions.counter import Register
from salter.registry.forms.cases import uuid_or_none
from salter.registry.forms.intake import PaperForm
from salter.registry.incoming import queries
from salter.registry.incoming.actions import register_incoming
from salter.registry.models import Case, Door, Incoming, IntakeChannel, Submission

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
    return [{"name": row.sender_name or row.sender_address, "email": email}]


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
        return register_incoming(viewer, incoming=row, intake=replace(intake, channel=channel), case=case)

    return through


def hashes(row: Incoming | None) -> frozenset[str]:
    """The files that came in, by what they hold."""
    return frozenset(file.document.sha256 for file in queries.files(row)) if row else frozenset()

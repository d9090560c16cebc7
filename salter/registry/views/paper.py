"""From the counter's forms to what the actions take: the paper, its sender, its files, and what looks registered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from salter.documents import blobs
from salter.documents import intake as checking
from salter.documents.actions import take_in
from salter.documents.models import Document, Source
from salter.organisations import actions as organisations
from salter.organisations.access import Viewer
from salter.organisations.models import PartyKind
from salter.organisations.pages import OfficeRequest
from salter.registry import actions, counter, queries
from salter.registry.actions import How, Intake, LooksRegistered, PartyInput
from salter.registry.counter import Alike
from salter.registry.duplicates import From, Reason
from salter.registry.forms import IntakeForm, PartyForm, SupplementForm
from salter.registry.forms.cases import uuid_or_none
from salter.registry.forms.intake import PaperForm, Way
from salter.registry.incoming.actions import OPEN_STATES
from salter.registry.models import Case, Incoming, IntakeChannel, Manner, PartyRole, Submission
from salter.registry.views import from_incoming

WORDS = {
    Reason.FILE: gettext_lazy("the same file"),
    Reason.REFERENCE: gettext_lazy("the same sender and number"),
    Reason.SUBJECT: gettext_lazy("the same sender and matter within a week"),
}


@dataclass(slots=True)
class Paper:
    """A paper in hand: what was sent with its form, beside the fields."""

    request: OfficeRequest
    incoming: Incoming | None = None
    kept: list[Document] = field(default_factory=list)
    question: list[Alike] = field(default_factory=list)

    @property
    def viewer(self) -> Viewer:
        """The clerk."""
        return self.request.viewer

    def ask(self, intake: Intake, sender: From) -> None:
        """Raise LooksRegistered unless the clerk has said that it is another paper."""
        if self.incoming and self.incoming.state not in OPEN_STATES:
            return  # somebody was faster, which its shelf says
        another = _identifiers(self.request, "another")
        traits = actions.traits_of(intake, sender)
        traits = replace(traits, hashes=traits.hashes | from_incoming.hashes(self.incoming))
        try:
            actions.ask_about(self.viewer, traits, another=another)
        except LooksRegistered as asked:
            self.question = list(asked.found)
            raise

    def keep(self, form: PaperForm) -> None:
        """The question keeps the files, so that they need not be chosen again with the answer."""
        for file in form.cleaned_data["documents"]:
            file.seek(0)
        self.kept = self.documents(form)

    def documents(self, form: PaperForm) -> list[Document]:
        """The files that came with the form, after those that an earlier try has kept."""
        channel = IntakeChannel(form.cleaned_data.get("channel") or IntakeChannel.COUNTER)
        before = counter.kept_documents(self.viewer, _identifiers(self.request, "kept"))
        return [*before, *take_in_all(self.viewer, form.cleaned_data["documents"], channel)]

    def register(self, intake: Intake, form: PaperForm, case: Case | None) -> Submission:
        """Register it, through the shelf when it came in by another door."""
        through = from_incoming.register(self.incoming)
        return actions.take_paper(self.viewer, intake=intake, how=how_of(form), case=case, through=through)

    def context(self) -> dict[str, Any]:
        """What the template needs of it."""
        rows = [
            {
                "submission": row.submission,
                "case": row.submission.case,
                "why": ", ".join(str(WORDS[reason]) for reason in row.reasons),
                "url": reverse("registry:registered", args=[row.submission.case_id, row.submission.pk]),
            }
            for row in self.question
        ]
        another = [str(row.submission.pk) for row in self.question] + list(self.request.POST.getlist("another"))
        return {
            "question": rows,
            "another": sorted(set(another)),
            "kept": self.kept if self.question else [],
            "incoming": self.incoming,
        }


def _identifiers(request: OfficeRequest, name: str) -> list[UUID]:
    found = (uuid_or_none(text) for text in request.POST.getlist(name)[:200])
    return [identifier for identifier in found if identifier]


def sender_of(parties: Sequence[PartyForm]) -> From:
    """The first party, as chosen or as typed; nobody is entered for it yet."""
    form = next((party for party in parties if party.filled), None)
    if form is None:
        return From()
    if known := form.party():
        return From(str(known.pk), known.name, known.identifier)
    return From("", form.cleaned_data["name"], "".join(form.cleaned_data["identifier"].split()))


def facts_of(form: PaperForm, documents: Sequence[Document]) -> dict[str, Any]:
    """What every submission has."""
    data = form.cleaned_data
    return {
        "subject": data["subject"],
        "channel": IntakeChannel(data.get("channel") or IntakeChannel.COUNTER),
        "book_year": data.get("book_year") or 0,
        "received_at": data["received_at"],
        "posted_on": data.get("posted_on"),
        "sender_reference": data["sender_reference"],
        "sender_date": data["sender_date"],
        "documents": documents,
    }


def how_of(form: PaperForm) -> How:
    """In what manner it came."""
    data = form.cleaned_data
    return How(
        manner=Manner.ORAL if form.way == Way.ORAL else Manner(data.get("manner") or Manner.PAPER),
        envelope_kept=bool(data.get("envelope_kept")),
        enclosures=data["enclosures"],
        value=data["value"],
        sheet=data["sheet"],
        statement=data.get("statement", ""),
    )


def new_case(viewer: Viewer, form: IntakeForm, parties: Sequence[PartyForm], documents: Sequence[Document]) -> Intake:
    """A new case, or what a supplement needs, with its parties; new ones are entered now."""
    return Intake(
        parties=[_party(viewer, party) for party in parties if party.filled],
        procedure=form.procedure,
        class_code=form.class_code,
        unit=form.chosen_unit(),
        external_number=form.cleaned_data["external_number"],
        **facts_of(form, documents),
    )


def _party(viewer: Viewer, form: PartyForm) -> PartyInput:
    data = form.cleaned_data
    party = form.party() or organisations.enter_party(
        viewer,
        kind=PartyKind(data["kind"]),
        name=data["name"],
        identifier=data["identifier"],
        identifier_kept=data["identifier_kept"],
        address=data["address"],
        email=data["email"],
    )
    role = PartyRole(data["role"] or PartyRole.APPLICANT)
    return PartyInput(party, role, data["representative"])


def sender_of_case(case: Case) -> list[PartyInput]:
    """The first party of a case, who sends a supplement when nobody else is named."""
    first = case.parties.select_related("party").order_by("id").first()
    return [PartyInput(first.party, PartyRole(first.role))] if first else []


def senders(form: SupplementForm) -> list[PartyInput]:
    """The party of the case that was chosen."""
    sender = form.party()
    return [PartyInput(sender.party, PartyRole(sender.role))] if sender else []


def take_in_all(viewer: Viewer, files: Sequence[UploadedFile[Any]], channel: IntakeChannel) -> list[Document]:
    """Every file that came with the paper.

    Raises ValidationError (code `documents`) naming the file and why it is refused; then none of them is kept.
    """
    source = Source.EMAIL if channel == IntakeChannel.EMAIL else Source.SCAN
    documents = []
    for file in files:
        try:
            documents.append(
                take_in(
                    viewer,
                    name=file.name or "",
                    content=cast(BinaryIO, file.file),
                    source=source,
                    declared_media_type=file.content_type or "",
                )
            )
        except checking.UploadRefused as refused:
            raise ValidationError(refused.message, code="documents") from refused
        except blobs.TooLarge as refused:
            words = {"name": file.name}
            raise ValidationError(
                _("The file “%(name)s” is too large. Nothing was kept.") % words, code="documents"
            ) from refused
    return documents


def chosen_case(viewer: Viewer, request: OfficeRequest) -> Case | None:
    """The case that a question's button says this paper supplements. Raises Case.DoesNotExist."""
    key = uuid_or_none(request.POST.get("supplement_to", ""))
    return queries.case(viewer, key) if key else None

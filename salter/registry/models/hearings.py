"""Hearings of a case: when and where, who is summoned, who came, and how it ended. Data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from salter.documents.models import Document
from salter.organisations.models import Party, Staff
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.acts import Act
from salter.registry.models.cases import Case, CaseParty


class HearingState(models.TextChoices):
    """How far a hearing is."""

    CONVENED = "convened", pgettext_lazy("hearing", "convened")
    HELD = "held", pgettext_lazy("hearing", "held")
    POSTPONED = "postponed", pgettext_lazy("hearing", "postponed")
    CALLED_OFF = "called-off", pgettext_lazy("hearing", "called off")


class HearingOutcome(models.TextChoices):
    """How a hearing that was opened ended."""

    CONCLUDED = "concluded", pgettext_lazy("hearing", "concluded: everything was heard")
    CONTINUES = "continues", pgettext_lazy("hearing", "goes on on another day")
    SETTLED = "settled", pgettext_lazy("hearing", "the parties settled")
    NOBODY = "nobody", pgettext_lazy("hearing", "could not be held: who was needed did not come")


class HearingRole(models.TextChoices):
    """As what somebody is summoned."""

    PARTY = "party", pgettext_lazy("at a hearing", "party")
    WITNESS = "witness", pgettext_lazy("at a hearing", "witness")
    EXPERT = "expert", pgettext_lazy("at a hearing", "expert")
    INTERPRETER = "interpreter", pgettext_lazy("at a hearing", "interpreter")
    BODY = "body", pgettext_lazy("at a hearing", "another body")


class HearingCame(models.TextChoices):
    """Whether somebody who was summoned came."""

    PRESENT = "present", pgettext_lazy("at a hearing", "came, in person or by a representative")
    ABSENT = "absent", pgettext_lazy("at a hearing", "did not come, duly summoned")
    NOT_SUMMONED = "not-summoned", pgettext_lazy("at a hearing", "did not come, not duly summoned")


class RecordSigned(models.TextChoices):
    """What somebody who was present did with the record."""

    SIGNED = "signed", pgettext_lazy("record of a hearing", "signed it")
    REFUSED = "refused", pgettext_lazy("record of a hearing", "did not sign it")


class Hearing(Owned):
    """A hearing. `follows`: it comes in the place of a postponed one, or continues one."""

    case = OwnedForeignKey(Case, related_name="hearings")
    official = OwnedForeignKey(Staff, related_name="+", help_text="Who conducts it.")
    state = models.CharField(max_length=10, choices=HearingState, default=HearingState.CONVENED)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="As planned; once it was held, as it was.")
    place = models.CharField(max_length=200)
    about = models.TextField(help_text="What is discussed.")
    follows = OwnedForeignKey("self", null=True, related_name="followed_by")
    why = models.CharField(max_length=300, blank=True, help_text="Why it was postponed or called off.")
    convened_at = models.DateTimeField()
    name = models.CharField(max_length=200, help_text="Who convened it, readable for ever.")
    outcome = models.CharField(max_length=10, choices=HearingOutcome, blank=True)
    said = models.TextField(blank=True)
    objections = models.TextField(blank=True, help_text="To the record.")
    others_present = models.CharField(max_length=500, blank=True)
    record = OwnedForeignKey(Document, null=True, related_name="+")
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="hearing_lasts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="hearing_off_says_why", condition=~Q(state__in=["postponed", "called-off"]) | ~Q(why="")
            ),
            models.CheckConstraint(
                name="hearing_held_with_record",
                condition=~Q(state="held") | (Q(record__isnull=False) & ~Q(outcome="")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "case", "id"], name="hearing_by_case"),
            models.Index(fields=["organisation", "starts_at"], name="hearing_by_day"),
            models.Index(
                fields=["organisation", "official", "starts_at"],
                name="hearing_of_official",
                condition=Q(state="convened"),
            ),
        ]


class HearingPerson(Owned):
    """Somebody who is summoned: a party of the case, or another person or body, with a readable snapshot."""

    hearing = OwnedForeignKey(Hearing, related_name="people")
    role = models.CharField(max_length=12, choices=HearingRole)
    case_party = OwnedForeignKey(CaseParty, null=True, related_name="+")
    party = OwnedForeignKey(Party, null=True, related_name="+", help_text="Who is no party of the case.")
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    act = OwnedForeignKey(Act, null=True, related_name="summoned", help_text="The summons.")
    notice = OwnedForeignKey(Act, null=True, related_name="+", help_text="The letter that it is called off.")
    released = models.CharField(max_length=300, blank=True, help_text="Why the person need not come after all.")
    came = models.CharField(max_length=12, choices=HearingCame, blank=True)
    signed = models.CharField(max_length=8, choices=RecordSigned, blank=True)
    sign_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="hearing_person_is_one",
                condition=Q(case_party__isnull=False, party__isnull=True)
                | Q(case_party__isnull=True, party__isnull=False),
            ),
            models.CheckConstraint(name="hearing_unsigned_says_why", condition=~Q(signed="refused") | ~Q(sign_note="")),
        ]

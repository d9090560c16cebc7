"""Registers, cases, submissions, acts: data and constraints only. One file a subject."""

from __future__ import annotations

from salter.registry.models.acts import Act, ActKind, ActStatus, Attachment, Outcome
from salter.registry.models.books import (
    ActList,
    AppealOutcome,
    BookCopy,
    BookFormat,
    BookVolume,
    CopyState,
    FormerNumber,
    ListedAct,
    Remedies,
)
from salter.registry.models.cases import (
    OPEN,
    STILL_OPEN,
    Assignment,
    Case,
    CaseLook,
    CaseParty,
    CaseQuerySet,
    CaseStatus,
    IntakeChannel,
    PartyRole,
    Submission,
)
from salter.registry.models.catalogue import ClassMark, Competence, ConductedIn, Procedure, RetentionRule
from salter.registry.models.incoming import INCOMING_READERS, Door, Incoming, IncomingFile, IncomingState
from salter.registry.models.registers import Register, RegisterKind

__all__ = [
    "Act",
    "ActKind",
    "ActStatus",
    "ActList",
    "AppealOutcome",
    "BookCopy",
    "BookFormat",
    "BookVolume",
    "CopyState",
    "FormerNumber",
    "ListedAct",
    "Remedies",
    "Assignment",
    "Attachment",
    "Case",
    "CaseLook",
    "CaseParty",
    "CaseQuerySet",
    "CaseStatus",
    "ClassMark",
    "Competence",
    "ConductedIn",
    "Door",
    "INCOMING_READERS",
    "Incoming",
    "IncomingFile",
    "IncomingState",
    "IntakeChannel",
    "OPEN",
    "Outcome",
    "PartyRole",
    "Procedure",
    "Register",
    "RegisterKind",
    "RetentionRule",
    "STILL_OPEN",
    "Submission",
]

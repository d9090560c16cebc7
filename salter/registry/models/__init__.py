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
from salter.registry.models.bringing import BookImport, ImportState
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
from salter.registry.models.catalogue import (
    ClassMark,
    Competence,
    ConductedIn,
    Procedure,
    ProcedureRevision,
    RetentionRule,
)
from salter.registry.models.counter import (
    UNOPENED,
    Cession,
    CounterPlace,
    CounterSeat,
    EnvelopeEnd,
    Manner,
    OutageSheet,
    Reception,
    SupplementNotice,
)
from salter.registry.models.incoming import INCOMING_READERS, Door, Incoming, IncomingFile, IncomingState
from salter.registry.models.mail import Afterwards, MailAccount, MailArrival, Security
from salter.registry.models.papers import CaseCopy, SheetPaper
from salter.registry.models.registers import Register, RegisterKind
from salter.registry.models.scans import ScanFolder

__all__ = [
    "Act",
    "ActKind",
    "ActStatus",
    "ActList",
    "AppealOutcome",
    "BookCopy",
    "BookImport",
    "BookFormat",
    "BookVolume",
    "CopyState",
    "FormerNumber",
    "ImportState",
    "ListedAct",
    "Remedies",
    "Assignment",
    "Attachment",
    "Case",
    "CaseCopy",
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
    "Afterwards",
    "MailAccount",
    "MailArrival",
    "Security",
    "OPEN",
    "Outcome",
    "PartyRole",
    "Procedure",
    "ProcedureRevision",
    "Register",
    "RegisterKind",
    "RetentionRule",
    "STILL_OPEN",
    "ScanFolder",
    "SheetPaper",
    "Submission",
    "Cession",
    "CounterPlace",
    "CounterSeat",
    "EnvelopeEnd",
    "Manner",
    "OutageSheet",
    "Reception",
    "SupplementNotice",
    "UNOPENED",
]

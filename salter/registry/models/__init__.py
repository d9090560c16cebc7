"""Registers, cases, submissions, acts: data and constraints only. One file a subject."""

from __future__ import annotations

from salter.registry.models.acts import Act, ActKind, ActStatus, Attachment, Extent, Outcome
from salter.registry.models.appeals import (
    Appeal,
    AppealKind,
    AppealState,
    Clause,
    ClauseKind,
    DismissalGround,
    Filed,
)
from salter.registry.models.beside import ExportState, StateDay, StateExport, StateReason, StateRow
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
    UNFINISHED,
    Assignment,
    Case,
    CaseLook,
    CaseParty,
    CaseQuerySet,
    CaseStatus,
    Initiative,
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
from salter.registry.models.closing import UNSETTLED, Closing
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
from salter.registry.models.deadlines import RUNNING, Clock, Deadline, Extension, Whose
from salter.registry.models.dossiers import INSIDE, Dossier, DossierAccess, DossierCase, DossierKind
from salter.registry.models.drafts import ActReturn, ActVersion, VersionHow
from salter.registry.models.finding import CaseWords, KnownWord, WordsWalk
from salter.registry.models.guarantees import (
    REFERRED,
    Guarantee,
    GuaranteeAnswer,
    GuaranteeGround,
    GuaranteeUse,
)
from salter.registry.models.hearings import (
    Hearing,
    HearingCame,
    HearingOutcome,
    HearingPerson,
    HearingRole,
    HearingState,
    RecordSigned,
)
from salter.registry.models.incoming import INCOMING_READERS, Door, Incoming, IncomingFile, IncomingState
from salter.registry.models.inspections import Inspection
from salter.registry.models.invoices import Invoice, InvoiceFile, InvoiceKind, InvoiceState
from salter.registry.models.jointly import JointPart
from salter.registry.models.layouts import Layout, LayoutVersion
from salter.registry.models.legal import LegalChoice
from salter.registry.models.mail import Afterwards, MailAccount, MailArrival, Security, SignIn
from salter.registry.models.mailings import (
    WORKING,
    FileKind,
    LetterState,
    Mailing,
    MailingFile,
    MailingLetter,
    MailingState,
)
from salter.registry.models.moves import CaseMove
from salter.registry.models.notes import RUNS, TO_DO, CaseNote, Task, Tickler
from salter.registry.models.notices import NoticeGround, PublicNotice
from salter.registry.models.obtaining import DataBasis, DataEnd, DataRequest, DataState, DataWay
from salter.registry.models.papers import CaseCopy, SheetPaper
from salter.registry.models.parallel import DaySheet, ParallelRun
from salter.registry.models.parties import ChangeKind, PartyChange, Representative, RepresentativeKind
from salter.registry.models.rectifying import ErrorKind, Rectification
from salter.registry.models.recusing import AskedBy, Recusal
from salter.registry.models.registers import KEPT_ELSEWHERE, Register, RegisterKind
from salter.registry.models.relating import CaseLink, Joining, LinkKind
from salter.registry.models.reminders import Digest, DigestChoice
from salter.registry.models.reports import ReportCopy
from salter.registry.models.scans import (
    ScanCheck,
    ScanFolder,
    ScanInSample,
    ScanLook,
    ScanSample,
    ScanState,
)
from salter.registry.models.second_instance import SecondInstance
from salter.registry.models.services import Remedy, Service, Way
from salter.registry.models.shelves import OUT, Box, Loan, PaperPlace, Shelf
from salter.registry.models.speaking import LanguageChoice
from salter.registry.models.stating import PartyStatement, StatementManner, StatementState
from salter.registry.models.views import SavedView
from salter.registry.models.waits import Wait, WaitEnd, WaitKind
from salter.registry.models.withdrawing import Withdrawal
from salter.registry.models.work import Handover, HandoverEnd

__all__ = [
    "INSIDE",
    "Dossier",
    "DossierAccess",
    "DossierCase",
    "DossierKind",
    "KEPT_ELSEWHERE",
    "Act",
    "ActKind",
    "ActReturn",
    "ActStatus",
    "ActVersion",
    "ActList",
    "Appeal",
    "AppealKind",
    "AppealOutcome",
    "AppealState",
    "BookCopy",
    "BookImport",
    "BookFormat",
    "BookVolume",
    "CopyState",
    "DataBasis",
    "DataEnd",
    "DataRequest",
    "DataState",
    "DataWay",
    "DaySheet",
    "FormerNumber",
    "Handover",
    "HandoverEnd",
    "Hearing",
    "HearingCame",
    "HearingOutcome",
    "HearingPerson",
    "HearingRole",
    "HearingState",
    "ImportState",
    "WORKING",
    "FileKind",
    "LetterState",
    "Mailing",
    "MailingFile",
    "MailingLetter",
    "MailingState",
    "LanguageChoice",
    "Layout",
    "LayoutVersion",
    "LegalChoice",
    "ListedAct",
    "Remedies",
    "Remedy",
    "Service",
    "Way",
    "ExportState",
    "StateDay",
    "StateExport",
    "StateReason",
    "StateRow",
    "Assignment",
    "Attachment",
    "Case",
    "CaseCopy",
    "CaseLook",
    "CaseMove",
    "CaseNote",
    "RUNS",
    "TO_DO",
    "Task",
    "Tickler",
    "CaseParty",
    "CaseQuerySet",
    "CaseStatus",
    "ChangeKind",
    "CaseWords",
    "ClassMark",
    "Competence",
    "ConductedIn",
    "Digest",
    "DigestChoice",
    "Door",
    "INCOMING_READERS",
    "Incoming",
    "IncomingFile",
    "IncomingState",
    "IntakeChannel",
    "Invoice",
    "InvoiceFile",
    "InvoiceKind",
    "InvoiceState",
    "Afterwards",
    "KnownWord",
    "MailAccount",
    "MailArrival",
    "Security",
    "SignIn",
    "OPEN",
    "Outcome",
    "ParallelRun",
    "PartyChange",
    "PartyStatement",
    "Withdrawal",
    "Inspection",
    "StatementManner",
    "StatementState",
    "PartyRole",
    "Procedure",
    "ProcedureRevision",
    "Register",
    "RegisterKind",
    "ReportCopy",
    "Representative",
    "RepresentativeKind",
    "RetentionRule",
    "STILL_OPEN",
    "UNFINISHED",
    "SavedView",
    "ScanCheck",
    "ScanFolder",
    "ScanInSample",
    "ScanLook",
    "ScanSample",
    "ScanState",
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
    "WordsWalk",
    "UNSETTLED",
    "OUT",
    "Box",
    "Loan",
    "PaperPlace",
    "Shelf",
    "Closing",
    "RUNNING",
    "Clock",
    "Deadline",
    "Extension",
    "Whose",
    "Initiative",
    "VersionHow",
    "Wait",
    "WaitEnd",
    "WaitKind",
    "NoticeGround",
    "PublicNotice",
    "Clause",
    "ClauseKind",
    "DismissalGround",
    "Filed",
    "AskedBy",
    "RecordSigned",
    "Recusal",
    "CaseLink",
    "Joining",
    "LinkKind",
    "Extent",
    "ErrorKind",
    "Guarantee",
    "GuaranteeAnswer",
    "GuaranteeGround",
    "GuaranteeUse",
    "REFERRED",
    "Rectification",
    "JointPart",
    "SecondInstance",
]

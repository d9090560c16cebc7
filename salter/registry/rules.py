"""The life of a case as pure rules: prescribed statuses, the steps between them, outcomes, disposition, deadline.

`python -m salter.registry.rules` prints the page of the manual with the grounds of every step
(docs/manual/law-of-cases.md). Statuses come from the decree on electronic archiving, Sl. glasnik RS 107/2021, Art. 5.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from salter.calendars.deadlines import LegalSettings, decision_period
from salter.calendars.law import ZUP, Certainty, Rule
from salter.calendars.rules import Period


class Status(StrEnum):
    """The statuses of a case that the decree prescribes."""

    FORMED = "formed"
    IN_PROGRESS = "in_progress"
    INTERRUPTED = "interrupted"
    DISCONTINUED = "discontinued"
    DISMISSED = "dismissed"
    RESOLVED = "resolved"
    ARCHIVED = "archived"


STATUS_SR = {
    Status.FORMED: "формиран",
    Status.IN_PROGRESS: "у обради",
    Status.INTERRUPTED: "прекинут",
    Status.DISCONTINUED: "обустављен",
    Status.DISMISSED: "одбачен",
    Status.RESOLVED: "решен",
    Status.ARCHIVED: "архивиран",
}
"""The prescribed Serbian word of each status, as the package for the archive carries it."""

NOT_CHECKED = f"{ZUP} (article not checked)"
START = Rule(
    "case.start", "Decree on office operations, Sl. glasnik RS 21/2020", Certainty.DERIVED,
    "Предмет је достављен у рад обрађивачу", "The case is delivered to its handler",
)  # fmt: skip
INTERRUPT = Rule(
    "case.interrupt", f"{NOT_CHECKED}; call to correct: Art. 59", Certainty.GENERAL_KNOWLEDGE,
    "Поступак се прекида, на пример због претходног питања или позива за уређење поднеска",
    "The procedure is interrupted, e.g. for a preliminary question or a request to correct the submission",
)  # fmt: skip
RESUME = Rule(
    "case.resume", NOT_CHECKED, Certainty.GENERAL_KNOWLEDGE,
    "Разлог прекида је престао и поступак се наставља", "The reason of the interruption has ended",
)  # fmt: skip
RESOLVE = Rule(
    "case.resolve", f"{ZUP}, Art. 141", Certainty.GENERAL_KNOWLEDGE,
    "О захтеву је одлучено решењем, или је предмет уступљен надлежном органу",
    "The request is decided, or the case is transferred to the competent body",
)  # fmt: skip
DISMISS = Rule(
    "case.dismiss", f"{NOT_CHECKED}; submission not corrected: Art. 59", Certainty.GENERAL_KNOWLEDGE,
    "Захтев је одбачен, јер нису испуњени услови за покретање поступка или поднесак није уређен у року",
    "The request is dismissed, because a procedure cannot be started or the submission was not corrected in time",
)  # fmt: skip
DISCONTINUE = Rule(
    "case.discontinue", NOT_CHECKED, Certainty.GENERAL_KNOWLEDGE,
    "Поступак је обустављен, на пример због одустанка странке",
    "The procedure is discontinued, e.g. because the party withdrew",
)  # fmt: skip
REOPEN = Rule(
    "case.reopen", NOT_CHECKED, Certainty.GENERAL_KNOWLEDGE,
    "Решење је поништено и предмет враћен на поновни поступак, или је поступак обновљен",
    "The decision was annulled and the case returned, or the procedure is repeated",
)  # fmt: skip
ARCHIVE = Rule(
    "case.archive", "Instruction on office operations, Sl. glasnik RS 20/2022 (seen in a bylaw modelled on it)",
    Certainty.SECONDARY,
    "Завршен предмет са класификационим знаком и роком чувања ставља се у архиву",
    "A closed case with class mark and retention goes to the archive",
)  # fmt: skip
CORRECT = Rule(
    "case.interrupt.correction", f"{ZUP}, Art. 59", Certainty.GENERAL_KNOWLEDGE,
    "Странка је позвана да уреди поднесак", "The party was asked to correct the submission",
)  # fmt: skip
CORRECTED = Rule(
    "case.resume.correction", f"{ZUP}, Art. 59", Certainty.GENERAL_KNOWLEDGE,
    "Странка је уредила поднесак", "The party has corrected the submission",
)  # fmt: skip
PRELIMINARY = Rule(
    "case.interrupt.preliminary", NOT_CHECKED, Certainty.GENERAL_KNOWLEDGE,
    "Одлука зависи од претходног питања о коме одлучује други орган",
    "The decision depends on a preliminary question that another body decides",
)  # fmt: skip
SETTLED = Rule(
    "case.resume.preliminary", NOT_CHECKED, Certainty.GENERAL_KNOWLEDGE,
    "Претходно питање је решено", "The preliminary question is settled",
)  # fmt: skip
DECIDE = Rule(
    "case.resolve.decision", f"{ZUP}, Art. 141", Certainty.GENERAL_KNOWLEDGE,
    "О захтеву је одлучено решењем", "The request is decided",
)  # fmt: skip
CEDE = Rule(
    "case.resolve.cession", NOT_CHECKED, Certainty.GENERAL_KNOWLEDGE,
    "Поднесак је уступљен надлежном органу", "The submission is ceded to the competent body",
)  # fmt: skip
ANSWER = Rule(
    "case.resolve.answer", "Decree on office operations, Sl. glasnik RS 21/2020 (article not checked)",
    Certainty.GENERAL_KNOWLEDGE,
    "Предмет је окончан без решења: одговорено је или је узето на знање",
    "The case has ended without a decision: answered or taken note of",
)  # fmt: skip
LIST_OPENED = Rule(
    "case.start.list", "Decree on office operations, Sl. glasnik RS 21/2020 (article not checked)",
    Certainty.DERIVED,
    "Попис аката је отворен", "The list of acts is opened",
)  # fmt: skip
LIST_CLOSED = Rule(
    "case.resolve.list", "Decree on office operations, Sl. glasnik RS 21/2020 (article not checked)",
    Certainty.DERIVED,
    "Попис аката је закључен", "The list of acts is closed",
)  # fmt: skip
RETURNED = Rule(
    "case.reopen.returned", NOT_CHECKED, Certainty.GENERAL_KNOWLEDGE,
    "Решење је поништено и предмет је враћен на поновни поступак",
    "The decision was annulled and the case returned for a new procedure",
)  # fmt: skip
RENEWED = Rule(
    "case.reopen.renewed", NOT_CHECKED, Certainty.GENERAL_KNOWLEDGE,
    "Поступак је обновљен", "The procedure is repeated",
)  # fmt: skip
SUPPLEMENTARY = Rule(
    "case.reopen.supplementary", NOT_CHECKED, Certainty.GENERAL_KNOWLEDGE,
    "О делу захтева није одлучено и доноси се допунско решење",
    "A part of the request was not decided; a supplementary decision is made",
)  # fmt: skip
GRANTED_HERE = Rule(
    "case.reopen.appeal", NOT_CHECKED, Certainty.GENERAL_KNOWLEDGE,
    "Орган је жалбу или приговор усвојио и доноси ново решење",
    "The body grants the appeal or the objection itself and makes a new decision",
)  # fmt: skip
NEW_PAPER = Rule(
    "case.reopen.paper", "Decree on office operations, Sl. glasnik RS 21/2020 (article not checked)",
    Certainty.GENERAL_KNOWLEDGE,
    "Стигао је поднесак због кога се рад на предмету наставља",
    "A submission came because of which work on the case goes on",
)  # fmt: skip
REOPENINGS = (RETURNED, RENEWED, SUPPLEMENTARY, NEW_PAPER)
"""On what ground a closed case goes on."""
CLOSER = (
    *(CORRECT, CORRECTED, PRELIMINARY, SETTLED, DECIDE, CEDE, ANSWER, LIST_OPENED, LIST_CLOSED, GRANTED_HERE),
    *REOPENINGS,
)
"""Grounds that a deed names instead of the general one of its step; the code begins with that of the step."""


@dataclass(frozen=True)
class Step:
    """One allowed step between two statuses and its ground."""

    before: Status
    after: Status
    ground: Rule


STEPS = (
    Step(Status.FORMED, Status.IN_PROGRESS, START),
    Step(Status.FORMED, Status.DISMISSED, DISMISS),
    Step(Status.FORMED, Status.DISCONTINUED, DISCONTINUE),
    Step(Status.IN_PROGRESS, Status.INTERRUPTED, INTERRUPT),
    Step(Status.IN_PROGRESS, Status.RESOLVED, RESOLVE),
    Step(Status.IN_PROGRESS, Status.DISMISSED, DISMISS),
    Step(Status.IN_PROGRESS, Status.DISCONTINUED, DISCONTINUE),
    Step(Status.INTERRUPTED, Status.IN_PROGRESS, RESUME),
    Step(Status.INTERRUPTED, Status.DISMISSED, DISMISS),
    Step(Status.INTERRUPTED, Status.DISCONTINUED, DISCONTINUE),
    Step(Status.RESOLVED, Status.IN_PROGRESS, REOPEN),
    Step(Status.DISMISSED, Status.IN_PROGRESS, REOPEN),
    Step(Status.DISCONTINUED, Status.IN_PROGRESS, REOPEN),
    Step(Status.RESOLVED, Status.ARCHIVED, ARCHIVE),
    Step(Status.DISMISSED, Status.ARCHIVED, ARCHIVE),
    Step(Status.DISCONTINUED, Status.ARCHIVED, ARCHIVE),
)


GROUNDS = {rule.code: rule for rule in (*(one.ground for one in STEPS), *CLOSER)}
DECIDED = (Status.RESOLVED, Status.DISMISSED, Status.DISCONTINUED)


def step(before: str, after: str) -> Step | None:
    """The step between two statuses with its ground, None when it is not allowed."""
    return next((one for one in STEPS if (one.before, one.after) == (before, after)), None)


def path(before: str, after: str) -> tuple[Step, ...]:
    """The allowed steps from one status to another: one, or two through the work itself; none when there is no way.

    What is decided is reopened by a step of its own, never on the way to something else.
    """
    direct = step(before, after)
    if direct:
        return (direct,)
    first, second = step(before, Status.IN_PROGRESS), step(Status.IN_PROGRESS, after)
    undecided = before in (Status.FORMED, Status.INTERRUPTED) and before != after
    return (first, second) if undecided and first and second else ()


def ground(code: str) -> Rule | None:
    """The ground of a step that was written with its code."""
    return GROUNDS.get(code)


def next_statuses(status: str) -> tuple[Status, ...]:
    """The statuses that may follow, in the order of STEPS; none after archiving."""
    return tuple(one.after for one in STEPS if one.before == status)


class MainAction(StrEnum):
    """What is to be done with a case next."""

    ASSIGN = "assign"
    DECIDE = "decide"
    RESUME = "resume"
    CLOSE = "close"


MAIN_ACTIONS = {
    Status.FORMED: MainAction.ASSIGN,
    Status.IN_PROGRESS: MainAction.DECIDE,
    Status.INTERRUPTED: MainAction.RESUME,
    Status.RESOLVED: MainAction.CLOSE,
    Status.DISMISSED: MainAction.CLOSE,
    Status.DISCONTINUED: MainAction.CLOSE,
}


def main_action(status: str, *, closed: bool = False) -> MainAction | None:
    """The one action to offer first; None for a closed or archived case. ValueError for an unknown status."""
    return None if closed else MAIN_ACTIONS.get(Status(status))


class Outcome(StrEnum):
    """How a case was decided, as the register of administrative cases asks."""

    GRANTED = "granted"
    PARTLY_GRANTED = "partly-granted"
    REFUSED = "refused"
    DISMISSED = "dismissed"
    DISCONTINUED = "discontinued"
    TRANSFERRED = "transferred"


OUTCOME_SR = {
    Outcome.GRANTED: "усвојено",
    Outcome.PARTLY_GRANTED: "делимично усвојено",
    Outcome.REFUSED: "одбијено",
    Outcome.DISMISSED: "одбачено",
    Outcome.DISCONTINUED: "обустављено",
    Outcome.TRANSFERRED: "уступљено",
}

APPEAL_SR = {
    "rejected": "одбијена",
    "dismissed": "одбачена",
    "annulled": "усвојена – поништено",
    "changed": "измењено",
    "returned": "враћено на поновни поступак",
    "granted": "усвојена – ново решење",
    "withdrawn": "одустанак од жалбе",
}
"""How an appeal ended, as the register of administrative cases writes it (regulation.md 1.11, unverified)."""


OUTCOME_OF = {Status.DISMISSED: Outcome.DISMISSED, Status.DISCONTINUED: Outcome.DISCONTINUED}
"""The outcome that a status itself says."""


def status_after(outcome: str) -> Status:
    """The status that an outcome brings; ValueError for an unknown outcome.

    The prescribed list knows no status for a transferred case: it is resolved for this body, and the outcome tells how.
    """
    match Outcome(outcome):
        case Outcome.DISMISSED:
            return Status.DISMISSED
        case Outcome.DISCONTINUED:
            return Status.DISCONTINUED
        case _:
            return Status.RESOLVED


class Disposition(StrEnum):
    """Codes of the disposition (razvod): put away, tickler, transferred to a unit, sent out in the original."""

    AD_ACTA = "а/а"
    TICKLER = "Р"
    TRANSFERRED = "уступљено"
    ORIGINAL = "изворно"


def write_disposition(kind: Disposition, detail: str | date) -> str:
    """The entry in the register: `а/а – 5 година`, `Р – 23. 11. 2026.`, `уступљено – unit`, `изворно – body`.

    A tickler takes a date, the others words; ValueError when that is missing.
    """
    if (kind is Disposition.TICKLER) != isinstance(detail, date):
        raise ValueError("a tickler needs a date, every other disposition words")
    text = f"{detail.day}. {detail.month}. {detail.year}." if isinstance(detail, date) else detail.strip()
    if not text:
        raise ValueError("a disposition says how long, to which unit or to which body")
    return f"{kind} – {text}"


@dataclass(frozen=True)
class DeadlineRule:
    """How many calendar days the body has from the initiation, by which article, and how certain that is."""

    days: int
    article: str
    certainty: Certainty

    @property
    def period(self) -> Period:
        return Period(self.days)


def choose_deadline(
    procedure_days: int | None,
    direct_decision: bool,
    settings: LegalSettings,
    *,
    article: str = "special law",
    certainty: Certainty = Certainty.SECONDARY,
) -> DeadlineRule:
    """The deadline of a procedure: its own by a special law (`article`, `certainty`), else ZUP Art. 145(2) or (3)."""
    if procedure_days is not None:
        return DeadlineRule(procedure_days, article, certainty)
    period, rule = decision_period(direct_decision, settings)
    return DeadlineRule(period.amount, rule.article, rule.certainty)


def kept_too_short(years: int | None, minimum_years: int | None, permanently: bool) -> bool:
    """Whether a retention (None: permanent) is less than the least one of the class (None: none is stated)."""
    if years is None:
        return False
    return permanently or (minimum_years is not None and years < minimum_years)


HEADER = """\
# The life of a case: steps and their grounds

This page is printed by `python -m salter.registry.rules`; do not edit it. What the marks of certainty mean stands in
[law.md](law.md). The statuses are those that the decree on electronic archiving prescribes (Sl. glasnik RS 107/2021,
94/2022, 116/2023, Art. 5; read in a secondary source).

| From | To | Ground | Law and article | Certainty |
|---|---|---|---|---|
"""


CLOSER_HEADER = """
Some deeds name a closer ground, which is written with the step and shown in the history of the case:

| Code | Ground | Law and article | Certainty |
|---|---|---|---|
"""


def markdown() -> str:
    """The page of the manual, as Markdown."""
    return (
        HEADER
        + "".join(
            f"| {STATUS_SR[one.before]} (`{one.before}`) | {STATUS_SR[one.after]} (`{one.after}`) "
            f"| {one.ground.text_en} | {one.ground.article} | {one.ground.certainty} |\n"
            for one in STEPS
        )
        + CLOSER_HEADER
        + "".join(f"| `{rule.code}` | {rule.text_en} | {rule.article} | {rule.certainty} |\n" for rule in CLOSER)
    )


if __name__ == "__main__":
    print(markdown(), end="")

"""Reading the registry; the first argument is always the viewer, permission is inside."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case as Case_
from django.db.models import Count, Q, QuerySet, Value, When

from salter.organisations import clock
from salter.organisations.access import Confidentiality, Viewer, require
from salter.organisations.models import Duty, PairState, Party, PartyPair, Role, Staff, Unit
from salter.registry import numbers, search
from salter.registry.beside.reading import external_keys
from salter.registry.books.columns import BookKind, kind_of
from salter.registry.models import (
    KEPT_ELSEWHERE,
    OPEN,
    UNFINISHED,
    Act,
    ActStatus,
    BookCopy,
    BookVolume,
    Case,
    CaseCopy,
    CaseParty,
    ClassMark,
    FormerNumber,
    HearingPerson,
    Procedure,
    Register,
    RetentionRule,
    Submission,
)
from salter.registry.search import CaseFilter
from salter.registry.seeing import sentences
from salter.ui.script import fold

PAGE = 40
MANY = 1000
"""Counts on tabs stop here: nobody reads more, and the database need not count them."""
KEEPERS = (Role.REGISTRY_HEAD, Role.HEAD_OF_ADMINISTRATION)
"""Who decides on access. They need not see the case: its number, and who has access, is all that they are shown."""
BOOK_READERS = (
    Role.REGISTRY_CLERK,
    Role.REGISTRY_HEAD,
    Role.HEAD_OF_ADMINISTRATION,
    Role.INSPECTOR,
    Role.ARCHIVIST,
)
"""Who reads the books of the registry office."""


def cases(
    viewer: Viewer, narrow: CaseFilter = CaseFilter(), *, before: UUID | None = None, most: int = MANY
) -> QuerySet[Case]:
    """Cases that the viewer may see, newest first; `before` is the last identifier of the page before (keyset).

    With words to search for, the newest `most` of them.
    """
    rows = Case.objects.visible_to(viewer).select_related("unit", "handler").order_by("-id")
    if narrow.q:
        return rows.filter(pk__in=search.cases(viewer, narrow, before=before, most=most))
    rows = rows.filter(narrowed(narrow))
    return rows.filter(id__lt=before) if before else rows


def narrowed(narrow: CaseFilter) -> Q:
    """Everything but words, as salter_search_cases has it."""
    rule = UNFINISHED if narrow.open_only else Q()
    if narrow.status:
        rule &= Q(status=narrow.status)
    if narrow.unit:
        rule &= Q(unit_id=narrow.unit)
    if narrow.units is not None:
        rule &= Q(unit_id__in=narrow.units)
    if narrow.assignee:
        rule &= Q(handler_id=narrow.assignee)
    if narrow.unassigned:
        rule &= Q(handler_id__isnull=True)
    if narrow.due_from:
        rule &= Q(due_on__gte=narrow.due_from)
    if narrow.due_to:
        rule &= Q(due_on__lte=narrow.due_to)
    rule &= sentences.rule(narrow)
    return rule if narrow.among is None else rule & Q(pk__any_of=narrow.among)


def case(viewer: Viewer, case_id: UUID) -> Case:
    """One case that the viewer may see.

    Raises Case.DoesNotExist, for what is not there and for what is not the viewer's alike.
    """
    rows = Case.objects.visible_to(viewer).select_related("unit", "handler", "procedure", "register", "retention")
    return rows.get(pk=case_id)


def may_see(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer sees this case."""
    return Case.objects.visible_to(viewer).filter(pk=case.pk).exists()


def case_of_keeper(viewer: Viewer, case_id: UUID) -> Case:
    """Any case of the organisation, for who decides on access; they are shown its number, not what it is about.

    Raises NotAllowed, Case.DoesNotExist.
    """
    require(viewer, *KEEPERS)
    return Case.objects.select_related("unit", "handler").get(organisation=viewer.organisation, pk=case_id)


def named(viewer: Viewer, case: Case) -> list[Staff]:
    """Members of staff who were given access to a case that the caller may know of, by name."""
    rows = Staff.objects.filter(organisation=viewer.organisation, pk__in=case.granted_to)
    return list(rows.select_related("unit").order_by("name"))


def restricted_cases(viewer: Viewer, before: str = "") -> tuple[list[Case], str]:
    """A page of the cases with restricted access, newest first, and the mark of the next one ("" on the last)."""
    require(viewer, *KEEPERS)
    rows = Case.objects.filter(organisation=viewer.organisation, confidentiality=Confidentiality.RESTRICTED)
    rows = rows.select_related("unit", "handler").order_by("-id")
    with suppress(ValueError):
        rows = rows.filter(id__lt=UUID(before))
    found = list(rows[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def case_of_code(viewer: Viewer, code: str) -> Case | None:
    """The case of a number in any spelling, or of a submission number printed on our own letter; None if not seen."""
    visible = Case.objects.visible_to(viewer)
    by_submission = visible.filter(submissions__submission_number=code.strip().upper()).first()
    if by_submission:
        return by_submission
    wanted = numbers.parse(code)
    same = list(visible.filter(pk__in=search.numbered(viewer, code, most=20)).order_by("-id"))
    for found in same:
        if wanted.matches(numbers.parse(found.number)):
            return found
    former = FormerNumber.objects.filter(organisation=viewer.organisation, case__in=same).select_related("case")
    renumbered = next((row.case for row in former if wanted.matches(numbers.parse(row.number))), None)
    return renumbered or visible.filter(number_keys__overlap=external_keys(code)).first()


def act(viewer: Viewer, act_id: UUID) -> Act:
    """One act of a case that the viewer may see.

    Raises Act.DoesNotExist.
    """
    people = ("author", "author_for", "approved_by", "approved_for", "approved_mandate", "signatory", "signed_for")
    rows = Act.objects.select_related(
        "case", *people, "sign_mandate", "authorisation", "document", "layout", "for_other"
    )
    found = rows.get(pk=act_id, organisation=viewer.organisation)
    if not Case.objects.visible_to(viewer).filter(pk=found.case_id).exists():
        raise Act.DoesNotExist
    return found


def acts_waiting(viewer: Viewer, status: ActStatus) -> QuerySet[Act]:
    """Acts waiting for approval in the viewer's units, or for the viewer's signature; a deputy's are there too."""
    units = units_to_approve(viewer) if status == ActStatus.SUBMITTED else None
    found = acts_of_cases(Case.objects.all().rule_for(viewer), viewer.organisation.pk, status, units)
    return found.select_related("case", "author").order_by("id")


def units_to_approve(viewer: Viewer) -> frozenset[UUID]:
    """The own units, and those of whom one stands in for to approve."""
    absent = (one.units for one in viewer.stand_ins if Duty.APPROVE in one.duties)
    return viewer.unit_ids.union(*absent)


def acts_of_cases(
    visible: Q, organisation_id: int, status: ActStatus, units: frozenset[UUID] | None = None
) -> QuerySet[Act]:
    """Acts in a status, of cases that a rule of `visible_to` lets see, and of some units only."""
    cases = Case.objects.filter(visible)
    if units is not None:
        cases = cases.filter(unit_id__in=units)
    return Act.objects.filter(organisation_id=organisation_id, status=status, case__in=cases)


def register(viewer: Viewer, code: str, year: int) -> Register:
    """A register of the organisation.

    Raises NotAllowed for who may not read registers, Register.DoesNotExist.
    """
    require(viewer, *BOOK_READERS)
    return Register.objects.select_related("opening_note", "closing_note").get(
        organisation=viewer.organisation, code=code, year=year
    )


def registers(viewer: Viewer) -> QuerySet[Register]:
    """The organisation's registers, newest year first."""
    require(viewer, *BOOK_READERS)
    rows = Register.objects.filter(organisation=viewer.organisation).exclude(kind__in=KEPT_ELSEWHERE)
    return rows.order_by("-year", "code")


def book_of_code(viewer: Viewer, code: str, year: int) -> tuple[BookKind, Register]:
    """The book of an address: UP-1 and UP-2 are made of the basic register of that year.

    Raises NotAllowed, Register.DoesNotExist.
    """
    kind = kind_of(code)
    if code in KEPT_ELSEWHERE:
        raise Register.DoesNotExist  # not a book of ours: it has no line for what was not brought in
    return kind or BookKind.BASIC, register(viewer, BookKind.BASIC if kind else code, year)


def book_copies(viewer: Viewer) -> QuerySet[BookCopy]:
    """The copies of books that the viewer asked for, newest first."""
    require(viewer, *BOOK_READERS)
    rows = BookCopy.objects.filter(organisation=viewer.organisation, asked_by=viewer.account)
    return rows.select_related("register", "act_list__case").order_by("-id")


def book_copy(viewer: Viewer, copy_id: UUID) -> BookCopy:
    """A copy that the viewer asked for. Raises NotAllowed, BookCopy.DoesNotExist."""
    return book_copies(viewer).get(pk=copy_id)


def book_volume(viewer: Viewer, copy_id: UUID, position: int) -> BookVolume:
    """A volume of a copy that the viewer asked for.

    Raises NotAllowed, BookCopy.DoesNotExist, BookVolume.DoesNotExist.
    """
    copy = book_copy(viewer, copy_id)
    return BookVolume.objects.select_related("document").get(
        organisation=viewer.organisation, copy=copy, position=position
    )


def case_copies(viewer: Viewer, case: Case) -> QuerySet[CaseCopy]:
    """The PDFs of a whole case that the viewer asked for, newest first; the caller has found the case visible."""
    rows = CaseCopy.objects.filter(organisation=viewer.organisation, case=case, asked_by=viewer.account)
    return rows.select_related("document").order_by("-id")


def case_copy(viewer: Viewer, case_id: UUID, copy_id: UUID) -> CaseCopy:
    """A PDF of a whole case that the viewer asked for and may still see.

    Raises Case.DoesNotExist, CaseCopy.DoesNotExist.
    """
    found = case(viewer, case_id)
    copy = case_copies(viewer, found).get(pk=copy_id)
    copy.case = found
    return copy


@dataclass(frozen=True, slots=True)
class BookCount:
    """What a book holds: entries, how many of them are cancelled, not finished, and carried over into a later book."""

    entries: int
    cancelled: int
    unfinished: int
    carried: int = 0


def count_book(viewer: Viewer, register: Register) -> BookCount:
    """The count of a book, as its official note states it; every entry counts, whoever may see it."""
    require(viewer, *BOOK_READERS)
    cancelled = Q(cancelled_at__isnull=False)
    carried = FormerNumber.objects.filter(organisation=viewer.organisation, register=register).count()
    counted = Case.objects.filter(organisation=viewer.organisation, register=register).aggregate(
        entries=Count("pk"),
        cancelled=Count("pk", filter=cancelled),
        unfinished=Count("pk", filter=~cancelled & Q(status__in=OPEN)),
    )
    return BookCount(counted["entries"] + carried, counted["cancelled"], counted["unfinished"], carried)


def parties(viewer: Viewer, q: str, limit: int = 20) -> QuerySet[Party]:
    """Parties whose name begins with, or whose number is, what was typed, in either script; registry office only.

    Who is known only from cases that the viewer may not see is not suggested: the name would tell of the case. For an
    entry that was merged the one that stands for it is suggested.
    """
    require(viewer, Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)
    q = q.replace("\0", "")  # it also comes from forms that are not checked yet
    rows = Party.objects.filter(organisation=viewer.organisation)
    if not fold(q):
        return rows.none()
    found = search.parties(viewer, q, most=limit)
    hidden = _only_summoned_elsewhere(viewer, found)
    found = [party for party in found if party not in hidden]
    merged = PartyPair.objects.filter(organisation=viewer.organisation, other__in=found, state=PairState.MERGED)
    kept = dict(merged.values_list("other", "kept"))
    found = list(dict.fromkeys(kept.get(party, party) for party in found))
    places = (When(pk=party, then=Value(place)) for place, party in enumerate(found))
    return rows.filter(pk__in=found).order_by(Case_(*places, default=Value(limit))) if found else rows.none()


def _only_summoned_elsewhere(viewer: Viewer, parties: Collection[UUID]) -> set[UUID]:
    """Of some people those who are known only from hearings of cases that the viewer may not see: witnesses, say."""
    rows = HearingPerson.objects.filter(organisation=viewer.organisation, party__in=parties)
    rows = rows.exclude(party__in=CaseParty.objects.filter(party__in=parties).values("party"))
    seen = rows.filter(hearing__case__in=Case.objects.visible_to(viewer).values("pk")).values("party")
    return {party for party in rows.exclude(party__in=seen).values_list("party_id", flat=True) if party}


def submission_status(viewer: Viewer, number: str) -> Submission | None:
    """The submission of a receipt number, for “where is my request?”: whoever has the number may ask."""
    rows = Submission.objects.filter(organisation=viewer.organisation, submission_number=number.strip().upper())
    return rows.select_related("case", "case__unit", "case__procedure").first()


def procedures(viewer: Viewer, *, public_only: bool = False) -> QuerySet[Procedure]:
    """The catalogue of procedures."""
    rows = Procedure.objects.filter(organisation=viewer.organisation).select_related("unit")
    return rows.filter(active=True, **({"public": True} if public_only else {})).order_by("area", "name_cyr")


def class_marks(viewer: Viewer) -> QuerySet[ClassMark]:
    """Marks of the classification plan that cases can carry today; of a mark in several editions the surest, newest."""
    today = clock.today(viewer.organisation)
    rows = ClassMark.objects.filter(organisation=viewer.organisation, level=3, active=True)
    rows = rows.exclude(valid_from__gt=today).exclude(valid_until__lt=today)
    return rows.order_by("code", "-verified", "-edition").distinct("code")


def retention_rules(viewer: Viewer) -> QuerySet[RetentionRule]:
    """The retention schedule."""
    rows = RetentionRule.objects.filter(organisation=viewer.organisation, active=True)
    return rows.order_by("class_code", "category")


def units(viewer: Viewer) -> QuerySet[Unit]:
    """Active units."""
    return Unit.objects.filter(organisation=viewer.organisation, active=True).order_by("mark")


def all_staff(viewer: Viewer) -> QuerySet[Staff]:
    """Staff by name, also those who have left."""
    return Staff.objects.filter(organisation=viewer.organisation).order_by("name")


def identifier(text: str) -> UUID | None:
    """The identifier that an address carries, None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


def staff(viewer: Viewer) -> QuerySet[Staff]:
    """Active staff with their units."""
    rows = Staff.objects.filter(organisation=viewer.organisation, active=True)
    return rows.select_related("unit").order_by("name")


def procedures_to_confirm(viewer: Viewer) -> QuerySet[Procedure]:
    """The catalogue for who answers for it, with the unit of each procedure."""
    require(viewer, Role.HEAD_OF_ADMINISTRATION, Role.ADMINISTRATOR)
    rows = Procedure.objects.filter(organisation=viewer.organisation, active=True)
    return rows.select_related("unit").order_by("code")


def procedure_to_confirm(viewer: Viewer, procedure_id: UUID) -> Procedure:
    """One procedure of the catalogue. Raises Procedure.DoesNotExist."""
    return procedures_to_confirm(viewer).get(pk=procedure_id)


def open_units(viewer: Viewer) -> list[Unit]:
    """Units that may conduct a procedure."""
    require(viewer, Role.HEAD_OF_ADMINISTRATION, Role.ADMINISTRATOR)
    return list(Unit.objects.filter(organisation=viewer.organisation, active=True).order_by("mark"))


@dataclass(frozen=True, slots=True)
class BookStanding:
    """The book of this year when it is closed, and the next one when it is open."""

    year: int
    closed: Register | None
    following: Register | None


def next_book(viewer: Viewer) -> BookStanding:
    """Where a paper can go that came when the book of the year was closed; registry office only."""
    require(viewer, Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)
    year = clock.today(viewer.organisation).year
    rows = Register.objects.filter(organisation=viewer.organisation, code=BookKind.BASIC, year__in=(year, year + 1))
    books = {book.year: book for book in rows.select_related("closed_by")}
    now, following = books.get(year), books.get(year + 1)
    return BookStanding(
        year,
        now if now and now.closed_at else None,
        following if following and not following.closed_at else None,
    )

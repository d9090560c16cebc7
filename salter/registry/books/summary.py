"""What a book says of itself: where it begins and ends, and what became of each number that holds no entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.registry.books.columns import INSTANCES, NAMES, BookKind
from salter.registry.models import ActList, Case, FormerNumber, ListedAct, Register
from salter.ui.formats import format_date

NAMED = 300
"""So many numbers are listed one by one."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a book as far as it is copied."""

    first: int
    last: int
    entries: int
    cancelled: Sequence[int]
    carried: Sequence[int]
    hidden: int
    """Entries that the reader may not look into."""

    @property
    def expected(self) -> int:
        """How many numbers there are from the first to the last."""
        return max(self.last - self.first + 1, 0)


def count(
    viewer: Viewer, kind: BookKind, register: Register, *, first: int, last: int, act_list: ActList | None = None
) -> Numbers:
    """Count what a book holds; every entry counts, whoever may see it."""
    if act_list is not None:
        acts = ListedAct.objects.filter(organisation=viewer.organisation, act_list=act_list, sub_number__lte=last)
        gone = acts.filter(cancelled_at__isnull=False).order_by("sub_number")
        return Numbers(first, last, acts.count(), list(gone.values_list("sub_number", flat=True)), [], 0)
    rule = Q(organisation=viewer.organisation, register=register, ordinal__lte=last)
    of_book = Q(instance=INSTANCES[kind]) if kind in INSTANCES else Q()
    here = Case.objects.filter(rule, of_book)
    seen = Case.objects.visible_to(viewer).filter(rule, of_book).count()
    moved = FormerNumber.objects.filter(rule)
    moved = moved.filter(case__instance=INSTANCES[kind]) if kind in INSTANCES else moved
    carried = list(moved.order_by("ordinal").values_list("ordinal", flat=True))
    struck = here.filter(cancelled_at__isnull=False).order_by("ordinal").values_list("ordinal", flat=True)
    total = here.count()
    return Numbers(first, last, total + len(carried), list(struck), carried, total - seen)


def about(viewer: Viewer, kind: BookKind, register: Register, numbers: Numbers, title: str) -> list[tuple[str, str]]:
    """The summary of a book, which answers whether a gap is a lost case: what each number became."""
    said = [("Орган", viewer.organisation.body_cyr or viewer.organisation.name_cyr), ("Књига", title)]
    said.append(("Стање на дан", format_date(clock.today(viewer.organisation))))
    if kind is BookKind.BASIC:
        said += _opened(register)
        said.append(("Бројеви", f"{numbers.first}–{numbers.last}" if numbers.expected else "још нема уписа"))
    said.append(("Број уписа", str(numbers.entries)))
    said.append(("Од тога поништено", _listed(numbers.cancelled)))
    if numbers.carried:
        said.append(("Пренето у наредну књигу", _listed(numbers.carried)))
    if numbers.hidden:
        said.append(("Са ограниченим приступом", f"{numbers.hidden} (садржина није приказана)"))
    if kind is BookKind.BASIC:
        missing = numbers.expected - numbers.entries
        whole = "сваки број од првог до последњег има свој ред; поништени број се не додељује поново"
        said.append(("Прескочени бројеви", f"НЕДОСТАЈЕ {missing}" if missing else f"нема: {whole}"))
        if register.closed_at:
            by = register.closed_by.display_name if register.closed_by else ""
            day = format_date(timezone.localdate(register.closed_at))
            said.append(("Закључена", f"{day}, са бројем {register.last_ordinal} ({by})"))
        else:
            said.append(("Закључена", "није закључена"))
    return said


def _opened(register: Register) -> list[tuple[str, str]]:
    by = register.opened_by.display_name if register.opened_by else ""
    day = format_date(timezone.localdate(register.opened_at))
    said = [("Отворена", f"{day} ({by})" if by else day)]
    if register.first_ordinal > 1:
        before = register.first_ordinal - 1
        old = f"{register.old_book}: " if register.old_book else ""
        said.append(("Досадашња књига", f"{old}закључена бројем {before}; бројеви 1–{before} воде се у њој"))
        if register.opening_ground:
            said.append(("Основ", register.opening_ground))
    return said


def _listed(numbers: Sequence[int]) -> str:
    if not numbers:
        return "0"
    named = ", ".join(map(str, numbers[:NAMED]))
    more = f" и још {len(numbers) - NAMED}" if len(numbers) > NAMED else ""
    return f"{len(numbers)} ({named}{more})"


def title_of(kind: BookKind, register: Register, act_list: ActList | None = None) -> str:
    """The name of a book: what, and of which year."""
    if act_list is not None:
        return f"{NAMES[kind]} {act_list.case.number}: {act_list.case.subject}"
    return f"{NAMES[kind]} за {register.year}. годину"

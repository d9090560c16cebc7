"""Keeping the words that cases are found by. Each case is made anew from what it holds now, so that running it again
changes nothing, and two workers at one case come one after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection
from django.db.models import Q

from salter.documents.models import Document, Rendition
from salter.organisations import clock
from salter.organisations.models import Organisation
from salter.registry import numbers
from salter.registry.finding.words import words_of
from salter.registry.models import Act, Attachment, Case, CaseParty, CaseWords, Representative, Submission, WordsWalk

VERSION = 2
"""Of the rules by which words are made; with another one the walk makes all of them anew."""
MOST_WORDS = 30_000
"""Different words of a case that are kept."""
MOST_BYTES = 1_000_000
"""Of the words of a case together. Beyond 1,048,575 PostgreSQL refuses the row, or some versions keep it wrongly."""
STRETCH = 100
"""Cases that the walk passes in one transaction."""


@dataclass(slots=True)
class _Made:
    """What a case is found by."""

    words: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    cut: bool = False
    size: int = 0  # of the words, in bytes

    def add(self, *texts: str) -> None:
        """More words; those that are too many are left out, which is noted."""
        for word in sorted(words_of(text for text in texts if text) - self.words):
            size = self.size + len(word.encode())
            if len(self.words) == MOST_WORDS or size > MOST_BYTES:
                self.cut = True
                return
            self.words.add(word)
            self.size = size


def index_cases(organisation: Organisation, case_ids: Iterable[UUID]) -> int:
    """Make the words of cases; gives how many. In the organisation's scope."""
    ids = sorted({*case_ids})
    if not ids:
        return 0
    fresh = [CaseWords(organisation=organisation, case_id=case) for case in ids]
    CaseWords.objects.bulk_create(fresh, ignore_conflicts=True)
    locked = CaseWords.objects.filter(organisation=organisation, case__in=ids).order_by("case_id")
    list(locked.select_for_update().values_list("pk"))  # who comes second reads what the first has left
    made = _made(organisation, ids)
    _write(organisation.pk, made)
    return len(made)


def _made(organisation: Organisation, ids: list[UUID]) -> dict[UUID, _Made]:
    made: dict[UUID, _Made] = defaultdict(_Made)
    cases = Case.objects.filter(organisation=organisation, pk__in=ids)
    for case, *texts in cases.values_list("pk", "number", "search", "subject"):
        made[case].add(*texts)
    of_case = Q(organisation=organisation, case__in=ids)
    for case, *texts in CaseParty.objects.filter(of_case).values_list("case_id", "name", "representative"):
        made[case].add(*texts)
    standing = Representative.objects.filter(organisation=organisation, case_party__case__in=ids, mistaken_at=None)
    for case, name in standing.values_list("case_party__case_id", "name"):
        made[case].add(name)
    papers = Submission.objects.filter(of_case).values_list(
        "case_id", "subject", "sender_reference", "submission_number"
    )
    for case, subject, reference, receipt in papers:
        made[case].add(subject, reference, receipt)
        made[case].numbers.update(key for number in (reference, receipt) for key in numbers.normalise(number))
    for case, *texts in _texts(organisation, of_case):
        made[case].add(*texts)
    return dict(made)


def _texts(organisation: Organisation, of_case: Q) -> Iterator[tuple[UUID, str, str, str]]:
    """The papers of cases: name, label and text of attachments, of their renditions and of acts; one text at a time."""
    attached = Attachment.objects.filter(of_case).order_by("case_id", "position", "id")
    acts = Act.objects.filter(of_case).order_by("case_id", "sub_number")
    yield from acts.values_list("case_id", "title", "document__name", "document__text").iterator(20)
    yield from attached.values_list("case_id", "label", "document__name", "document__text").iterator(20)
    readable = attached.filter(document__renditions__document__organisation=organisation)
    of_readable = ("case_id", "label", "document__name", "document__renditions__document__text")
    yield from readable.values_list(*of_readable).iterator(20)


def _write(organisation: int, made: dict[UUID, _Made]) -> None:
    """The words of the cases, and those that were not known yet, in one order, so that nobody waits in a ring."""
    rows = [
        (sorted(row.words), sorted(row.numbers), row.cut, VERSION, organisation, case) for case, row in made.items()
    ]
    known = {word for row in made.values() for word in row.words if len(word) > 3 and not word.isdigit()}
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE registry_casewords SET words = array_to_tsvector(%s::text[]), numbers = %s::varchar[], cut = %s, "
            "version = %s WHERE organisation_id = %s AND case_id = %s",
            rows,
        )
        cursor.execute(
            "INSERT INTO registry_knownword (id, organisation_id, word) SELECT gen_random_uuid(), %s, word "
            "FROM unnest(%s::text[]) WITH ORDINALITY given (word, place) ORDER BY place "
            "ON CONFLICT (organisation_id, word) DO NOTHING",
            [organisation, sorted(known)],
        )


def index_documents(documents: Sequence[Document]) -> None:
    """The texts of documents are there: the cases that they hang on are made anew."""
    if not documents:
        return
    organisation = documents[0].organisation
    ids = [document.pk for document in documents]
    originals = Rendition.objects.filter(organisation=organisation, document__in=ids).values_list("original", flat=True)
    ids += originals
    attached = Attachment.objects.filter(organisation=organisation, document__in=ids).values_list("case_id", flat=True)
    acts = Act.objects.filter(organisation=organisation, document__in=ids).values_list("case_id", flat=True)
    index_cases(organisation, {*attached, *acts})


# The walk through the cases that were there before.


def walk_on(organisation: Organisation) -> bool:
    """Pass the next stretch of cases, newest first, and make the words of those that have none; False at the end."""
    walk = _walk(organisation)
    if walk.finished_at:
        return False
    rows = Case.objects.filter(organisation=organisation).order_by("-id")
    ids = list((rows.filter(id__lt=walk.mark) if walk.mark else rows).values_list("pk", flat=True)[:STRETCH])
    done = CaseWords.objects.filter(organisation=organisation, case__in=ids, version=VERSION)
    index_cases(organisation, {*ids} - {*done.values_list("case_id", flat=True)})
    walk.passed += len(ids)
    walk.mark = ids[-1] if ids else walk.mark
    walk.finished_at = clock.real_now() if len(ids) < STRETCH else None
    walk.save()
    return walk.finished_at is None


def _walk(organisation: Organisation) -> WordsWalk:
    walk = WordsWalk.objects.select_for_update().filter(organisation=organisation).first()
    if walk is None or walk.version != VERSION:
        return _begin(organisation)
    return walk


def _begin(organisation: Organisation) -> WordsWalk:
    """Walk from the newest case, for the first time or because the rules are new."""
    total = Case.objects.filter(organisation=organisation).count()
    begun = {"begun_at": clock.real_now(), "finished_at": None}
    walk, _fresh = WordsWalk.objects.update_or_create(
        organisation=organisation, defaults={"version": VERSION, "mark": None, "passed": 0, "total": total, **begun}
    )
    return walk

"""What the one box finds, and where; the first argument is always the viewer, permission is inside.

A number, in any spelling, is looked for first; then words, of the case and of its papers; then words that a mistyped
one may have meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db.models import Value
from django.db.models.functions import Coalesce, Left, NullIf

from salter.documents.models import Document, Processing
from salter.organisations.access import Confidentiality, Viewer
from salter.organisations.models import Role
from salter.registry import numbers, queries, search
from salter.registry.beside.reading import external_keys
from salter.registry.desk import Narrow, filter_of
from salter.registry.finding.highlight import Part, Pattern, excerpt, parts, pattern_of
from salter.registry.finding.words import SHORTEST_MISTYPED, Term, as_query, meant_by, terms_of, words_of
from salter.registry.lines import Line, lines
from salter.registry.models import Act, Attachment, Case, CaseParty, Submission, WordsWalk
from salter.registry.relating.queries import Linked, led_by, linked
from salter.registry.search import CaseFilter

PAGE = 20
READ = 100_000
"""So many characters of a paper are read for an excerpt; what stands behind them is found, but not shown."""
MOST_PAPERS = 400
"""Of the cases on the page that are looked into for an excerpt."""
EXCERPTS = 2
"""Of a case on the page."""
MOST_UNREAD = 1000
"""So many of the newest papers are asked whether they were read."""
NUMBER, WORDS, NEAR = "number", "words", "near"
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Where in the papers of a case the words stand."""

    document: UUID
    name: list[Part]
    words: list[Part]


@dataclass(frozen=True, slots=True)
class Hit:
    """A case that was found: its line, with the found words marked, and places in its papers."""

    line: Line
    subject: list[Part]
    party: list[Part]
    number: str = ""  # of the sender or of a receipt, when the case was found by it
    excerpts: list[Excerpt] = field(default_factory=list)
    inside: bool = False  # words stand in its papers, which are shown only in the case, where a look is noted
    led_by: Case | None = None  # it is conducted together with this one
    linked: list[Linked] = field(default_factory=list)  # of a case that was found by its number


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found: by what (`how`), the mark of the next page, and the words that a mistyped one was
    taken for."""

    hits: list[Hit]
    how: str = WORDS
    following: str = ""
    meant: list[str] = field(default_factory=list)


def find(viewer: Viewer, typed: str, narrow: Narrow, *, before: UUID | None = None, how: str = "") -> Found:
    """A page of the cases that the viewer may see, newest first; `before` and `how` are those of the page before."""
    given = filter_of(viewer, replace(narrow, q="", by_due=False))
    if given is None:
        return Found([])
    terms = terms_of(typed)
    for way in (how,) if how else _ways(typed):
        asked = _near_terms(terms) if way == NEAR else terms
        ids = _ids(viewer, typed, asked, given, way, before) if asked or way == NUMBER else []
        if ids:
            return _page(viewer, ids, asked, given, way, typed)
    return Found([])


def _ways(typed: str) -> tuple[str, ...]:
    """What is tried, one after the other. What reads as a number with its year may be a parcel or an issue of the
    gazette that a paper names: words, where each of its digits is one that is kept, but not mistyped ones."""
    if not is_number(typed):
        return NUMBER, WORDS, NEAR
    return (NUMBER, WORDS) if all(len(digits) > 1 for digits in _DIGITS.findall(typed)) else (NUMBER,)


def is_number(typed: str) -> bool:
    """Whether this reads as a number with its year."""
    parsed = numbers.parse(typed)
    return parsed.kind is not numbers.NumberKind.UNKNOWN and parsed.year is not None


def _ids(
    viewer: Viewer, typed: str, terms: Sequence[Term], given: CaseFilter, way: str, before: UUID | None
) -> list[UUID]:
    """The newest identifiers, one more than a page has."""
    most = PAGE + 1
    if way == NUMBER:
        return _numbered(viewer, typed, given, before)
    if way == NEAR:
        return search.by_words(viewer, as_query(terms), [], given, before=before, most=most)
    found = search.by_words(viewer, as_query(terms), [term.text for term in terms], given, before=before, most=most)
    if not found or (len(found) < most and still_walking(viewer)):
        # In the middle of a word, and of cases whose words are not kept yet.
        within = replace(given, q=" ".join(term.text for term in terms))
        found += search.cases(viewer, within, before=before, most=most)
    return _newest(found)


def _numbered(viewer: Viewer, typed: str, given: CaseFilter, before: UUID | None) -> list[UUID]:
    """By our number, the state's, the sender's, or that on a receipt. A text that is no number gives nothing."""
    parsed = numbers.parse(typed)
    if parsed.kind is numbers.NumberKind.UNKNOWN and not any(sign.isdigit() for sign in typed):
        return []
    keys = [numbers.search_key(typed), *external_keys(typed)]
    own = [case for key in keys for case in search.of_key(viewer, key, given, before=before, most=PAGE + 1)]
    return _newest([*own, *_of_sender(viewer, typed, given, before)])


def _of_sender(viewer: Viewer, typed: str, given: CaseFilter, before: UUID | None) -> list[UUID]:
    """The newest cases with this number of a sender or of a receipt in the chosen list; all cases that have it are
    asked for their place in the list, so that newer ones outside of it hide none."""
    rule = queries.narrowed(given)
    found = search.of_sender(viewer, typed, before=before, most=None if rule else PAGE + 1)
    if not rule or not found:
        return found
    among = "{" + ",".join(str(case) for case in found) + "}"
    rows = Case.objects.filter(rule, organisation=viewer.organisation, pk__any_of=among)
    return list(rows.order_by("-id").values_list("pk", flat=True)[: PAGE + 1])


def _newest(found: Iterable[UUID]) -> list[UUID]:
    return sorted({*found}, reverse=True)[: PAGE + 1]


def _near_terms(terms: Sequence[Term]) -> tuple[Term, ...]:
    """The terms with the words that each may have meant; none when nothing is near."""
    found = tuple(
        term if term.whole or len(term.text) < SHORTEST_MISTYPED else replace(term, meant=_meant(term))
        for term in terms
    )
    return found if any(term.meant for term in found) else ()


def _meant(term: Term) -> tuple[str, ...]:
    return meant_by(term, search.near(term.text))


def _page(viewer: Viewer, ids: list[UUID], asked: Sequence[Term], given: CaseFilter, way: str, typed: str) -> Found:
    shown = Case.objects.visible_to(viewer).filter(queries.narrowed(given), pk__in=ids[:PAGE]).order_by("-id")
    hits = _hits(viewer, lines(shown), pattern_of(asked if way != NUMBER else ()))
    hits = _with_relations(viewer, hits, linked_too=way == NUMBER)
    if way == NUMBER:
        hits = _with_numbers(viewer, hits, typed)
    following = str(ids[PAGE - 1]) if len(ids) > PAGE else ""
    meant = _words_meant(hits, asked) if way == NEAR else []
    return Found([_kept_back(viewer, hit) for hit in hits], way, following, meant)


def _kept_back(viewer: Viewer, hit: Hit) -> Hit:
    """Without its papers where every look counts, in a restricted case and for an inspector: a search notes no look."""
    closed = hit.line.confidentiality == Confidentiality.RESTRICTED or viewer.has(Role.INSPECTOR)
    return replace(hit, excerpts=[], inside=True) if closed and hit.excerpts else hit


def _with_numbers(viewer: Viewer, hits: list[Hit], typed: str) -> list[Hit]:
    """The number of the sender or of a receipt that a case was found by; whose own is the very one comes first."""
    key, wanted = numbers.search_key(typed), numbers.parse(typed)
    rows = Submission.objects.filter(organisation=viewer.organisation, case__in=[hit.line.pk for hit in hits])
    found: dict[UUID, str] = {}
    for case, *given in rows.order_by("id").values_list("case_id", "sender_reference", "submission_number"):
        for number in given:
            if key in numbers.normalise(number):
                found.setdefault(case, number)
    hits = [replace(hit, number=found.get(hit.line.pk, "")) for hit in hits]
    return sorted(hits, key=lambda hit: not wanted.matches(numbers.parse(hit.line.number)))


def _with_relations(viewer: Viewer, hits: list[Hit], *, linked_too: bool) -> list[Hit]:
    """With the case that leads a joined one, and what is linked with one that was found by its number."""
    found = [hit.line.pk for hit in hits]
    if not found:
        return hits
    leading = led_by(viewer, found)
    others = linked(viewer, found) if linked_too else {}
    return [replace(hit, led_by=leading.get(hit.line.pk), linked=others.get(hit.line.pk, [])) for hit in hits]


def _hits(viewer: Viewer, shown: list[Line], pattern: Pattern) -> list[Hit]:
    names = _names(viewer, [line.pk for line in shown])
    parties = {line.pk: _party(names.get(line.pk, []), pattern) for line in shown}
    missing: dict[UUID, Pattern] = {}
    for line in shown:
        seen = pattern.seen_in(f"{line.subject}\n{parties[line.pk]}\n{line.number}")
        if left := {*range(len(pattern.each))} - seen:
            missing[line.pk] = pattern.only(left)
    places = _excerpts(viewer, missing, pattern)
    return [
        Hit(line, parts(line.subject, pattern), parts(parties[line.pk], pattern), "", places.get(line.pk, []))
        for line in shown
    ]


def _names(viewer: Viewer, ids: list[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    rows = CaseParty.objects.filter(organisation=viewer.organisation, case__in=ids).order_by("id")
    for case, name in rows.values_list("case_id", "name"):
        found.setdefault(case, []).append(name)
    return found


def _party(names: list[str], pattern: Pattern) -> str:
    """The parties that were searched for, else the first."""
    wanted = [name for name in names if pattern.seen_in(name)]
    return ", ".join(dict.fromkeys(wanted or names[:1]))


def _excerpts(viewer: Viewer, missing: dict[UUID, Pattern], pattern: Pattern) -> dict[UUID, list[Excerpt]]:
    """Places of the words that do not stand in the line itself: in each paper the first one."""
    found: dict[UUID, list[Excerpt]] = {}
    for case, document, name, text in _papers(viewer, [*missing]) if missing else ():
        places = found.setdefault(case, [])
        if len(places) == EXCERPTS or any(place.document == document for place in places):
            continue
        words = excerpt(text or "", missing[case])
        if words or missing[case].seen_in(name):
            marked = parts("".join(part for part, _hit in words), pattern)
            places.append(Excerpt(document, parts(name, pattern), marked))
    return found


def _papers(viewer: Viewer, cases: list[UUID]) -> list[tuple[UUID, UUID, str, str]]:
    """Case, document, its name and the beginning of its text, oldest first: attachments, their renditions, acts."""
    office = viewer.organisation
    attached = Attachment.objects.filter(organisation=office, case__in=cases).order_by()
    label = Coalesce(NullIf("label", Value("")), "document__name")
    own = attached.values_list("case_id", "document_id", label, Left("document__text", READ))
    readable = attached.filter(document__renditions__document__organisation=office).values_list(
        "case_id", "document__renditions__document_id", label, Left("document__renditions__document__text", READ)
    )
    acts = Act.objects.filter(organisation=office, case__in=cases, document__isnull=False).order_by()
    signed = acts.values_list("case_id", "document_id", "title", Left("document__text", READ))
    return sorted(own.union(readable, signed, all=True)[:MOST_PAPERS], key=lambda row: row[1])


def _words_meant(hits: Iterable[Hit], asked: Sequence[Term]) -> list[str]:
    """The words that were taken for mistyped ones, as they stand in what was found: nothing of any other case."""
    marked: dict[str, str] = {}
    for hit in hits:
        pieces = [*hit.subject, *hit.party, *(part for place in hit.excerpts for part in [*place.name, *place.words])]
        for text, searched in pieces:
            if searched:
                marked.setdefault("".join(words_of([text])), text.lower())
    wanted = {word for term in asked for word in term.meant}
    return [text for word, text in marked.items() if word in wanted]


def still_walking(viewer: Viewer) -> WordsWalk | None:
    """The walk through the cases that were there before, while it goes on."""
    return WordsWalk.objects.filter(organisation=viewer.organisation, finished_at__isnull=True).first()


def unread(viewer: Viewer) -> int:
    """How many papers of the office wait to be read, counted among the newest: they are read in their order."""
    newest = Document.objects.filter(organisation=viewer.organisation).order_by("-id")
    return list(newest.values_list("processing", flat=True)[:MOST_UNREAD]).count(Processing.WAITING)


def mark_of(text: str) -> tuple[UUID | None, str]:
    """By what the page before was found, and its last case (`words~<uuid>`); the first page for what cannot be read."""
    how, _tilde, last = text.partition("~")
    try:
        return (UUID(last), how) if how in (NUMBER, WORDS, NEAR) else (None, "")
    except ValueError:
        return None, ""

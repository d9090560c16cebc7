"""What must hold whatever breaks. Each invariant is one function that yields what violates it, in words.

They look at rows and files, never at what the code meant to do. `ALWAYS` holds at any moment, `AT_REST` when nothing
waits for the worker any more. `check` runs them; every one has a test that plants its violation (test_invariants.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from salter.documents import blobs
from salter.documents.storage import Storage
from salter.journal.subscriptions import subscribers
from tests.faults.load import Attempt

Ask = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Evidence:
    """What is looked at: the office's rows, the file store, and what clients noted."""

    ask: Ask
    """Asks the database in the scope of one office."""
    store: Storage
    attempts: Sequence[Attempt] = field(default_factory=list)


Invariant = Callable[[Evidence], Iterator[str]]


def check(evidence: Evidence, invariants: Iterable[Invariant]) -> list[str]:
    """All violations, each with the name of its invariant."""
    return [f"{invariant.__name__}: {words}" for invariant in invariants for words in invariant(evidence)]


def _rows(evidence: Evidence, words: str, question: str) -> Iterator[str]:
    """A violation for each row of an answer."""
    yield from (words % row for row in evidence.ask(question))


# --- the numbers ---


def numbers_have_no_gap(evidence: Evidence) -> Iterator[str]:
    """A register holds first … last, each once, and its counter stands at the last."""
    yield from _rows(
        evidence,
        "register %s/%s counts to %s, its cases are %s, %s of them different, from %s to %s",
        """SELECT r.code, r.year, r.last_ordinal, count(c.id), count(DISTINCT c.ordinal), min(c.ordinal), max(c.ordinal)
        FROM registry_register r
        LEFT JOIN (SELECT organisation_id, register_id, id, ordinal FROM registry_case
            UNION ALL SELECT organisation_id, register_id, id, ordinal FROM registry_formernumber) c
            ON c.organisation_id = r.organisation_id AND c.register_id = r.id
        GROUP BY r.organisation_id, r.id
        HAVING count(c.id) <> r.last_ordinal - r.first_ordinal + 1
            OR count(DISTINCT c.ordinal) <> count(c.id)
            OR coalesce(min(c.ordinal), r.first_ordinal) <> r.first_ordinal
            OR coalesce(max(c.ordinal), r.last_ordinal) <> r.last_ordinal""",
    )


def sub_numbers_have_no_gap(evidence: Evidence) -> Iterator[str]:
    """Supplements and acts of a case share its sub-numbers 1 … n."""
    yield from _rows(
        evidence,
        "case %s counts to sub-number %s and has %s, the highest is %s",
        """SELECT c.number, c.last_sub, count(s.sub), max(s.sub) FROM registry_case c
        LEFT JOIN (SELECT case_id, sub_number AS sub FROM registry_submission WHERE sub_number > 0
            UNION ALL SELECT case_id, sub_number FROM registry_act
            UNION ALL SELECT l.case_id, a.sub_number FROM registry_listedact a JOIN registry_actlist l
                ON l.organisation_id = a.organisation_id AND l.id = a.act_list_id) s ON s.case_id = c.id
        GROUP BY c.organisation_id, c.id HAVING count(s.sub) <> c.last_sub OR coalesce(max(s.sub), 0) <> c.last_sub""",
    )


# --- nothing half ---


def cases_are_whole(evidence: Evidence) -> Iterator[str]:
    """A case has one first submission, its parties, and one entry that names its number."""
    yield from _rows(
        evidence,
        "case %s: %s first submissions, %s entries, %s of them with its number",
        """SELECT c.number, s.first, e.entries, e.right FROM registry_case c,
        LATERAL (SELECT count(*) AS first FROM registry_submission WHERE case_id = c.id AND sub_number = 0) s,
        LATERAL (SELECT count(*) AS entries, count(*) FILTER (WHERE body ->> 'number' = c.number
            AND (body ->> 'ordinal')::int = c.ordinal OR EXISTS (SELECT FROM registry_formernumber f
            WHERE f.case_id = c.id AND f.number = body ->> 'number')) AS right
            FROM journal_entry WHERE subject_id = c.id AND verb = 'case.registered') e
        WHERE (s.first, e.entries, e.right) <> (1, 1, 1)""",
    )


def submissions_are_whole(evidence: Evidence) -> Iterator[str]:
    """A submission has its case, one entry that names it, and all the papers that the entry lists."""
    yield from _rows(
        evidence,
        "submission %s: %s cases, %s entries, entry lists %s papers, there are %s",
        """SELECT s.submission_number, c.cases, e.entries, e.listed, a.papers FROM registry_submission s,
        LATERAL (SELECT count(*) AS cases FROM registry_case WHERE id = s.case_id) c,
        LATERAL (SELECT count(*) AS entries, sum(jsonb_array_length(body -> 'documents')) AS listed FROM journal_entry
            WHERE case_id = s.case_id AND verb IN ('case.registered', 'case.supplemented')
            AND body ->> 'submission' = s.submission_number) e,
        LATERAL (SELECT count(*) AS papers FROM registry_attachment a
            JOIN documents_document d ON d.id = a.document_id WHERE a.submission_id = s.id) a
        WHERE (c.cases, e.entries) <> (1, 1) OR e.listed <> a.papers""",
    )


def entries_are_true(evidence: Evidence) -> Iterator[str]:
    """What the journal says was registered or stored is there."""
    yield from _rows(
        evidence,
        "entry %s tells of %s, which is not there",
        """SELECT e.verb, e.subject_id FROM journal_entry e
        WHERE (e.verb = 'document.stored' AND NOT EXISTS (SELECT FROM documents_document WHERE id = e.subject_id))
           OR (e.verb IN ('case.registered', 'case.supplemented', 'case.assigned')
               AND NOT EXISTS (SELECT FROM registry_case WHERE id = e.case_id))
           OR (e.verb IN ('case.registered', 'case.supplemented')
               AND NOT EXISTS (SELECT FROM registry_submission WHERE submission_number = e.body ->> 'submission'))""",
    )


def assignments_are_whole(evidence: Evidence) -> Iterator[str]:
    """A case lies with whom it was assigned to last, and every assignment by a person has its entry.

    Last is what was written last: identifiers follow a clock that these runs set back.
    """
    yield from _rows(
        evidence,
        "case %s: last assigned to another; %s assignments after the first, %s entries",
        """SELECT c.number, a.later, e.entries FROM registry_case c,
        LATERAL (SELECT count(*) - 1 AS later, (array_agg(unit_id ORDER BY age(xmin)))[1] AS unit,
            (array_agg(staff_id ORDER BY age(xmin)))[1] AS staff FROM registry_assignment WHERE case_id = c.id) a,
        LATERAL (SELECT count(*) AS entries FROM journal_entry WHERE case_id = c.id
            AND verb IN ('case.assigned', 'case.returned', 'case.taken-back')) e
        WHERE c.unit_id IS NOT NULL
          AND (a.later <> e.entries OR a.unit IS DISTINCT FROM c.unit_id OR a.staff IS DISTINCT FROM c.handler_id)""",
    )


def requests_are_whole(evidence: Evidence) -> Iterator[str]:
    """A request of the portal that was sent has its submission, and that one has only this request."""
    yield from _rows(
        evidence,
        "request %s: sent %s, submission %s, requests of the same submission %s",
        """SELECT d.id, d.sent_at, d.submission_id,
            (SELECT count(*) FROM portal_draft o WHERE o.submission_id = d.submission_id)
        FROM portal_draft d LEFT JOIN registry_submission s ON s.id = d.submission_id
        WHERE (d.sent_at IS NULL) <> (s.id IS NULL)
           OR (SELECT count(*) FROM portal_draft o WHERE o.submission_id = d.submission_id) > 1""",
    )
    yield from _rows(
        evidence,
        "submission %s came by the portal without a request",
        """SELECT s.submission_number FROM registry_submission s WHERE s.channel = 'portal' AND s.sub_number = 0
        AND NOT EXISTS (SELECT FROM portal_draft d WHERE d.submission_id = s.id)""",
    )


# --- handling ---


def acts_are_whole(evidence: Evidence) -> Iterator[str]:
    """A signed act has its document, its moment and its signatory, one entry that says so, and all who must get it."""
    yield from _rows(
        evidence,
        "act %s of %s is %s: document %s, %s entries of its signature, %s of its approval, %s to be served",
        """SELECT a.sub_number, c.number, a.status, a.document_id, e.signed, e.approved, s.rows FROM registry_act a
        JOIN registry_case c ON c.organisation_id = a.organisation_id AND c.id = a.case_id,
        LATERAL (SELECT count(*) FILTER (WHERE verb = 'act.signed') AS signed,
            count(*) FILTER (WHERE verb = 'act.approved') AS approved FROM journal_entry WHERE subject_id = a.id) e,
        LATERAL (SELECT count(*) AS rows FROM registry_service WHERE act_id = a.id) s
        WHERE (a.status IN ('signed', 'dispatched')) <> (a.document_id IS NOT NULL)
           OR (a.document_id IS NOT NULL) <> (a.signed_at IS NOT NULL AND a.signatory_id IS NOT NULL)
           OR e.signed <> (a.document_id IS NOT NULL)::int OR (a.approved_at IS NOT NULL AND e.approved = 0)
           OR (a.document_id IS NOT NULL AND s.rows = 0)""",
    )


def consignments_are_whole(evidence: Evidence) -> Iterator[str]:
    """A dispatched act is on its way to somebody, no other one is, and a handover has its proof and its entry."""
    yield from _rows(
        evidence,
        "act %s is %s and has %s consignments",
        """SELECT a.id, a.status, count(d.id) FROM registry_act a
        LEFT JOIN mailbox_delivery d ON d.organisation_id = a.organisation_id AND d.subject_id = a.id
        GROUP BY a.organisation_id, a.id HAVING (a.status = 'dispatched') <> (count(d.id) > 0)""",
    )
    yield from _rows(
        evidence,
        "consignment %s is %s: proof %s, %s entries",
        """SELECT d.id, d.state, d.evidence_id, count(e.id) FROM mailbox_delivery d
        LEFT JOIN journal_entry e ON e.subject_id = d.id AND e.verb = 'delivery.opened'
        GROUP BY d.organisation_id, d.id
        HAVING (d.state = 'opened' AND (d.evidence_id IS NULL OR count(e.id) <> 1))
            OR (d.state = 'sent' AND (d.evidence_id IS NOT NULL OR count(e.id) > 0))""",
    )


def steps_are_whole(evidence: Evidence) -> Iterator[str]:
    """A case stands where its last step led, each step begins where the one before ended, and a closed case has all."""
    yield from _rows(
        evidence,
        "case %s is %s after %s steps, %s of which fit; closed %s with class “%s”",
        """SELECT c.number, c.status, m.steps, m.fit, c.closed_at, c.class_code FROM registry_case c,
        LATERAL (SELECT count(*) AS steps, count(*) FILTER (WHERE before = coalesce(was, 'formed')) AS fit,
            (array_agg(after ORDER BY place DESC))[1] AS last
            FROM (SELECT before, after, lag(after) OVER w AS was, row_number() OVER w AS place FROM registry_casemove
                WHERE case_id = c.id WINDOW w AS (ORDER BY age(xmin) DESC, id)) steps) m
        WHERE m.steps <> m.fit OR c.status <> coalesce(m.last, 'formed')
           OR c.closed_at IS NOT NULL
                AND (c.class_code = '' OR c.retention_id IS NULL AND c.retention_open IS NOT TRUE)""",
    )


def services_follow(evidence: Evidence) -> Iterator[str]:
    """Who got a consignment was served by it, on one day and with one last day; nobody else was."""
    yield from _rows(
        evidence,
        "act %s: %s handovers, %s served, %s of them with a last day",
        """SELECT a.id, d.handed, s.served, s.last FROM registry_act a,
        LATERAL (SELECT count(*) AS handed FROM mailbox_delivery WHERE subject_id = a.id AND state = 'opened') d,
        LATERAL (SELECT count(served_on) AS served, count(until) AS last FROM registry_service WHERE act_id = a.id) s
        WHERE a.kind = 'decision' AND ((d.handed > 0) <> (s.served > 0) OR s.served < d.handed)""",
    )


# --- what was acknowledged ---


def acknowledged_is_there(evidence: Evidence) -> Iterator[str]:
    """What a client was told is in the office: once, under that number, with every paper."""
    found = {number: (case, set(papers)) for number, case, papers in evidence.ask(
        """SELECT s.submission_number, c.number, coalesce(array_agg(d.sha256) FILTER (WHERE d.id IS NOT NULL), '{}')
        FROM registry_submission s JOIN registry_case c ON c.id = s.case_id
        LEFT JOIN registry_attachment a ON a.submission_id = s.id LEFT JOIN documents_document d ON d.id = a.document_id
        GROUP BY s.organisation_id, s.id, c.number"""
    )}  # fmt: skip
    for attempt in evidence.attempts:
        if attempt.answer is not None:
            case, papers = found.get(attempt.answer["submission_number"], ("", set()))
            if not case:
                yield f"{attempt.kind} {attempt.answer['submission_number']} was acknowledged and is not there"
            elif str(attempt.answer["number"]).split("/")[0] != case.split("/")[0]:
                yield f"{attempt.kind} {attempt.answer['number']} was acknowledged, there it has {case}"
            elif missing := set(attempt.papers) - papers:
                yield f"{attempt.kind} {case} lacks the papers {missing}"


def nothing_is_there_twice(evidence: Evidence) -> Iterator[str]:
    """What a client sent, however often, is there once at most."""
    subjects = [subject for (subject,) in evidence.ask("SELECT subject FROM registry_submission")]
    marks = [word for subject in subjects for word in subject.split() if len(word) == 32]
    for attempt in evidence.attempts:
        there = marks.count(attempt.mark)
        if there > 1:
            yield f"{attempt.kind} {attempt.mark}, sent {attempt.sent} times, is there {there} times"


def nothing_is_there_unasked(evidence: Evidence) -> Iterator[str]:
    """Nothing came in that no client has sent. Holds in offices where only these clients work."""
    known = {attempt.mark for attempt in evidence.attempts}
    for (subject,) in evidence.ask("SELECT subject FROM registry_submission WHERE channel = 'api'"):
        if not known & set(subject.split()):
            yield f"nobody sent “{subject}”"


# --- the background work ---


JOBS = """
SELECT entry, args ->> 'subscriber' FROM procrastinate_jobs,
    jsonb_array_elements_text(coalesce(args -> 'entries', jsonb_build_array(args -> 'entry'))) AS entry
WHERE queue_name = 'journal' AND status IN ('todo', 'doing')
"""


def no_reader_is_forgotten(evidence: Evidence) -> Iterator[str]:
    """Every reader of every entry has run, or waits: in the outbox, in the queue, or for a person to start it again."""
    waiting = set(evidence.ask("SELECT entry_id::text, '' FROM journal_outbox"))
    waiting |= set(evidence.ask(JOBS))
    waiting |= set(evidence.ask("SELECT entry_id::text, subscriber FROM journal_failure WHERE NOT resolved"))
    done = set(evidence.ask("SELECT entry_id::text, subscriber FROM journal_handled"))
    for entry, verb in evidence.ask("SELECT id::text, verb FROM journal_entry"):
        for reader in subscribers(verb):
            if (entry, reader) not in done | waiting and (entry, "") not in waiting:
                yield f"{reader} never learns of {verb} {entry}"


def all_readers_have_run(evidence: Evidence) -> Iterator[str]:
    """Every reader of every entry has done its work."""
    done = set(evidence.ask("SELECT entry_id::text, subscriber FROM journal_handled"))
    for entry, verb in evidence.ask("SELECT id::text, verb FROM journal_entry"):
        yield from (
            f"{reader} has not run for {verb} {entry}" for reader in subscribers(verb) if (entry, reader) not in done
        )


def nothing_has_failed(evidence: Evidence) -> Iterator[str]:
    """No failure waits for a person: what a fault of the machinery broke was done again by itself."""
    yield from _rows(evidence, "%s: %s", "SELECT subscriber, message FROM journal_failure WHERE NOT resolved")


def work_is_done_once(evidence: Evidence) -> Iterator[str]:
    """A submission has at most one receipt, made when asked for, and the journal says so once."""
    yield from _rows(
        evidence,
        "submission %s: receipt %s, made %s times",
        """SELECT s.submission_number, s.receipt_id, count(e.id) FROM registry_submission s
        LEFT JOIN journal_entry e ON e.verb = 'receipt.made' AND e.subject_id = s.id
        GROUP BY s.organisation_id, s.id HAVING count(e.id) <> (s.receipt_id IS NOT NULL)::int""",
    )


# --- the log ---


def entries_are_sealed(evidence: Evidence) -> Iterator[str]:
    """Every entry stands in the log once."""
    yield from _rows(
        evidence,
        "entry %s (%s) stands in the log %s times",
        """SELECT e.id, e.verb, (SELECT count(*) FROM journal_leaf l WHERE l.entry_id = e.id) FROM journal_entry e
        WHERE (SELECT count(*) FROM journal_leaf l WHERE l.entry_id = e.id) <> 1""",
    )


def log_is_dense(evidence: Evidence) -> Iterator[str]:
    """The leaves of a log are numbered 0 … n-1."""
    yield from _rows(
        evidence,
        "log %s has %s leaves, the last is %s",
        """SELECT log_id, count(*), max(index) FROM journal_leaf GROUP BY log_id
        HAVING count(*) <> max(index) + 1 OR count(DISTINCT index) <> count(*)""",
    )


# --- files and sessions ---


def files_are_right(evidence: Evidence) -> Iterator[str]:
    """The bytes of every document have the hash of its row."""
    for name, sha256 in evidence.ask("SELECT min(name), sha256 FROM documents_document GROUP BY sha256"):
        if not blobs.verify(evidence.store, sha256):
            yield f"{name} ({sha256}) is missing or changed"


HELD = "90 seconds"
"""How long a transaction may be open: longer than any page, job or backup of the harness takes."""


def nobody_holds_a_transaction(evidence: Evidence) -> Iterator[str]:
    """No session has been holding a transaction open for long."""
    yield from _rows(
        evidence,
        "process %s has been in a transaction since %s: %s",
        f"""SELECT pid, xact_start, query FROM pg_stat_activity
        WHERE datname = current_database() AND clock_timestamp() - xact_start > interval '{HELD}'""",
    )


ALWAYS: tuple[Invariant, ...] = (
    numbers_have_no_gap,
    sub_numbers_have_no_gap,
    cases_are_whole,
    submissions_are_whole,
    entries_are_true,
    assignments_are_whole,
    requests_are_whole,
    acts_are_whole,
    consignments_are_whole,
    steps_are_whole,
    acknowledged_is_there,
    nothing_is_there_twice,
    no_reader_is_forgotten,
    log_is_dense,
    files_are_right,
    nobody_holds_a_transaction,
)
AT_REST: tuple[Invariant, ...] = (
    *ALWAYS,
    all_readers_have_run,
    nothing_has_failed,
    services_follow,
    work_is_done_once,
    entries_are_sealed,
)

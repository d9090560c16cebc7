"""What the worker does with a mailing, step by step: each step is one job and one transaction.

A worker that is killed in the middle of a step has done nothing of it, and the step is run again; a step that was done
is never done twice, because the letters that it took are no longer in the state that it looks for. One mailing is
worked at at a time, and its memory is that of one volume.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast
from uuid import UUID

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from procrastinate.contrib.django import app

from salter.documents.actions import keep_own
from salter.documents.models import Document
from salter.documents.paper import Language
from salter.journal.actions import record
from salter.journal.patience import PASSING, Patience
from salter.mailbox import posting
from salter.mailbox import rules as mailbox_rules
from salter.mailbox.actions import CLERKS
from salter.mailbox.models import Delivery, DeliveryDocument, DeliveryState
from salter.organisations import clock
from salter.organisations.access import Viewer, require, viewer_of
from salter.organisations.tenancy import scope
from salter.registry.actions.dispatch import dispatch_act
from salter.registry.books.lines import Line
from salter.registry.books.sheets import write_workbook
from salter.registry.dispatching import printing
from salter.registry.dispatching.letters import Letter, addressed
from salter.registry.mailings.queries import progress
from salter.registry.mailings.volumes import Piece, Style, make_volume
from salter.registry.models import FileKind, LetterState, Mailing, MailingFile, MailingLetter, MailingState
from salter.ui.formats import format_date

log = structlog.get_logger()
SENDS, LETTERS, HANDS, LINES = 50, 200, 500, 1000
"""How many acts are dispatched, letters printed, letters handed over, lines of a list written in one step."""
BYTES = 128 << 20
"""A volume ends before its letters are larger than this together."""
PDF, XLSX = "application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAMES = {
    FileKind.LETTERS: "pisma-{:03}.pdf",
    FileKind.ENVELOPES: "koverte-{:03}.pdf",
    FileKind.SLIPS: "dostavnice-{:03}.pdf",
    FileKind.LIST: "spisak-{:03}.pdf",
    FileKind.TABLE: "spisak.xlsx",
}


@app.task(queue="books", name="registry.make_mailing", lock="registry.make_mailing", retry=Patience())
def make_mailing(*, organisation: int, mailing: str) -> None:
    """Do the next step of a mailing, and hand on the one after it. What fails is said on its page, and tried again."""
    try:
        with scope(organisation):
            if step(UUID(mailing)):
                make_mailing.defer(organisation=organisation, mailing=mailing)
    except Exception as error:
        log.exception("a step of a mailing failed", mailing=mailing)
        with scope(organisation):
            Mailing.objects.filter(pk=mailing).update(problem=f"{type(error).__name__}: {error}"[:500])
        raise


def step(mailing_id: UUID) -> bool:
    """Do the next step, in the running scope; gives whether there is more to do."""
    work = _Work(mailing_id)
    steps = {
        MailingState.SENDING: work.send,
        MailingState.PRINTING: work.print,
        MailingState.HANDING: work.hand,
    }
    state = MailingState(work.mailing.state)
    if state not in steps:
        return False
    work.mailing.problem = ""
    steps[state]()
    work.mailing.save()
    return work.mailing.state in steps


class _Work:
    """A mailing in hand, seen as its asker sees it. Raises NotAllowed when they may not any more."""

    def __init__(self, mailing_id: UUID) -> None:
        rows = Mailing.objects.select_for_update(of=("self",)).select_related("organisation", "asked_by", "channel")
        self.mailing = rows.get(pk=mailing_id)
        self.viewer: Viewer = viewer_of(self.mailing.asked_by, self.mailing.organisation)
        require(self.viewer, *CLERKS)
        self.language = cast(Language, self.mailing.language)

    def send(self) -> None:
        """Dispatch the next acts; one that cannot be dispatched waits for a person."""
        rows = list(self._next(LetterState.WAITING).select_related("act")[:SENDS])
        for row in rows:
            self._send(row)
        if not rows:
            self.mailing.state = MailingState.PRINTING

    def _send(self, row: MailingLetter) -> None:
        try:
            with transaction.atomic():
                sent = dispatch_act(self.viewer, act=row.act, channel=self.mailing.channel)
        except PASSING:
            raise
        except ValidationError as error:
            self._failed(row, getattr(error, "code", None) or "dispatch", " ".join(error.messages))
        except Exception as error:  # whatever is wrong with one act concerns no other
            log.exception("an act of a mailing could not be dispatched", act=str(row.act_id))
            self._failed(row, "dispatch", f"{type(error).__name__}: {error}")
        else:
            self._sent(row, sent)

    def _failed(self, row: MailingLetter, problem: str, detail: str) -> None:
        row.state, row.problem, row.detail = LetterState.FAILED, problem[:20], detail[:300]
        row.save(update_fields=["state", "problem", "detail"])

    def _sent(self, row: MailingLetter, sent: Sequence[Delivery]) -> None:
        """The row of the act becomes that of its first letter; the others get rows beside it."""
        common = {"organisation": row.organisation, "mailing": self.mailing, "position": row.position}
        rows = [row, *(MailingLetter(**common, act_id=row.act_id) for _more in sent[1:])]
        for each, delivery in zip(rows, sent, strict=True):
            paper = delivery.channel.medium in mailbox_rules.ON_PAPER
            each.delivery = delivery
            each.state = LetterState.READY if paper else LetterState.ELSEWHERE
            each.save()

    def print(self) -> None:
        """Make the next volume; a letter that cannot be made waits for a person."""
        pieces = self._pieces()
        if not pieces:
            self._ready()
            return
        volume = (self.mailing.letters.aggregate(last=Max("volume"))["last"] or 0) + 1
        with tempfile.TemporaryDirectory(prefix="salter-mailing-") as folder:
            files = make_volume(self.mailing.organisation, pieces, self._style(), Path(folder))
            made = [piece for piece in pieces if not piece.problem]
            for kind, path in files.items():
                self._keep(kind, volume, len(made), path)
        for piece in pieces:
            row = piece.row
            row.state = LetterState.FAILED if piece.problem else LetterState.PRINTED
            row.problem, row.detail = piece.problem, piece.detail
            row.volume, row.pages = (None, None) if piece.problem else (volume, piece.pages)
        rows = [piece.row for piece in pieces]
        MailingLetter.objects.bulk_update(rows, ["state", "problem", "detail", "volume", "pages"])

    def _pieces(self) -> list[Piece]:
        """The next letters that fit into a volume together, at least one."""
        rows = list(self._next(LetterState.READY).select_related("delivery__channel", "delivery__recipient")[:LETTERS])
        documents = self._documents(rows)
        letters = addressed([row.delivery for row in rows if row.delivery])
        pieces, size = list[Piece](), 0
        for row, letter in zip(rows, letters, strict=True):
            enclosed = documents[letter.delivery.pk]
            size += sum(document.size for document in enclosed)
            if pieces and size > BYTES:
                break
            pieces.append(Piece(row, letter, enclosed))
        return pieces

    def _documents(self, rows: Sequence[MailingLetter]) -> dict[UUID, list[Document]]:
        found = defaultdict[UUID, list[Document]](list)
        enclosed = DeliveryDocument.objects.filter(delivery_id__in=[row.delivery_id for row in rows])
        for one in enclosed.select_related("document").order_by("delivery_id", "position"):
            found[one.delivery_id].append(one.document)
        return found

    def _style(self) -> Style:
        mailing = self.mailing
        return Style(
            on=clock.today(mailing.organisation),
            language=self.language,
            covers=mailing.covers,
            envelope=mailing.envelope,
            slips=mailing.slips,
            both_sides=mailing.both_sides,
        )

    def _ready(self) -> None:
        mailing = self.mailing
        mailing.state, mailing.ready_at = MailingState.READY, clock.now(mailing.organisation)
        found = progress(mailing)
        body = {"printed": found.printed, "failed": found.failed}
        record(self.viewer, "mailing.ready", subject=("mailing", mailing.pk), body=body)

    def hand(self) -> None:
        """Enter the next letters into the delivery book; when all are in, write the list, part by part."""
        if rows := list(self._on_their_way().filter(delivery__post_day=None)[:HANDS]):
            self._hand(rows)
        elif not self._write_list():
            self._write_table()
            self.mailing.state = MailingState.HANDED
            lines = self.mailing.letters.exclude(listed=None).count()
            record(self.viewer, "mailing.handed", subject=("mailing", self.mailing.pk), body={"letters": lines})

    def _on_their_way(self) -> QuerySet[MailingLetter]:
        """Printed letters that are in no list yet and of which nothing was heard."""
        rows = self.mailing.letters.filter(state=LetterState.PRINTED, listed=None, delivery__state=DeliveryState.SENT)
        return rows.select_related("delivery__channel", "delivery__recipient").order_by("position", "id")

    def _hand(self, rows: Sequence[MailingLetter]) -> None:
        """Their lines in the delivery book. A number that cannot be given sends the mailing back to its clerk."""
        mailing = self.mailing
        try:
            given, following = self._numbers(rows)
            posting.hand_to_post(self.viewer, letters=given, book=mailing.post_day)
        except ValidationError as error:
            mailing.state, mailing.problem = MailingState.READY, " ".join(error.messages)[:500]
        else:
            mailing.next_number = following

    def _numbers(self, rows: Sequence[MailingLetter]) -> tuple[dict[UUID, str], str]:
        """A registered number for each letter that has none, and the one that follows them; none without a series."""
        number, given = self.mailing.next_number, dict[UUID, str]()
        for row in rows:
            assert row.delivery is not None
            own = row.delivery.registered_number
            given[row.delivery.pk] = own or number
            number = mailbox_rules.following_number(number) if number and not own else number
        return given, number

    def _write_list(self) -> bool:
        """Write the next part of the list; gives whether there was one to write."""
        mailing, office = self.mailing, self.mailing.organisation
        assert mailing.post_day is not None
        rows = list(self._on_their_way().filter(delivery__post_day=mailing.post_day)[:LINES])
        if not rows:
            return False
        part = mailing.files.filter(kind=FileKind.LIST).count() + 1
        data = printing.post_list_pdf(office, mailing.post_day, _letters(rows), self.language)
        self._keep(FileKind.LIST, part, len(rows), data)
        for row in rows:
            row.listed = part
        MailingLetter.objects.bulk_update(rows, ["listed"])
        return True

    def _write_table(self) -> None:
        """The whole list as a table, written stretch by stretch."""
        mailing = self.mailing
        volume = mailing.files.filter(kind=FileKind.TABLE).count() + 1
        listed = mailing.letters.exclude(listed=None).order_by("listed", "position", "id")
        listed = listed.select_related("delivery__channel", "delivery__recipient")
        lines = listed.count()
        assert mailing.post_day is not None
        about = [(printing.TITLE, format_date(mailing.post_day.day)), ("Укупно пошиљака", str(lines))]
        with tempfile.TemporaryDirectory(prefix="salter-mailing-") as folder:
            target = Path(folder) / "list.xlsx"
            write_workbook(target, printing.COLUMNS, _lines(listed), about, language=self.language)
            self._keep(FileKind.TABLE, volume, lines, target)

    def _next(self, state: LetterState) -> QuerySet[MailingLetter]:
        return self.mailing.letters.filter(state=state).order_by("position", "id")

    def _keep(self, kind: FileKind, volume: int, letters: int, content: Path | bytes) -> None:
        """Keep a finished file of the mailing."""
        name, media_type = NAMES[kind].format(volume), XLSX if kind == FileKind.TABLE else PDF
        if isinstance(content, Path):
            with content.open("rb") as stream:
                document = keep_own(self.viewer, name=name, data=stream, media_type=media_type)
        else:
            document = keep_own(self.viewer, name=name, data=content, media_type=media_type)
        MailingFile.objects.create(
            organisation=self.mailing.organisation,
            mailing=self.mailing,
            volume=volume,
            kind=kind,
            letters=letters,
            document=document,
        )


def _letters(rows: Sequence[MailingLetter]) -> list[Letter]:
    return addressed([row.delivery for row in rows if row.delivery])


def _lines(listed: QuerySet[MailingLetter]) -> Iterator[Line]:
    place = 0
    while rows := list(listed[place : place + HANDS]):
        yield from (Line(printing.list_cells(letter)) for letter in _letters(rows))
        place += len(rows)

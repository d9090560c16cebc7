"""Taking letters in: kept and journalled first, then marked at the source; whatever breaks off goes on where it was.

Each message is one transaction: its original in the store, flushed; its row on the shelf; its place in the mailbox
(`last_uid`). Only what that has committed is marked at the source, and what was not marked is marked the next time.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO, Any, BinaryIO, cast
from uuid import UUID

import structlog
from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, transaction
from django.utils import timezone

from salter.documents.actions import keep_as_it_came, storage
from salter.documents.blobs import TooLarge, load
from salter.documents.models import Document, Source
from salter.documents.storage import StorageError
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Organisation
from salter.organisations.sealed import SecretLost, unseal
from salter.organisations.tenancy import scope
from salter.registry.incoming import actions as shelf
from salter.registry.incoming.actions import Content, FileInput, Unclear
from salter.registry.mail import findings, imap, message, oauth
from salter.registry.mail.imap import About, Mailbox
from salter.registry.mail.message import Letter
from salter.registry.mail.problems import MailProblem
from salter.registry.models import Afterwards, Door, Incoming, IncomingFile, MailAccount, MailArrival, SignIn
from salter.ui.formats import format_datetime

log = structlog.get_logger()
BATCH = 50
MOST = 500
"""So many messages one run takes; then others of the queue have their turn."""
STUCK = 3
MEGABYTE = 1 << 20
OURS = (StorageError, OperationalError, InterfaceError, OSError, TooLarge)
"""What the store or the database is to blame for, never the message."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a run did: how many messages it put on the shelf, and whether more wait."""

    taken: int
    more: bool


def login_of(account: MailAccount) -> imap.Login:
    """Where and as whom. Raises MailProblem when the password cannot be read, or no token is given for it."""
    try:
        password = unseal(account.secret, str(account.pk))
    except SecretLost as error:
        raise MailProblem("secret") from error
    if account.sign_in == SignIn.OAUTH:
        token = oauth.token(account.token_url, account.client_id, password, account.token_scope)
        return imap.Login(account.host, account.port, account.security, account.username, token=token)
    return imap.Login(account.host, account.port, account.security, account.username, password)


class Run:
    """One run through a mailbox. Outside any transaction; each message has one of its own, in the office's scope."""

    def __init__(self, organisation: Organisation, account_id: UUID) -> None:
        self.organisation = organisation
        self.viewer = Viewer(organisation)
        with scope(organisation.pk):
            self.account = MailAccount.objects.get(organisation=organisation, pk=account_id)
        self.taken = 0

    def go(self) -> Taken:
        """Fetch what is new. Raises MailProblem; what was taken before it stays taken."""
        with imap.opened(login_of(self.account), self.account.folder) as mailbox:
            self._same_mailbox(mailbox)
            self._mark(mailbox)
            more = self._new(mailbox)
            self._wanted(mailbox)
        return Taken(self.taken, more)

    def _same_mailbox(self, mailbox: Mailbox) -> None:
        """Numbers of a mailbox that was made anew mean other messages: it is looked through again, by header only."""
        if self.account.uid_validity == mailbox.validity:
            return
        with scope(self.organisation.pk):
            self.account.uid_validity, self.account.last_uid = mailbox.validity, 0
            self.account.known_below = mailbox.next_uid
            self.account.save(update_fields=["uid_validity", "last_uid", "known_below"])

    def _new(self, mailbox: Mailbox) -> bool:
        """Take in what is new, in order; whether more waits."""
        waiting: list[int] = []
        for uid in mailbox.uids_after(self.account.last_uid):
            waiting.append(uid)
            if len(waiting) == BATCH:
                self._batch(mailbox, waiting)
                waiting = []
            if self.taken >= MOST:
                return True
        self._batch(mailbox, waiting)
        return False

    def _batch(self, mailbox: Mailbox, uids: Sequence[int]) -> None:
        for about in mailbox.about(uids):
            self._one(mailbox, about)
        self._mark(mailbox)

    def _one(self, mailbox: Mailbox, about: About) -> None:
        limit: int = settings.SALTER_MAIL_LIMIT
        if self._known(about):
            return
        if self.account.stuck_uid == about.uid and self.account.stuck_times >= STUCK:
            self._header_only(mailbox, about, Unclear(findings.NOT_FETCHED))
        elif about.size > limit:
            words = {"size": about.size // MEGABYTE, "limit": limit // MEGABYTE}
            self._header_only(mailbox, about, Unclear(findings.TOO_LARGE, words))
        else:
            self._whole(mailbox, about)

    def _known(self, about: About) -> bool:
        """Whether this message was taken in under another number, before its mailbox was made anew.

        What came after that is read, whatever identifier it bears."""
        if not about.message_id or about.uid >= (self.account.known_below or 0):
            return False
        with scope(self.organisation.pk):
            before = MailArrival.objects.filter(
                organisation=self.organisation,
                account=self.account,
                message_id=about.message_id,
                size=about.size,
                uid_validity__gt=0,  # what lies below came from another mailbox
            ).exclude(uid_validity=self.account.uid_validity)
            if (known := before.first()) is None:
                return False
            self._note(about, known.incoming, known.sha256)
        return True

    def _whole(self, mailbox: Mailbox, about: About) -> None:
        self._attempt(about)
        stream = mailbox.fetch(about.uid, size=about.size)
        if stream is None:  # somebody removed it meanwhile
            return
        with stream, self._counted(about), kept_safely(), scope(self.organisation.pk):
            original = original_of(self.viewer, cast(BinaryIO, stream))
            incoming, fresh = self._shelve(about, original, cast(BinaryIO, stream))
            self._note(about, incoming, original.sha256)
        self.taken += fresh

    def _attempt(self, about: About) -> None:
        """Count how often this message was begun: one at which the server always breaks off holds up no other.

        That of a small message is written down only when something has gone wrong before, since it costs a commit."""
        account = self.account
        account.stuck_times = account.stuck_times + 1 if account.stuck_uid == about.uid else 1
        account.stuck_uid = about.uid
        if account.stuck_times > 1 or account.failure or about.size > imap.PIECE:
            with scope(self.organisation.pk):
                account.save(update_fields=["stuck_uid", "stuck_times"])

    @contextmanager
    def _counted(self, about: About) -> Iterator[None]:
        """What nobody has foreseen is held against the message, what the store or the database does is not."""
        account, times = self.account, self.account.stuck_times
        try:
            yield
        except Exception as error:
            account.stuck_uid = about.uid
            account.stuck_times = times - isinstance(error, MailProblem)
            with suppress(Error), scope(self.organisation.pk):
                account.save(update_fields=["stuck_uid", "stuck_times"])
            raise

    def _shelve(self, about: About, original: Document, stream: BinaryIO) -> tuple[Incoming, bool]:
        if before := shelf.found(self.viewer, door=Door.EMAIL, source_key=original.sha256):
            return before, False
        content, files = understood(self.viewer, stream)
        content = self._come_before(about, content)
        return shelf.take_in(
            self.viewer,
            door=Door.EMAIL,
            source_key=original.sha256,
            received_at=self._received(about.arrived),
            content=content,
            files=[FileInput(original), *files],
        )

    def _come_before(self, about: About, content: Content) -> Content:
        """The same Message-ID with other bytes: sent to two of our addresses, or sent again. A person compares."""
        if content.unclear or not about.message_id:
            return content
        arrivals = MailArrival.objects.filter(organisation=self.organisation, message_id=about.message_id)
        if (known := arrivals.select_related("incoming").first()) is None:
            return content
        at = format_datetime(timezone.localtime(known.incoming.received_at))
        return replace(content, unclear=Unclear(findings.AGAIN, {"at": at, "subject": known.incoming.subject}))

    def _header_only(self, mailbox: Mailbox, about: About, unclear: Unclear) -> None:
        """A message that stays at its source: its header stands for it, and a person is told."""
        head = mailbox.headers(about.uid)
        with kept_safely(), scope(self.organisation.pk):
            original = original_of(self.viewer, io.BytesIO(head or b"\r\n"), name="zaglavlje.txt", kind="text/plain")
            letter = message.read(io.BytesIO(head))
            content = _content(letter, unclear)
            incoming, fresh = shelf.take_in(
                self.viewer,
                door=Door.EMAIL,
                source_key=f"{self.account.pk}:{self.account.uid_validity}:{about.uid}:{original.sha256[:16]}",
                received_at=self._received(about.arrived),
                content=content,
                files=[FileInput(original)],
            )
            self._note(about, incoming, "")
        self.taken += fresh

    def _received(self, arrived: datetime | None) -> datetime:
        """When its server got it: that is when the office received it; never ahead of the office's clock."""
        now = clock.now(self.organisation)
        return min(arrived, now) if arrived else now

    def _note(self, about: About, incoming: Incoming, sha256: str) -> None:
        """Where the message lies and what it became, and that the mailbox was read so far; in the same transaction.

        What stays at its source is never marked there."""
        MailArrival.objects.update_or_create(
            organisation=self.organisation,
            account=self.account,
            uid_validity=self.account.uid_validity,
            uid=about.uid,
            defaults={
                "message_id": about.message_id,
                "size": about.size,
                "sha256": sha256,
                "incoming": incoming,
                "marked_at": None if sha256 and self._marks() else clock.now(self.organisation),
            },
        )
        self.account.last_uid = max(self.account.last_uid, about.uid)
        self.account.stuck_uid = self.account.stuck_times = 0
        self.account.save(update_fields=["last_uid", "stuck_uid", "stuck_times"])

    def _marks(self) -> bool:
        return self.account.afterwards != Afterwards.LEAVE

    def _mark(self, mailbox: Mailbox) -> None:
        """Tell the source what is kept here, also what an earlier run had no time to tell."""
        with scope(self.organisation.pk):
            rows = MailArrival.objects.filter(
                organisation=self.organisation,
                account=self.account,
                uid_validity=self.account.uid_validity,
                marked_at__isnull=True,
            )
            uids = list(rows.order_by("uid").values_list("uid", flat=True))
        for start in range(0, len(uids), BATCH):
            some = uids[start : start + BATCH]
            if self.account.afterwards == Afterwards.MOVE:
                mailbox.move(some, self.account.moved_to)
            elif self.account.afterwards == Afterwards.SEEN:
                mailbox.mark_seen(some)
            with scope(self.organisation.pk):
                rows.filter(uid__in=some).update(marked_at=clock.now(self.organisation))

    def _wanted(self, mailbox: Mailbox) -> None:
        """Fetch what stayed at its source and somebody has asked for again."""
        with scope(self.organisation.pk):
            rows = MailArrival.objects.filter(
                organisation=self.organisation, account=self.account, uid_validity=mailbox.validity, wanted=True
            )
            wanted = list(rows.select_related("incoming"))
        for row in wanted:
            self._fetch_again(mailbox, row)

    def _fetch_again(self, mailbox: Mailbox, row: MailArrival) -> None:
        if row.size > settings.SALTER_MAIL_LIMIT:
            self._answered(row)
            return
        try:
            stream = mailbox.fetch(row.uid, size=row.size)
        except MailProblem:  # the clerk may ask again; one message does not hold up each run
            self._answered(row)
            raise
        if stream is None:
            self._gone(row)
            return
        with stream, kept_safely(), scope(self.organisation.pk):
            if shelf.is_open(self.viewer, row.incoming):
                self._keep_again(row, cast(BinaryIO, stream))
            self._answered(row)
        self._mark(mailbox)

    def _keep_again(self, row: MailArrival, stream: BinaryIO) -> None:
        original = original_of(self.viewer, stream)
        content, files = understood(self.viewer, stream)
        shelf.read_again(self.viewer, incoming=row.incoming, content=content, files=[FileInput(original), *files])
        marked = None if self._marks() else clock.now(self.organisation)
        rows = MailArrival.objects.filter(organisation=self.organisation, pk=row.pk)
        rows.update(sha256=original.sha256, marked_at=marked)

    def _gone(self, row: MailArrival) -> None:
        """It is in its mailbox no more: a person is told, what its header said stays."""
        with scope(self.organisation.pk):
            incoming = Incoming.objects.get(organisation=self.organisation, pk=row.incoming_id)
            content = Content(
                incoming.subject,
                incoming.text,
                incoming.sender_name,
                incoming.sender_address,
                incoming.facts,
                Unclear(findings.GONE),
            )
            shelf.read_again(self.viewer, incoming=incoming, content=content, files=[])
            self._answered(row)

    def _answered(self, row: MailArrival) -> None:
        with scope(self.organisation.pk):
            MailArrival.objects.filter(organisation=self.organisation, pk=row.pk).update(wanted=False)


class kept_safely:  # reads as a word in `with`
    """What the store or the database refuses is a problem of ours: the message stays where it is."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OURS):
            raise MailProblem("store", f"{type(error).__name__}: {error}"[:300]) from error


def original_of(
    viewer: Viewer, stream: BinaryIO, *, name: str = "poruka.eml", kind: str = "message/rfc822"
) -> Document:
    """The untouched original, in the store; the stream stands at its beginning afterwards."""
    limit: int = settings.SALTER_MAIL_LIMIT + MEGABYTE
    kept = keep_as_it_came(viewer, name=name, content=stream, source=Source.EMAIL, media_type=kind, limit=limit)
    stream.seek(0)
    return kept


def understood(viewer: Viewer, stream: BinaryIO | IO[bytes]) -> tuple[Content, list[FileInput]]:
    """What a message says, and its attachments in the store; one that cannot be taken apart goes to a person."""
    try:
        with transaction.atomic():
            letter = message.read(cast(BinaryIO, stream))
            files = [findings.keep(viewer, part, place) for place, part in enumerate(letter.parts, 1)]
            return _content(letter, findings.unclear(letter, files)), files
    except OURS:
        raise
    except Exception as error:
        log.exception("a message could not be taken apart; it goes to a person")
        return Content(unclear=Unclear(findings.NOT_READ, {"error": type(error).__name__})), []


def _content(letter: Letter, unclear: Unclear | None) -> Content:
    facts: dict[str, Any] = {
        "message_id": letter.message_id,
        "automatic": letter.automatic,
        "defects": letter.defects,
        "may_answer": letter.may_answer,
    }
    return Content(
        subject=letter.subject,
        text=letter.text,
        sender_name=letter.sender_name,
        sender_address=letter.sender_address,
        facts=facts,
        unclear=unclear,
    )


def read_once_more(organisation: Organisation, incoming: Incoming) -> bool:
    """Take the kept original apart again, or ask for the message where only its header is here; in the office's scope.

    Gives whether the mailbox must be asked.
    """
    arrivals = MailArrival.objects.filter(organisation=organisation, incoming=incoming, sha256="")
    if arrivals.update(wanted=True):
        return True
    viewer = Viewer(organisation)
    original = _original(organisation, incoming)
    with load(storage(), original.document.sha256) as stream:
        content, files = understood(viewer, stream)
    first = [FileInput(original.document)] if original.position else []  # the header stands before it
    shelf.read_again(viewer, incoming=incoming, content=content, files=[*first, *files])
    return False


def _original(organisation: Organisation, incoming: Incoming) -> IncomingFile:
    """The message itself: behind its header, where that came first."""
    kept = MailArrival.objects.filter(organisation=organisation, incoming=incoming).exclude(sha256="")
    files = incoming.files.select_related("document")
    whole = files.filter(document__sha256__in=kept.values("sha256")).first()
    return whole or files.get(position=0)

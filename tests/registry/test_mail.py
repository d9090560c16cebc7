"""E-mail as a door, against real IMAP servers: everything that came is kept once, whatever breaks."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from functools import partial
from typing import IO, Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from salter.documents.actions import content
from salter.journal.models import Entry, Failure
from salter.journal.tasks import deliver, run_everything
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.organisations.sealed import SecretLost, seal, unseal
from salter.registry.incoming import actions as shelf
from salter.registry.incoming import queries
from salter.registry.mail import actions, imap, message, taking, tasks
from salter.registry.mail.problems import MailProblem
from salter.registry.models import Incoming, IncomingState, MailAccount, MailArrival
from tests.portal.scenes import pdf
from tests.support.imap import PASSWORD, USER, Cut, Server, dovecot, pymap
from tests.support.office import Office

SignIn = Callable[[Role], Client]
ADMINISTRATOR = Role.ADMINISTRATOR


@pytest.fixture(scope="module", params=["pymap", pytest.param("dovecot", marks=pytest.mark.needs("dovecot"))])
def running(request: pytest.FixtureRequest) -> Iterator[Server]:
    """Each server in turn; its folders are emptied by `server`."""
    with {"pymap": pymap, "dovecot": dovecot}[request.param]() as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    """An empty mailbox."""
    with running.client() as client:
        if int(client.select("INBOX")[1][0] or 0):
            client.store("1:*", "+FLAGS", r"(\Deleted)")
            client.expunge()
    return running


def account(office: Office, port: int, **more: Any) -> MailAccount:
    """The mailbox as the administrator sets it up."""
    given: dict[str, Any] = {
        "name": "Писарница",
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "username": USER,
        "folder": "INBOX",
        "afterwards": "seen",
        "moved_to": "",
        "confirms": False,
        "active": True,
    }
    return actions.keep_account(office.viewer(ADMINISTRATOR), password=PASSWORD, **{**given, **more})


def fetch(office: Office, row: MailAccount) -> taking.Taken:
    """One run."""
    return taking.Run(office.organisation, row.pk).go()


def built(number: int = 1, **headers: str) -> EmailMessage:
    """A letter of a citizen."""
    usual = {
        "From": "Мила Ведрић <mila@primer.rs>",
        "Subject": f"Молба {number}",
        "Message-ID": f"<{number}@primer.rs>",
    }
    message = EmailMessage()
    for name, value in {**usual, **headers}.items():
        if value:
            message[name.replace("_", "-")] = value
    message.set_content(f"Молим за извод број {number}.")
    return message


def raw(message: EmailMessage) -> bytes:
    """As it lies on a server."""
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def letters(count: int) -> list[bytes]:
    """Different letters."""
    return [raw(built(number)) for number in range(1, count + 1)]


def kept() -> list[bytes]:
    """The originals that are kept, in the order in which they came."""
    rows = Incoming.objects.order_by("id")
    return [content(queries.files(row)[0].document) for row in rows]


def watched(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The messages that are fetched from now on."""
    fetched: list[int] = []
    real = imap.Mailbox.fetch

    def fetch_and_note(self: imap.Mailbox, uid: int, *, size: int) -> IO[bytes] | None:
        fetched.append(uid)
        return real(self, uid, size=size)

    monkeypatch.setattr(imap.Mailbox, "fetch", fetch_and_note)
    return fetched


def test_every_letter_is_kept_as_it_came_then_marked(office: Office, server: Server) -> None:
    sent = letters(3)
    server.deliver(*sent)
    row = account(office, server.port)
    assert fetch(office, row).taken == 3
    assert kept() == sent
    assert server.seen() == [True, True, True]
    first = Incoming.objects.order_by("id").first()
    assert first is not None
    assert (first.subject, first.sender_address, first.state) == ("Молба 1", "mila@primer.rs", IncomingState.WAITING)
    assert first.text == "Молим за извод број 1."
    assert Entry.objects.filter(verb="incoming.taken").count() == 3


def test_a_second_run_fetches_nothing_again(office: Office, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.deliver(*letters(4))
    row = account(office, server.port, afterwards="leave")
    fetch(office, row)
    assert server.seen() == [False] * 4
    fetched = watched(monkeypatch)
    assert fetch(office, row).taken == 0
    server.deliver(raw(built(5)))
    assert fetch(office, row).taken == 1
    assert len(fetched) == 1
    assert Incoming.objects.count() == 5


def test_the_same_letter_in_two_mailboxes_is_one(office: Office, server: Server) -> None:
    [letter] = letters(1)
    server.deliver(letter, letter)
    with server.client() as client:
        client.create("Druga")
    server.deliver(letter, folder="Druga")
    fetch(office, account(office, server.port))
    fetch(office, account(office, server.port, folder="Druga"))
    assert Incoming.objects.count() == 1
    assert MailArrival.objects.count() == 3


def test_a_mailbox_made_anew_is_looked_through_by_header_only(
    office: Office, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.deliver(*letters(3))
    row = account(office, server.port)
    fetch(office, row)
    MailAccount.objects.update(uid_validity=4711, last_uid=9000)  # as if all numbers had been another server's
    MailArrival.objects.update(uid_validity=4711)
    server.deliver(raw(built(4)))
    fetched = watched(monkeypatch)
    assert fetch(office, row).taken == 1
    assert len(fetched) == 1
    assert Incoming.objects.count() == 4


def test_what_was_kept_and_not_marked_is_marked_by_the_next_run(
    office: Office, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.deliver(*letters(2))
    row = account(office, server.port)

    def gone(*_more: object) -> None:
        raise MailProblem("dropped")

    with monkeypatch.context() as broken:
        broken.setattr(imap.Mailbox, "mark_seen", gone)
        with pytest.raises(MailProblem):
            fetch(office, row)
    assert Incoming.objects.count() == 2
    assert server.seen() == [False, False]
    assert fetch(office, row).taken == 0
    assert server.seen() == [True, True]
    assert Incoming.objects.count() == 2


def test_what_cannot_be_kept_is_not_marked(office: Office, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.deliver(*letters(2))
    row = account(office, server.port)

    def full(*_more: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(taking, "keep_as_it_came", full)
        with pytest.raises(MailProblem) as problem:
            fetch(office, row)
    assert problem.value.code == "store"
    assert server.seen() == [False, False]
    assert fetch(office, row).taken == 2


def test_moved_into_a_folder_that_is_made(office: Office, server: Server) -> None:
    server.deliver(*letters(2))
    fetch(office, account(office, server.port, afterwards="move", moved_to="Заведено"))
    assert Incoming.objects.count() == 2
    with server.client() as client:
        assert int(client.select(imap.quoted("Заведено"))[1][0] or 0) == 2
        assert client.uid("SEARCH", "UNDELETED")[0] == "OK"
        client.select("INBOX")
        assert client.search(None, "UNDELETED")[1][0] in (b"", None)


@pytest.mark.parametrize("after", [40, 300, 900, 2500, 9000, 30_000])
def test_a_server_that_drops_in_the_middle_loses_nothing(office: Office, server: Server, after: int) -> None:
    big = built(9)
    big.add_attachment(b"a,b\n" * 20_000, maintype="text", subtype="csv", filename="spisak.csv")
    sent = [*letters(3), raw(big), raw(built(10))]
    server.deliver(*sent)
    line = Cut(server.port, after)
    row = account(office, line.port)
    with pytest.raises(MailProblem) as problem:
        fetch(office, row)
    assert problem.value.code in ("dropped", "unreachable", "refused")
    assert line.cuts
    line.again()
    fetch(office, row)
    line.close()
    assert kept() == sent
    assert server.seen() == [True] * 5


def test_a_message_at_which_the_server_always_breaks_off_holds_up_no_other(
    office: Office, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.deliver(*letters(3))
    row = account(office, server.port)
    real = imap.Mailbox.fetch

    def poisoned(self: imap.Mailbox, uid: int, *, size: int) -> Any:
        if uid == second:
            raise MailProblem("dropped", "again")
        return real(self, uid, size=size)

    with imap.opened(taking.login_of(row), "INBOX") as mailbox:
        second = list(mailbox.uids_after(0))[1]
    monkeypatch.setattr(imap.Mailbox, "fetch", poisoned)
    for _run in range(taking.STUCK + 2):
        tasks.fetch.func(organisation=office.organisation.pk, account=str(row.pk))
    assert [one.subject for one in Incoming.objects.order_by("id")] == ["Молба 1", "Молба 2", "Молба 3"]
    stuck = Incoming.objects.get(subject="Молба 2")
    assert (stuck.state, stuck.reason) == (IncomingState.UNCLEAR, "mail-not-fetched")
    assert server.seen() == [True, False, True]
    monkeypatch.setattr(imap.Mailbox, "fetch", real)
    shelf.retry(office.viewer(Role.REGISTRY_CLERK), incoming=stuck)
    run_everything()
    fetch(office, row)
    stuck.refresh_from_db()
    assert (stuck.state, stuck.text) == (IncomingState.WAITING, "Молим за извод број 2.")
    assert content(queries.files(stuck)[1].document) == letters(3)[1]
    assert server.seen() == [True, True, True]


def test_too_large_is_said_to_a_person_and_stays_where_it_is(office: Office, server: Server, settings: Any) -> None:
    big = built(1)
    big.add_attachment(b"0" * (3 << 20), maintype="text", subtype="plain", filename="veliko.txt")
    server.deliver(raw(big), raw(built(2)))
    settings.SALTER_MAIL_LIMIT = 1 << 20
    row = account(office, server.port)
    fetch(office, row)
    found = Incoming.objects.get(subject="Молба 1")
    assert (found.state, found.reason) == (IncomingState.UNCLEAR, "mail-too-large")
    assert found.reason_words == {"size": 4, "limit": 1}
    assert b"Message-ID: <1@primer.rs>" in content(queries.files(found)[0].document)
    assert server.seen() == [False, True]
    settings.SALTER_MAIL_LIMIT = 50 << 20
    shelf.retry(office.viewer(Role.REGISTRY_CLERK), incoming=found)
    run_everything()
    fetch(office, row)
    found.refresh_from_db()
    assert found.state == IncomingState.WAITING
    assert [file.document.name for file in queries.files(found)] == ["zaglavlje.txt", "poruka.eml", "veliko.txt"]
    assert content(queries.files(found)[1].document) == raw(big)
    assert server.seen() == [True, True]


@pytest.mark.long
@pytest.mark.needs("dovecot")
def test_an_attachment_of_200_mb_costs_its_header_only(office: Office) -> None:
    lines = base64.encodebytes(b"\0" * (1 << 20)).replace(b"\n", b"\r\n") * 200
    head = b"From: mila@primer.rs\r\nSubject: Veliko\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream"
    huge = (
        head
        + b"\r\nContent-Disposition: attachment; filename=film.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + lines
    )
    with dovecot() as server:
        server.deliver(huge, raw(built(2)))
        line = Cut(server.port, 1 << 20)  # the line would be cut long before 200 MB had come
        assert fetch(office, account(office, line.port)).taken == 2
        assert line.cuts == 0
        line.close()
        assert server.seen() == [False, True]
    found = Incoming.objects.get(subject="Veliko")
    assert (found.reason, found.state) == ("mail-too-large", IncomingState.UNCLEAR)
    assert found.reason_words["size"] > 200


def locked_zip() -> bytes:
    """An archive whose entry says that it is encrypted."""
    with io.BytesIO() as buffer:
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("tajna.txt", "tajna")
        data = bytearray(buffer.getvalue())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    return bytes(data)


BAD: dict[str, tuple[bytes, str, str]] = {
    "no subject": (raw(built(1, Subject="")), IncomingState.WAITING, ""),
    "nothing in it": (b"From: a@b.rs\r\n\r\n", IncomingState.UNCLEAR, "mail-empty"),
    "no sender": (b"Subject: Molba\r\n\r\nTekst\r\n", IncomingState.UNCLEAR, "mail-no-sender"),
    "broken MIME": (
        b"From: a@b.rs\r\nSubject: Molba\r\nContent-Type: multipart/mixed; boundary=X\r\n\r\n--X\r\n\r\nTekst",
        IncomingState.UNCLEAR,
        "mail-damaged",
    ),
    "encrypted": (
        b"From: a@b.rs\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nMIIB\r\n",
        IncomingState.UNCLEAR,
        "mail-locked",
    ),
    "bounce": (raw(built(1, From="MAILER-DAEMON@primer.rs")), IncomingState.UNCLEAR, "mail-bounce"),
    "vacation": (raw(built(1, Auto_Submitted="auto-replied")), IncomingState.UNCLEAR, "mail-auto-reply"),
    "newsletter": (raw(built(1, List_Id="<vesti.primer.rs>")), IncomingState.UNCLEAR, "mail-list"),
    "by a program": (raw(built(1, Auto_Submitted="auto-generated")), IncomingState.UNCLEAR, "mail-generated"),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_is_unclear_goes_to_a_person_with_the_one_thing_to_do(
    office: Office, server: Server, client_as: SignIn, kind: str
) -> None:
    message, state, reason = BAD[kind]
    server.deliver(message)
    fetch(office, account(office, server.port))
    found = Incoming.objects.get()
    assert (found.state, found.reason) == (state, reason)
    assert kept() == [message]
    page = client_as(Role.REGISTRY_CLERK).get(reverse("registry:incoming-one", args=[found.pk]))
    assert page.status_code == 200
    if reason:
        assert page.context["why"][1] in page.content.decode()


def test_attachments_are_documents_with_what_is_known_of_them(office: Office, server: Server) -> None:
    letter = built(1)
    files = {
        "zahtev.pdf": pdf(),
        "tajna.zip": locked_zip(),
        "potpis.p7m": b"0\x82\x01\x00",
        "program.exe": b"MZ\x90\x00",
        "prazno.txt": b"",
        "razbijen.pdf": b"%PDF-1.7\nnothing follows",
    }
    for name, data in files.items():
        letter.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    server.deliver(raw(letter))
    fetch(office, account(office, server.port))
    found = Incoming.objects.get()
    rows = queries.files(found)[1:]
    said = {row.document.name: [one["code"] for one in row.findings] for row in rows}
    assert said == {
        "zahtev.pdf": [],
        "tajna.zip": ["encrypted"],
        "potpis.p7m": ["signature-not-checked"],
        "program.exe": ["program"],
        "prazno.txt": ["empty"],
        "razbijen.pdf": ["unreadable"],
    }
    assert (found.state, found.reason) == (IncomingState.UNCLEAR, "mail-locked-file")
    assert content(rows[1].document) == files["tajna.zip"]
    assert rows[3].document.media_type == "application/octet-stream"


def test_the_signatures_of_a_pdf_are_judged(office: Office, server: Server) -> None:
    from tests.registry.scenes import act_of

    act = act_of(office, upto="signed")
    assert act.document is not None
    good = content(act.document)
    bad = bytearray(good)
    place = good.index(b"/ByteRange")
    bad[place // 2] ^= 1
    for number, data in enumerate((good, bytes(bad)), 1):
        letter = built(number)
        letter.add_attachment(data, maintype="application", subtype="pdf", filename="resenje.pdf")
        server.deliver(raw(letter))
    fetch(office, account(office, server.port))
    rows = [queries.files(row)[1] for row in Incoming.objects.order_by("id")]
    assert [row.findings[0]["code"] for row in rows][0] == "signature-valid"
    assert [row.findings[0]["code"] for row in rows][1] in ("signature-invalid", "unreadable")


def test_the_same_identifier_with_other_bytes_is_compared_by_a_person(office: Office, server: Server) -> None:
    server.deliver(raw(built(1)), raw(built(1, Subject="Молба поново")))
    fetch(office, account(office, server.port))
    first, second = Incoming.objects.order_by("id")
    assert (first.state, second.state, second.reason) == (IncomingState.WAITING, IncomingState.UNCLEAR, "mail-again")


def test_a_message_that_the_library_cannot_take_apart_is_kept_and_read_again(
    office: Office, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.deliver(*letters(1))

    def broken(_stream: object) -> None:
        raise RecursionError("too deep")

    with monkeypatch.context() as patched:
        patched.setattr(message, "read", broken)
        fetch(office, account(office, server.port))
    found = Incoming.objects.get()
    assert (found.state, found.reason, kept()) == (IncomingState.UNCLEAR, "mail-not-read", letters(1))
    shelf.retry(office.viewer(Role.REGISTRY_CLERK), incoming=found)
    run_everything()
    found.refresh_from_db()
    assert (found.state, found.subject) == (IncomingState.WAITING, "Молба 1")


def test_a_failing_mailbox_is_seen_by_people_and_recovers(office: Office, server: Server, client_as: SignIn) -> None:
    row = account(office, server.port)
    MailAccount.objects.update(secret=seal("wrong", str(row.pk)))
    run = partial(tasks.fetch.func, organisation=office.organisation.pk, account=str(row.pk))
    run()
    row.refresh_from_db()
    assert (row.failure, bool(row.failing_since)) == ("login", True)
    entry = Entry.objects.get(verb="mail.failed")
    reader = {"verb": "mail.failed", "subscriber": "salter.registry.mail.tasks.look_again"}
    with pytest.raises(MailProblem):
        deliver.func(organisation=office.organisation.pk, entry=str(entry.pk), **reader)
    assert Failure.objects.filter(entry_id=entry.pk, resolved=False).exists()
    assert tasks.ask_all.func(0) == 0  # the provider would lock the account
    assert "Писарница" in client_as(Role.REGISTRY_CLERK).get(reverse("registry:incoming")).content.decode()
    MailAccount.objects.update(secret=seal(PASSWORD, str(row.pk)))
    run()
    row.refresh_from_db()
    assert (row.failure, row.failing_since) == ("", None)
    assert not Failure.objects.filter(entry_id=entry.pk, resolved=False).exists()
    assert Entry.objects.filter(verb="mail.recovered").exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"folder": "Nema"}, "folder"),
        ({"security": "starttls"}, ("tls", "unreachable")),
        ({"port": 1}, "unreachable"),
    ],
)
def test_what_is_wrong_with_a_mailbox_is_named(
    office: Office, server: Server, change: dict[str, Any], code: str | tuple[str, ...]
) -> None:
    row = account(office, change.get("port", server.port), **{name: change[name] for name in change if name != "port"})
    with pytest.raises(MailProblem) as problem:
        fetch(office, row)
    assert problem.value.code in code


@pytest.mark.parametrize(
    ("failure", "failures", "minutes"),
    [("", 0, 0), ("unreachable", 9, 0), ("login", 1, 2), ("token", 3, 8), ("login", 6, 60), ("secret", 5000, 60)],
)
def test_a_refused_sign_in_is_tried_ever_less_often(failure: str, failures: int, minutes: int) -> None:
    asked = clock.real_now()
    row = MailAccount(failure=failure, failures=failures, checked_at=asked)
    wait = timedelta(minutes=minutes)
    assert actions.is_due(row, asked + wait)
    assert not minutes or not actions.is_due(row, asked + wait - timedelta(seconds=1))


def test_only_mailboxes_that_are_active_are_asked(office: Office) -> None:
    account(office, 1)
    account(office, 1, folder="Druga", active=False)
    assert tasks.ask_all.func(0) == 1
    assert tasks.ask_all.func(0) == 1
    assert ProcrastinateJob.objects.filter(task_name="registry.mail.fetch", status="todo").count() == 1


def test_the_administrator_sets_up_a_mailbox(office: Office, client_as: SignIn) -> None:
    client = client_as(ADMINISTRATOR)
    form = {
        "name": "Писарница",
        "host": "mail.primer.rs",
        "port": "993",
        "security": "tls",
        "sign_in": "password",
        "username": USER,
        "password": PASSWORD,
        "folder": "INBOX",
        "afterwards": "seen",
        "active": "on",
        "form_key": "k",
    }
    assert client.post(reverse("registry:mail-new"), {**form, "password": ""}).status_code == 422
    assert client.post(reverse("registry:mail-new"), {**form, "security": "none"}).status_code == 422
    assert client.post(reverse("registry:mail-new"), {**form, "afterwards": "move"}).status_code == 422
    assert client.post(reverse("registry:mail-new"), form).status_code == 302
    row = MailAccount.objects.get()
    assert PASSWORD not in row.secret
    assert unseal(row.secret, str(row.pk)) == PASSWORD
    page = client.get(reverse("registry:mail-account", args=[row.pk])).content.decode()
    assert PASSWORD not in page
    changed = {**form, "password": "", "name": "Друго име", "form_key": "k2"}
    assert client.post(reverse("registry:mail-account", args=[row.pk]), changed).status_code == 302
    row.refresh_from_db()
    assert (row.name, unseal(row.secret, str(row.pk))) == ("Друго име", PASSWORD)
    assert "Друго име" in client.get(reverse("registry:mail")).content.decode()


def test_nobody_else_and_no_practice_office_sets_up_a_mailbox(office: Office) -> None:
    with pytest.raises(NotAllowed):
        actions.keep_account(office.viewer(Role.REGISTRY_HEAD), password="x")
    office.organisation.practice = True  # as a practice office says of itself
    with pytest.raises(ValidationError) as refused:
        account(office, 1)
    assert refused.value.code == "practice"


def test_a_password_opens_only_where_it_belongs_and_with_its_key(settings: Any) -> None:
    sealed = seal("лозинка", "a")
    assert unseal(sealed, "a") == "лозинка"
    with pytest.raises(SecretLost):
        unseal(sealed, "b")
    settings.SECRET_KEY = "another"
    with pytest.raises(SecretLost):
        unseal(sealed, "a")


def test_receipt_is_confirmed_only_where_set_and_never_to_programs(
    office: Office, server: Server, settings: Any, mailoutbox: list[Any]
) -> None:
    settings.EMAIL_HOST = "mail.primer.rs"
    server.deliver(*letters(1))
    quiet = account(office, server.port)
    fetch(office, quiet)
    run_everything()
    assert mailoutbox == []
    MailAccount.objects.update(confirms=True)
    server.deliver(
        raw(built(2)), raw(built(3, Auto_Submitted="auto-replied")), raw(built(4, From="no-reply@primer.rs"))
    )
    fetch(office, quiet)
    run_everything()
    [answer] = mailoutbox
    assert answer.to == ["mila@primer.rs"]
    assert answer.extra_headers["Auto-Submitted"] == "auto-replied"
    assert answer.extra_headers["In-Reply-To"] == "<2@primer.rs>"
    server.deliver(*[raw(built(number)) for number in range(10, 20)])
    fetch(office, quiet)
    run_everything()
    assert len(mailoutbox) == 5  # not more a day to one address
    assert message.read(io.BytesIO(answer.message().as_bytes())).may_answer is False

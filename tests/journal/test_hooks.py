"""Webhooks: told in order and at least once, signed, to allowed addresses only, each in a queue of its own."""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.exceptions import ValidationError
from standardwebhooks import Webhook, WebhookVerificationError

from salter.journal.hooks import actions, calling, queries, sending
from salter.journal.models import Entry, Hook, HookCall, Paused
from salter.journal.tasks import run_everything
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from tests.support.office import Office, found_office

pytestmark = pytest.mark.django_db
LOCAL = (ip_network("127.0.0.0/8"),)


@dataclass
class Receiver:
    """A program that is called: what came, and what it answers."""

    url: str = ""
    status: int = 200
    words: str = ""
    hangs: float = 0
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def verbs(self) -> list[str]:
        """What it was told of."""
        return [json.loads(body)["type"] for _headers, body in self.came]


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """A receiver on this machine, which may be called."""
    settings.SALTER_HOOK_NETWORKS = LOCAL
    yield from listening(Receiver())


@pytest.fixture
def other() -> Iterator[Receiver]:
    """Another one."""
    yield from listening(Receiver())


def listening(receiver: Receiver, context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """The receiver while it listens."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.came.append((dict(self.headers), body))
            time.sleep(receiver.hangs)
            self.send_response(receiver.status)
            self.send_header("Location", f"{receiver.url}elsewhere")
            self.end_headers()
            self.wfile.write(receiver.words.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is said."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    receiver.url = f"{'https' if context else 'http'}://127.0.0.1:{server.server_address[1]}/"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield receiver
    server.shutdown()
    server.server_close()


@pytest.fixture
def office() -> Iterator[Office]:
    """An office; we are in its scope."""
    found = found_office("vedrovo")
    with scope(found.organisation.pk):
        yield found


def hook(office: Office, url: str, name: str = "Рачуноводство", *verbs: str) -> Hook:
    """A webhook of the office that is told of registrations."""
    chosen = verbs or ("case.registered",)
    return actions.keep_hook(office.viewer(Role.ADMINISTRATOR), name=name, url=url, verbs=chosen)


def tell(row: Hook) -> Hook:
    """Seal what has happened, and call the hook once; gives the hook as it is then."""
    run_everything()
    async_to_sync(sending.tell)(row.organisation_id, row.pk, asyncio.Event())
    row.refresh_from_db()
    return row


def again(row: Hook) -> Hook:
    """The time of the next attempt has come."""
    Hook.objects.filter(pk=row.pk).update(next_at=clock.real_now())
    return tell(row)


def test_it_is_told_in_order_signed_and_without_a_name(office: Office, receiver: Receiver) -> None:
    row = hook(office, receiver.url)
    secret = actions.new_secret(office.viewer(Role.ADMINISTRATOR), hook=row)
    cases = [office.register(subject=f"Захтев {number}", party=office.party("Стојан Тајнић")) for number in (1, 2, 3)]
    tell(row)
    told = [Webhook(secret).verify(body, headers) for headers, body in receiver.came]  # an independent implementation
    assert [each["data"]["case"] for each in told] == [str(each.case_id) for each in cases]
    assert {each["type"] for each in told} == {"case.registered"}
    assert [headers["webhook-id"] for headers, _body in receiver.came] == [each["data"]["entry"] for each in told]
    everything = b"".join(body for _headers, body in receiver.came).decode()
    assert "Захтев" not in everything
    assert "Тајнић" not in everything
    assert row.failures == 0
    assert not HookCall.objects.exclude(problem="").exists()
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(receiver.came[0][1].replace(b"case", b"cafe"), receiver.came[0][0])


def test_what_happened_before_it_was_set_up_is_not_told(office: Office, receiver: Receiver) -> None:
    office.register()
    run_everything()
    assert tell(hook(office, receiver.url)).position > 0
    assert receiver.came == []


def test_another_office_is_none_of_its_business(receiver: Receiver) -> None:
    ours, theirs = found_office("vedrovo"), found_office("oblakovo")
    with scope(ours.organisation.pk):
        row = hook(ours, receiver.url)
    with scope(theirs.organisation.pk):
        theirs.register()
    run_everything()
    with scope(ours.organisation.pk):
        before = row.position
        assert tell(row).position > before  # passed over
    assert receiver.came == []


def test_what_is_refused_waits_and_what_comes_after_it_too(office: Office, receiver: Receiver) -> None:
    row = hook(office, receiver.url)
    receiver.status, receiver.words = 500, "не могу\0 сада"
    office.register()
    office.register()
    tell(row)
    assert (len(receiver.came), row.failures) == (1, 1)
    call = HookCall.objects.get()
    assert (call.problem, call.status, call.answer) == ("refused", 500, "не могу  сада")
    assert tell(row).failures == 1  # not before its time
    receiver.status = 204
    again(row)
    ids = [headers["webhook-id"] for headers, _body in receiver.came]
    assert (len(ids), ids[0] == ids[1], ids[2] != ids[1]) == (3, True, True)
    assert (row.failures, row.failing_since) == (0, None)


def test_the_waits_grow(office: Office, receiver: Receiver) -> None:
    row = hook(office, receiver.url)
    receiver.status = 503
    office.register()
    waits = []
    for _attempt in range(8):
        before = clock.real_now()
        waits.append(round((again(row).next_at - before).total_seconds()))
    assert waits == pytest.approx([5, 30, 120, 600, 1800, 3600, 3600, 3600], abs=2)


def test_a_redirect_is_not_followed(office: Office, receiver: Receiver) -> None:
    row = hook(office, receiver.url)
    receiver.status = 302
    office.register()
    assert (tell(row).failures, len(receiver.came)) == (1, 1)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://127.0.0.1:9/", "private"),
        ("https://10.0.0.7/", "private"),
        ("https://[::1]/", "private"),
        ("https://169.254.169.254/latest/", "private"),
        ("http://1.1.1.1/", "plain"),
        ("https://nema.invalid/", "name"),
    ],
)
def test_where_nothing_may_be_sent(url: str, problem: str) -> None:
    assert asyncio.run(calling.call(url, b"{}", {}, ())).problem == problem


def test_nobody_there() -> None:
    assert asyncio.run(calling.call("http://127.0.0.1:9/", b"{}", {}, LOCAL)).problem == "away"


def test_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    for stranger in listening(Receiver(), certified(tmp_path)):
        answer = asyncio.run(calling.call(stranger.url, b"{}", {}, LOCAL))
        assert (answer.problem, stranger.came) == ("tls", [])


def certified(folder: Path) -> ssl.SSLContext:
    """A server's context with a certificate of its own making."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "TEST")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (folder / "cert.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def test_who_answers_that_it_is_gone_is_called_no_more(office: Office, receiver: Receiver) -> None:
    row = hook(office, receiver.url)
    receiver.status = 410
    office.register()
    assert tell(row).paused == Paused.GONE
    assert again(row).paused == Paused.GONE
    assert len(receiver.came) == 1
    assert Entry.objects.get(verb="hook.paused").body["name"] == "Рачуноводство"


def test_three_days_of_refusal_are_enough(office: Office, receiver: Receiver) -> None:
    row = hook(office, receiver.url)
    receiver.status = 500
    office.register()
    tell(row)
    Hook.objects.filter(pk=row.pk).update(failing_since=clock.real_now() - timedelta(days=3, minutes=1))
    assert again(row).paused == Paused.FAILING
    receiver.status = 200
    actions.resume(office.viewer(Role.ADMINISTRATOR), hook=row)
    assert (tell(row).paused, len(receiver.came)) == ("", 3)


def test_it_is_told_once_more_from_a_call_on(office: Office, receiver: Receiver) -> None:
    row = hook(office, receiver.url)
    for _number in range(3):
        office.register()
    tell(row)
    second = list(HookCall.objects.order_by("id"))[1]
    actions.replay(office.viewer(Role.ADMINISTRATOR), hook=row, call=second)
    tell(row)
    ids = [headers["webhook-id"] for headers, _body in receiver.came]
    assert ids == [*ids[:3], ids[1], ids[2]]


def test_one_that_it_will_never_take_is_left_out(office: Office, receiver: Receiver) -> None:
    row, admin = hook(office, receiver.url), office.viewer(Role.ADMINISTRATOR)
    with pytest.raises(ValidationError):
        actions.skip(admin, hook=row)
    receiver.status = 422
    office.register()
    office.register()
    tell(row)
    receiver.status = 200
    actions.skip(admin, hook=row)
    tell(row)
    assert len({headers["webhook-id"] for headers, _body in receiver.came}) == 2
    with pytest.raises(ValidationError):
        actions.skip(admin, hook=row)


def test_a_worker_that_dies_after_the_call_leaves_it_to_the_next(office: Office, receiver: Receiver) -> None:
    row = hook(office, receiver.url)
    office.register()
    run_everything()
    work = sending.claim(row.organisation_id, row.pk)
    assert work
    assert sending.claim(row.organisation_id, row.pk) is None  # another worker, meanwhile
    assert tell(row).claimed_until
    assert receiver.came == []
    Hook.objects.filter(pk=row.pk).update(claimed_until=clock.real_now() - timedelta(seconds=1))
    tell(row)
    assert len(receiver.came) == 1


def test_a_hook_that_was_paused_during_a_call_stays_paused(office: Office, receiver: Receiver) -> None:
    row = hook(office, receiver.url)
    office.register()
    office.register()
    run_everything()
    work = sending.claim(row.organisation_id, row.pk)
    assert work
    actions.pause(office.viewer(Role.ADMINISTRATOR), hook=row)
    assert sending.note(work, work.told[0], calling.Answer(1, 200), last=False) is None
    row.refresh_from_db()
    assert (row.paused, row.position) == (Paused.BY_HAND, work.told[0].index)


def test_a_replay_during_a_call_is_not_lost_when_another_worker_goes_on(office: Office, receiver: Receiver) -> None:
    row = hook(office, receiver.url)
    for _number in range(3):
        office.register()
    tell(row)
    first = HookCall.objects.order_by("id")[0]
    office.register()
    run_everything()
    slow = sending.claim(row.organisation_id, row.pk)
    assert slow
    actions.replay(office.viewer(Role.ADMINISTRATOR), hook=row, call=first)
    other = sending.claim(row.organisation_id, row.pk)
    assert other
    assert sending.note(slow, slow.told[0], calling.Answer(1, 200), last=True) is None
    row.refresh_from_db()
    assert (row.position, row.claimed_until is not None) == (first.index, True)  # the other worker's claim stands


def test_a_change_of_the_name_undoes_nothing_that_happened_meanwhile(office: Office, receiver: Receiver) -> None:
    row, admin = hook(office, receiver.url), office.viewer(Role.ADMINISTRATOR)
    office.register()
    tell(Hook.objects.get(pk=row.pk))
    actions.pause(admin, hook=row)
    actions.keep_hook(admin, hook=row, name="Ново име", url=row.url, verbs=row.verbs)  # as the form was opened
    now = Hook.objects.get(pk=row.pk)
    assert (now.name, now.paused, now.position > row.position) == ("Ново име", Paused.BY_HAND, True)
    actions.remove(admin, hook=row)
    with pytest.raises(Hook.DoesNotExist):
        actions.keep_hook(admin, hook=row, name="Опет", url=row.url, verbs=row.verbs)


def test_a_worker_that_stops_finishes_the_call_under_way_and_no_more(office: Office, receiver: Receiver) -> None:
    row = hook(office, receiver.url)
    for _number in range(3):
        office.register()
    run_everything()

    async def stopped() -> None:
        stop = asyncio.Event()
        stop.set()
        await sending.tell(row.organisation_id, row.pk, stop)

    async_to_sync(stopped)()
    row.refresh_from_db()
    assert (len(receiver.came), row.claimed_until) == (1, None)


def test_a_host_of_cyrillic_letters_is_called_by_its_ascii_name(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def here(_loop: Any, host: str, port: int, **_more: Any) -> list[Any]:
        return [(0, 0, 0, "", ("127.0.0.1", port))] if host == "xn--e1afmkfd.xn--90a3ac" else []

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", here)
    port = receiver.url.rsplit(":", 1)[1]
    assert asyncio.run(calling.call(f"http://пример.срб:{port}", b"{}", {}, LOCAL)).problem == ""
    assert receiver.came[0][0]["Host"] == f"xn--e1afmkfd.xn--90a3ac:{port.strip('/')}"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"url": "ftp://program.rs/"}, "url"),
        ({"url": "https://ana:tajna@program.rs/"}, "url"),
        ({"verbs": []}, "verbs"),
        ({"verbs": ["staff.added"]}, "verbs"),  # nothing that a party is not told of
        ({"name": "Друго"}, "name"),
    ],
)
def test_what_is_refused_of_a_form(office: Office, given: dict[str, Any], code: str) -> None:
    hook(office, "https://drugo.rs/", "Друго")
    whole = {"name": "Прво", "url": "https://prvo.rs/", "verbs": ["case.registered"], **given}
    with pytest.raises(ValidationError) as refused:
        actions.keep_hook(office.viewer(Role.ADMINISTRATOR), **whole)
    assert refused.value.code == code


def test_nothing_leaves_a_practice_office(office: Office) -> None:
    office.organisation.practice = True
    with pytest.raises(ValidationError) as refused:
        hook(office, "https://program.rs/")
    assert refused.value.code == "practice"


def test_only_the_administrator_sees_and_sets(office: Office) -> None:
    row = hook(office, "https://program.rs/")
    for role in set(Role) - {Role.ADMINISTRATOR}:
        viewer = office.viewer(role)
        with pytest.raises(NotAllowed):
            queries.hook(viewer, row.pk)
        with pytest.raises(NotAllowed):
            actions.keep_hook(viewer, hook=row, name="x", url="https://x.rs/", verbs=["case.registered"])
        with pytest.raises(NotAllowed):
            actions.new_secret(viewer, hook=row)


def test_another_host_does_not_get_the_old_secret(office: Office) -> None:
    row, admin = hook(office, "https://program.rs/a"), office.viewer(Role.ADMINISTRATOR)
    kept = row.secret
    given: dict[str, Any] = {"hook": row, "name": row.name, "verbs": row.verbs}
    assert actions.keep_hook(admin, url="https://program.rs/b", **given).secret == kept
    assert actions.keep_hook(admin, url="https://drugi.rs/b", **given).secret != kept


def test_old_calls_are_swept(office: Office, receiver: Receiver) -> None:
    row = hook(office, receiver.url)
    office.register()
    tell(row)
    assert sending.sweep() == 0
    HookCall.objects.update(at=clock.real_now() - timedelta(days=31))
    assert sending.sweep() == 1


@pytest.mark.django_db(transaction=True)
def test_one_that_hangs_holds_up_no_other(receiver: Receiver, other: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "SECONDS", 2)
    receiver.hangs = 30
    office = found_office("vedrovo")
    with scope(office.organisation.pk):
        slow, quick = hook(office, receiver.url, "Спори"), hook(office, other.url, "Брзи")
        office.register()
        run_everything()

    async def until_told() -> float:
        stop, began = asyncio.Event(), time.monotonic()
        telling = asyncio.create_task(sending.tell_until(stop))
        while not other.came and time.monotonic() - began < 20:
            await asyncio.sleep(0.05)
        took = time.monotonic() - began
        while not receiver.came and time.monotonic() - began < 20:
            await asyncio.sleep(0.05)
        stop.set()
        await asyncio.wait_for(telling, 20)
        return took

    async_to_sync(until_told)()
    with scope(office.organisation.pk):
        assert HookCall.objects.get(hook=quick).problem == ""
        assert HookCall.objects.get(hook=slow).problem == "slow"
        assert HookCall.objects.get(hook=quick).at < HookCall.objects.get(hook=slow).at

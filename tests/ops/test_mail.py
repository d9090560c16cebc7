"""Mail goes out by the worker, after commit, to a real SMTP server; what it says opens the account."""

from __future__ import annotations

import email
import email.policy
import re
import socket
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.test import Client, override_settings

from salter.journal.tasks import run_everything
from salter.ops import mail
from salter.ops.mail_settings import mail_settings
from salter.organisations import actions
from salter.organisations.models import Account, Organisation, Role
from tests.support.office import Office

PASSWORD = "tri ševe na krovu"
SITE = "http://testserver"


class Post:
    """What the mail server was given."""

    def __init__(self) -> None:
        self.came: list[tuple[list[str], EmailMessage]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the message."""
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.came.append((envelope.rcpt_tos, message))
        return "250 taken"


@pytest.fixture
def post() -> Iterator[Post]:
    """A real SMTP server, named by SALTER_EMAIL_URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    handler = Post()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    given = mail_settings(f"smtp://127.0.0.1:{port}?from=salter@vedrovo.example")
    backend = "django.core.mail.backends.smtp.EmailBackend"
    with override_settings(
        EMAIL_BACKEND=backend, EMAIL_HOST=given.host, EMAIL_PORT=given.port, DEFAULT_FROM_EMAIL=given.sender
    ):
        yield handler
    controller.stop()


@pytest.fixture
def handler(office: Office) -> Account:
    account = office.account(Role.HANDLER)
    account.email = "obrada@vedrovo.example"
    account.save()
    return account


def test_an_invitation_is_mailed_once_and_opens_the_account(office: Office, handler: Account, post: Post) -> None:
    actions.invite(office.viewer(Role.ADMINISTRATOR), staff=office.people[Role.HANDLER], site=SITE)
    assert post.came == []
    run_everything()
    run_everything()
    [(to, message)] = post.came
    assert to == ["obrada@vedrovo.example"]
    assert message["From"] == "salter@vedrovo.example"
    assert str(message["Subject"]).strip() == "Позив у канцеларију – Општина Ведрово"
    body = message.get_body()
    assert body is not None
    text = body.get_content()
    assert handler.username in text
    found = re.search(rf"{SITE}(/password/\S+)", text)
    assert found
    guest = Client()
    assert guest.post(found[1], {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert guest.login(username=handler.username, password=PASSWORD)


def test_who_asks_for_a_new_password_gets_it_by_mail(office: Office, handler: Account, post: Post) -> None:
    handler.set_password(PASSWORD)
    handler.save()
    guest = Client()
    for name in (handler.username, "nobody"):
        assert guest.post("/password/", {"username": name}).status_code == 200
    run_everything()
    [(to, message)] = post.came
    assert to == [handler.email]
    assert "Нова лозинка" in str(message["Subject"])


def test_a_withdrawn_link_and_a_practice_office_send_nothing(office: Office, handler: Account, post: Post) -> None:
    admin, staff = office.viewer(Role.ADMINISTRATOR), office.people[Role.HANDLER]
    actions.invite(admin, staff=staff, site=SITE)
    actions.withdraw_link(admin, staff=staff)
    run_everything()
    assert not mail.send(Organisation(name_cyr="Вежба", practice=True), handler.email, "x", "y")
    assert post.came == []
    assert mail.send(office.organisation, handler.email, "x", "y")
    assert len(post.came) == 1


def test_a_mail_server_that_is_away_is_asked_again(office: Office, handler: Account, post: Post) -> None:
    actions.invite(office.viewer(Role.ADMINISTRATOR), staff=office.people[Role.HANDLER], site=SITE)
    with override_settings(EMAIL_PORT=9, EMAIL_TIMEOUT=2), pytest.raises(OSError, match="refused"):
        run_everything()  # the worker notes the failure for a person, and tries again
    assert post.came == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", ("", 25, "", "", False, False)),
        ("smtp://mail.example", ("mail.example", 25, "", "", False, False)),
        ("smtps://u%40x:p%3Aq@mail.example", ("mail.example", 465, "u@x", "p:q", True, False)),
        ("smtp+tls://u:p@mail.example:2525", ("mail.example", 2525, "u", "p", False, True)),
    ],
)
def test_the_address_of_a_mail_server_is_taken_apart(url: str, expected: tuple[object, ...]) -> None:
    parts = mail_settings(url)
    assert (parts.host, parts.port, parts.user, parts.password, parts.tls, parts.starttls) == expected


def test_another_address_is_refused_and_none_is_set_here() -> None:
    for wrong in ("http://mail.example", "mail.example", "smtp://"):
        with pytest.raises(ValueError, match="SALTER_EMAIL_URL"):
            mail_settings(wrong)
    assert settings.EMAIL_HOST == ""

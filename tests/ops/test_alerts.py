"""Notices by e-mail to citizens and companies: chosen, one for each entry, without a word of the case, no delivery."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage

import pytest
from django.core.exceptions import ValidationError
from django.test import Client, override_settings
from django.urls import reverse

from salter.journal.models import Entry
from salter.journal.tasks import run_everything
from salter.mailbox.actions import open_receipt
from salter.mailbox.models import Delivery
from salter.ops.alerts import mail_alert
from salter.organisations.access import NotAllowed, viewer_of
from salter.organisations.models import Account, Party, Role
from salter.portal.alerts import actions as alerts
from salter.portal.models import Alert, AlertChoice
from salter.registry import actions
from salter.registry.models import ActKind, Case, CaseParty, PartyRole, WaitEnd, WaitKind
from salter.registry.parties.changing import Known, join, leave
from salter.registry.waiting.actions import begin_wait, end_wait
from tests.ops.test_mail import Post, post  # noqa: F401  # fixture
from tests.registry.scenes import TEXTS, SignIn
from tests.support.office import Office
from tests.support.scene import citizen, registered

SITE = "https://uprava.example"
SECRETS = ("Мила", "Mila", "Ведрић", "заузеће", "zauzeće", "помоћ", "Лице")


@dataclass
class Reader:
    """A citizen with an address, who is a party of the office."""

    office: Office
    account: Account
    party: Party

    def wants(self, language: str = "sr") -> AlertChoice:
        """Choose notices."""
        return alerts.choose(viewer_of(self.account, self.office.organisation), language=language, site=SITE)

    def case(self) -> Case:
        """A case of the citizen with the handler."""
        return registered(self.office, "Захтев за заузеће јавне површине", self.party).case


@pytest.fixture
def reader(office: Office) -> Reader:
    account = office.account(Role.CITIZEN)
    account.email = "mila@primer.rs"
    account.save()
    return Reader(office, account, citizen(office))


def came(post: Post) -> list[str]:  # noqa: F811
    """What the mail server was given after the worker has run, as text."""
    run_everything()
    return [content(message) for _to, message in post.came]


def known(case: Case) -> Known:
    """By what it is known that somebody came or left."""
    return Known(case.received_at.date(), "изјава")


def content(message: EmailMessage) -> str:
    """The words of a message."""
    return str(message.get_content()).replace("\r\n", "\n")


def signed(office: Office, case: Case, kind: ActKind = ActKind.DECISION) -> None:
    """An act of the case is signed, without the paper of the signature: the entry is what counts."""
    handler, outcome = office.viewer(Role.HANDLER), "granted" if kind == ActKind.DECISION else ""
    words = TEXTS if kind == ActKind.DECISION else {"text": "Обавештавамо вас о току поступка."}
    act = actions.draft_act(handler, case=case, kind=kind, title="Решење", content=words, outcome=outcome)
    act = actions.approve_act(office.viewer(Role.UNIT_HEAD), act=actions.submit_act(handler, act=act))
    actions.sign_act(office.viewer(Role.SIGNATORY), act=act)
    if kind == ActKind.DECISION:
        actions.dispatch_act(office.viewer(Role.REGISTRY_CLERK), act=act)


def test_a_case_is_told_of_from_its_registration_to_the_mailbox(office: Office, post: Post, reader: Reader) -> None:  # noqa: F811
    reader.wants()
    case = reader.case()
    assert post.came == []
    party = case.parties.get()
    begin_wait(office.viewer(Role.HANDLER), case=case, kind=WaitKind.STATEMENT, party=party, note="изјава о заузећу")
    texts = came(post)
    signed(office, case)
    texts = came(post)
    assert [text.partition("\n")[0] for text in texts] == [
        "Ваш предмет је заведен.",
        "У вашем предмету канцеларија чека нешто од вас.",
        "У вашем предмету је потписано решење; доставља вам се посебно.",
        "Нешто вас чека у вашем сандучету ове канцеларије.",
    ]
    place = f"{SITE}/my/{case.pk}/"
    assert [place in text for text in texts] == [True, True, True, False]
    assert f"{SITE}/mailbox/" in texts[3]
    for (to, message), text in zip(post.came, texts, strict=True):
        assert to == ["mila@primer.rs"]
        assert message["subject"].strip() == "Обавештење о вашем предмету – Општина Ведрово"
        assert f"Број: {case.submissions.get().submission_number}\n" in text
        assert case.number not in text
        assert "није достављање" in text
        assert f"{SITE}/my/notices/" in text
        assert not [word for word in SECRETS if word in text]
    assert len(came(post)) == 4


def test_who_has_no_receipt_reads_the_number_of_the_case(office: Office, post: Post, reader: Reader) -> None:  # noqa: F811
    case = registered(office, "Захтев", office.party("Стојан Пешић")).case
    join(
        office.viewer(Role.REGISTRY_CLERK), case=case, party=reader.party, role=PartyRole.INTERESTED, known=known(case)
    )
    run_everything()
    reader.wants("en")
    signed(office, case)
    decided, waits = came(post)
    assert f"Number: {case.number}\n" in decided
    assert f"Number: {case.number}\n" in waits


@pytest.mark.parametrize(
    ("language", "subject", "words", "path"),
    [
        ("sr", "Обавештење о вашем предмету – Општина Ведрово", "Ваш предмет је заведен.", "/my/"),
        ("sr-latn", "Obaveštenje o vašem predmetu – Opština Vedrovo", "Vaš predmet je zaveden.", "/sr-latn/my/"),
        ("en", "Notice about your case – Opština Vedrovo", "A case of yours was registered.", "/en/my/"),
    ],
)
def test_it_is_in_the_chosen_script(
    post: Post,  # noqa: F811
    reader: Reader,
    language: str,
    subject: str,
    words: str,
    path: str,
) -> None:
    reader.wants(language)
    case = reader.case()
    [text] = came(post)
    assert post.came[0][1]["subject"].strip() == subject
    assert words in text
    assert f"{SITE}{path}{case.pk}/" in text


def test_a_mail_server_that_is_away_is_asked_again_under_the_same_mark(post: Post, reader: Reader) -> None:  # noqa: F811
    reader.wants()
    reader.case()
    with override_settings(EMAIL_PORT=9, EMAIL_TIMEOUT=2), pytest.raises(OSError, match="refused"):
        run_everything()
    alert = Alert.objects.get()
    assert alert.sent_at is None
    again = Entry.objects.get(verb="alert.due")
    mail_alert(again)
    [(_to, message)] = post.came
    assert message["message-id"] == f"<alert.{alert.pk}@uprava.example>"
    mail_alert(again)
    assert len(post.came) == 1


def test_only_who_it_concerns_is_written_to(office: Office, post: Post, reader: Reader) -> None:  # noqa: F811
    company = office.account(Role.COMPANY)
    company.email = "firma@primer.rs"
    company.save()
    alerts.choose(viewer_of(company, office.organisation), language="sr", site=SITE)
    reader.wants()
    case = reader.case()
    other = registered(office, "Други захтев", office.party("Стојан Пешић")).case
    stranger = CaseParty.objects.create(
        organisation=office.organisation, case=case, party=office.party("Стојан Пешић"), name="Стојан Пешић"
    )
    handler = office.viewer(Role.HANDLER)
    begin_wait(handler, case=case, kind=WaitKind.STATEMENT, party=stranger, note="изјава")
    begin_wait(handler, case=case, kind=WaitKind.HEARING, note="расправа")
    begin_wait(handler, case=other, kind=WaitKind.STATEMENT, party=other.parties.get(), note="изјава")
    signed(office, case, ActKind.NOTICE)
    [text] = came(post)
    assert "заведен" in text
    assert [to for to, _message in post.came] == [["mila@primer.rs"]]


def test_who_left_the_case_hears_nothing_more_of_it(office: Office, post: Post, reader: Reader) -> None:  # noqa: F811
    case = reader.case()
    part = case.parties.get()
    CaseParty.objects.create(
        organisation=office.organisation, case=case, party=office.party("Стојан Пешић"), name="Стојан Пешић"
    )
    leave(office.viewer(Role.REGISTRY_CLERK), case_party=part, known=known(case))
    run_everything()
    reader.wants()
    signed(office, case)
    assert [text for text in came(post) if "решење" in text] == []


def test_what_is_over_when_it_would_be_sent_is_not_sent(office: Office, post: Post, reader: Reader) -> None:  # noqa: F811
    case = reader.case()
    run_everything()
    reader.wants()
    handler, part = office.viewer(Role.HANDLER), case.parties.get()
    wait = begin_wait(handler, case=case, kind=WaitKind.STATEMENT, party=part, note="изјава")
    end_wait(handler, wait=wait, end=WaitEnd.ANSWERED)
    signed(office, case)
    open_receipt(viewer_of(reader.account, office.organisation), delivery=Delivery.objects.get())
    [text] = came(post)
    assert "потписано решење" in text


def test_who_did_not_choose_or_stopped_gets_none(office: Office, post: Post, reader: Reader) -> None:  # noqa: F811
    reader.case()
    assert came(post) == []
    assert not Alert.objects.exists()
    reader.wants()
    reader.case()
    alerts.stop(viewer_of(reader.account, office.organisation))
    assert came(post) == []


def test_nothing_leaves_a_practice_office_or_goes_to_who_has_no_address(post: Post, reader: Reader) -> None:  # noqa: F811
    reader.wants()
    reader.case()
    Account.objects.filter(pk=reader.account.pk).update(email="")
    assert came(post) == []
    due = Entry.objects.get(verb="alert.due")
    Account.objects.filter(pk=reader.account.pk).update(email="mila@primer.rs")
    due.organisation.practice = True
    mail_alert(due)
    assert post.came == []
    assert Alert.objects.get().sent_at is None
    due.organisation.practice = False
    mail_alert(due)
    assert len(post.came) == 1


def test_what_cannot_be_chosen(office: Office, reader: Reader) -> None:
    with pytest.raises(ValidationError) as refused:
        reader.wants("hu")
    assert refused.value.code == "language"
    for deed in (lambda viewer: alerts.choose(viewer, language="sr", site=SITE), alerts.stop):
        with pytest.raises(NotAllowed):
            deed(office.viewer(Role.HANDLER))


def test_it_is_chosen_and_stopped_on_its_page(office: Office, client_as: SignIn, post: Post) -> None:  # noqa: F811
    client: Client = client_as(Role.CITIZEN)
    address = reverse("portal:alerts")
    assert address in client.get(reverse("portal:my")).content.decode()
    assert "Уз ваш налог није позната адреса е-поште" in client.get(address).content.decode()
    Account.objects.filter(pk=office.account(Role.CITIZEN).pk).update(email="mila@primer.rs")
    page = client.get(address).content.decode()
    assert "mila@primer.rs" in page
    assert "није позната адреса е-поште" not in page
    assert client.post(address, {"language": "hu"}).status_code == 422
    assert client.post(address, {"language": "sr-latn"}).status_code == 302
    choice = AlertChoice.objects.get()
    assert (choice.account, choice.language, choice.site) == (office.citizen, "sr-latn", "http://testserver")
    assert client.post(address, {"language": ""}).status_code == 302
    assert not AlertChoice.objects.exists()
    verbs = Entry.objects.filter(verb__startswith="alert.").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["alert.chosen", "alert.stopped"]


def test_an_office_without_a_mail_server_says_so(client_as: SignIn) -> None:
    assert "још не шаље" in client_as(Role.CITIZEN).get(reverse("portal:alerts")).content.decode()

"""One mail a day of what is due, to who wants it: once, in the reader's script, its subject names nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from salter.journal.models import Entry
from salter.journal.tasks import run_everything
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Account, Duty, Role
from salter.registry.models import Case, Digest, DigestChoice
from salter.registry.seeing import digest
from salter.registry.seeing.clockwork import make_digests, make_one
from tests.ops.test_mail import Post, handler, post  # noqa: F401  # fixtures
from tests.registry.scenes import SignIn, assigned
from tests.registry.test_seeing import due
from tests.support.office import Office

BELGRADE = ZoneInfo("Europe/Belgrade")


def monday(office: Office) -> datetime:
    """The first Monday of June in the year whose books are open: a working day."""
    first = datetime(clock.today(office.organisation).year, 6, 1, tzinfo=BELGRADE)
    return first + timedelta(days=-first.weekday() % 7)


def chosen(office: Office, language: str = "sr", hour: int = 8) -> DigestChoice:
    viewer = office.viewer(Role.HANDLER)
    return digest.choose(viewer, hour=hour, days=3, language=language, site="https://uprava.example")


def at_hour(office: Office, day: datetime, hour: int) -> list[Digest]:
    """What the clock makes at that hour; the worker then sends it."""
    with clock.at(office.organisation, day + timedelta(hours=hour)):
        for choice in list(digest.wanted_now(office.organisation)):
            make_one(choice.pk)
        run_everything()
    return list(Digest.objects.order_by("id"))


@pytest.fixture
def worked(office: Office) -> Callable[[int], str]:
    """A case with the handler on that Monday, due so many days later; gives its number."""

    def make(days: int) -> str:
        with clock.at(office.organisation, monday(office) + timedelta(hours=7)):
            return due(assigned(office), days).number

    return make


@pytest.mark.usefixtures("handler")
def test_it_comes_once_a_day_from_the_chosen_hour_on(office: Office, post: Post, worked: Callable[[int], str]) -> None:  # noqa: F811
    late, near, far = worked(-2), worked(3), worked(4)
    chosen(office)
    assert at_hour(office, monday(office), 7) == []
    for hour in (8, 9, 12):
        [made] = at_hour(office, monday(office), hour)
    assert made.cases == 2
    assert made.sent_at is not None
    [(to, message)] = post.came
    text = message.get_content()
    assert to == ["obrada@vedrovo.example"]
    assert text.index(late) < text.index(near)
    assert far not in text
    assert "касни 2 дана" in text
    assert "https://uprava.example/cases/?who=me&status=open&due=3&sort=due" in text
    at_hour(office, monday(office) + timedelta(days=1), 8)
    assert len(post.came) == 2


@pytest.mark.usefixtures("handler")
@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("sr", "1 предмет доспева – Општина Ведрово", "још 3 дана"),
        ("sr-latn", "1 predmet dospeva – Opština Vedrovo", "još 3 dana"),
        ("en", "1 case is due – Opština Vedrovo", "3 days left"),
    ],
)
def test_it_is_in_the_readers_script_and_its_subject_names_nobody(
    office: Office,
    post: Post,  # noqa: F811
    worked: Callable[[int], str],
    language: str,
    subject: str,
    words: str,
) -> None:
    number = worked(3)
    chosen(office, language)
    at_hour(office, monday(office), 8)
    [(_to, message)] = post.came
    assert message["subject"].strip() == subject  # a folded header begins with its space
    assert words in message.get_content()
    assert number in message.get_content()
    for person in ("Мила", "Mila", "заузеће", "zauzeće"):
        assert person not in message.get_content()


@pytest.mark.usefixtures("handler")
def test_who_was_stopped_between_making_and_sending_sends_it_later_and_under_the_same_mark(
    office: Office,
    post: Post,  # noqa: F811
    worked: Callable[[int], str],
) -> None:
    worked(1)
    choice = chosen(office)
    with clock.at(office.organisation, monday(office) + timedelta(hours=8)):
        made = digest.make(choice)
        assert made is not None
        assert digest.make(choice) is None
    assert post.came == []
    with clock.at(office.organisation, monday(office) + timedelta(hours=8, minutes=30)):
        run_everything()
    [(_to, message)] = post.came
    assert message["message-id"] == f"<digest.{made.pk}@uprava.example>"
    at_hour(office, monday(office), 9)
    assert len(post.came) == 1


@pytest.mark.usefixtures("handler")
def test_the_mail_follows_a_deadline_that_has_moved_since_it_was_made(
    office: Office,
    post: Post,  # noqa: F811
    worked: Callable[[int], str],
) -> None:
    stays, moves = worked(1), worked(1)
    choice = chosen(office)
    with clock.at(office.organisation, monday(office) + timedelta(hours=8)):
        digest.make(choice)
        due(Case.objects.get(number=moves), 30)
        run_everything()
    [(_to, message)] = post.came
    assert stays in message.get_content()
    assert moves not in message.get_content()


@pytest.mark.usefixtures("handler")
def test_on_days_off_and_without_anything_due_there_is_no_mail(
    office: Office,
    post: Post,  # noqa: F811
    worked: Callable[[int], str],
) -> None:
    worked(30)
    chosen(office)
    assert at_hour(office, monday(office) - timedelta(days=1), 9) == []
    [empty] = at_hour(office, monday(office), 9)
    assert (empty.cases, empty.sent_at) == (0, None)
    assert post.came == []


@pytest.mark.usefixtures("handler")
def test_who_stopped_it_gets_none(office: Office, post: Post, worked: Callable[[int], str]) -> None:  # noqa: F811
    worked(1)
    chosen(office)
    digest.stop(office.viewer(Role.HANDLER))
    assert at_hour(office, monday(office), 9) == []
    assert post.came == []


def deputy(office: Office, *duties: Duty, number: str = "031-7/2026", absent: Role = Role.HANDLER) -> DigestChoice:
    """The head of the unit stands in for somebody from that Monday on, and wants the mail."""
    first = monday(office).date()
    with clock.at(office.organisation, monday(office)):
        organisations.give_mandate(
            office.viewer(Role.ADMINISTRATOR),
            absent=office.people[absent],
            deputy=office.people[Role.UNIT_HEAD],
            number=number,
            ground="Решење о замени",
            valid_from=first,
            valid_to=first,
            duties=[duty.value for duty in duties],
        )
    account = office.account(Role.UNIT_HEAD)
    account.email = "zamena@vedrovo.example"
    account.save()
    return digest.choose(office.viewer(Role.UNIT_HEAD), hour=8, days=3, language="sr", site="https://uprava.example")


def test_a_deputy_is_told_what_is_due_with_the_absent_person_and_told_apart(
    office: Office,
    post: Post,  # noqa: F811
    worked: Callable[[int], str],
) -> None:
    theirs, far = worked(1), worked(9)
    own = worked(2)
    Case.objects.filter(number=own).update(handler=office.people[Role.UNIT_HEAD])
    Case.objects.filter(number=theirs).update(confidentiality="restricted", granted_to=[])
    deputy(office, Duty.HANDLE)
    [made] = at_hour(office, monday(office), 8)
    assert made.cases == 2
    [(to, message)] = post.came
    text = message.get_content()
    assert to == ["zamena@vedrovo.example"]
    assert message["subject"].strip() == "2 предмета доспевају – Општина Ведрово"
    heading = "У замену за: Лице handler (решење о замени бр. 031-7/2026)"
    assert text.index(own) < text.index(heading) < text.index(theirs)
    assert far not in text
    assert [made.pk] == [row.pk for row in at_hour(office, monday(office) + timedelta(days=1), 8) if row.cases == 2]
    assert theirs not in post.came[-1][1].get_content()  # the mandate is over
    assert own in post.came[-1][1].get_content()


def test_another_duty_or_no_mandate_tells_nothing_of_anybody(
    office: Office,
    post: Post,  # noqa: F811
    worked: Callable[[int], str],
) -> None:
    worked(1)
    deputy(office, Duty.ASSIGN, Duty.APPROVE, Duty.SIGN)
    [made] = at_hour(office, monday(office), 8)
    assert made.cases == 0
    assert post.came == []


def test_two_mandates_for_one_person_name_the_cases_once(
    office: Office,
    post: Post,  # noqa: F811
    worked: Callable[[int], str],
) -> None:
    theirs = worked(1)
    deputy(office, Duty.HANDLE)
    deputy(office, Duty.HANDLE, number="031-8/2026")
    [made] = at_hour(office, monday(office), 8)
    assert made.cases == 1
    [(_to, message)] = post.came
    assert message.get_content().count(theirs) == 1


@pytest.mark.parametrize(
    ("code", "given"), [("hour", {"hour": 3}), ("days", {"days": 31}), ("language", {"language": "hu"})]
)
def test_what_cannot_be_chosen(office: Office, code: str, given: dict[str, object]) -> None:
    wanted: dict[str, object] = {"hour": 8, "days": 3, "language": "sr", "site": "https://x.example"} | given
    with pytest.raises(ValidationError) as refused:
        digest.choose(office.viewer(Role.HANDLER), **wanted)  # type: ignore[arg-type]
    assert refused.value.code == code
    archivist = office.viewer(Role.ARCHIVIST)
    with pytest.raises(NotAllowed):
        digest.choose(archivist, hour=8, days=3, language="sr", site="https://x.example")


def test_it_is_chosen_and_stopped_on_its_page(office: Office, client_as: SignIn, handler: Account) -> None:  # noqa: F811
    client: Client = client_as(Role.HANDLER)
    address = reverse("registry:digest")
    assert address in client.get(reverse("organisations:security")).content.decode()
    wrong = client.post(address, {"hour": "8", "days": "99", "language": "sr"})
    assert wrong.status_code == 422
    assert "99" in wrong.content.decode()
    assert client.post(address, {"hour": "8", "days": "5", "language": "sr-latn"}).status_code == 302
    choice = DigestChoice.objects.get()
    assert (choice.hour, choice.days, choice.language, choice.site) == (8, 5, "sr-latn", "http://testserver")
    assert client.post(address, {"hour": "", "days": "5", "language": "sr-latn"}).status_code == 302
    assert not DigestChoice.objects.exists()
    verbs = Entry.objects.filter(verb__startswith="digest.").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["digest.chosen", "digest.stopped"]


def test_one_that_cannot_be_made_stops_no_other(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[DigestChoice] = []

    def make(choice: DigestChoice) -> Digest:
        tried.append(choice)
        if len(tried) == 1:
            raise RuntimeError("planted")
        return Digest()

    chosen(office)
    digest.choose(office.viewer(Role.UNIT_HEAD), hour=8, days=3, language="sr", site="https://uprava.example")
    monkeypatch.setattr(digest, "make", make)
    with clock.at(office.organisation, monday(office) + timedelta(hours=9)):
        assert make_digests(0) == 1
    assert len(tried) == 2

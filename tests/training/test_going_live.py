"""The checklist before going live: what the software finds, what is said by hand, who may, and what stays unknown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from salter.calendars.law import RULES
from salter.journal.actions import record
from salter.journal.models import Entry
from salter.organisations import actions as organisations
from salter.organisations.access import NotAllowed
from salter.organisations.models import (
    Account,
    AuthorisationKind,
    Function,
    FunctionMode,
    Mode,
    Role,
    Staff,
    StaffRole,
)
from salter.organisations.presence import roles_with_second_factor
from salter.organisations.tenancy import uuid7
from salter.registry.actions.working_days import KNOWN
from salter.registry.models import (
    ActKind,
    ClassMark,
    Layout,
    LayoutVersion,
    MailAccount,
    Procedure,
    Register,
    RetentionRule,
    SecondInstance,
)
from salter.signatures.models import Credential
from salter.training.exercises.library import exercises
from salter.training.going_live import actions, examining, finding, queries
from salter.training.going_live.finding import FINDERS, State
from salter.training.going_live.lines import lines, tickable
from salter.training.going_live.models import Tick
from salter.training.models import Seat
from salter.training.security.library import security_exercises
from tests.registry.scenes import SignIn
from tests.support.office import Office

pytestmark = pytest.mark.django_db
HOME = "/office/start/"


def state(office: Office, key: str) -> State:
    """How a line is found now."""
    return FINDERS[key](office.viewer(Role.ADMINISTRATOR)).state


def test_every_line_has_its_finder_its_rule_and_its_page() -> None:
    codes = {rule.code for rule in RULES}
    for key, line in lines().items():
        assert (key in FINDERS) == (line.draft is None)
        assert not line.rule or line.rule in codes
        assert not line.page or reverse(line.page)
        assert line.ticks or key in FINDERS
    assert set(FINDERS) <= set(lines())


def test_what_is_not_known_is_called_unknown(office: Office, client_as: SignIn) -> None:
    viewer = office.viewer(Role.HEAD_OF_ADMINISTRATION)
    found = {row.line.key: row for row in queries.checklist(viewer)}
    unknown = {key for key, row in found.items() if row.state is State.UNKNOWN}
    assert {"trial-restore", "doctor", "mailbox"} | {key for key in found if key.startswith("draft-")} == unknown
    page = client_as(Role.HEAD_OF_ADMINISTRATION).get(HOME).content.decode()
    assert page.count("непознато") == len(unknown) + 1  # the note on top says what becomes of it
    assert all(f'id="line-{key}"' in page for key in found)


def _every_mode(office: Office) -> None:
    FunctionMode.objects.filter(organisation=office.organisation).update(mode=Mode.COMPANION)


def _practice_mode(office: Office) -> None:
    viewer = office.viewer(Role.ADMINISTRATOR)
    organisations.set_mode(viewer, function=Function.ARCHIVE, mode=Mode.PRACTICE)


def _verified(model: type[Any]) -> Callable[[Office], None]:
    return lambda office: model.objects.filter(organisation=office.organisation).update(verified=True)


def _one_unverified(model: type[Any]) -> Callable[[Office], None]:
    def do(office: Office) -> None:
        row = model.objects.filter(organisation=office.organisation).first()
        row.verified = False
        row.save()

    return do


def _confirmed(office: Office) -> None:
    Procedure.objects.filter(organisation=office.organisation).update(confirmed_revision=F("revision"))


def _changed(office: Office) -> None:
    Procedure.objects.filter(organisation=office.organisation, code="P036").update(revision=2)


def _closed(office: Office) -> None:
    Register.objects.filter(organisation=office.organisation).update(closed_at=office.ago())


def _known(office: Office) -> None:
    office.organisation.settings = {KNOWN: [office.ago().year]}


def _unknown(office: Office) -> None:
    office.organisation.settings = {}


def _body(office: Office) -> None:
    SecondInstance.objects.create(
        organisation=office.organisation, body="Жалбена комисија", to_body="Жалбеној комисији", ground="одлука",
        at=office.ago(), name="Лице",
    )  # fmt: skip


def _body_ended(office: Office) -> None:
    SecondInstance.objects.update(ended_at=office.ago(), ended_by="Лице")


def _passwords(office: Office) -> None:
    Account.objects.filter(organisation=office.organisation).update(password="pbkdf2_sha256$1$x$y")


def _no_password(office: Office) -> None:
    account = office.account(Role.HANDLER)
    account.set_unusable_password()
    account.save()


def _nobody_keeps_the_archive(office: Office) -> None:
    StaffRole.objects.filter(organisation=office.organisation, role=Role.ARCHIVIST).delete()


def _nothing(_office: Office) -> None:
    pass


def _authorised(office: Office) -> None:
    day = office.ago().date()
    organisations.give_authorisation(
        office.viewer(Role.ADMINISTRATOR), staff=office.people[Role.HANDLER], kind=AuthorisationKind.CONDUCT,
        number="031-2/2026", issued_on=day, valid_from=day,
    )  # fmt: skip


def _authorisation_over(office: Office) -> None:
    office.people[Role.HANDLER].authorisations.update(valid_from=date(2020, 1, 1), valid_to=date(2020, 2, 1))


def _all_over(office: Office) -> None:
    for row in office.people.values():
        row.authorisations.update(valid_from=date(2020, 1, 1), valid_to=date(2020, 2, 1))


def _second_signatory(office: Office) -> None:
    viewer = office.viewer(Role.ADMINISTRATOR)
    organisations.grant_role(viewer, staff=office.people[Role.UNIT_HEAD], role=Role.SIGNATORY)


def _real_keys(office: Office) -> None:
    Credential.objects.filter(organisation=office.organisation).update(test=False)


def _ended(office: Office) -> None:
    Credential.objects.filter(organisation=office.organisation).update(valid_to=office.ago(days=1))


def _template(office: Office) -> None:
    layout = Layout.objects.create(organisation=office.organisation, name="Наш", kind=ActKind.DECISION)
    writer = office.people[Role.ADMINISTRATOR]
    LayoutVersion.objects.create(
        organisation=office.organisation, layout=layout, number=1, source="#import \"@preview/x\"", by=writer,
        at=office.ago(), approved_by=writer, approved_at=office.ago(),
    )  # fmt: skip


def _mailbox(office: Office) -> None:
    MailAccount.objects.create(
        organisation=office.organisation, name="Писарница", host="imap.example", username="p", secret="x",
        checked_at=office.ago(),
    )  # fmt: skip


def _mailbox_fails(_office: Office) -> None:
    MailAccount.objects.update(failure="login")


def _backup(office: Office, problems: int = 0) -> None:
    body = {"snapshot": "x", "manifest": "y", "files": 3, "problems": problems}
    viewer = office.viewer(Role.ADMINISTRATOR)
    record(viewer, "backup.made", subject=("organisation", uuid7()), body=body)


def _backup_with_holes(office: Office) -> None:
    _backup(office, problems=2)


def _practised(codes: set[str]) -> Callable[[Office], None]:
    def do(office: Office) -> None:
        for row in office.people.values():
            Seat.objects.update_or_create(
                organisation=office.organisation,
                account=row.account,
                defaults={
                    "name": "x",
                    "opened_at": office.ago(),
                    "seen_at": office.ago(),
                    "results": {code: {} for code in codes},
                },
            )

    return do


def _one_left(office: Office) -> None:
    Seat.objects.filter(account=office.account(Role.MAYOR)).update(results={})


CASES: list[tuple[str, Callable[[Office], None], Callable[[Office], None]]] = [
    ("modes", _every_mode, _practice_mode),
    ("plan", _verified(ClassMark), _one_unverified(ClassMark)),
    ("retention", _verified(RetentionRule), _one_unverified(RetentionRule)),
    ("catalogue", _confirmed, _changed),
    ("register", _nothing, _closed),
    ("calendar", _known, _unknown),
    ("second-instance", _body, _body_ended),
    ("people", _passwords, _no_password),
    ("roles", _nothing, _nobody_keeps_the_archive),
    ("authorisations", _authorised, _authorisation_over),
    ("public-list", _nothing, _all_over),
    ("signatures", _real_keys, _ended),
    ("seal", _real_keys, _ended),
    ("templates", _nothing, _template),
    ("mailbox", _mailbox, _mailbox_fails),
    ("backup", _backup, _backup_with_holes),
    ("exercises", _practised(set(exercises())), _one_left),
    ("security", _practised(set(security_exercises())), _one_left),
]


@pytest.mark.parametrize(("key", "good", "bad"), CASES, ids=[case[0] for case in CASES])
def test_a_line_is_in_order_and_is_to_do_as_the_office_is(
    office: Office, key: str, good: Callable[[Office], None], bad: Callable[[Office], None]
) -> None:
    good(office)
    assert state(office, key) is State.DONE
    bad(office)
    assert state(office, key) is State.OPEN


def test_signing_goes_on_when_somebody_else_may(office: Office) -> None:
    assert state(office, "second-signatory") is State.OPEN
    _second_signatory(office)
    assert state(office, "second-signatory") is State.DONE


def test_an_old_backup_is_to_do(office: Office) -> None:
    _backup(office)
    with override_settings(SALTER_BACKUP_HOURS=0):
        assert state(office, "backup") is State.OPEN


def test_the_second_step_is_to_do_until_everybody_who_needs_it_has_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert roles_with_second_factor(office.organisation) == []
    assert state(office, "factors") is State.OPEN
    office.organisation.settings = {"second_factor_roles": [Role.SIGNATORY.value]}
    assert state(office, "factors") is State.OPEN
    monkeypatch.setattr(finding, "with_factors", lambda accounts: set(accounts))
    assert state(office, "factors") is State.DONE


def test_mail_that_leaves_is_to_do_without_a_server_and_else_unknown(office: Office) -> None:
    with override_settings(EMAIL_HOST=""):
        assert state(office, "sending") is State.OPEN
    with override_settings(EMAIL_HOST="mail.example"):
        assert state(office, "sending") is State.UNKNOWN


def test_nobody_is_named_who_has_practised(office: Office) -> None:
    _practised(set(exercises()))(office)
    _one_left(office)
    words = FINDERS["exercises"](office.viewer(Role.ADMINISTRATOR)).words
    assert f"{len(office.people) - 1} од {len(office.people)}" in words
    assert not any(row.name in words for row in office.people.values())


def test_a_line_is_ticked_with_name_and_date_and_taken_back(office: Office, client_as: SignIn) -> None:
    client = client_as(Role.ADMINISTRATOR)
    answer = client.post(HOME, {"key": "trial-restore", "note": "на рачунару у подруму"})
    assert answer.headers["Location"].endswith("#line-trial-restore")
    page = client.get(HOME).content.decode()
    assert "на рачунару у подруму" in page
    assert office.people[Role.ADMINISTRATOR].name in page
    assert client.post(f"{HOME}taken-back/", {"key": "trial-restore"}).status_code == 302
    row = Tick.objects.get()
    assert (row.by, row.taken_back_by) == (office.people[Role.ADMINISTRATOR].name,) * 2
    assert "на рачунару у подруму" not in client.get(HOME).content.decode()
    verbs = Entry.objects.filter(verb__startswith="going-live.").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["going-live.ticked", "going-live.taken-back"]
    assert client.post(f"{HOME}taken-back/", {"key": "trial-restore"}).status_code == 404
    assert client.post(f"{HOME}taken-back/", {"key": "x"}).status_code == 404


def test_a_draft_is_in_order_when_it_is_adopted_not_when_it_is_downloaded(office: Office) -> None:
    viewer, key = office.viewer(Role.ADMINISTRATOR), "draft-obavestenje"

    def now() -> State:
        [row] = [row for row in queries.checklist(viewer) if row.line.key == key]
        return row.state

    actions.tick(viewer, key=f"{key}:taken")
    assert now() is State.UNKNOWN
    actions.tick(viewer, key=f"{key}:adopted", note="031-7/2026 од 1. 3. 2026.")
    assert now() is State.DONE


@pytest.mark.parametrize(("key", "code"), [("nothing", "key"), ("trial-restore", "ticked"), ("mailbox", "found")])
def test_what_cannot_be_ticked_is_said(office: Office, client_as: SignIn, key: str, code: str) -> None:
    viewer = office.viewer(Role.HEAD_OF_ADMINISTRATION)
    actions.tick(viewer, key="trial-restore")
    _mailbox(office)
    with pytest.raises(ValidationError) as refused:
        actions.tick(viewer, key=key)
    assert refused.value.code == code
    assert Tick.objects.count() == 1
    answer = client_as(Role.ADMINISTRATOR).post(HOME, {"key": key, "note": "моја напомена"})
    assert answer.status_code == 422
    assert " ".join(refused.value.messages) in answer.content.decode()


def test_a_note_that_is_too_long_stays_where_it_was_typed(office: Office, client_as: SignIn) -> None:
    answer = client_as(Role.ADMINISTRATOR).post(HOME, {"key": "trial-restore", "note": "а" * 201})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "а" * 201 in page
    assert "Највише 200 знакова." in page


def test_the_doctor_is_asked_by_ops_and_its_words_are_kept(office: Office, client_as: SignIn) -> None:
    client = client_as(Role.ADMINISTRATOR)
    assert client.post(f"{HOME}doctor/").status_code == 302
    words = FINDERS["doctor"](office.viewer(Role.ADMINISTRATOR)).words
    assert office.people[Role.ADMINISTRATOR].name in words
    assert "backup" in words  # none was ever made
    assert "на серверу каже" in words
    assert state(office, "doctor") is State.OPEN


def test_what_the_doctor_said_long_ago_is_not_known_any_more(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examining, "_examiner", lambda _organisation: examining.Looked(12, (), ()))
    row = actions.examine(office.viewer(Role.ADMINISTRATOR))
    assert state(office, "doctor") is State.DONE
    row.at -= timedelta(days=8)
    row.save()
    assert state(office, "doctor") is State.UNKNOWN


def test_nobody_else_sees_it_or_says_anything(office: Office, client_as: SignIn) -> None:
    handler = office.viewer(Role.HANDLER)
    for refused in (
        lambda: queries.checklist(handler),
        lambda: actions.tick(handler, key="trial-restore"),
        lambda: actions.take_back(handler, key="trial-restore"),
        lambda: actions.examine(handler),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert client_as(Role.HANDLER).get(HOME).status_code == 403


def test_a_practice_office_does_not_go_live(office: Office) -> None:
    practice = replace(office.viewer(Role.ADMINISTRATOR))
    practice.organisation.practice = True
    for refused in (lambda: queries.checklist(practice), lambda: actions.examine(practice)):
        with pytest.raises(NotAllowed):
            refused()


def test_links_lead_only_where_the_reader_may_go(office: Office, client_as: SignIn) -> None:
    client = client_as(Role.HEAD_OF_ADMINISTRATION)
    page = client.get(HOME).content.decode()
    assert "/office/keys/" not in page
    assert "Ради: администратор" in page
    assert "/office/keys/" in client_as(Role.ADMINISTRATOR).get(HOME).content.decode()


def test_the_number_of_queries_stays_the_same(office: Office) -> None:
    viewer = office.viewer(Role.ADMINISTRATOR)
    _template(office)
    _practised(set())(office)
    with CaptureQueriesContext(connection) as before:
        queries.checklist(replace(viewer))
    for key in tickable():
        if lines()[tickable()[key][0].key].draft:
            actions.tick(viewer, key=key)
    _mailbox(office)
    one, account = office.people[Role.HANDLER], office.account(Role.HANDLER)
    for number in range(3):
        account.pk, account.username = None, f"more-{number}"
        account.save(force_insert=True)
        staff = Staff(organisation=one.organisation, account=account, unit=one.unit, name=f"Нови {number}")
        staff.save()
        StaffRole.objects.create(organisation=one.organisation, staff=staff, role=Role.HANDLER)
    with CaptureQueriesContext(connection) as after:
        queries.checklist(replace(viewer))
    assert len(after) == len(before)

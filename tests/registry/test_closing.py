"""Closing never blocks for what a clerk cannot mend; what is open is settled later; a closed case is opened again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from salter.archive import actions as archive
from salter.archive import queries as archive_queries
from salter.calendars.law import Rule
from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.models import Role
from salter.portal import queries as portal
from salter.registry import actions
from salter.registry.books.reading import entry_of
from salter.registry.closing import queries
from salter.registry.closing.actions import reopen, settle_retention
from salter.registry.closing.rules import GROUNDS, UNDONE, years_later
from salter.registry.desk import case_file
from salter.registry.models import (
    Act,
    ActStatus,
    Appeal,
    Case,
    CaseParty,
    CaseStatus,
    ClassMark,
    Closing,
    Procedure,
    RetentionRule,
    Service,
)
from salter.registry.rules import ARCHIVE, NEW_PAPER, RENEWED, RETURNED, SUPPLEMENTARY
from salter.registry.steps import main_step
from tests.registry.scenes import SignIn, act_of, assigned, resolved
from tests.support.office import Office

FAR = date(2100, 1, 1)


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(ValidationError) as caught, transaction.atomic():
        yield
    assert caught.value.code == code


def five_years() -> RetentionRule:
    rule = RetentionRule.objects.filter(years=5).order_by("id").first()
    assert rule
    return rule


def for_ever() -> RetentionRule:
    rule = RetentionRule.objects.filter(years=None).order_by("id").first()
    assert rule
    return rule


def closed(office: Office, retention: RetentionRule | None = None, note: str = "", case: Case | None = None) -> Case:
    """A case that its handler has answered and closed."""
    case = case or resolved(office)
    handler = office.viewer(Role.HANDLER)
    return actions.close_case(handler, case=case, class_code=case.class_code, retention=retention, note=note)


def head(office: Office) -> Viewer:
    return office.viewer(Role.REGISTRY_HEAD)


# --- closing ---


def test_a_case_is_closed_while_nobody_knows_how_long_it_is_kept(office: Office, client_as: SignIn) -> None:
    case = resolved(office)
    browser, url = client_as(Role.HANDLER), reverse("registry:close", args=[case.pk])
    given = {"class_code": case.class_code, "retention": "open", "note": "Класа нема рок у листи."}
    assert browser.post(url, given).status_code == 302
    case.refresh_from_db()
    assert (case.closed_at is not None, case.retention_open, case.retention) == (True, True, None)
    assert case.disposition == "а/а – рок се утврђује"
    page = browser.get(reverse("registry:case", args=[case.pk])).content.decode()
    assert "рок се утврђује" in page
    assert "Класа нема рок у листи." in page
    chief = client_as(Role.REGISTRY_HEAD)
    assert (
        '<strong class="sl-num">1</strong> <span>Рок чувања није утврђен</span>'
        in chief.get(reverse("registry:home")).content.decode()
    )
    assert case.number in chief.get(reverse("registry:retention-open")).content.decode()


def test_the_database_keeps_no_closed_case_without_retention_or_the_word_that_it_is_open(office: Office) -> None:
    case = resolved(office)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(closed_at=clock.now(office.organisation))
    Case.objects.filter(pk=case.pk).update(closed_at=clock.now(office.organisation), retention_open=True)


def test_the_page_says_all_that_is_missing_and_leads_there(office: Office, client_as: SignIn) -> None:
    act = act_of(office, upto="draft")
    url = reverse("registry:close", args=[act.case_id])
    browser = client_as(Role.HANDLER)
    for sent in (browser.get(url), browser.post(url, {"class_code": "352", "retention": "open"})):
        page = sent.content.decode()
        assert reverse("registry:act", args=[act.case_id, act.pk]) in page
        assert reverse("registry:status", args=[act.case_id]) in page
        assert 'name="class_code"' not in page
    assert Case.objects.get(pk=act.case_id).closed_at is None
    Act.objects.filter(pk=act.pk).update(status=ActStatus.WITHDRAWN)
    actions.change_status(
        office.viewer(Role.HANDLER), case=act.case, status=CaseStatus.DISCONTINUED, reason="одустанак"
    )
    assert 'name="class_code"' in browser.get(url).content.decode()


def test_an_act_that_has_not_gone_out_does_not_hide_the_way_to_what_is_missing(
    office: Office, client_as: SignIn
) -> None:
    act = act_of(office, upto="signed")
    page = client_as(Role.HANDLER).get(reverse("registry:case", args=[act.case_id])).content.decode()
    assert reverse("registry:close", args=[act.case_id]) in page


def test_who_closes_before_finality_is_warned_and_not_stopped(office: Office, client_as: SignIn) -> None:
    act = act_of(office, upto="dispatched")
    browser, url = client_as(Role.HANDLER), reverse("registry:close", args=[act.case_id])
    rows, today = Service.objects.filter(act=act), clock.today(office.organisation)
    told: dict[str, dict[str, date | None]] = {
        "странка није обавештена": {},
        "ако се не изјави правно средство": {"served_on": today, "final_on": today + timedelta(days=16)},
        "још није окончано": {"served_on": today, "final_on": None, "appealed_on": today},
    }
    for words, dates in told.items():
        rows.update(**dates)
        page = browser.get(url).content.decode()
        assert "још није све коначно" in page
        assert words in page
        assert page.count("непроверено") >= 1
    appeal = Appeal(case=act.case, kind="appeal", service=rows.get(), received_on=today, filed_on=today)
    appeal.organisation, appeal.outcome, appeal.state, appeal.ended_on = office.organisation, "annulled", "ended", today
    appeal.noted_at = clock.now(office.organisation)
    with transaction.atomic():
        appeal.save()
        assert queries.not_final(act.case, today) == []  # it is out of force, and nobody waits for it
        transaction.set_rollback(True)
    closed(office, case=act.case, retention=five_years())
    act.case.refresh_from_db()
    assert act.case.closed_at


def test_what_is_final_for_everybody_who_is_there_warns_of_nothing(office: Office, client_as: SignIn) -> None:
    act = act_of(office, upto="dispatched")
    url = reverse("registry:close", args=[act.case_id])
    today = clock.today(office.organisation)
    Service.objects.filter(act=act).update(served_on=today, final_on=today)
    assert "још није све коначно" not in client_as(Role.HANDLER).get(url).content.decode()
    Service.objects.filter(act=act).update(served_on=None, final_on=None)
    CaseParty.objects.filter(case=act.case_id).update(left_on=today)
    assert queries.not_final(act.case, today) == []


def test_what_is_known_is_filled_in(office: Office, client_as: SignIn) -> None:
    browser = client_as(Role.HANDLER)

    def offered(case: Case) -> str:
        page = browser.get(reverse("registry:close", args=[case.pk]))
        assert page.context["form"]["class_code"].value() == case.class_code
        assert page.context["form"]["disposition"].value() == "а/а"
        return str(page.context["form"]["retention"].value())

    schedule = RetentionRule.objects.filter(active=True)
    fits = [rule for rule in schedule if rule.class_code and resolved(office).class_code.startswith(rule.class_code)]
    longest = [rule for rule in fits if len(rule.class_code) == max(len(one.class_code) for one in fits)]
    assert offered(resolved(office)) == (str(longest[0].pk) if len(longest) == 1 else "")
    rule = five_years()
    closed(office, rule)
    assert offered(resolved(office)) == str(rule.pk), "as the last of its procedure"
    other = closed(office, for_ever())
    assert offered(reopen(head(office), case=other, ground=UNDONE, reason="грешка")) == str(for_ever().pk), "as before"
    ClassMark.objects.filter(code=other.class_code).update(minimum_years=10)
    closed(office, None)
    Closing.objects.filter(retention=for_ever()).update(retention=rule)
    assert offered(resolved(office)) != str(rule.pk), "less than the class asks for is not offered"


def test_originals_that_were_sent_out_stand_in_the_book(office: Office, client_as: SignIn) -> None:
    case = resolved(office)
    browser, url = client_as(Role.HANDLER), reverse("registry:close", args=[case.pk])
    given = {"class_code": case.class_code, "retention": str(five_years().pk), "disposition": "изворно", "body": " "}
    wrong = browser.post(url, given)
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"body"})
    assert browser.post(url, {**given, "body": "Катастар"}).status_code == 302
    case.refresh_from_db()
    assert entry_of(case, case.register).disposition == "изворно – Катастар"
    settle_retention(head(office), case=case, retention=for_ever(), reason="погрешан ред")
    case.refresh_from_db()
    assert case.disposition == "изворно – Катастар"


# --- settling ---


def test_what_was_open_is_settled_by_who_answers_for_it(office: Office, client_as: SignIn) -> None:
    case = closed(office, None, note="Чека се сагласност архива.")
    url, given = reverse("registry:retention", args=[case.pk]), {"retention": str(five_years().pk)}
    for role in (Role.HANDLER, Role.REGISTRY_CLERK, Role.UNIT_HEAD):
        assert client_as(role).post(url, given).status_code == 403
        with pytest.raises(NotAllowed):
            settle_retention(office.viewer(role), case=case, retention=five_years())
    archivist = client_as(Role.ARCHIVIST)
    assert "Чека се сагласност архива." in archivist.get(url).content.decode()
    assert archivist.post(url, given).status_code == 302
    case.refresh_from_db()
    assert (case.retention, case.retention_open) == (five_years(), None)
    assert case.disposition == f"а/а – {five_years().expression}"
    assert queries.count_unsettled(office.viewer(Role.ARCHIVIST)) == 0
    entry = Entry.objects.get(verb="case.retention", case_id=case.pk)
    assert entry.body["retention"] == five_years().expression
    with refused("retention"):
        settle_retention(head(office), case=case, retention=five_years(), reason="исто")
    with refused("reason"):
        settle_retention(head(office), case=case, retention=for_ever(), reason=" ")


def test_another_last_day_needs_a_reason_and_stays_within_the_law(office: Office) -> None:
    case = closed(office, five_years())
    assert case.closed_at
    day = timezone.localdate(case.closed_at)
    ClassMark.objects.filter(code=case.class_code).update(minimum_years=3, kept_permanently=False)
    chief = head(office)
    with refused("reason"):
        settle_retention(chief, case=case, retention=five_years(), kept_until=FAR)
    for until in (day, years_later(day, 3) - timedelta(days=1), years_later(day, 5) - timedelta(days=1)):
        with refused("until"):
            settle_retention(chief, case=case, retention=five_years(), kept_until=until, reason="спор")
    with refused("until"):
        settle_retention(chief, case=case, retention=for_ever(), kept_until=FAR, reason="спор")
    settle_retention(chief, case=case, retention=five_years(), kept_until=FAR, reason="тече спор пред судом")
    assert queries.kept_until(case) == (FAR, "тече спор пред судом")
    ClassMark.objects.filter(code=case.class_code).update(kept_permanently=True)
    with refused("retention"):
        settle_retention(chief, case=case, retention=five_years(), kept_until=FAR, reason="x")


def test_where_the_class_states_no_least_the_row_of_the_schedule_does(office: Office) -> None:
    case = closed(office, five_years())
    assert case.closed_at
    end = years_later(timezone.localdate(case.closed_at), 5)
    ClassMark.objects.filter(code=case.class_code).update(minimum_years=None, kept_permanently=False)
    for until in (clock.today(office.organisation) + timedelta(days=1), end - timedelta(days=1)):
        with refused("until"):
            settle_retention(head(office), case=case, retention=five_years(), kept_until=until, reason="нема места")
    settle_retention(head(office), case=case, retention=five_years(), kept_until=end, reason="како листа каже")
    assert queries.kept_until(case) == (end, "како листа каже")


def test_a_leap_day_has_its_day_in_every_year() -> None:
    assert years_later(date(2024, 2, 29), 3) == date(2027, 2, 28)
    assert years_later(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_the_archive_takes_over_what_is_settled_until_the_day_that_was_set(office: Office) -> None:
    case = closed(office, None)
    archivist = office.viewer(Role.ARCHIVIST)
    assert case in archive_queries.waiting(archivist)
    with refused("retention-open"):
        archive.archive_case(archivist, case=case)
    settle_retention(archivist, case=case, retention=five_years(), kept_until=FAR, reason="тече спор пред судом")
    unit = archive.archive_case(archivist, case=case)
    assert unit.keep_until == FAR
    for deed in (
        lambda: settle_retention(archivist, case=case, retention=for_ever(), reason="касно"),
        lambda: reopen(head(office), case=case, ground=RETURNED, reason="поништено"),
    ):
        with refused("archived"):
            deed()


def test_only_who_may_see_a_case_finds_it_in_the_list(office: Office) -> None:
    case = closed(office, None)
    actions.restrict_case(office.viewer(Role.HEAD_OF_ADMINISTRATION), case=case, staff=[], reason="подаци о здрављу")
    assert queries.unsettled(office.viewer(Role.ARCHIVIST)) == ([], None)
    assert queries.count_unsettled(office.viewer(Role.HANDLER)) == 0


def test_the_list_goes_on_where_its_page_ended(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [closed(office, None) for _number in range(3)]
    monkeypatch.setattr(queries, "PAGE", 2)
    first, mark = queries.unsettled(head(office))
    rest, end = queries.unsettled(head(office), mark)
    assert ([row.case_id for row in (*first, *rest)], end) == ([case.pk for case in cases], None)


# --- opening again ---


@pytest.mark.law("case.reopen.returned")
@pytest.mark.parametrize("role", [Role.REGISTRY_HEAD, Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION])
def test_a_head_opens_a_closed_case_again_and_it_is_undecided(office: Office, client_as: SignIn, role: Role) -> None:
    case = closed(office, five_years())
    strict = case.due_on
    url = reverse("registry:reopen", args=[case.pk])
    assert url in client_as(role).get(reverse("registry:case", args=[case.pk])).content.decode()
    given = {"ground": RETURNED.code, "reason": "Решење о жалби 07-5/2026"}
    assert client_as(role).post(url, given).status_code == 302
    case.refresh_from_db()
    assert (case.status, case.outcome, case.resolved_at, case.closed_at) == (CaseStatus.IN_PROGRESS, "", None, None)
    assert (case.due_on, case.disposition, case.retention) == (strict, "", None)
    move = case.moves.latest("id")
    assert (move.rule, move.reason) == (RETURNED.code, "Решење о жалби 07-5/2026")
    page = client_as(Role.HANDLER).get(reverse("registry:case", args=[case.pk])).content.decode()
    assert "Решење о жалби 07-5/2026" in page
    assert reverse("registry:act-new", args=[case.pk]) in page
    line = entry_of(Case.objects.get(pk=case.pk), case.register)
    assert (line.disposition, line.disposed_on) == ("", entry_of(resolved(office), case.register).disposed_on)


@pytest.mark.law("case.reopen.renewed", "case.reopen.supplementary")
@pytest.mark.parametrize("ground", [RENEWED, SUPPLEMENTARY], ids=lambda rule: rule.code)
def test_the_ground_of_opening_again_is_written_with_the_step(office: Office, ground: Rule) -> None:
    case = closed(office, five_years())
    reopen(office.viewer(Role.REGISTRY_HEAD), case=case, ground=ground, reason="захтев странке")
    case.refresh_from_db()
    assert (case.status, case.moves.latest("id").rule) == (CaseStatus.IN_PROGRESS, ground.code)


def test_nobody_else_opens_it_again(office: Office, client_as: SignIn) -> None:
    case = closed(office, five_years())
    url = reverse("registry:reopen", args=[case.pk])
    for role in (Role.HANDLER, Role.REGISTRY_CLERK, Role.ARCHIVIST, Role.SIGNATORY, Role.INSPECTOR):
        assert client_as(role).post(url, {"ground": RETURNED.code, "reason": "x"}).status_code == 403
        with pytest.raises(NotAllowed):
            reopen(office.viewer(role), case=case, ground=RETURNED, reason="x")
    Case.objects.filter(pk=case.pk).update(unit=office.units["IV-01"])
    with pytest.raises(NotAllowed):
        reopen(office.viewer(Role.UNIT_HEAD), case=Case.objects.get(pk=case.pk), ground=RETURNED, reason="x")


def test_a_case_needs_a_ground_a_reason_and_to_be_closed(office: Office, client_as: SignIn) -> None:
    case = closed(office, five_years())
    url, browser = reverse("registry:reopen", args=[case.pk]), client_as(Role.REGISTRY_HEAD)
    wrong = browser.post(url, {"ground": "case.archive", "reason": " "})
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"ground", "reason"})
    for code, ground, reason in (("ground", ARCHIVE, "x"), ("reason", RETURNED, " ")):
        with refused(code):
            reopen(head(office), case=case, ground=ground, reason=reason)
    with refused("not-closed"):
        reopen(head(office), case=resolved(office), ground=RETURNED, reason="x")
    reopen(head(office), case=case, ground=RETURNED, reason="x")
    with refused("not-closed"):
        reopen(head(office), case=case, ground=RETURNED, reason="двапут")


def test_a_closing_by_mistake_is_undone_and_what_was_decided_stays(office: Office) -> None:
    case = closed(office, five_years())
    decided, told = (case.status, case.outcome, case.resolved_at), case.moves.count()
    case = reopen(head(office), case=case, ground=UNDONE, reason="погрешан предмет")
    assert (case.status, case.outcome, case.resolved_at) == decided
    assert (case.closed_at, case.moves.count()) == (None, told)
    assert Entry.objects.filter(case_id=case.pk, verb="case.closing-undone").count() == 1
    assert closed(office, five_years(), case=case).closed_at


@pytest.mark.law("case.reopen.paper")
def test_a_case_is_closed_opened_and_closed_again_and_all_of_it_is_told(office: Office, client_as: SignIn) -> None:
    case = closed(office, five_years())
    case = reopen(head(office), case=case, ground=NEW_PAPER, reason="стигла допуна")
    handler = office.viewer(Role.HANDLER)
    case = actions.change_status(
        handler, case=case, status=CaseStatus.RESOLVED, reason="одговорено поново", outcome="refused"
    )
    case = closed(office, for_ever(), case=case)
    assert [(row.retention, bool(row.opened_at)) for row in queries.history(case)] == [
        (for_ever(), False),
        (five_years(), True),
    ]
    page = client_as(Role.HANDLER).get(reverse("registry:case", args=[case.pk])).content.decode()
    assert "стигла допуна" in page
    assert "Разведен и поново отворен" in page
    verbs = Entry.objects.filter(case_id=case.pk, verb__in=("case.closed", "case.reopened")).order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == ["case.closed", "case.reopened", "case.closed"]
    assert archive.archive_case(office.viewer(Role.ARCHIVIST), case=case).retention == for_ever()


def test_the_party_reads_that_work_goes_on(office: Office) -> None:
    case = closed(office, five_years())
    number = case.submissions.get().submission_number
    viewer = Viewer(office.organisation)

    def told() -> tuple[str, list[str]]:
        found = portal.progress_of(viewer, number)
        assert found
        return str(found.standing.sentence), [entry.verb for entry in found.entries]

    assert told()[0] == "Предмет је окончан."
    case = reopen(head(office), case=case, ground=UNDONE, reason="грешка")
    assert "case.closing-undone" not in told()[1]
    case = reopen(head(office), case=closed(office, five_years(), case=case), ground=RETURNED, reason="поништено")
    sentence, verbs = told()
    assert sentence == "Ваш захтев је у раду."
    assert "case.reopened" in verbs


def test_a_case_that_an_earlier_release_closed_is_opened_again(office: Office) -> None:
    case = closed(office, five_years())
    Closing.objects.all().delete()
    case = reopen(head(office), case=case, ground=RETURNED, reason="поништено")
    row = Closing.objects.get()
    assert (row.retention, row.class_code, row.opened_rule) == (five_years(), case.class_code, RETURNED.code)


def test_who_opens_the_case_of_somebody_who_has_left_is_told(office: Office, client_as: SignIn) -> None:
    case = closed(office, five_years())
    person = office.people[Role.HANDLER]
    type(person).objects.filter(pk=person.pk).update(active=False)
    sent = client_as(Role.UNIT_HEAD).post(
        reverse("registry:reopen", args=[case.pk]), {"ground": RETURNED.code, "reason": "поништено"}, follow=True
    )
    assert person.name in sent.content.decode()
    assert "доделите га" in sent.content.decode()


def test_a_reopened_case_gets_a_second_decision(office: Office) -> None:
    first = act_of(office, upto="dispatched")
    case = closed(office, five_years(), case=Case.objects.get(pk=first.case_id))
    case = reopen(head(office), case=case, ground=RETURNED, reason="поништено")
    handler = office.viewer(Role.HANDLER)
    step = main_step(handler, case_file(handler, case.pk))
    assert step
    assert step.code == "decide"


@pytest.mark.parametrize("code", sorted(GROUNDS))
def test_every_ground_can_be_told_in_both_languages(code: str) -> None:
    rule = GROUNDS[code]
    assert rule.text_sr
    assert rule.text_en
    assert rule.article


def test_two_at_once_do_not_open_and_close_past_each_other(office: Office) -> None:
    """The page of one was open while the other closed the case: nothing is closed twice."""
    case = resolved(office)
    stale = Case.objects.get(pk=case.pk)
    closed(office, five_years(), case=case)
    with refused("case-closed"):
        closed(office, for_ever(), case=stale)
    assert Closing.objects.filter(opened_at=None).count() == 1


def test_every_procedure_of_the_catalogue_can_be_closed(office: Office) -> None:
    """No class of the plan keeps a case open: where no row of the schedule is long enough, it is left open."""
    RetentionRule.objects.all().update(active=False)
    for procedure in Procedure.objects.order_by("code")[:5]:
        case = assigned(office)
        Case.objects.filter(pk=case.pk).update(class_code=procedure.class_code, procedure=procedure)
        handler = office.viewer(Role.HANDLER)
        case = actions.change_status(handler, case=case, status=CaseStatus.DISCONTINUED, reason="одустанак")
        assert closed(office, None, case=case).closed_at

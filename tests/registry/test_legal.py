"""Legal settings: each with its article and how sure it is, who set it and why; what is set is what is counted by."""

from __future__ import annotations

import ast
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from salter.calendars import law
from salter.calendars.deadlines import setting_defaults
from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.models import Organisation, Role
from salter.registry import actions, deadlines
from salter.registry.clocks.rules import KINDS
from salter.registry.legal import queries
from salter.registry.legal.actions import set_law
from salter.registry.legal.rules import BY_NAME, SETTINGS
from salter.registry.models import Case, IntakeChannel, LegalChoice, Procedure
from tests.registry.scenes import SignIn
from tests.rules_of_the_house.sources import ROOT, texts
from tests.support.office import Office

WHY = "Прочитано у Сл. гласнику РС 18/2016"


def head(office: Office) -> Viewer:
    return office.viewer(Role.HEAD_OF_ADMINISTRATION)


def test_every_setting_of_the_law_stands_on_the_page_once() -> None:
    assert sorted(BY_NAME) == sorted(set(setting_defaults()) - {"extra_non_working"})
    assert len(SETTINGS) == len(BY_NAME)


def test_what_is_said_to_count_is_read_somewhere_and_the_rest_is_not() -> None:
    rooms = {path: text for path, text in texts(".py").items() if "/calendars/" not in path and "/legal/" not in path}
    read = "\n".join(rooms.values())
    functions = ast.parse((ROOT / "salter/calendars/deadlines.py").read_text(encoding="utf-8")).body
    by = {node.name: ast.unparse(node) for node in functions if isinstance(node, ast.FunctionDef)}
    for setting in SETTINGS:
        counting = [name for name, text in by.items() if f"settings.{setting.name}" in text]
        used = f".{setting.name}" in read or f'"{setting.name}"' in read or any(f"{name}(" in read for name in counting)
        clocked = setting.name in {kind.setting for kind in KINDS.values()}
        assert (used or clocked) == setting.counts, setting.name


def test_what_is_set_is_counted_by_and_kept_with_who_when_and_why(office: Office) -> None:
    viewer, days = head(office), BY_NAME["direct_decision_days"]
    choice = set_law(viewer, setting=days, value=45, reason=WHY)
    assert deadlines.settings_of(Organisation.objects.get(pk=office.organisation.pk)).direct_decision_days == 45
    assert (choice.before, choice.after, choice.reason, choice.name) == ("30", "45", WHY, viewer.name)
    entry = Entry.objects.get(verb="law.set")
    assert (entry.body["rule"], entry.body["before"], entry.body["after"]) == ("decide.direct", "30", "45")
    [line] = [line for line in queries.lines(viewer) if line.setting is days]
    assert (line.value, line.choice) == (45, choice)
    set_law(viewer, setting=days, value=30, reason="Враћено.")
    assert [row.after for row in queries.history(viewer, days)] == ["30", "45"]


def test_cases_keep_the_dates_that_they_have(office: Office) -> None:
    before = office.register().case
    for setting in ("direct_decision_days", "decision_days"):
        set_law(head(office), setting=BY_NAME[setting], value=20, reason=WHY)
    again = Case.objects.get(pk=before.pk)
    assert again.due_on == before.due_on


@pytest.mark.parametrize(
    ("code", "setting", "value", "reason"),
    [
        ("reason", "appeal_days", 8, " "),
        ("value", "appeal_days", 0, WHY),
        ("value", "appeal_days", 366, WHY),
        ("value", "appeal_days", True, WHY),
        ("value", "posted_day_counts", 1, WHY),
        ("same", "appeal_days", 15, WHY),
    ],
)
def test_what_is_refused(office: Office, code: str, setting: str, value: int | bool, reason: str) -> None:
    with pytest.raises(ValidationError) as refused:
        set_law(head(office), setting=BY_NAME[setting], value=value, reason=reason)
    assert refused.value.code == code
    assert not LegalChoice.objects.exists()


def test_only_the_administrator_and_the_head_set_it(office: Office) -> None:
    for role in (Role.REGISTRY_HEAD, Role.HANDLER, Role.UNIT_HEAD):
        with pytest.raises(NotAllowed):
            set_law(office.viewer(role), setting=BY_NAME["appeal_days"], value=8, reason=WHY)


def test_the_page_tells_the_article_the_mark_and_who_set_it(office: Office, client_as: SignIn) -> None:
    browser = client_as(Role.HEAD_OF_ADMINISTRATION)
    place = reverse("registry:law-rule", args=["appeal_days"])
    assert "чл. 153. Закона о општем управном поступку" in browser.get(place).content.decode()
    wrong = browser.post(place, {"value": "осам", "reason": WHY})
    assert (wrong.status_code, "осам" in wrong.content.decode()) == (422, True)
    assert browser.post(place, {"value": "8", "reason": WHY, "form_key": "one"}).status_code == 302
    page = browser.get(reverse("registry:law")).content.decode()
    assert all(words in page for words in (WHY, "8 дана", "непроверено", "чл. 145. ст. 2."))
    read = client_as(Role.HANDLER).get(reverse("registry:law")).content.decode()
    assert WHY in read
    assert place not in read
    saturday = reverse("registry:law-rule", args=["works_saturday"])
    assert browser.post(saturday, {"value": "yes", "reason": WHY, "form_key": "two"}).status_code == 302
    assert deadlines.calendar_of(Organisation.objects.get(pk=office.organisation.pk)).works_saturday


def posted(office: Office, posted_on: date | None) -> Case:
    """A case that came by registered post two days ago."""
    intake = actions.Intake(
        subject="Захтев за заузеће јавне површине",
        channel=IntakeChannel.POST,
        received_at=office.ago(days=2),
        parties=[actions.PartyInput(office.party())],
        documents=[office.document()],
        procedure=Procedure.objects.get(organisation=office.organisation, code="P036"),
        posted_on=posted_on,
    )
    return actions.register_case(office.viewer(Role.REGISTRY_CLERK), intake).case


@pytest.mark.parametrize("counts", [True, False])
def test_the_deadline_runs_from_the_postmark_where_the_office_counts_it(office: Office, counts: bool) -> None:
    if not counts:
        set_law(head(office), setting=BY_NAME["posted_day_counts"], value=False, reason=WHY)
    received = clock.today(office.organisation) - timedelta(days=2)
    case = posted(office, received - timedelta(days=9))
    assert case.procedure is not None
    begun = received - timedelta(days=9) if counts else received
    assert case.due_on == deadlines.of_case(office.organisation, case.procedure, begun).due_on
    assert case.sign_by is not None
    assert case.sign_by >= timezone.localdate(case.received_at)
    assert posted(office, None).due_on == deadlines.of_case(office.organisation, case.procedure, received).due_on


def test_the_articles_are_cited_in_serbian() -> None:
    cited = {rule.code: law.cited(rule.article) for rule in law.RULES}
    assert cited["count.days"] == "чл. 79–82. Закона о општем управном поступку"
    assert cited["holiday.shift"] == "чл. 3а. Закона о државним и другим празницима"
    assert cited["appeal.forward"] == "Закон о општем управном поступку (члан није проверен)"
    assert not [code for code, text in cited.items() if "Law on" in text or "Art" in text]

from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salter.calendars.deadlines import LegalSettings
from salter.calendars.law import Certainty
from salter.registry import rules
from salter.registry.rules import Disposition, MainAction, Outcome, Status

ALLOWED = {
    "formed": {"in_progress", "dismissed", "discontinued"},
    "in_progress": {"interrupted", "resolved", "dismissed", "discontinued"},
    "interrupted": {"in_progress", "dismissed", "discontinued"},
    "resolved": {"in_progress", "archived"},
    "dismissed": {"in_progress", "archived"},
    "discontinued": {"in_progress", "archived"},
    "archived": set(),
}


@pytest.mark.parametrize(("before", "after"), list(product(Status, Status)))
def test_every_pair_of_statuses(before: Status, after: Status) -> None:
    assert bool(rules.step(before, after)) == (after in ALLOWED[before])


def test_an_unknown_status_leads_nowhere() -> None:
    assert not rules.step("formed", "lost")
    assert rules.next_statuses("lost") == ()
    with pytest.raises(ValueError, match="lost"):
        rules.main_action("lost")


@pytest.mark.parametrize(("before", "after"), list(product(Status, Status)))
def test_the_way_leads_through_the_work_and_never_through_a_reopening(before: Status, after: Status) -> None:
    way = rules.path(before, after)
    through = {("formed", "interrupted"), ("formed", "resolved"), ("interrupted", "resolved")}
    assert bool(way) == (after in ALLOWED[before] or (before, after) in through)
    assert len(way) <= 2
    ends = [(one.before, one.after) for one in way]
    assert ends in ([], [(before, after)], [(before, Status.IN_PROGRESS), (Status.IN_PROGRESS, after)])


def test_a_closer_ground_belongs_to_a_step_and_has_its_words() -> None:
    codes = {one.ground.code for one in rules.STEPS}
    for rule in rules.CLOSER:
        assert rule.code.rsplit(".", 1)[0] in codes
        assert rules.ground(rule.code) is rule
        assert rule.article
        assert rule.text_sr
        assert rule.text_en
    assert rules.ground("case.unknown") is None
    assert len(rules.GROUNDS) == len(codes) + len(rules.CLOSER)


def test_every_step_has_one_ground_told_in_both_languages() -> None:
    pairs = [(one.before, one.after) for one in rules.STEPS]
    assert len(pairs) == len(set(pairs))
    assert all(one.ground.article and one.ground.text_sr and one.ground.text_en for one in rules.STEPS)
    assert not any(one.ground.certainty is Certainty.VERIFIED for one in rules.STEPS)


@given(st.lists(st.sampled_from(list(Status)), max_size=12))
def test_only_a_finished_case_is_archived_and_nothing_follows(wishes: list[Status]) -> None:
    path = [Status.FORMED]
    for wish in wishes:
        if rules.step(path[-1], wish):
            path.append(wish)
    if Status.ARCHIVED in path:
        assert path.index(Status.ARCHIVED) == len(path) - 1
        assert path[-2] in {Status.RESOLVED, Status.DISMISSED, Status.DISCONTINUED}


def test_the_statuses_in_the_prescribed_words() -> None:
    words = "формиран, у обради, прекинут, обустављен, одбачен, решен, архивиран"
    assert ", ".join(rules.STATUS_SR[status] for status in Status) == words
    assert set(rules.OUTCOME_SR) == set(Outcome)


@pytest.mark.parametrize(
    ("status", "action"),
    [
        ("formed", MainAction.ASSIGN),
        ("in_progress", MainAction.DECIDE),
        ("interrupted", MainAction.RESUME),
        ("resolved", MainAction.CLOSE),
        ("dismissed", MainAction.CLOSE),
        ("discontinued", MainAction.CLOSE),
        ("archived", None),
    ],
)
def test_main_action(status: str, action: MainAction | None) -> None:
    assert rules.main_action(status) is action
    assert rules.main_action(status, closed=True) is None


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ("granted", Status.RESOLVED),
        ("partly-granted", Status.RESOLVED),
        ("refused", Status.RESOLVED),
        ("transferred", Status.RESOLVED),
        ("dismissed", Status.DISMISSED),
        ("discontinued", Status.DISCONTINUED),
    ],
)
def test_status_after(outcome: str, status: Status) -> None:
    assert rules.status_after(outcome) is status
    assert rules.step(Status.IN_PROGRESS, status)


@pytest.mark.parametrize(
    ("kind", "detail", "text"),
    [
        (Disposition.AD_ACTA, "5 година", "а/а – 5 година"),
        (Disposition.TICKLER, date(2026, 11, 3), "Р – 3. 11. 2026."),
        (Disposition.TRANSFERRED, "Одељење за урбанизам", "уступљено – Одељење за урбанизам"),
        (Disposition.ORIGINAL, "Основни суд", "изворно – Основни суд"),
    ],
)
def test_write_disposition(kind: Disposition, detail: str | date, text: str) -> None:
    assert rules.write_disposition(kind, detail) == text


@pytest.mark.parametrize(
    ("kind", "detail"),
    [(Disposition.AD_ACTA, " "), (Disposition.TICKLER, "сутра"), (Disposition.ORIGINAL, date(2026, 11, 3))],
)
def test_a_disposition_without_its_detail_is_refused(kind: Disposition, detail: str | date) -> None:
    with pytest.raises(ValueError, match="disposition"):
        rules.write_disposition(kind, detail)


@pytest.mark.parametrize(
    ("own_days", "direct", "days", "article", "certainty"),
    [
        (None, True, 30, "145(2)", Certainty.VERIFIED),
        (None, False, 60, "145(3)", Certainty.VERIFIED),
        (15, True, 15, "Art. 16", Certainty.SECONDARY),
        (15, False, 15, "Art. 16", Certainty.SECONDARY),
    ],
)
def test_choose_deadline(own_days: int | None, direct: bool, days: int, article: str, certainty: Certainty) -> None:
    chosen = rules.choose_deadline(own_days, direct, LegalSettings(), article="Free access to information, Art. 16")
    assert (chosen.days, chosen.period.amount, chosen.certainty) == (days, days, certainty)
    assert article in chosen.article


def test_choose_deadline_follows_the_settings() -> None:
    assert rules.choose_deadline(None, True, LegalSettings(direct_decision_days=20)).days == 20


def test_the_page_of_the_manual_is_up_to_date() -> None:
    page = Path(__file__).parents[2] / "docs" / "manual" / "law-of-cases.md"
    printed = rules.markdown()
    assert page.read_text(encoding="utf-8") == printed, (
        "run: python -m salter.registry.rules > docs/manual/law-of-cases.md"
    )

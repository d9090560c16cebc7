"""Scans are checked by a second person: viewed, confirmed alone or by a sample, sent back and scanned again."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from salter.documents.actions import keep_as_it_came
from salter.documents.models import Source
from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.models import Role
from salter.registry import actions, desk, history
from salter.registry.incoming import actions as shelf
from salter.registry.incoming.actions import Content, FileInput
from salter.registry.models import Attachment, CaseLook, Door, Incoming, IncomingState, ScanCheck, ScanSample, ScanState
from salter.registry.papers.listing import papers_of
from salter.registry.scans import again, checks, findings, queries
from salter.registry.scans.checks import Rule
from tests.portal.scenes import pdf
from tests.support.office import Office
from tests.support.scene import scanned

SignIn = Callable[[Role], Client]
CLERK, HEAD, HANDLER = Role.REGISTRY_CLERK, Role.REGISTRY_HEAD, Role.HANDLER


def look(office: Office, role: Role, *rows: ScanCheck) -> None:
    """The person of a role is shown these scans."""
    for row in rows:
        checks.view(office.viewer(role), check=row, document=row.document)


def many(office: Office, count: int) -> list[ScanCheck]:
    """So many scans that the clerk has registered."""
    return [scanned(office, f"Захтев {number}", key=str(number)) for number in range(count)]


def refused_with(code: str, do: Callable[[], object]) -> None:
    """The deed is refused with that code."""
    with pytest.raises(ValidationError) as caught:
        do()
    assert caught.value.code == code


def test_a_registered_scan_waits_and_another_person_confirms_it_after_a_look(office: Office) -> None:
    row = scanned(office, "Захтев")
    assert (row.state, row.scanned_by) == (ScanState.WAITING, office.account(CLERK))
    viewer = office.viewer(HANDLER)
    refused_with("look", lambda: checks.confirm(viewer, check=row))
    look(office, HANDLER, row)
    done = checks.confirm(viewer, check=row)
    assert (done.state, done.settled_by) == (ScanState.CONFIRMED, office.account(HANDLER))
    entry = Entry.objects.get(verb="scan.confirmed")
    assert entry.case_id == row.case_id
    assert history.sentence(entry) == "Скен „sken-1.pdf“ је упоређен са папиром и потврђен."
    assert CaseLook.objects.filter(case=row.case_id, account=office.account(HANDLER)).exists()
    refused_with("settled", lambda: checks.confirm(viewer, check=row))


def test_nobody_confirms_what_they_registered_also_not_in_a_batch_or_behind_our_back(office: Office) -> None:
    row = scanned(office, "Захтев")
    clerk = office.viewer(CLERK)
    look(office, CLERK, row)
    refused_with("own", lambda: checks.confirm(clerk, check=row))
    refused_with("none", lambda: checks.draw(clerk, checks=[row]))
    row.state, row.settled_by, row.settled_at = ScanState.CONFIRMED, row.scanned_by, clock.now(office.organisation)
    with pytest.raises(IntegrityError, match="scan_check_second_person"), transaction.atomic():
        row.save()


def test_who_may_not_see_the_case_or_has_another_post_may_not_check(office: Office) -> None:
    row = scanned(office, "Захтев")
    with pytest.raises(NotAllowed):
        checks.confirm(office.viewer(Role.ARCHIVIST), check=row)
    actions.restrict_case(office.viewer(HEAD), case=row.case, staff=[office.people[HANDLER]], reason="здравље")
    viewer = office.viewer(HEAD)
    assert queries.checks(viewer, ScanState.WAITING) == ([], "")
    assert queries.check_counts(viewer)["waiting"] == 0
    with pytest.raises(ScanCheck.DoesNotExist):
        queries.check(viewer, row.pk)
    with pytest.raises(NotAllowed):
        checks.refuse(viewer, check=row, reason="мутно")
    refused_with("none", lambda: checks.draw(viewer, checks=[row]))
    assert queries.check(office.viewer(HANDLER), row.pk) == row


def test_a_batch_is_confirmed_when_all_that_was_drawn_was_viewed(office: Office) -> None:
    rows = many(office, 12)
    doubtful = rows[7]
    doubtful.findings = [{"code": findings.UNREADABLE_PAGES, "numbers": "2"}]
    doubtful.save()
    viewer = office.viewer(HEAD)
    sample = checks.draw(viewer, checks=rows)
    drawn = [one.check for one in queries.sampled(viewer, sample) if one.drawn]
    assert len(drawn) == 3
    assert doubtful in drawn
    for left in range(3, 0, -1):
        with pytest.raises(ValidationError, match=str(left)):
            checks.confirm_sample(viewer, sample=sample)
        look(office, HEAD, drawn[left - 1])
    look(office, HANDLER, rows[0])
    checks.confirm(office.viewer(HANDLER), check=rows[0])  # meanwhile, by somebody else
    assert checks.confirm_sample(viewer, sample=sample) == 11
    assert not ScanCheck.objects.exclude(state=ScanState.CONFIRMED).exists()
    assert ScanCheck.objects.filter(sample=sample, settled_by=office.account(HEAD)).count() == 11
    entry = Entry.objects.filter(verb="scan.confirmed-by-sample").latest("id")
    assert (entry.body["scans"], entry.body["viewed"]) == (12, 3)
    refused_with("settled", lambda: checks.confirm_sample(viewer, sample=sample))


def test_a_bad_scan_in_the_sample_stops_the_batch(office: Office) -> None:
    rows = many(office, 5)
    viewer = office.viewer(HEAD)
    sample = checks.draw(viewer, checks=rows)
    drawn = [one.check for one in queries.sampled(viewer, sample) if one.drawn]
    look(office, HEAD, *drawn)
    checks.refuse(viewer, check=drawn[0], reason="одсечена ивица")
    refused_with("refused", lambda: checks.confirm_sample(viewer, sample=sample))
    assert ScanCheck.objects.filter(state=ScanState.WAITING).count() == 4
    fresh = checks.draw(viewer, checks=rows)
    assert fresh.scans.count() == 4


def test_the_sample_of_another_person_is_not_mine(office: Office) -> None:
    sample = checks.draw(office.viewer(HEAD), checks=many(office, 1))
    for role in (HANDLER, CLERK):
        with pytest.raises(ScanSample.DoesNotExist):
            checks.confirm_sample(office.viewer(role), sample=sample)


@pytest.mark.parametrize(
    ("rule", "scans", "viewed"),
    [(Rule(), 1, 1), (Rule(), 3, 3), (Rule(), 30, 3), (Rule(), 31, 4), (Rule(every=1), 50, 50), (Rule(least=1), 9, 1)],
)
def test_how_many_of_a_batch_are_viewed(rule: Rule, scans: int, viewed: int) -> None:
    assert rule.of(scans) == viewed


def test_the_lot_is_not_the_same_every_time(office: Office) -> None:
    rows, viewer = many(office, 12), office.viewer(HEAD)
    lots = {
        frozenset(checks.draw(viewer, checks=rows).scans.filter(drawn=True).values_list("scan", flat=True))
        for _time in range(8)
    }
    assert len(lots) > 1


def test_the_head_sets_the_rule_and_may_switch_the_check_off(office: Office) -> None:
    with pytest.raises(NotAllowed):
        checks.set_rule(office.viewer(CLERK), rule=Rule(on=False))
    refused_with("rule", lambda: checks.set_rule(office.viewer(HEAD), rule=Rule(every=0)))
    office.organisation = checks.set_rule(office.viewer(HEAD), rule=Rule(every=2, least=1))
    assert checks.rule_of(office.organisation).of(10) == 5
    office.organisation = checks.set_rule(office.viewer(HEAD), rule=Rule(on=False))
    with pytest.raises(ScanCheck.DoesNotExist):
        scanned(office, "Захтев")
    assert list(Entry.objects.filter(subject_type="scan-rule").order_by("id").values_list("verb", flat=True)) == [
        "scans.rule",
        "scans.rule-off",
    ]


def on_shelf(office: Office, key: str) -> Incoming:
    """Another scan of the folder, which nobody has registered."""
    data = BytesIO(pdf())
    original = keep_as_it_came(
        office.viewer(CLERK), name=f"{key}.pdf", content=data, source=Source.SCAN, media_type="application/pdf"
    )
    row, _fresh = shelf.take_in(
        Viewer(office.organisation),
        door=Door.SCAN,
        source_key=key,
        received_at=clock.now(office.organisation),
        content=Content(subject=key),
        files=[FileInput(original)],
    )
    return row


def test_a_paper_sent_back_is_scanned_again_and_nothing_is_lost(office: Office) -> None:
    row = scanned(office, "Захтев")
    refused_with("reason", lambda: checks.refuse(office.viewer(HANDLER), check=row, reason=" "))
    checks.refuse(office.viewer(HANDLER), check=row, reason="недостаје страна 3")
    incoming = on_shelf(office, "nov")
    fresh = again.replace_scan(office.viewer(CLERK), check=row, incoming=incoming)
    row.refresh_from_db()
    incoming.refresh_from_db()
    assert (row.state, row.replaced_by, row.reason) == (ScanState.REPLACED, fresh, "недостаје страна 3")
    assert (fresh.state, fresh.submission, fresh.scanned_by) == (
        ScanState.WAITING,
        row.submission,
        office.account(CLERK),
    )
    assert (incoming.state, incoming.submission) == (IncomingState.REGISTERED, row.submission)
    rows = Attachment.objects.filter(submission=row.submission).order_by("position")
    assert [one.document for one in rows] == [row.document, fresh.document]
    assert row.case.submissions.count() == 1
    refused_with("settled", lambda: again.replace_scan(office.viewer(CLERK), check=row, incoming=on_shelf(office, "x")))
    look(office, HANDLER, fresh)
    checks.confirm(office.viewer(HANDLER), check=fresh)


def test_a_scan_that_is_as_good_as_its_paper_is_confirmed_after_all(office: Office) -> None:
    row = scanned(office, "Захтев")
    checks.refuse(office.viewer(HANDLER), check=row, reason="мутно")
    look(office, HEAD, row)
    assert checks.confirm(office.viewer(HEAD), check=row).reason == "мутно"


def test_a_registered_scan_cannot_take_the_place_of_another(office: Office) -> None:
    row = scanned(office, "Захтев")
    checks.refuse(office.viewer(HANDLER), check=row, reason="мутно")
    taken = scanned(office, "Друго", key="2").submission.incoming.get()
    refused_with("incoming", lambda: again.replace_scan(office.viewer(CLERK), check=row, incoming=taken))
    with pytest.raises(NotAllowed):
        again.replace_scan(office.viewer(HANDLER), check=row, incoming=on_shelf(office, "nov"))


def test_the_case_shows_who_checked_its_scan_and_when(office: Office, client_as: SignIn) -> None:
    row = scanned(office, "Захтев")
    address = reverse("registry:case", args=[row.case_id])
    assert "скен још није проверен" in client_as(HANDLER).get(address).content.decode()
    look(office, HANDLER, row)
    checks.confirm(office.viewer(HANDLER), check=row)
    page = client_as(CLERK).get(address).content.decode()
    assert "скен проверен" in page
    assert office.account(HANDLER).display_name in page
    [paper] = [one for one in papers_of(desk.case_file(office.viewer(CLERK), row.case_id)) if one.scan]
    assert paper.document == row.document


def test_the_page_counts_as_viewed_only_when_the_file_was_sent(office: Office, client_as: SignIn) -> None:
    row = scanned(office, "Захтев")
    browser = client_as(HANDLER)
    address = reverse("registry:scan-check", args=[row.pk])
    assert browser.get(address).status_code == 200
    answer = browser.post(address)
    assert answer.status_code == 422
    assert "Погледајте скен пре него што га потврдите." in answer.content.decode()
    assert browser.get(reverse("registry:scan-file", args=[row.pk])).status_code == 200
    assert browser.post(address).status_code == 302
    row.refresh_from_db()
    assert row.state == ScanState.CONFIRMED


def test_pages_as_pictures_count_as_viewed_too(office: Office, client_as: SignIn) -> None:
    row = scanned(office, "Захтев")
    browser = client_as(HANDLER)
    assert "/pages/1/" in browser.get(reverse("registry:scan-check", args=[row.pk]), {"pictures": 1}).content.decode()
    assert browser.get(reverse("registry:scan-page", args=[row.pk, 1])).status_code == 200
    assert row.looks.filter(account=office.account(HANDLER)).exists()


def test_own_scans_are_listed_and_cannot_be_ticked(office: Office, client_as: SignIn) -> None:
    row = scanned(office, "Захтев")
    address = reverse("registry:scan-checks")
    own, other = client_as(CLERK).get(address).content.decode(), client_as(HANDLER).get(address).content.decode()
    assert f'value="{row.pk}"' in other
    assert f'value="{row.pk}"' not in own
    assert "ви; проверава неко други" in own


def test_today_says_how_many_scans_wait_for_me(office: Office, client_as: SignIn) -> None:
    many(office, 2)
    address = reverse("registry:home")
    assert "Скенови за проверу" in client_as(HANDLER).get(address).content.decode()
    assert "Скенови за проверу" not in client_as(CLERK).get(address).content.decode()

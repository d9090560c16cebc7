"""Who sees what is in the archive, and what may go into it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from salter.archive import actions, queries
from salter.archive.models import ArchiveUnit
from salter.documents.actions import storage
from salter.journal.models import Entry
from salter.mailbox.actions import record_handover
from salter.mailbox.models import Delivery, Result
from salter.organisations import clock
from salter.organisations.models import Role
from salter.registry import actions as registry
from salter.registry.dispatching.actions import enter_result
from salter.registry.models import Case, RetentionRule
from tests.registry.scenes import act_of
from tests.support.office import Office

SignIn = Callable[[Role], Client]


def closed(office: Office, *, restricted: bool = False, hand_over: bool = True) -> Case:
    """A decided and closed case."""
    act = act_of(office, upto="dispatched")
    if hand_over:
        for delivery in Delivery.objects.filter(case_id=act.case_id):
            clerk = office.viewer(Role.REGISTRY_CLERK)
            record_handover(clerk, delivery=delivery, on=clock.today(office.organisation), note="")
    rule = RetentionRule.objects.filter(expression="5 година").first() or RetentionRule.objects.first()
    assert rule is not None
    case = registry.close_case(office.viewer(Role.HANDLER), case=act.case, class_code="352", retention=rule)
    if restricted:
        head = office.viewer(Role.REGISTRY_HEAD)
        case = registry.restrict_case(head, case=case, staff=[office.people[Role.ARCHIVIST]], reason="подаци о здрављу")
    return case


def kept(office: Office, *, restricted: bool = False) -> ArchiveUnit:
    """A case in the archive."""
    return actions.archive_case(office.viewer(Role.ARCHIVIST), case=closed(office, restricted=restricted))


@pytest.mark.parametrize(
    "role", [Role.REGISTRY_HEAD, Role.HEAD_OF_ADMINISTRATION, Role.INSPECTOR, Role.PUBLIC_ARCHIVIST]
)
def test_a_restricted_case_stays_restricted_in_the_archive(office: Office, client_as: SignIn, role: Role) -> None:
    unit = kept(office, restricted=True)
    client = client_as(role)
    assert unit.case.number not in client.get(reverse("archive:units")).content.decode()
    assert client.get(reverse("archive:unit", args=[unit.pk])).status_code == 404
    for name in ("sip", "aip"):
        assert client.get(reverse(f"archive:{name}", args=[unit.pk])).status_code in (403, 404), name
    assert client.post(reverse("archive:check", args=[unit.pk])).status_code in (403, 404)


def test_who_was_granted_it_and_who_may_read_all_see_it(office: Office) -> None:
    restricted, open_to_all = kept(office, restricted=True), kept(office)
    seen = {role: set(queries.units(office.viewer(role))) for role in queries.READERS}
    assert seen[Role.ARCHIVIST] == {restricted, open_to_all}
    assert all(seen[role] == {open_to_all} for role in queries.READERS if role != Role.ARCHIVIST)


def test_a_case_whose_letter_is_on_its_way_is_not_archived(office: Office) -> None:
    case = closed(office, hand_over=False)
    with pytest.raises(ValidationError) as refused:
        actions.archive_case(office.viewer(Role.ARCHIVIST), case=case)
    assert refused.value.code == "open-delivery"


def test_a_case_whose_letter_never_came_back_is_archived_once_a_clerk_says_so(office: Office) -> None:
    """What blocks the archive can be mended at a desk: the letter is entered as lost, with what was done to find it."""
    case = closed(office, hand_over=False)
    [delivery] = Delivery.objects.filter(case_id=case.pk)
    enter_result(
        office.viewer(Role.REGISTRY_CLERK),
        delivery=delivery,
        result=Result.LOST,
        on=clock.today(office.organisation),
        note="Потражни поступак 14/2026.",
    )
    assert actions.archive_case(office.viewer(Role.ARCHIVIST), case=case).case_id == case.pk


def test_a_cancelled_case_is_not_archived(office: Office) -> None:
    case = closed(office)
    Case.objects.filter(pk=case.pk).update(cancelled_at=case.closed_at, cancel_reason="погрешан упис")
    with pytest.raises(ValidationError):
        actions.archive_case(office.viewer(Role.ARCHIVIST), case=case)


def test_the_page_of_a_damaged_unit_says_so(office: Office, client_as: SignIn) -> None:
    unit = kept(office)
    for key in list(storage().list("")):
        if key.endswith("inventory.json"):
            storage().delete(key)
    client = client_as(Role.ARCHIVIST)
    client.raise_request_exception = False
    assert client.get(reverse("archive:unit", args=[unit.pk])).status_code == 200
    assert client.post(reverse("archive:check", args=[unit.pk])).status_code == 302
    unit.refresh_from_db()
    assert unit.sound is False


def test_a_look_of_an_inspector_into_the_archive_is_journalled(office: Office, client_as: SignIn) -> None:
    unit = kept(office)
    client_as(Role.INSPECTOR).get(reverse("archive:unit", args=[unit.pk]))
    assert Entry.objects.filter(verb="look.case", case_id=unit.case_id).count() == 1


def test_an_unreadable_retention_is_no_error_of_ours(office: Office, client_as: SignIn) -> None:
    case = closed(office)
    assert case.retention is not None
    RetentionRule.objects.filter(pk=case.retention.pk).update(expression="док важи")
    client = client_as(Role.ARCHIVIST)
    client.raise_request_exception = False
    assert client.post(reverse("archive:keep", args=[case.pk])).status_code == 422

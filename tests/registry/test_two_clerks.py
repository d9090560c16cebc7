"""Two clerks with the same paper at the same moment: the second is asked, and one number is given."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from salter.registry import actions
from salter.registry.actions import Intake, LooksRegistered, PartyInput
from salter.registry.duplicates import From
from salter.registry.models import Case, IntakeChannel, Shelf, Submission
from salter.registry.shelves.actions import add_shelf
from tests.portal.test_at_once import second
from tests.support.office import Office, found_office

pytestmark = pytest.mark.django_db(transaction=True)


def entered(office: Office, role: Role, subject: str) -> Submission:
    """What a clerk's form does: asks, then enters the sender as typed, then registers."""
    viewer = office.viewer(role)
    intake = Intake(
        subject=subject,
        channel=IntakeChannel.POST,
        received_at=office.ago(minutes=1),
        class_code="352",
    )
    actions.ask_about(viewer, actions.traits_of(intake, From(name="Мира Мирић")))
    parties = [PartyInput(office.party("Мира Мирић"))]
    return actions.take_paper(viewer, intake=replace(intake, parties=parties))


def test_the_second_of_two_clerks_is_asked_although_both_began_before_anything_was_registered() -> None:
    office = found_office("dvoje")
    with second(office, lambda: entered(office, Role.REGISTRY_HEAD, "Žalba na buku")) as later:
        first = entered(office, Role.REGISTRY_CLERK, "Жалба на буку")
    with pytest.raises(LooksRegistered) as asked:
        later.result()
    assert [row.submission.pk for row in asked.value.found] == [first.pk]
    with scope(office.organisation.pk):
        assert Case.objects.count() == 1


def test_two_different_papers_of_one_sender_are_both_registered() -> None:
    office = found_office("razno")
    with second(office, lambda: entered(office, Role.REGISTRY_HEAD, "Захтев за паркирање")) as later:
        entered(office, Role.REGISTRY_CLERK, "Жалба на буку")
    assert later.result().case.ordinal == 2


def test_the_second_of_two_who_add_the_same_shelf_is_told_that_it_is_there() -> None:
    office = found_office("police")

    def added(role: Role) -> Shelf:
        return add_shelf(office.viewer(role), parent=None, code="А2")

    with second(office, lambda: added(Role.ARCHIVIST)) as later:
        added(Role.REGISTRY_CLERK)
    with pytest.raises(ValidationError) as refused:
        later.result()
    assert refused.value.code == "code"


def test_what_the_question_keeps_is_there_after_its_answer() -> None:
    """Over committed transactions, as in a real office: the files that were chosen need not be chosen again."""
    office = found_office("pitanje")
    clerk = Client()
    clerk.force_login(office.account(Role.REGISTRY_CLERK))
    sent = {"matter": "P036", "channel": "post", "received_at": "5. 1. 2026. 9:30", "party-0-name": "Мира Мирић"}
    assert clerk.post("/cases/new/form/", {**sent, "form_key": "1"}).status_code == 302
    file = SimpleUploadedFile("доказ.txt", "Доказ.".encode(), content_type="text/plain")
    asked = clerk.post("/cases/new/form/", {**sent, "form_key": "2", "documents": [file]})
    assert asked.status_code == 200
    [kept] = asked.context["kept"]
    [row] = asked.context["question"]
    answer = {**sent, "form_key": "2", "kept": str(kept.pk), "another": asked.context["another"]}
    assert clerk.post("/cases/new/form/", answer).status_code == 302
    connection.close()
    with scope(office.organisation.pk):
        assert Case.objects.count() == 2
        added = Submission.objects.exclude(pk=row["submission"].pk).get()
        assert [one.document.name for one in added.attachments.all()] == ["доказ.txt"]

"""Small answers to complaints about other systems that no other test gives (docs/manual/complaints.md)."""

from __future__ import annotations

import io

import pikepdf
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from salter.documents import drawing
from salter.documents.models import Document
from salter.organisations import clock
from salter.organisations.models import Role
from salter.registry import actions, desk
from salter.registry.desk import Narrow
from salter.registry.models import Attachment, Case, IntakeChannel
from tests.registry.scenes import SignIn, assigned
from tests.support.office import Office


def test_counts_of_lists_are_one_statement_that_stops_at_a_thousand(office: Office) -> None:
    narrows = [Narrow(who="all"), Narrow(who="unit"), Narrow(who="nobody"), Narrow(due="late")]
    with CaptureQueriesContext(connection) as counted:
        assert desk.counts(office.viewer(Role.REGISTRY_CLERK), narrows) == [0, 0, 0, 0]
    [counting] = [query["sql"] for query in counted if "counted" in query["sql"]]
    assert counting.count(f"LIMIT {desk.MANY}") == len(narrows)


def test_lists_and_the_case_page_read_no_words_of_documents(office: Office, client_as: SignIn) -> None:
    case, client = assigned(office), client_as(Role.REGISTRY_CLERK)
    addresses = (reverse("registry:cases"), reverse("registry:home"), reverse("registry:case", args=[case.pk]))
    for address in addresses:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        assert not [query["sql"] for query in asked if '"documents_document"."text"' in query["sql"]], address


def test_deeds_at_a_case_cost_the_same_with_200_papers(office: Office) -> None:
    case, clerk, counts = assigned(office), office.viewer(Role.REGISTRY_CLERK), []
    for more in (0, 200):
        _fill(office, case, more)
        with CaptureQueriesContext(connection) as asked:
            unit, person = office.units["IV-02"], office.people[Role.HANDLER]
            actions.assign(clerk, case=case, unit=unit, staff=person)
            intake = actions.Intake(
                subject="Допуна", channel=IntakeChannel.POST, received_at=clock.now(office.organisation)
            )
            actions.add_supplement(clerk, case=case, intake=intake)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def _fill(office: Office, case: Case, papers: int) -> None:
    known = Document.objects.all()[0]
    rows = [
        Document(
            organisation=office.organisation,
            name=f"prilog-{place}.pdf",
            sha256=known.sha256,
            size=known.size,
            media_type="application/pdf",
            source=known.source,
            created_at=known.created_at,
        )
        for place in range(papers)
    ]
    Document.objects.bulk_create(rows)
    Attachment.objects.bulk_create(
        Attachment(organisation=office.organisation, case=case, document=row, position=place)
        for place, row in enumerate(rows, 2)
    )


def test_the_number_is_of_the_year_of_registration_not_of_receipt(office: Office) -> None:
    today = clock.today(office.organisation)
    intake = actions.Intake(
        subject="Стигло пре Нове године",
        channel=IntakeChannel.POST,
        received_at=office.ago(days=today.timetuple().tm_yday + 1),
        parties=[actions.PartyInput(office.party())],
        class_code="350",
    )
    case = actions.register_case(office.viewer(Role.REGISTRY_CLERK), intake).case
    assert case.received_at.year == today.year - 1
    assert case.year == today.year
    assert f"/{today.year}" in case.number


def test_a_cancelled_or_unseen_number_is_never_given_again(office: Office) -> None:
    head = office.viewer(Role.REGISTRY_HEAD)
    seen = [office.register().case for _number in range(3)]
    actions.restrict_case(head, case=seen[1], staff=[], reason="подаци о здрављу")
    actions.cancel_case(head, case=seen[2], reason="Двапут уписано.")
    assert office.register().case.ordinal == seen[2].ordinal + 1


def test_a_page_as_large_as_a_house_is_drawn_small(tmp_path: object) -> None:
    made, target = pikepdf.new(), io.BytesIO()
    made.add_blank_page(page_size=(14000, 14400))
    made.save(target)
    path = f"{tmp_path}/large.pdf"
    with open(path, "wb") as file:
        file.write(target.getvalue())
    from PIL import Image

    picture = Image.open(io.BytesIO(drawing.draw(path, "1")))
    assert picture.width <= drawing.WIDTH
    assert picture.height <= drawing.TALLEST

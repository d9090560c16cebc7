"""The pages of the log: what it says to everybody, and a receipt that is checked there."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from salter.documents.actions import content
from salter.journal import heads, sealing
from salter.journal.models import Entry, Log, Witnessed
from salter.journal.tasks import run_everything
from salter.organisations import clock
from salter.organisations.models import Role
from salter.registry import receipts
from salter.registry.models import Submission
from salter.signatures.actions import trust
from salter.signatures.head_check import check_export
from salter.signatures.trust import load_anchors
from tests.journal.trees import behind_the_triggers
from tests.support.office import Office

ClientAs = Callable[[Role], Client]


@pytest.fixture
def submission(office: Office) -> Submission:
    """A registration that is sealed and under a head."""
    found = office.register()
    run_everything()
    heads.covering(Log.OFFICES, sealing.size_of(Log.OFFICES))
    return found


def receipt(office: Office, submission: Submission) -> dict[str, bytes]:
    """Its receipt in both forms."""
    clerk = office.viewer(Role.REGISTRY_CLERK)
    return {
        "potvrda.pdf": content(receipts.ensure(clerk, submission)),
        "potvrda.json": receipts.as_json(clerk, submission),
    }


def checked(client: Client, **sent: Any) -> tuple[int, str]:
    """Status and text of the page after checking."""
    answer = client.post(reverse("portal:log-check"), sent)
    return answer.status_code, answer.content.decode()


def test_the_log_tells_where_it_stands(office: Office, submission: Submission, client: Client) -> None:
    newest = heads.newest(Log.OFFICES)
    assert newest
    page = client.get(reverse("portal:log")).content.decode()
    assert newest.root in page
    assert reverse("portal:log-head", args=[newest.size]) in page
    assert "упис" in page


def test_an_empty_log_says_so(office: Office, client: Client) -> None:
    assert "Још ништа није запечаћено" in client.get(reverse("portal:log")).content.decode()


def test_a_head_and_the_anchors_are_downloaded(
    office: Office, submission: Submission, client: Client, tmp_path: Any
) -> None:
    newest = heads.newest(Log.OFFICES)
    assert newest
    exported = json.loads(client.get(reverse("portal:log-head", args=[newest.size])).content)
    (tmp_path / "log.pem").write_bytes(client.get(reverse("portal:log-anchors")).content)
    assert b"PRIVATE" not in (tmp_path / "log.pem").read_bytes()
    assert check_export(exported, load_anchors(tmp_path)) is None
    assert check_export(exported, trust().anchors) is None
    assert client.get(reverse("portal:log-head", args=[newest.size + 1])).status_code == 404


def test_growth_is_proved_on_the_page(office: Office, submission: Submission, client: Client) -> None:
    size = sealing.size_of(Log.OFFICES)
    page = client.get(reverse("portal:log"), {"first": 3, "second": size}).content.decode()
    assert sealing.root_of(Log.OFFICES, 3).hex() in page
    for first, second in ((0, 3), (5, 3), (3, size + 1), ("x", 3)):
        answer = client.get(reverse("portal:log"), {"first": first, "second": second})
        assert answer.status_code == 422, (first, second)
        assert "govuk-error-summary" in answer.content.decode()


@pytest.mark.parametrize("name", ["potvrda.pdf", "potvrda.json"])
def test_a_receipt_is_checked(office: Office, submission: Submission, client: Client, name: str) -> None:
    data = receipt(office, submission)[name]
    before = Entry.objects.count()
    status, page = checked(client, file=SimpleUploadedFile(name, data))
    assert status == 200
    assert "Потврда је исправна" in page
    assert submission.submission_number in page
    middle = len(data) // 2
    changed = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
    status, page = checked(client, file=SimpleUploadedFile(name, changed))
    assert "Потврда је исправна" not in page
    assert Entry.objects.count() == before  # looked at and forgotten


def test_a_changed_field_is_named_as_such(office: Office, submission: Submission, client: Client) -> None:
    stated = json.loads(receipt(office, submission)["potvrda.json"])
    changed = json.dumps({**stated, "case_number": "1-1/2020"}).encode()
    status, page = checked(client, file=SimpleUploadedFile("potvrda.json", changed))
    assert status == 200
    assert "Ова потврда није исправна" in page
    assert "1-1/2020" not in page


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.4 nothing", b"{}", b"\xff\xfe", b"[" * 50_000])
def test_what_is_no_receipt_is_told_kindly(office: Office, client: Client, data: bytes) -> None:
    status, page = checked(client, file=SimpleUploadedFile("x.json", data))
    assert status == 422
    assert "govuk-error-summary" in page


def test_the_number_of_a_submission_is_enough_to_see_it_in_the_log(
    office: Office, submission: Submission, client: Client
) -> None:
    status, page = checked(client, number=submission.submission_number.lower())
    assert status == 200
    assert "Поднесак стоји у дневнику" in page
    assert submission.subject not in page
    assert checked(client, number="7K2M-9QXA-4T8B")[0] == 422
    assert checked(client)[0] == 422


def test_a_rewritten_registration_is_told(office: Office, submission: Submission, client: Client) -> None:
    entry = receipts.registration(submission)
    with behind_the_triggers(office.organisation.pk):
        Entry.objects.filter(pk=entry.pk).update(body={**entry.body, "received_at": "2020-01-01T08:00:00+01:00"})
    assert "више није онај који је запечаћен" in checked(client, number=submission.submission_number)[1]


def test_a_registration_that_is_not_sealed_yet_is_told(office: Office, submission: Submission, client: Client) -> None:
    later = office.register()
    assert "погледајте поново за тренутак" in checked(client, number=later.submission_number)[1]


def test_a_fork_that_was_witnessed_stands_on_the_page(office: Office, submission: Submission, client: Client) -> None:
    Witnessed.objects.create(
        origin="6f1c9f3e-7b1b-4c55-8d0f-0000000000aa",
        size=3,
        root="0" * 64,
        head={},
        seen_at=clock.real_now(),
        fork=True,
    )
    assert "две различите историје" in client.get(reverse("portal:log")).content.decode()

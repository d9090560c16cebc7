"""Many letters in one go: each is dispatched and printed once, in order, and one that fails holds up no other."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from salter.documents.actions import content, keep_own, storage
from salter.documents.binding import Part, bind
from salter.documents.blobs import key_of
from salter.documents.rendering import RenderFailed, render
from salter.journal.models import Entry
from salter.mailbox.models import Channel, Delivery, DeliveryDocument, DeliveryState, Medium
from salter.mailbox.rules import following_number, registered_number
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry import actions
from salter.registry.dispatching import letters as posted
from salter.registry.dispatching.letters import Letter
from salter.registry.mailings import queries, volumes, work
from salter.registry.mailings.actions import Wanted, hand_over, start_mailing, try_again
from salter.registry.mailings.volumes import Piece
from salter.registry.models import (
    Act,
    ActStatus,
    CaseParty,
    FileKind,
    LetterState,
    Mailing,
    MailingLetter,
    MailingState,
)
from tests.documents.test_rendering import AT, text_of
from tests.registry.scenes import SignIn, act_of
from tests.support.office import Office
from tests.support.scene import citizen

ALL = Wanted(envelope="c5")


def acts(office: Office, count: int) -> list[Act]:
    """Signed acts in cases of their own."""
    return [act_of(office, upto="signed") for _place in range(count)]


def start(office: Office, wanted: Wanted = ALL) -> Mailing:
    return start_mailing(office.viewer(Role.REGISTRY_CLERK), wanted=wanted)


def done(mailing: Mailing) -> Mailing:
    """Let the worker do all of its steps."""
    while work.step(mailing.pk):
        pass
    mailing.refresh_from_db()
    return mailing


def states(mailing: Mailing) -> list[str]:
    return list(mailing.letters.order_by("position", "id").values_list("state", flat=True))


def file(mailing: Mailing, kind: FileKind, volume: int = 1) -> bytes:
    return content(mailing.files.get(kind=kind, volume=volume).document)


@pytest.mark.parametrize(
    ("number", "expected"),
    [("RE123456785RS", "RE123456799RS"), ("RR473124829GB", "RR473124832GB"), ("RE000000005RS", "RE000000014RS")],
)
def test_a_series_of_registered_numbers_goes_on_with_check_digits(number: str, expected: str) -> None:
    assert following_number(number) == expected == registered_number(expected)


@pytest.mark.parametrize("number", ["412/26", "RE999999998RS", ""])
def test_what_cannot_be_counted_on_is_refused(number: str) -> None:
    with pytest.raises(ValidationError):
        following_number(number)


def test_a_batch_dispatches_and_prints_each_letter_once_in_volumes(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "LETTERS", 2)
    monkeypatch.setattr(work, "SENDS", 2)
    signed = acts(office, 3)
    mailing = done(start(office))
    assert mailing.state == MailingState.READY
    assert [row.status for row in Act.objects.order_by("id")] == [ActStatus.DISPATCHED] * 3
    rows = list(mailing.letters.order_by("position"))
    assert [row.act_id for row in rows] == [act.pk for act in signed]
    assert [(row.state, row.volume) for row in rows] == [("printed", 1), ("printed", 1), ("printed", 2)]
    assert list(Delivery.objects.values_list("state", flat=True)) == [DeliveryState.SENT] * 3
    found = {(row.kind, row.volume): row.letters for row in mailing.files.all()}
    assert found == {(kind, volume): 3 - volume for kind in ("letters", "envelopes", "slips") for volume in (1, 2)}
    with pikepdf.open(io.BytesIO(file(mailing, FileKind.LETTERS))) as opened, opened.open_outline() as outline:
        titles = [item.title for item in outline.root]
        pages = [row.pages or 0 for row in rows]
        assert len(opened.pages) == 2 + pages[0] + pages[1]  # a cover before each act
    numbers = [row.delivery.case_number for row in rows if row.delivery]
    assert [title.split(", ")[0] for title in titles] == numbers[:2]
    envelopes, slips = text_of(file(mailing, FileKind.ENVELOPES)), text_of(file(mailing, FileKind.SLIPS, 2))
    assert [number in envelopes for number in numbers] == [True, True, False]
    assert rows[2].delivery is not None
    assert rows[2].delivery.slip_code in slips
    assert Entry.objects.get(verb="mailing.ready").body == {"printed": 3, "failed": 0}


def test_a_batch_that_is_begun_twice_takes_nothing_the_second_time(office: Office) -> None:
    acts(office, 1)
    act_of(office, upto="dispatched")  # waits for the post already
    clerk = office.viewer(Role.REGISTRY_CLERK)
    assert posted.waiting(clerk).count() == 1
    mailing = start(office)
    assert (states(mailing), posted.waiting(clerk).count()) == ([LetterState.READY, LetterState.WAITING], 0)
    with pytest.raises(ValidationError) as refused:
        start(office)
    assert refused.value.code == "nothing"
    done(mailing)
    assert not work.step(mailing.pk)  # a job that is run again does nothing
    assert mailing.files.count() == 3
    with pytest.raises(ValidationError):
        start(office)
    assert Delivery.objects.count() == 2


def test_only_the_registry_office_begins_one(office: Office) -> None:
    acts(office, 1)
    with pytest.raises(NotAllowed):
        start_mailing(office.viewer(Role.HANDLER), wanted=ALL)


def test_what_stopped_in_the_middle_of_a_step_is_done_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import transaction

    acts(office, 2)
    mailing = start(office)
    while mailing.state == MailingState.SENDING:
        work.step(mailing.pk)
        mailing.refresh_from_db()
    keep = keep_own

    def broken(*args: object, **given: object) -> object:
        if mailing.files.exists():
            raise OSError("the disk is full")
        return keep(*args, **given)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(work, "keep_own", broken)
        with pytest.raises(OSError, match="disk"), transaction.atomic():
            work.step(mailing.pk)
    assert (states(mailing), mailing.files.count()) == ([LetterState.READY] * 2, 0)
    assert states(done(mailing)) == [LetterState.PRINTED] * 2
    assert mailing.files.count() == 3


def test_an_address_that_cannot_be_printed_stops_only_its_letter(office: Office) -> None:
    first, second = acts(office, 2)
    CaseParty.objects.filter(case=first.case).update(name="Мила \U00012000")
    mailing = done(start(office))
    assert states(mailing) == [LetterState.FAILED, LetterState.PRINTED]
    row = mailing.letters.get(act=first)
    assert (row.problem, row.detail, row.volume) == ("unprintable", "\U00012000", None)
    assert mailing.letters.get(act=second).volume == 1
    clerk = office.viewer(Role.REGISTRY_CLERK)
    assert [each.pk for each in posted.waiting(clerk)] == [row.delivery_id]  # it may be seen to by itself, too
    CaseParty.objects.filter(case=first.case).update(name="Мила Ведрић")
    assert try_again(clerk, mailing=mailing) == 1
    assert states(done(mailing)) == [LetterState.PRINTED] * 2
    assert mailing.letters.get(act=first).volume == 2
    with pytest.raises(ValidationError):
        try_again(clerk, mailing=mailing)


def test_a_file_that_is_gone_or_damaged_stops_only_its_letter(office: Office) -> None:
    gone, damaged, sound = acts(office, 3)
    mailing = start(office)
    while mailing.state == MailingState.SENDING:
        work.step(mailing.pk)
        mailing.refresh_from_db()
    assert gone.document is not None
    storage().delete(key_of(gone.document.sha256))
    clerk = office.viewer(Role.REGISTRY_CLERK)
    bad = keep_own(clerk, name="x.pdf", data=b"%PDF-1.7 nothing", media_type="application/pdf")
    DeliveryDocument.objects.filter(delivery__subject_id=damaged.pk).update(document=bad)
    done(mailing)
    problems = dict(mailing.letters.values_list("act_id", "problem"))
    assert problems == {gone.pk: "missing", damaged.pk: "damaged", sound.pk: ""}
    assert states(mailing).count(LetterState.PRINTED) == 1


def test_an_act_that_went_otherwise_meanwhile_waits_for_a_person(office: Office) -> None:
    first, second = acts(office, 2)
    mailing = start(office)
    actions.dispatch_act(office.viewer(Role.REGISTRY_CLERK), act=first)
    done(mailing)
    assert mailing.letters.get(act=first).problem == "act-status"
    assert mailing.letters.get(act=second).state == LetterState.PRINTED
    assert Delivery.objects.filter(subject_id=first.pk).count() == 1


def test_a_template_that_fails_for_one_letter_is_found_by_halves(tmp_path: Path) -> None:
    (tmp_path / "own.typ").write_text(
        '#let document-of(data) = { set document(title: "T"); set text(font: "Source Sans 3", lang: "sr")\n'
        '  for name in data.names { if name == "лом" { panic("лом") }; par(name) } }'
    )
    names = ["а", "б", "лом", "в", "г", "лом", "д"]
    pieces = [Piece(MailingLetter(), Letter(Delivery(title="", case_number=""), name, ()), []) for name in names]
    calls = []

    def make(chosen: Sequence[Piece]) -> bytes:
        calls.append(len(chosen))
        data = {"names": [piece.letter.name for piece in chosen]}
        return render("own", data, at=AT, sources=tmp_path, seconds=10, strict=True)

    drawn = volumes._draw(pieces, {"covers": make})
    assert [piece.problem for piece in pieces] == ["", "", "template", "", "", "template", ""]
    assert "лом" in pieces[2].detail
    assert text_of(drawn["covers"]).split() == ["абвгд"]
    assert len(calls) <= 2 * len(names)


def test_an_error_that_is_nobodys_is_not_put_on_the_letters(tmp_path: Path) -> None:
    pieces = [Piece(MailingLetter(), Letter(Delivery(title="", case_number=""), name, ()), []) for name in "аб"]

    def make(chosen: Sequence[Piece]) -> bytes:
        if len(chosen) == 2:
            raise RenderFailed("the two together are too much")
        return b""

    with pytest.raises(RenderFailed):
        volumes._draw(pieces, {"covers": make})
    assert [piece.problem for piece in pieces] == ["", ""]


def test_each_letter_begins_on_a_sheet_of_its_own(tmp_path: Path) -> None:
    def pages(name: str, count: int) -> Path:
        with pikepdf.new() as pdf:
            for _page in range(count):
                pdf.add_blank_page(page_size=(595, 842))
            pdf.save(tmp_path / name)
        return tmp_path / name

    covers, acts_of = pages("covers.pdf", 2), [pages("a.pdf", 2), pages("b.pdf", 1)]
    parts = []
    for place, act in enumerate(acts_of, 1):
        parts += [Part(covers, f"{place}", page=place, even=True), Part(act, "", even=True)]
    assert bind(parts, tmp_path / "all.pdf") == (1 + 1 + 2) + (1 + 1 + 1 + 1)


def test_who_has_a_mailbox_gets_no_paper(office: Office) -> None:
    act = acts(office, 1)[0]
    own = citizen(office)
    CaseParty.objects.filter(case=act.case).update(party=own)
    mailing = done(start(office))
    assert states(mailing) == [LetterState.ELSEWHERE]
    assert (mailing.state, mailing.files.count()) == (MailingState.READY, 0)
    with pytest.raises(ValidationError):
        hand_over(office.viewer(Role.REGISTRY_CLERK), mailing=mailing)


def test_the_batch_goes_to_the_post_with_a_series_of_numbers_and_one_list(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "HANDS", 2)
    monkeypatch.setattr(work, "LINES", 2)
    acts(office, 3)
    clerk, mailing = office.viewer(Role.REGISTRY_CLERK), done(start(office))
    hand_over(clerk, mailing=mailing, first_number="re 123 456 785 rs")
    with pytest.raises(ValidationError) as refused:
        hand_over(clerk, mailing=mailing)
    assert refused.value.code == "state"
    assert done(mailing).state == MailingState.HANDED
    rows = Delivery.objects.order_by("id").values_list("post_ordinal", "registered_number")
    assert list(rows) == [(1, "RE123456785RS"), (2, "RE123456799RS"), (3, "RE123456808RS")]
    assert mailing.post_day is not None
    assert mailing.post_day.count == 3
    lists = [text_of(file(mailing, FileKind.LIST, part)) for part in (1, 2)]
    assert ["RE123456808RS" in text for text in lists] == [False, True]
    table = load_workbook(io.BytesIO(file(mailing, FileKind.TABLE))).worksheets[0]
    assert [row[1].value for row in table.iter_rows(min_row=2)] == [number for _ordinal, number in rows]
    assert Entry.objects.get(verb="mailing.handed").body == {"letters": 3}


def test_a_number_that_is_used_sends_the_batch_back_to_its_clerk(office: Office) -> None:
    from salter.mailbox.posting import hand_to_post

    clerk = office.viewer(Role.REGISTRY_CLERK)
    other = Delivery.objects.get(case_id=act_of(office, upto="dispatched").case_id)
    hand_to_post(clerk, letters={other.pk: "RE123456799RS"})
    acts(office, 2)
    mailing = done(start(office))
    hand_over(clerk, mailing=mailing, first_number="RE123456785RS")
    assert done(mailing).state == MailingState.READY
    assert "RE123456799RS" in mailing.problem
    assert not Delivery.objects.exclude(pk=other.pk).exclude(post_day=None).exists()
    hand_over(clerk, mailing=mailing, first_number="RE123456808RS")
    assert done(mailing).state == MailingState.HANDED
    for bad in ("RE123456758RS", "412/26"):
        with pytest.raises(ValidationError):
            hand_over(clerk, mailing=mailing, first_number=bad)


def test_a_batch_by_courier_takes_letters_for_the_courier_only(office: Office) -> None:
    courier = Channel.objects.get(organisation=office.organisation, medium=Medium.COURIER)
    act_of(office, upto="dispatched")
    [act] = acts(office, 1)
    mailing = done(start(office, Wanted(channel=courier)))
    assert [(row.act_id, row.state) for row in mailing.letters.all()] == [(act.pk, LetterState.PRINTED)]
    hand_over(office.viewer(Role.REGISTRY_CLERK), mailing=mailing)
    assert done(mailing).state == MailingState.HANDED
    assert courier.name in text_of(file(mailing, FileKind.LIST))
    counter = Channel.objects.get(organisation=office.organisation, medium=Medium.COUNTER)
    with pytest.raises(ValidationError) as refused:
        start(office, Wanted(channel=counter))
    assert refused.value.code == "channel"


def test_the_clerk_begins_a_batch_looks_at_it_and_hands_it_over(office: Office, client_as: SignIn) -> None:
    first, _second = acts(office, 2)
    CaseParty.objects.filter(case=first.case).update(name="Мила \U00012000")
    clerk = client_as(Role.REGISTRY_CLERK)
    assert reverse("registry:mailings") in clerk.get(reverse("registry:dispatch")).content.decode()
    new = reverse("registry:mailing-new")
    assert clerk.get(new).status_code == 200
    given = {"acts": "all", "waiting": "on", "channel": "", "covers": "on", "envelope": "dl", "slips": "on"}
    assert clerk.post(new, given).status_code == 422  # no script was chosen
    given |= {"language": "sr", "form_key": "one"}
    address = clerk.post(new, given).headers["Location"]
    assert clerk.post(new, given).headers["Location"] == address  # sent twice, done once
    mailing = Mailing.objects.get()
    assert address == reverse("registry:mailing", args=[mailing.pk])
    assert "<progress" in clerk.get(address).content.decode()
    assert "<html" not in clerk.get(address, headers={"HX-Request": "true"}).content.decode()
    assert clerk.get(reverse("registry:mailing-hand", args=[mailing.pk])).status_code == 404
    done(mailing)
    page = clerk.get(address).content.decode()
    assert "\U00012000" in page
    assert reverse("registry:mailing-file", args=[mailing.pk, "letters", 1]) in page
    assert clerk.get(reverse("registry:mailing-file", args=[mailing.pk, "letters", 1])).status_code == 200
    assert clerk.get(reverse("registry:mailing-file", args=[mailing.pk, "letters", 9])).status_code == 404
    listed = clerk.get(reverse("registry:mailing-letters", args=[mailing.pk])).content.decode()
    assert all(row.act.case.number in listed for row in mailing.letters.all())
    CaseParty.objects.filter(case=first.case).update(name="Мила Ведрић")
    assert clerk.post(reverse("registry:mailing-again", args=[mailing.pk]), {"form_key": "two"}).status_code == 302
    done(mailing)
    assert clerk.post(reverse("registry:mailing-again", args=[mailing.pk]), {"form_key": "three"}).status_code == 422
    hand = reverse("registry:mailing-hand", args=[mailing.pk])
    wrong = clerk.post(hand, {"first_number": "RE123456758RS", "form_key": "four"})
    assert set(wrong.context["form"].errors) == {"first_number"}
    assert clerk.post(hand, {"first_number": "", "form_key": "five"}).headers["Location"] == address
    assert done(mailing).state == MailingState.HANDED
    assert reverse("registry:mailing-file", args=[mailing.pk, "list", 1]) in clerk.get(address).content.decode()


def test_a_clerk_takes_no_file_with_a_case_that_is_closed_to_him(office: Office, client_as: SignIn) -> None:
    [act] = acts(office, 1)
    mailing = done(start(office))
    actions.restrict_case(office.viewer(Role.REGISTRY_HEAD), case=act.case, staff=[], reason="подаци о здрављу")
    clerk = client_as(Role.REGISTRY_CLERK)
    for kind in ("letters", "envelopes", "slips"):
        url = reverse("registry:mailing-file", args=[mailing.pk, kind, 1])
        assert clerk.get(url).status_code == 404, kind
    assert act.case.number not in clerk.get(reverse("registry:mailing-letters", args=[mailing.pk])).content.decode()


def test_the_counts_of_a_batch_add_up(office: Office) -> None:
    acts(office, 2)
    mailing = start(office)
    found = queries.progress(mailing)
    assert (found.waiting, found.total, found.done) == (2, 2, 0)
    found = queries.progress(done(mailing))
    assert (found.printed, found.total, found.done) == (2, 2, 2)
    assert found.pages == sum(row.pages or 0 for row in MailingLetter.objects.all())


def test_its_pages_ask_as_often_for_many_letters_as_for_few(office: Office, client_as: SignIn) -> None:
    clerk, counts = client_as(Role.REGISTRY_CLERK), []
    for more in (1, 2):
        acts(office, more)
        mailing = done(start(office))
        found = []
        for name, key in (("mailings", []), ("mailing", [mailing.pk]), ("mailing-letters", [mailing.pk])):
            url = reverse(f"registry:{name}", args=key)
            clerk.get(url)
            with CaptureQueriesContext(connection) as counted:
                assert clerk.get(url).status_code == 200
            found.append(len(counted))
        counts.append(found)
    assert counts[0] == counts[1]

"""When two papers look like one: a question that is asked for good reason, in either script, and for no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salter.registry.duplicates import DAYS, From, Reason, Traits, plain, reasons, same_sender
from salter.ui.script import to_latin

DAY = date(2026, 3, 2)
PERA = From("", "Пера Перић", "")
PAPER = Traits(DAY, "Захтев за заузеће тротоара", PERA, "03-17/2026", date(2026, 2, 27), frozenset({"aa"}))
BARE = replace(PAPER, reference="", hashes=frozenset())
NUMBERED = replace(PAPER, hashes=frozenset())
CASES = [
    ("the same paper", PAPER, set(Reason)),
    ("another sender with the same file", replace(PAPER, sender=From("", "Мира Мирић", "")), {Reason.FILE}),
    ("the number written otherwise", replace(NUMBERED, reference="03 - 17 / 2026", subject="Х"), {Reason.REFERENCE}),
    ("the same number, a year later", replace(NUMBERED, received_on=DAY + timedelta(365)), {Reason.REFERENCE}),
    ("another number", replace(NUMBERED, reference="03-18/2026"), set()),
    ("another date on it", replace(BARE, written_on=DAY), set()),
    ("no number, within the week", replace(BARE, received_on=DAY + timedelta(DAYS)), {Reason.SUBJECT}),
    ("no number, after the week", replace(BARE, received_on=DAY + timedelta(DAYS + 1)), set()),
    ("one word more", replace(BARE, subject="захтев за заузеће једног тротоара"), {Reason.SUBJECT}),
    ("another matter", replace(BARE, subject="Жалба на комуналног инспектора"), set()),
    ("nobody knows the sender", replace(NUMBERED, sender=From()), set()),
]


@pytest.mark.parametrize(("other", "why"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_why_two_papers_look_like_one(other: Traits, why: set[Reason]) -> None:
    assert set(reasons(PAPER, other)) == why


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (From("1", "А Б", ""), From("1", "Другачије име", "9"), True),
        (From("1", "А Б", "1"), From("2", "А Б", "2"), False),
        (From("1", "А Б", "7"), From("2", "Аб Ба", "7"), True),
        (From("1", "Ђорђе Шљивић", ""), From("2", "djordje sljivic", "5"), True),
        (From(), From(), False),
    ],
)
def test_who_is_the_same_sender(one: From, other: From, same: bool) -> None:
    assert same_sender(one, other) is same
    assert same_sender(other, one) is same


names = st.sampled_from(["", "Пера Перић", "Ђорђе Шљивић", "ЈКП Чистоћа", "Мира Мирић"])
traits = st.builds(
    Traits,
    received_on=st.dates(DAY, DAY + timedelta(20)),
    subject=st.sampled_from(["", "Захтев за дозволу", "Захтев за грађевинску дозволу", "Жалба", "Жалба на рад"]),
    sender=st.builds(From, st.sampled_from(["", "1", "2"]), names, st.sampled_from(["", "100000008", "200000007"])),
    reference=st.sampled_from(["", "03-1/26", "03 1 26", "03-2/26"]),
    written_on=st.none() | st.dates(DAY, DAY + timedelta(2)),
    hashes=st.frozensets(st.sampled_from(["aa", "bb", "cc"]), max_size=2),
)


def _latin(paper: Traits) -> Traits:
    sender = replace(paper.sender, name=to_latin(paper.sender.name))
    return replace(paper, subject=to_latin(paper.subject), sender=sender, reference=to_latin(paper.reference))


@given(traits, traits)
def test_it_does_not_matter_which_paper_came_first_or_in_which_script(one: Traits, other: Traits) -> None:
    found = reasons(one, other)
    assert reasons(other, one) == found
    assert reasons(_latin(one), other) == found
    assert reasons(one, _latin(other)) == found


@given(traits, traits)
def test_nobody_is_asked_without_a_reason(one: Traits, other: Traits) -> None:
    found = reasons(one, other)
    assert (Reason.FILE in found) == bool(one.hashes & other.hashes)
    if not same_sender(one.sender, other.sender):
        assert set(found) <= {Reason.FILE}
    if Reason.REFERENCE in found:
        assert plain(one.reference) == plain(other.reference) != ""
    if Reason.SUBJECT in found:
        assert abs(one.received_on - other.received_on).days <= DAYS


@given(traits)
def test_a_paper_of_a_known_sender_looks_like_itself(paper: Traits) -> None:
    found = set(reasons(paper, paper))
    known = same_sender(paper.sender, paper.sender)
    wanted = {Reason.FILE} if paper.hashes else set()
    wanted |= {Reason.REFERENCE} if known and paper.reference else set()
    wanted |= {Reason.SUBJECT} if known and paper.subject else set()
    assert found == wanted

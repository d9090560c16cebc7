"""Tree heads: signed, stamped, kept up by the worker, compared with those that were given out before."""

from __future__ import annotations

import base64
import copy
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from salter.journal import canonical, heads, merkle, sealing
from salter.journal.head_format import signed_bytes, stamped_bytes
from salter.journal.heads import Comparison, compare
from salter.journal.models import Entry, Head, Leaf, Log
from salter.journal.signing import StampUnavailable
from salter.signatures import log_key
from salter.signatures.actions import trust
from salter.signatures.head_check import check_export, check_head
from salter.signatures.reasons import Outcome
from tests.journal.test_sealing import practice_organisation, relay_all, write
from tests.journal.trees import behind_the_triggers, entries, leaves, outsider
from tests.support.changes import every_change
from tests.support.office import Office

NOTHING = timedelta()


@pytest.fixture
def exported(office: Office) -> dict[str, Any]:
    """A head of the offices' log as it is given out, with the proof that it continues an earlier tree."""
    relay_all()
    write(office.organisation, 3)
    relay_all()
    heads.covering(Log.OFFICES, sealing.size_of(Log.OFFICES))
    return json.loads(json.dumps(heads.export(Log.OFFICES, since=[5, 8])))  # type: ignore[no-any-return]


def test_a_head_is_signed_and_stamped_by_test_keys(exported: dict[str, Any]) -> None:
    assert check_export(exported, trust().anchors) is None
    head = exported["tree_head"]
    assert head["root"] == outsider().get_root(head["size"]).hex()
    assert {"size", "root", "at", "signature", "timestamp"} <= set(head)
    assert all("TEST" in certificate.subject.rfc4514_string() for certificate in [log_key.log_key().certificate])


def test_without_anchors_a_head_is_indeterminate(exported: dict[str, Any]) -> None:
    wrong = check_export(exported, [])
    assert wrong
    assert (wrong.code, wrong.outcome) == ("untrusted", Outcome.INDETERMINATE)


def test_every_single_value_of_an_exported_head_counts(exported: dict[str, Any]) -> None:
    changed = every_change(exported)
    assert len(changed) > 60
    for path, other in changed:
        wrong = check_export(other, trust().anchors)
        assert wrong, path
        assert wrong.outcome == Outcome.INVALID, (path, wrong)


def test_every_character_of_signature_and_time_stamp_counts(exported: dict[str, Any]) -> None:
    head = exported["tree_head"]
    for field in ("signature", "timestamp"):
        for place in range(0, len(head[field]), 7):
            other = "A" if head[field][place] != "A" else "B"
            text = head[field][:place] + other + head[field][place + 1 :]
            wrong = check_head({**head, field: text}, trust().anchors)
            assert wrong, (field, place)
            assert wrong.outcome == Outcome.INVALID, (field, place, wrong)


def test_the_time_stamp_is_one_for_others_too(exported: dict[str, Any], tmp_path: Any) -> None:
    from tests.signatures.tools import openssl_ts

    head = exported["tree_head"]
    token = base64.b64decode(head["timestamp"])
    assert openssl_ts(tmp_path, trust(), stamped_bytes(head), token)
    assert not openssl_ts(tmp_path, trust(), stamped_bytes({**head, "size": 1}), token)


def test_what_a_signature_covers_is_everything_else(exported: dict[str, Any]) -> None:
    head = exported["tree_head"]
    covered = json.loads(signed_bytes(head))
    assert set(covered) == {"format", *head} - {"signature"}


# --- made by the worker, and on demand ---


def test_the_worker_makes_a_head_when_the_log_has_grown(office: Office) -> None:
    assert heads.keep_up(NOTHING) is None
    relay_all()
    first = heads.keep_up(NOTHING)
    assert first
    assert first.timestamp
    assert heads.keep_up(NOTHING) is None
    write(office.organisation)
    relay_all()
    assert heads.keep_up(timedelta(hours=1)) is None
    second = heads.keep_up(NOTHING)
    assert second
    assert second.size == first.size + 1


def test_a_head_that_covers_is_not_made_again(office: Office) -> None:
    relay_all()
    made = heads.covering(Log.OFFICES, 3)
    assert heads.covering(Log.OFFICES, 3).pk == made.pk
    assert Head.objects.count() == 1


def test_an_authority_that_does_not_answer_blocks_nothing_and_loses_nothing(office: Office, settings: Any) -> None:
    settings.SALTER_TSA_URL = "http://127.0.0.1:9/"  # the discard port: refused
    relay_all()
    waiting = heads.keep_up(NOTHING)
    assert waiting
    assert not waiting.timestamp
    wrong = check_head(heads.stated(waiting), trust().anchors)
    assert wrong
    assert wrong.code == "head_unstamped"
    with pytest.raises(StampUnavailable):
        heads.covering(Log.OFFICES, 1)
    write(office.organisation)
    relay_all()
    assert heads.keep_up(NOTHING) == waiting
    settings.SALTER_TSA_URL = ""
    stamped = heads.keep_up(NOTHING)
    assert stamped == waiting
    assert check_head(heads.stated(stamped), trust().anchors) is None


def test_the_key_of_production_is_made_once_and_is_its_own_anchor(office: Office, settings: Any, tmp_path: Any) -> None:
    trust()  # the TEST authority stamps here, too: the real one is somewhere in the network
    settings.SALTER_MODE, settings.SALTER_HOME = "production", tmp_path
    with pytest.raises(RuntimeError, match="demo keys"):
        trust.__wrapped__()
    key = log_key.log_key()
    assert (tmp_path / "log.pem").stat().st_mode & 0o777 == 0o600
    assert "TEST" not in key.certificate.subject.rfc4514_string()
    log_key._key.cache_clear()
    assert log_key.log_key() == key
    relay_all()
    head = heads.stated(heads.covering(Log.OFFICES, 1))
    assert check_head(head, [key.certificate, *trust().anchors]) is None
    wrong = check_head(head, trust().anchors)
    assert wrong
    assert wrong.code == "untrusted"


# --- compared with what was given out before ---


def test_a_head_compared_with_the_log_it_came_from(office: Office, exported: dict[str, Any]) -> None:
    assert compare(exported) == compare(exported["tree_head"]) == Comparison.SAME
    write(office.organisation)
    relay_all()
    assert compare(exported) == Comparison.GROWN


def test_an_older_state_is_told(office: Office, exported: dict[str, Any]) -> None:
    newer = copy.deepcopy(exported["tree_head"])
    newer["size"] += 1
    assert compare(newer) == Comparison.OLDER


def test_the_head_of_another_log_is_no_fork(exported: dict[str, Any]) -> None:
    for origin in ("6f1c9f3e-7b1b-4c55-8d0f-000000000000", "nonsense", None, 7):
        assert compare({**exported["tree_head"], "log": origin}) == Comparison.OTHER
    with pytest.raises(heads.NotAHead):
        compare({"size": -1})


def rewrite_everything(office: Office, entry: Entry) -> None:
    """The whole attack: the entry, its leaf, the tree above it, and new heads signed with the stolen key."""
    with behind_the_triggers(office.organisation.pk):
        Entry.objects.filter(pk=entry.pk).update(body={**entry.body, "name": "преправљено"})
        tree = merkle.Tree()
        for leaf, row in zip(leaves(), entries(), strict=True):
            Leaf.objects.filter(pk=leaf.pk).update(nodes=b"".join(tree.append(canonical.hash_of(row))))
        for head in Head.objects.all():
            Head.objects.filter(pk=head.pk).delete()
    heads.covering(Log.OFFICES, tree.size)


def test_a_rewritten_history_is_noticed_from_an_old_head(office: Office, exported: dict[str, Any]) -> None:
    entry = next(
        row for row in entries() if row.verb == "unit.created" and row.organisation_id == office.organisation.pk
    )
    rewrite_everything(office, entry)
    new = heads.stated(heads.newest(Log.OFFICES) or Head())
    assert check_head(new, trust().anchors) is None  # by itself it looks well
    assert new["size"] == exported["tree_head"]["size"]
    assert compare(exported) == Comparison.FORK
    write(office.organisation)
    relay_all()
    assert compare(exported) == Comparison.FORK


def test_each_practice_organisation_has_heads_of_its_own(office: Office) -> None:
    practice = practice_organisation("vezba-4")
    relay_all()
    ours, theirs = heads.covering(Log.OFFICES, 1), heads.covering(practice.pk, 1)
    assert UUID(heads.stated(ours)["log"]) != UUID(heads.stated(theirs)["log"])
    assert compare(heads.stated(theirs)) == Comparison.SAME

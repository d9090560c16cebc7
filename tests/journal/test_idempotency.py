"""The same write twice is done once; the key belongs to an account of an organisation."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from salter.journal.idempotency import KeyReused, fingerprint, once
from salter.journal.models import Idempotency
from salter.organisations.models import Role
from tests.support.office import Office


def test_the_first_answer_is_given_again(office: Office) -> None:
    done: list[int] = []

    def do() -> tuple[int, dict[str, int]]:
        done.append(1)
        return 201, {"n": len(done)}

    clerk, head = office.viewer(Role.REGISTRY_CLERK), office.viewer(Role.REGISTRY_HEAD)
    assert once(clerk, "k", "a", do) == once(clerk, "k", "a", do) == (201, {"n": 1})
    assert once(head, "k", "a", do) == (201, {"n": 2})
    assert once(clerk, "l", "a", do) == (201, {"n": 3})
    with pytest.raises(KeyReused):
        once(clerk, "k", "b", do)
    assert len(done) == 3


def test_without_a_key_every_write_is_done(office: Office) -> None:
    clerk = office.viewer(Role.REGISTRY_CLERK)
    assert once(clerk, "", "a", lambda: (201, "one")) == (201, "one")
    assert once(clerk, "", "a", lambda: (201, "two")) == (201, "two")
    assert not Idempotency.objects.exists()


def test_what_fails_does_not_use_the_key_up(office: Office) -> None:
    clerk = office.viewer(Role.REGISTRY_CLERK)

    def fail() -> tuple[int, None]:
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        once(clerk, "k", "a", fail)
    assert once(clerk, "k", "a", lambda: (201, "done")) == (201, "done")


def test_method_path_and_body_make_the_fingerprint() -> None:
    make = RequestFactory()
    requests = [
        make.post("/a", "x", content_type="text/plain"),
        make.put("/a", "x", content_type="text/plain"),
        make.post("/b", "x", content_type="text/plain"),
        make.post("/a", "y", content_type="text/plain"),
    ]
    assert len({fingerprint(request) for request in requests}) == 4
    assert fingerprint(requests[0]) == fingerprint(make.post("/a", "x", content_type="text/plain"))

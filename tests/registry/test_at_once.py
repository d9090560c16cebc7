"""Two people at one draft: nobody's words are lost without a word."""

from __future__ import annotations

from django.urls import reverse

from salter.organisations.models import Role
from salter.registry.models import Act
from tests.registry.scenes import TEXTS, SignIn, act_of
from tests.support.office import Office


def test_a_draft_that_somebody_changed_meanwhile_is_not_overwritten(office: Office, client_as: SignIn) -> None:
    act = act_of(office, upto="draft")
    url = reverse("registry:act", args=[act.case_id, act.pk])
    assert f'name="version" value="{act.version}"' in client_as(Role.HANDLER).get(url).content.decode()
    form = {"title": "Решење", "outcome": "granted", "version": act.version, "then": "save", **TEXTS}
    first = client_as(Role.UNIT_HEAD).post(url, {**form, "reasoning": "Прво.", "form_key": "1"})
    second = client_as(Role.HANDLER).post(url, {**form, "reasoning": "Друго.", "form_key": "2"})
    assert (first.status_code, second.status_code) == (302, 302)
    shown = client_as(Role.HANDLER).get(second.headers["Location"]).content.decode()
    assert "Прво." in shown
    assert "Друго." in shown
    assert Act.objects.get(pk=act.pk).content["reasoning"] == "Прво."

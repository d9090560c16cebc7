"""Templates of the office by their pages: written, seen, approved by somebody else, used for acts, taken out of use."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from salter.registry import actions, acts
from salter.registry.drafting.layouts import queries
from salter.registry.drafting.layouts.actions import approve_layout, lay_out, retire_layout, write_layout
from salter.registry.drafting.layouts.preview import LOCK, draw
from salter.registry.drafting.layouts.sample import beginning
from salter.registry.models import Act, ActKind, ActVersion, Layout, LayoutVersion
from tests.registry.scenes import TEXTS, SignIn, act_of, assigned
from tests.support.office import Office, found_office

SOURCE = "= ЗЕЛЕНО РЕШЕЊЕ\n#pieces(data.points)\n"


def written(office: Office, source: str = SOURCE, layout: Layout | None = None) -> LayoutVersion:
    """A template of the administrator."""
    admin = office.viewer(Role.ADMINISTRATOR)
    return write_layout(admin, name="Зелени", kind=ActKind.DECISION, source=source, layout=layout)


def approved(office: Office, source: str = SOURCE, layout: Layout | None = None) -> LayoutVersion:
    """The same, approved by the head of administration."""
    return approve_layout(office.viewer(Role.HEAD_OF_ADMINISTRATION), version=written(office, source, layout))


@pytest.mark.parametrize("kind", list(ActKind))
def test_a_new_template_begins_with_what_prints(office: Office, kind: ActKind) -> None:
    assert draw(office.viewer(Role.ADMINISTRATOR), kind, beginning(kind))[0].startswith(b"\x89PNG")


def test_a_broken_template_is_not_kept_and_tells_its_line(office: Office, client_as: SignIn) -> None:
    url = reverse("registry:layout-new") + "?kind=decision"
    sent = {"name": "Зелени", "kind": "decision", "source": "= А\n\n#nema", "then": "keep"}
    response = client_as(Role.ADMINISTRATOR).post(url, sent)
    assert response.status_code == 422
    text = response.content.decode()
    assert "Ред 3:" in text
    assert "#nema" in text
    assert not Layout.objects.exists()


def test_it_is_seen_at_once_with_and_without_javascript(office: Office, client_as: SignIn) -> None:
    client = client_as(Role.ADMINISTRATOR)
    part = client.post(reverse("registry:layout-preview"), {"kind": "decision", "source": SOURCE}).content.decode()
    assert "data:image/png;base64," in part
    wrong = client.post(reverse("registry:layout-preview"), {"kind": "decision", "source": "= А\n#x"})
    assert "Ред 2:" in wrong.content.decode()
    url = reverse("registry:layout-new") + "?kind=decision"
    whole = client.post(url, {"name": "", "kind": "decision", "source": SOURCE, "then": "preview"})
    assert whole.status_code == 200
    assert "data:image/png;base64," in whole.content.decode()
    assert not Layout.objects.exists()


def test_nobody_uses_it_before_another_person_has_approved_it(office: Office, client_as: SignIn) -> None:
    version = written(office)
    handler, head = office.viewer(Role.HANDLER), office.viewer(Role.HEAD_OF_ADMINISTRATION)
    assert queries.usable(handler, "decision") == []
    act = act_of(office, upto="draft")
    with pytest.raises(ValidationError):
        lay_out(handler, act=act, version=version)
    own = write_layout(head, name="Свој", kind=ActKind.DECISION, source=SOURCE)
    with pytest.raises(NotAllowed):
        approve_layout(head, version=own)
    approve = reverse("registry:layout-approve", args=[version.layout_id, 1])
    assert client_as(Role.ADMINISTRATOR).post(approve).status_code == 403
    assert client_as(Role.HEAD_OF_ADMINISTRATION).post(approve).status_code == 302
    version.refresh_from_db()
    assert version.approved_by == head.staff
    assert [row.pk for row in queries.usable(handler, "decision")] == [version.pk]
    assert queries.usable(handler, "notice") == []
    assert client_as(Role.HEAD_OF_ADMINISTRATION).post(approve).status_code == 422


def test_an_act_is_printed_by_it_and_keeps_its_version(office: Office, client_as: SignIn) -> None:
    first, case = approved(office), assigned(office)
    client, new = client_as(Role.HANDLER), reverse("registry:act-new", args=[case.pk]) + "?kind=decision"
    sent = {"title": "Решење", "outcome": "granted", **TEXTS, "then": "save"}
    assert client.post(new, {**sent, "layout": "nothing"}).status_code == 422
    assert client.post(new, {**sent, "layout": str(first.pk)}).status_code == 302
    act = Act.objects.select_related("layout", "case").get(case=case)
    assert act.layout == first
    by_template = acts.render_act(act)
    act.layout = None
    assert acts.render_act(act) != by_template
    later = approved(office, SOURCE + "\nДодатак.", layout=first.layout)
    act.refresh_from_db()
    assert act.layout == first
    page = reverse("registry:act", args=[case.pk, act.pk])
    form = client.get(page).context["form"]
    assert form["layout"].value() == str(later.pk)
    assert client.post(page, {**sent, "version": "1", "layout": str(later.pk)}).status_code == 302
    act.refresh_from_db()
    assert act.layout == later
    assert ActVersion.objects.filter(act=act).count() == 1


def test_a_retired_template_is_offered_to_no_new_act_and_stays_where_it_is(office: Office, client_as: SignIn) -> None:
    version = approved(office)
    handler, act = office.viewer(Role.HANDLER), act_of(office, upto="draft")
    lay_out(handler, act=act, version=version)
    retire_layout(office.viewer(Role.ADMINISTRATOR), layout=version.layout, retired=True)
    assert queries.usable(handler, "decision") == []
    page = reverse("registry:act", args=[act.case_id, act.pk])
    sent = {"title": "Решење", "outcome": "granted", **TEXTS, "version": "1", "layout": str(version.pk), "then": "save"}
    assert client_as(Role.HANDLER).post(page, sent).status_code == 302
    act.refresh_from_db()
    assert act.layout == version
    retire_layout(office.viewer(Role.ADMINISTRATOR), layout=version.layout, retired=False)
    assert len(queries.usable(handler, "decision")) == 1


def test_a_signed_act_by_a_template_is_sealed_as_any_other(office: Office) -> None:
    act = act_of(office, upto="draft")
    lay_out(office.viewer(Role.HANDLER), act=act, version=approved(office))
    act = actions.submit_act(office.viewer(Role.HANDLER), act=act)
    act = actions.approve_act(office.viewer(Role.UNIT_HEAD), act=act)
    act = actions.sign_act(office.viewer(Role.SIGNATORY), act=act)
    assert act.document is not None
    with pytest.raises(ValidationError):
        lay_out(office.viewer(Role.HANDLER), act=act, version=None)


def test_two_of_one_name_and_one_that_says_the_same_are_refused(office: Office) -> None:
    version = written(office)
    for layout, code in ((None, "name"), (version.layout, "same")):
        with pytest.raises(ValidationError) as refused:
            written(office, layout=layout)
        assert refused.value.code == code


@pytest.mark.django_db(transaction=True)
def test_an_office_draws_one_template_at_a_time() -> None:
    office = found_office("crtanje")
    viewer = office.viewer(Role.ADMINISTRATOR)

    def drawn() -> str:
        try:
            with scope(office.organisation.pk):
                return str(len(draw(viewer, "decision", SOURCE)))
        except ValidationError as refused:
            return str(refused.code)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with scope(office.organisation.pk), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, office.organisation.pk])
            assert pool.submit(drawn).result(60) == "busy"
        assert pool.submit(drawn).result(60) == "1"

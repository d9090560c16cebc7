"""Lists kept under a name: who sees them, who changes them, and that they hold no cases."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from salter.journal.models import Entry
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry import actions, saved_views
from salter.registry.actions import saved_views as deeds
from salter.registry.desk import Narrow
from salter.registry.models import SavedView
from tests.registry.scenes import SignIn
from tests.registry.test_views import queries_of
from tests.support.office import Office

NARROW = Narrow("unit", "in_progress", "7", by_due=True)


def body(client: Client, name: str = "registry:cases", query: str = "", **values: object) -> str:
    answer = client.get(reverse(name, kwargs=values) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_list_is_kept_from_its_page_and_opened_by_its_name(office: Office, client_as: SignIn) -> None:
    client = client_as(Role.HANDLER)
    listed = body(client, query="?who=unit&status=in_progress&due=7&sort=due")
    assert "/cases/views/new/?who=unit&amp;status=in_progress&amp;due=7&amp;sort=due" in listed
    new = reverse("registry:saved-view-new") + "?who=unit&status=in_progress&due=7&sort=due"
    answer = client.post(new, {"name": "  Хитно   у одељењу "})
    assert answer.status_code == 302
    assert saved_views.named(office.viewer(Role.HANDLER)) == [("Хитно у одељењу", NARROW)]
    shown = body(client, query=answer["Location"].partition("/cases/")[2])
    assert 'aria-current="page">Хитно у одељењу' in shown
    assert "Хитно у одељењу" in body(client, "registry:home")
    assert "у обради" in body(client, "registry:saved-views")
    [entry] = Entry.objects.filter(verb="view.saved")
    assert "Хитно у одељењу" in str(entry.personal)


def test_only_its_keeper_sees_a_view_until_a_head_shares_it(office: Office, client_as: SignIn) -> None:
    head, handler = office.viewer(Role.UNIT_HEAD), office.viewer(Role.HANDLER)
    view = deeds.save_view(head, name="Жалбе", narrow=Narrow("unit", q="жалба"))
    assert "Жалбе" not in body(client_as(Role.HANDLER))
    with pytest.raises(SavedView.DoesNotExist):
        saved_views.one(handler, view.pk)
    deeds.change_view(head, view=view, name="Жалбе одељења", shared=True)
    same_unit = head.staff and handler.staff and head.staff.unit_id == handler.staff.unit_id
    assert same_unit, "the scene has both in one unit"
    assert "Жалбе одељења" in body(client_as(Role.HANDLER))
    assert "Жалбе одељења" not in body(client_as(Role.REGISTRY_CLERK))
    with pytest.raises(SavedView.DoesNotExist):
        saved_views.one(handler, view.pk)
    with pytest.raises(NotAllowed):
        deeds.change_view(handler, view=view, name="Моје", shared=True)
    with pytest.raises(NotAllowed):
        deeds.remove_view(handler, view=view)


def test_who_heads_no_unit_does_not_share(office: Office, client_as: SignIn) -> None:
    handler = office.viewer(Role.HANDLER)
    with pytest.raises(NotAllowed):
        deeds.save_view(handler, name="За све", narrow=NARROW, shared=True)
    client = client_as(Role.HANDLER)
    assert 'name="shared"' not in body(client, "registry:saved-view-new")
    client.post(reverse("registry:saved-view-new"), {"name": "За све", "shared": "on"})
    assert [view.unit_id for view in SavedView.objects.all()] == [None]
    assert 'name="shared"' in body(client_as(Role.UNIT_HEAD), "registry:saved-view-new")


def test_a_shared_view_shows_each_the_cases_that_they_may_see(office: Office, client_as: SignIn) -> None:
    """It is a sentence: “my unit” and “me” mean whoever opens it."""
    case = office.register("Захтев кога нема у одељењу").case
    actions.assign(office.viewer(Role.REGISTRY_HEAD), case=case, unit=office.units["IV-01"], staff=None, note="")
    deeds.save_view(office.viewer(Role.UNIT_HEAD), name="Сви", narrow=Narrow("all", "all"), shared=True)
    [(_name, narrow)] = saved_views.named(office.viewer(Role.HANDLER))
    clerk = body(client_as(Role.REGISTRY_CLERK), query="?who=all&status=all")
    handler = body(client_as(Role.HANDLER), query=f"?who={narrow.who}&status={narrow.status}")
    assert "Захтев кога нема у одељењу" in clerk
    assert "Захтев кога нема у одељењу" not in handler


def test_it_gets_another_name_and_is_let_go_on_pages(office: Office, client_as: SignIn) -> None:
    client = client_as(Role.HANDLER)
    view = deeds.save_view(office.viewer(Role.HANDLER), name="Старо", narrow=NARROW)
    answer = client.post(reverse("registry:saved-view", args=[view.pk]), {"name": "Ново"})
    assert answer.status_code == 302
    assert "Ново" in body(client, "registry:saved-views")
    assert client.post(reverse("registry:saved-view-remove", args=[view.pk])).status_code == 302
    assert saved_views.named(office.viewer(Role.HANDLER)) == []
    verbs = list(Entry.objects.filter(verb__startswith="view.").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["view.saved", "view.changed", "view.removed"]


@pytest.mark.parametrize("name", ["", "   ", "Већ постоји"])
def test_a_name_that_cannot_be_is_refused_at_its_field(office: Office, client_as: SignIn, name: str) -> None:
    deeds.save_view(office.viewer(Role.HANDLER), name="Већ постоји", narrow=NARROW)
    answer = client_as(Role.HANDLER).post(reverse("registry:saved-view-new"), {"name": name})
    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.content.decode()
    assert SavedView.objects.count() == 1


def test_more_than_fit_above_a_list_are_refused(office: Office) -> None:
    viewer = office.viewer(Role.HANDLER)
    for place in range(deeds.MOST):
        deeds.save_view(viewer, name=f"Преглед {place}", narrow=NARROW)
    with pytest.raises(ValidationError) as refused:
        deeds.save_view(viewer, name="Још један", narrow=NARROW)
    assert refused.value.code == "too-many"


def test_what_stands_in_no_field_is_not_kept(office: Office, client_as: SignIn) -> None:
    query = "?who=zzz&status=nonsense&due=0000000000000&q=  молба "
    client_as(Role.HANDLER).post(reverse("registry:saved-view-new") + query, {"name": "Чудно"})
    [view] = SavedView.objects.all()
    assert saved_views.sentence(view) == Narrow(q="молба")


def test_queries_of_the_list_do_not_depend_on_the_views(office: Office, client_as: SignIn) -> None:
    client, url = client_as(Role.HANDLER), reverse("registry:cases")
    before = queries_of(client, url)
    for place in range(5):
        deeds.save_view(office.viewer(Role.HANDLER), name=f"Преглед {place}", narrow=Narrow("me", "all"))
    assert queries_of(client, url) == before

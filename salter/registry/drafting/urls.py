"""Addresses of the versions of an act."""

from django.urls import path

from salter.registry.drafting import views

ACT = "cases/<uuid:case_id>/acts/<uuid:act_id>/versions/"
urlpatterns = [
    path("cases/<uuid:case_id>/acts/as-in/<slug:kind>/", views.as_in, name="act-as-in"),
    path(ACT, views.versions, name="act-versions"),
    path(f"{ACT}compare/", views.compare, name="act-compare"),
    path(f"{ACT}<int:number>/", views.version, name="act-version"),
]

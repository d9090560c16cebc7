"""Pages of related and joined cases."""

from django.urls import path

from salter.registry.relating import views

urlpatterns = [
    path("cases/<uuid:case_id>/related/", views.related, name="related"),
    path("cases/<uuid:case_id>/related/new/", views.relate, name="relate"),
    path("cases/<uuid:case_id>/related/join/", views.join, name="join"),
    path("cases/<uuid:case_id>/related/<uuid:link_id>/off/", views.unrelate, name="unrelate"),
    path("cases/<uuid:case_id>/joined/<uuid:joining_id>/separate/", views.separate, name="separate"),
    path("cases/<uuid:case_id>/joined/<uuid:joining_id>/alike/", views.alike, name="decide-alike"),
]

"""Pages of official notes and of the log of inspections."""

from django.urls import path

from salter.registry.minutes import views

urlpatterns = [
    path("cases/<uuid:case_id>/official-note/", views.note, name="official-note"),
    path("cases/<uuid:case_id>/inspections/", views.inspections, name="inspections"),
]

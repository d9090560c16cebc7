"""Pages of the clocks of a case."""

from django.urls import path

from salter.registry.clocks import views

urlpatterns = [
    path("cases/<uuid:case_id>/clocks/new/", views.start, name="clock-start"),
    path("cases/<uuid:case_id>/clocks/<uuid:deadline_id>/met/", views.meet, name="clock-meet"),
    path("cases/<uuid:case_id>/clocks/<uuid:deadline_id>/drop/", views.drop, name="clock-drop"),
    path("cases/<uuid:case_id>/extend/", views.extend, name="extend"),
    path("cases/<uuid:case_id>/initiative/", views.initiative, name="initiative"),
]

"""Pages of the parties of a case."""

from django.urls import path

from salter.registry.parties import people, views

urlpatterns = [
    path("cases/<uuid:case_id>/parties/new/", people.join, name="party-join"),
    path("cases/<uuid:case_id>/parties/<uuid:part_id>/change/", people.rewrite, name="party-rewrite"),
    path("cases/<uuid:case_id>/parties/<uuid:part_id>/gone/", people.gone, name="party-gone"),
    path("cases/<uuid:case_id>/parties/<uuid:part_id>/successor/", people.succeed, name="party-succeed"),
    path("cases/<uuid:case_id>/parties/<uuid:service_id>/send/", people.send, name="service-send"),
    path("cases/<uuid:case_id>/parties/<uuid:part_id>/representative/", people.appoint, name="representative-new"),
    path("cases/<uuid:case_id>/representatives/<uuid:representative_id>/end/", people.end, name="representative-end"),
    path(
        "cases/<uuid:case_id>/representatives/<uuid:representative_id>/mistake/",
        people.never_stood,
        name="representative-mistake",
    ),
    path("cases/<uuid:case_id>/parties/changes/<uuid:change_id>/mistake/", people.undo, name="party-undo"),
    path("cases/<uuid:case_id>/parties/", views.case_parties, name="case-parties"),
    path("cases/<uuid:case_id>/parties/<uuid:service_id>/used/", views.appeal, name="service-appeal"),
    path("cases/<uuid:case_id>/parties/<uuid:service_id>/given-up/", views.waiver, name="service-waiver"),
    path("cases/<uuid:case_id>/parties/<uuid:service_id>/mistake/", views.mistake, name="service-mistake"),
    path("cases/<uuid:case_id>/parties/<uuid:service_id>/remedy/", views.remedy, name="service-remedy"),
]

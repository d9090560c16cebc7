"""Pages of hearings."""

from django.urls import path

from salter.registry.hearing import record_views, views

ONE = "cases/<uuid:case_id>/hearings/<uuid:hearing_id>/"

urlpatterns = [
    path("office/hearings/", views.week, name="hearings-week"),
    path("cases/<uuid:case_id>/hearings/", views.hearings, name="hearings"),
    path("cases/<uuid:case_id>/hearings/new/", views.convene, name="hearing-new"),
    path(ONE, views.hearing, name="hearing"),
    path(f"{ONE}continue/", views.go_on, name="hearing-continue"),
    path(f"{ONE}summon/", views.summon, name="hearing-summon"),
    path(f"{ONE}people/<uuid:person_id>/release/", views.release, name="hearing-release"),
    path(f"{ONE}postpone/", views.postpone, name="hearing-postpone"),
    path(f"{ONE}call-off/", views.call_off, name="hearing-off"),
    path(f"{ONE}record/", record_views.record, name="hearing-record"),
    path(f"{ONE}signatures/", record_views.signatures, name="hearing-signatures"),
]

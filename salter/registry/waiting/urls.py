"""Addresses of what a case waits for."""

from django.urls import path

from salter.registry.waiting import views

urlpatterns = [
    path("cases/<uuid:case_id>/waits/new/", views.begin, name="wait"),
    path("cases/<uuid:case_id>/waits/<uuid:wait_id>/", views.end, name="wait-end"),
]

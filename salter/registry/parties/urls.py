"""Pages of the parties of a case."""

from django.urls import path

from salter.registry.parties import views

urlpatterns = [
    path("cases/<uuid:case_id>/parties/", views.case_parties, name="case-parties"),
    path("cases/<uuid:case_id>/parties/<uuid:service_id>/used/", views.appeal, name="service-appeal"),
    path("cases/<uuid:case_id>/parties/<uuid:service_id>/given-up/", views.waiver, name="service-waiver"),
    path("cases/<uuid:case_id>/parties/<uuid:service_id>/mistake/", views.mistake, name="service-mistake"),
    path("cases/<uuid:case_id>/parties/<uuid:service_id>/remedy/", views.remedy, name="service-remedy"),
]

"""The page of a correction."""

from django.urls import path

from salter.registry.rectifying import views

urlpatterns = [
    path("cases/<uuid:case_id>/acts/<uuid:act_id>/rectify/", views.rectify, name="rectify"),
]

"""The page of a joint decision."""

from django.urls import path

from salter.registry.jointly import views

urlpatterns = [
    path("cases/<uuid:case_id>/joint/", views.joint, name="joint"),
]

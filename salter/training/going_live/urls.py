"""Addresses of going live."""

from django.urls import path

from salter.training.going_live import views

urlpatterns = [
    path("office/start/", views.checklist, name="going-live"),
    path("office/start/taken-back/", views.take_back, name="going-live-take-back"),
    path("office/start/doctor/", views.examine, name="going-live-doctor"),
]

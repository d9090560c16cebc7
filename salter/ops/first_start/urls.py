"""Addresses of the set-up."""

from django.urls import path

from salter.ops.first_start import views

app_name = "set-up"
urlpatterns = [
    path("set-up/", views.ask_code, name="code"),
    path("set-up/check/", views.check, name="check"),
    path("set-up/<slug:name>/", views.step, name="step"),
]

"""Addresses of the room `ui`."""

from django.urls import path

from salter.ui import views

app_name = "ui"
urlpatterns = [path("style-guide/", views.style_guide, name="style-guide")]

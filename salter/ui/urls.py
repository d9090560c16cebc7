"""Addresses of the room `ui`; ops includes them under `style-guide/`."""

from django.urls import path

from salter.ui import views

app_name = "ui"
urlpatterns = [path("", views.style_guide, name="style-guide")]

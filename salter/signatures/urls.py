"""Pages of this room."""

from django.urls import path

from salter.signatures import views

app_name = "signatures"
urlpatterns = [path("office/keys/", views.keys, name="keys")]

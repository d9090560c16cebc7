"""Pages of help."""

from django.urls import path

from salter.registry.helping import views

urlpatterns = [
    path("office/help/", views.help_topics, name="help-topics"),
    path("office/help/<slug:key>/", views.help_topic, name="help-topic"),
]

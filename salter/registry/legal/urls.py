"""Pages of the legal settings."""

from django.urls import path

from salter.registry.legal import views

urlpatterns = [
    path("office/law/", views.law, name="law"),
    path("office/law/<slug:setting>/", views.law_rule, name="law-rule"),
]

"""Pages of the language of a case."""

from django.urls import path

from salter.registry.speaking import views

urlpatterns = [
    path("cases/<uuid:case_id>/language/", views.language, name="case-language"),
    path("cases/<uuid:case_id>/language/<uuid:choice_id>/back/", views.back, name="case-language-back"),
]

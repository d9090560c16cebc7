"""Addresses of a draft in Word."""

from django.urls import path

from salter.registry.drafting.word import views

urlpatterns = [
    path("cases/<uuid:case_id>/acts/<uuid:act_id>/word/", views.to_word, name="act-word"),
    path("cases/<uuid:case_id>/acts/<uuid:act_id>/from-word/", views.from_word, name="act-from-word"),
]

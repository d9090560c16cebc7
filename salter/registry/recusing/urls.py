"""Pages of recusals."""

from django.urls import path

from salter.registry.recusing import views

urlpatterns = [
    path("cases/<uuid:case_id>/recusals/", views.recusals, name="recusals"),
    path("office/recusals/", views.waiting, name="recusals-waiting"),
    path("office/recusals/<uuid:recusal_id>/", views.decide, name="recusal-decide"),
]

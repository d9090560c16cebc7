"""Pages of withdrawals."""

from django.urls import path

from salter.registry.withdrawing import views

urlpatterns = [
    path("cases/<uuid:case_id>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("cases/<uuid:case_id>/withdrawal/<uuid:withdrawal_id>/back/", views.back, name="withdrawal-back"),
]

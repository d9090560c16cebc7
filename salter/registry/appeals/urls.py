"""Pages of appeals and clauses."""

from django.urls import path

from salter.registry.appeals import views

AT = "cases/<uuid:case_id>/appeals/"

urlpatterns = [
    path(AT, views.appeals, name="appeals"),
    path(f"{AT}new/", views.other, name="appeal-other"),
    path(f"{AT}<uuid:appeal_id>/dismiss/", views.dismiss, name="appeal-dismiss"),
    path(f"{AT}<uuid:appeal_id>/refuse/", views.refuse, name="appeal-refuse"),
    path(f"{AT}<uuid:appeal_id>/grant/", views.grant, name="appeal-grant"),
    path(f"{AT}<uuid:appeal_id>/forward/", views.forward, name="appeal-forward"),
    path(f"{AT}<uuid:appeal_id>/outcome/", views.outcome, name="appeal-outcome"),
    path(f"{AT}<uuid:appeal_id>/withdrawn/", views.withdrawn, name="appeal-withdraw"),
    path(f"{AT}<uuid:appeal_id>/after/", views.after, name="appeal-after"),
    path(f"{AT}<uuid:appeal_id>/mistake/", views.mistake, name="appeal-mistake"),
    path("cases/<uuid:case_id>/clauses/<uuid:service_id>/<slug:kind>/", views.clause, name="clause-put"),
]

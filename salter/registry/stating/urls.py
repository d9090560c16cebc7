"""Pages of the statements of parties."""

from django.urls import path

from salter.registry.stating import views

urlpatterns = [
    path("cases/<uuid:case_id>/statements/", views.statements, name="statements"),
    path("cases/<uuid:case_id>/statements/<uuid:party_id>/call/", views.call, name="statement-call"),
    path("cases/<uuid:case_id>/statements/<uuid:party_id>/stated/", views.stated, name="statement-given"),
    path("cases/<uuid:case_id>/statements/<uuid:party_id>/leave-out/", views.leave_out, name="statement-left-out"),
]

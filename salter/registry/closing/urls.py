"""Pages about closing a case and what comes after it."""

from django.urls import path

from salter.registry.closing import views

urlpatterns = [
    path("cases/<uuid:case_id>/close/", views.close, name="close"),
    path("cases/<uuid:case_id>/retention/", views.retention, name="retention"),
    path("cases/<uuid:case_id>/reopen/", views.reopen, name="reopen"),
    path("office/retention/", views.unsettled, name="retention-open"),
]

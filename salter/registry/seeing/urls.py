"""Pages of who answers for the office."""

from django.urls import path

from salter.registry.seeing import report_views as views_report
from salter.registry.seeing import views

urlpatterns = [
    path("head/", views.head, name="head"),
    path("mayor/", views.mayor, name="mayor"),
    path("report/", views_report.newest, name="report-newest"),
    path("report/<int:year>/", views_report.page_of_year, name="report"),
    path("report/copies/<uuid:copy_id>/", views_report.copy_file, name="report-copy"),
    path("digest/", views.digest, name="digest"),
]

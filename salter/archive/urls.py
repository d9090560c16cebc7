"""Pages of the archive."""

from django.urls import path

from salter.archive import views
from salter.archive.disposal.urls import urlpatterns as disposal

app_name = "archive"
urlpatterns = [
    *disposal,
    path("archive/", views.units, name="units"),
    path("archive/waiting/", views.waiting, name="waiting"),
    path("archive/waiting/<uuid:case_id>/", views.keep, name="keep"),
    path("archive/book/", views.book, name="book"),
    path("archive/units/<uuid:unit_id>/", views.unit, name="unit"),
    path("archive/units/<uuid:unit_id>/check/", views.check, name="check"),
    path("archive/units/<uuid:unit_id>/sip.zip", views.sip, name="sip"),
    path("archive/units/<uuid:unit_id>/aip.zip", views.aip, name="aip"),
]

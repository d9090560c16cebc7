"""Pages of dossiers."""

from django.urls import path

from salter.registry.filing import views

ONE = "office/dossiers/<uuid:dossier_id>/"

urlpatterns = [
    path("office/dossiers/", views.dossiers, name="dossiers"),
    path("office/dossiers/new/", views.new, name="dossier-new"),
    path(ONE, views.dossier, name="dossier"),
    path(f"{ONE}change/", views.change, name="dossier-change"),
    path(f"{ONE}close/", views.close, name="dossier-close"),
    path(f"{ONE}reopen/", views.reopen, name="dossier-reopen"),
    path(f"{ONE}cases/<uuid:row_id>/out/", views.take_out, name="dossier-out"),
    path("cases/<uuid:case_id>/dossiers/", views.into, name="dossier-into"),
]

"""Pages of data ex officio."""

from django.urls import path

from salter.registry.obtaining import views

urlpatterns = [
    path("office/data/", views.open_data, name="data-open"),
    path("office/data/access/", views.access, name="data-access"),
    path("cases/<uuid:case_id>/data/", views.data, name="data"),
    path("cases/<uuid:case_id>/data/new/", views.new, name="data-new"),
    path("cases/<uuid:case_id>/data/<uuid:data_id>/ask/", views.ask, name="data-ask"),
    path("cases/<uuid:case_id>/data/<uuid:data_id>/answer/", views.answer, name="data-answer"),
    path("cases/<uuid:case_id>/data/<uuid:data_id>/came/", views.came, name="data-came"),
    path("cases/<uuid:case_id>/data/<uuid:data_id>/seen/", views.seen, name="data-seen"),
    path("cases/<uuid:case_id>/data/<uuid:data_id>/end/", views.end, name="data-end"),
]

"""Pages of guarantee acts."""

from django.urls import path

from salter.registry.guaranteeing import views

CASE = "cases/<uuid:case_id>/"

urlpatterns = [
    path("office/guarantees/", views.guarantees, name="guarantees"),
    path("office/guarantees/<uuid:guarantee_id>/", views.guarantee, name="guarantee"),
    path("office/guarantees/<uuid:guarantee_id>/end/", views.end, name="guarantee-end"),
    path(f"{CASE}guarantee/", views.new, name="guarantee-new"),
    path(f"{CASE}guarantees/<uuid:guarantee_id>/", views.refer, name="guarantee-refer"),
    path(f"{CASE}guarantee-uses/<uuid:use_id>/take-back/", views.unrefer, name="guarantee-unrefer"),
    path(f"{CASE}acts/<uuid:act_id>/guarantees/<uuid:use_id>/", views.answer, name="guarantee-answer"),
]

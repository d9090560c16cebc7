"""Pages of who decides on appeals."""

from django.urls import path

from salter.registry.second_instance import views

urlpatterns = [
    path("office/second-instance/", views.bodies, name="second-instance"),
    path("office/second-instance/new/", views.new, name="second-instance-new"),
    path("office/second-instance/<uuid:row_id>/end/", views.end, name="second-instance-end"),
]

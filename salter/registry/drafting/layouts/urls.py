"""Addresses of the templates of the office."""

from django.urls import path

from salter.registry.drafting.layouts import views

urlpatterns = [
    path("office/templates/", views.layouts, name="layouts"),
    path("office/templates/preview/", views.preview, name="layout-preview"),
    path("office/templates/new/", views.new, name="layout-new"),
    path("office/templates/<uuid:layout_id>/", views.layout, name="layout"),
    path("office/templates/<uuid:layout_id>/approve/<int:number>/", views.approve, name="layout-approve"),
    path("office/templates/<uuid:layout_id>/use/", views.use, name="layout-use"),
]

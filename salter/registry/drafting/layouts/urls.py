"""Addresses of the templates of the office."""

from django.urls import path

from salter.registry.drafting.layouts import views, word_views

urlpatterns = [
    path("office/templates/", views.layouts, name="layouts"),
    path("office/templates/preview/", views.preview, name="layout-preview"),
    path("office/templates/new/", views.new, name="layout-new"),
    path("office/templates/from-word/", word_views.new, name="layout-from-word"),
    path("office/templates/<uuid:layout_id>/from-word/", word_views.again, name="layout-from-word-again"),
    path("office/templates/<uuid:layout_id>/file/<int:number>/", word_views.file, name="layout-file"),
    path("cases/<uuid:case_id>/acts/<uuid:act_id>/by-template/", word_views.filled, name="act-filled"),
    path("office/templates/<uuid:layout_id>/", views.layout, name="layout"),
    path("office/templates/<uuid:layout_id>/approve/<int:number>/", views.approve, name="layout-approve"),
    path("office/templates/<uuid:layout_id>/use/", views.use, name="layout-use"),
]

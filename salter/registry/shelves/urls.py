"""Pages of shelves, boxes, places and loans."""

from django.urls import path

from salter.registry.shelves import views

urlpatterns = [
    path("office/shelves/", views.shelves, name="shelves"),
    path("office/shelves/<uuid:shelf_id>/", views.shelf, name="shelf"),
    path("office/shelves/<uuid:shelf_id>/remove/", views.remove, name="shelf-remove"),
    path("office/boxes/<uuid:box_id>/", views.box, name="box"),
    path("office/boxes/<uuid:box_id>/label/", views.box_label, name="box-label"),
    path("office/boxes/<uuid:box_id>/move/", views.move_box, name="box-move"),
    path("office/loans/", views.lent, name="loans"),
    path("office/loans/<uuid:loan_id>/slip/", views.slip, name="slip"),
    path("office/loans/<uuid:loan_id>/return/", views.give_back, name="loan-return"),
    path("cases/<uuid:case_id>/place/", views.place, name="case-place"),
    path("cases/<uuid:case_id>/lend/", views.lend, name="lend"),
]

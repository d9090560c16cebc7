"""Pages of shelves, boxes, places and loans."""

from django.urls import path

from salter.registry.shelves import views

urlpatterns = [
    path("office/shelves/", views.shelves, name="shelves"),
    path("office/shelves/<uuid:shelf_id>/", views.shelf, name="shelf"),
    path("office/shelves/<uuid:shelf_id>/remove/", views.remove, name="shelf-remove"),
    path("office/shelves/boxes/<uuid:box_id>/", views.box, name="box"),
    path("office/shelves/boxes/<uuid:box_id>/label/", views.box_label, name="box-label"),
    path("office/shelves/boxes/<uuid:box_id>/move/", views.move_box, name="box-move"),
    path("office/shelves/loans/", views.lent, name="loans"),
    path("office/shelves/loans/<uuid:loan_id>/slip/", views.slip, name="slip"),
    path("office/shelves/loans/<uuid:loan_id>/return/", views.give_back, name="loan-return"),
    path("cases/<uuid:case_id>/place/", views.place, name="case-place"),
    path("cases/<uuid:case_id>/lend/", views.lend, name="lend"),
]

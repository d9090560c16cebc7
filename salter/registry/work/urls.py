"""Addresses of the pages of work."""

from django.urls import path

from salter.registry.work.views import assigning, handing, load

urlpatterns = [
    path("cases/assign/", assigning.assign_many, name="assign-many"),
    path("office/inbox/", handing.inbox, name="inbox"),
    path("office/load/", load.load, name="load"),
    path("office/delivery-book/", handing.delivery_book, name="delivery-book"),
    path("cases/<uuid:case_id>/receive/", handing.receive, name="receive"),
    path("cases/<uuid:case_id>/return/", handing.give_back, name="case-return"),
    path("cases/<uuid:case_id>/assign/undo/", handing.undo, name="assign-undo"),
    path("cases/<uuid:case_id>/held/", handing.held, name="held"),
]

"""Pages of this room."""

from django.urls import path

from salter.mailbox import views

app_name = "mailbox"
urlpatterns = [
    path("mailbox/", views.inbox, name="inbox"),
    path("mailbox/<uuid:delivery_id>/", views.message, name="message"),
    path("mailbox/<uuid:delivery_id>/documents/<uuid:document_id>/", views.document, name="document"),
    path("mailbox/<uuid:delivery_id>/evidence.<str:kind>", views.evidence, name="evidence"),
]

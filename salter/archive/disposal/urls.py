"""Pages of disposal."""

from django.urls import path

from salter.archive.disposal import views

LIST = "archive/disposal/<uuid:disposal_id>/"

urlpatterns = [
    path("archive/disposal/", views.disposal, name="disposal"),
    path("archive/disposal/list.pdf", views.as_pdf, name="disposal-pdf"),
    path("archive/disposal/list.xlsx", views.as_table, name="disposal-table"),
    path("archive/disposal/new/", views.new, name="disposal-new"),
    path(LIST, views.one, name="disposal-list"),
    path(f"{LIST}list.pdf", views.list_pdf, name="disposal-list-pdf"),
    path(f"{LIST}list.xlsx", views.list_table, name="disposal-list-table"),
    path(f"{LIST}approval/", views.approval, name="disposal-approval"),
    path(f"{LIST}record/", views.record, name="disposal-record"),
    path(f"{LIST}cases/<uuid:item_id>/exclude/", views.exclude, name="disposal-exclude"),
    path(f"{LIST}send/", views.put_before, name="disposal-send"),
    path(f"{LIST}review/", views.review, name="disposal-review"),
    path(f"{LIST}approve/", views.approve, name="disposal-approve"),
    path(f"{LIST}destroy/", views.order, name="disposal-destroy"),
    path(f"{LIST}withdraw/", views.withdraw, name="disposal-withdraw"),
]

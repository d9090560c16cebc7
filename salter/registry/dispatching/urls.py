"""Pages of what became of letters."""

from django.urls import path

from salter.registry.dispatching import notice_views, post_views, views

urlpatterns = [
    path("office/dispatch/undelivered/", views.undelivered, name="undelivered"),
    path("office/dispatch/undelivered/<uuid:delivery_id>/", views.undelivered_one, name="undelivered-one"),
    path("office/dispatch/channels/", views.channels, name="channels"),
    path("office/dispatch/channels/<uuid:channel_id>/<slug:result>/", views.channel_result, name="channel-result"),
    path("office/dispatch/post/", post_views.post, name="outgoing"),
    path("office/dispatch/post/<str:day>/", post_views.post_day, name="outgoing-day"),
    path("office/dispatch/post/<str:day>/<str:what>", post_views.post_print, name="outgoing-print"),
    path("office/dispatch/slips/", post_views.slips, name="slips"),
    path("office/dispatch/undelivered/<uuid:delivery_id>/publish/", notice_views.publish, name="publish"),
    path("office/dispatch/notices/", notice_views.board, name="notices"),
    path("office/dispatch/notices/<uuid:notice_id>/", notice_views.take_down, name="notice-down"),
    path("office/dispatch/notices/<uuid:notice_id>/notice.pdf", notice_views.notice_pdf, name="notice-pdf"),
]

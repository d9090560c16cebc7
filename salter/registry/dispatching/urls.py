"""Pages of what became of letters."""

from django.urls import path

from salter.registry.dispatching import notice_views, post_views, state_views, views
from salter.registry.mailings import views as mailing_views

urlpatterns = [
    path("office/dispatch/undelivered/", views.undelivered, name="undelivered"),
    path("office/dispatch/undelivered/<uuid:delivery_id>/", views.undelivered_one, name="undelivered-one"),
    path("office/dispatch/channels/", views.channels, name="channels"),
    path("office/dispatch/channels/<uuid:channel_id>/<slug:result>/", views.channel_result, name="channel-result"),
    path("office/dispatch/post/", post_views.post, name="outgoing"),
    path("office/dispatch/post/<str:day>/", post_views.post_day, name="outgoing-day"),
    path("office/dispatch/post/<str:day>/<str:what>", post_views.post_print, name="outgoing-print"),
    path("office/dispatch/book/<uuid:delivery_id>/strike/", post_views.post_strike, name="outgoing-strike"),
    path("office/dispatch/batches/", mailing_views.mailings, name="mailings"),
    path("office/dispatch/batches/new/", mailing_views.mailing_new, name="mailing-new"),
    path("office/dispatch/batches/<uuid:mailing_id>/", mailing_views.mailing, name="mailing"),
    path("office/dispatch/batches/<uuid:mailing_id>/letters/", mailing_views.mailing_letters, name="mailing-letters"),
    path("office/dispatch/batches/<uuid:mailing_id>/again/", mailing_views.mailing_again, name="mailing-again"),
    path("office/dispatch/batches/<uuid:mailing_id>/hand-over/", mailing_views.mailing_hand, name="mailing-hand"),
    path(
        "office/dispatch/batches/<uuid:mailing_id>/<slug:kind>/<int:volume>/",
        mailing_views.mailing_file,
        name="mailing-file",
    ),
    path("office/dispatch/state-mailbox/", state_views.state_mailbox, name="state-mailbox"),
    path("office/dispatch/state-mailbox/all.zip", state_views.state_all, name="state-mailbox-all"),
    path("office/dispatch/state-mailbox/<uuid:delivery_id>.zip", state_views.state_one, name="state-mailbox-one"),
    path("office/dispatch/email/<uuid:delivery_id>/", state_views.email_notice, name="email-notice"),
    path("office/dispatch/slips/", post_views.slips, name="slips"),
    path("office/dispatch/undelivered/<uuid:delivery_id>/publish/", notice_views.publish, name="publish"),
    path("office/dispatch/notices/", notice_views.board, name="notices"),
    path("office/dispatch/notices/<uuid:notice_id>/", notice_views.take_down, name="notice-down"),
    path("office/dispatch/notices/<uuid:notice_id>/notice.pdf", notice_views.notice_pdf, name="notice-pdf"),
]

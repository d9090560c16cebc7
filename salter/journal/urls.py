"""Pages of the journal."""

from __future__ import annotations

from django.urls import URLPattern, path

from salter.journal.hooks import views

app_name = "journal"
HOOKS = "administration/webhooks/"
HOOK = f"{HOOKS}<uuid:hook_id>/"
urlpatterns: list[URLPattern] = [
    path(HOOKS, views.hooks, name="hooks"),
    path(f"{HOOKS}new/", views.change, name="hook-new"),
    path(HOOK, views.hook, name="hook"),
    path(f"{HOOK}change/", views.change, name="hook-change"),
    path(f"{HOOK}secret/", views.secret, name="hook-secret"),
    path(f"{HOOK}pause/", views.pause, name="hook-pause"),
    path(f"{HOOK}resume/", views.resume, name="hook-resume"),
    path(f"{HOOK}skip/", views.skip, name="hook-skip"),
    path(f"{HOOK}remove/", views.remove, name="hook-remove"),
    path(f"{HOOK}calls/<uuid:call_id>/replay/", views.replay, name="hook-replay"),
]

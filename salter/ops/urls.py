"""The URL map: pages in three languages, those of citizens in Hungarian too, the API, health and metrics."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from salter.ops import health, views
from salter.ops.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("metrics", health.metrics),
    path("favicon.ico", RedirectView.as_view(url=f"/{settings.STATIC_URL.strip('/')}/salter/shield.svg")),
    path("api/v1/", api.urls),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("", include("salter.ops.first_start.urls")),
        path("", include("salter.organisations.urls")),
        path("", include("salter.journal.urls")),
        path("", include("salter.portal.urls")),
        path("", include("salter.mailbox.urls")),
        path("", include("salter.registry.urls")),
        path("", include("salter.archive.urls")),
        path("", include("salter.training.urls")),
        path("", include("salter.signatures.urls")),
        path("help/", views.help_page, name="help"),
        path("style-guide/", include("salter.ui.urls")),
        prefix_default_language=False,
    ),
]

"""The room `ui`: templates, components, assets and languages, used by the pages of every other room."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Django's handle on the room; it has no models."""

    name = "salter.ui"
    label = "ui"
    verbose_name = "Look and languages"

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "salter.archive"
    label = "archive"

from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "salter.signatures"
    label = "signatures"

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "salter.registry"
    label = "registry"

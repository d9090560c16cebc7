from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "salter.registry"
    label = "registry"

    def ready(self) -> None:
        """Declare verbs and subscribe."""
        from salter.registry import (
            tasks,  # noqa: F401
            verbs,
        )

        verbs.declare_all()

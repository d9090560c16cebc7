from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "salter.organisations"
    label = "organisations"

    def ready(self) -> None:
        """Periodic tasks are known once their module is loaded."""
        from salter.organisations import clockwork  # noqa: F401

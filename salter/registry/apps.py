from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "salter.registry"
    label = "registry"

    def ready(self) -> None:
        """Declare verbs and subscribe."""
        from salter.organisations import burdens as port
        from salter.registry import (
            burdens,
            clockwork,  # noqa: F401
            tasks,  # noqa: F401
            verbs,
        )
        from salter.registry.appeals import tasks as _appeals  # noqa: F401
        from salter.registry.books import over_work, work  # noqa: F401
        from salter.registry.bringing import work as bringing  # noqa: F401
        from salter.registry.clocks import tasks as _clocks  # noqa: F401
        from salter.registry.dispatching import tasks as _dispatching  # noqa: F401
        from salter.registry.finding import tasks as _finding  # noqa: F401
        from salter.registry.invoices import tasks as _invoices  # noqa: F401
        from salter.registry.mail import tasks as _mail  # noqa: F401
        from salter.registry.mailings import work as _mailings  # noqa: F401
        from salter.registry.papers import work as papers  # noqa: F401
        from salter.registry.scans import tasks as _scans  # noqa: F401
        from salter.registry.seeing import clockwork as _seeing  # noqa: F401
        from salter.registry.seeing import work as _reports  # noqa: F401
        from salter.registry.stating import tasks as _stating  # noqa: F401

        verbs.declare_all()
        port.install(burdens.count)

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "salter.journal"
    label = "journal"

    def ready(self) -> None:
        """Declare the verbs below and let the organisations room write through the port."""
        from salter.journal import verbs
        from salter.journal.actions import record
        from salter.organisations import recording

        verbs.declare_own()
        recording.install(record)

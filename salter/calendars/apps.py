from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "salter.calendars"
    label = "calendars"

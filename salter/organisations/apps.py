from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "salter.organisations"
    label = "organisations"

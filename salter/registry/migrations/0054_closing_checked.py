"""The cases of before meet the new rule of closing; they are looked at while the office works."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0053_closing")]

    operations = [ValidateConstraint("case", "case_closed_with_retention")]

"""How many cases of an old book have no known deadline."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("registry", "0026_saved_views")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="bookimport",
            name="undated",
            field=models.PositiveIntegerField(
                db_default=0, default=0, help_text="New cases for which no deadline is known."
            ),
        ),
    ]

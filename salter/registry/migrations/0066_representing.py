"""Representatives are found by the person, too: what somebody may follow in whose place."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("registry", "0065_layouts_of_word")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="representative",
            index=models.Index(fields=["organisation", "party", "-id"], name="representative_by_person"),
        ),
    ]

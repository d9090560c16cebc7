"""A document that was destroyed names no bytes any more."""

from typing import ClassVar

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('documents', '0006_leftovers'),
        ('organisations', '0013_classes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name='document',
            name='destroyed_at',
            field=models.DateTimeField(help_text='Since then it names no bytes: `sha256` is empty.', null=True),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('destroyed_at__isnull', True), models.Q(('sha256', ''), ('text', '')), _connector='OR'), name='document_destroyed_names_nothing'),
        ),
    ]

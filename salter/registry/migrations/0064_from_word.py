"""Versions of an act that were written in Word, with what of the file was accepted and left out."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('registry', '0063_layouts'),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name='actversion',
            name='remarks',
            field=models.JSONField(null=True),
        ),
        migrations.AlterField(
            model_name='actversion',
            name='how',
            field=models.CharField(choices=[('typed', 'written'), ('copied', 'taken over'), ('merged', 'put together from two'), ('word', 'from Word'), ('before', 'written before versions were kept')], default='typed', max_length=8),
        ),
    ]

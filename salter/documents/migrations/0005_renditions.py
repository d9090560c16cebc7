"""Renditions beside originals."""

import django.db.models.deletion
import salter.organisations.tenancy
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0004_text_lz4'),
        ('organisations', '0007_post'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rendition',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('searchable', 'searchable (OCR)'), ('readable', 'readable view')], max_length=10)),
                ('made_at', models.DateTimeField()),
                ('document', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('original', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='renditions', to='documents.document')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'original', 'kind'), name='rendition_once'), models.CheckConstraint(condition=models.Q(('original', models.F('document')), _negated=True), name='rendition_of_another')],
            },
        ),
        salter.organisations.tenancy.Isolate('Rendition'),
    ]

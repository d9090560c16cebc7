"""Shelves, boxes, the places of paper cases, and loans."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import salter.organisations.tenancy


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0008_twins'),
        ('registry', '0054_closing_checked'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Shelf',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=20)),
                ('path', models.CharField(max_length=200)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('parent', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='inside', to='registry.shelf')),
            ],
        ),
        migrations.CreateModel(
            name='Box',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=30)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('made_on', models.DateField()),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('shelf', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='boxes', to='registry.shelf')),
            ],
        ),
        migrations.CreateModel(
            name='Loan',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField()),
                ('ordinal', models.PositiveIntegerField()),
                ('to', models.CharField(max_length=200)),
                ('purpose', models.CharField(blank=True, max_length=300)),
                ('lent_on', models.DateField()),
                ('until_on', models.DateField()),
                ('name', models.CharField(help_text='Who lent it, readable for ever.', max_length=200)),
                ('returned_on', models.DateField(null=True)),
                ('returned_name', models.CharField(blank=True, help_text='Who took it back.', max_length=200)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='loans', to='registry.case')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('returned_on__isnull', True)), fields=['organisation', 'until_on', 'id'], name='loan_out_by_day'), models.Index(fields=['organisation', 'case', 'id'], name='loan_by_case')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'year', 'ordinal'), name='loan_number_once'), models.UniqueConstraint(condition=models.Q(('returned_on__isnull', True)), fields=('organisation', 'case'), name='loan_one_is_out'), models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('lent_on'))), name='loan_ends_after_it_began')],
            },
        ),
        migrations.CreateModel(
            name='PaperPlace',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('since', models.DateTimeField()),
                ('name', models.CharField(max_length=200)),
                ('box', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='places', to='registry.box')),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='places', to='registry.case')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'box', 'id'], name='paper_place_by_box')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'case'), name='paper_place_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='shelf',
            constraint=models.UniqueConstraint(fields=('organisation', 'path'), name='shelf_path_once'),
        ),
        migrations.AddIndex(
            model_name='box',
            index=models.Index(fields=['organisation', 'shelf', 'code'], name='box_by_shelf'),
        ),
        migrations.AddConstraint(
            model_name='box',
            constraint=models.UniqueConstraint(fields=('organisation', 'code'), name='box_code_once'),
        ),
        salter.organisations.tenancy.Isolate('Shelf'),
        salter.organisations.tenancy.Isolate('Box'),
        salter.organisations.tenancy.Isolate('PaperPlace'),
        salter.organisations.tenancy.Isolate('Loan'),
    ]

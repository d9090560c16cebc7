"""Received invoices in a list of acts that is their book; tables whose rows go into a list."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.conf import settings
from django.db import migrations, models

MODELS = ("Invoice", "InvoiceFile")
FORWARD = """
ALTER TABLE registry_incoming ADD CONSTRAINT registry_incoming_listed_id_owned
    FOREIGN KEY (organisation_id, listed_id) REFERENCES registry_listedact (organisation_id, id)
    DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX registry_incoming_listed_id_ix ON registry_incoming (organisation_id, listed_id)
    WHERE listed_id IS NOT NULL;
ALTER TABLE registry_bookimport ADD CONSTRAINT registry_bookimport_act_list_id_owned
    FOREIGN KEY (organisation_id, act_list_id) REFERENCES registry_actlist (organisation_id, id)
    DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX registry_bookimport_act_list_id_ix ON registry_bookimport (organisation_id, act_list_id)
    WHERE act_list_id IS NOT NULL;
"""


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('documents', '0005_renditions'),
        ('organisations', '0008_twins'),
        ('registry', '0027_mail_oauth'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='Invoice',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('invoice', 'invoice'), ('credit-note', 'credit note')], max_length=12)),
                ('number', models.CharField(max_length=100)),
                ('supplier', models.CharField(max_length=200)),
                ('supplier_pib', models.CharField(blank=True, max_length=20)),
                ('supplier_mb', models.CharField(blank=True, max_length=20)),
                ('supplier_address', models.CharField(blank=True, max_length=200)),
                ('buyer', models.CharField(blank=True, max_length=200)),
                ('buyer_pib', models.CharField(blank=True, max_length=20)),
                ('issued_on', models.DateField()),
                ('due_on', models.DateField(null=True)),
                ('amount', models.DecimalField(decimal_places=8, max_digits=23)),
                ('currency', models.CharField(max_length=3)),
                ('sef_id', models.CharField(blank=True, help_text='As its envelope says; checked by nobody.', max_length=60)),
                ('received_on', models.DateField()),
                ('fingerprint', models.CharField(blank=True, max_length=64)),
                ('remarks', models.JSONField(default=list, help_text='What was doubtful when it was entered.')),
                ('state', models.CharField(choices=[('received', 'received'), ('accepted', 'accepted'), ('rejected', 'rejected')], default='received', max_length=8)),
                ('decided_on', models.DateField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('note', models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name='InvoiceFile',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('findings', models.JSONField(blank=True, default=list)),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='incoming',
            name='incoming_registered_with_submission',
        ),
        migrations.AddField(
            model_name='actlist',
            name='invoices',
            field=models.BooleanField(db_default=False, default=False, help_text='The book of received invoices.'),
        ),
        migrations.AddField(
            model_name='bookimport',
            name='act_list',
            field=salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='Its rows go into this list.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='registry.actlist'),
        ),
        migrations.AddField(
            model_name='incoming',
            name='listed',
            field=salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='incoming', to='registry.listedact'),
        ),
        migrations.AddConstraint(
            model_name='incoming',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'registered'), models.Q(('submission__isnull', False), ('listed__isnull', False), _connector='OR')), models.Q(models.Q(('state', 'registered'), _negated=True), ('listed__isnull', True), ('submission__isnull', True)), _connector='OR'), name='incoming_registered_with_submission'),
        ),
        migrations.AddField(
            model_name='invoice',
            name='decided_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invoice',
            name='incoming',
            field=salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='registry.incoming'),
        ),
        migrations.AddField(
            model_name='invoice',
            name='listed',
            field=salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='registry.listedact'),
        ),
        migrations.AddField(
            model_name='invoice',
            name='organisation',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation'),
        ),
        migrations.AddField(
            model_name='invoice',
            name='original',
            field=salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='documents.document'),
        ),
        migrations.AddField(
            model_name='invoicefile',
            name='document',
            field=salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document'),
        ),
        migrations.AddField(
            model_name='invoicefile',
            name='invoice',
            field=salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='registry.invoice'),
        ),
        migrations.AddField(
            model_name='invoicefile',
            name='organisation',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.UniqueConstraint(fields=('organisation', 'listed'), name='invoice_line_once'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.UniqueConstraint(condition=models.Q(('fingerprint', ''), _negated=True), fields=('organisation', 'fingerprint'), name='invoice_once'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'received'), ('decided_on__isnull', False), _connector='OR'), name='invoice_decided_with_day'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'rejected'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='invoice_rejected_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='invoicefile',
            constraint=models.UniqueConstraint(fields=('organisation', 'invoice', 'position'), name='invoice_file_once'),
        ),
        *(salter.organisations.tenancy.Isolate(name) for name in MODELS),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]

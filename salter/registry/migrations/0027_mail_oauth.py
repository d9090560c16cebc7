"""Mailboxes that are opened by OAuth 2.0."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('registry', '0021_scan_sheets'),
    ]

    operations: ClassVar = [
        migrations.AddField('mailaccount', 'sign_in', models.CharField(choices=[('password', 'user name and password'), ('oauth', "this installation's own credentials (OAuth 2.0)")], default='password', max_length=10)),
        migrations.AddField('mailaccount', 'token_url', models.URLField(blank=True, default='', help_text='Where an access token is asked for (OAuth).', max_length=500), preserve_default=False),
        migrations.AddField('mailaccount', 'client_id', models.CharField(blank=True, default='', max_length=255), preserve_default=False),
        migrations.AddField('mailaccount', 'token_scope', models.CharField(blank=True, default='', max_length=255), preserve_default=False),
        migrations.AlterField('mailaccount', 'secret', models.TextField(help_text="The password, or the client's secret, encrypted with the secret key of the installation.")),
    ]

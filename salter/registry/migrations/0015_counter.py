"""Receptions at the counter, its places, sheets for an outage, notices of supplements, cessions."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import salter.organisations.tenancy


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("documents", "0004_text_lz4"),
        ("organisations", "0007_post"),
        ("registry", "0014_next_book"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="CounterPlace",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=200)),
                ("address", models.CharField(blank=True, max_length=300)),
                ("active", models.BooleanField(default=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CounterSeat",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "place",
                    salter.organisations.tenancy.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.counterplace",
                    ),
                ),
                (
                    "staff",
                    salter.organisations.tenancy.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.staff",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OutageSheet",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=20)),
                ("batch", models.UUIDField()),
                ("printed_at", models.DateTimeField()),
                ("printed_by", models.CharField(max_length=200)),
                ("spoiled_at", models.DateTimeField(null=True)),
                ("spoiled_reason", models.CharField(blank=True, max_length=300)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "place",
                    salter.organisations.tenancy.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.counterplace",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reception",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(help_text="When it was entered.")),
                ("name", models.CharField(help_text="Who took it in, readable for ever.", max_length=200)),
                (
                    "manner",
                    models.CharField(
                        choices=[
                            ("paper", "an open paper"),
                            ("oral", "said at the counter, on record"),
                            ("personal", "a closed envelope, addressed to a person"),
                            ("tender", "a closed envelope of a tender or competition"),
                        ],
                        default="paper",
                        max_length=10,
                    ),
                ),
                ("posted_on", models.DateField(null=True)),
                ("envelope_kept", models.BooleanField(default=False)),
                ("enclosures", models.PositiveSmallIntegerField(null=True)),
                (
                    "value",
                    models.CharField(blank=True, help_text="Fees, money or valuables handed in.", max_length=100),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "end",
                    models.CharField(
                        blank=True, choices=[("handed", "handed over unopened"), ("opened", "opened")], max_length=10
                    ),
                ),
                ("end_note", models.CharField(blank=True, help_text="To whom, or before whom.", max_length=300)),
                ("signed_at", models.DateTimeField(null=True)),
                ("sign_note", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "place",
                    salter.organisations.tenancy.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.counterplace",
                    ),
                ),
                (
                    "record",
                    salter.organisations.tenancy.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "sheet",
                    salter.organisations.tenancy.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receptions",
                        to="registry.outagesheet",
                    ),
                ),
                (
                    "submission",
                    salter.organisations.tenancy.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receptions",
                        to="registry.submission",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SupplementNotice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "case",
                    salter.organisations.tenancy.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.case",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "staff",
                    salter.organisations.tenancy.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.staff",
                    ),
                ),
                (
                    "submission",
                    salter.organisations.tenancy.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.submission",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Cession",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("body", models.CharField(max_length=200)),
                ("address", models.CharField(blank=True, max_length=300)),
                ("reason", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                ("name", models.CharField(help_text="Who ceded it, readable for ever.", max_length=200)),
                (
                    "case",
                    salter.organisations.tenancy.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cessions",
                        to="registry.case",
                    ),
                ),
                (
                    "notice",
                    salter.organisations.tenancy.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.act",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("organisation", "case"), name="cession_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="counterplace",
            constraint=models.UniqueConstraint(fields=("organisation", "code"), name="counter_place_once"),
        ),
        migrations.AddConstraint(
            model_name="counterseat",
            constraint=models.UniqueConstraint(fields=("organisation", "staff"), name="counter_seat_once"),
        ),
        migrations.AddConstraint(
            model_name="outagesheet",
            constraint=models.UniqueConstraint(fields=("organisation", "code"), name="outage_sheet_once"),
        ),
        migrations.AddConstraint(
            model_name="outagesheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("spoiled_at__isnull", True), models.Q(("spoiled_reason", ""), _negated=True), _connector="OR"
                ),
                name="outage_sheet_spoiled_with_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="reception",
            index=models.Index(fields=["organisation", "by", "-at"], name="reception_by_clerk"),
        ),
        migrations.AddIndex(
            model_name="reception",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True), ("manner__in", ["personal", "tender"])),
                fields=["organisation", "id"],
                name="reception_unopened",
            ),
        ),
        migrations.AddIndex(
            model_name="reception",
            index=models.Index(
                condition=models.Q(("record__isnull", False), ("signed_at__isnull", True)),
                fields=["organisation", "-id"],
                name="reception_unsigned",
            ),
        ),
        migrations.AddConstraint(
            model_name="reception",
            constraint=models.UniqueConstraint(fields=("organisation", "submission"), name="reception_once"),
        ),
        migrations.AddConstraint(
            model_name="reception",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sheet__isnull", False)),
                fields=("organisation", "sheet"),
                name="reception_sheet_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="reception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at__isnull", True),
                    models.Q(models.Q(("end", ""), _negated=True), models.Q(("end_note", ""), _negated=True)),
                    _connector="OR",
                ),
                name="reception_end_with_note",
            ),
        ),
        migrations.AddIndex(
            model_name="supplementnotice",
            index=models.Index(fields=["organisation", "staff", "-at"], name="supplement_notice_by_staff"),
        ),
        salter.organisations.tenancy.Isolate("CounterPlace"),
        salter.organisations.tenancy.Isolate("CounterSeat"),
        salter.organisations.tenancy.Isolate("OutageSheet"),
        salter.organisations.tenancy.Isolate("Reception"),
        salter.organisations.tenancy.Isolate("SupplementNotice"),
        salter.organisations.tenancy.Isolate("Cession"),
    ]

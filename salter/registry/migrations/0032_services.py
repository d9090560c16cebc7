"""Each party's own dates of each act, and since when a signed decision is not issued."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.db import migrations, models

TABLES = (
    "organisations_organisation",
    "registry_act",
    "registry_case",
    "registry_caseparty",
    "registry_remedies",
    "registry_service",
)
OPENED = "\n".join(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;" for table in TABLES[1:])
SHUT = "\n".join(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;" for table in TABLES[1:])

# What is known of before: the dates of a party are those of the newest decision that was signed by its day of service.
# A newer one is still to be served. Who only sent the paper is no party beside those who are (`services._to_notify`).
# Where an appeal was entered for the case nobody knows whose it was, so nothing is said to be final.
FORWARD = f"""
SET CONSTRAINTS ALL IMMEDIATE;
{OPENED}
INSERT INTO registry_service (id, organisation_id, act_id, case_party_id, served_on, way, starts_deadlines, ground,
    remedy, remedy_days, remedy_rule, until, final_on, force_on, enforceable_on, enforce_note)
SELECT gen_random_uuid(), party.organisation_id, act.id, party.id,
    CASE WHEN act.reached THEN party.delivered_on END, '', act.reached AND party.appeal_until IS NOT NULL, '',
    CASE WHEN known.notified THEN 'appeal' ELSE 'none' END,
    CASE WHEN known.notified THEN COALESCE((office.settings -> 'legal' ->> 'appeal_days')::smallint, 15) END,
    CASE WHEN known.notified THEN 'appeal.period' ELSE '' END,
    CASE WHEN act.reached AND known.notified THEN party.appeal_until END,
    known.final_on, known.final_on, known.final_on, ''
FROM registry_caseparty party
JOIN organisations_organisation office ON office.id = party.organisation_id
CROSS JOIN LATERAL (
    SELECT id, newest, by_then AND row_number() OVER (PARTITION BY by_then ORDER BY place) = 1 AS reached
    FROM (
        SELECT id, row_number() OVER signed AS place, row_number() OVER signed = 1 AS newest,
            COALESCE((signed_at AT TIME ZONE 'Europe/Belgrade')::date <= party.delivered_on, false) AS by_then
        FROM registry_act
        WHERE (organisation_id, case_id) = (party.organisation_id, party.case_id)
            AND kind = 'decision' AND status IN ('signed', 'dispatched')
        WINDOW signed AS (ORDER BY signed_at DESC, id DESC)
    ) decision
) act
CROSS JOIN LATERAL (
    SELECT notified, CASE WHEN act.reached AND notified AND NOT EXISTS (
        SELECT FROM registry_remedies told WHERE (told.organisation_id, told.case_id)
            = (party.organisation_id, party.case_id) AND told.appealed_on IS NOT NULL
    ) THEN party.final_on END AS final_on
    FROM (
        SELECT party.role <> 'sender' OR NOT EXISTS (
            SELECT FROM registry_caseparty other WHERE (other.organisation_id, other.case_id)
                = (party.organisation_id, party.case_id) AND other.role <> 'sender'
        ) AS notified
    ) part
) known
WHERE act.newest OR act.reached;
UPDATE registry_case matter SET notified_on = told.notified_on, unnotified_since = told.unnotified_since
FROM (
    SELECT act.organisation_id, act.case_id,
        CASE WHEN bool_and(row.served_on IS NOT NULL) THEN max(row.served_on) END AS notified_on,
        CASE WHEN bool_or(row.served_on IS NULL)
            THEN max((act.signed_at AT TIME ZONE 'Europe/Belgrade')::date) END AS unnotified_since
    FROM (
        SELECT DISTINCT ON (organisation_id, case_id) id, organisation_id, case_id, signed_at FROM registry_act
        WHERE kind = 'decision' AND status IN ('signed', 'dispatched')
        ORDER BY organisation_id, case_id, signed_at DESC, id DESC
    ) act
    JOIN registry_service row ON (row.organisation_id, row.act_id) = (act.organisation_id, act.id)
    WHERE row.remedy <> 'none'
    GROUP BY act.organisation_id, act.case_id
) told
WHERE (matter.organisation_id, matter.id) = (told.organisation_id, told.case_id) AND matter.status <> 'archived'
    AND matter.cancelled_at IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
{SHUT}
"""


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ("documents", "0005_renditions"),
        ("organisations", "0008_twins"),
        ("registry", "0038_finding_lean"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Service",
            fields=[
                ("id", models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ("delivery_id", models.UUIDField(help_text="The consignment that it was served by.", null=True)),
                ("served_on", models.DateField(null=True)),
                ("way", models.CharField(blank=True, choices=[("handed", "handed over"), ("opened", "opened in the mailbox"), ("state", "in the state's mailbox (eSanduče)")], help_text="Empty: served before it was kept.", max_length=10)),
                ("starts_deadlines", models.BooleanField(default=False, help_text="Whether the way of service starts deadlines.")),
                ("ground", models.CharField(blank=True, help_text="The recorded ground for that.", max_length=300)),
                ("remedy", models.CharField(choices=[("appeal", "appeal"), ("objection", "objection"), ("dispute", "administrative dispute"), ("none", "nothing")], default="none", max_length=10)),
                ("remedy_days", models.PositiveSmallIntegerField(null=True)),
                ("remedy_rule", models.CharField(blank=True, max_length=200)),
                ("until", models.DateField(null=True)),
                ("appealed_on", models.DateField(null=True)),
                ("waived_on", models.DateField(null=True)),
                ("final_on", models.DateField(null=True)),
                ("force_on", models.DateField(null=True)),
                ("enforceable_on", models.DateField(null=True)),
                ("enforce_note", models.CharField(blank=True, help_text="Why the remedy does not stay enforcement.", max_length=200)),
                ("organisation", models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation")),
                ("act", salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="services", to="registry.act")),
                ("case_party", salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="services", to="registry.caseparty")),
                ("waiver", salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document")),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("delivery_id__isnull", False)), fields=["organisation", "delivery_id"], name="service_by_delivery")],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "act", "case_party"), name="service_once"),
                    models.CheckConstraint(condition=models.Q(("remedy", "none"), ("remedy_days__isnull", False), _connector="OR"), name="service_remedy_has_days"),
                ],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="notified_on",
            field=models.DateField(help_text="When the last party was notified of the newest decision.", null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="unnotified_since",
            field=models.DateField(help_text="Signed that day, and a party is still to be notified of it.", null=True),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(condition=models.Q(("unnotified_since__isnull", False)), fields=["organisation", "due_on", "id"], include=("unit", "handler", "confidentiality", "granted_to"), name="case_unnotified_by_due"),
        ),
        salter.organisations.tenancy.Isolate("Service"),
        salter.organisations.tenancy.KeepKeysOnce("Service"),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]

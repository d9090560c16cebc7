"""What a new office starts with: plan, schedule, catalogue, channels, modes, the year's register and the seal."""

from __future__ import annotations

from django.db import transaction

from salter.journal.actions import record
from salter.mailbox.models import Channel, Medium
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Function, Mode, Organisation, Role, Unit
from salter.organisations.tenancy import uuid7
from salter.portal.actions import publish_bundled
from salter.registry import reference
from salter.registry.actions import open_register
from salter.registry.models import ClassMark, Competence, ConductedIn, Procedure, RetentionRule
from salter.signatures.actions import issue_test_credentials

# Class marks of the areas of the catalogue: working labels, as unverified as the plan they are from.
AREA_CLASS = {
    "грађанска стања": "201",
    "бирачки списак": "013",
    "правна помоћ": "031",
    "општа управа": "031",
    "урбанизам": "350",
    "животна средина": "501",
    "комунални послови": "352",
    "имовина": "463",
    "друштвена брига о деци": "553",
    "социјална заштита": "551",
    "предшколско": "553",
    "образовање": "551",
    "саобраћај": "344",
    "локални порези": "436",
    "комунална инспекција": "355",
    "становање": "361",
}
OTHER_CLASS = "031"
FICTIONAL_GROUND = "Измишљена канцеларија: основ важи само у вежби и демонстрацији."


def founder(organisation: Organisation) -> Viewer:
    """Who sets an office up before it has any staff."""
    return Viewer(organisation, roles=frozenset({Role.ADMINISTRATOR.value, Role.REGISTRY_HEAD.value}))


@transaction.atomic
def furnish(organisation: Organisation, units: dict[str, Unit], *, register_from: int = 0) -> None:
    """Give a fictional office everything at once: contents, modes, the year's register and the TEST seal.

    `units` maps an area of the catalogue (or "" for all others) to the responsible unit. Runs in the office's scope.
    """
    viewer = founder(organisation)
    add_contents(viewer, units)
    fictional = organisation.practice or organisation.demo
    for function in Function:
        organisations.set_mode(
            viewer,
            function=function,
            mode=Mode.OWN if organisation.demo else Mode.PRACTICE if organisation.practice else Mode.COMPANION,
            decision="Одлука начелника (измишљена)" if fictional else "",
            ground=FICTIONAL_GROUND if fictional else "",
            decided_on=clock.today(organisation) if fictional else None,
        )
    open_register(viewer, year=clock.today(organisation).year, old_book_last=register_from)
    issue_test_credentials(viewer, staff=None)


def add_contents(viewer: Viewer, units: dict[str, Unit]) -> None:
    """What every office starts with: plan, retention schedule, catalogue with its forms, channels of delivery.

    In a real office no procedure is public before somebody has confirmed it.
    """
    add_plan(viewer)
    add_procedures(viewer, units)
    publish_bundled(viewer)
    add_channels(viewer)


def add_plan(viewer: Viewer) -> None:
    """The classification plan and retention schedule that come with Šalter; unverified rows stay marked."""
    marks = [*reference.class_marks_unverified(), *reference.class_marks()]
    ClassMark.objects.bulk_create(
        ClassMark(
            organisation=viewer.organisation,
            edition=row.edition,
            code=row.code,
            level=row.level,
            name=row.name_cyr,
            verified=row.verified,
            source=row.source[:300] or row.certainty[:300],
        )
        for row in marks
    )
    RetentionRule.objects.bulk_create(
        RetentionRule(
            organisation=viewer.organisation,
            class_code=row.class_code,
            category=row.category_cyr,
            expression=row.expression_cyr,
            years=row.years,
            verified=row.verified,
            source=row.source[:300],
        )
        for row in [*reference.retention_unverified(), *reference.retention_categories()]
    )
    record(
        viewer,
        "plan.loaded",
        subject=("organisation", uuid7()),
        body={"marks": len(marks), "verified": sum(row.verified for row in marks)},
    )


def add_procedures(viewer: Viewer, units: dict[str, Unit]) -> None:
    """The catalogue of procedures; in a real office none is public before a named official has confirmed it."""
    open_to_all = viewer.organisation.demo or viewer.organisation.practice
    Procedure.objects.bulk_create(
        Procedure(
            organisation=viewer.organisation,
            code=row.code,
            name_cyr=row.name_cyr,
            name_en=row.name_en,
            area=row.area_cyr,
            competence=Competence(row.competence),
            legal_basis=row.legal_basis_cyr,
            class_code=AREA_CLASS.get(row.area_cyr, OTHER_CLASS),
            deadline_days=row.deadline_days,
            deadline_article=row.deadline_note[:200],
            required_documents=[{"name": name, "by": "party"} for name in row.required_documents_cyr],
            conducted_in=ConductedIn(row.conducted_in or ConductedIn.SALTER),
            unit=units.get(row.area_cyr) or units.get(""),
            public=open_to_all,
            verified=row.verified,
            source=row.source[:300],
        )
        for row in reference.procedures()
    )
    record(viewer, "catalogue.loaded", subject=("organisation", uuid7()), body={"count": len(reference.procedures())})


def add_channels(viewer: Viewer) -> None:
    """Channels of delivery. Our mailbox starts deadlines only in fictional offices, whose ground says so."""
    fictional = viewer.organisation.demo or viewer.organisation.practice
    receipt, unverified = "Отварањем повратнице документ се сматра урученим.", "Чл. 72–75 ЗУП (непроверено)"
    signed = "Потписом на потврди документ се сматра урученим."
    published = "Достављање се сматра извршеним истеком рока од објављивања."
    rows = [
        ("mailbox", Medium.MAILBOX, "Сандуче ове канцеларије", 1, FICTIONAL_GROUND if fictional else "", receipt),
        ("post", Medium.POST, "Препоручено, са повратницом", 5, unverified, receipt),
        ("courier", Medium.COURIER, "Курир, са потврдом уручења", 2, unverified, signed),
        ("counter", Medium.COUNTER, "Лично на шалтеру", 1, unverified, receipt),
        ("external", Medium.EXTERNAL, "еСандуче (унос датума из државног система)", 3, unverified, receipt),
        ("email", Medium.EMAIL, "Е-пошта, само као обавештење", 1, "", ""),
        ("public", Medium.PUBLIC, "Јавно достављање на огласној табли", 1, "Чл. 78. ст. 3. ЗУП", published),
    ]
    for code, medium, name, days, ground, effect in rows:
        Channel.objects.create(
            organisation=viewer.organisation,
            code=code,
            medium=medium,
            name=name,
            starts_deadlines=bool(ground),
            ground=ground,
            legal_effect=effect if ground else "",
            expected_days=days,  # of the public channel too few: it is not the way by which a letter goes
        )
    record(viewer, "channels.set", subject=("organisation", uuid7()), body={"codes": [row[0] for row in rows]})

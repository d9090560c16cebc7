"""While a catalogue is brought in: registering goes on, and whoever changes the catalogue waits and is then refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from salter.registry import actions
from salter.registry.actions.carrying import look
from salter.registry.actions.catalogue import hold
from salter.registry.carrying.columns import PROCEDURES
from salter.registry.carrying.difference import File, Line
from salter.registry.models import Procedure
from tests.portal.test_at_once import second
from tests.support.office import found_office

pytestmark = pytest.mark.django_db(transaction=True)
FILE = File((Line("procedures", "Поступци", 2, {"code": "P036", "fee": "3,00"}),), ("procedures",))


def test_registering_does_not_wait_for_who_holds_the_catalogue() -> None:
    office = found_office("drzi")

    def register() -> int:
        try:
            with scope(office.organisation.pk):
                return office.register().case.ordinal
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, scope(office.organisation.pk):
        hold(office.viewer(Role.ADMINISTRATOR))
        assert pool.submit(register).result(timeout=20) == 1, "registered before the catalogue is let go"


def test_a_file_is_refused_when_somebody_was_quicker_by_a_moment() -> None:
    office = found_office("brzi")
    with scope(office.organisation.pk):
        mark = look(office.viewer(Role.ADMINISTRATOR), file=FILE).mark

    def late() -> object:
        return actions.carry(office.viewer(Role.ADMINISTRATOR), file=FILE, mark=mark)

    with second(office, late) as later:
        given = {"code": "P036", "fee": "5,00"}
        actions.write_row(office.viewer(Role.REGISTRY_HEAD), kind=PROCEDURES, given=given, reason="одлука")
    with pytest.raises(ValidationError, check=lambda error: error.code == "changed"):
        later.result()
    with scope(office.organisation.pk):
        assert Procedure.objects.get(code="P036").fee == Decimal(5)

"""The doctor's quick checks for the page of going live. Files are read by `salter doctor` alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from salter.ops import doctor, doctor_log, doctor_time
from salter.ops.settings import CONFIG
from salter.organisations.tenancy import owner_scope
from salter.training.going_live.examining import Looked


def examine(organisation_id: int) -> Looked:
    """Every quick check, in the role that the doctor has at the command line."""
    checks: list[Callable[[], doctor.Check]] = [
        *(partial(one, CONFIG) for one in (doctor.check_space, doctor.check_mode, doctor_time.check_backup)),
        *(doctor.check_migrations, *doctor.DATABASE_CHECKS, *doctor_log.CHECKS, *doctor_time.CHECKS),
    ]
    with owner_scope(organisation_id):
        found = [doctor.read(check) for check in checks]
    named = {state: tuple(one.name for one in found if one.state == state) for state in ("failure", "warning")}
    return Looked(len(found), named["failure"], named["warning"])

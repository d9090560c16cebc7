"""The doctor looks at the log: is it what was sealed, does the sealer keep up, do the witnesses agree?"""

from __future__ import annotations

from collections.abc import Callable

from salter.ops.doctor import Check

MANY = 1000
CHANGED = "{what}. The journal was changed behind Šalter's back: keep everything as it is, and compare with a backup."


def check_log() -> Check:
    """Does every sealed entry still hash to its leaf, and the leaves to the heads that were given out?"""
    from salter.journal import audit

    wrong: list[str] = []
    size = looked_at = 0
    for log in audit.logs():
        found = audit.audit(log)
        size, looked_at = size + found.size, looked_at + found.looked_at
        wrong += found.wrong
    if wrong:
        return Check("log", "failure", CHANGED.format(what="; ".join(wrong)))
    return Check("log", "ok", f"{size} sealed entries, {looked_at} recomputed; every head fits")


def check_sealing() -> Check:
    """Is everything sealed, or about to be?"""
    from salter.journal import audit

    unsealed, lost = audit.waiting()
    if lost:
        return Check("sealer", "failure", f"{lost} entries are neither sealed nor waiting for it: report this")
    if unsealed > MANY:
        return Check("sealer", "warning", f"{unsealed} entries wait to be sealed: is `salter worker` running?")
    return Check("sealer", "ok", f"{unsealed} entries wait to be sealed")


def check_stamps() -> Check:
    """Do the heads get their time-stamps?"""
    from salter.journal.models import Head

    late = Head.objects.filter(timestamp="").count()
    if late:
        return Check("heads", "warning", f"{late} heads wait for a time-stamp: does SALTER_TSA_URL answer?")
    return Check("heads", "ok", "every head has its time-stamp")


def check_witnesses() -> Check:
    """Did a log that we witness show us two histories?"""
    from salter.journal import witness

    forks = witness.forks()
    if forks:
        named = ", ".join(f"{row.origin} at {row.size} entries" for row in forks)
        return Check("witness", "failure", f"a fork in the log of another installation: {named}. Tell that office.")
    return Check("witness", "ok", "no fork in the logs that are witnessed here")


CHECKS: tuple[Callable[[], Check], ...] = (check_log, check_sealing, check_stamps, check_witnesses)

"""The doctor compares this installation with what was known elsewhere: a tree head, or the manifest of a backup."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from salter.ops.doctor import Check
from salter.ops.recovery.folder import FORMAT, Unsound
from salter.ops.recovery.manifest import NAME, Manifest, Register, read

OLDER = (
    "an older state: {missing} entries that the log had at that head are missing here. Look for a newer backup before "
    "this office is opened"
)
FORK = (
    "a FORK: up to that head this log has another history. Either an older backup was restored and has gone on since, "
    "or somebody has rewritten a history. Keep everything as it is and find out"
)


def compare(path: Path) -> Iterator[Check]:
    """This installation beside a head or a manifest: the same, grown, older, or a fork."""
    file = path / NAME if path.is_dir() else path
    try:
        told = json.loads(file.read_text("utf-8"))
        if not isinstance(told, dict):
            raise ValueError("it holds no object of JSON")
        manifest = read(file) if told.get("format") == FORMAT else None
    except (OSError, ValueError, Unsound) as error:
        yield Check("head", "failure", f"{file} is neither a tree head nor the manifest of a backup: {error}")
        return
    if manifest is None:
        yield _compare_log(told)
        return
    for log in manifest.logs:
        yield _compare_log(log.model_dump())
    yield from _compare_registers(manifest)


def _compare_log(told: Mapping[str, Any]) -> Check:
    """The log of this installation beside a head of it. The head's own signature is for `salter verify`."""
    from salter.journal import heads, sealing
    from salter.journal.heads import Comparison
    from salter.journal.models import Log

    try:
        outcome = heads.compare(told)
    except heads.NotAHead as error:
        return Check("log", "failure", f"this is no tree head: {error}")
    head = told.get("tree_head", told)
    ours = Log.objects.filter(origin=head["log"]).first()
    here = sealing.size_of(ours.pk) if ours else 0
    words = {
        Comparison.SAME: ("ok", f"the same as that head, {here} entries"),
        Comparison.GROWN: ("ok", f"has grown by {here - head['size']} entries since that head, and begins with it"),
        Comparison.OLDER: ("failure", OLDER.format(missing=head["size"] - here)),
        Comparison.FORK: ("failure", FORK),
        Comparison.OTHER: ("failure", "that head is of another installation's log"),
    }
    return Check("log", *words[outcome])


def _compare_registers(told: Manifest) -> Iterator[Check]:
    """Which numbers were given out then, and are not here now."""
    here = {register.name: register for register in _registers()}
    for then in told.registers:
        now = here.get(then.name)
        if now is None:
            yield Check("registers", "failure", f"{then.name} reached {then.last} in {told.snapshot} and is not here")
        elif now.last < then.last:
            yield Check("registers", "failure", f"{then.name}: {_lost(now, then)}")
        else:
            yield Check("registers", "ok", f"{then.name}: {then.last} then, {now.last} now")


def _lost(now: Register, then: Register) -> str:
    numbers = f"numbers {now.last + 1} to {then.last}" if then.last > now.last + 1 else f"number {then.last}"
    return (
        f"an older state. The {numbers} were given out and are not here. Register those papers again, from receipts "
        "and mail, before any other"
    )


def _registers() -> list[Register]:
    """Where the registers stand now, office by office."""
    from salter.organisations.models import Organisation
    from salter.organisations.tenancy import scope
    from salter.registry.models import Register as Row

    found = []
    for organisation in Organisation.objects.order_by("pk"):
        with scope(organisation.pk):
            found += [
                Register(
                    organisation=organisation.code,
                    code=row.code,
                    year=row.year,
                    first=row.first_ordinal,
                    last=row.last_ordinal,
                    count=0,
                    cancelled=0,
                )
                for row in Row.objects.order_by("code", "year")
            ]
    return found

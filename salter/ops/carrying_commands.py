"""`salter export catalogue` and `salter import catalogue`: plan, retention and procedures carried as a file.

Exit codes: 0 done, or nothing to do; 1 the file cannot be applied, or the office has changed since it was looked at; 2
wrong use. Without `--apply` an import writes nothing: it prints the difference and the mark that applies it.
"""

from __future__ import annotations

import json
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from salter.ops.config import Config
from salter.ops.recovery.commands import explained, say

if TYPE_CHECKING:
    from salter.organisations.access import Viewer
    from salter.organisations.models import Organisation
    from salter.registry.carrying.difference import Change, Difference

NOT_SO = 1


@click.group("export")
def give_out() -> None:
    """Give out what another office can bring in."""


@click.group("import")
def bring_in() -> None:
    """Bring in what another office has given out."""


def _office(code: str) -> tuple[Organisation, AbstractContextManager[None]]:
    from salter.ops.cli import ready_database, setup_django

    ready_database(Config())
    setup_django()
    from salter.organisations.models import Organisation
    from salter.organisations.tenancy import scope

    organisation = Organisation.objects.filter(code=code).first()
    if organisation is None:
        raise click.BadParameter(f"There is no organisation {code}.", param_hint="--organisation")
    return organisation, scope(organisation.pk)


def _person(organisation: Organisation, username: str) -> Viewer:
    """The member of staff in whose name it is done: the journal names a person."""
    from salter.organisations.access import viewer_of
    from salter.organisations.models import Account

    rows = Account.objects.filter(username__iexact=username, posts__organisation=organisation, posts__active=True)
    account = rows.distinct().first()
    if account is None:
        raise click.BadParameter(f"{username} has no post in {organisation.code}.", param_hint="--by")
    return viewer_of(account, organisation)


@give_out.command("catalogue")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--organisation", "code", required=True, help="Code of the organisation.")
@click.option("--json", "as_json", is_flag=True)
@explained
def export_catalogue(file: Path, code: str, as_json: bool) -> None:
    """Write plan, retention and procedures of an office into FILE (.xlsx, .yaml, or .zip of CSV)."""
    organisation, scoped = _office(code)
    from salter.portal.founding import founder
    from salter.registry.carrying import files, state

    forms = {suffix: form for form, suffix in files.SUFFIXES.items()}
    form = forms.get(file.suffix.lower().removeprefix("."))
    if form is None:
        raise click.BadParameter(
            f"The name ends with one of: {', '.join(f'.{one}' for one in forms)}", param_hint="FILE"
        )
    with scoped:
        found = state.of_office(founder(organisation))
        file.write_bytes(files.write(found, form, organisation.code))
    counts = {kind: len(table) for kind, table in found.tables.items()}
    if as_json:
        click.echo(json.dumps({"file": str(file), **counts}))
    else:
        click.echo(f"{file}: " + ", ".join(f"{count} {kind}" for kind, count in counts.items()))


@bring_in.command("catalogue")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--organisation", "code", required=True, help="Code of the organisation.")
@click.option("--by", "username", required=True, help="User name of the head of the registry or an administrator.")
@click.option("--remove", is_flag=True, help="What the file does not name goes out of use.")
@click.option("--apply", "mark", help="Apply the difference that was printed with this mark.")
@click.option("--json", "as_json", is_flag=True)
@explained
def import_catalogue(file: Path, code: str, username: str, remove: bool, mark: str | None, as_json: bool) -> None:
    """Show what FILE would change in an office; with --apply MARK change exactly that."""
    organisation, scoped = _office(code)
    from django.core.exceptions import ValidationError

    from salter.organisations.access import NotAllowed
    from salter.registry import actions
    from salter.registry.actions.carrying import look
    from salter.registry.carrying import files

    with scoped:
        viewer = _person(organisation, username)
        try:
            table = files.read(file.name, file.read_bytes())
            if mark:
                found = actions.carry(viewer, file=table, mark=mark, remove=remove)
            else:
                found = look(viewer, file=table, remove=remove)
        except ValidationError as error:
            say(" ".join(error.messages))
            sys.exit(NOT_SO)
        except NotAllowed as error:
            raise click.BadParameter(str(error), param_hint="--by") from error
    _tell(found, applied=bool(mark), as_json=as_json)
    sys.exit(NOT_SO if found.wrong else 0)


def _tell(found: Difference, *, applied: bool, as_json: bool) -> None:
    """The difference: for a person a line a change and a field, for a program everything."""
    if as_json:
        told = {
            "applied": applied,
            "mark": found.mark,
            **found.counts,
            "changes": [_change(one) for one in _shown(found)],
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for change in _shown(found):
        place = f" ({change.line.sheet}, {change.line.number})" if change.line and change.faults else ""
        click.echo(f"{change.fate:8} {change.kind.code} {' '.join(change.key)}{place}")
        for fault in change.faults:
            click.echo(f"         {fault}")
        for column, before, after in change.fields() if change.fate == "changed" else ():
            click.echo(f"         {column.heading}: {column.write(before) or '–'} -> {column.write(after) or '–'}")
    click.echo(", ".join(f"{count} {fate}" for fate, count in found.counts.items()))
    if applied:
        say("Applied.")
    elif found.doing and not found.wrong:
        say(f"Nothing was written. To apply exactly this: --apply {found.mark}")


def _shown(found: Difference) -> list[Change]:
    return [*found.wrong, *found.doing]


def _change(change: Change) -> dict[str, Any]:
    return {
        "table": change.kind.code,
        "key": list(change.key),
        "fate": change.fate,
        "before": change.before,
        "after": change.after,
        "faults": [str(fault) for fault in change.faults],
    }

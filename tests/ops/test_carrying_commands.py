"""`salter export catalogue` and `salter import catalogue`: shown first, then exactly that, in the name of a person."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from click.testing import CliRunner, Result

from salter.journal.models import Entry
from salter.ops.cli import main
from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from salter.registry.models import Procedure
from tests.support.office import Office


def salter(*arguments: str | Path) -> Result:
    """The command, as somebody at the console gives it."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def bring(office: Office, file: Path, *more: str, role: Role = Role.REGISTRY_HEAD) -> Result:
    """Bring a file into an office in the name of the person of a role."""
    code = office.organisation.code
    return salter("import", "catalogue", "--organisation", code, "--by", office.account(role).username, file, *more)


def edited(file: Path, code: str, **cells: Any) -> None:
    """Change a procedure in a YAML file."""
    said = yaml.safe_load(file.read_text("utf-8"))
    next(row for row in said["procedures"] if row["code"] == code).update(cells)
    file.write_text(yaml.safe_dump(said, allow_unicode=True), "utf-8")


def test_a_file_is_given_out_shown_and_applied(office: Office, other_office: Office, tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    given = salter("export", "catalogue", "--organisation", office.organisation.code, file, "--json")
    assert (given.exit_code, json.loads(given.stdout)["procedures"]) == (0, 59), given.output
    edited(file, "P036", fee="1.200,00")
    shown = bring(other_office, file)
    assert shown.exit_code == 0, shown.output
    for said in ("changed  procedures P036", "Такса: – -> 1.200,00", "1 changed", "--apply "):
        assert said in shown.output
    with scope(other_office.organisation.pk):
        assert Procedure.objects.get(code="P036").fee is None
    mark = json.loads(bring(other_office, file, "--json").stdout)["mark"]
    assert bring(other_office, file, "--apply", "0" * 16).exit_code == 1
    done = bring(other_office, file, "--apply", mark, "--json")
    assert (done.exit_code, json.loads(done.stdout)["applied"]) == (0, True), done.output
    with scope(other_office.organisation.pk):
        assert Procedure.objects.get(code="P036").fee == Decimal(1200)
        assert Entry.objects.get(verb="catalogue.carried").actor_name == other_office.people[Role.REGISTRY_HEAD].name
    assert bring(other_office, file, "--apply", mark).exit_code == 1, "the office is not the one that was looked at"


def test_what_is_wrong_is_told(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    file.write_text("План;Класа;Назив\n14/2023;701;а\n14/2023;701;б\n", "utf-8")
    wrong = bring(office, file)
    assert (wrong.exit_code, "wrong    classes 2023 701 (plan.csv, 2)" in wrong.output) == (1, True), wrong.output
    assert "--apply" not in wrong.output
    file.write_text("нешто;друго\n", "utf-8")
    assert bring(office, file).exit_code == 1
    assert bring(office, file, role=Role.ADMINISTRATOR).exit_code == 1
    file.write_text("План;Класа;Назив\n14/2023;701;а\n", "utf-8")
    assert bring(office, file, role=Role.HANDLER).exit_code == 2
    nobody = salter("import", "catalogue", "--organisation", office.organisation.code, "--by", "nobody", file)
    assert nobody.exit_code == 2
    assert salter("export", "catalogue", "--organisation", "nowhere", tmp_path / "p.yaml").exit_code == 2
    assert salter("export", "catalogue", "--organisation", office.organisation.code, tmp_path / "p.pdf").exit_code == 2

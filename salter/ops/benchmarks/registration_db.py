"""Registering in the database: the hot path's one call, played by pgbench, which costs the database next to nothing."""

from __future__ import annotations

import json
import re
import statistics
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from salter.ops.benchmarks.figures import Figure, Target
from salter.ops.benchmarks.office import Bench
from salter.ops.benchmarks.registry import benchmark
from salter.ops.benchmarks.rounds import in_turns

CLIENTS = 8
SECONDS = 4
TIME = "00000000-0000"
"""Stands for the time in the identifiers (RFC 9562, version 7) of a template."""
OURS, UNCOUNTED, ROW = "registration", "same rows, no counter", "one-row inserts (pgbench)"

# What a client sends: the rows of a real registration; the time in their identifiers and the receipt number are new.
PAYLOAD = """
CREATE TABLE bench_template (p text);
CREATE TABLE bench_row (id bigserial PRIMARY KEY, client integer, filler text);
CREATE SEQUENCE bench_time START 1730000000000;
CREATE FUNCTION bench_payload() RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    h text := lpad(to_hex(nextval('bench_time')), 12, '0');
BEGIN
    RETURN (SELECT replace(replace(p, '%(time)s', substr(h, 1, 8) || '-' || substr(h, 9)), '%(receipt)s', h)
            FROM bench_template)::jsonb;
END $$;
"""
# The same statements without the row of the register: what the numbers cost is the difference.
WITHOUT_COUNTER = """
CREATE FUNCTION bench_uncounted(p jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    n integer := nextval('bench_ordinal');
%(rest)s
CREATE PROCEDURE bench_register_uncounted(p jsonb) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('role', 'salter_app', true),
            set_config('app.org', p #>> '{case,organisation_id}', true);
    PERFORM bench_uncounted(p);
END $$;
"""
COUNTER = re.compile(r"    UPDATE registry_register r .*?END IF;\n", re.DOTALL)
SCRIPTS = {
    OURS: "CALL registry_register_durably(bench_payload(), NULL, NULL);",
    UNCOUNTED: "CALL bench_register_uncounted(bench_payload());",
    ROW: "INSERT INTO bench_row (client, filler) VALUES (:client_id, 'x');",
}


@benchmark("registration-db")
def registration_db(bench: Bench) -> Iterable[Figure]:
    """All rows of a registration in one hot register, 8 clients, beside the same without a counter, and one row."""
    _prepare(bench)
    for name, statement in SCRIPTS.items():
        _script(bench, name).write_text(statement + "\n", encoding="utf-8")
    bench.say("measuring")
    with bench.measured() as spent:
        rounds = in_turns({name: _pgbench(bench, name) for name in SCRIPTS})
    _check(bench)
    rate = {name: statistics.median(one for one, _cpu in found) for name, found in rounds.items()}
    more: dict[str, Any] = {
        "rounds": {name: [round(one) for one, _cpu in found] for name, found in rounds.items()},
        "database_cpu_ms": {
            name: round(statistics.median(cpu for _rate, cpu in found), 3) for name, found in rounds.items()
        },
    }
    name, others = "registration-db", spent.others
    return [
        Figure(name, rate[OURS], "1/s", UNCOUNTED, rate[UNCOUNTED], Target("ratio", "at least", 0.65), others, more),
        Figure(name, rate[OURS], "1/s", ROW, rate[ROW], Target("ratio", "at least", 0.3), others, more),
    ]


def _prepare(bench: Bench) -> None:
    """The payload of a real registration as a template, and the same function without its counter."""
    viewer = bench.viewer
    from django.db import connection

    template = _payload(viewer)
    receipt = template["submissions"][0]["submission_number"]
    text = json.dumps(template, ensure_ascii=False)
    for row in [row for found in template.values() for row in (found if isinstance(found, list) else [found])]:
        text = text.replace(row["id"], TIME + row["id"][len(TIME) :])
    with connection.cursor() as cursor:
        cursor.execute(PAYLOAD % {"time": TIME, "receipt": receipt})
        cursor.execute("INSERT INTO bench_template VALUES (%s)", [text])
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'registry_register'")
        [source] = cursor.fetchone() or [""]
        cursor.execute("CREATE SEQUENCE bench_ordinal START 1000000000")
        cursor.execute(WITHOUT_COUNTER % {"rest": _uncounted(source)})
        cursor.execute("GRANT USAGE ON SEQUENCE bench_ordinal TO salter_app")


def _uncounted(source: str) -> str:
    """The body of the function after its declaration of `n`, without the counter and without what it returns."""
    without, found = COUNTER.subn("", source)
    assert found == 1, "the function has no counter that could be left out"
    declared = without.index("n integer;") + len("n integer;")
    return without[declared:].lstrip("\n").replace("    RETURN QUERY SELECT n, c ->> 'number';\n", "").rstrip() + " $$;"


def _payload(viewer: Any) -> dict[str, Any]:
    """What the hot path sends for a paper with a new party and a new document."""
    import io

    from django.core.serializers.json import DjangoJSONEncoder

    from salter.documents.actions import stored
    from salter.documents.models import Source
    from salter.organisations import clock
    from salter.organisations.actions.parties import new_party
    from salter.organisations.models import PartyKind
    from salter.organisations.rules import CheckedIdentifier
    from salter.organisations.tenancy import scope
    from salter.registry.actions import PartyInput, intake
    from salter.registry.models import IntakeChannel, Procedure

    with scope(viewer.organisation.pk):
        party = new_party(viewer, kind=PartyKind.PERSON, name="Мила Ведрић", checked=CheckedIdentifier("", ""))
        paper = intake.Intake(
            subject="Захтев за мерење",
            channel=IntakeChannel.COUNTER,
            received_at=clock.now(viewer.organisation),
            parties=[PartyInput(party)],
            documents=[stored(viewer, name="z.txt", content=io.BytesIO("Захтев".encode()), source=Source.API)],
            procedure=Procedure.objects.get(code="P036"),
        )
        _submission, rows = intake.prepared(viewer, paper)
    found: dict[str, Any] = json.loads(json.dumps(rows, cls=DjangoJSONEncoder))
    return found


def _script(bench: Bench, name: str) -> Path:
    return bench.home / f"{[*SCRIPTS].index(name)}.sql"


def _pgbench(bench: Bench, name: str) -> Callable[[], tuple[float, float]]:
    """Transactions a second of one round, and processor time in ms that the database used for one."""

    def run() -> tuple[float, float]:
        from salter.ops.database_programs import client_program

        command = [str(client_program("pgbench", {})), "--no-vacuum", "--protocol=prepared", f"--client={CLIENTS}"]
        command += ["--jobs=2", f"--time={SECONDS}", f"--file={_script(bench, name)}", bench.cluster.url()]
        with bench.measured() as spent:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        rate = re.search(r"tps = ([\d.]+)", done.stdout)
        failed = re.search(r"number of failed transactions: 0 ", done.stdout)
        if done.returncode or not rate or not failed:
            raise RuntimeError(f"pgbench: {done.stdout}{done.stderr}")
        count = re.search(r"actually processed: (\d+)", done.stdout)
        return float(rate[1]), spent.cpu_ms_per(int(count[1]) if count else 1)

    return run


def _check(bench: Bench) -> None:
    """The register that was hot has no gap."""
    from django.db import connection

    from salter.organisations.tenancy import scope

    with scope(bench.viewer.organisation.pk), connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.last_ordinal, count(c.id), max(c.ordinal) FROM registry_register r JOIN registry_case c "
            "ON c.organisation_id = r.organisation_id AND c.register_id = r.id AND c.ordinal < 1000000000 "
            "GROUP BY r.id, r.last_ordinal"
        )
        for last, count, highest in cursor.fetchall():
            assert last == count == highest, f"a register has gaps: {last}, {count}, {highest}"

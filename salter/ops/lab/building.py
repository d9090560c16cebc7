"""What a lab begins with: a small office with cases and papers, its log, and a backup of it, made by our own actions.

It runs in a process of its own, whose environment is that of the lab and of nothing else.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path

from salter.ops.config import Config
from salter.ops.database import Cluster
from salter.ops.lab.folder import Lab
from salter.ops.walk_office import environment

Say = Callable[[str], None]
GOOD_DAYS, NEWER_DAYS = 3, 1
"""So many days ago the first backup was made, and the one after it."""
NIGHT = time(1, 30)
SOUND, LATER, LAST = 6, 8, 9
"""So many cases are in the first backup; by the last working day; this morning."""

ROWS = (
    # days ago, procedure, door, party, subject
    (9, "P036", "counter", "f02", "Захтев за постављање столова испред посластичарнице"),
    (9, "P050", "counter", "p01", "Захтев за једнократну помоћ ради набавке огрева"),
    (8, "P054", "counter", "g02", "Захтев за сечу сувог ораха код старе чесме"),
    (7, "P037", "post", "f03", "Захтев за раскопавање тротоара ради прикључења на водовод"),
    (6, "P057", "counter", "g04", "Пријава стамбене заједнице „Ведра 7“ ради уписа у регистар"),
    (5, "P048", "counter", "g05", "Пријава за општинску стипендију, прва година студија"),
    (2, "P045", "counter", "g06", "Захтев за субвенцију месечне карте за превоз до посла"),
    (2, "P053", "counter", "g03", "Захтев за одобрење за такси превоз, једно возило"),
    (0, "P058", "counter", "p02", "Захтев за обележавање паркинг места испред зграде"),
)


def become(lab: Lab) -> Config:
    """From now on this process works with the office of the lab, and knows of no other."""
    wanted = environment(os.environ, lab.office)
    os.environ.clear()
    os.environ.update(wanted)
    return Config()


def prepare(lab: Lab, say: Say, *, before: Callable[[Path], None] = lambda home: None) -> None:
    """The office with its first cases, stopped, and the backup of it. `before` may lay a ready database in."""
    before(lab.office)
    config = become(lab)
    with office(lab, say):
        from salter.ops.cli import setup_django

        setup_django()
        from salter.ops.recovery.opening import leave_database
        from salter.ops.running import migrate

        say("  making the office: its database, people, cases (this takes a minute or two)")
        migrate()
        _found()
        register(0, SOUND)
        seal()
        save(config, lab, GOOD_DAYS, say)
        leave_database()


@contextmanager
def office(lab: Lab, say: Say) -> Iterator[Cluster]:
    """The database of the lab's office, running for as long as this lasts."""
    cluster = Cluster(lab.office, durable=False, on_step=lambda step: say(f"  {step}"))
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()


def copy(prepared: Lab, lab: Lab) -> None:
    """Begin with what another lab has prepared; owners and modes stay, for the server may be another user."""
    for name in (lab.office.name, lab.backups.name):
        subprocess.run(["cp", "-a", "--reflink=auto", str(prepared.root / name), str(lab.root / name)], check=True)
    for path in (lab.office / "postgres" / "run").glob(".s.*"):
        path.unlink()
    shutil.rmtree(lab.office / "logs", ignore_errors=True)


def _found() -> None:
    from salter.ops.demo import office as demo
    from salter.organisations import clock

    demo.found((clock.real_now() - timedelta(days=30)).date())


def register(begin: int, end: int, *, days: int | None = None) -> list[str]:
    """Give numbers to the cases of these places, all of them so many `days` ago when given; gives the numbers."""
    from salter.ops.demo.office import CODE, cast_of
    from salter.ops.demo.rows import Row
    from salter.ops.demo.stories import Life
    from salter.organisations import clock
    from salter.organisations.models import Organisation
    from salter.organisations.tenancy import scope

    organisation, numbers = Organisation.objects.get(code=CODE), []
    with scope(organisation.pk):
        cast = cast_of(organisation)
        for place, (ago, procedure, door, party, subject) in enumerate(ROWS[begin:end], start=begin + 1):
            life = Life(
                cast,
                Row(ago if days is None else days, procedure, door, party, "new", subject),
                place,
                clock.real_now(),
            )
            life.register()
            numbers.append(life.case.number)
    return numbers


def seal() -> None:
    """What the worker does within seconds: entries are sealed, and a stamped head stands over them."""
    from salter.journal import heads, sealing
    from salter.journal.models import Log
    from salter.journal.tasks import relay

    while relay():
        pass
    heads.covering(Log.OFFICES, sealing.size_of(Log.OFFICES))


def head() -> str:
    """The newest head, as a witness keeps it."""
    import json

    from salter.journal import heads
    from salter.journal.models import Log

    return json.dumps(heads.export(Log.OFFICES), ensure_ascii=False, indent=1) + "\n"


def save(config: Config, lab: Lab, days: int, say: Say) -> str:
    """The backup of a night so many days ago; gives its name."""
    from salter.ops.recovery import backup

    done = backup.backup(config, lab.backups, key_policy="include", keep=0, say=say, at=night(days))
    return done.manifest.snapshot


def night(days: int) -> datetime:
    """Half past one, so many days ago."""
    from datetime import UTC

    from salter.organisations.clock import real_now

    return datetime.combine((real_now() - timedelta(days=days)).date(), NIGHT, tzinfo=UTC)

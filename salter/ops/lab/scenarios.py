"""The three bad nights: what happens to the office, in order, and what of it is the truth to be found out."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from salter.ops.config import Config
from salter.ops.database import Cluster
from salter.ops.lab import building, damage, texts
from salter.ops.lab.building import GOOD_DAYS, LAST, LATER, NEWER_DAYS, SOUND, Say
from salter.ops.lab.folder import BACKUPS, ENVIRONMENT, OFFLINE, REPORT, TASK, TRACES, Lab, Truth, cluster_id
from salter.ops.recovery.folder import Folder
from salter.ops.walk_office import free_port

DELETED = (3, 4, 5)
HEAD = "glava-dnevnika.json"


class Story:
    """One start of a lab: the office runs, and things happen to it."""

    def __init__(self, lab: Lab, config: Config, cluster: Cluster, say: Say) -> None:
        self.lab, self.config, self.cluster, self.say = lab, config, cluster, say
        self.store = lab.office / "documents"
        [self.first] = [path.name for path in Folder(lab.backups).snapshots]
        self.newer = ""
        self.lost: list[str] = []
        self.evidence: list[Path] = []
        self.rotten = ""
        self.place = BACKUPS
        self.after_stop: list[Callable[[], list[Path]]] = []

    def back_up(self) -> None:
        """The backup of last night."""
        self.newer = building.save(self.config, self.lab, NEWER_DAYS, self.say)

    def register(self, begin: int, end: int, *, days: int | None = None) -> list[str]:
        """Cases come in, so many days ago, and the log goes on."""
        numbers = building.register(begin, end, days=days)
        building.seal()
        return numbers

    def ransomware(self) -> tuple[str, list[str]]:
        """Office and connected backups are locked in one night; a disk in the safe has the backup of before."""
        subprocess.run(["cp", "-a", str(self.lab.backups), str(self.lab.offline)], check=True)
        self.place = OFFLINE
        self.back_up()
        self.lost = self.register(SOUND, LATER, days=0)
        tables = damage.folder_of_database(self.cluster)

        def at_last() -> list[Path]:
            for path in damage.stored(self.lab.backups / "files")[::2]:
                damage.scramble(path)
            locked = damage.lock_up([*damage.stored(self.store), *(p for p in tables.iterdir() if p.is_file())])
            return [*locked, damage.leave_note(self.lab.office), damage.leave_note(self.store)]

        self.after_stop.append(at_last)
        return self.first, [self.newer]

    def disk(self) -> tuple[str, list[str]]:
        """The disk of the office fails this morning; on that of the backups one file of the newest has rotted."""
        before = {path.name for path in damage.stored(self.store)}
        self.register(SOUND, LATER)
        self.back_up()
        self.rotten = max({path.name for path in damage.stored(self.store)} - before)
        damage.spoil(self.lab.backups / "files" / "sha256" / self.rotten[:2] / self.rotten[2:4] / self.rotten)
        self.lost = self.register(LATER, LAST)
        table = damage.file_of_table(self.cluster, "registry_case")

        def at_last() -> list[Path]:
            papers = [path for path in damage.stored(self.store) if path.name != self.rotten]
            for path in papers[::3]:
                damage.spoil(path)
            for path in papers[1::3]:
                path.unlink()
            for at in range(0, table.stat().st_size, damage.PAGE):
                damage.spoil(table, at=at)
            return [*papers[::3], table]

        self.after_stop.append(at_last)
        return self.newer, [self.first]

    def deleted_register(self) -> tuple[str, list[str]]:
        """A superuser deletes cases in the night; the backup after it lacks them, and work goes on for a day."""
        damage.delete_cases(self.cluster, DELETED)
        self.back_up()
        self.lost = self.register(SOUND, LATER, days=0)
        return self.first, [self.newer]


STORIES = {"ransomware": Story.ransomware, "disk": Story.disk, "deleted-register": Story.deleted_register}


def play(lab: Lab, scenario: str, say: Say, *, latin: bool = False) -> Truth:
    """Let it happen in a prepared lab, and leave the task, the traces and the empty report."""
    config = building.become(lab)
    with building.office(lab, say) as cluster:
        from salter.ops.cli import setup_django

        setup_django()
        from salter.ops.recovery.opening import leave_database

        say("  letting it happen")
        story = Story(lab, config, cluster, say)
        good, wrong = STORIES[scenario](story)
        head = building.head()
        leave_database()
    for deed in story.after_stop:
        story.evidence += deed()
    truth = Truth(
        scenario=scenario,
        started=_now().isoformat(timespec="seconds"),
        cluster=cluster_id(lab.office),
        good=good,
        place=story.place,
        wrong=wrong,
        since=_since(scenario),
        lost=story.lost,
        evidence=damage.hashes(lab.office, story.evidence),
        rotten=story.rotten,
        latin=latin,
    )
    lab.keep(truth)
    _leave_papers(lab, truth, head)
    return truth


def _now() -> datetime:
    from salter.organisations.clock import real_now

    return real_now()


def _since(scenario: str) -> tuple[str, str]:
    """The first and the last day that is right as an answer to: since when?"""
    today = _now().date()
    if scenario != "deleted-register":
        return (today - timedelta(days=NEWER_DAYS)).isoformat(), today.isoformat()
    return (today - timedelta(days=GOOD_DAYS)).isoformat(), (today - timedelta(days=NEWER_DAYS)).isoformat()


def _leave_papers(lab: Lab, truth: Truth, head: str) -> None:
    """Everything that the trainee is given to read and to fill in."""
    (lab.root / TRACES).mkdir()
    (lab.root / TRACES / HEAD).write_text(head, "utf-8")
    for name, text in texts.traces(truth).items():
        (lab.root / TRACES / name).write_text(text, "utf-8")
    (lab.root / TASK).write_text(texts.task(lab, truth, port=free_port()), "utf-8")
    (lab.root / REPORT).write_text(texts.report(truth), "utf-8")
    (lab.root / ENVIRONMENT).write_text(texts.environment(lab), "utf-8")

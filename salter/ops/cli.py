"""The `salter` command.

Exit codes: 0 done, 1 the thing asked about is not so, 2 wrong use, 3 the environment does not allow it,
4 cannot tell (`verify`).
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import click

from salter.ops.carrying_commands import bring_in, give_out
from salter.ops.config import Config
from salter.ops.database import Cluster, DatabaseUnavailable, NoAnswer, check_server, client_program
from salter.ops.exercise_commands import exercise
from salter.ops.lab.commands import lab
from salter.ops.lab.notes import Noting
from salter.ops.log_commands import log
from salter.ops.recovery.commands import backup, restore
from salter.ops.recovery.opening import refuse_closed, refuse_unfinished

P = ParamSpec("P")
ENVIRONMENT = 3
AGAIN_SECONDS = 1
REMIND_SECONDS = 30


def say(line: str) -> None:
    """Progress for a person: on the error stream, so that `--json` stays clean."""
    click.echo(line, err=True)


def cluster(config: Config) -> Cluster:
    """The embedded database of this home, telling what takes time."""
    return Cluster(config.home, on_step=lambda step: say(f"  {step}"))


def ready_database(config: Config) -> None:
    """Start the embedded database, or check the given one.

    Raises DatabaseUnavailable.
    """
    if config.database_url:
        check_server(config.database_url)
    else:
        cluster(config).start()


def await_database(config: Config) -> None:
    """As `ready_database`, but wait for one that does not answer, or that somebody has stopped on purpose.

    Raises DatabaseUnavailable for what waiting does not mend.
    """
    for waited in itertools.count(0, AGAIN_SECONDS):
        try:
            if config.database_url or not cluster(config).stopped_on_purpose:
                return ready_database(config)
            reason = "The database was stopped on purpose. Start it with: salter db start"
        except NoAnswer as error:
            reason = error.message
        if waited % REMIND_SECONDS == 0:
            say(f"  {reason} Waiting for it.")
        time.sleep(AGAIN_SECONDS)


def setup_django() -> None:
    """Load Django; the database must be reachable where pages or rows are used."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salter.ops.settings")
    import django

    django.setup()


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """Turn an environment that does not allow a command into exit code 3 and words that say what to do."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except DatabaseUnavailable as error:
            say(str(error))
            sys.exit(ENVIRONMENT)

    return wrapped


@click.group(cls=Noting, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="salter")
def main() -> None:
    """Šalter: the open electronic office, from the counter to the archive."""


@main.group()
def db() -> None:
    """The embedded database."""


@db.command("start")
@guarded
def db_start() -> None:
    """Start it, if it is not running."""
    ready_database(Config())
    say("The database is running.")


@db.command("stop")
@guarded
def db_stop() -> None:
    """Stop it."""
    cluster(Config()).stop()
    say("The database is stopped.")


@db.command("url")
@click.option("--superuser", is_flag=True, help="Of the embedded database's superuser, whom pg_dump needs.")
def db_url(superuser: bool) -> None:
    """Print its connection URL."""
    config = Config()
    click.echo(Cluster(config.home).url(user="postgres") if superuser else config.database())


@db.command("shell")
@guarded
def db_shell() -> None:
    """Open psql."""
    config = Config()
    ready_database(config)
    if config.database_url:
        psql = str(client_program("psql", os.environ))
        os.execv(psql, [psql, config.database_url])
    command = cluster(config).shell_command()
    os.execv(command[0], command)


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@guarded
def manage(arguments: tuple[str, ...]) -> None:
    """Run a Django command."""
    ready_database(Config())
    setup_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["salter manage", *arguments])


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@guarded
def serve(host: str, port: int) -> None:
    """Start database, web and worker, and stay in the foreground."""
    from salter.ops import running

    config = Config()
    running.prepare(config)
    sys.exit(running.serve(config, host, port, running.set_up_words(config, host, port)))


@main.command("set-up-code")
@guarded
def set_up_code() -> None:
    """Print a fresh set-up code, while there is no office; an earlier one no longer counts."""
    config = Config()
    ready_database(config)
    setup_django()
    from salter.ops.first_start import code, founding

    if not founding.needed():
        say("There is an office already: sign in, or use `salter invite --username NAME`.")
        sys.exit(1)
    click.echo(code.fresh(config.home))


@main.command()
@click.option("--username", required=True, help="User name of the person.")
@click.option("--site", default="http://127.0.0.1:8000", show_default=True, help="Where the office answers.")
@guarded
def invite(username: str, site: str) -> None:
    """Print a one-time link by which a member of staff sets a new password; for who is locked out."""
    ready_database(Config())
    setup_django()
    from salter.ops.invitation import Refused, link_for

    try:
        click.echo(link_for(username, site.rstrip("/")))
    except Refused as error:
        say(str(error))
        sys.exit(1)


@main.command()
@guarded
def worker() -> None:
    """Run background work: the journal's relay and its readers."""
    config = Config()
    refuse_unfinished(config)
    await_database(config)
    setup_django()
    refuse_closed()
    from salter.ops.working import work

    work()


@main.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--reset", is_flag=True, help="Forget the demo office first.")
@click.option("--small", is_flag=True, help="A new office gets only the cases of the last weeks.")
@guarded
def demo(port: int, reset: bool, small: bool) -> None:
    """Set up and start the demo office; Ctrl-C stops everything."""
    from salter.ops import running

    config = Config()
    if reset:
        running.forget(config)
        return
    sys.exit(running.demo(config, port, small=small))


@main.command("class")
@click.option("--lan", is_flag=True, required=True, help="Serve the network of the room.")
@click.option("--port", default=8000, show_default=True)
@click.option("--address", default="", help="Address of this machine in that network, if it is not found.")
@guarded
def lead_class(lan: bool, port: int, address: str) -> None:
    """Lead a class in one room from this machine, without internet; Ctrl-C stops it."""
    from salter.ops.class_room import own_address

    address = address or own_address()
    if not address:
        say("This machine is in no network. Join that of the room, or make a hotspot, and start again.")
        sys.exit(ENVIRONMENT)
    hosts = os.environ.get("SALTER_ALLOWED_HOSTS") or "localhost,127.0.0.1,[::1]"
    os.environ["SALTER_ALLOWED_HOSTS"] = f"{hosts},{address}"
    os.environ["SALTER_CLASS_ADDRESS"] = f"http://{address}:{port}"
    config = Config()
    if config.mode == "production":
        say("SALTER_MODE is production: a class in a room is served without encryption and is not for it.")
        sys.exit(ENVIRONMENT)
    from salter.ops import running

    sys.exit(running.lead_class(config, address, port))


@main.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("walk"), show_default=True)
@guarded
def walk(out: Path) -> None:
    """Play the whole story over HTTP in a throw-away office and keep what it leaves."""
    from salter.ops.walk import walk as play

    sys.exit(0 if play(out, say) else 1)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--trust", type=click.Path(path_type=Path), help="Folder of trust anchors (PEM).")
@click.option("--json", "as_json", is_flag=True)
def verify(files: tuple[Path, ...], trust: Path | None, as_json: bool) -> None:
    """Check, offline and without a database, what Šalter issues."""
    from salter.ops.verify import exit_code, verify_file

    verdicts = [(path, verify_file(path, trust)) for path in files]
    if as_json:
        rows = [{"file": str(path), "outcome": verdict.outcome, "reason": verdict.reason} for path, verdict in verdicts]
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        for path, verdict in verdicts:
            click.echo(f"{path}: {verdict.outcome}: {verdict.reason}")
    sys.exit(exit_code(verdict for _path, verdict in verdicts))


@main.command()
@click.option("--full", is_flag=True, help="Read every document and archived case, not only the newest.")
@click.option(
    "--head",
    type=click.Path(path_type=Path, exists=True),
    help="Compare with this tree head, or manifest of a backup: same, grown, older (what is missing), or a fork.",
)
@click.option("--json", "as_json", is_flag=True)
@guarded
def doctor(full: bool, head: Path | None, as_json: bool) -> None:
    """Check this installation; each line says what to do."""
    from salter.ops.doctor import examine

    checks = []
    for check in examine(Config(), full=full, head=head, say=say):
        checks.append(check)
        if not as_json:
            click.echo(f"{check.state:8} {check.name}: {check.message}")
    if as_json:
        click.echo(json.dumps([check.as_dict() for check in checks], ensure_ascii=False))
    sys.exit(1 if any(check.state == "failure" for check in checks) else 0)


@main.command()
@click.option("--organisation", "code", required=True, help="Code of the organisation.")
@click.option("--role", required=True, help="For example registry-clerk.")
@guarded
def token(code: str, role: str) -> None:
    """Print an API token for the demo or a practice office."""
    ready_database(Config())
    setup_django()
    from salter.ops.tokens import Refused, issue

    try:
        click.echo(issue(code, role))
    except Refused as error:
        say(str(error))
        sys.exit(1)


@main.command()
@click.argument("name", required=False)
@click.option("--out", type=click.Path(path_type=Path), default=Path("benchmarks/results/latest.json"))
@guarded
def bench(name: str | None, out: Path) -> None:
    """Run the benchmarks; each figure beside the limit or a peer of the same run."""
    from salter.ops.benchmarks import UnknownBenchmark, names, run

    try:
        run(name, out, say)
    except UnknownBenchmark as error:
        raise click.BadParameter(f"There is no benchmark {error}. There are: {', '.join(names())}.") from error


main.add_command(backup)
main.add_command(restore)
main.add_command(log)
main.add_command(lab)
main.add_command(give_out)
main.add_command(bring_in)
main.add_command(exercise)


if __name__ == "__main__":
    main()

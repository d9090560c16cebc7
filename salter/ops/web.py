"""The web server: granian, whose processes share the application's memory, since it is loaded before they part."""

from __future__ import annotations

import gc

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

TARGET = "salter.ops.wsgi:application"
KILL_SECONDS = 10


@click.command()
@click.option("--host", required=True)
@click.option("--port", type=int, required=True)
@click.option("--workers", type=int, required=True, help="Processes that answer.")
@click.option("--threads", type=int, required=True, help="Requests that one of them answers at a time.")
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Answer requests until a signal; a process that dies is started again."""
    server = Granian(
        TARGET,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_SECONDS,
    )
    server.on_startup(load)
    server.serve()


def load() -> None:
    """Load the application with all its pages, and keep the collector from writing into what the processes share."""
    from django.urls import get_resolver

    import salter.ops.wsgi  # noqa: F401

    assert get_resolver().url_patterns
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    serve()

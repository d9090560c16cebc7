"""The worker process: relay and sealer, the log's heads, webhooks, queue, and what happens by the clock."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any

import psycopg
import structlog
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections, connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from salter.journal import heads
from salter.journal.hooks.sending import tell_until
from salter.journal.tasks import BATCH, relay

log = structlog.get_logger()
POLL_SECONDS = 0.2
CONCURRENCY = 2
RESCUE_SECONDS = 5
AGAIN_SECONDS = 1
PATIENCE_SECONDS = 60
STALLED_SECONDS = 30  # a worker's heart beats every 10 s


def work() -> None:
    """Run until SIGINT or SIGTERM; what is running is finished first."""
    asyncio.run(_work())


async def _work() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    relaying = asyncio.create_task(_relay_until(stop))
    heading = asyncio.create_task(_head_until(stop))
    telling = asyncio.create_task(tell_until(stop))
    while not stop.is_set():
        try:
            await _queue_until(stop)
        except (ConnectorException, psycopg.Error) as error:
            log.warning("the database does not answer; the worker waits for it", error=str(error.__cause__ or error))
        await _pause(stop, AGAIN_SECONDS)
    await asyncio.gather(relaying, heading, telling)


async def _queue_until(stop: asyncio.Event) -> None:
    """Do the jobs of the queue until the stop, or until the database is gone: then what is running is finished first.

    Raises ConnectorException, psycopg.Error.
    """
    worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    worker_app.job_manager = PatientJobs(worker_app.connector)
    async with worker_app.open_async():
        worker = asyncio.create_task(
            worker_app.run_worker_async(
                concurrency=CONCURRENCY, install_signal_handlers=False, listen_notify=True, delete_jobs="successful"
            )
        )
        others = [asyncio.create_task(_rescue_until(stop, worker_app.job_manager)), asyncio.create_task(stop.wait())]
        await asyncio.wait([worker, others[1]], return_when=asyncio.FIRST_COMPLETED)
        for task in (*others, worker):
            task.cancel()
        await asyncio.wait(others)
        with contextlib.suppress(asyncio.CancelledError):
            await worker


class PatientJobs(JobManager):
    """Writes down what became of a job also when the database is away just then.

    Nobody else would: the worker lives and its heart beats, so the job would count as being done for ever.
    """

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        """Note the end of a job."""
        await _until_it_answers(partial(super().finish_job, job=job, status=status, delete_job=delete_job))

    async def retry_job(self, job: Job, *args: Any, **kwargs: Any) -> None:
        """Note that a job will be tried again."""
        await _until_it_answers(partial(super().retry_job, job, *args, **kwargs))


async def _until_it_answers(note: Callable[[], Awaitable[None]]) -> None:
    """Try for a minute; whoever does not succeed then ends, and the job is handed on when its heart has stopped.

    Raises ConnectorException.
    """
    for left in reversed(range(PATIENCE_SECONDS)):
        try:
            return await note()
        except ConnectorException as error:
            if not left or not isinstance(error.__cause__, psycopg.OperationalError | psycopg.InterfaceError):
                raise
        await asyncio.sleep(AGAIN_SECONDS)


async def _relay_until(stop: asyncio.Event) -> None:
    """Relay, at once again while there is much, else after a moment; a failing database is waited for.

    The moment lets entries gather: readers that take them together then do it for fewer transactions.
    """
    while not stop.is_set():
        try:
            moved = await sync_to_async(_relay_once)()
        except Exception:
            log.exception("relay failed; it will try again")
            moved = 0
        if moved < BATCH:
            await _pause(stop, POLL_SECONDS)


async def _head_until(stop: asyncio.Event) -> None:
    """Sign and stamp the log's next head when it has grown; in a thread of its own, for an authority may be slow."""
    while not stop.is_set():
        try:
            await sync_to_async(_head_once, thread_sensitive=False)()
        except Exception:
            log.exception("no tree head could be made; it will be tried again")
        await _pause(stop, settings.SALTER_LOG_HEAD_SECONDS)


async def _hand_on(jobs: JobManager, job: Job) -> None:
    """Let a job be done by another worker. Where the same job waits already (its queueing lock says so), that one does
    it; to put this one beside it would be refused for ever."""
    try:
        await jobs.retry_job(job)
    except UniqueViolation:
        await jobs.finish_job(job, Status.FAILED, delete_job=True)


async def _rescue_until(stop: asyncio.Event, jobs: JobManager) -> None:
    """Hand on what a killed worker was doing, once its heart has stopped; a failing database is waited for."""
    while not stop.is_set():
        try:
            for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
                log.warning("job of a worker that is gone: started again", job=job.id)
                await _hand_on(jobs, job)
        except Exception:
            log.exception("rescue failed; it will try again")
        await _pause(stop, RESCUE_SECONDS)


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait, but not longer than until the stop."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


def _relay_once() -> int:
    close_old_connections()
    return relay()


def _head_once() -> None:
    try:
        heads.keep_up(timedelta(seconds=settings.SALTER_LOG_HEAD_SECONDS))
    finally:
        connection.close()

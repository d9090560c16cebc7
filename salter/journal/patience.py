"""How often a reader that failed is tried again."""

from __future__ import annotations

from django.db import InterfaceError, OperationalError
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision

from salter.journal.faults import Passing

PASSING = (Passing, OperationalError, InterfaceError)
ATTEMPTS = 8
LONGEST_PASSING = 60  # seconds between two attempts


class Patience(BaseRetryStrategy):
    """2, 4, 8 … seconds apart. A fault of the machinery is waited for without end, at most a minute at a time, so that
    a night without the store leaves nothing for people to do; anything else is left to a person after eight attempts.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again; None: not by itself."""
        wait = 2 ** min(job.attempts + 1, ATTEMPTS)
        if isinstance(exception, PASSING):
            return RetryDecision(retry_in={"seconds": min(wait, LONGEST_PASSING)})
        return RetryDecision(retry_in={"seconds": wait}) if job.attempts < ATTEMPTS else None

"""What happens to signing in by the clock."""

from __future__ import annotations

from procrastinate.contrib.django import app

from salter.organisations import attempts, kept


@app.periodic(cron="17 * * * *")
@app.task(queue="clock", name="organisations.sweep", queueing_lock="organisations.sweep")
def sweep(timestamp: int) -> int:
    """Forget old failures to sign in, and kept forms that nobody came back for; gives how many rows went."""
    return attempts.sweep() + kept.sweep()

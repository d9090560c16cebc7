"""Every background queue has a worker."""

from __future__ import annotations

import ast

from procrastinate.contrib.django import app

from tests.rules_of_the_house.sources import texts

WORKER = "salter/ops/working.py"


def worked(source: str) -> set[str] | None:
    """The queues that the worker takes jobs from; None when it takes from all of them, empty when it never runs."""
    runs = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "run_worker_async"
    ]
    found: set[str] = set()
    for run in runs:
        queues = next((word.value for word in run.keywords if word.arg == "queues"), None)
        if queues is None:
            return None
        found |= set(ast.literal_eval(queues))
    return found


def violations(queues: set[str], source: str) -> list[str]:
    """Queues that nobody works at."""
    served = worked(source)
    return [] if served is None else [f"nobody works at the queue {queue}" for queue in sorted(queues - served)]


def test_every_queue_has_a_worker() -> None:
    queues = {task.queue for task in app.tasks.values()}
    assert "journal" in queues
    assert violations(queues, texts(".py")[WORKER]) == []


def test_a_queue_without_a_worker_is_caught() -> None:
    only_journal = "worker_app.run_worker_async(queues=['journal'])"
    assert violations({"journal", "planted"}, only_journal) == ["nobody works at the queue planted"]
    assert violations({"journal"}, "pass") == ["nobody works at the queue journal"]

"""News travels upward only through the journal: a room subscribes to verbs of the rooms below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from salter.journal.models import Entry

Subscriber = Callable[[Entry], None]
_by_verb: dict[str, dict[str, Subscriber]] = defaultdict(dict)


def on(*verbs: str) -> Callable[[Subscriber], Subscriber]:
    """Run the decorated function after commit, in a worker, in the organisation's scope, once for each entry.

    The function gets the entry. What it writes is committed together with the note that it ran; if it raises, nothing
    of it stays, the failure is shown to a person and it is tried again.
    """

    def subscribe(function: Subscriber) -> Subscriber:
        for verb in verbs:
            _by_verb[verb][name_of(function)] = function
        return function

    return subscribe


def name_of(function: Subscriber) -> str:
    """The stable name that `Handled` keeps."""
    return f"{function.__module__}.{function.__qualname__}"


def subscribers(verb: str) -> dict[str, Subscriber]:
    """Readers of a verb, by name."""
    return _by_verb.get(verb, {})


def read_verbs() -> set[str]:
    """Verbs that somebody reads."""
    return set(_by_verb)

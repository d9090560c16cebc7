"""News travels upward only through the journal: a room subscribes to verbs of the rooms below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import wraps

from salter.journal.models import Entry

Subscriber = Callable[[Entry], None]
Together = Callable[[Sequence[Entry]], None]
_together: dict[str, Together] = {}
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


def on_together(*verbs: str) -> Callable[[Together], Together]:
    """As `on`, for a reader that takes the waiting entries of one organisation together, because that is cheaper.

    For readers with no effect outside the database: if it raises, nothing of it stays, and each entry is tried alone,
    so that one bad entry keeps back no other and its failure is shown as its own.
    """

    def subscribe(function: Together) -> Together:
        @wraps(function)
        def alone(entry: Entry) -> None:
            function([entry])

        on(*verbs)(alone)
        _together[name_of(alone)] = function
        return function

    return subscribe


def together(name: str) -> Together | None:
    """The reader of that name, if it takes entries together."""
    return _together.get(name)


def name_of(function: Subscriber) -> str:
    """The stable name that `Handled` keeps."""
    return f"{function.__module__}.{function.__qualname__}"


def subscribers(verb: str) -> dict[str, Subscriber]:
    """Readers of a verb, by name."""
    return _by_verb.get(verb, {})


def read_verbs() -> set[str]:
    """Verbs that somebody reads."""
    return set(_by_verb)

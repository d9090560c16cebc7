"""Every single change of a JSON: what is proved must not survive any of them."""

from __future__ import annotations

import copy
from typing import Any


def leaf_paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every single value of a JSON."""
    if isinstance(value, dict):
        return [found for key, inner in value.items() for found in leaf_paths(inner, (*path, key))]
    if isinstance(value, list):
        return [found for place, inner in enumerate(value) for found in leaf_paths(inner, (*path, place))]
    return [path]


def changes(value: Any) -> list[Any]:
    """Other values of the same kind, and of another one."""
    if isinstance(value, bool) or value is None:
        return [not value, "x"]
    if isinstance(value, int):
        return [value + 1, str(value), float(value)]
    middle = len(value) // 2
    other = "0" if value[middle : middle + 1] != "0" else "1"
    return [value[:middle] + other + value[middle + 1 :], f"{value}0", value[:-1], None]


def every_change(stated: Any) -> list[tuple[tuple[Any, ...], Any]]:
    """A copy for each value that another value takes, for each that is left out, and for each that is added."""
    found = []
    for path in leaf_paths(stated):
        holder: Any = stated
        for key in path[:-1]:
            holder = holder[key]
        for value in [*changes(holder[path[-1]]), ...]:
            changed = copy.deepcopy(stated)
            place: Any = changed
            for key in path[:-1]:
                place = place[key]
            if value is ...:
                del place[path[-1]]
            else:
                place[path[-1]] = value
            if changed != stated or type(value) is float:
                found.append((path, changed))
    return found

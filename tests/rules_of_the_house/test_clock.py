"""No clock but the organisation's: the machine's is read in one module only (house.md, section 4)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from tests.rules_of_the_house.sources import strings, texts

CLOCK = "salter/organisations/clock.py"
TECHNICAL: dict[str, str] = {}  # path: why this module may read the machine's clock

ATTRIBUTES = {
    "now": {"datetime", "timezone"},
    "utcnow": {"datetime"},
    "today": {"date", "datetime"},
    "time": {"time"},
    "time_ns": {"time"},
    "gmtime": {"time"},
    "ctime": {"time"},
}
NAMES = {
    "django.utils.timezone": {"now"},
    "django.db.models.functions": {"Now"},
    "time": {"time", "time_ns", "gmtime", "ctime", "localtime", "strftime"},
}
WITHOUT_ARGUMENT = {"localdate": {"timezone"}, "localtime": {"timezone", "time"}}  # then they mean “now”
SQL = re.compile(
    r"\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\(\)"
    r"|\b(current_timestamp|current_date|current_time|localtimestamp)\b",
    re.IGNORECASE,
)
TEXTS = {
    ".html": re.compile(r"{%\s*now\b"),
    ".typ": re.compile(r"datetime\.today\("),
    ".js": re.compile(r"\bDate\.now\(|\bnew Date\(\s*\)"),
    ".sql": SQL,
}


def violations(sources: Mapping[str, str]) -> list[str]:
    """Places that read the machine's clock, and exceptions that nothing needs any more."""
    found = {path: list(_in_file(path, text)) for path, text in sources.items()}
    places = [f"{path}:{place}" for path, lines in found.items() for place in lines if path not in {CLOCK, *TECHNICAL}]
    return places + [f"{path} is an exception without need" for path in TECHNICAL if not found.get(path)]


def _in_file(path: str, text: str) -> Iterator[str]:
    if path.endswith(".py"):
        tree = ast.parse(text)
        yield from (f"{line} {name}" for line, name in _calls(tree))
        yield from (f"{line} SQL: {text}" for line, text in strings(tree) if SQL.search(text))
    for suffix, pattern in TEXTS.items():
        if path.endswith(suffix):
            yield from (found.group() for found in pattern.finditer(text))


def _calls(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _of(node) in ATTRIBUTES.get(node.attr, ()):
            yield node.lineno, f"{_of(node)}.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and (names := NAMES.get(node.module or "")):
            yield from ((node.lineno, f"import of {name.name}") for name in node.names if name.name in names)
        elif isinstance(node, ast.Call):
            yield from _call(node)


def _call(node: ast.Call) -> Iterator[tuple[int, str]]:
    called = node.func
    if isinstance(called, ast.Attribute) and not node.args and _of(called) in WITHOUT_ARGUMENT.get(called.attr, ()):
        yield node.lineno, f"{called.attr}() without a moment"
    yield from ((node.lineno, word.arg) for word in node.keywords if word.arg in ("auto_now", "auto_now_add"))


def _of(node: ast.Attribute) -> str:
    """The last name before the attribute: `datetime` in `dt.datetime.now`."""
    value = node.value
    return value.attr if isinstance(value, ast.Attribute) else value.id if isinstance(value, ast.Name) else ""


def test_nothing_reads_the_machines_clock() -> None:
    assert violations(texts(".py", ".html", ".typ", ".js", ".sql")) == []


def test_every_way_to_read_it_is_caught() -> None:
    planted = {
        "a.py": "import datetime as dt\nat = dt.datetime.now(dt.UTC)\n",
        "b.py": "from datetime import date\nat = date.today()\n",
        "c.py": "import time\nat = time.time()\n",
        "d.py": "from django.utils import timezone\ndefault = timezone.now\n",
        "e.py": "from django.db.models.functions import Now\n",
        "f.py": "from django.utils.timezone import now\n",
        "g.py": "from django.utils import timezone\nday = timezone.localdate()\n",
        "h.py": 'sql = "UPDATE a SET at = NOW()"\n',
        "i.py": 'sql = "at timestamptz DEFAULT CURRENT_TIMESTAMP"\n',
        "j.py": "from django.db import models\nat = models.DateTimeField(auto_now_add=True)\n",
        "k.html": '<p>{% now "Y" %}</p>',
        "l.typ": "#datetime.today()",
        "m.js": "const at = new Date();",
        "n.sql": "INSERT INTO a VALUES (current_date);",
    }
    assert {line.partition(":")[0] for line in violations(planted)} == set(planted)


def test_what_takes_its_moment_from_elsewhere_is_no_violation() -> None:
    harmless = '"""Says now()."""\nday = timezone.localdate(at)\nstart = time.monotonic()\nnow = clock.now(office)\n'
    assert violations({"a.py": harmless}) == []

"""Only the mover gives a case another status: every step is written with its ground (decision 032)."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from tests.rules_of_the_house.sources import texts

MOVER = "salter/registry/moving.py"


def violations(sources: Mapping[str, str]) -> list[str]:
    """Places that write the status of a case past the mover."""
    return [
        f"{path}:{line}"
        for path, text in sources.items()
        if path != MOVER and "/migrations/" not in path
        for line in _writes(ast.parse(text))
    ]


def _writes(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(_is_status(target, node.value) for target in _targets(node)):
            yield node.lineno
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(node, ast.Call) and isinstance(called, ast.Attribute) and called.attr == "update":
            yield from (
                node.lineno
                for word in node.keywords
                if word.arg == "status" and "CaseStatus" in ast.unparse(word.value)
            )


def _targets(node: ast.Assign) -> Iterator[ast.expr]:
    for target in node.targets:
        yield from target.elts if isinstance(target, ast.Tuple) else [target]


def _is_status(target: ast.expr, value: ast.expr) -> bool:
    """Whether it is the status of something that is called a case, or gets one of a case's."""
    if not isinstance(target, ast.Attribute) or target.attr != "status":
        return False
    named = ast.unparse(target.value).rsplit(".", 1)[-1]
    return named == "case" or "CaseStatus" in ast.unparse(value)


def test_nobody_writes_the_status_of_a_case_but_the_mover() -> None:
    assert violations(texts(".py")) == []


def test_planted_writes_are_caught() -> None:
    planted = {
        "salter/registry/a.py": "case.status = 'resolved'\n",
        "salter/registry/b.py": "row.status, row.by = CaseStatus.FORMED, None\n",
        "salter/registry/c.py": "Case.objects.filter(pk=pk).update(status=CaseStatus.ARCHIVED)\n",
        "salter/registry/d.py": "act.status = ActStatus.SIGNED\nfound = case.status\n",
    }
    assert violations(planted) == ["salter/registry/a.py:1", "salter/registry/b.py:1", "salter/registry/c.py:1"]

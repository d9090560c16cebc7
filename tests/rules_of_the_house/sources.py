"""The project's own texts, as the rules read them, and copies of the project in which something can be planted."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "salter"


def texts(*suffixes: str, root: Path = ROOT) -> dict[str, str]:
    """Files of the package by their path below the project, without tests' and other people's compiled files."""
    found = sorted(path for suffix in suffixes for path in (root / "salter").rglob(f"*{suffix}"))
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in found
        if ".min." not in path.name and "__pycache__" not in path.parts
    }


def strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Texts in the code with their lines, without docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    blocks = [node for node in ast.walk(tree) if isinstance(node, documented) and node.body]
    first = {id(node.body[0].value) for node in blocks if isinstance(node.body[0], ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in first:
            yield node.lineno, node.value


def copy_of_project(to: Path) -> Path:
    """The package, the import contract and the tests' helpers, in a folder where faults can be planted."""
    leave = shutil.ignore_patterns("__pycache__", "static", "fonts", "locale", "*.csv", "*.xsd", "*.typ")
    shutil.copytree(PACKAGE, to / "salter", ignore=leave)
    shutil.copytree(ROOT / "tests" / "support", to / "tests" / "support", ignore=leave)
    (to / "tests" / "__init__.py").touch()
    for name in (".importlinter", "pyproject.toml"):
        shutil.copy(ROOT / name, to / name)
    return to


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a Python module or script of this environment with `root` as the project."""
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *command], cwd=root, env=environment, capture_output=True, text=True, timeout=120, check=False
    )

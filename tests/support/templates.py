"""Templates, looked at without a database: what would only be noticed when somebody opens the page.

Every template must compile (no unknown tag, filter or library, nothing left open); what it names must exist (the
address of `{% url %}` with these arguments, the template of `extends` and `include`, the file of `{% static %}`, the
icon); what a block names with `as` must be used in that block, for outside it is empty; every HTML element must be
closed in every branch of `{% if %}` and `{% for %}`; every form that posts must carry its token. `python -m
tests.support.templates` prints what is wrong and exits 1.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TypeVar

from django.contrib.staticfiles import finders
from django.template import Engine, Node, Template, TemplateDoesNotExist, TemplateSyntaxError, engines
from django.template.backends.django import DjangoTemplates
from django.template.base import FilterExpression, Lexer, NodeList, Token, TokenType, VariableNode
from django.template.defaulttags import URLNode
from django.template.library import SimpleNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.templatetags.static import StaticNode
from django.urls import URLResolver, get_resolver
from django.utils.safestring import SafeString

from salter.ui.icons import PATHS

ROOMS = Path(__file__).resolve().parents[2] / "salter"
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
TOKEN = '<input name="csrfmiddlewaretoken">'
Problem = tuple[int, str]
Found = TypeVar("Found", bound=Node)


def problems_of(source: str, engine: Engine) -> list[Problem]:
    """What is wrong with a template, as lines and words."""
    try:
        template = Template(source, engine=engine)
    except TemplateSyntaxError as error:
        return [(_line(getattr(error, "token", None)), str(error))]
    nodes = template.nodelist.get_nodes_by_type(Node)
    named = [(_line(node.token), words) for node in nodes for words in _missing(node, engine)]
    return sorted({*named, *_forgotten(template), *_elements(source)})


def _forgotten(template: Template) -> Iterator[Problem]:
    """Variables that are named in one block and written in another, where they are empty."""
    blocks = _of(BlockNode, template.nodelist)
    named = {block.name: _named(block) for block in blocks}
    for block in blocks:
        elsewhere = set().union(*(names for name, names in named.items() if name != block.name)) - named[block.name]
        for node in _of(VariableNode, block.nodelist):
            name = str(node.filter_expression.var).split(".")[0]
            if name in elsewhere:
                yield _line(node.token), f"{name} is named in another block only: here it is empty"


def _of(kind: type[Found], nodes: NodeList) -> list[Found]:
    return [node for node in nodes.get_nodes_by_type(kind) if isinstance(node, kind)]


def _named(block: BlockNode) -> set[str]:
    """What a block names: by `{% url … as name %}` and its like."""
    nodes = block.nodelist.get_nodes_by_type(Node)
    return {name for node in nodes for kind in ("asvar", "target_var") if (name := getattr(node, kind, None))}


def _line(token: Token | None) -> int:
    return (token.lineno if token else None) or 1


def _missing(node: Node, engine: Engine) -> Iterator[str]:
    """What this node names and nobody has."""
    if isinstance(node, URLNode):
        yield from _address(node)
    elif isinstance(node, (ExtendsNode, IncludeNode)):
        name = _constant(node.parent_name if isinstance(node, ExtendsNode) else node.template)
        if name is not None and not _has_template(engine, name):
            yield f"no template {name}"
    elif isinstance(node, StaticNode):
        yield from _static(_constant(node.path))
    elif isinstance(node, SimpleNode) and node.args:
        name, tag = _constant(node.args[0]), node.func.__name__
        if tag == "sure_static":
            yield from _static(name)
        elif tag == "icon" and name is not None and name not in PATHS:
            yield f"no icon {name}"


def _static(path: str | None) -> Iterator[str]:
    if path is not None and finders.find(path) is None:
        yield f"no static file {path}"


def _has_template(engine: Engine, name: str) -> bool:
    try:
        engine.find_template(name)
    except TemplateDoesNotExist:
        return False
    except TemplateSyntaxError:
        return True  # its own fault, named where it stands
    return True


def _constant(expression: object) -> str | None:
    """The text of an expression that is always the same."""
    if not isinstance(expression, FilterExpression) or expression.filters:
        return None
    return str(expression.var) if isinstance(expression.var, (str, SafeString)) else None


def _address(node: URLNode) -> Iterator[str]:
    name = _constant(node.view_name)
    if name is None:
        return
    ways = _ways(name)
    given = set(node.kwargs)
    if not ways:
        yield f"no address {name}"
    elif not any(len(node.args) == len(way) if node.args else given == set(way) for way in ways):
        yield f"{name} takes {' or '.join(str(way) for way in ways)}, not {node.kwargs or len(node.args)}"


def _ways(name: str) -> list[list[str]]:
    """The parameters of every address of this name; none when there is no such name."""
    *spaces, view = name.split(":")
    resolver: URLResolver = get_resolver()
    for space in spaces:
        if space not in resolver.namespace_dict:
            return []
        resolver = resolver.namespace_dict[space][1]
    return [list(names) for ways, *_rest in resolver.reverse_dict.getlist(view) for _pattern, names in ways]


class _Html(HTMLParser):
    """Which elements are open, and what was closed that was not."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, int]] = []
        self.posting: int | None = None
        self.problems: list[Problem] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; remember a form that posts until its token is seen."""
        given = dict(attrs)
        if tag not in VOID:
            self.open.append((tag, self.getpos()[0]))
        if tag == "form" and (given.get("method") or "").lower() == "post":
            self.posting = self.getpos()[0]
        if given.get("name") == "csrfmiddlewaretoken":
            self.posting = None

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element of this name; those inside it were forgotten."""
        if tag in VOID:
            return
        if tag not in [name for name, _line in self.open]:
            self.problems.append((self.getpos()[0], f"</{tag}> closes nothing"))
            return
        while (inner := self.open.pop())[0] != tag:
            self._forgotten(*inner)
        if tag == "form" and self.posting:
            self.problems.append((self.posting, "a form posts without {% csrf_token %}"))
            self.posting = None

    def close(self) -> None:
        """The end of the template."""
        super().close()
        for tag, line in self.open:
            self._forgotten(tag, line)

    def _forgotten(self, tag: str, line: int) -> None:
        self.problems.append((line, f"<{tag}> is never closed"))


def _elements(source: str) -> Iterator[Problem]:
    """Elements that some branch leaves open: the template is read once with every first branch, every second, …"""
    tokens = Lexer(source).tokenize()
    paths, counts = _branches(tokens)
    for wanted in range(max(counts, default=1)):
        html = _Html()
        for token, path in zip(tokens, paths, strict=True):
            drawn = all(branch == min(wanted, counts[group] - 1) for group, branch in path)
            html.feed(_text(token) if drawn else "\n" * token.contents.count("\n"))
        html.close()
        yield from html.problems


def _text(token: Token) -> str:
    if token.token_type == TokenType.BLOCK:
        return TOKEN if token.contents == "csrf_token" else ""
    return {TokenType.TEXT: token.contents, TokenType.VAR: "x"}.get(token.token_type, "")


def _branches(tokens: list[Token]) -> tuple[list[list[tuple[int, int]]], list[int]]:
    """For every token the branches that it stands in, as (group, branch); and the number of branches of each group.

    A group without `else` or `empty` has one branch more, which is empty; a comment is in a branch that is never drawn.
    """
    paths: list[list[tuple[int, int]]] = []
    counts: list[int] = []
    path: list[tuple[int, int]] = []
    for token in tokens:
        word = token.contents.split(" ")[0] if token.token_type == TokenType.BLOCK else ""
        if word in ("if", "for", "ifchanged", "comment"):
            path = [*path, (len(counts), -1 if word == "comment" else 0)]
            counts.append(2)
        elif word in ("elif", "else", "empty"):
            group, branch = path[-1]
            path = [*path[:-1], (group, branch + 1)]
            counts[group] = branch + (3 if word == "elif" else 2)
        elif word in ("endif", "endfor", "endifchanged", "endcomment"):
            path = path[:-1]
        paths.append(path)
    return paths, counts


def engine_of(kind: str) -> Engine:
    """What draws `templates` (pages) and `widgets` (the fields of forms)."""
    from salter.ui.forms import Renderer  # needs the settings

    drawn_by = Renderer().engine if kind == "widgets" else engines["django"]
    assert isinstance(drawn_by, DjangoTemplates)
    return drawn_by.engine


def problems(rooms: Path = ROOMS) -> Iterator[str]:
    """What is wrong with the templates as they stand, as `path:line: words`."""
    for path in sorted(rooms.rglob("*.html")):
        kind = path.relative_to(rooms).parts[1]
        if kind in ("templates", "widgets"):
            for line, words in problems_of(path.read_text("utf-8"), engine_of(kind)):
                yield f"{path.relative_to(rooms.parent).as_posix()}:{line}: {words}"


def main() -> int:
    """Print and count."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salter.ops.settings")
    os.environ.setdefault("DATABASE_URL", "postgresql:///none")
    os.environ.setdefault("SALTER_SECRET_KEY", "not-used-here")
    import django

    django.setup()
    found = list(problems())
    for each in found:
        print(each)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

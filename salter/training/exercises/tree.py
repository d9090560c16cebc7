"""The text of an exercise as values, and beside them the tree of nodes that knows the lines."""

from __future__ import annotations

from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LARGEST, MOST_REFERENCES = 200_000, 100


class _Loader(yaml.SafeLoader):
    """Anchors may be used, but not within each other: what refers to itself would never end."""

    within, references = 0, 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """One node; counts how deep in named ones it is."""
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent):
            self.references += 1
            if self.within or self.references > MOST_REFERENCES:
                words = _("“*%(name)s” refers to another place out of one that is referred to, or too often")
                mark: Any = event.start_mark
                raise yaml.composer.ComposerError(None, None, words % {"name": event.anchor}, mark)
        named = bool(getattr(event, "anchor", None)) and not isinstance(event, yaml.AliasEvent)
        self.within += named
        try:
            return super().compose_node(parent, index)
        finally:
            self.within -= named


def loaded(text: str) -> tuple[dict[str, Any], yaml.MappingNode]:
    """Values and nodes of a file. Raises ValidationError with the line and what cannot be read there."""
    if len(text) > LARGEST:
        raise ValidationError([fault(1, _("An exercise has at most %(most)s characters.") % {"most": LARGEST})])
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        raw = loader.construct_document(node) if node else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", "") or str(error)
        words = _("This cannot be read (%(problem)s): look at colons, quotation marks and the spaces before the line.")
        raise ValidationError([fault(mark.line + 1 if mark else 1, words % {"problem": problem})]) from None
    except (ValueError, OverflowError, RecursionError) as error:
        words = _("A value of this file cannot be read: %(problem)s")
        raise ValidationError([fault(1, words % {"problem": str(error)[:200]})]) from None
    if not isinstance(raw, dict) or not isinstance(node, yaml.MappingNode):
        raise ValidationError([fault(1, _("The file is no list of “name: value”."))])
    return raw, node


class Fault(str):
    """What is said of a fault; knows its line."""

    line: int = 1
    words: str = ""


def fault(line: int, words: str) -> Fault:
    """What is said of a fault."""
    found = Fault(_("Line %(line)s: %(words)s") % {"line": line, "words": words})
    found.line, found.words = line, words
    return found


def child_of(node: yaml.MappingNode, name: str) -> yaml.Node | None:
    """What stands under a name."""
    return next((value for key, value in node.value if key.value == name), None)


def line_of(node: yaml.MappingNode, name: str) -> int:
    """The line of a name, else that on which its list begins."""
    return next((int(key.start_mark.line) + 1 for key, _value in node.value if key.value == name), line_at(node))


def line_at(node: yaml.Node | None) -> int:
    """The line of a node."""
    return int(node.start_mark.line) + 1 if node else 1

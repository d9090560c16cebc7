"""The written text of an act on a page: bold, italic, lists and tables as they are printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from salter.documents.markup import blocks
from salter.documents.templates import Block, Table, Text
from salter.documents.word.reading import told

register = template.Library()

TAGS = {"": "{}", "bold": "<strong>{}</strong>", "italic": "<em>{}</em>"}


@register.filter
def as_printed(text: str) -> SafeString:
    """The text with its styles, lists and tables; nothing of it is taken for HTML."""
    return format_html_join("\n", "{}", ((_block(block),) for block in blocks(str(text))))


@register.filter
def remark(kept: Mapping[str, Any]) -> str:
    """What is remarked on a file of Word, in words."""
    return told(kept)


def _block(block: Block) -> SafeString:
    if isinstance(block, str):
        return format_html("<p>{}</p>", block)
    if block["kind"] == "list":
        return format_html('<ul class="govuk-list govuk-list--bullet">{}</ul>', _items(block["items"]))
    if block["kind"] == "numbers":
        items = _items(block["items"])
        return format_html('<ol class="govuk-list govuk-list--number" start="{}">{}</ol>', block["start"], items)
    if block["kind"] == "table":
        return _table(block)
    return format_html("<p>{}</p>", _text(block["text"]))


def _text(text: Text) -> SafeString:
    if isinstance(text, str):
        return format_html("{}", text)
    return format_html_join("", "{}", ((format_html(TAGS[run["style"]], run["text"]),) for run in text))


def _items(items: Sequence[Text]) -> SafeString:
    return format_html_join("", "<li>{}</li>", ((_text(item),) for item in items))


def _table(table: Table) -> SafeString:
    cells = [(_text(cell),) for cell in table["columns"]]
    head = format_html_join("", '<th scope="col" class="govuk-table__header">{}</th>', cells)
    rows = [
        (format_html_join("", '<td class="govuk-table__cell">{}</td>', ((_text(cell),) for cell in row)),)
        for row in table["rows"]
    ]
    body = format_html_join("", '<tr class="govuk-table__row">{}</tr>', rows)
    return format_html(
        '<table class="govuk-table"><thead class="govuk-table__head"><tr class="govuk-table__row">{}</tr></thead>'
        '<tbody class="govuk-table__body">{}</tbody></table>',
        head,
        body,
    )

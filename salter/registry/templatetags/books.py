"""Cells of a book on pages. A book is one document in one script, so all of its words follow the reader's."""

from datetime import date

from django import template

from salter.registry.books.lines import Cell
from salter.ui.templatetags.salter import script, sr_date

register = template.Library()


@register.filter
def book_cell(cell: Cell) -> str:
    """A cell as people read it; nothing for an empty one."""
    return sr_date(cell) if isinstance(cell, date) else script(cell)

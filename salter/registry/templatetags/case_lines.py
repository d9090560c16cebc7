"""Rows of the list of cases, drawn at once: as single template nodes forty of them cost five times as much."""

from collections.abc import Iterable
from datetime import date
from html import escape

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from salter.organisations.access import Confidentiality
from salter.registry.lines import Line
from salter.registry.models import Case, CaseStatus
from salter.registry.views.common import TONES
from salter.ui.templatetags.salter import case_number, deadline, sr_date, status_tag

register = template.Library()

ANY, NUMBER = "00000000-0000-0000-0000-000000000000", "\N{SYMBOL FOR SUBSTITUTE}"
"""What stands for the case's id and number in the parts that are drawn once."""
ROW = """
    <tr class="govuk-table__row" data-row>{tick}
      <th scope="row" class="govuk-table__header">{number}</th>
      <td class="govuk-table__cell sl-cut" title="{subject}">{restricted}{subject}</td>
      <td class="govuk-table__cell sl-nowrap">{party}</td>
      <td class="govuk-table__cell sl-nowrap">{who}</td>
      <td class="govuk-table__cell">{status}</td>
      <td class="govuk-table__cell">{due}</td>
    </tr>"""
TICK = """
      <td class="govuk-table__cell">
      <input type="checkbox" class="sl-check" name="case" value="{}" aria-label="{}"></td>"""
ASSIGN = '<a class="govuk-link" href="{}" data-key="a">{}<span class="govuk-visually-hidden"> ({})</span></a>'


@register.simple_tag
def case_status(case: Case, tone: str = "neutral") -> SafeString:
    """Where a case stands, as a tag; red as long as a party is to be notified of what was signed."""
    if case.unnotified_since and not case.cancelled_at:
        return status_tag(gettext("signed, not delivered"), "action")
    return status_tag(case.get_status_display(), tone)


@register.simple_tag
def case_due(case: Case, today: date) -> SafeString:
    """The legal deadline of a case in words, and what a special law has made of it."""
    return mark_safe(Drawn(today, False).due(case))  # drawn from what is escaped


@register.simple_tag
def case_lines(rows: Iterable[Line], today: date, may_assign: bool) -> SafeString:
    """The rows of the table; with `may_assign` each has a box to tick and a way to assign it."""
    drawn = Drawn(today, may_assign)
    return mark_safe("".join(drawn.row(line) for line in rows))  # what a line brings is escaped by `row`


class Drawn:
    """What is the same in all rows is drawn once; a row fills in what is its own, escaped."""

    def __init__(self, today: date, may_assign: bool) -> None:
        self.today, self.may_assign = today, may_assign
        self.number = case_number(NUMBER, reverse("registry:case", args=[ANY]))
        self.tick = format_html(TICK, ANY, gettext("Tick %(number)s") % {"number": NUMBER}) if may_assign else ""
        self.assign_url, self.assign_words = reverse("registry:assign", args=[ANY]), gettext("assign")
        self.deadlines: dict[tuple[date | None, bool], str] = {}
        self.tags = {status.value: status_tag(str(status.label), TONES[status]) for status in CaseStatus}
        self.cancelled = status_tag(gettext("cancelled"), "closed")
        self.put_away = status_tag(gettext("put away"), "closed")
        self.undelivered = status_tag(gettext("signed, not delivered"), "action")
        restricted = status_tag(gettext("restricted access"), "action")
        self.restricted = {Confidentiality.NORMAL.value: "", Confidentiality.RESTRICTED.value: restricted + " "}

    def row(self, line: Line) -> str:
        """One row."""
        number, pk = escape(line.number), str(line.pk)
        return ROW.format(
            tick=self.tick.replace(NUMBER, number).replace(ANY, pk),
            number=self.number.replace(NUMBER, number).replace(ANY, pk),
            subject=escape(line.subject),
            restricted=self.restricted[line.confidentiality],
            party=escape(line.party or "–"),
            who=self._who(escape(line.handler or line.unit or "–"), pk),
            status=self.status(line),
            due=self.due(line),
        )

    def _who(self, who: str, pk: str) -> str:
        if not self.may_assign:
            return who
        return ASSIGN.format(self.assign_url.replace(ANY, pk), who, escape(self.assign_words))

    def status(self, line: Line) -> str:
        """Where the case stands, as a tag."""
        if line.cancelled_at:
            return self.cancelled
        if line.unnotified_since:
            return self.undelivered
        return self.put_away if line.closed_at and line.status != CaseStatus.ARCHIVED else self.tags[line.status]

    def due(self, line: Line | Case) -> str:
        """Its strict deadline in words, under it what a special law has made of it. What is signed keeps its deadline
        until its parties are notified (Art. 145(1) ZUP)."""
        if line.cancelled_at or (line.resolved_at and not line.unnotified_since):
            return f'<span class="sl-soft">{sr_date(line.due_on)}</span>'
        return self._running(line) + (self._extended(line.adjusted_on) if line.adjusted_on else "")

    def _extended(self, until: date) -> str:
        words = gettext("extended until %(day)s") % {"day": sr_date(until)}
        return f'<br><span class="sl-soft">{escape(words)}</span>'

    def _running(self, line: Line | Case) -> str:
        paused = line.status == CaseStatus.INTERRUPTED
        if (line.due_on, paused) not in self.deadlines:  # many cases of a page are due on the same day
            self.deadlines[line.due_on, paused] = deadline(line.due_on, self.today, paused)
        return self.deadlines[line.due_on, paused]

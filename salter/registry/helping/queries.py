"""A topic as it is told in an office: rules with its own settings, an example with dates that are counted."""

from __future__ import annotations

from typing import Any

from salter.calendars.rules import Period, end_of_period
from salter.organisations.models import Organisation
from salter.registry.deadlines import calendar_of
from salter.registry.helping.topics import Topic
from salter.registry.legal.queries import value_of
from salter.registry.legal.rules import BY_NAME
from salter.registry.legal.views import in_words, told
from salter.ui.templatetags.salter import language, sr_date


def told_in(organisation: Organisation, topic: Topic) -> dict[str, Any]:
    """A topic in the reader's language. Asks the database nothing."""
    reads = "en" if language() == "en" else "sr"
    rules = []
    for rule in topic.rules:
        setting = BY_NAME.get(rule.setting)
        value = in_words(setting, value_of(organisation, setting)) if setting else ""
        rules.append({**told(rule), "value": value})
    return {
        "topic": topic,
        "title": topic.title[reads],
        "words": topic.words[reads],
        "rules": rules,
        "example": _example(organisation, topic, reads),
    }


def _example(organisation: Organisation, topic: Topic, reads: str) -> str:
    text = topic.example[reads]
    if topic.begins is None or topic.setting is None:
        return text
    days = int(value_of(organisation, topic.setting))
    ends = end_of_period(topic.begins, Period(days), calendar_of(organisation))
    told_text = text % {"begins": sr_date(topic.begins), "days": days, "ends": sr_date(ends)}
    return told_text.replace("..", ".")  # a date ends with the dot that ends a sentence, too

"""Templates compile, close what they open, and name only what exists."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.templates import ROOMS, engine_of, problems, problems_of

UNBALANCED = """{% if x %}
  <a href="#">
{% elif y %}
  <b>
{% else %}<i>{% endif %}text{% if x %}</a>{% elif y %}</b>{% endif %}
"""


def test_every_template_is_in_order() -> None:
    assert list(problems()) == []
    assert {path.relative_to(ROOMS).parts[1] for path in ROOMS.rglob("*.html")} == {"templates", "widgets"}


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("\n{% frobnicate %}", 2, "Invalid block tag on line 2: 'frobnicate'"),
        ("{{ x|frobnicate }}", 1, "Invalid filter: 'frobnicate'"),
        ("{% load frobnicate %}", 1, "'frobnicate' is not a registered tag library"),
        ("\n{% if x %}", 2, "Unclosed tag on line 2: 'if'"),
        (
            '{% block a %}{% url "home" as to %}{% endblock %}\n{% block b %}<a href="{{ to }}">x</a>{% endblock %}',
            2,
            "to is named in another block only",
        ),
        ("{% if x %}\n{% url 'nowhere' %}{% endif %}", 2, "no address nowhere"),
        ("{% url 'nowhere:home' as x %}", 1, "no address nowhere:home"),
        ("{% url 'home' 1 %}", 1, "home takes [], not 1"),
        ("{% url 'archive:unit' %}", 1, "archive:unit takes ['unit_id'], not 0"),
        ("{% url 'archive:unit' unit=x %}", 1, "archive:unit takes ['unit_id'], not {'unit': "),
        ("{% extends 'nowhere.html' %}", 1, "no template nowhere.html"),
        ("{% for a in b %}{% include 'nowhere.html' %}{% endfor %}", 1, "no template nowhere.html"),
        ("{% static 'nowhere.css' %}", 1, "no static file nowhere.css"),
        ("{% sure_static 'nowhere.css' %}", 1, "no static file nowhere.css"),
        ("{% icon 'nowhere' %}", 1, "no icon nowhere"),
        ("<p>\n<b>x</p>", 2, "<b> is never closed"),
        ("<p>\n{% if x %}</p>{% endif %}", 1, "<p> is never closed"),
        ("<ul>{% for a in b %}<li>{% empty %}<li></li>{% endfor %}</ul>", 1, "<li> is never closed"),
        ("x\n</p>", 2, "</p> closes nothing"),
        (UNBALANCED, 5, "<i> is never closed"),
        ('<form method="POST"><input></form>', 1, "a form posts without {% csrf_token %}"),
    ],
)
def test_planted_faults_are_named(source: str, line: int, words: str) -> None:
    ((found_line, found_words),) = problems_of(source, engine_of("templates"))
    assert found_line == line
    assert found_words.startswith(words)


@pytest.mark.parametrize(
    "source",
    [
        "{% if x %}<a>{% elif y %}<b>{% else %}<i>{% endif %}{% if x %}</a>{% elif y %}</b>{% else %}</i>{% endif %}",
        '<p{% if x %} class="{{ x }}"{% endif %}><br><svg><path/></svg></p>{# <b> #}',
        "{% comment %}<p>{% endcomment %}{% include x %}{% url x %}{% url 'archive:unit' unit_id=x %}{{ x|script }}",
        '{% block a %}{% url "home" as x %}{{ x }}{% endblock %}{% block b %}{% now "Y" as x %}{{ x }}{% endblock %}',
        '<form method="post">{% csrf_token %}</form><form method="get"></form>{% url "home" %}',
    ],
)
def test_what_is_in_order_is_left_in_peace(source: str) -> None:
    assert problems_of(source, engine_of("templates")) == []


def test_pages_and_fields_of_forms_are_both_looked_at(tmp_path: Path) -> None:
    for kind in ("templates", "widgets", "static"):
        (tmp_path / "salter" / "attic" / kind).mkdir(parents=True)
        (tmp_path / "salter" / "attic" / kind / "page.html").write_text("<p>")
    found = [f"salter/attic/{kind}/page.html:1: <p> is never closed" for kind in ("templates", "widgets")]
    assert list(problems(tmp_path / "salter")) == found

"""Every rule of law that is applied is shown by a test that says so; the manual lists them."""

from __future__ import annotations

import ast

from salter.calendars.law import RULES
from salter.ops import manual_pages
from salter.registry.rules import GROUNDS

CODES = {rule.code for rule in RULES} | set(GROUNDS)


def test_every_rule_of_law_has_a_test() -> None:
    assert sorted(CODES - set(manual_pages.tests_of_law())) == []


def test_no_test_shows_a_rule_that_is_not_applied() -> None:
    assert sorted(set(manual_pages.tests_of_law()) - CODES) == []


def test_a_mark_is_read_where_it_stands_and_nowhere_else() -> None:
    planted = '@pytest.mark.law("a", "b")\ndef test_one(): ...\n@pytest.mark.long\ndef test_two(): ...\nlaw("c")\n'
    assert [manual_pages._marked(node) for node in ast.parse(planted).body] == [["a", "b"], [], []]

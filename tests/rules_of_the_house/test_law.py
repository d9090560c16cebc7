"""Every rule of law that is applied is shown by a test that says so; the manual lists them."""

from __future__ import annotations

import ast

from salter.calendars.law import RULES
from salter.ops.manual_pages import _marked, tests_of_law
from salter.registry.rules import GROUNDS

CODES = {rule.code for rule in RULES} | set(GROUNDS)


def test_every_rule_of_law_has_a_test() -> None:
    assert sorted(CODES - set(tests_of_law())) == []


def test_no_test_shows_a_rule_that_is_not_applied() -> None:
    assert sorted(set(tests_of_law()) - CODES) == []


def test_a_mark_is_read_where_it_stands_and_nowhere_else() -> None:
    planted = '@pytest.mark.law("a", "b")\ndef test_one(): ...\n@pytest.mark.long\ndef test_two(): ...\nlaw("c")\n'
    assert [_marked(node) for node in ast.parse(planted).body] == [["a", "b"], [], []]

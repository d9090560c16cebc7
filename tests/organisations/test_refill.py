"""Kept values stand in the form again, whatever drew it; everything else of the page stays sign by sign."""

from __future__ import annotations

import pytest

from salter.organisations.refill import insert, refill

FORM = """<!DOCTYPE html>
<html><body><svg viewBox="0 0 1 1"/><form method="get" action="/a/"><input name="name"></form>
<main id="main"><form method="post">
<input type="hidden" name="once" value="fresh">
<input type="text" name="name" value="old"><input name="name">
<textarea name="text" rows="3">old &lt;b&gt;</textarea>
<select name="unit"><option value="4" selected>IV</option><option value="2">II</option></select>
<input type="checkbox" name="tick" value="a" checked><input type="checkbox" name="tick" value="b">
<input type="radio" name="one" value="x"><input type="radio" name="one" value="y">
<input type="file" name="paper"><input type="password" name="secret" value="">
<button name="deed" value="save">&#352;alji &amp; sačuvaj</button>
</form><!-- end --></main></body></html>"""


def filled(values: dict[str, list[str]], action: str = "/a/") -> tuple[str, list[str]]:
    """The form with the values."""
    return refill(FORM, here="/a/", action=action, values=values)


def test_nothing_else_of_the_page_changes() -> None:
    same, left = refill(FORM, here="/a/", action="/other/", values={"name": ["x"]})
    assert same == FORM
    assert left == ["name"]


@pytest.mark.parametrize(
    ("values", "stands"),
    [
        (
            {"name": ['Мила "М" <b>', "друго"]},
            'name="name" value="Мила &quot;М&quot; &lt;b&gt;"><input name="name" value="друго">',
        ),
        ({"text": ["ред 1\nред <2>"]}, '<textarea name="text" rows="3">\nред 1\nред &lt;2&gt;</textarea>'),
        ({"unit": ["2"]}, '<option value="4">IV</option><option value="2" selected="selected">II</option>'),
        ({"tick": ["b"]}, 'name="tick" value="a"><input type="checkbox" name="tick" value="b" checked="checked">'),
        ({"one": ["y"]}, '<input type="radio" name="one" value="y" checked="checked">'),
        ({"once": ["old"]}, '<input type="hidden" name="once" value="fresh">'),
    ],
)
def test_a_value_stands_in_its_field(values: dict[str, list[str]], stands: str) -> None:
    page, left = filled(values)
    assert stands in page
    assert left == []


def test_what_has_no_field_is_named_and_secrets_are_never_written() -> None:
    page, left = filled({"gone": ["важно"], "deed": ["save"], "secret": ["x"]})
    assert left == ["gone"]
    assert 'name="secret" value=""' in page


def test_an_unticked_box_is_unticked_again() -> None:
    page, _left = filled({"name": ["x"]})
    assert "checked" not in page


def test_a_form_of_another_address_is_left_alone() -> None:
    page, left = filled({"name": ["x"]}, action="/b/?q=1")
    assert page == FORM
    assert left == ["name"]


def test_notice_and_files_find_their_places() -> None:
    page = insert(FORM, action="/a/?next=1", here="/a/", into_form="[F]", before_content="[N]")
    assert '<main id="main">[N]<form method="post">[F]' in page
    assert page.replace("[N]", "").replace("[F]", "") == FORM

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import override
from lxml import etree, html

from salter.ui.forms import (
    MultipleFileField,
    SerbianDateField,
    SerbianDatePartsField,
    parse_date,
    summary_errors,
)


class Example(forms.Form):
    heading_field = "name"
    about_self = True
    name = forms.CharField(label="Име", help_text="Као у личној карти.", widget=forms.TextInput({"class": "wide"}))
    email = forms.EmailField(label="Пошта", required=False)
    count = forms.IntegerField(label="Колико", min_value=1)
    way = forms.ChoiceField(label="Како", choices=[("a", "А"), ("b", "Б")], widget=forms.RadioSelect)
    papers = forms.MultipleChoiceField(
        label="Шта", choices=[("a", "А")], widget=forms.CheckboxSelectMultiple, required=False
    )
    truth = forms.BooleanField(label="Тачно је")
    born = SerbianDatePartsField(label="Рођење")
    paid = SerbianDateField(label="Уплата")
    attached = MultipleFileField(label="Прилози", required=False)


@pytest.fixture
def failed() -> etree._Element:
    with override("sr"):
        form = Example({"name": ""})
        return html.fromstring(f"<form>{form}</form>")


@pytest.fixture
def fresh() -> etree._Element:
    with override("sr"):
        return html.fromstring(f"<form>{Example()}</form>")


def found(form: etree._Element, path: str) -> list[etree._Element]:
    """The elements at an XPath; fails when something else is there."""
    result = form.xpath(path)
    assert isinstance(result, list)
    elements = [each for each in result if isinstance(each, etree._Element)]
    assert len(elements) == len(result)
    return elements


def by_id(form: etree._Element, name: str) -> etree._Element:
    """The one element of this id."""
    (element,) = found(form, f"//*[@id='{name}']")
    return element


def said(element: etree._Element, attribute: str) -> str:
    """The value of an attribute that must be there."""
    value = element.get(attribute)
    assert value is not None
    return value


def test_every_error_is_linked_to_something_that_can_take_focus(failed: etree._Element) -> None:
    links = found(failed, "//*[contains(@class, 'govuk-error-summary')]//a")
    assert len(links) == 6
    for link in links:
        assert by_id(failed, said(link, "href")[1:]).tag == "input"


def test_the_message_stands_between_label_and_field(failed: etree._Element) -> None:
    group = found(failed, "//*[contains(@class, 'govuk-form-group--error')]")[0]
    order = [element.get("id") or element.tag for element in group.iter("label", "div", "input")]
    assert order[1:] == ["label", "id_name_helptext", "id_name_error", "id_name"]


def test_the_field_is_described_by_hint_and_error(failed: etree._Element) -> None:
    field = by_id(failed, "id_name")
    assert field.get("aria-describedby") == "id_name_helptext id_name_error"
    assert field.get("aria-invalid") == "true"
    assert set(said(field, "class").split()) == {"govuk-input", "govuk-input--error", "wide"}
    for name in said(field, "aria-describedby").split():
        assert by_id(failed, name) is not None


def test_the_question_is_the_heading(fresh: etree._Element) -> None:
    assert found(fresh, "//h1/label")[0].get("for") == "id_name"
    assert len(found(fresh, "//h1")) == 1


def test_optional_fields_say_so_and_the_browser_does_not_judge(fresh: etree._Element) -> None:
    marked = [
        (label.text or "").strip()
        for label in found(fresh, "//label | //legend")
        if "није обавезно" in str(label.xpath("string()"))
    ]
    assert marked == ["Пошта", "Шта", "Прилози"]
    assert not found(fresh, "//*[@required]")


def test_types_and_keyboards(fresh: etree._Element) -> None:
    count = by_id(fresh, "id_count")
    assert (count.get("type"), count.get("inputmode"), count.get("min")) == ("text", "numeric", None)
    email = by_id(fresh, "id_email")
    assert (email.get("type"), email.get("autocomplete")) == ("email", "email")
    assert by_id(fresh, "id_born_2").get("inputmode") == "numeric"


def test_groups_are_fieldsets_and_every_field_has_a_label(fresh: etree._Element) -> None:
    assert len(found(fresh, "//fieldset/legend")) == 3
    for field in found(fresh, "//input"):
        assert found(fresh, f"//label[@for='{field.get('id')}']"), field.get("id")


def test_boxes_and_radio_buttons_are_drawn_each_as_what_it_is(fresh: etree._Element) -> None:
    """With the class of the other a ticked box shows no tick."""
    for kind, name in (("checkbox", "govuk-checkboxes__input"), ("radio", "govuk-radios__input")):
        assert {field.get("class") for field in found(fresh, f"//input[@type='{kind}']")} == {name}


def test_words_say_what_to_do() -> None:
    with override("sr"):
        assert str(Example({}).errors["name"][0]) == "Попуните ово: без тога не можемо даље."
    with override("sr-latn"):
        assert str(Example({"email": "x"}).errors["email"][0]).startswith("Upišite adresu elektronske pošte")


@pytest.mark.parametrize(
    "text", ["23. 11. 2026.", "23.11.2026", "23.11.2026.", "23/11/2026", "23 11 2026", " 23-11-2026 ", "2026-11-23"]
)
def test_a_date_is_read_as_people_write_it(text: str) -> None:
    assert parse_date(text) == date(2026, 11, 23)
    assert SerbianDateField().clean(text) == date(2026, 11, 23)


@pytest.mark.parametrize("text", ["31. 2. 2026.", "11/2026", "23. 11. 26.", "сутра", "2026-13-01"])
def test_what_is_not_a_date_is_said_so(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        parse_date(text)
    with pytest.raises(forms.ValidationError):
        SerbianDateField().clean(text)


def test_a_date_is_shown_as_it_is_typed() -> None:
    class One(forms.Form):
        day = SerbianDateField()

    assert 'value="23. 11. 2026."' in str(One(initial={"day": date(2026, 11, 23)})["day"])
    assert 'value="32. 1."' in str(One({"day": "32. 1."})["day"])


def test_a_date_in_three_fields() -> None:
    field = SerbianDatePartsField()
    assert field.clean(["5", "3", "1987"]) == date(1987, 3, 5)
    for wrong in (["31", "2", "2026"], ["5", "", "1987"], ["а", "3", "1987"], ["", "", ""]):
        with pytest.raises(forms.ValidationError):
            field.clean(wrong)


def uploaded(**contents: bytes) -> MultiValueDict[str, UploadedFile[Any]]:
    """What a browser sends for the field `attached`: PDF files by these names."""
    return MultiValueDict({"attached": [SimpleUploadedFile(f"{name}.pdf", data) for name, data in contents.items()]})


def test_several_files_or_none() -> None:
    class Papers(forms.Form):
        attached = MultipleFileField(required=False)

    form = Papers({}, uploaded(a=b"x", b=b"x"))
    assert form.is_valid()
    assert [file.name for file in form.cleaned_data["attached"]] == ["a.pdf", "b.pdf"]
    assert Papers({}, MultiValueDict()).is_valid()
    assert not Papers({}, uploaded(a=b"")).is_valid()


def test_the_summary_takes_forms_and_formsets() -> None:
    many = forms.formset_factory(Example)
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": ""}
    bound = many(data)
    bound.forms[0].empty_permitted = False
    assert not bound.is_valid()
    assert {"href": "#id_form-0-name", "text": str(bound.forms[0].errors["name"][0])} in summary_errors([bound])
    assert summary_errors([Example(), None]) == []

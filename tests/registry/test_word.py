"""A draft out to Word and back in: unchanged it changes nothing, changed it is a new version, and nothing is lost."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salter.documents.word.making import canonical, normal
from salter.documents.word.reading import DOCX, read
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry import actions
from salter.registry.drafting import versions
from salter.registry.drafting.word.actions import take_from_word
from salter.registry.drafting.word.carry import merged, out
from salter.registry.models import Act, ActVersion
from tests.documents.files import PNG
from tests.registry.scenes import TEXTS, SignIn, act_of
from tests.support.office import Office

LINES = st.lists(
    st.sampled_from(["Први ред.", "**јако** и даље", "", "- ставка", "1) број", "| а | б |", "|---|---|", "  размак "]),
    max_size=8,
).map("\n".join)
RICH = {
    **TEXTS,
    "disposition": "Усваја се:\n- **прво**;\n- друго.\n\nОдбија се остало.",
    "reasoning": "Утврђено је:\n\n| Доказ | Датум |\n|---|---|\n| извод | 1. 12. 2026. |\n\nКрај  образложења.",
}


def drafted(office: Office) -> Act:
    """A draft with lists and a table."""
    act = act_of(office, upto="draft")
    handler = office.viewer(Role.HANDLER)
    return actions.revise_act(handler, act=act, title="Решење *о* баши", content=RICH, outcome="granted")


def written(act: Act, change: Callable[[Any], None] = lambda document: None) -> bytes:
    """The file of the newest version, changed by a person."""
    document = docx.Document(io.BytesIO(out(act, versions.current(act))))
    change(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def replaced(before: str, after: str) -> Callable[[Any], None]:
    """A change of some words."""

    def change(document: Any) -> None:
        cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
        for paragraph in [*document.paragraphs, *(one for cell in cells for one in cell.paragraphs)]:
            for run in paragraph.runs:
                run.text = run.text.replace(before, after)

    return change


def taken(office: Office, act: Act, data: bytes, role: Role = Role.HANDLER, **more: Any) -> ActVersion | None:
    """What a person of that role brought back."""
    found = read("акт.docx", io.BytesIO(data))
    return take_from_word(office.viewer(role), act=Act.objects.get(pk=act.pk), found=found, **more).kept


def upload(client: Client, act: Act, data: bytes, name: str = "акт.docx", **more: str) -> Any:
    """The form of the page."""
    url = reverse("registry:act-from-word", args=[act.case_id, act.pk])
    return client.post(url, {"file": SimpleUploadedFile(name, data, DOCX), **more})


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(LINES, LINES)
def test_unchanged_lines_stay_as_they_were_typed(before: str, after: str) -> None:
    assert merged(before, canonical(before)) == before
    mixed = merged(before, canonical(after))
    assert canonical(mixed) == normal(canonical(after))


def test_a_draft_that_nobody_changed_changes_nothing(office: Office) -> None:
    act = drafted(office)
    assert taken(office, act, written(act)) is None
    assert act.versions.count() == 2


def test_what_was_changed_is_a_new_version_and_the_rest_the_very_same(office: Office) -> None:
    act = drafted(office)
    kept = taken(office, act, written(act, replaced("извод", "препис")))
    assert kept is not None
    assert (kept.number, kept.how, kept.based_on, kept.beside) == (3, "word", 2, False)
    assert kept.content == {**RICH, "reasoning": RICH["reasoning"].replace("извод", "препис")}
    assert kept.title == "Решење *о* баши"


def test_a_changed_paragraph_leaves_its_neighbours_as_typed(office: Office) -> None:
    act = drafted(office)
    kept = taken(office, act, written(act, replaced("Одбија се остало.", "Остало се одбија.")))
    assert kept is not None
    assert kept.content == {
        **RICH,
        "disposition": RICH["disposition"].replace("Одбија се остало.", "Остало се одбија."),
    }


def test_by_its_pages_a_file_goes_out_and_its_changes_are_compared(office: Office, client_as: SignIn) -> None:
    act, client = drafted(office), client_as(Role.HANDLER)
    answer = client.get(reverse("registry:act-word", args=[act.case_id, act.pk]))
    assert answer["Content-Type"] == DOCX
    assert answer["Content-Disposition"].endswith('-v2.docx"')
    document = docx.Document(io.BytesIO(answer.content))
    replaced("Крај", "Завршетак")(document)
    file = io.BytesIO()
    document.save(file)
    back = upload(client, act, file.getvalue())
    compared = reverse("registry:act-compare", args=[act.case_id, act.pk])
    assert back["location"] == f"{compared}?before=2&after=3"
    shown = client.get(back["location"]).content.decode()
    assert "из Ворда" in client.get(reverse("registry:act-versions", args=[act.case_id, act.pk])).content.decode()
    assert "Завршетак" in shown
    assert shown.count("<ins>") == 1
    assert upload(client, act, file.getvalue())["location"] == reverse("registry:act", args=[act.case_id, act.pk])


def test_who_comes_back_second_loses_nothing(office: Office, client_as: SignIn) -> None:
    act = drafted(office)
    data = written(act, replaced("Крај", "Завршетак"))
    content = {**RICH, "remedy": "Жалба у року од 8 дана."}
    head = office.viewer(Role.UNIT_HEAD)
    actions.revise_act(head, act=act, title="Решење", content=content, outcome="granted", version=2)
    back = upload(client_as(Role.HANDLER), act, data)
    assert back["location"] == reverse("registry:act-version", args=[act.case_id, act.pk, 4])
    act = Act.objects.get(pk=act.pk)
    assert (act.version, act.content) == (3, content)
    beside = act.versions.get(number=4)
    assert (beside.beside, beside.how, beside.based_on) == (True, "word", 2)
    assert "Завршетак" in beside.content["reasoning"]
    assert taken(office, act, written(act)) is None


def test_a_submitted_act_keeps_its_text_and_the_file_stands_beside(office: Office) -> None:
    act = drafted(office)
    data = written(act, replaced("Крај", "Завршетак"))
    actions.submit_act(office.viewer(Role.HANDLER), act=act)
    kept = taken(office, act, data)
    assert kept is not None
    assert kept.beside
    assert Act.objects.get(pk=act.pk).content == RICH


def test_what_was_accepted_and_left_out_is_said_on_the_version(office: Office, client_as: SignIn) -> None:
    act = drafted(office)

    def change(document: Any) -> None:
        replaced("Крај", "Завршетак")(document)
        first = document.paragraphs[0].insert_paragraph_before("Напомена начелника")
        first.add_run("!").bold = True
        document.paragraphs[-1].add_run().add_picture(io.BytesIO(PNG))
        document.add_comment(document.paragraphs[-1].runs, text="Проверити рок.")

    kept = taken(office, act, written(act, change))
    assert kept is not None
    assert [one["code"] for one in kept.remarks or ()] == ["comments", "picture", "above"]
    page = reverse("registry:act-version", args=[act.case_id, act.pk, kept.number])
    shown = client_as(Role.HANDLER).get(page).content.decode()
    for words in ("Проверити рок.", "Напомена начелника!", "Слике су изостављене: 1."):
        assert words in shown


def test_words_behind_a_heading_and_lost_marks_lose_nothing(office: Office) -> None:
    act = drafted(office)

    def change(document: Any) -> None:
        heading = next(each for each in document.paragraphs if each.text == "Образложење")
        heading.add_run(" Ново одмах иза наслова.")
        for mark in document.element.xpath("//w:bookmarkStart"):
            mark.getparent().remove(mark)
        document.core_properties.keywords = ""

    data = written(act, change)
    with pytest.raises(ValidationError) as refused:
        taken(office, act, data)
    assert refused.value.code == "version"
    with pytest.raises(ValidationError) as refused:
        taken(office, act, data, version=2)
    assert refused.value.code == "headings"
    assert "Образложење" in " ".join(refused.value.messages)


def test_a_heading_without_its_mark_is_known_by_its_words(office: Office) -> None:
    act = drafted(office)

    def change(document: Any) -> None:
        for mark in document.element.xpath("//w:bookmarkStart"):
            mark.getparent().remove(mark)
        heading = next(each for each in document.paragraphs if each.text == "Образложење")
        heading.runs[0].text = "OBRAZLOŽENJE:"

    assert taken(office, act, written(act, change)) is None


def test_words_typed_behind_a_marked_heading_belong_to_its_part(office: Office) -> None:
    act = drafted(office)

    def change(document: Any) -> None:
        next(each for each in document.paragraphs if each.text == "Образложење").add_run(" Одмах иза.")

    kept = taken(office, act, written(act, change))
    assert kept is not None
    assert kept.content["reasoning"].startswith("Одмах иза.\n")


def test_the_file_of_another_act_is_refused(office: Office, client_as: SignIn) -> None:
    act, other = drafted(office), act_of(office, upto="draft")
    answer = upload(client_as(Role.HANDLER), act, written(other))
    assert answer.status_code == 422
    assert "од другог акта" in answer.content.decode()
    assert act.versions.count() == 2


def test_a_bad_file_is_refused_at_its_field(office: Office, client_as: SignIn) -> None:
    act, client = drafted(office), client_as(Role.HANDLER)
    for data, name in ((b"%PDF-1.7 abc", "акт.docx"), (b"PK\x03\x04", "акт.docx"), (b"", "акт.docx")):
        answer = upload(client, act, data, name)
        assert answer.status_code == 422
        assert "govuk-error-message" in answer.content.decode()
    assert act.versions.count() == 2


def test_who_does_not_handle_the_case_brings_nothing_back(office: Office, client_as: SignIn) -> None:
    act = drafted(office)
    data = written(act, replaced("Крај", "Завршетак"))
    with pytest.raises(NotAllowed):
        taken(office, act, data, Role.REGISTRY_CLERK)
    url = reverse("registry:act-word", args=[act.case_id, act.pk])
    assert client_as(Role.CITIZEN).get(url).status_code == 403
    assert client_as(Role.HANDLER).get(url, {"version": "1"}).status_code == 200
    assert client_as(Role.HANDLER).get(url, {"version": "9" * 5000}).status_code == 404


def test_lists_and_tables_stand_on_the_page_of_a_version(office: Office, client_as: SignIn) -> None:
    act = drafted(office)
    shown = client_as(Role.HANDLER).get(reverse("registry:act-version", args=[act.case_id, act.pk, 2])).content.decode()
    assert "<strong>прво</strong>" in shown
    assert '<th scope="col" class="govuk-table__header">Доказ</th>' in shown

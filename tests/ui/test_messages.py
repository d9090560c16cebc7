import shutil
from pathlib import Path

import pytest
from django.utils.translation import gettext, override

from salter.ui import messages

TEMPLATE = """{% load i18n %}<p title="x'">{% translate "Hello" %} it's
  {% blocktranslate trimmed count n=n %}
    one %(x)s case
  {% plural %}
    {{ n }} cases
  {% endblocktranslate %}{% translate "May" context "month" %}</p>"""
PYTHON = """from django.utils.translation import gettext as _, gettext_lazy as _lazy
_("Word")
NAMES = [_lazy("Name")]
"""
CYRILLIC = {"Hello": "Здраво", "Word": "Реч %(x)s"}


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "salter" / "attic"
    (made / "templates").mkdir(parents=True)
    (made / "__init__.py").touch()
    (made / "words.py").write_text(PYTHON, "utf-8")
    (made / "templates" / "page.html").write_text(TEMPLATE, "utf-8")
    monkeypatch.setattr(messages, "ROOMS", tmp_path / "salter")
    return made


def translate_all(room: Path) -> None:
    catalog = messages.cyrillic_of(room)
    for message in catalog:
        if message.id:
            plural = isinstance(message.id, tuple)
            message.string = ("један", "неколико", "много") if plural else f"превод {message.id}"
    messages._po(room, "sr").write_bytes(messages.po_bytes(catalog, room.name, "sr"))


def test_messages_come_from_python_and_templates(room: Path) -> None:
    found = {(message.id, message.context) for message in messages.messages_of(room) if message.id}
    assert found == {
        ("Hello", None),
        ("Word", None),
        ("Name", None),
        ("May", "month"),
        (("one %%(x)s case", "%(n)s cases"), None),
    }


def test_missing_then_complete_then_stale(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert messages.main(["--check"]) == 1
    assert messages.main([]) == 1
    assert "'Hello' is not translated" in capsys.readouterr().out
    translate_all(room)
    assert messages.main([]) == 0
    assert messages.main(["--check"]) == 0
    (room / "words.py").write_text(PYTHON + '_("New")\n', "utf-8")
    assert messages.main(["--check"]) == 1
    assert "'New' is not translated" in capsys.readouterr().out


def test_what_is_no_longer_said_goes_and_the_rest_stays(room: Path) -> None:
    messages.main([])
    translate_all(room)
    (room / "words.py").unlink()
    assert messages.main([]) == 0
    text = messages._po(room, "sr").read_text("utf-8")
    assert '"Word"' not in text
    assert "превод Hello" in text


@pytest.mark.parametrize("place", ["sr", "sr_Latn"])
def test_a_changed_catalogue_is_noticed(room: Path, place: str) -> None:
    messages.main([])
    translate_all(room)
    messages.main([])
    messages._po(room, place).with_suffix(".mo").write_bytes(b"")
    assert messages.main(["--check"]) == 1


def test_fuzzy_and_wrong_placeholders_are_named(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (room / "words.py").write_text('from django.utils.translation import gettext as _\n_("Number %(x)s")\n', "utf-8")
    messages.main([])
    translate_all(room)
    path = messages._po(room, "sr")
    wrong = path.read_text("utf-8").replace("превод Number %(x)s", "превод %(y)s")
    path.write_text(wrong.replace('msgid "Hello"', '#, fuzzy\nmsgid "Hello"'), "utf-8")
    messages.main([])
    out = capsys.readouterr().out
    assert "'Hello' is fuzzy" in out
    assert "'Number %(x)s': " in out


def test_quotations_close_as_in_serbian(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    messages.main([])
    translate_all(room)
    path = messages._po(room, "sr")
    path.write_text(path.read_text("utf-8").replace("превод Word", "превод „Word”"), "utf-8")
    assert messages.main([]) == 1
    assert "'Word' closes a quotation with ”" in capsys.readouterr().out


def test_a_sentence_with_two_translations_is_named(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cellar = room.with_name("cellar")
    shutil.copytree(room, cellar)
    messages.main([])
    translate_all(room)
    translate_all(cellar)
    assert messages.main([]) == 0
    path = messages._po(cellar, "sr")
    path.write_text(path.read_text("utf-8").replace("превод Hello", "добар дан"), "utf-8")
    assert messages.main([]) == 1
    said = capsys.readouterr().out
    assert "'Hello' means different things: превод Hello (attic), добар дан (cellar)" in said
    assert messages.main(["--check", "attic"]) == 0


def test_files_are_the_same_whenever_they_are_made(room: Path) -> None:
    messages.main([])
    translate_all(room)
    assert messages.files_of(room) == messages.files_of(room)
    first = messages.files_of(room)
    shutil.rmtree(room / "locale" / "sr_Latn", ignore_errors=True)
    assert messages.files_of(room) == first


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Број %(име)s је %(n)d", "Broj %(име)s je %(n)d"),
        ('<a href="/ћ" title="Љ">Љиг</a>', '<a href="/ћ" title="Љ">Ljig</a>'),
        ("{поље} и %{count} &nbsp; https://пример.срб/Њ", "{поље} i %{count} &nbsp; https://пример.срб/Њ"),
        ("100%% Њива", "100%% Njiva"),
    ],
)
def test_transliteration_spares_what_machines_read(cyrillic: str, latin: str) -> None:
    assert messages.transliterated(cyrillic) == latin


def test_our_words_come_before_those_of_libraries() -> None:
    with override("sr"):
        assert (gettext("Continue"), gettext("Cancel")) == ("Наставите", "Поништите")


def test_our_own_catalogue_is_complete() -> None:
    assert messages.problems_of(messages.ROOMS / "ui") == []

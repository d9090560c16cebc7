import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from salter.ui.script import fold, sort_key, to_cyrillic, to_latin

AZBUKA = "абвгдђежзијклљмнњопрстћуфхцчџш"
CYRILLIC = st.text(alphabet=AZBUKA + AZBUKA.upper() + " .,-/0123456789", max_size=60)
# Two letters that Latin would read as one; only words of the exception list are written so.
AMBIGUOUS = re.compile("[лнд][јж]", re.IGNORECASE)


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Љиг", "Ljig"),
        ("ЉИГ", "LJIG"),
        ("ПАЊ", "PANJ"),
        ("Љ. Петровић", "Lj. Petrović"),
        ("ЊЕГОШ и Његош", "NJEGOŠ i Njegoš"),
        ("Џеп, ЏЕП, буџет", "Džep, DŽEP, budžet"),
        ("Ђорђевић", "Đorđević"),
        ("инјекција", "injekcija"),
        ("ИНЈЕКЦИЈА", "INJEKCIJA"),
        ("конјугација и конјунктура", "konjugacija i konjunktura"),
        ("надживети, наџивети", "nadživeti, nadživeti"),
        ("Танјуг", "Tanjug"),
        ("ванјезички", "vanjezički"),
        ("члан 9. став 1.", "član 9. stav 1."),
    ],
)
def test_latin_of_cyrillic(cyrillic: str, latin: str) -> None:
    assert to_latin(cyrillic) == latin


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("konjugacija", "конјугација"),
        ("injekcija, INJEKCIJA", "инјекција, ИНЈЕКЦИЈА"),
        ("nadživeti", "надживети"),
        ("budžet i odžak", "буџет и оџак"),
        ("odžaliti", "оджалити"),
        ("konj, njiva, Njegoš", "коњ, њива, Његош"),
        ("Tanjug", "Танјуг"),
        ("LJUBAV i Ljubav", "ЉУБАВ и Љубав"),
        ("ǅep ǉubav", "Џеп љубав"),
        ("s\N{COMBINING CARON}uma", "шума"),
        ("350-123/2026-IV-02", "350-123/2026-IV-02"),
        ("Petar II Petrović", "Петар II Петровић"),
        ("XXIV skupština", "XXIV скупштина"),
    ],
)
def test_cyrillic_of_latin(latin: str, cyrillic: str) -> None:
    assert to_cyrillic(latin) == cyrillic


@given(CYRILLIC)
def test_latin_has_no_cyrillic_left(text: str) -> None:
    assert not any("CYRILLIC" in unicodedata.name(letter) for letter in to_latin(text))


@given(st.text(alphabet=AZBUKA + " ", max_size=60).filter(lambda text: not AMBIGUOUS.search(text)))
def test_there_and_back(text: str) -> None:
    assert to_cyrillic(to_latin(text)) == text


@given(st.text(max_size=60).filter(lambda text: not any("Ѐ" <= letter <= "ӿ" for letter in text)))
def test_text_without_cyrillic_stays(text: str) -> None:
    assert to_latin(text) == text


@pytest.mark.parametrize(
    "spellings",
    [
        ("opstina", "opština", "општина", "OPŠTINA", "ОПШТИНА"),
        ("Đorđević", "Djordjević", "Ђорђевић", "djordjevic"),
        ("Čačak", "Чачак", "cacak", "C\N{COMBINING CARON}ac\N{COMBINING CARON}ak"),
        ("Džep", "Џеп", "ǅep", "dzep"),
        ("Müller", "Muller", "МУЛЛЕР"),
        ("Łódź", "lodz"),
    ],
)
def test_one_search_form(spellings: tuple[str, ...]) -> None:
    assert len({fold(spelling) for spelling in spellings}) == 1


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(CYRILLIC)
def test_both_scripts_fold_alike(text: str) -> None:
    assert fold(text) == fold(to_latin(text)) == fold(text.upper()) == fold(to_latin(text).upper())


def azbuka(words: list[str]) -> list[str]:
    """The words in the order of their keys, whatever order they came in."""
    return [word for _key, word in sorted((sort_key(word), word) for word in words)]


def test_order_of_the_azbuka() -> None:
    words = ["Ада", "бара", "Вршац", "Гуча", "Дол", "Ђурђево", "Ечка", "Жабаљ", "Зуце", "Ириг", "Јаша", "Кула"]
    words += ["Лозница", "Љиг", "Мол", "Ниш", "Његошево", "Оџаци", "Пирот", "Рума", "Сента", "Тител", "Ћуприја", "Уб"]
    words += ["Футог", "Хоргош", "Црвенка", "Чока", "Џеп", "Шид"]
    assert azbuka(words) == words
    latin = [to_latin(word) for word in words]
    assert azbuka(latin) == latin


def test_spaces_and_numbers_come_before_letters() -> None:
    streets = ["Нова 2", "Нова 10", "Нова Варош", "Новак", "Нови Сад"]
    assert azbuka(streets) == streets


@given(CYRILLIC.filter(lambda text: not AMBIGUOUS.search(text)))
def test_both_scripts_sort_alike(text: str) -> None:
    assert sort_key(text) == sort_key(to_latin(text)) == sort_key(text.upper())


@given(st.text(max_size=60))
@example("፩")  # a digit, but none of a decimal number
def test_the_key_is_plain(text: str) -> None:
    assert re.fullmatch(r"[0-9A-Za-dz ]*", sort_key(text))


@given(st.text(alphabet=AZBUKA, min_size=1, max_size=12), st.text(alphabet=AZBUKA, min_size=1, max_size=12))
def test_keys_order_as_letters_do(one: str, other: str) -> None:
    by_letters = [AZBUKA.index(letter) for letter in one] < [AZBUKA.index(letter) for letter in other]
    if not AMBIGUOUS.search(one + other):
        assert (sort_key(one) < sort_key(other)) == by_letters

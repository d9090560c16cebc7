"""Serbian in two scripts: transliteration, the one search form, and the order of the azbuka. Pure functions.

Rules of transliteration: Pravopis srpskoga jezika (Matica srpska), the azbuka and Gaj's Latin letter by letter.
"""

import re
import unicodedata

_AZBUKA_PAIRS = (
    "а:a б:b в:v г:g д:d ђ:đ е:e ж:ž з:z и:i ј:j к:k л:l љ:lj м:m "
    "н:n њ:nj о:o п:p р:r с:s т:t ћ:ć у:u ф:f х:h ц:c ч:č џ:dž ш:š"
)
_LOWER = {pair[0]: pair[2:] for pair in _AZBUKA_PAIRS.split()}
_DIGRAPHS = {"Љ": "LJ", "Њ": "NJ", "Џ": "DŽ"}
_TO_LATIN = str.maketrans(_LOWER | {cyr.upper(): lat.capitalize() for cyr, lat in _LOWER.items()})
_TO_CYRILLIC = {lat: cyr for cyr, lat in _LOWER.items()}
_TO_CYRILLIC |= {lat.upper(): cyr.upper() for lat, cyr in _TO_CYRILLIC.items()}
_TO_CYRILLIC |= {lat.capitalize(): cyr.upper() for cyr, lat in _LOWER.items() if len(lat) == 2}

# One-character digraphs of Unicode (U+01C4 to U+01CC) are written out first.
_LIGATURES = str.maketrans(
    {"Ǆ": "DŽ", "ǅ": "Dž", "ǆ": "dž", "Ǉ": "LJ", "ǈ": "Lj", "ǉ": "lj", "Ǌ": "NJ", "ǋ": "Nj", "ǌ": "nj"}
)

# Words in which the two letters belong to two syllables and stay two letters in Cyrillic (Pravopis): the pattern
# ends before the second letter. Nadživeti, podžanr, odžaliti; injekcija, konjugacija, konjunktura, vanjezički, Tanjug.
_TWO_LETTERS = re.compile(
    r"(?<=\bnad)(?=ž(?:iv|nj|anj|up|drel))|(?<=\bod)(?=ž(?:al|iv|drel|ulj))|(?<=\bpod)(?=ž(?:anr|up))|(?<=\bpred)(?=žetv)"
    r"|(?<=in)(?=je(?:kc|kt|ci))|(?<=in)(?=junk)|(?<=kon)(?=ju(?:g|n[gk]))|(?<=kon)(?=jekt)|(?<=\bvan)(?=jezi)"
    r"|(?<=\btan)(?=jug)|(?<=\ban)(?=jon)|(?<=\bpan)(?=jelin)",
    re.IGNORECASE,
)
_SPLIT = "\N{WORD JOINER}"
_LATIN_LETTER = re.compile(r"Dž|DŽ|dž|Lj|LJ|lj|Nj|NJ|nj|[A-Za-zČčĆćĐđŠšŽž]")
_ROMAN = re.compile(r"(?<!\w)(?=[IVX]{2,}(?!\w))X{0,3}(?:IX|IV|V?I{0,3})(?!\w)")


def to_latin(text: str) -> str:
    """Text with Serbian Cyrillic letters written in Latin; everything else stays as it is.

    Љ, Њ and Џ become LJ, NJ, DŽ among capitals (ЉИГ, LJIG) and Lj, Nj, Dž at the head of a word (Љиг, Ljig).
    """
    if not any("Ђ" <= letter <= "џ" for letter in text):
        return text
    return re.sub("[ЉЊЏ]", _capital_digraph, text).translate(_TO_LATIN)


def _capital_digraph(match: re.Match[str]) -> str:
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    capitals = after.isupper() or (before.isupper() and not after.islower())
    digraph = _DIGRAPHS[match[0]]
    return digraph if capitals else digraph.capitalize()


def to_cyrillic(text: str) -> str:
    """Text with Serbian Latin letters written in Cyrillic; Roman numerals and foreign letters (q, w, x, y) stay.

    Lj, nj and dž are one letter, except in words such as konjugacija, injekcija or nadživeti.
    """
    text = unicodedata.normalize("NFC", text).translate(_LIGATURES)
    parts: list[str] = []
    position = 0
    for numeral in _ROMAN.finditer(text):
        parts += [_letters_to_cyrillic(text[position : numeral.start()]), numeral[0]]
        position = numeral.end()
    return "".join([*parts, _letters_to_cyrillic(text[position:])])


def _letters_to_cyrillic(text: str) -> str:
    marked = _TWO_LETTERS.sub(_SPLIT, text) if re.search("[nd]", text, re.IGNORECASE) else text
    cyrillic = _LATIN_LETTER.sub(lambda match: _TO_CYRILLIC.get(match[0], match[0]), marked)
    return cyrillic if marked == text else cyrillic.replace(_SPLIT, "")


# What has no decomposition in Unicode and still has one plain spelling. Also letters of neighbouring alphabets.
_PLAIN = str.maketrans(
    {"đ": "dj", "ð": "d", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ѕ": "dz", "ы": "i", "э": "e"}
    | {"ё": "e", "ю": "ju", "я": "ja", "щ": "sc", "ъ": "", "ь": "", "і": "i", "ї": "i", "є": "e", "ґ": "g"}
)


def fold(text: str) -> str:
    """The one form in which text is searched: plain lower-case Latin without diacritics; đ and ђ become dj.

    Opstina, opština and општина fold alike, and so do Đorđević, Djordjević and Ђорђевић. Folding twice changes nothing.
    """
    folded = _fold_once(text)
    while (again := _fold_once(folded)) != folded:
        folded = again
    return folded


def _fold_once(text: str) -> str:
    plain = to_latin(unicodedata.normalize("NFKC", text).casefold()).casefold().translate(_PLAIN)
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


# Keys are plain ASCII so that Python, PostgreSQL (collation "C") and the browser order them alike:
# the space, digits, then А to Х as A to Z and Ц to Ш as a to d; z for letters of other alphabets.
_AZBUKA = dict(zip(_LOWER, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcd", strict=True))
_FOREIGN = {"q": "к", "w": "в", "x": "кс", "y": "и"}


def sort_key(text: str) -> str:
    """A key that orders text by the azbuka (а б в г д ђ … џ ш), whatever script it is written in.

    Spaces come first, then numbers by their value (2 before 10), then letters; punctuation and case do not count.
    Latin text sorts by its Cyrillic equivalent. The key is ASCII: store it and order by it with collation "C".
    """
    words = re.findall(r"\d+|[^\W\d_]+", _azbuka_letters(text))
    return " ".join(_word_key(word) for word in words).strip()


def _word_key(word: str) -> str:
    if word[0].isdecimal():
        return f"{int(word):08d}"
    return "".join(_AZBUKA.get(letter, "z") for letter in word)


def _azbuka_letters(text: str) -> str:
    cyrillic = to_cyrillic(unicodedata.normalize("NFKC", text).casefold())
    return "".join(_azbuka_letter(letter) for letter in cyrillic)


def _azbuka_letter(letter: str) -> str:
    if letter in _AZBUKA or not letter.isalpha():
        return letter
    plain = fold(letter) if letter not in _FOREIGN else letter
    return "".join(_FOREIGN.get(part, part) for part in to_cyrillic(plain))

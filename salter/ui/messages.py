"""Message catalogues without GNU gettext: `python -m salter.ui.messages [--check]`.

For every room it collects msgids from Python and templates, keeps `locale/sr` up to date (translations stay, missing
ones are added empty, obsolete ones go), writes `locale/sr_Latn` from it by transliteration, and compiles both.
With `--check` it writes nothing and exits 1 with the names of what is missing, untranslated, fuzzy, wrong or stale.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message, TranslationError
from babel.messages.checkers import checkers
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from salter.ui.script import to_latin

ROOMS = Path(__file__).parent.parent
_LAZY = {f"{name}_lazy": spec for name, spec in DEFAULT_KEYWORDS.items()}
KEYWORDS = DEFAULT_KEYWORDS | _LAZY | {"gettext_noop": None, "_lazy": None}
# Fixed, so that the same words give the same file whenever it is made.
_MADE = datetime(2026, 1, 1, tzinfo=UTC)
_HEADER = """\
# Messages of the room {room} in {name}.
{note}msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals};\\n"

"""
_SLAVIC = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)"
_PLURALS = {"hu": "nplurals=1; plural=0"}
_NAMES = {"sr": "Serbian, Cyrillic", "sr_Latn": "Serbian, Latin", "hu": "Hungarian"}
SECOND = ("hu",)
"""Languages beside Serbian that citizens' pages have (decision 052)."""
_SEEN = re.compile(
    r"salter/(portal/(actions|answers|forms|rules|letters/|views/(catalogue|common|follow|letters|requests))"
    r"|portal/templates/portal/(?!alerts|authorised|board|log)"
    r"|mailbox/(templates/|views)|documents/intake"
    r"|organisations/(languages|views/entry|templates/organisations/(sign_in|parts/passkey))"
    r"|ui/forms|ui/templatetags/|ui/widgets/|ui/templates/(\d|ui/(base|citizen|forms/|components/"
    r"(?!keys_dialog|office_marks|filters))))"
)
"""Sources whose words citizens see."""
_NOT_READ = (
    "# Translated by the makers of Šalter; not yet read by a court interpreter or an official who writes Hungarian.\n"
    "# Only what citizens see stands here; everything else is shown in Serbian.\n"
)
_MADE_BY_SCRIPT = "# Made from the Cyrillic catalogue by salter.ui.messages: do not edit.\n"
# What transliteration must leave alone: placeholders, tags with their attributes, entities, addresses.
_UNTOUCHED = re.compile(r"%\([^)]*\)[#0\- +]*\w|%%?\{[^}]*\}|%[sd%]|\{[^{}]*\}|<[^>]*>|&#?\w+;|https?://\S+")


def rooms() -> list[Path]:
    """Folders of the rooms that have anything to say, in alphabetical order."""
    return sorted(path.parent for path in ROOMS.glob("*/__init__.py"))


def messages_of(room: Path) -> Catalog:
    """All msgids of a room, without translations."""
    catalog = Catalog(locale="sr", fuzzy=False)
    for path in sorted([*room.rglob("*.py"), *room.rglob("*.html"), *room.rglob("*.txt")]):
        if path.suffix == ".py" or "templates" in path.parts or "widgets" in path.parts:
            for message, context in _extract(path):
                catalog.add(message, locations=[(path.relative_to(ROOMS.parent).as_posix(), 0)], context=context)
    return catalog


def _extract(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    source = path.read_text("utf-8")
    if path.suffix != ".py":
        source = _template_as_python(source)
    found = extract("python", BytesIO(source.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"})
    for _line, message, _comments, context in found:
        if message and (isinstance(message, tuple) or message.strip()):
            yield message, context


def _template_as_python(source: str) -> str:
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    # Everything but the calls is blanked out with X; without indentation it is Python enough to be read.
    return "\n".join(re.sub(r"\bX+\b", " ", line).strip() for line in templatize(source).splitlines())


def cyrillic_of(room: Path) -> Catalog:
    """The Cyrillic catalogue as it should be: every msgid of the sources with the translation there is."""
    known = _read(_po(room, "sr"))
    wanted = messages_of(room)
    for message in _entries(wanted):
        old = known.get(message.id, message.context)
        if old and old.string and isinstance(old.id, tuple) == isinstance(message.id, tuple):
            message.string = old.string
            message.flags |= old.flags & {"fuzzy"}
    return wanted


def second_of(room: Path, code: str) -> Catalog:
    """The catalogue of a language beside Serbian as it should be: the msgids that citizens see, with what there is."""
    known, every = _read(_po(room, code), code), messages_of(room)
    public = set(public_words(room))
    wanted = Catalog(locale=code, fuzzy=False)
    for message in _entries(every):
        if message.id in public or any(_SEEN.match(place) for place, _line in message.locations):
            old = known.get(message.id, message.context)
            string = old.string if old and isinstance(old.id, tuple) == isinstance(message.id, tuple) else ""
            wanted.add(message.id, string or None, locations=message.locations, context=message.context)
    return wanted


def public_words(room: Path) -> Iterator[str]:
    """What parties are told of entries of the journal: the third argument of `declare`."""
    for path in sorted(room.rglob("verbs.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "declare" and len(node.args) > 2:
                words = node.args[2]
                if isinstance(words, ast.Call) and isinstance(words.args[0], ast.Constant):
                    yield str(words.args[0].value)


def latin_of(cyrillic: Catalog) -> Catalog:
    """The Latin catalogue: the Cyrillic one transliterated."""
    latin = Catalog(locale="sr_Latn", fuzzy=False)
    for message in _entries(cyrillic):
        text = message.string
        string = tuple(map(transliterated, text)) if isinstance(text, (tuple, list)) else transliterated(text or "")
        latin.add(message.id, string, locations=message.locations, flags=message.flags, context=message.context)
    return latin


def transliterated(text: str) -> str:
    """Cyrillic text in Latin, with placeholders, tags, entities and addresses left as they are."""
    parts: list[str] = []
    position = 0
    for match in _UNTOUCHED.finditer(text):
        parts += [to_latin(text[position : match.start()]), match[0]]
        position = match.end()
    return "".join([*parts, to_latin(text[position:])])


def _entries(catalog: Catalog) -> Iterable[Message]:
    return sorted((message for message in catalog if message.id), key=_order)


def _order(message: Message) -> tuple[str, str]:
    return (message.id[0] if isinstance(message.id, (tuple, list)) else message.id, message.context or "")


def _strings(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string or "",)


def _po(room: Path, code: str) -> Path:
    return room / "locale" / code / "LC_MESSAGES" / "django.po"


def _read(path: Path, locale: str = "sr") -> Catalog:
    if not path.exists():
        return Catalog(locale=locale, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=locale, ignore_obsolete=True)


def po_bytes(catalog: Catalog, room: str, code: str) -> bytes:
    """A catalogue as the text of a .po file, always the same for the same messages."""
    out = BytesIO()
    note = {"sr_Latn": _MADE_BY_SCRIPT, "hu": _NOT_READ}.get(code, "")
    told = {"room": room, "name": _NAMES[code], "code": code, "note": note, "plurals": _PLURALS.get(code, _SLAVIC)}
    out.write(_HEADER.format(**told).encode())
    write_po(out, catalog, width=110, sort_output=True, omit_header=True, include_lineno=False)
    return out.getvalue()


def mo_bytes(catalog: Catalog) -> bytes:
    """A catalogue compiled for gettext, always the same for the same messages; what lacks a form stays English."""
    complete = Catalog(locale=catalog.locale, fuzzy=False, creation_date=_MADE, revision_date=_MADE)
    for message in _entries(catalog):
        if all(_strings(message)) and not message.fuzzy:
            complete.add(message.id, message.string, context=message.context)
    out = BytesIO()
    write_mo(out, complete)
    return out.getvalue()


def files_of(room: Path) -> dict[Path, bytes]:
    """What the catalogue files of a room should contain; nothing for a room without messages."""
    cyrillic = cyrillic_of(room)
    if not len(cyrillic):
        return {}
    files: dict[Path, bytes] = {}
    for code, catalog in (("sr", cyrillic), ("sr_Latn", latin_of(cyrillic))):
        path = _po(room, code)
        files[path] = po_bytes(catalog, room.name, code)
        files[path.with_suffix(".mo")] = mo_bytes(catalog)
    for code in SECOND:
        if len(catalog := second_of(room, code)):
            path = _po(room, code)
            files[path] = po_bytes(catalog, room.name, code)
            files[path.with_suffix(".mo")] = mo_bytes(catalog)
    return files


def problems_of(room: Path) -> list[str]:
    """Everything wrong with the catalogues of a room, a line each; empty when all is well."""
    catalog = cyrillic_of(room)
    found = [f"{room.name}: {fault}" for message in _entries(catalog) for fault in _faults(message, catalog)]
    for code in SECOND:
        second = second_of(room, code)
        there = [message for message in _entries(second) if all(_strings(message))]
        found += [f"{room.name}, {code}: {fault}" for message in there for fault in _faults(message, second)]
    for path, content in files_of(room).items():
        if not path.exists() or path.read_bytes() != content:
            found.append(f"{room.name}: {path.relative_to(ROOMS.parent)} is missing or stale")
    return found


def missing_of(room: Path) -> list[str]:
    """What a second language lacks of what citizens see, a line each: shown in Serbian until it is written."""
    return [
        f"{room.name}, {code}: {_order(message)[0][:70]!r} is shown in Serbian"
        for code in SECOND
        for message in _entries(second_of(room, code))
        if not all(_strings(message))
    ]


def conflicts(chosen: Iterable[Path]) -> list[str]:
    """Sentences that two rooms translate differently; all rooms are one catalogue to Django, so one would win."""
    said: dict[tuple[str, str], dict[tuple[str, ...], str]] = {}
    for room in chosen:
        for message in _entries(cyrillic_of(room)):
            if all(_strings(message)):
                said.setdefault(_order(message), {}).setdefault(_strings(message), room.name)
    return [
        f"{name[0][:70]!r} means different things: "
        + ", ".join(f"{words[0]} ({room})" for words, room in found.items())
        for name, found in said.items()
        if len(found) > 1
    ]


def _faults(message: Message, catalog: Catalog) -> Iterator[str]:
    name = repr(_order(message)[0][:70])
    if not all(_strings(message)):
        yield f"{name} is not translated"
        return
    if message.fuzzy:
        yield f"{name} is fuzzy"
    if str(catalog.locale) not in SECOND and any("”" in text for text in _strings(message)):
        yield f"{name} closes a quotation with ”; in Serbian it is „…“"
    for check in checkers:
        try:
            check(catalog, message)
        except TranslationError as error:
            yield f"{name}: {error}"


def main(arguments: list[str]) -> int:
    """Updates the catalogues, or with `--check` only judges them. The argument after it may name rooms."""
    names = [argument for argument in arguments if not argument.startswith("-")]
    chosen = [room for room in rooms() if not names or room.name in names]
    if "--check" not in arguments:
        for room in chosen:
            _write(room)
    problems = [problem for room in chosen for problem in problems_of(room)] + ([] if names else conflicts(chosen))
    for line in (line for room in chosen for line in missing_of(room)):
        print(line)
    print("\n".join(problems) or "Messages are complete and up to date.")
    return 1 if problems else 0


def _write(room: Path) -> None:
    for path, content in files_of(room).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

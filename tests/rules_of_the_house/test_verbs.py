"""Every journal verb that is written is declared, every declared one is written, and can be told in Serbian."""

from __future__ import annotations

import ast
import fnmatch
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils import translation

from salter.journal.subscriptions import read_verbs
from salter.journal.verbs import Verb, all_verbs
from tests.rules_of_the_house.sources import texts

PLACEHOLDER = re.compile(r"%\((\w+)\)s")
CYRILLIC = re.compile(r"[А-Яа-яЂ-Ћђ-ћ]")
PRIMITIVES = ("record", "fields")
# Added by the database function that gives the number (registry/migrations/0003_register.py).
BY_DATABASE = {"case.registered": {"number", "ordinal"}}


@dataclass
class Written:
    """One place where a verb is written, with the keys of its body (`open`: more keys than can be read here).

    `personal` are keys beside the body: staff are told them, and parties where the body names whom it is for.
    """

    verb: str
    keys: set[str]
    place: str
    open: bool = False
    personal: set[str] = field(default_factory=set)


@dataclass
class Helper:
    """A function that writes the verb it is given: its parameters, and the keys it puts into every body."""

    parameters: list[str]
    verb: str
    keys: set[str] = field(default_factory=set)


def written(sources: Mapping[str, str]) -> Iterator[Written]:
    """Every place in the code that writes a verb, also through a helper of the same module."""
    for path, text in sources.items():
        tree = ast.parse(text)
        helpers = dict(_helpers(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (found := _written(node, helpers, path)):
                yield found


def _helpers(tree: ast.Module) -> Iterator[tuple[str, Helper]]:
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef) or function.name in PRIMITIVES:
            continue
        parameters = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
        for node in ast.walk(function):
            verb = _verb_node(node) if isinstance(node, ast.Call) and _called(node) in PRIMITIVES else None
            if isinstance(verb, ast.Name) and verb.id in parameters and isinstance(node, ast.Call):
                yield function.name, Helper(parameters, verb.id, _keys(node, "body")[0])


def _written(node: ast.Call, helpers: Mapping[str, Helper], path: str) -> Written | None:
    name, place = _called(node), f"{path}:{node.lineno}"
    helper = helpers.get(name)
    if helper:
        position = helper.parameters.index(helper.verb)
        verb = _text(node.args[position] if len(node.args) > position else None)
        more = {word.arg for word in node.keywords if word.arg} - set(helper.parameters)
        given = [_literal(argument) for argument in (*node.args, *(word.value for word in node.keywords))]
        return Written(verb, helper.keys | more, place, personal=set().union(*given)) if verb else None
    verb = _text(_verb_node(node)) if name in PRIMITIVES else ""
    keys, is_open = _keys(node, "body")
    return Written(verb, keys, place, is_open, _keys(node, "personal")[0]) if verb else None


def _text(node: ast.expr | None) -> str:
    """A verb as it stands in the code; `look.*` for one whose end is put in there."""
    if isinstance(node, ast.JoinedStr):
        return f"{_text(node.values[0])}*" if node.values else ""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _verb_node(node: ast.Call) -> ast.expr | None:
    """The second argument: record(viewer, verb, …)."""
    return node.args[1] if len(node.args) > 1 else None


def _keys(node: ast.Call, word_of: str) -> tuple[set[str], bool]:
    """Keys of a dictionary that is given under a word, and whether there may be more of them."""
    given = next((word.value for word in node.keywords if word.arg == word_of), None)
    if given is None:
        return set(), False
    return _literal(given), not isinstance(given, ast.Dict) or None in given.keys


def _literal(node: ast.expr) -> set[str]:
    keys = node.keys if isinstance(node, ast.Dict) else []
    return {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def violations(sources: Mapping[str, str], declared: list[Verb], read: set[str]) -> list[str]:
    """What is wrong between what is written, what is declared, what is read and what can be told."""
    places: dict[str, list[Written]] = defaultdict(list)
    codes = {verb.code for verb in declared}
    for found in written(sources):
        meant = fnmatch.filter(codes, found.verb) if found.verb.endswith("*") else []
        for code in meant or [found.verb]:
            places[code].append(found)
    wrong = [f"{place.place} writes {verb}, undeclared" for verb in places.keys() - codes for place in places[verb]]
    wrong += [f"{verb} is declared and written nowhere" for verb in sorted(codes - places.keys())]
    wrong += [f"{verb} is read and written nowhere" for verb in sorted(read - codes)]
    for verb in declared:
        wrong += _untold(verb, places[verb.code])
    return wrong


def _untold(verb: Verb, places: list[Written]) -> Iterator[str]:
    with translation.override("en"):
        english = [str(verb.sentence), str(verb.public)]
    with translation.override("sr"):
        serbian = [str(verb.sentence), str(verb.public)]
    for ours, theirs in zip(english, serbian, strict=True):
        if ours and not CYRILLIC.search(theirs):
            yield f"{verb.code} has no Serbian sentence for “{ours}”"
        if set(PLACEHOLDER.findall(ours)) != set(PLACEHOLDER.findall(theirs)):
            yield f"{verb.code}: the Serbian sentence has other placeholders than “{ours}”"
    sentence, public = (set(PLACEHOLDER.findall(text)) for text in english)
    for place in places:
        body = place.keys | BY_DATABASE.get(verb.code, set())
        told = place.personal if body & {"recipient", "recipients"} else set()
        missing = (sentence - body - place.personal) | (public - body - told)
        if missing and not place.open:
            yield f"{place.place} writes {verb.code} without {', '.join(sorted(missing))}"


def test_verbs_are_declared_written_and_can_be_told() -> None:
    assert violations(texts(".py"), all_verbs(), read_verbs()) == []


def test_a_party_reads_what_is_personal_only_where_the_entry_is_for_somebody() -> None:
    words = Verb("act.drafted", "Нацрт: %(what)s", "Нацрт: %(what)s")
    for body, wrong in (('{"recipients": []}', []), ("{}", ["planted.py:1 writes act.drafted without what"])):
        source = f'record(viewer, "act.drafted", body={body}, personal={{"what": 1}})\n'
        assert [found for found in violations({"planted.py": source}, [words], set()) if "writes" in found] == wrong


def test_each_fault_of_a_verb_is_caught() -> None:
    source = (
        'def _record(viewer, verb, act, **body):\n    record(viewer, verb, body={"kind": 1, **body})\n'
        'def act(viewer):\n    _record(viewer, "act.drafted", 1)\n    _record(viewer, "act.planted", 1)\n'
    )
    declared = [Verb("act.drafted", "Act %(sub_number)s was drafted."), Verb("act.unwritten", "Нацрт.")]
    assert sorted(violations({"planted.py": source}, declared, {"act.never"})) == [
        "act.drafted has no Serbian sentence for “Act %(sub_number)s was drafted.”",
        "act.never is read and written nowhere",
        "act.unwritten is declared and written nowhere",
        "planted.py:4 writes act.drafted without sub_number",
        "planted.py:5 writes act.planted, undeclared",
    ]

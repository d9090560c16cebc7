"""Putting kept values back into the form of a page, whatever view has drawn it: pure, text in and text out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

PLAIN = {"text", "search", "email", "tel", "url", "number", "date", "time", "datetime-local", "month", "week", ""}


class Refilled(HTMLParser):
    """Copies a page sign by sign, and changes only the fields of the form that leads to `action`."""

    def __init__(self, page: str, here: str, action: str, values: Mapping[str, Sequence[str]]) -> None:
        super().__init__(convert_charrefs=False)
        self.here, self.action = here, urlsplit(action).path
        self.values, self.taken = {name: list(found) for name, found in values.items()}, set[str]()
        self.out: list[str] = []
        self.inside = self.in_text = False
        self.select = ""
        self.found = False
        self.feed(page)
        self.close()

    @property
    def text(self) -> str:
        """The page."""
        return "".join(self.out)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins: perhaps a field of the form."""
        raw, held = self.get_starttag_text() or "", {name: value or "" for name, value in attrs}
        if tag == "form":
            leads_to = urlsplit(urljoin(self.here, held.get("action", ""))).path
            self.inside = held.get("method", "").lower() == "post" and leads_to == self.action
            self.found = self.found or self.inside
        elif self.inside and tag == "input":
            raw = self._input(raw, held)
        elif self.inside and tag == "button":
            self.taken.add(held.get("name", ""))
        elif self.inside and tag == "select":
            self.select = held.get("name", "")
        elif self.inside and tag == "option" and self.select in self.values:
            raw = self._chosen(raw, held, self.select, "selected")
        self.out.append(raw)
        if self.inside and tag == "textarea" and held.get("name", "") in self.values:
            self.out.append("\n" + escape(self._next(held["name"]), quote=False))
            self.in_text = True

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that closes itself."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """A tag ends."""
        if tag == "textarea":
            self.in_text = False
        if tag == "select":
            self.select = ""
        if tag == "form":
            self.inside = False
        self.out.append(f"</{tag}>")

    def _input(self, raw: str, held: Mapping[str, str]) -> str:
        name, kind = held.get("name", ""), held.get("type", "").lower()
        if kind in ("checkbox", "radio"):
            return self._chosen(raw, held, name, "checked") if name else raw
        if name in self.values and kind in PLAIN:
            return _with(raw, held, "value", self._next(name))
        self.taken.add(name)  # hidden: the page's own, made anew
        return raw

    def _chosen(self, raw: str, held: Mapping[str, str], name: str, word: str) -> str:
        self.taken.add(name)
        chosen = held.get("value", "on") in self.values.get(name, [])
        return _with(raw, held, word, word if chosen else None)

    def _next(self, name: str) -> str:
        """The next value of a name that several fields may share."""
        self.taken.add(name)
        waiting = self.values[name]
        return waiting.pop(0) if len(waiting) > 1 else waiting[0] if waiting else ""

    def _copy(self, text: str) -> None:
        if not self.in_text:
            self.out.append(text)

    def handle_data(self, data: str) -> None:
        """Text; that of a field is replaced."""
        self._copy(data)

    def handle_entityref(self, name: str) -> None:
        """&name;"""
        self._copy(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """&#number;"""
        self._copy(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        """A comment."""
        self._copy(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        """The document type."""
        self._copy(f"<!{decl}>")


def _with(raw: str, held: Mapping[str, str], name: str, value: str | None) -> str:
    """The tag with that attribute set, or without it."""
    tag = raw[1:].split(None, 1)[0].rstrip("/>")
    kept = {key: held_value for key, held_value in held.items() if key != name}
    if value is not None:
        kept[name] = value
    written = "".join(f' {key}="{escape(one)}"' for key, one in kept.items())
    return f"<{tag}{written}>"


def refill(page: str, *, here: str, action: str, values: Mapping[str, Sequence[str]]) -> tuple[str, list[str]]:
    """The page with `values` in the form that leads to `action`, and the names that found no field to stand in.

    A page without such a form is given back as it is, with every name.
    """
    filled = Refilled(page, here, action, values)
    hidden = set(filled.values) - filled.taken
    return filled.text, sorted(hidden)


def insert(page: str, *, action: str, here: str, into_form: str, before_content: str) -> str:
    """The page with `into_form` where the form that leads to `action` begins, and a notice where the content begins."""
    place = _form_begins(page, here, action)
    if place >= 0:
        page = page[:place] + into_form + page[place:]
    main = page.find("<main")
    after = page.find(">", main) + 1 if main >= 0 else -1
    return page[:after] + before_content + page[after:] if after > 0 else page


class _Forms(HTMLParser):
    """Finds where the form begins."""

    def __init__(self, here: str, action: str) -> None:
        super().__init__()
        self.here, self.action = here, urlsplit(action).path
        self.begins: tuple[int, int, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Is it the form? The first one of the page counts."""
        held = {name: value or "" for name, value in attrs}
        posts = tag == "form" and held.get("method", "").lower() == "post"
        if posts and self.begins is None and urlsplit(urljoin(self.here, held.get("action", ""))).path == self.action:
            self.begins = (*self.getpos(), len(self.get_starttag_text() or ""))


def _form_begins(page: str, here: str, action: str) -> int:
    finder = _Forms(here, action)
    finder.feed(page)
    if finder.begins is None:
        return -1
    line, column, length = finder.begins
    return sum(len(text) + 1 for text in page.split("\n")[: line - 1]) + column + length

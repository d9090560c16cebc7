"""Small helpers for writing XML: safe text, RFC 3339 times, and elements in one namespace."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, tzinfo

from lxml import etree

XSI = "http://www.w3.org/2001/XMLSchema-instance"
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Adder = Callable[..., "etree._Element"]


def text_of(value: object) -> str:
    """A value as text that XML 1.0 can carry; characters that it forbids become U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", str(value))


def stamp(at: datetime) -> str:
    """An aware time as xs:dateTime with offset, to the second."""
    return at.isoformat(timespec="seconds")


def day_start(day: date, zone: tzinfo | None) -> datetime:
    """A day as the moment it begins, where a format has only times."""
    return datetime.combine(day, time(), tzinfo=zone)


def adder(namespace: str) -> Adder:
    """A function that appends an element of the namespace: add(parent, tag, text="", **attributes); returns it."""

    def add(parent: "etree._Element", tag: str, text: object = "", **attributes: str) -> "etree._Element":
        element = etree.SubElement(parent, f"{{{namespace}}}{tag}")
        put(element, attributes)
        if text != "":
            element.text = text_of(text)
        return element

    return add


def root_element(namespace: str, tag: str, **prefixes: str) -> "etree._Element":
    """A root whose own namespace is the default one, with prefixes for others."""
    nsmap: dict[str, str] = {None: namespace, **prefixes}  # type: ignore[dict-item]  # the stubs know no default
    return etree.Element(f"{{{namespace}}}{tag}", nsmap=nsmap)


def put(element: "etree._Element", attributes: Mapping[str, str]) -> None:
    """Sets attributes (names may be in Clark notation), their values made safe."""
    for name, value in attributes.items():
        element.set(name, text_of(value))


def serialise(root: "etree._Element") -> bytes:
    """The document as UTF-8 with declaration, indented; the same tree gives the same bytes."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def parse(body: bytes) -> "etree._Element":
    """Reads XML that others made: no entities, no network, no huge trees. Raises etree.XMLSyntaxError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(body, parser)

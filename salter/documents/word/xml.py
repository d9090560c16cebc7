"""Looking into the XML of a .docx by local names: both namespaces of the standard say the same."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

OFF = ("0", "false", "off", "none")


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; "" for what is none."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children(parent: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """The children of that name."""
    return (each for each in (parent if parent is not None else ()) if local(each) == name)


def child(parent: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of that name."""
    return next(children(parent, name), None)


def attribute(element: etree._Element, name: str) -> str:
    """An attribute by its local name."""
    return next((str(text) for key, text in element.attrib.items() if etree.QName(key).localname == name), "")


def value(parent: etree._Element | None, name: str) -> str:
    """What a child says: its attribute `val`, or its text."""
    found = child(parent, name)
    return "" if found is None else attribute(found, "val") or (found.text or "")


def flag(parent: etree._Element | None, name: str) -> bool | None:
    """Whether a child switches something on; None if it is not there."""
    found = child(parent, name)
    return None if found is None else attribute(found, "val").lower() not in OFF


def number(element: etree._Element, otherwise: int) -> int:
    """The number that an element says."""
    said = attribute(element, "val")
    return int(said) if said.isdecimal() and len(said) < 6 else otherwise

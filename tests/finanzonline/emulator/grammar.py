"""A reader of element order that knows nothing of XSD: what our schema gets wrong is seen here."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element


class GrammarError(ValueError):
    """An element out of place; the message quotes it, as the real service does."""


@dataclass(frozen=True, slots=True)
class Text:
    """An element of text alone; `attributes` it may have, each with its pattern."""

    pattern: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Member:
    """One element of a sequence."""

    name: str
    form: "Text | Sequence"
    least: int = 1
    most: int = 1


@dataclass(frozen=True, slots=True)
class OneOf:
    """Exactly one of these, as often as it may come."""

    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    """Elements in binding order, all in the namespace of the service."""

    parts: tuple[Member | OneOf, ...]


def sequence(*parts: Member | OneOf) -> Sequence:
    """Members in this order."""
    return Sequence(parts)


def one_of(*members: Member) -> OneOf:
    """One member of several."""
    return OneOf(members)


def optional(name: str, form: Text | Sequence) -> Member:
    """A member that may be missing."""
    return Member(name, form, least=0)


def local_name(element: Element) -> str:
    """The name without its namespace."""
    return element.tag.rpartition("}")[2]


def check(element: Element, form: Text | Sequence, namespace: str) -> None:
    """Refuse what does not have this form.

    Raises:
        GrammarError: naming the path of the first wrong element.
    """
    _check(element, form, namespace, local_name(element))


def _check(element: Element, form: Text | Sequence, namespace: str, path: str) -> None:
    if element.tag != f"{{{namespace}}}{local_name(element)}":
        raise GrammarError(f"{path}: not in namespace {namespace}")
    if isinstance(form, Text):
        _check_text(element, form, path)
        return
    if (element.text or "").strip() or element.attrib:
        raise GrammarError(f"{path}: text or attributes beside elements")
    children = _Children(list(element))
    for part in form.parts:
        _take(children, part, namespace, path)
    if (stray := children.name) is not None:
        raise GrammarError(f"{path}: {stray} not expected here")


def _check_text(element: Element, form: Text, path: str) -> None:
    if len(element):
        raise GrammarError(f"{path}: elements within a text")
    text = element.text or ""
    if not re.fullmatch(form.pattern, text):
        raise GrammarError(f"{path}: value '{text}' is not valid with respect to {form.pattern}")
    for name, value in element.attrib.items():
        pattern = form.attributes.get(name)
        if pattern is None or not re.fullmatch(pattern, value):
            raise GrammarError(f"{path}: attribute {name}='{value}' is not valid")


class _Children:
    """The children of an element, taken from the front."""

    def __init__(self, children: list[Element]) -> None:
        self._children = children

    @property
    def name(self) -> str | None:
        return local_name(self._children[0]) if self._children else None

    def take(self, name: str) -> Iterator[Element]:
        while self.name == name:
            child = self._children.pop(0)
            if (child.tail or "").strip():
                raise GrammarError(f"{name}: text after it")
            yield child


def _take(children: _Children, part: Member | OneOf, namespace: str, path: str) -> None:
    if isinstance(part, OneOf):
        fitting = [member for member in part.members if member.name == children.name]
        if not fitting:
            names = ", ".join(member.name for member in part.members)
            raise GrammarError(f"{path}: expected one of {names}, found {children.name}")
        part = fitting[0]
    taken = list(children.take(part.name))
    if not part.least <= len(taken) <= part.most:
        raise GrammarError(f"{path}: {part.name} stands {len(taken)} times")
    for child in taken:
        _check(child, part.form, namespace, f"{path}/{part.name}")

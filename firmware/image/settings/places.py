"""In which line a key stands: what the standard library's reader of TOML does not tell."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from firmware.image.settings.finding import KeyPath

_PART: Final = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_NAME: Final = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
HEADER: Final = re.compile(rf"^[ \t]*(?P<open>\[\[?)[ \t]*(?P<name>{_NAME})[ \t]*\]\]?")
ASSIGNMENT: Final = re.compile(rf"^[ \t]*(?P<name>{_NAME})[ \t]*=")
_PARTS: Final = re.compile(_PART)
#: What opens or closes something, or hides such signs: comments and texts of every kind.
_TOKEN: Final = re.compile(
    r'"""(?:\\.|[^\\])*?"""'
    r"|'''.*?'''"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|[\[\]{}\n]",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Places:
    """The line of each key of a text that is TOML."""

    lines: Mapping[KeyPath, int]

    def line_of(self, path: KeyPath) -> int:
        """The line of the key, or of the nearest thing around it; 0 where nothing stands."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return 0


def parts_of(name: str) -> tuple[str, ...]:
    """The parts of a dotted key."""
    return tuple(part.strip("\"'") for part in _PARTS.findall(name))


def find_places(text: str) -> Places:
    """Where the keys of `text` stand, which is TOML."""
    lines: dict[KeyPath, int] = {}
    members: dict[tuple[str, ...], int] = {}
    section: KeyPath = ()
    for number, statement in _statements(text):
        if (header := HEADER.match(statement)) is not None:
            name = parts_of(header["name"])
            section = name
            if header["open"] == "[[":
                members[name] = members.get(name, -1) + 1
                lines.setdefault(name, number)
                section = (*name, members[name])
            lines.setdefault(section, number)
        elif (assigned := ASSIGNMENT.match(statement)) is not None:
            path = section
            for part in parts_of(assigned["name"]):
                path = (*path, part)
                lines.setdefault(path, number)
    return Places(lines)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each line that begins something, with its number: not what a text or a list goes on with."""
    depth, number = 0, 1
    yield 1, _line_at(text, 0)
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign == "\n":
            number += 1
            if not depth:
                yield number, _line_at(text, token.end())
        elif sign in "[{":
            depth += 1
        elif sign in "]}":
            depth -= 1
        else:
            number += sign.count("\n")


def _line_at(text: str, begin: int) -> str:
    end = text.find("\n", begin)
    return text[begin:] if end < 0 else text[begin:end]

"""The template, filled in: values go where the template has their lines, its remarks stay."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Final, TypeAlias

TEMPLATE: Final = files(__package__) / "template.toml"
#: Sections with their keys, or lists of such, as `tomllib` reads them.
Tables: TypeAlias = Mapping[str, object]
_HEADER: Final = re.compile(r"^(?:# )?\[\[?(?P<name>[a-z_]+)\]\]?")
_MARK: Final = ">>> "


class FillError(Exception):
    """What is to be filled in is no value of a file; the message names it."""


def filled(tables: Tables, template: str | None = None) -> str:
    """The template with the values of `tables`; what it does not know stands at its end.

    Raises:
        FillError: a value that no file has.
    """
    lines = (TEMPLATE.read_text("utf-8") if template is None else template).split("\n")
    for name, value in tables.items():
        if isinstance(value, Mapping):
            for key, one in value.items():
                _put(lines, name, key, _toml(one))
        else:
            _put_list(lines, name, value)
    return "\n".join(lines)


def _put(lines: list[str], section: str, key: str, value: str) -> None:
    begin, end = _block(lines, section)
    if begin == end:
        lines += [f"[{section}]", f"{key} = {value}", ""]
        return
    # A section that was a remark begins to hold.
    lines[begin] = lines[begin].removeprefix("# ")
    wanted = re.compile(rf"^(?:# )?{re.escape(key)} = ")
    for at in range(begin + 1, end):
        if wanted.match(lines[at]):
            lines[at] = f"{key} = {value}{_remark(lines[at])}"
            return
    lines.insert(begin + 1, f"{key} = {value}")


def _put_list(lines: list[str], name: str, value: object) -> None:
    """All members of a list take the place of those that the template has as an example."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise FillError(f"{name}: neither a section nor a list of them")
    begin, end = _block(lines, name)
    place = begin if begin != end else len(lines)
    while begin != end:
        del lines[begin:end]
        begin, end = _block(lines, name)
    lines[place:place] = list(_members(name, value))


def _members(name: str, rows: Sequence[object]) -> Iterator[str]:
    for row in rows:
        if not isinstance(row, Mapping):
            raise FillError(f"{name}: a list of something else than sections")
        yield f"[[{name}]]"
        yield from (f"{key} = {_toml(one)}" for key, one in row.items())
        yield ""


def _block(lines: list[str], section: str) -> tuple[int, int]:
    """A section with its header, up to the next one or to a heading; empty where there is none."""
    for begin, line in enumerate(lines):
        found = _HEADER.match(line)
        if found is None or found["name"] != section:
            continue
        end = begin + 1
        while end < len(lines) and not _HEADER.match(lines[end]) and "----" not in lines[end]:
            end += 1
        return begin, end
    return 0, 0


def _remark(line: str) -> str:
    """What stands behind the value; a mark that something is missing has done its work."""
    _, _, value = line.partition(" = ")
    found = re.search(r"^(?:\"[^\"]*\"|\[[^\]]*\]|[^#\"]*?)(\s+#.*)$", value)
    return "" if found is None else found[1].replace(_MARK, "")


def _toml(value: object) -> str:
    match value:
        case bool() | int():
            return json.dumps(value)
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case list():
            return f"[{', '.join(map(_toml, value))}]"
        case _:
            raise FillError(f"{value!r} is no value of the settings")

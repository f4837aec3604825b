"""Master data as TOML: the sections of the settings, with lists of tables."""

import re
import tomllib
from collections.abc import Iterator, Mapping

from firmware.app.sheet import NOWHERE, Cell, Reading, Sheet, SheetError, Spot, column_of
from firmware.till.stall import words
from firmware.till.stall.fault import Fault, StallError
from firmware.till.stall.masterdata import ONLY, Fields, Sort, State
from firmware.till.stall.table import COLUMNS, OPTION_COLUMNS, RATE, Column

_LISTS: Mapping[str, Sort] = {
    "group": Sort.GROUP,
    "article": Sort.ARTICLE,
    "clerk": Sort.CLERK,
}
_OPTIONS = ("limits", "options")
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")
_HEAD = re.compile(r"^\s*\[{1,2}\s*(\w+)\s*\]{1,2}")
_KEY = re.compile(r"^\s*(\w+)\s*=\s*")

#: Section and index in it, key ("" is the section itself) -> where.
_Spots = dict[tuple[str, int, str], Spot]


def read_toml(text: str) -> Sheet:
    """What a TOML file says.

    Raises:
        SheetError: it is no TOML, or says something that cannot be read.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _broken(error) from error
    except RecursionError as error:
        raise SheetError(NOWHERE, StallError(Fault.FORM, "nested too deeply")) from error
    except ValueError as error:  # more digits than Python reads; it does not say where
        raise SheetError(NOWHERE, StallError(Fault.FORM, "a number without end")) from error
    spots, reading = _spots(text), Reading()
    for section, value in content.items():
        if section in _LISTS:
            for index, table in enumerate(_tables(section, value, spots)):
                _read_thing(reading, section, index, table, spots)
        elif section == "company":
            _read_company(reading, _table(section, value, spots), spots)
        elif section in _OPTIONS:
            _read_options(reading, section, _table(section, value, spots), spots)
        else:
            raise SheetError(_at(spots, section), StallError(Fault.UNKNOWN, section))
    return reading.sheet()


def _broken(error: tomllib.TOMLDecodeError) -> SheetError:
    match = _AT.search(str(error))
    spot = NOWHERE if match is None else Spot(line=int(match[1]), column=int(match[2]))
    return SheetError(spot, StallError(Fault.FORM, _AT.sub("", str(error)).strip()))


def _spots(text: str) -> _Spots:
    """Where sections and keys stand, for those that stand at the beginning of a line."""
    spots: _Spots = {}
    section, counts = "", dict.fromkeys(_LISTS, -1)
    for number, line in enumerate(text.splitlines(), start=1):
        head, key = _HEAD.match(line), _KEY.match(line)
        if head is not None:
            section = head[1]
            if section in counts:
                counts[section] += 1
            spots.setdefault((section, counts.get(section, 0), ""), Spot(line=number, column=1))
        elif key is not None:
            place = (section, counts.get(section, 0), key[1])
            spots.setdefault(place, Spot(line=number, column=key.end() + 1))
    return spots


def _at(spots: _Spots, section: str, index: int = 0, key: str = "") -> Spot:
    return spots.get((section, index, key)) or spots.get((section, index, "")) or NOWHERE


def _table(section: str, value: object, spots: _Spots) -> Fields:
    if not isinstance(value, dict):
        raise SheetError(_at(spots, section), StallError(Fault.FORM, section))
    return value


def _tables(section: str, value: object, spots: _Spots) -> Iterator[Fields]:
    if not isinstance(value, list):
        raise SheetError(_at(spots, section), StallError(Fault.FORM, f"[[{section}]]"))
    for one in value:
        yield _table(section, one, spots)


def _text(value: object, spot: Spot, place: str) -> str:
    match value:
        case bool():
            return words.write_flag(is_so=value)
        case int() | str():
            return str(value)
        case _:
            raise SheetError(spot, StallError(Fault.FORM, place, str(value)))


def _read_thing(reading: Reading, section: str, index: int, table: Fields, spots: _Spots) -> None:
    sort = _LISTS[section]
    begin = _at(spots, section, index)
    if "number" not in table:
        raise SheetError(begin, StallError(Fault.MISSING, f"{section}.number"))
    spot = _at(spots, section, index, "number")
    try:
        key = str(words.read_number(_text(table["number"], spot, f"{section}.number")))
    except StallError as error:
        raise SheetError(spot, error.at(f"{section}.number")) from error
    reading.begin(sort, key, begin)
    for name, value in table.items():
        spot = _at(spots, section, index, name)
        if name == "remove" and value is True:
            reading.remove(sort, key)
            continue
        cell = Cell(text=_text(value, spot, f"{section} {key}.{name}"), spot=spot)
        read_field(reading, sort, key, name, cell)


def read_field(reading: Reading, sort: Sort, key: str, name: str, cell: Cell) -> None:
    """One field by its key in the file.

    Raises:
        SheetError: there is no such field, or it cannot be read.
    """
    if name == "number":
        return
    if sort is Sort.GROUP and name == RATE.key:
        reading.say(Sort.VAT, key, RATE, cell)
        return
    column = next((one for one in COLUMNS[sort] if one.key == name), None)
    if column is None:
        raise SheetError(cell.spot, StallError(Fault.UNKNOWN, f"{sort.value} {key}.{name}"))
    reading.say(sort, key, column, cell)


def _read_company(reading: Reading, table: Fields, spots: _Spots) -> None:
    for key in table:
        if key not in ("name", "lines", "footer"):
            raise SheetError(
                _at(spots, "company", 0, key), StallError(Fault.UNKNOWN, f"company.{key}")
            )
    if "lines" in table and "name" not in table:
        raise SheetError(
            _at(spots, "company", 0, "lines"), StallError(Fault.MISSING, "company.name")
        )
    if "name" in table:
        lines = [table["name"], *_list(table.get("lines", []))]
        reading.set(Sort.HEADER, ONLY, "lines", _lines(lines, _at(spots, "company", 0, "name")))
    if "footer" in table:
        lines = _list(table["footer"])
        reading.set(Sort.FOOTER, ONLY, "lines", _lines(lines, _at(spots, "company", 0, "footer")))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _lines(lines: list[object], spot: Spot) -> list[str]:
    try:
        return [words.read_line(_text(one, spot, "company")) for one in lines]
    except StallError as error:
        raise SheetError(spot, error.at("company")) from error


def _read_options(reading: Reading, section: str, table: Fields, spots: _Spots) -> None:
    columns = [column for one, column in OPTION_COLUMNS if one == section]
    for name, value in table.items():
        spot = _at(spots, section, 0, name)
        column = column_of(columns, name)
        if column is None:
            raise SheetError(spot, StallError(Fault.UNKNOWN, f"{section}.{name}"))
        text = _text(value, spot, f"{section}.{name}")
        try:
            read = column.read(text)
        except StallError as error:
            raise SheetError(spot, error.at(f"{section}.{name}")) from error
        reading.set(Sort.OPTION, f"{section}.{column.name}", "value", read)


# and back


def write_toml(state: State) -> str:
    """`state` as a file that says all of it."""
    blocks = [_company(state)]
    blocks += [_option_block(state, section) for section in _OPTIONS]
    for section, sort in _LISTS.items():
        keys = sorted((key for one, key in state if one is sort), key=int)
        blocks += [_thing(state, section, sort, key) for key in keys]
    return "\n".join(block for block in blocks if block)


def _company(state: State) -> str:
    header = state.get((Sort.HEADER, ONLY), {}).get("lines", [])
    footer = state.get((Sort.FOOTER, ONLY), {}).get("lines", [])
    name, *lines = _list(header) or [""]
    return (
        f"[company]\nname = {_quoted(str(name))}\n"
        f"lines = {_array(lines)}\nfooter = {_array(_list(footer))}\n"
    )


def _option_block(state: State, section: str) -> str:
    lines = [f"[{section}]"]
    for one, column in OPTION_COLUMNS:
        fields = state.get((Sort.OPTION, f"{one}.{column.name}"))
        if one == section and fields is not None:
            lines.append(f"{column.key} = {_quoted(column.write(fields['value']))}")
    return "\n".join(lines) + "\n" if len(lines) > 1 else ""


def _thing(state: State, section: str, sort: Sort, key: str) -> str:
    lines = [f"[[{section}]]", f"number = {key}"]
    lines += [_entry(column, state[sort, key]) for column in COLUMNS[sort]]
    if sort is Sort.GROUP and (Sort.VAT, key) in state:
        lines.append(_entry(RATE, state[Sort.VAT, key]))
    return "\n".join(lines) + "\n"


def _entry(column: Column, fields: Fields) -> str:
    return f"{column.key} = {_quoted(column.write(fields[column.name]))}"


def _array(lines: list[object]) -> str:
    return "[" + ", ".join(_quoted(str(line)) for line in lines) + "]"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

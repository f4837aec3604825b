"""docs/configuration.md: every key with its true default, and an example that is accepted."""

import json
from datetime import date
from typing import Final, get_args, get_type_hints

import msgspec
import pytest

from firmware.app.config import Config, ConfigError, parse, profile
from tests.docs.pages import DOCS, blocks, plain, rows

PAGE: Final = DOCS / "configuration.md"
COLUMNS: Final = ("key", "default", "means", "example")
REQUIRED: Final = "required"
NONE: Final = "none"
#: What a stall cannot do without.
NEEDED: Final = {
    "company.name": '"Stand"',
    "register.id": '"K-1"',
    "group.number": "1",
    "group.name": '"Obst"',
    "group.vat": '"10"',
    "group.price": '"1,00"',
    "article.number": "1",
    "article.name": '"Apfel"',
    "article.group": "1",
    "article.price": '"1,00"',
    "clerk.number": "1",
    "clerk.name": '"Anna"',
    "clerk.role": '"chef"',
}
#: What a section cannot do without once any key of it is given.
COMPANIONS: Final = {
    "drawer": {"drawer.connection": '"gpio"', "drawer.pin": "17"},
    "key_switch": {"key_switch.register_pin": "14", "key_switch.chief_pin": "15"},
    "scale": {"scale.device": '"/dev/ttyUSB0"', "scale.conformity": '"T-0000"'},
    "terminal": {"terminal.host": '"192.168.1.60"'},
    "network": {
        "network.kind": '"wifi"',
        "network.ssid": '"Marktnetz"',
        "network.passphrase": '"(übernommen)"',
        "network.address": '"192.168.1.20/24"',
    },
    "manufacturer": {"manufacturer.name": '"Werkstatt Gruber"'},
    "finanzonline": {
        "finanzonline.mode": '"test"',
        "finanzonline.manufacturer": '"ATU12345678"',
    },
    "archive": {"archive.url": '"https://kassa.example.at"'},
    "signature": {
        "signature.kind": '"atrust-online"',
        "signature.url": '"https://sign.example"',
        "signature.user": '"u1"',
    },
}
#: What must be so besides, for an example to make sense.
BESIDES: Final = {
    "group.number": {"article.group": "9"},
    "network.kind": {"network.ssid": '""'},
}


def _leaves(struct: type[msgspec.Struct], prefix: str = "") -> dict[str, str]:
    """Every key below `struct` as it stands in the file, with its default as TOML."""
    found: dict[str, str] = {}
    hints = get_type_hints(struct)
    for field in msgspec.structs.fields(struct):
        key = f"{prefix}{field.encode_name}"
        inner = _struct_in(hints[field.name])
        if inner is not None:
            found |= _leaves(inner, f"{key}.")
        else:
            found[key] = _default(field)
    return found


def _struct_in(hint: object) -> type[msgspec.Struct] | None:
    """The section a field holds: alone, in a list, or not at all times."""
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return hint
    inner = [_struct_in(argument) for argument in get_args(hint)]
    return next((struct for struct in inner if struct is not None), None)


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.default is None:
        return NONE
    if field.default is not msgspec.NODEFAULT:
        return json.dumps(field.default)
    if field.default_factory is not msgspec.NODEFAULT:
        return json.dumps(field.default_factory())
    return REQUIRED


def _examples() -> list[str]:
    return [block.text for block in blocks(PAGE) if block.language == "toml"]


def test_every_key_stands_in_the_page_with_its_default() -> None:
    """No key of the file is undocumented, no documented key is unknown, defaults are true."""
    documented = {plain(row[0]): plain(row[1]) for row in rows(PAGE, columns=COLUMNS)}

    assert _leaves(Config) == documented


def test_the_example_is_a_stall() -> None:
    """The first TOML block of the page is accepted as it stands."""
    config = parse(_examples()[0])

    assert config.group
    assert profile(config, date(2026, 11, 20)).groups


def test_each_example_value_is_accepted() -> None:
    """The value in the column example may stand where the page says."""
    refused = [
        f"{key} = {example}"
        for key, _, _, example in rows(PAGE, columns=COLUMNS)
        if not _is_accepted(plain(key), plain(example))
    ]

    assert [] == refused


def _is_accepted(key: str, example: str) -> bool:
    """Whether a stall with nothing but the needed keys and this one is accepted."""
    given = NEEDED | COMPANIONS.get(key.partition(".")[0], {})
    given |= BESIDES.get(key, {}) | {key: example}
    sections: dict[str, list[str]] = {}
    for full, value in given.items():
        section, _, leaf = full.partition(".")
        sections.setdefault(section, []).append(f"{leaf} = {value}")
    text = "\n".join(
        f"[[{section}]]\n" + "\n".join(lines)
        if section in {"group", "article", "clerk", "signature"}
        else f"[{section}]\n" + "\n".join(lines)
        for section, lines in sections.items()
    )
    try:
        profile(parse(text), date(2026, 11, 20))
    except ConfigError:
        return False
    return True


def test_an_unknown_key_is_refused() -> None:
    """The page promises that a misspelt key is no silent default."""
    with pytest.raises(ConfigError, match="unknown"):
        parse(f"{_examples()[0]}\n[printr]\nmodel = 'x'\n")

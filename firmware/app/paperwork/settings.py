"""The settings of a till as rows: every section, every key, also those nobody set."""

from collections.abc import Iterator

import msgspec

from firmware.app.config import Config
from firmware.export.papers.facts import Manufacturer, Setting

#: Sections of which only the number of entries is told: the book has them, with their history.
COUNTED = ("group", "article", "clerk")
COUNT_KEY = "Anzahl"


def settings_of(config: Config) -> tuple[Setting, ...]:
    """All of it, in the order of the sections; one that is not there has no row."""
    return tuple(_settings(config))


def manufacturer_of(config: Config) -> Manufacturer:
    """Who says that they made this till."""
    one = config.manufacturer
    if one is None:
        return Manufacturer()
    return Manufacturer(name=one.name, lines=tuple(one.lines), uid=one.uid, contact=one.contact)


def devices_of(config: Config) -> tuple[tuple[str, str], ...]:
    """The devices this till works with, as the settings name them."""
    rows = [
        ("Bondrucker", f"{config.printer.model} ({config.printer.connection})"),
        ("Tastatur", f"{config.keypad.kind} ({config.keypad.layout})"),
        ("Anzeige", f"{config.display.chip} ({config.display.bus})"),
        ("Kartenleser", config.card.reader or "der einzige angesteckte"),
        ("Geldlade", "am Drucker" if config.drawer.connection == "printer" else "eigene Leitung"),
    ]
    if config.key_switch is not None:
        rows.append(("Schlüsselschloss", "AUS, REG, CHEF"))
    if config.terminal is not None:
        rows.append(("Kartenterminal", f"ZVT, {config.terminal.host}"))
    if config.scale is not None:
        rows.append(("Waage", f"MT-SICS, Konformität {config.scale.conformity}"))
    return tuple(rows)


def _settings(config: Config) -> Iterator[Setting]:
    for field in msgspec.structs.fields(Config):
        section, value = field.encode_name, getattr(config, field.name)
        if section in COUNTED:
            yield Setting(section=section, key=COUNT_KEY, value=str(len(value)))
        elif isinstance(value, list):
            for number, one in enumerate(value, start=1):
                yield from _keys(section, one, f"{number}. ")
        elif value is not None:
            yield from _keys(section, value, "")


def _keys(section: str, struct: msgspec.Struct, before: str) -> Iterator[Setting]:
    for field in msgspec.structs.fields(type(struct)):
        value = getattr(struct, field.name)
        yield Setting(section=section, key=f"{before}{field.encode_name}", value=_text(value))


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nein"
        case list():
            return ", ".join(map(str, value))
        case _:
            return str(value)

"""What keys say together: numbers given twice, pins with two uses, amounts that are none.

Only sections that are good by themselves are looked at; `firmware.app.config` has the last word.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from firmware.app.config import (
    Config,
    KeypadSection,
    PrinterSection,
    RegisterSection,
    pins_of,
    pins_taken_twice,
)
from firmware.app.config_image import NetworkFault, NetworkSection, faults_of
from firmware.app.config_signature import SignatureSection
from firmware.app.config_stall import (
    ArticleSection,
    ClerkSection,
    Company,
    GroupSection,
)
from firmware.image.settings.finding import Finding, KeyPath, dotted
from firmware.image.settings.german import did_you_mean, shown
from firmware.image.settings.places import Places
from firmware.image.settings.stall_words import words_for
from firmware.till.stall.fault import Fault, StallError
from hal.gpio.port import AUTO
from hal.printer.model import MODELS

_NETWORK: Final[Mapping[NetworkFault, str]] = {
    NetworkFault.NO_SSID: 'Hier fehlt der Name des WLANs: ssid = "…".',
    NetworkFault.NOT_WIFI: 'Ein WLAN-Name gilt nur mit kind = "wifi" (sonst die Zeile löschen).',
    NetworkFault.LONG_SSID: "Ein WLAN-Name hat höchstens 32 Zeichen (Umlaute zählen doppelt).",
    NetworkFault.OPEN_WIFI: "Hier fehlt das WLAN-Passwort; ein offenes WLAN nimmt die Kasse nicht.",
    NetworkFault.ADDRESS: 'Richtig ist die Adresse mit ihrem Netz: "192.168.1.20/24".',
    NetworkFault.GATEWAY: "Das ist keine Adresse im Netz von address (oder die eigene).",
    NetworkFault.STRAY_GATEWAY: "Ein gateway gilt nur zusammen mit address.",
    NetworkFault.DNS: 'Hier stehen IP-Adressen: ["192.168.1.1"].',
}
#: The device trees of the image give this line of the header to the button that switches off.
BUTTON: Final = 17
#: Whoever claims pins.
_PINNED: Final = ("display", "keypad", "gpio", "drawer", "key_switch")
_NOBODY: Final = Config(
    company=Company(name="-"),
    register=RegisterSection(id="-"),
    group=[GroupSection(number=1, name="-", vat="20")],
)
_STALL_PLACE: Final = re.compile(r"(?P<sort>\w+) (?P<number>\d+)(?:\.(?P<key>\w+))?")


def check_rules(
    sections: Mapping[str, object], bad: frozenset[str], places: Places
) -> Iterator[Finding]:
    """Everything between keys that cannot be; `bad` are the sections that stand there, but bad."""
    for path, sentence in (*_faults(sections), *_faults_of_articles(sections)):
        yield Finding(line=places.line_of(path), key=dotted(path), sentence=sentence)
    if not bad & set(_PINNED):
        yield from _faults_of_pins(sections, places)


def hints_about(config: Config) -> tuple[str, ...]:
    """What is no mistake of a file, but will be asked for at the commissioning."""
    if config.company.uid or config.company.tax_number:
        return ()
    return ("company: ohne uid oder tax_number kann die Kasse nicht in Betrieb genommen werden.",)


def stall_finding(error: StallError, sections: Mapping[str, object], places: Places) -> Finding:
    """What the counter does not take of the master data."""
    path = _path_of(error.place, sections)
    return Finding(
        line=places.line_of(path), key=dotted(path) or error.place, sentence=words_for(error)
    )


_Faults = Iterator[tuple[KeyPath, str]]


def _faults(sections: Mapping[str, object]) -> _Faults:
    for name, value in sections.items():
        rows = value if isinstance(value, list) else [value]
        match value:
            case PrinterSection():
                yield from _faults_of_printer(value)
            case KeypadSection():
                yield from _faults_of_keypad(value)
            case NetworkSection():
                yield from ((("network", one.key), _NETWORK[one]) for one in faults_of(value))
            case _:
                yield from _faults_of_list(name, rows)


def _faults_of_printer(section: PrinterSection) -> _Faults:
    if section.model not in MODELS:
        hint = did_you_mean(section.model, MODELS)
        yield (
            ("printer", "model"),
            f"Den Drucker „{shown(section.model)}“ kennt die Kasse nicht.{hint}",
        )


def _faults_of_keypad(section: KeypadSection) -> _Faults:
    if section.layout != "standard" and section.kind != "matrix":
        yield ("keypad", "layout"), f'Bei kind = "{section.kind}" gibt es nur "standard".'
    pins, usual = section.pins, section.standard_pins
    if pins is None or usual is None:
        return
    for key, lines, need in (
        ("rows", pins.rows, usual.rows),
        ("columns", pins.columns, usual.columns),
    ):
        if len(lines) != len(need):
            yield ("keypad", key), f"Hier stehen {len(lines)} Pins, es müssen {len(need)} sein."


def _faults_of_articles(sections: Mapping[str, object]) -> _Faults:
    groups, articles = sections.get("group"), sections.get("article")
    if not isinstance(groups, list) or not isinstance(articles, list):
        return
    known = {one.number for one in groups}
    for at, one in enumerate(articles):
        if one.group not in known:
            yield ("article", at, "group"), f"Die Warengruppe {one.group} gibt es nicht."


def _faults_of_pins(sections: Mapping[str, object], places: Places) -> Iterator[Finding]:
    claims = {name: sections[name] for name in _PINNED if name in sections}
    config = msgspec.structs.replace(_NOBODY, **claims)
    for place, pin, other in pins_taken_twice(config):
        # Of two claims one may be a default that stands nowhere: the other one is to be changed.
        first, second = ((one.split("."), one) for one in (place, other))
        paths = [tuple(parts) for parts, _ in (first, second)]
        written = next((path for path in paths if path in places.lines), paths[0])
        sentence = f"Pin {pin} (BCM) ist zweimal vergeben: {place} und {other}."
        yield Finding(line=places.line_of(written), key=dotted(written), sentence=sentence)
    for place in (place for place, pin in pins_of(config) if pin == BUTTON):
        # A chip that is named is not the header's, and has no button on it.
        if config.gpio.chip == AUTO:
            path = tuple(place.split("."))
            sentence = f"Pin {BUTTON} (BCM) gehört dem Aus-Taster; hier braucht es einen anderen."
            yield Finding(line=places.line_of(path), key=place, sentence=sentence)


def _faults_of_list(name: str, rows: Sequence[object]) -> _Faults:
    numbered = [
        one for one in rows if isinstance(one, GroupSection | ArticleSection | ClerkSection)
    ]
    seen: set[int] = set()
    for at, one in enumerate(numbered):
        if one.number in seen:
            yield (name, at, "number"), f"Die Nummer {one.number} gibt es schon weiter oben."
        seen.add(one.number)
    clerks = [one for one in rows if isinstance(one, ClerkSection)]
    if clerks and all(one.role != "chef" for one in clerks):
        yield ("clerk", 0), words_for(StallError(Fault.CHIEF))
    units = [one for one in rows if isinstance(one, SignatureSection)]
    for at, unit in enumerate(units):
        yield from (((name, at), words_) for words_ in _faults_of_unit(unit, units[:at]))


def _faults_of_unit(unit: SignatureSection, before: Sequence[SignatureSection]) -> Iterator[str]:
    if any(unit.kind == one.kind for one in before):
        yield f'Die Signatureinheit "{unit.kind}" gibt es schon weiter oben.'
    if not unit.is_service:
        if unit != SignatureSection(kind="card"):
            yield "Bei der Karte steht nur kind; alles andere gehört in [card]."
        return
    if not unit.url:
        yield "Hier fehlt die Adresse des Dienstes: url."
    if bool(unit.user) != (unit.kind == "atrust-online"):
        yield (
            "Hier fehlt user." if not unit.user else "user gibt es hier nicht (die Zeile löschen)."
        )


def _path_of(place: str, sections: Mapping[str, object]) -> KeyPath:
    """Where the counter's „group 3.price" stands in the file."""
    told = _STALL_PLACE.fullmatch(place)
    if told is None:
        parts = tuple(place.split("."))
        return parts if parts[0] in sections else ()
    rows = sections.get(told["sort"])
    for at, row in enumerate(rows if isinstance(rows, list) else ()):
        if getattr(row, "number", None) == int(told["number"]):
            key: KeyPath = (told["key"],) if told["key"] else ()
            return (told["sort"], at, *key)
    return ()

"""kassa-report.txt: what the till made of the technician's file, for him to read at his PC.

German, as Notepad shows it: UTF-8 with its mark, lines of 76 signs that end as on Windows. There
is no secret in it.
"""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from firmware.app.config import Config
from firmware.image.settings.finding import Finding
from firmware.image.settings.machine import Machine
from firmware.image.settings.site import REFUSED
from firmware.image.settings.take import Outcome
from firmware.till.texts import VIENNA

WIDTH: Final = 76
_MARK: Final = b"\xef\xbb\xbf"
_END: Final = "\r\n"
#: What begins a line that is another one each time, and no reason to write the report anew.
_FLEETING: Final = ("Geschrieben", "  Empfang", "  Freier Platz")
#: From here on it is about what the machine finds out only when it runs.
_LATER: Final = "NETZ UND GERÄTE"
_KEYS: Final = {
    True: "vom Chip dieses Geräts versiegelt",
    False: "liegt offen auf der Speicherkarte",
    None: "noch keiner",
}
_KINDS: Final = {"off": "keines (network.kind)", "ethernet": "Kabel", "wifi": "WLAN"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What there is to say; `is_running` false: net and devices come only later."""

    outcome: Outcome
    machine: Machine
    now_utc: datetime
    is_running: bool
    #: Of the machine's past, as `firmware.image.settings.unusual` has it.
    unusual: Sequence[str] = ()


def report(told: Told) -> str:
    """The report, its lines ended by newlines."""
    lines = [
        "STANDLKASSA – BERICHT",
        "Diese Datei schreibt die Kasse. Geändert wird nur kassa.toml.",
        f"Geschrieben  {told.now_utc.astimezone(VIENNA):%d.%m.%Y %H:%M} (Uhr der Kasse)",
        *_section("EINSTELLUNGEN", _settings(told.outcome)),
        *_section("WIE ES WEITERGEHT", _next_steps(told.outcome)),
        *_section("DIESE KASSE", _till(told)),
        *_section(_LATER, _later(told) if told.is_running else _not_yet()),
        *_section("UNGEWÖHNLICHES", _past(told)),
    ]
    return "\n".join(lines) + "\n"


def to_bytes(text: str) -> bytes:
    """As Notepad shows it."""
    return _MARK + text.replace("\n", _END).encode()


def from_bytes(raw: bytes) -> str:
    """What lies there; whatever it is."""
    return raw.removeprefix(_MARK).decode(errors="replace").replace(_END, "\n")


def is_news(old: str, new: str, *, is_running: bool) -> bool:
    """Whether there is a reason to write: not for a clock that went on, nor for a net to come."""
    return _lasting(old, is_running=is_running) != _lasting(new, is_running=is_running)


def _lasting(text: str, *, is_running: bool) -> list[str]:
    whole = text if is_running else text.partition(_LATER)[0]
    return [line for line in whole.split("\n") if not line.startswith(_FLEETING)]


def _section(title: str, lines: Iterator[str]) -> list[str]:
    return ["", title, "-" * len(title), *lines]


def _settings(outcome: Outcome) -> Iterator[str]:
    if outcome.is_taken:
        yield "kassa.toml ist in Ordnung und gilt."
    else:
        count = len(outcome.findings)
        yield f"kassa.toml hat {count} Fehler und wurde {REFUSED}:"
        yield ""
        for finding in outcome.findings:
            yield from _item(finding)
        yield ""
        if outcome.config is None:
            yield "Es gibt noch keine gültigen Einstellungen: die Kasse wartet."
        else:
            yield "Es gelten weiter die Einstellungen von vorher; verkauft wird damit auch."
        yield from _wrapped(_words_for_panel(outcome))
    for hint in outcome.hints:
        yield from _wrapped(f"Hinweis: {hint}")


def _item(finding: Finding) -> Iterator[str]:
    key = f"{finding.key}: " if finding.key else ""
    yield from textwrap.wrap(
        f"{finding.place}: {key}{finding.sentence}",
        WIDTH,
        initial_indent="  - ",
        subsequent_indent="    ",
        break_on_hyphens=False,
    )


def _words_for_panel(outcome: Outcome) -> str:
    if outcome.config is not None or outcome.panel is not None:
        return "Die Anzeige der Kasse zeigt die Fehler auch."
    return (
        "Welche Anzeige die Kasse hat, war nicht zu lesen: die Fehler stehen auf der üblichen "
        "(SSD1306, I²C, Adresse 0x3C), falls eine solche angesteckt ist."
    )


def _next_steps(outcome: Outcome) -> Iterator[str]:
    steps: tuple[str, ...]
    if outcome.is_taken:
        steps = (
            "Karte in der Kasse lassen und einschalten; die Kasse sagt, was sie noch braucht.",
            "Ändern: ausschalten, Karte in den PC, kassa.toml ändern, wieder einschalten.",
            "„(übernommen)“ steht für ein Passwort oder einen Schlüssel, den die Kasse hat.",
            "Ein neues Passwort, einen neuen Schlüssel schreibt man an diese Stelle.",
        )
    else:
        steps = (
            "kassa.toml mit dem Editor öffnen und die Fehler oben beheben, der Reihe nach.",
            "Speichern (Codierung UTF-8), Karte auswerfen, in die Kasse stecken, einschalten.",
            "Am PC prüft „kassa image-config check kassa.toml“ die Datei mit denselben Worten.",
        )
    for number, step in enumerate(steps, 1):
        yield from textwrap.wrap(step, WIDTH, initial_indent=f"{number}. ", subsequent_indent="   ")


def _till(told: Told) -> Iterator[str]:
    machine, config = told.machine, told.outcome.config
    if config is not None:
        yield _row("Kassen-ID", config.register.id)
        yield _row("Firma", config.company.name)
        yield _row("AES-Schlüssel", _KEYS[machine.are_keys_sealed])
    yield _row("Maschine", machine.model)
    yield _row("Seriennummer", machine.serial)
    if machine.facts is not None:
        yield _row("Version", f"{machine.facts.version} ({machine.facts.commit[:12]})")
    if machine.here is not None:
        yield _row("System", f"Platz {machine.here.slot.value.upper()}")
        yield _row("Prüfsumme", machine.here.root_hash[:32])
        yield _row("", machine.here.root_hash[32:])


def _not_yet() -> Iterator[str]:
    yield "Steht hier, sobald die Kasse eine Minute lang gelaufen ist."


def _later(told: Told) -> Iterator[str]:
    machine, config = told.machine, told.outcome.config
    if config is not None:
        yield from _net(config, machine)
    for name, words in machine.devices:
        yield _row(name, words)
    if machine.free_bytes is not None:
        yield _row("Freier Platz", f"{machine.free_bytes // 1_000_000} MB")


def _past(told: Told) -> Iterator[str]:
    yield from (f"  {line}"[:WIDTH] for line in told.unusual)
    if not told.unusual:
        yield "Nichts, woran sich die Kasse erinnert."


def _net(config: Config, machine: Machine) -> Iterator[str]:
    section = config.network
    yield _row("Netz", _KINDS["off" if section is None else section.kind])
    if section is not None and section.ssid:
        yield _row("WLAN", "".join(sign if sign.isprintable() else "?" for sign in section.ssid))
    if machine.signal_dbm is not None:
        yield _row("Empfang", f"{machine.signal_dbm} dBm")
    for link in machine.links:
        yield _row("Anschluss", f"{link.name} {'verbunden' if link.is_up else 'nicht verbunden'}")
    yield _row("Adresse", ", ".join(machine.addresses) or "keine")


def _row(name: str, value: str) -> str:
    return f"  {name:<14}{value or 'unbekannt'}"


def _wrapped(text: str) -> Sequence[str]:
    return textwrap.wrap(text, WIDTH, break_on_hyphens=False)

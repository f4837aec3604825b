"""Passphrase and registration key: taken out of the file, with a word left in their place.

They are in no text that anybody reads: not in findings, not in logs, not in the report.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import tomlkit
from tomlkit.exceptions import TOMLKitError

from firmware.accord.errors import AccordError
from firmware.accord.registration_key import from_text, to_text
from firmware.image.settings.finding import Finding, dotted
from firmware.image.settings.keys import SECRETS
from firmware.image.settings.places import Places
from firmware.sync.config import TAKEN

PASSPHRASE: Final = ("network", "passphrase")
REGISTRATION_KEY: Final = ("archive", "key")
_PASSPHRASE: Final = re.compile(r"[\x20-\x7e]{8,63}|[0-9A-Fa-f]{64}")
_GROUP: Final = re.compile(r"group (\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What somebody typed, empty where nobody did."""

    passphrase: str = field(default="", repr=False)
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the till was told before: the Wi-Fis it knows, and whether it ever had a key.

    `is_anything`: nobody here can say.
    """

    is_anything: bool = False
    ssids: frozenset[str] = frozenset()
    has_key: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Separated:
    """The tables without secrets, and the secrets."""

    tables: Mapping[str, object]
    secrets: Secrets
    findings: tuple[Finding, ...]


def separate(tables: Mapping[str, object], places: Places, known: Known) -> Separated:
    """Take the secrets out of `tables`; what cannot be one is told without repeating it."""
    values = {path: _text_at(tables, path) for path in SECRETS}
    findings = tuple(
        Finding(line=places.line_of(path), key=dotted(path), sentence=sentence)
        for path, sentence in _faults(values, _ssid(tables), known)
    )
    typed = {path: value for path, value in values.items() if value not in ("", TAKEN)}
    is_good = not any(one.key == dotted(REGISTRATION_KEY) for one in findings)
    key = typed.get(REGISTRATION_KEY, "")
    secrets = Secrets(
        passphrase=typed.get(PASSPHRASE, ""),
        key=to_text(from_text(key)) if key and is_good else "",
    )
    return Separated(tables=_with_taken(tables, typed), secrets=secrets, findings=findings)


def masked(text: str, tables: Mapping[str, object]) -> str | None:
    """`text` with `TAKEN` where `tables` have it; every other sign stays. None: it cannot be done.

    `tables` are those of `text` without secrets; what comes out says exactly the same.
    """
    try:
        document = tomlkit.parse(text)
        for section, key in SECRETS:
            here = document.get(section)
            if isinstance(here, dict) and _text_at(tables, (section, key)) == TAKEN != here[key]:
                here[key] = TAKEN
        out = tomlkit.dumps(document)
        is_same = tomllib.loads(out.replace("\r\n", "\n")) == tables
    except (TOMLKitError, tomllib.TOMLDecodeError, RecursionError, ValueError):
        return None
    return out if is_same else None


def _faults(
    values: Mapping[tuple[str, str], str], ssid: str, known: Known
) -> Iterator[tuple[tuple[str, str], str]]:
    passphrase, key = values[PASSPHRASE], values[REGISTRATION_KEY]
    if passphrase == TAKEN:
        if not known.is_anything and ssid not in known.ssids:
            yield PASSPHRASE, "Zu diesem WLAN kennt die Kasse kein Passwort: bitte eintippen."
    elif passphrase and not _PASSPHRASE.fullmatch(passphrase):
        yield PASSPHRASE, "Ein WLAN-Passwort hat 8 bis 63 Zeichen, ohne Umlaute."
    if key == TAKEN:
        if not known.is_anything and not known.has_key:
            words = "Diese Kasse hat noch keinen Schlüssel bekommen: eintippen oder Zeile löschen."
            yield REGISTRATION_KEY, words
    elif key:
        try:
            from_text(key)
        except AccordError as error:
            yield REGISTRATION_KEY, _words_for_key(str(error))


def _words_for_key(detail: str) -> str:
    group = _GROUP.search(detail)
    if group is not None:
        return f"Der Schlüssel ist in der {group[1]}. Sechsergruppe vertippt."
    return "Ein Schlüssel hat 48 Ziffern in 8 Gruppen zu 6; dieser kann keiner sein."


def _ssid(tables: Mapping[str, object]) -> str:
    return _text_at(tables, ("network", "ssid"))


def _text_at(tables: Mapping[str, object], path: tuple[str, str]) -> str:
    section = tables.get(path[0])
    value = section.get(path[1]) if isinstance(section, dict) else None
    return value if isinstance(value, str) else ""


def _with_taken(
    tables: Mapping[str, object], typed: Mapping[tuple[str, str], str]
) -> Mapping[str, object]:
    changed = dict(tables)
    for section, key in typed:
        here = changed[section]
        assert isinstance(here, dict), "a text was found there"
        changed[section] = {**here, key: TAKEN}
    return changed

"""Section by section, key by key: everything that the types of the settings refuse, not the first.

What is said here is what `firmware.app.config` says, which has the last word (see `examine`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from firmware.image.settings.finding import Finding, KeyPath, dotted
from firmware.image.settings.german import did_you_mean, expected, sentence_about, shown
from firmware.image.settings.keys import SECTIONS, Key, Section
from firmware.image.settings.places import Places
from firmware.image.settings.stall_words import fault_of_text
from firmware.image.settings.syntax import Parsed

#: Words that say which section is meant where it is missing altogether.
_MISSING: Final = {
    "company": "Der Abschnitt [company] fehlt: wer verkauft.",
    "register": "Der Abschnitt [register] fehlt: die Kassen-ID.",
    "group": "Es fehlt mindestens eine Warengruppe: [[group]] mit number, name, vat.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The sections that are good, as the till's program has them, and what is wrong.

    `bad` are those that stand there, but cannot be used.
    """

    sections: Mapping[str, object]
    bad: frozenset[str]
    findings: tuple[Finding, ...]


def check_tables(parsed: Parsed) -> Checked:
    """Hold the tables of a file against the settings."""
    room = _Room(parsed.places, parsed.skipped)
    findings: list[Finding] = []
    good: dict[str, object] = {}
    for name, value in parsed.tables.items():
        section = SECTIONS.get(name)
        if section is None:
            findings.append(room.unknown_section(name, value))
            continue
        found = list(room.in_section(name, section, value))
        findings += found
        if not found and name not in parsed.skipped:
            good |= _converted(name, section, value)
    for name, section in SECTIONS.items():
        is_there = parsed.tables.get(name, []) != []
        if section.is_required and not is_there and name not in parsed.skipped:
            findings.append(Finding(line=0, key=name, sentence=_MISSING[name]))
    bad = (frozenset(parsed.tables) | parsed.skipped) - frozenset(good)
    return Checked(sections=good, bad=bad, findings=tuple(findings))


def _converted(name: str, section: Section, value: object) -> dict[str, object]:
    """The section as the program has it; nothing where a line that was left out is missing."""
    kind = list[section.kind] if section.is_list else section.kind  # type: ignore[name-defined]
    try:
        return {name: msgspec.convert(value, kind)}
    except msgspec.ValidationError:
        return {}


@dataclass(frozen=True, slots=True)
class _Room:
    """Where the keys stand, and which lines were left out."""

    places: Places
    skipped: frozenset[str]

    def finding(self, path: KeyPath, sentence: str) -> Finding:
        return Finding(line=self.places.line_of(path), key=_shown(path), sentence=sentence)

    def unknown_section(self, name: str, value: object) -> Finding:
        if isinstance(value, dict | list):
            hint = did_you_mean(name, SECTIONS)
            return self.finding((name,), f"Diesen Abschnitt gibt es nicht.{hint}")
        homes = [one for one, section in SECTIONS.items() if name in section.keys]
        home = f" (gehört er zu [{homes[0]}]?)" if len(homes) == 1 else ""
        return self.finding((name,), f"Dieser Name steht vor dem ersten [abschnitt]{home}.")

    def in_section(self, name: str, section: Section, value: object) -> Iterator[Finding]:
        if section.is_list:
            if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
                words = f"Der Abschnitt heißt [[{name}]], mit zwei Klammern: es gibt davon mehrere."
                yield self.finding((name,), words)
                return
            for number, one in enumerate(value):
                yield from self.in_table((name, number), section, one)
        elif isinstance(value, dict):
            yield from self.in_table((name,), section, value)
        else:
            words = f"Der Abschnitt heißt [{name}], mit einer Klammer, und steht nur einmal da."
            yield self.finding((name,), words)

    def in_table(
        self, path: KeyPath, section: Section, table: Mapping[str, object]
    ) -> Iterator[Finding]:
        name = str(path[0])
        for key, value in table.items():
            known = section.keys.get(key)
            if known is None:
                yield self.finding((*path, key), _unknown_key(name, section, key))
            else:
                yield from self.in_value((*path, key), known, value)
        for key, known in section.keys.items():
            if known.is_required and key not in table and key not in self.skipped:
                words = f"{key} fehlt: {expected(known.hint, (name, key))}."
                yield self.finding(path, words)

    def in_value(self, path: KeyPath, key: Key, value: object) -> Iterator[Finding]:
        where = (str(path[0]), str(path[-1]))
        if not key.takes(value):
            yield self.finding(path, sentence_about(value, key, where))
        elif sentence := fault_of_text(*where, value):
            yield self.finding(path, sentence)


def _unknown_key(name: str, section: Section, key: str) -> str:
    hint = did_you_mean(key, section.keys)
    homes = [one for one, other in SECTIONS.items() if key in other.keys]
    if not hint and homes:
        hint = f" Er gehört in [{homes[0]}]."
    return f"Diesen Namen gibt es in [{name}] nicht.{hint}"


def _shown(path: KeyPath) -> str:
    return shown(dotted(path))

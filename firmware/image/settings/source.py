"""The file as it lies on the boot partition, written by whatever editor somebody has."""

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from firmware.app.config import MAX_BYTES
from firmware.image.settings.finding import Finding
from firmware.sync.whole_file import read_bounded

NAME: Final = "kassa.toml"
_SAVE_AS: Final = "im Editor „Speichern unter“ wählen, Codierung UTF-8"
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
#: So many lines with signs of another coding are named one by one.
_LINES_NAMED: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The text, as far as there is one; with findings it is only good for finding more of them."""

    text: str = ""
    findings: tuple[Finding, ...] = ()
    #: As it lies there, byte by byte.
    raw: bytes = b""


def read_source(folder: Path) -> Source:
    """The file in `folder`; whatever is wrong with it is a finding."""
    path = folder / NAME
    if path.is_dir():
        return _unusable("kassa.toml ist ein Ordner; hier gehört die Datei hin.")
    try:
        return decode(read_bounded(path, MAX_BYTES))
    except FileNotFoundError:
        return _unusable(_words_for_absent(folder))
    except OSError:
        if path.is_file() and path.stat().st_size > MAX_BYTES:
            kb = MAX_BYTES // 1024
            return _unusable(f"Die Datei ist größer als {kb} KB: das sind keine Einstellungen.")
        return _unusable("Die Datei ist nicht lesbar: die Speicherkarte prüfen.")


def decode(raw: bytes) -> Source:
    """The text of `raw`; UTF-8 with or without the mark of Windows, lines ending as they like."""
    if not raw.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        words = "Die Datei ist beschädigt (nur Nullen)." if b"\0" in raw else "Die Datei ist leer."
        return _unusable(f"{words} Die Vorlage neu ausfüllen.")
    if raw.startswith(_UTF16) or b"\0" in raw:
        return _unusable(f"Die Datei ist als „Unicode“ (UTF-16) gespeichert: {_SAVE_AS}.")
    try:
        return Source(text=raw.decode("utf-8-sig"), raw=raw)
    except UnicodeDecodeError:
        # What an editor of Windows writes that was not told otherwise.
        text = raw.decode("cp1252", errors="replace")
        return Source(text=text, raw=raw, findings=_strange_lines(raw))


def with_hints(folder: Path) -> tuple[str, ...]:
    """What lies beside the file and looks as if somebody meant it."""
    beside = [one for one in _lookalikes(folder) if one != NAME]
    return tuple(f"{one} liegt daneben und wird nicht gelesen." for one in beside)


def _unusable(sentence: str) -> Source:
    return Source(findings=(Finding(line=0, key="", sentence=sentence),))


def _strange_lines(raw: bytes) -> tuple[Finding, ...]:
    numbers = [at for at, line in enumerate(raw.split(b"\n"), 1) if not _is_utf8(line)]
    sentence = f"Ein Umlaut oder Sonderzeichen ist nicht in UTF-8 gespeichert: {_SAVE_AS}."
    findings = [
        Finding(line=number, key="", sentence=sentence) for number in numbers[:_LINES_NAMED]
    ]
    if len(numbers) > _LINES_NAMED:
        more = f"Ebenso in {len(numbers) - _LINES_NAMED} weiteren Zeilen."
        findings.append(Finding(line=numbers[_LINES_NAMED], key="", sentence=more))
    return tuple(findings)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _words_for_absent(folder: Path) -> str:
    names = _lookalikes(folder)
    if names:
        return (
            f"Die Datei heißt {names[0]} statt kassa.toml: umbenennen "
            "(Windows zeigt die Endung .txt erst mit „Dateinamenerweiterungen“)."
        )
    return "Die Datei kassa.toml fehlt auf dem Laufwerk KASSA."


def _lookalikes(folder: Path) -> list[str]:
    try:
        names = sorted(one.name for one in folder.iterdir() if one.is_file())
    except OSError:
        return []
    return [
        one
        for one in names
        # What begins with kassa- is ours: report, mark of the disk.
        if one.lower().startswith("kassa")
        and not one.startswith("kassa-")
        and one.lower().endswith((".toml", ".txt"))
    ]

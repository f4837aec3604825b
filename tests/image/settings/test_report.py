"""firmware.image.settings.report: kassa-report.txt."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from firmware.app.config import parse
from firmware.app.image_state import ImageFacts
from firmware.image.settings.examine import examine
from firmware.image.settings.finding import Finding
from firmware.image.settings.machine import Machine
from firmware.image.settings.report import WIDTH, Told, from_bytes, is_news, report, to_bytes
from firmware.image.settings.source import decode
from firmware.image.settings.take import Outcome
from firmware.image.update.autoboot import Slot
from firmware.image.update.slot import Here
from firmware.till.upkeep.archive_requests import NetLink
from tests.image.settings.files import DAY, FULL, KEY, NOTHING_KNOWN, PASSPHRASE

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
CONFIG = examine(decode(FULL.encode()), NOTHING_KNOWN, DAY).config
GOOD = Outcome(findings=(), config=CONFIG, passphrase=PASSPHRASE)
FINDINGS = (
    Finding(line=12, key="printer.model", sentence="Den Drucker „x“ kennt die Kasse nicht. " * 3),
    Finding(line=0, key="", sentence="Der Abschnitt [register] fehlt."),
)
MACHINE = Machine(
    model="Raspberry Pi 4",
    serial="10000000abcdef01",
    facts=ImageFacts(version="1.2", commit="ab" * 20, built_utc="", compatible="x"),
    here=Here(slot=Slot.A, version="1.2", root_hash="0123456789abcdef" * 4),
    links=(NetLink(name="wlan0", is_up=True, is_wireless=True),),
    addresses=("192.168.1.20",),
    signal_dbm=-56,
    devices=(("Drucker", "gefunden"),),
    free_bytes=12_345_678_901,
)


def told(outcome: Outcome = GOOD, *, is_running: bool = True) -> Told:
    """What there is to say of a till."""
    return Told(outcome=outcome, machine=MACHINE, now_utc=NOW, is_running=is_running)


def test_good() -> None:
    """What is in force, on which machine, with which net."""
    text = report(told())
    for words in (
        "kassa.toml ist in Ordnung und gilt.",
        "22.11.2026 09:30",
        "MARKT-01",
        "10000000abcdef01",
        "1.2 (abababababab)",
        "Platz A",
        "0123456789abcdef0123456789abcdef\n",
        "-56 dBm",
        "wlan0 verbunden",
        "192.168.1.20",
        "Marktnetz",
        "12345 MB",
        "Drucker       gefunden",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("is_sealed", "words"),
    [
        (True, "AES-Schlüssel vom Chip dieses Geräts versiegelt\n"),
        (False, "AES-Schlüssel liegt offen auf der Speicherkarte\n"),
        (None, "AES-Schlüssel noch keiner\n"),
    ],
)
def test_where_the_key_is(*, is_sealed: bool | None, words: str) -> None:
    """Whoever carries the card away reads what he has in his hand."""
    machine = replace(MACHINE, are_keys_sealed=is_sealed)
    assert words in report(replace(told(), machine=machine))


def test_bad() -> None:
    """Each mistake with its line, what is in force, what to do."""
    text = report(told(Outcome(findings=FINDINGS, config=CONFIG)))
    assert "2 Fehler und wurde NICHT übernommen" in text
    assert "  - Zeile 12: printer.model: Den Drucker" in text
    assert "  - kassa.toml: Der Abschnitt" in text
    assert "Es gelten weiter die Einstellungen von vorher" in text
    assert "kassa image-config check" in text


def test_nothing_in_force() -> None:
    """The till waits; where the display itself is wrong the panel of every till shows it."""
    text = report(told(Outcome(findings=FINDINGS)))
    assert "Es gibt noch keine gültigen Einstellungen" in text
    assert "Adresse 0x3C" in text
    assert CONFIG is not None
    known = report(told(Outcome(findings=FINDINGS, panel=CONFIG.display)))
    assert "Adresse 0x3C" not in known


def test_hints() -> None:
    """What is no mistake."""
    text = report(told(replace(GOOD, hints=("kassa.toml.txt liegt daneben.",))))
    assert "Hinweis: kassa.toml.txt liegt daneben." in text


def test_a_machine_that_tells_nothing() -> None:
    """Unknown is a word."""
    text = report(Told(outcome=GOOD, machine=Machine(), now_utc=NOW, is_running=True))
    assert "Maschine      unbekannt" in text
    off = Outcome(findings=(), config=parse(FULL.partition("[network]")[0]))
    assert "Netz          keines" in report(told(off))


@pytest.mark.parametrize("is_running", [True, False])
def test_no_line_is_too_long_and_nothing_is_secret(*, is_running: bool) -> None:
    """Notepad shows it as it is."""
    for outcome in (GOOD, Outcome(findings=FINDINGS), Outcome(findings=FINDINGS, config=CONFIG)):
        text = report(told(outcome, is_running=is_running))
        assert WIDTH >= max(map(len, text.split("\n")))
        assert PASSPHRASE not in text
        assert KEY not in text


def test_bytes() -> None:
    """The mark of Windows, its ends of lines, and back."""
    raw = to_bytes("Größe\nzwei\n")
    assert b"\xef\xbb\xbfGr\xc3\xb6\xc3\x9fe\r\nzwei\r\n" == raw
    assert "Größe\nzwei\n" == from_bytes(raw)
    assert "�" == from_bytes(b"\xff")


def test_news() -> None:
    """A clock that went on, or less room, is none; another address or mistake is one."""
    old = report(told())
    later = Told(
        outcome=GOOD,
        machine=replace(MACHINE, free_bytes=1, signal_dbm=-80),
        now_utc=NOW.replace(day=23),
        is_running=True,
    )
    assert not is_news(old, report(later), is_running=True)
    moved = report(replace(later, machine=replace(MACHINE, addresses=("10.0.0.1",))))
    assert is_news(old, moved, is_running=True)
    assert is_news("", old, is_running=False)


def test_before_the_till_runs() -> None:
    """Net and devices of the last time are no reason to write; a mistake is."""
    old = report(told())
    assert not is_news(old, report(told(is_running=False)), is_running=False)
    bad = report(told(Outcome(findings=FINDINGS), is_running=False))
    assert is_news(old, bad, is_running=False)


def test_the_past() -> None:
    """What was unusual stands at the end, and is a reason to write; an everyday start is none."""
    line = "22.11.2026 09:30  ausgefallen: pcscd.service"
    text = report(replace(told(), unusual=(line,)))

    assert text.endswith(f"UNGEWÖHNLICHES\n--------------\n  {line}\n")
    assert "Nichts, woran sich die Kasse erinnert." in report(told())
    assert is_news(report(told()), text, is_running=True)

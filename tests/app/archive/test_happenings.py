"""firmware.app.archive.happenings: what of the archive is worth a row, and how often."""

from datetime import UTC, datetime

import msgspec

from firmware.app.archive.happenings import Happenings
from firmware.desk.archive_told import ORIGIN, SIGNER, TILL_ID, told
from firmware.desk.script import Act, Command
from firmware.sync.archive_file import ArchiveFile

NOW = datetime(2026, 11, 20, 9, 42, tzinfo=UTC)


def status(word: str) -> ArchiveFile:
    """What `@archive <word>` lays down."""
    return told(Command(act=Act.ARCHIVE, word=word), NOW)


def test_an_alarm_once() -> None:
    """When it begins; another one again; the end of it is none."""
    happenings = Happenings("")
    alarmed = status("refuses")
    assert [{"event": "alarm", "alarm": "gap"}] == happenings.take(alarmed)
    assert [] == happenings.take(alarmed)
    fork = msgspec.structs.replace(alarmed, alarm="fork")
    assert [{"event": "alarm", "alarm": "fork"}] == happenings.take(fork)
    assert [] == happenings.take(status("whole"))
    assert [{"event": "alarm", "alarm": "gap"}] == happenings.take(alarmed)


def test_a_registration_with_no_secret_in_it() -> None:
    """Who the till is there, of which log, by whose key; once, also after a boot."""
    happenings = Happenings("")
    assert [] == happenings.take(status("asks"))
    (row,) = happenings.take(status("takes"))
    key = f"archiv.example+{SIGNER.verifier.key_id.hex()}"
    assert {"event": "registered", "till_id": TILL_ID, "origin": ORIGIN, "key": key} == row
    assert [] == happenings.take(status("takes"))
    assert [] == Happenings(TILL_ID).take(status("takes"))


def test_a_refusal() -> None:
    """When it comes; one that stood there at the boot was told before."""
    happenings = Happenings("")
    assert [] == happenings.take(status("declines"))
    assert [] == happenings.take(status("asks"))
    words = "der Schlüssel wurde schon verwendet"
    assert [{"event": "refused", "words": words}] == happenings.take(status("declines"))
    assert [] == happenings.take(status("declines"))


def test_no_archive() -> None:
    """Nothing happens."""
    assert [] == Happenings("").take(None)

"""firmware.app.answers_status: how the till is at this moment."""

from pathlib import Path

import pytest

from firmware.app.answers_status import StatusAnswers
from firmware.app.image_state import ImageState, write_word
from firmware.rksv.receipt import ReceiptKind
from firmware.store import integrity
from firmware.store.entry import Entry
from firmware.till.acts import JournalKind
from firmware.till.fiscal.fault import DeviceFault
from firmware.till.fiscal.requests import FoundOutage, SignatureFailed, SignatureTried
from firmware.till.requests import FoundReceipt, Missing
from firmware.till.upkeep.status_requests import FindClosing, SystemImage
from tests.app.day import Day


def asked(day: Day, image_file: Path = Path("/nonexistent")) -> StatusAnswers:
    """The answers of a till that is on."""
    stand = day.stand
    issuer = stand.station.issuer
    return StatusAnswers(stand.book, issuer, stand.clock, lambda: 512 * 1024 * 1024, image_file)


def test_status(day: Day) -> None:
    """The last receipt, the certificate, and that all is well."""
    day.type("250 WG1 BAR")
    status = asked(day).status()
    last = day.receipts()[-1]
    assert (status.last_number, status.last_issued_at_utc) == (last.number, last.issued_at_utc)
    assert last.certificate_serial == status.certificate_serial
    assert (status.is_signing, status.last_z, status.image) == (True, None, None)
    assert status.free_bytes == 512 * 1024 * 1024


def test_what_left_last(day: Day) -> None:
    """K036: nothing yet, then the day on which a stick took everything along."""
    assert asked(day).status().last_left_utc is None
    now_utc = day.stand.clock.now().utc
    row = {"what": "abholung", "medium": "stick"}
    day.stand.book.append([Entry(kind=JournalKind.EXPORT, clerk=None, content=row, at_utc=now_utc)])
    assert now_utc == asked(day).status().last_left_utc


def test_image(day: Day, tmp_path: Path) -> None:
    """What root says of it; what cannot be read is none."""
    path = tmp_path / "state.json"
    write_word(path, ImageState(slot="a", version="1.3", root_hash="0" * 64))
    expected = SystemImage(version="1.3", slot="a", root_hash="0" * 64)
    assert expected == asked(day, path).status().image
    path.write_bytes(b"\xff\xfe")
    assert asked(day, path).status().image is None


def test_outage(day: Day) -> None:
    """§ 17 Abs 4 RKSV: since the first failed receipt."""
    assert Missing() == asked(day).outage()
    day.bench.set_card("out")
    day.type("250 WG1 BAR 290 WG1 BAR")
    failed = day.receipts()
    expected = FoundOutage(
        began_at_utc=failed[0].issued_at_utc,
        first_number=failed[0].number,
        last_number=failed[-1].number,
        count=2,
        serial=failed[0].certificate_serial,
        fault=DeviceFault.ABSENT,
    )
    assert expected == asked(day).outage()
    assert not asked(day).status().is_signing


def test_signature(day: Day) -> None:
    """A real signature and no receipt; without a card the words for the display."""
    before = day.stand.book.last_journal()
    tried = asked(day).try_signature()
    assert isinstance(tried, SignatureTried)
    assert 3 == tried.pin_tries_left
    assert before == day.stand.book.last_journal()
    day.bench.set_card("out")
    assert SignatureFailed(fault=DeviceFault.ABSENT) == asked(day).try_signature()


def test_a_blocked_pin_is_told_from_a_card_that_is_out(day: Day) -> None:
    """E13: the card is there, but nobody can sign with it any more."""
    day.bench.card.pin_tries_left = 0
    expected = SignatureFailed(fault=DeviceFault.PIN_BLOCKED, pin_tries_left=0)
    assert expected == asked(day).try_signature()


def test_chain(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many receipts, and the first problem if there is one."""
    day.type("250 WG1 BAR")
    assert asked(day).check_chain().receipts == len(day.receipts()) + 1
    problem = integrity.Problem(part=integrity.Part.FILE, place="page 7", detail="gone")
    monkeypatch.setattr(integrity, "check", lambda *_: (problem,))
    assert "gone" in asked(day).check_chain().problem


def test_last_closing(day: Day) -> None:
    """F 61: the newest Monatsbeleg, through the same door as all questions."""
    answers = day.stand.station.loop._answers
    assert Missing() == answers.answer(FindClosing(kind=ReceiptKind.MONATSBELEG))
    for month in ("2026-12-01", "2027-02-01"):
        day.until(f"{month}T09:00:00")
        day.type("C 250 WG1 BAR")
    found = answers.answer(FindClosing(kind=ReceiptKind.MONATSBELEG))
    assert isinstance(found, FoundReceipt)
    months = [one for one in day.receipts() if one.kind is ReceiptKind.MONATSBELEG]
    assert months[-1].number == found.number

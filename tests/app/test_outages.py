"""firmware.app.outages: the outage that goes on, as book and signature unit tell it."""

import pytest

from firmware.app.outages import device_lost, found_outage, outage_told
from firmware.app.signer import Signer
from firmware.store.entry import Entry
from firmware.till.fiscal.fault import DeviceFault
from hal.errors import Fault
from tests.app.day import Day
from tests.app.doubles import ScriptedCard


def answer(day: Day, verdict: str, order: str) -> None:
    """FinanzOnline, or a person, answers an order."""
    at_utc = day.stand.clock.now().utc
    content = {"order": order, "verdict": verdict, "mode": "production"}
    day.stand.book.append([Entry(kind="FON", clerk=None, content=content, at_utc=at_utc)])


def test_none(day: Day) -> None:
    """A good day."""
    day.type("250 WG1 BAR")
    assert found_outage(day.stand.book) is None


def test_outage(day: Day) -> None:
    """§ 17 Abs 1 RKSV: since when, which receipts, which unit, and why."""
    day.bench.set_card("wrong")
    day.type("250 WG1 BAR 290 WG1 BAR")
    first, last = day.receipts()
    found = found_outage(day.stand.book)
    assert found is not None
    assert (first.number, last.number, 2) == (found.first_number, found.last_number, found.count)
    assert first.issued_at_utc == found.began_at_utc
    assert (day.bench.card.serial, DeviceFault.WRONG_CARD) == (found.serial, found.fault)
    told = outage_told(found, last.issued_at_utc)
    assert (False, found.began_at_utc, False) == (told.is_working, told.since_utc, told.is_reported)


@pytest.mark.parametrize(
    ("answers", "is_settled"),
    [
        ([], False),
        ([("done", "ausfall_se:2")], True),
        ([("refused", "ausfall_se:2")], False),
        ([("refused", "ausfall_se:2"), ("done", "ausfall_se:2")], True),
        ([("done", "ausfall_se:2"), ("later", "ausfall_se:2")], False),
        ([("done", "ausfall_se:1"), ("done", "belegpruefung:2")], False),
    ],
)
def test_settled(day: Day, answers: list[tuple[str, str]], is_settled: bool) -> None:  # noqa: FBT001
    """§ 17 Abs 1 RKSV: the last answer to the order of this outage counts, and no other."""
    day.bench.set_card("out")
    day.type("250 WG1 BAR")
    for verdict, order in answers:
        answer(day, verdict, order)
    found = found_outage(day.stand.book)
    assert found is not None
    assert is_settled == found.is_settled
    assert is_settled == outage_told(found, found.began_at_utc).is_reported


def test_lost_unit(day: Day) -> None:
    """Why, and how many tries are left, as far as the last try told; nothing before it."""
    card, now = ScriptedCard(), day.stand.clock.now()
    signer = Signer(card, lambda: 0.0)
    assert device_lost(signer, now.utc).fault is None
    card.fault = Fault.PIN_WRONG
    assert not signer.probe()
    assert DeviceFault.PIN_WRONG is device_lost(signer, now.utc).fault

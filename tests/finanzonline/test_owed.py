"""What a till owes FinanzOnline, chapter by chapter."""

from datetime import UTC, datetime, timedelta

import pytest

from firmware.finanzonline.facts import (
    CheckFact,
    EndFact,
    Facts,
    OutageFact,
    RegisterOutageFact,
)
from firmware.finanzonline.order import Act, Order, Reason
from firmware.finanzonline.owed import owed_orders
from firmware.rksv.receipt import ReceiptKind
from tests.finanzonline.lives import BEGIN, LATE, life, settle, settle_all, start, unit

HOUR = timedelta(hours=1)
FIRST = ["registrierung_se:1a", "registrierung_kasse:STAND-1", "belegpruefung:1"]


def _rest(facts: Facts, now_utc: datetime = LATE) -> list[str]:
    """What is sent after the first three, in order."""
    keys = [order.key for order in settle_all(facts, now_utc)[0]]
    assert FIRST == [key for key in keys if key in FIRST]
    return [key for key in keys if key not in FIRST]


def _order(facts: Facts, key: str) -> Order:
    return next(one.order for one in owed_orders(facts, LATE) if one.order.key == key)


def _outage(hours: float | None, **given: object) -> OutageFact:
    ended = None if hours is None else BEGIN + timedelta(days=10, hours=hours)
    return OutageFact(number=7, serial="1a", began_utc=BEGIN + timedelta(days=10), ended_utc=ended)


def _jahresbeleg(issued_utc: datetime) -> CheckFact:
    return CheckFact(
        number=90,
        kind=ReceiptKind.JAHRESBELEG,
        issued_utc=issued_utc,
        code="_90",
        serial="1a",
        year=2027,
    )


def test_a_check_waits_a_minute() -> None:
    """The clock of the office may be behind: a receipt from the future passes no check."""
    assert BEGIN + timedelta(seconds=60) == _order(life(), "belegpruefung:1").not_before_utc


def test_a_jahresbeleg_is_to_be_checked_until_15_february() -> None:
    """§ 8 Abs 3 RKSV, decree 4.5.7: 15 February of the next year, to its last second in Vienna."""
    issued = datetime(2028, 1, 3, 9, tzinfo=UTC)
    check = CheckFact(
        number=90,
        kind=ReceiptKind.JAHRESBELEG,
        issued_utc=issued,
        code="_90",
        serial="1a",
        year=2027,
    )
    facts = life(checks=(start(), check))
    assert ["belegpruefung:90"] == _rest(facts)
    due = _order(facts, "belegpruefung:90").due_utc
    assert datetime(2028, 2, 15, 22, 59, 59, 999_999, tzinfo=UTC) == due


@pytest.mark.parametrize("hours", [0.5, 48])
def test_a_short_outage_is_nobodys_business(hours: float) -> None:
    """§ 17 Abs 1 RKSV, decree 3.6: up to 48 hours an outage is temporary."""
    assert [] == _rest(life(outages=(_outage(hours),)))


def test_a_long_outage_is_told_with_its_end() -> None:
    """§ 17 Abs 2 and 6 RKSV: longer than 48 hours, begin and end."""
    facts = life(outages=(_outage(48.1),))
    assert ["ausfall_se:7", "wiederinbetriebnahme_se:7"] == _rest(facts)
    assert BEGIN + timedelta(days=10) == _order(facts, "ausfall_se:7").moment_utc
    assert Reason.SIGNATURE is _order(facts, "ausfall_se:7").reason


def test_an_outage_that_lasts_is_told_after_48_hours() -> None:
    """Not before: it may still turn out to be temporary."""
    facts = life(outages=(_outage(None),))
    at = BEGIN + timedelta(days=12)
    assert [] == _rest(facts, at)
    assert ["ausfall_se:7"] == _rest(facts, at + timedelta(seconds=1))


def test_the_end_of_an_outage_is_never_after_the_first_signed_receipt() -> None:
    """§ 17 Abs 6 RKSV: signed receipts inside a reported outage are a finding of every audit."""
    ended = BEGIN + timedelta(days=20, milliseconds=900)
    outage = OutageFact(number=7, serial="1a", began_utc=BEGIN + HOUR, ended_utc=ended)
    moment = _order(life(outages=(outage,)), "wiederinbetriebnahme_se:7").moment_utc
    assert BEGIN + timedelta(days=20) == moment


def test_a_short_outage_that_was_told_all_the_same_is_told_as_over() -> None:
    """A person may have reported it by hand: then its end is owed."""
    facts = settle(life(outages=(_outage(1),)), "ausfall_se:7")
    assert ["wiederinbetriebnahme_se:7"] == _rest(facts)


def test_a_second_outage_is_told_after_the_end_of_the_first() -> None:
    """Code B5: no time before the last change of status."""
    later = BEGIN + timedelta(days=50)
    second = OutageFact(number=9, serial="1a", began_utc=later, ended_utc=later + 50 * HOUR)
    expected = [f"{act}:{number}" for number in (7, 9) for act in ("ausfall_se", _BACK)]
    assert expected == _rest(life(outages=(_outage(60), second)))


_BACK = "wiederinbetriebnahme_se"


def test_a_new_card_is_registered_before_the_old_one_goes() -> None:
    """RKSV § 17: always one unit in operation; the till itself is not registered anew."""
    swap = BEGIN + timedelta(days=100)
    units = (unit(ended_utc=swap, end_reason=Reason.PLANNED), unit("2b", entered_utc=swap))
    facts = life(units=units)
    rest = _rest(facts)
    assert ["registrierung_se:2b", "ausserbetriebnahme_se:1a"] == rest
    assert Reason.PLANNED is _order(facts, "ausserbetriebnahme_se:1a").reason


@pytest.mark.parametrize("reason", [one for one in Reason if one is not Reason.PLANNED])
def test_a_card_that_did_not_end_as_planned_is_irreparable(reason: Reason) -> None:
    """The service knows two reasons for an end: 6 planned, 7 irreparable."""
    facts = life(units=(unit(ended_utc=BEGIN + HOUR, end_reason=reason), unit("2b")))
    assert Reason.IRREPARABLE is _order(facts, "ausserbetriebnahme_se:1a").reason


def test_a_card_replaced_in_an_outage_does_not_come_back() -> None:
    """The Sammelbeleg that ended the outage is the new card's."""
    units = (
        unit(ended_utc=BEGIN + timedelta(days=15), end_reason=Reason.IRREPARABLE),
        unit("2b", entered_utc=BEGIN + timedelta(days=15)),
    )
    facts = life(units=units, outages=(_outage(24 * 5),))
    expected = ["registrierung_se:2b", "ausfall_se:7", "ausserbetriebnahme_se:1a"]
    assert sorted(expected) == sorted(_rest(facts))
    assert "ausserbetriebnahme_se:1a" == _rest(facts)[-1]


def test_a_card_replaced_within_48_hours_was_never_out() -> None:
    """Its end says it all."""
    units = (unit(ended_utc=BEGIN + timedelta(days=11)), unit("2b"))
    facts = life(units=units, outages=(_outage(None),))
    assert {"registrierung_se:2b", "ausserbetriebnahme_se:1a"} == set(_rest(facts))


def test_a_till_is_registered_with_whichever_unit_is() -> None:
    """A card the office refuses and the shop exchanges holds nothing up (code B7)."""
    facts = life(units=(unit(), unit("2b")), checks=())
    facts = settle(facts, "registrierung_se:2b")
    open_now = [order.key for order in settle_all(facts)[0]]
    assert ["registrierung_se:1a", "registrierung_kasse:STAND-1"] == open_now


def test_an_outage_of_the_till_is_told_by_the_same_rule() -> None:
    """§ 17 Abs 5 RKSV: entered afterwards by a person, with its own reason."""
    began = BEGIN + timedelta(days=30)
    short = RegisterOutageFact(
        number=40, reason=Reason.OTHER, began_utc=began, ended_utc=began + 48 * HOUR
    )
    long = RegisterOutageFact(
        number=41, reason=Reason.RECORDING, began_utc=began, ended_utc=began + 49 * HOUR
    )
    facts = life(register_outages=(short, long))
    assert ["ausfall_kasse:41", "wiederinbetriebnahme_kasse:41"] == _rest(facts)
    begin = _order(facts, "ausfall_kasse:41")
    assert ("STAND-1", Reason.RECORDING, began) == (begin.about, begin.reason, begin.moment_utc)


def test_a_till_still_out_after_48_hours_has_no_end_to_tell() -> None:
    """Its recovery is owed only when it is there."""
    out = RegisterOutageFact(number=41, reason=Reason.THEFT, began_utc=BEGIN)
    assert ["ausfall_kasse:41"] == _rest(life(register_outages=(out,)))


def test_a_check_waits_for_the_end_of_what_was_told_as_out() -> None:
    """The office fails a receipt of a unit it believes to be out."""
    issued = BEGIN + timedelta(days=300)
    check = CheckFact(
        number=90,
        kind=ReceiptKind.JAHRESBELEG,
        issued_utc=issued,
        code="_90",
        serial="1a",
        year=2027,
    )
    began = BEGIN + timedelta(days=30)
    till = RegisterOutageFact(
        number=41, reason=Reason.OTHER, began_utc=began, ended_utc=began + 49 * HOUR
    )
    facts = life(checks=(start(), check), outages=(_outage(60),), register_outages=(till,))
    assert "belegpruefung:90" == _rest(facts)[-1]
    assert 5 == len(_rest(facts))


def test_receipts_from_before_an_outage_are_checked_before_it_is_told() -> None:
    """§ 17 RKSV: FinanzOnline passes no receipt of a unit or till that is told as failed."""
    check = _jahresbeleg(BEGIN + timedelta(days=9))
    till = RegisterOutageFact(
        number=41,
        reason=Reason.OTHER,
        began_utc=BEGIN + timedelta(days=9, hours=1),
        ended_utc=BEGIN + timedelta(days=9) + 50 * HOUR,
    )
    unit_failed = life(checks=(start(), check), outages=(_outage(None),))
    till_failed = life(checks=(start(), check), register_outages=(till,))

    assert ["belegpruefung:90", "ausfall_se:7"] == _rest(unit_failed)
    told = ["belegpruefung:90", "ausfall_kasse:41", "wiederinbetriebnahme_kasse:41"]
    assert told == _rest(till_failed)


def test_outages_entered_late_are_told_in_the_order_of_time() -> None:
    """Whatever a person remembers later began earlier all the same; no order waits for itself."""
    later, earlier = (
        RegisterOutageFact(
            number=number,
            reason=Reason.OTHER,
            began_utc=BEGIN + timedelta(days=day),
            ended_utc=BEGIN + timedelta(days=day + 3),
        )
        for number, day in ((41, 20), (42, 10))
    )
    check = _jahresbeleg(BEGIN + timedelta(days=15))
    facts = life(checks=(start(), check), register_outages=(later, earlier))

    first, second = (
        [f"ausfall_kasse:{number}", f"wiederinbetriebnahme_kasse:{number}"] for number in (42, 41)
    )
    assert [*first, "belegpruefung:90", *second] == _rest(facts)


def _ended(reason: Reason = Reason.PLANNED) -> EndFact:
    return EndFact(ended_utc=BEGIN + timedelta(days=400), reason=reason, number=95)


def test_the_end_of_a_till_comes_after_all_that_is_checked() -> None:
    """§ 17 Abs 8 RKSV; the end is final, and no receipt passes after it."""
    end = _ended()
    last = CheckFact(
        number=95, kind=ReceiptKind.SCHLUSSBELEG, issued_utc=end.ended_utc, code="_95", serial="1a"
    )
    facts = life(checks=(start(), last), end=end)
    assert ["belegpruefung:95", "ausserbetriebnahme_kasse:STAND-1"] == _rest(facts)
    assert None is _order(facts, "belegpruefung:95").due_utc


def test_the_units_of_an_ended_till_go_only_when_asked() -> None:
    """A card may sign for another till of the same undertaking; then it is told after the till."""
    end = _ended()
    kept = life(end=end)
    gone = life(end=end, units=(unit(ended_utc=end.ended_utc, end_reason=Reason.PLANNED),))
    assert ["ausserbetriebnahme_kasse:STAND-1"] == _rest(kept)
    assert ["ausserbetriebnahme_kasse:STAND-1", "ausserbetriebnahme_se:1a"] == _rest(gone)


def test_a_broken_till_is_told_as_irreparable() -> None:
    """Decree 3.6.2: a failed till is decommissioned without a Schlussbeleg."""
    facts = life(end=_ended(Reason.RECORDING))
    order = _order(facts, "ausserbetriebnahme_kasse:STAND-1")
    assert Reason.IRREPARABLE is order.reason


def test_an_outage_does_not_grow_after_the_till_has_ended() -> None:
    """What began an hour before the end lasted an hour."""
    end = _ended()
    outage = OutageFact(number=7, serial="1a", began_utc=end.ended_utc - HOUR)
    assert ["ausserbetriebnahme_kasse:STAND-1"] == _rest(life(end=end, outages=(outage,)))


def test_an_order_carries_what_its_message_needs() -> None:
    """Serial, kind and provider of a unit; the code of a receipt."""
    se = _order(life(), FIRST[0])
    check = _order(life(), FIRST[2])
    assert ("1a", "SIGNATURKARTE", "AT1") == (se.about, se.unit_kind, se.vda_id)
    assert (Act.BELEGPRUEFUNG, "_start") == (check.act, check.about)

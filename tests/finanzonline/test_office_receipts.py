"""The office's check of receipts: what passes, and each way to fail."""

from datetime import UTC, datetime, timedelta

import pytest

from firmware.rksv.receipt import ReceiptKind
from hal.clock.emulator import EmulatedClock
from tests.finanzonline.emulator.books import Status
from tests.finanzonline.emulator.office import Office
from tests.finanzonline.receipts import SERIAL, Paper, card
from tests.finanzonline.speaker import (
    Heard,
    Speaker,
    check_receipt,
    end,
    fail,
    recover,
    register_till,
    register_unit,
    serial_of,
)


@pytest.fixture
def paper() -> Paper:
    """The receipts of MARKT-01."""
    return Paper()


@pytest.fixture
def registered(speaker: Speaker, paper: Paper) -> Speaker:
    """Card and till are entered."""
    speaker.tell(register_unit(SERIAL))
    speaker.tell(register_till(paper.register_id, paper.user_key))
    return speaker


@pytest.fixture
def started(registered: Speaker, paper: Paper, clock: EmulatedClock) -> Speaker:
    """The Startbeleg has passed."""
    assert ["PASS"] == states(registered.tell(check_receipt(paper.start(clock.now().utc))))
    clock.advance(60)
    return registered


def states(heard: Heard) -> list[str]:
    """Of every check, outermost first."""
    return heard.texts("verificationState")


def why(heard: Heard) -> str:
    """The innermost check, after seeing that the outer one and the code say the same."""
    assert (["43"], ["FAIL", "FAIL"]) == (heard.texts("rc"), states(heard))
    return heard.texts("verificationId")[-1]


def test_every_kind_passes(started: Speaker, paper: Paper, clock: EmulatedClock) -> None:
    """Sale, Jahresbeleg, training and cancellation, one after the other."""
    now = clock.now().utc
    codes = [
        paper.issue(ReceiptKind.STANDARD, now, cents=123_456),
        paper.issue(ReceiptKind.JAHRESBELEG, now),
        paper.issue(ReceiptKind.TRAINING, now, cents=100),
        paper.issue(ReceiptKind.STORNO, now, cents=-200_000),
        paper.issue(ReceiptKind.NULLBELEG, now),
    ]

    assert [["PASS"]] * 5 == [states(started.tell(check_receipt(code))) for code in codes]


def test_the_answer_has_the_shape_seen(started: Speaker, paper: Paper) -> None:
    """A pass is one flat row; the receipt comes back within it; children of a status are bare."""
    code = paper.issue(ReceiptKind.NULLBELEG, datetime(2026, 11, 20, 7, 1, tzinfo=UTC))
    heard = started.tell(check_receipt(code))

    assert ["VERIFICATION_FROM_CASHBOX"] == heard.texts("verificationId")
    assert [code] == heard.texts("RECEIPT")
    assert b'<ns0:rkdbResponse xmlns:ns0="https://finanzonline.bmf.gv.at/rkdb">' in heard.body
    assert ["2026-11-20T08:01:00"] == heard.texts("ts_erstellung")
    status = started.query("status_see", serial_of(SERIAL)).body
    assert b"<ns0:abfrage_ergebnis><ts_registrierung>2026-11-20T08:00:00.000+01:00<" in status


def test_an_unregistered_till_has_no_receipts(
    speaker: Speaker, paper: Paper, clock: EmulatedClock
) -> None:
    """EXISTS_CASHBOX, as the real one answered."""
    assert "EXISTS_CASHBOX" == why(speaker.tell(check_receipt(paper.start(clock.now().utc))))


def test_the_first_check_is_of_the_startbeleg(
    registered: Speaker, paper: Paper, clock: EmulatedClock, office: Office
) -> None:
    """§ 6 Abs 4 RKSV: any other receipt finds the till not in operation."""
    paper.start(clock.now().utc)
    code = paper.issue(ReceiptKind.STANDARD, clock.now().utc, cents=100)

    assert "STATE_CASHBOX" == why(registered.tell(check_receipt(code)))
    assert Status.REGISTRIERT is office.till("MARKT-01").status


def test_a_wrong_key_shows_in_the_startbeleg(
    speaker: Speaker, paper: Paper, clock: EmulatedClock
) -> None:
    """The registration believes any key; the counter of the Startbeleg does not open with it."""
    speaker.tell(register_unit(SERIAL))
    assert "0" == speaker.tell(register_till("MARKT-01", Paper(key=bytes(32)).user_key)).rc

    assert "RECEIPT_FULL" == why(speaker.tell(check_receipt(paper.start(clock.now().utc))))


@pytest.mark.parametrize("seconds", [1, 15, 120])
def test_a_fast_clock_fails(
    registered: Speaker, paper: Paper, clock: EmulatedClock, seconds: int
) -> None:
    """Seconds suffice; a moment later the same receipt passes."""
    code = paper.start(clock.now().utc + timedelta(seconds=seconds))
    assert "TIMEOFRECEIPT_WITHIN_PERIOD" == why(registered.tell(check_receipt(code)))

    clock.advance(seconds)
    assert ["PASS"] == states(registered.tell(check_receipt(code)))


def test_a_time_before_the_regulation_fails(registered: Speaker, paper: Paper) -> None:
    """Nothing before September 2015, Austrian time; the signature is not even looked at."""
    code = paper.start(datetime(2015, 9, 1, tzinfo=UTC)).replace("2015-09-01T02", "2015-08-31T23")

    assert "TIMEOFRECEIPT_WITHIN_PERIOD" == why(registered.tell(check_receipt(code)))


def test_a_failed_receipt_is_no_proof(started: Speaker, paper: Paper, clock: EmulatedClock) -> None:
    """§ 8 Abs 3 RKSV: a Jahresbeleg in failure form does not pass."""
    code = paper.issue(ReceiptKind.JAHRESBELEG, clock.now().utc, is_signed=False)
    heard = started.tell(check_receipt(code))

    assert "RECEIPT_FULL" == why(heard)
    assert "Sicherheitseinrichtung ausgefallen" in heard.texts("verificationResultDetailedMessage")


def test_every_changed_field_fails(started: Speaker, paper: Paper, clock: EmulatedClock) -> None:
    """The signature covers all twelve fields."""
    code = paper.issue(ReceiptKind.STANDARD, clock.now().utc, cents=500)
    fields = code.split("_")
    changes = {4: "2026-11-20T08:00:59", 5: "1,00", 10: "AAAAAAAAAAA=", 12: "AAAAAAAAAAA="}

    for position, text in changes.items():
        changed = "_".join([*fields[:position], text, *fields[position + 1 :]])
        started.office.book().wrong_checks.clear()
        assert "RECEIPT_FULL" == why(started.tell(check_receipt(changed))), position


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("_R1-AT1_", "_R2-AT1_"),
        ("_0,00_", "_0.00_"),
        ("_0,00_", "_1.234,56_"),
        ("T08:00:00", "T08:00:00Z"),
        ("T08:00:00", "T25:00:00"),
    ],
)
def test_malformed_fields_fail(
    registered: Speaker, paper: Paper, clock: EmulatedClock, old: str, new: str
) -> None:
    """Constraints come before everything."""
    code = paper.start(clock.now().utc).replace(old, new, 1)

    assert "CONSTRAINTS_PRE_DB" == why(registered.tell(check_receipt(code)))


def test_serials_must_be_hexadecimal(
    registered: Speaker, paper: Paper, clock: EmulatedClock
) -> None:
    """Field 11 has a check of its own."""
    code = paper.start(clock.now().utc).replace("_1a2b3c4d_", "_0x1a2b3c4d_")

    assert "FORMAT_HEX_CHARS" == why(registered.tell(check_receipt(code)))


def test_a_card_must_be_registered(
    started: Speaker, paper: Paper, clock: EmulatedClock, office: Office
) -> None:
    """A new card signs for the office only once it is entered (§ 16 RKSV)."""
    paper.credential, paper.serial = card(77), 77
    office.directory.publish(card(77).certificate)
    code = paper.issue(ReceiptKind.NULLBELEG, clock.now().utc)

    assert "MATCH_COMPANY" == why(started.tell(check_receipt(code)))
    assert "0" == started.tell(register_unit(77)).rc
    assert ["PASS"] == states(started.tell(check_receipt(code)))


def test_receipts_of_an_old_card_stay_good(
    started: Speaker, paper: Paper, clock: EmulatedClock
) -> None:
    """Those it signed before its end; none after."""
    before = paper.issue(ReceiptKind.JAHRESBELEG, clock.now().utc)
    clock.advance(60)
    started.tell(end(serial_of(SERIAL), "se", "6"))
    clock.advance(60)
    after = paper.issue(ReceiptKind.NULLBELEG, clock.now().utc)

    assert ["PASS"] == states(started.tell(check_receipt(before)))
    assert "MATCH_COMPANY" == why(started.tell(check_receipt(after)))


def test_no_receipts_within_a_reported_outage(
    started: Speaker, paper: Paper, clock: EmulatedClock
) -> None:
    """§ 17 RKSV: reported as failed, it cannot have signed; after the report of the end it may."""
    card_number = serial_of(SERIAL)
    begin = clock.now().utc
    clock.advance(3600)
    within = paper.issue(ReceiptKind.NULLBELEG, clock.now().utc)
    started.login()
    assert "0" == started.tell(fail(card_number, "se", "2", begin.isoformat())).rc
    assert "STATE_CASHBOX" == why(started.tell(check_receipt(within)))

    clock.advance(60)
    finish = clock.now().utc
    assert "0" == started.tell(recover(card_number, "se", finish.isoformat())).rc
    after = paper.issue(ReceiptKind.SAMMELBELEG, finish)

    assert "STATE_CASHBOX" == why(started.tell(check_receipt(within)))
    assert ["PASS"] == states(started.tell(check_receipt(after)))


def test_a_startbeleg_checks_again(started: Speaker, office: Office) -> None:
    """An answer that was lost is asked for again."""
    code = Paper().start(datetime(2026, 11, 20, 7, tzinfo=UTC))

    assert ["PASS"] == states(started.tell(check_receipt(code)))
    assert [True, True] == [receipt.is_start for receipt in office.till("MARKT-01").checked]


def test_three_wrong_checks_lock_for_a_day(
    registered: Speaker, paper: Paper, clock: EmulatedClock
) -> None:
    """B38 from the fourth on, also for a good receipt, until 24 hours after the third."""
    good = paper.start(clock.now().utc)
    wrong = good.replace("_R1-AT1_", "_R1-AT2_")
    for _ in range(3):
        assert "MATCH_COMPANY" == why(registered.tell(check_receipt(wrong)))

    assert "B38" == registered.tell(check_receipt(good)).rc
    clock.advance(24 * 3600 - 1)
    registered.login()
    assert "B38" == registered.tell(check_receipt(good)).rc
    clock.advance(1)
    assert ["PASS"] == states(registered.tell(check_receipt(good)))


def test_a_good_check_forgives(started: Speaker, paper: Paper, clock: EmulatedClock) -> None:
    """Two wrong ones, a good one, two wrong ones: not locked."""
    good = paper.issue(ReceiptKind.NULLBELEG, clock.now().utc)
    wrong = good.replace("_R1-AT1_", "_R1-AT2_")
    for code in (wrong, wrong, good, wrong, wrong):
        started.tell(check_receipt(code))

    assert ["PASS"] == states(started.tell(check_receipt(good)))


def test_the_ministry_accepted_this_receipt(office: Office) -> None:
    """A code the real office passed is refused here only for what we cannot know: its card."""
    code = (
        "_R1-AT1_KECK-2_KECK-2-ID-1_2026-07-22T04:11:18_0,00_0,00_0,00_0,00_0,00_QLSULaIS_32082A8F"
        "_mDUJ5OYs4oY=_VcMexjthBlgPCG3Hv6mFQAGwP1hX35+pMoz7WvdOLBovLhKOhgHHrNotDha5wjvam9QJ8FgYTdEK"
        "oVNKMdm/sg=="
    )
    speaker = Speaker(office)
    speaker.login()
    speaker.tell(register_unit(SERIAL))
    speaker.tell(register_till("KECK-2", Paper().user_key))

    assert "MATCH_COMPANY" == why(speaker.tell(check_receipt(code)))

"""The printer's answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hal.printer.port import Paper, PrinterStatus
from hal.printer.status import (
    AutomaticReply,
    Condition,
    ProcessIdReply,
    Query,
    RealtimeReply,
    SensorReply,
    StatusError,
    condition_of,
    condition_of_automatic,
    paper_of_sensor,
    split_replies,
)

WELL = dict.fromkeys(Query, 18)


def test_requests() -> None:
    """`DLE EOT 1` to `4`."""
    assert [query.request() for query in Query] == [
        b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x03", b"\x10\x04\x04",
    ]  # fmt: skip


def test_answers_of_all_kinds_in_one_stream() -> None:
    """Real-time, automatic, sensor and process ID are told apart; flow control is dropped."""
    received = b"\x12\x11\x14\x00\x00\x0f\x13\x0c\x37\x220042\x00\x16"

    replies, rest = split_replies(received)

    assert rest == b""
    assert replies == (
        RealtimeReply(0x12),
        AutomaticReply(b"\x14\x00\x00\x0f"),
        SensorReply(0x0C),
        ProcessIdReply(b"0042"),
        RealtimeReply(0x16),
    )


@given(cut=st.integers(0, 13))
def test_any_split_of_the_stream_gives_the_same_answers(cut: int) -> None:
    """An incomplete answer is kept for the next bytes."""
    received = b"\x12\x10\x00\x00\x0f\x37\x220042\x00\x03"

    first, rest = split_replies(received[:cut])
    second, remainder = split_replies(rest + received[cut:])

    assert first + second == split_replies(received)[0]
    assert remainder == b""


@pytest.mark.parametrize(
    "received",
    [b"\xff", b"\x80", b"\x92", b"\x10\x00\x90\x00", b"\x37\x21ABCD\x00", b"\x37\x22ABCD\x01"],
)
def test_garbage_is_named(received: bytes) -> None:
    """A byte that fits no pattern is an error, not a status."""
    with pytest.raises(StatusError, match="no status"):
        split_replies(received)


@given(received=st.binary(max_size=64))
def test_any_bytes_are_answers_or_an_error(received: bytes) -> None:
    """The rest is never longer than the longest answer."""
    try:
        _, rest = split_replies(received)
    except StatusError:
        return
    assert len(rest) < 7


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({}, (True, False, Paper.OK), ""),
        ({Query.PAPER: 0x1E}, (True, False, Paper.NEAR_END), ""),
        ({Query.PRINTER: 0x1A, Query.PAPER: 0x7E}, (False, False, Paper.OUT), ""),
        ({Query.PRINTER: 0x1A, Query.OFFLINE_CAUSE: 0x32}, (False, False, Paper.OUT), ""),
        ({Query.PRINTER: 0x1A, Query.OFFLINE_CAUSE: 0x16}, (False, True, Paper.OK), ""),
        ({Query.ERROR_CAUSE: 0x1A}, (True, False, Paper.OK), "cutter is blocked"),
        (
            {Query.ERROR_CAUSE: 0x32},
            (True, False, Paper.OK),
            "unrecoverable error, switch the printer off and on",
        ),
        (
            {Query.ERROR_CAUSE: 0x52},
            (True, False, Paper.OK),
            "print head too hot or supply voltage wrong",
        ),
        ({Query.OFFLINE_CAUSE: 0x52}, (True, False, Paper.OK), "error without a cause"),
    ],
)
def test_four_answers_make_a_condition(
    changes: dict[Query, int], status: tuple[bool, bool, Paper], error: str
) -> None:
    """Each bit of the four bytes has its word."""
    is_online, is_cover_open, paper = status

    condition = condition_of(WELL | changes)

    expected = Condition(
        status=PrinterStatus(is_online=is_online, is_cover_open=is_cover_open, paper=paper),
        error=error,
    )
    assert expected == condition


@pytest.mark.parametrize(
    ("values", "is_online", "is_cover_open", "paper", "error"),
    [
        (b"\x10\x00\x00\x0f", True, False, Paper.OK, ""),
        (b"\x10\x00\x03\x0f", True, False, Paper.NEAR_END, ""),
        (b"\x18\x00\x0f\x0f", False, False, Paper.OUT, ""),
        (b"\x38\x00\x00\x0f", False, True, Paper.OK, ""),
        (b"\x18\x08\x00\x0f", False, False, Paper.OK, "cutter is blocked"),
    ],
)
def test_automatic_status_makes_a_condition(
    *, values: bytes, is_online: bool, is_cover_open: bool, paper: Paper, error: str
) -> None:
    """The four bytes of `GS a` say the same in other places."""
    condition = condition_of_automatic(AutomaticReply(values))

    expected = Condition(
        status=PrinterStatus(is_online=is_online, is_cover_open=is_cover_open, paper=paper),
        error=error,
    )
    assert expected == condition


@pytest.mark.parametrize(
    ("value", "paper"),
    [(0x00, Paper.OK), (0x03, Paper.NEAR_END), (0x0C, Paper.OUT), (0x0F, Paper.OUT)],
)
def test_sensor_answer(value: int, paper: Paper) -> None:
    """`GS r 1`: two bits for each sensor."""
    assert paper is paper_of_sensor(SensorReply(value))

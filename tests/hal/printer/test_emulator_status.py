"""What the emulated printer says is what the driver's parser understands."""

from itertools import product

import pytest

from hal.printer.emulator_ops import Command
from hal.printer.emulator_status import Sensors, answer, automatic_status, realtime_status
from hal.printer.port import Paper
from hal.printer.status import (
    AutomaticReply,
    ProcessIdReply,
    Query,
    RealtimeReply,
    SensorReply,
    condition_of,
    condition_of_automatic,
    paper_of_sensor,
    split_replies,
)

SENSORS = [
    Sensors(paper=paper, is_cover_open=cover, is_online=online, is_cutter_blocked=cutter)
    for paper, cover, online, cutter in product(Paper, *[(False, True)] * 3)
]


@pytest.mark.parametrize("sensors", SENSORS)
def test_every_state_goes_through_both_ways(sensors: Sensors) -> None:
    """All 24 states: four questions and the automatic status tell the same."""
    answers = {}
    for query in Query:
        (reply,), rest = split_replies(realtime_status(sensors, query.value))
        assert isinstance(reply, RealtimeReply)
        assert rest == b""
        answers[query] = reply.value
    (automatic,), _ = split_replies(automatic_status(sensors))
    assert isinstance(automatic, AutomaticReply)

    asked, told = condition_of(answers), condition_of_automatic(automatic)

    assert asked == told
    assert asked.status.paper is sensors.paper
    assert asked.status.is_cover_open is sensors.is_cover_open
    assert asked.status.is_online is sensors.is_ready
    assert bool(asked.error) is sensors.is_cutter_blocked


@pytest.mark.parametrize("paper", Paper)
def test_sensor_answer(paper: Paper) -> None:
    """`GS r 1` tells the paper."""
    sensors = Sensors(paper=paper, is_cover_open=False, is_online=True, is_cutter_blocked=False)

    (reply,), _ = split_replies(answer(Command(b"\x1dr", b"\x01"), sensors) or b"")

    assert isinstance(reply, SensorReply)
    assert paper is paper_of_sensor(reply)


def test_other_questions() -> None:
    """Drawer, printer ID, process ID; anything else is no question."""
    sensors = SENSORS[0]

    assert answer(Command(b"\x1dr", b"\x02"), sensors) == b"\x00"
    assert answer(Command(b"\x1dI", b"\x01"), sensors) == b"\x20"
    process_id = answer(Command(b"\x1d(H", b"000042"), sensors)
    assert split_replies(process_id or b"")[0] == (ProcessIdReply(b"0042"),)
    assert answer(Command(b"\x1d(H", b"11"), sensors) is None
    assert answer(Command(b"\x1b@"), sensors) is None

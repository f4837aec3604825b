"""The till's doctor: counts bad ends, and starts the machine anew once."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from firmware.image import health as room
from firmware.image.events import Event, EventKind, Ring
from firmware.image.health import (
    LIMIT,
    LIMIT_OF_NEW,
    LIMITS_OF_HANGS,
    STANDS_US,
    Deed,
    End,
    decide,
    is_ill,
    note_end,
    read_ends,
    standing,
    was_rebooted,
)
from firmware.image.main import main


def _event(kind: EventKind) -> Event:
    return Event(kind=kind, utc="2026-05-02T06:30:00Z", up_s=1.0)


@pytest.mark.parametrize(
    ("count", "when", "is_second", "expected"),
    [
        (LIMIT.ends - 1, "", False, Deed.WAIT),
        (LIMIT.ends, "", False, Deed.REBOOT),
        (LIMIT.ends, "", True, Deed.WAIT),
        (LIMIT_OF_NEW - 1, "trial", False, Deed.WAIT),
        (LIMIT_OF_NEW, "trial", False, Deed.REBOOT),
        (LIMIT_OF_NEW, "trial", True, Deed.REBOOT),
        (LIMIT_OF_NEW - 1, "unproven", False, Deed.WAIT),
        (LIMIT_OF_NEW, "unproven", False, Deed.BACK),
        (LIMIT_OF_NEW, "unproven", True, Deed.BACK),
    ],
)
def test_what_is_done(count: int, when: str, is_second: bool, expected: Deed) -> None:  # noqa: FBT001
    """A start of the machine helps once; in a trial it is the way back, whenever."""
    found = decide(
        [End(1.0, "exit-code")] * count,
        is_trial=when == "trial",
        is_unproven=when == "unproven",
        was_rebooted=is_second,
    )
    assert expected is found


def test_only_the_last_minutes_count() -> None:
    """A bad end each hour is no illness that a restart heals."""
    late = [End(10.0 + LIMIT.window_s, "exit-code")] * (LIMIT.ends - 1)

    assert is_ill([End(11.0, "exit-code"), *late])
    assert not is_ill([End(10.0, "exit-code"), *late])
    assert not is_ill([])


def _every(seconds: float, result: str, count: int) -> list[End]:
    return [End(seconds * number, result) for number in range(count)]


@pytest.mark.parametrize(
    ("seconds", "result", "count"),
    [
        # Thirty seconds without a turn, two until it is begun again, and its start.
        (40.0, "watchdog", 5),
        # TimeoutStartSec= of systemd/kassad.service.d/image.conf.
        (302.0, "timeout", 3),
        (4.0, "exit-code", 20),
    ],
)
def test_each_illness_takes_its_time(seconds: float, result: str, count: int) -> None:
    """A till that hangs ends far less often than one that breaks, and is as ill."""
    ends = _every(seconds, result, count)

    assert is_ill(ends)
    assert not is_ill(ends[:-1])


def test_a_till_that_hung_is_not_one_that_broke() -> None:
    """Four of these and two of those are none of both; nor are hangs that are hours apart."""
    ends = [*_every(40.0, "watchdog", 4), *_every(40.0, "exit-code", 2)]
    assert not is_ill(ends)
    # Of hangs from before somebody broke it.
    assert not is_ill([*_every(40.0, "watchdog", 5), End(4000.0, "exit-code")])
    for result, limit in LIMITS_OF_HANGS.items():
        assert not is_ill(_every(limit.window_s, result, limit.ends))


def test_ends_are_counted(tmp_path: Path) -> None:
    """Each with its time and its kind; the file does not grow."""
    ends = tmp_path / "ends"
    found = [note_end("signal", "1", ends, float(second)) for second in range(LIMIT.ends + 5)]

    assert [End(0.0, "signal"), End(1.0, "signal")] == found[1]
    assert found[-1] == read_ends(ends)
    assert (LIMIT.ends, 24.0) == (len(found[-1]), found[-1][-1].at_s)


def _said(state: str = "active", status: str = "sells", since: str = "1000") -> str:
    return f"ActiveState={state}\nStatusText={status}\nActiveEnterTimestampMonotonic={since}\n"


@pytest.mark.parametrize(
    ("said", "deed"),
    [
        (_said(), None),
        (_said(since=str(1001)), Deed.WAIT),
        (_said(state="activating"), Deed.WAIT),
        (_said(since="0"), Deed.WAIT),
        (_said(since="²"), Deed.WAIT),
        (_said(status="waits for settings"), Deed.WAIT),
        (_said(status="barred: Buch nur lesbar"), Deed.BACK),
        (_said(status="barred: Buch nur lesbar", since="1001"), Deed.WAIT),
        ("", Deed.WAIT),
    ],
)
def test_what_stands(said: str, deed: Deed | None) -> None:
    """Selling for minutes in one go; a till that is there and lets nobody sell goes back."""
    assert deed is standing(said, STANDS_US + 1000)


def test_a_new_till_that_needs_a_person() -> None:
    """The program before it needed none."""
    assert Deed.BACK is decide([], is_unproven=True, needs_person=True)
    assert Deed.WAIT is decide([], needs_person=True)


@pytest.mark.parametrize("status", ["75", "78"])
def test_what_no_restart_heals(tmp_path: Path, status: str) -> None:
    """The supply goes, or a person is needed."""
    assert [] == note_end("exit-code", status, tmp_path / "ends", 1.0)
    assert [] == read_ends(tmp_path / "ends")


@pytest.mark.parametrize("raw", [b"{", b'"\xff"', b"[" * 100_000])
def test_a_broken_count_begins_anew(tmp_path: Path, raw: bytes) -> None:
    """It is only memory."""
    (tmp_path / "ends").write_bytes(raw)

    assert [End(1.0, "exit-code")] == note_end("exit-code", "1", tmp_path / "ends", 1.0)


def test_whether_it_was_the_doctor() -> None:
    """The start before this one says so."""
    assert was_rebooted([_event(EventKind.BOOT), _event(EventKind.HEALTH)])
    assert not was_rebooted([_event(EventKind.BOOT)])
    assert not was_rebooted(None)


@pytest.fixture
def ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ring:
    """Everything of the machine in a folder."""
    (tmp_path / "events").mkdir()
    own = Ring(tmp_path / "events", tmp_path / "current")
    monkeypatch.setattr(room, "Ring", lambda: own)
    monkeypatch.setattr(room, "ENDS", tmp_path / "ends")
    monkeypatch.setattr(room, "TRIAL", tmp_path / "trial")
    monkeypatch.setattr(room, "UNPROVEN", tmp_path / "unproven")
    return own


def test_a_till_that_does_not_hold(ring: Ring) -> None:
    """Twenty bad ends: the machine starts anew, and the ring says why."""
    codes = [
        CliRunner().invoke(main, ["health", "exit-code:1"]).exit_code for _ in range(LIMIT.ends)
    ]
    written = [one for _, one in ring.all()]

    assert [0] * (LIMIT.ends - 1) + [3] == codes
    assert {"result": "exit-code", "status": "1"} == written[0].words
    assert (EventKind.HEALTH, {"ends": "20", "trial": "false", "deed": "reboot"}) == (
        written[-1].kind,
        written[-1].words,
    )


def test_a_till_that_hangs(ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each time it takes the watchdog half a minute to end it: five are enough."""
    codes: list[int] = []
    for number in range(5):
        monkeypatch.setattr(room.time, "clock_gettime", lambda _, at=40.0 * number: at)
        codes.append(CliRunner().invoke(main, ["health", "watchdog:ABRT"]).exit_code)

    assert [0, 0, 0, 0, 3] == codes
    assert {"ends": "5", "trial": "false", "deed": "reboot"} == list(ring.all())[-1][1].words


def test_in_a_trial_sooner(ring: Ring, tmp_path: Path) -> None:
    """The update is given up."""
    (tmp_path / "trial").touch()
    codes = [
        CliRunner().invoke(main, ["health", "exit-code:1"]).exit_code for _ in range(LIMIT_OF_NEW)
    ]

    assert [0] * (LIMIT_OF_NEW - 1) + [3] == codes


def test_a_new_till_that_never_stood(
    ring: Ring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that hangs until its deadline, each time: back to the slot that sold."""
    (tmp_path / "unproven").touch()
    codes: list[int] = []
    for number in range(LIMIT_OF_NEW):
        monkeypatch.setattr(room.time, "clock_gettime", lambda _, at=302.0 * (number + 1): at)
        codes.append(CliRunner().invoke(main, ["health", "timeout:0"]).exit_code)

    assert [0] * (LIMIT_OF_NEW - 1) + [4] == codes
    assert "back" == [one for _, one in ring.all()][-1].words["deed"]


def test_the_supply_goes(ring: Ring) -> None:
    """Written down by its name, and nothing is done."""
    codes = {
        CliRunner().invoke(main, ["health", "exit-code:75"]).exit_code
        for _ in range(LIMIT.ends + 1)
    }

    assert {0} == codes
    assert {"result": "power", "status": "75"} == next(ring.all())[1].words


def test_it_works_without_a_ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data partition that cannot be written keeps nobody from starting anew."""
    monkeypatch.setattr(room, "Ring", lambda: Ring(tmp_path / "none", tmp_path / "current"))
    monkeypatch.setattr(room, "ENDS", tmp_path / "ends")
    monkeypatch.setattr(room, "TRIAL", tmp_path / "trial")
    monkeypatch.setattr(room, "UNPROVEN", tmp_path / "unproven")
    codes = [
        CliRunner().invoke(main, ["health", "exit-code:1"]).exit_code for _ in range(LIMIT.ends)
    ]

    assert 3 == codes[-1]

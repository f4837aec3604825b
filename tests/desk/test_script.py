"""The language of market days, and how it refuses what means nothing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.desk.script import (
    MAX_BYTES,
    MAX_LINE_CHARACTERS,
    MAX_LINES,
    Act,
    Command,
    Expectation,
    Keys,
    Line,
    Look,
    ScriptError,
    parse_script,
    read_script,
)
from hal.card.emulator_profile import EmulatedFamily
from hal.keypad.port import Key


def one(text: str) -> Keys | Command | Expectation:
    """The only step of a text."""
    (line,) = parse_script(text, "day.txt")
    return line.step


def test_keys() -> None:
    """A line of keys, as the manual writes them."""
    assert one("250 WG1 BAR") == Keys(
        keys=(Key.DIGIT_2, Key.DIGIT_5, Key.DIGIT_0, Key.WG1, Key.BAR)
    )


def test_lines_keep_number_and_text() -> None:
    """Comments and empty lines count, and say nothing."""
    text = "# a day\n\n  WG4   # one heart\r\n@card remove\n"
    assert list(parse_script(text, "day.txt")) == [
        Line(number=3, text="WG4", step=Keys(keys=(Key.WG4,))),
        Line(number=4, text="@card remove", step=Command(act=Act.CARD, word="remove")),
    ]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("@wait 30", Command(act=Act.WAIT, word="", number=30.0)),
        ("@wait 0.5", Command(act=Act.WAIT, word="", number=0.5)),
        ("@paper out", Command(act=Act.PAPER, word="out")),
        ("@cover open", Command(act=Act.COVER, word="open")),
        ("@printer offline", Command(act=Act.PRINTER, word="offline")),
        ("@card new", Command(act=Act.CARD, word="new", family=EmulatedFamily.CARDOS_5_3)),
        ("@card new acos-id", Command(act=Act.CARD, word="new", family=EmulatedFamily.ACOS_ID)),
        ("@card old", Command(act=Act.CARD, word="old")),
        ("@clock ahead 7200", Command(act=Act.CLOCK, word="ahead", number=7200.0)),
        ("@clock lost", Command(act=Act.CLOCK, word="lost")),
        ("@card slow", Command(act=Act.CARD, word="slow")),
        ("@card slow 5", Command(act=Act.CARD, word="slow", number=5.0)),
        ("@power cut", Command(act=Act.POWER, word="cut")),
        ("@power cut 17", Command(act=Act.POWER, word="cut", number=17.0)),
        ("@display unplug", Command(act=Act.DISPLAY, word="unplug")),
        ("@switch CHEF", Command(act=Act.SWITCH, word="CHEF")),
        ("@key WG3 stuck", Command(act=Act.KEY, word="stuck", key=Key.WG3)),
        ("@key 0 free", Command(act=Act.KEY, word="free", key=Key.DIGIT_0)),
        ("@terminal declined", Command(act=Act.TERMINAL, word="declined")),
        ("@service away", Command(act=Act.SERVICE, word="away")),
        ("@service slow 2", Command(act=Act.SERVICE, word="slow", number=2.0)),
        ("@scale 1,345", Command(act=Act.SCALE, word="stable", number=1345)),
        ("@scale 0,020 unstable", Command(act=Act.SCALE, word="unstable", number=20)),
    ],
)
def test_commands(text: str, command: Command) -> None:
    """Each word of the world around the till."""
    assert one(text) == command


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("@time 2026-11-20T09:00:00", datetime(2026, 11, 20, 8, 0, tzinfo=UTC)),
        ("@time 2026-07-01T09:00:00", datetime(2026, 7, 1, 7, 0, tzinfo=UTC)),
        ("@time 2026-10-25T02:30:00", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("@time 2026-10-25T02:30:00+01:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ],
)
def test_time(text: str, moment: datetime) -> None:
    """Austrian local time; with an offset where the hour is there twice."""
    step = one(text)
    assert isinstance(step, Command)
    assert step.moment_utc == moment


def test_expectations() -> None:
    """What must be on display, receipt or in the journal; `#` inside quotes is text."""
    assert one('expect display "SUMME  # 7,50"  # here') == Expectation(
        look=Look.DISPLAY, text="SUMME  # 7,50"
    )
    assert one("expect journal STROMAUSFALL") == Expectation(look=Look.JOURNAL, text="STROMAUSFALL")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("250 WG9", "WG9"),
        ("@", "@ alone"),
        ("@coffee", "@coffee is none of"),
        ("@paper", "takes one of: in, out, low"),
        ("@paper wet", "takes one of"),
        ("@paper out 5", "takes no further word"),
        ("@card slow five", "one number"),
        ("@card slow 1 2", "one number"),
        ("@wait", "one number"),
        ("@wait -1", "is not between 0 and 100000"),
        ("@wait nan", "is not between 0 and 100000"),
        ("@wait 1000000", "is not between 0 and 100000"),
        ("@wait inf", "is not between 0 and 100000"),
        ("@switch", "takes one of: AUS, REG, CHEF"),
        ("@switch chef", "takes one of"),
        ("@key", "write @key"),
        ("@key 250 stuck", "write @key"),
        ("@key WG3 sticky", "write @key"),
        ("@key WG99 stuck", "WG99"),
        ("@scale", "write @scale"),
        ("@scale 1,345 wobbly", "write @scale"),
        ("@scale heavy", "one number"),
        ("@time", "write @time"),
        ("@time tomorrow", "is no time"),
        ("expect", "write expect"),
        ("expect display", "write expect"),
        ("expect smell coffee", "write expect"),
        ('expect display "open', "write expect"),
        ("expectdisplay x", "EXPECTDISPLAY|expectdisplay"),
    ],
)
def test_refused_with_file_and_line(text: str, complaint: str) -> None:
    """A line that means nothing is named, with its place."""
    with pytest.raises(ScriptError, match=rf"day\.txt:2: .*({complaint})"):
        list(parse_script(f"WG4\n{text}\n", "day.txt"))


def test_bounds() -> None:
    """A script is no book: lines and characters are bounded."""
    with pytest.raises(ScriptError, match=r"day\.txt:1: longer"):
        list(parse_script("#" * (MAX_LINE_CHARACTERS + 1), "day.txt"))
    with pytest.raises(ScriptError, match=rf"day\.txt:{MAX_LINES + 1}: longer"):
        list(parse_script("\n" * MAX_LINES + "WG4", "day.txt"))


def test_read(tmp_path: Path) -> None:
    """A file, with or without the mark of Windows' editors."""
    path = tmp_path / "day.txt"
    path.write_text("\ufeffWG4 # Lebkuchen für Anna\n", encoding="utf-8")
    assert [line.text for line in read_script(path)] == ["WG4"]


def test_read_refuses(tmp_path: Path) -> None:
    """Missing, too large, not UTF-8: named with the file, and the line where there is one."""
    path = tmp_path / "day.txt"
    with pytest.raises(ScriptError, match=r"day\.txt: cannot be read"):
        read_script(path)
    path.write_bytes(b"WG4\nWG4\n# f\xfcr\n")
    with pytest.raises(ScriptError, match=r"day\.txt:3: not UTF-8"):
        read_script(path)
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(ScriptError, match=r"day\.txt: larger"):
        read_script(path)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No line makes the reader fail in any other way than by its own error."""
    try:
        lines = list(parse_script(text, "day.txt"))
    except ScriptError:
        return
    assert all(isinstance(line.step, Keys | Command | Expectation) for line in lines)

"""The configuration file: typed, every strange key or value refused with its place."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.app.config import MAX_BYTES, Config, ConfigError, load, parse, profile
from hal.keypad.pins import PINS_4X5, PINS_5X6, MatrixPins

SMALL = """
[company]
name = "Huber"
[register]
id = "MARKT-01"
[[group]]
number = 1
name = "Obst"
vat = "4,9"
price = "2,50"
"""
DAY = date(2026, 11, 20)


def changed(old: str, new: str) -> str:
    """The small file with one thing changed."""
    assert old in SMALL
    return SMALL.replace(old, new)


def test_smallest_file() -> None:
    """Three sections are enough; everything else has a stated default."""
    config = parse(SMALL)
    assert config.register.id == "MARKT-01"
    assert config.paths.data == "/var/lib/standlkassa"
    assert config.clerk == []


def test_what_must_be_wanted_is_off() -> None:
    """Scale and card terminal are there only where the file names them."""
    config = parse(SMALL)
    assert config.scale is None
    assert config.terminal is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (changed('id = "MARKT-01"', 'id = "MARKT 01"'), "register.id"),
        (changed('id = "MARKT-01"', 'id = "ABCDEFGHIJKLMNOPQRSTU"'), "register.id"),
        (changed('id = "MARKT-01"', 'id = "MARKT-01"\ncolour = "red"'), "colour"),
        (changed("number = 1", "number = 0"), r"group\[0\]\.number"),
        (changed("number = 1", 'number = "1"'), r"group\[0\]\.number"),
        (changed('name = "Obst"', 'name = ""'), r"group\[0\]\.name"),
        (changed('name = "Huber"', ""), "name"),
        (SMALL + '[printer]\nconnection = "bluetooth"', "printer.connection"),
        (SMALL + "[printer]\nbaud = 5", "printer.baud"),
        (SMALL + "[gpio]\nbuzzer = 1", "gpio.buzzer"),
        (SMALL + '[scale]\ndevice = "/dev/ttyUSB0"', "conformity"),
        (SMALL + '[scale]\ndevice = "/dev/ttyUSB0"\nconformity = ""', "scale.conformity"),
        (SMALL + "[terminal]\nport = 20007", "host"),
        (SMALL + '[[group]]\nnumber = 1\nname = "X"\nvat = "20"', "number 1 is given twice"),
        (
            SMALL + '[[clerk]]\nnumber = 2\nname = "A"\n[[clerk]]\nnumber = 2\nname = "B"',
            "clerk: number 2",
        ),
        (SMALL + '[[clerk]]\nnumber = 2\nname = "A"', "nobody has role"),
        (SMALL + '[[clerk]]\nnumber = 2\nname = "A"\nrole = "boss"', r"clerk\[0\]\.role"),
        ("[company", "not TOML"),
        ("a=" + "[" * 5000, "not TOML"),
        ("a=" + "9" * 5000, "not TOML"),
    ],
)
def test_refused_with_its_place(text: str, place: str) -> None:
    """What cannot be understood is named, not guessed."""
    with pytest.raises(ConfigError, match=place):
        parse(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (changed('vat = "4,9"', 'vat = "4,95"'), r"group 1\.vat"),
        (changed('vat = "4,9"', 'vat = "zehn"'), r"group 1\.vat"),
        (changed('vat = "4,9"', 'vat = "²"'), r"group 1\.vat"),
        (changed('vat = "4,9"', 'vat = "21"'), r"group 1\.vat"),
        (changed('price = "2,50"', 'price = "2.50"'), r"group 1\.price"),
        (changed('price = "2,50"', 'price = "2,505"'), r"group 1\.price"),
        (changed('price = "2,50"', 'price = "-1"'), r"group 1\.price"),
        (changed('price = "2,50"', 'price = ","'), r"group 1\.price"),
        (changed('price = "2,50"', 'price = "999999"'), r"group 1\.price"),
        (changed('price = "2,50"', "one_key_sale = true"), r"group 1\.one_key_sale"),
        (SMALL + '[limits]\nsale = "viel"', r"limits\.sale"),
    ],
)
def test_profile_refuses_with_its_place(text: str, place: str) -> None:
    """Amounts and rates are read when the stall is made of them, and named when they are none."""
    with pytest.raises(ConfigError, match=place):
        profile(parse(text), DAY)


def test_profile() -> None:
    """Prices are cents, a price without comma is euros, rates are per mille."""
    stall = profile(parse(changed('price = "2,50"', 'price = "12"\nask_above = "50"')), DAY)
    group = stall.groups[1]
    assert (group.price_cents, group.vat_per_mille, group.halo_cents) == (1200, 49, 5000)
    assert stall.header == ("Huber",)
    assert stall.is_anonymous


def test_rate_of_the_day() -> None:
    """§ 10 Abs 1a UStG: 4,9 % is no rate before July 2026."""
    profile(parse(SMALL), date(2026, 7, 1))
    with pytest.raises(ConfigError, match="2026-06-30"):
        profile(parse(SMALL), date(2026, 6, 30))


def test_load(tmp_path: Path) -> None:
    """A file may begin with the mark that editors of Windows write."""
    path = tmp_path / "kassa.toml"
    path.write_text("\ufeff" + SMALL, encoding="utf-8")
    assert isinstance(load(path), Config)


def test_load_names_the_file(tmp_path: Path) -> None:
    """Missing, too large, not UTF-8, not TOML: the message begins with the path."""
    path = tmp_path / "kassa.toml"
    with pytest.raises(ConfigError, match=r"kassa\.toml: cannot be read"):
        load(path)
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(ConfigError, match=r"kassa\.toml: larger"):
        load(path)
    path.write_bytes(b'[company]\nname = "H\xfcber"')
    with pytest.raises(ConfigError, match=r"kassa\.toml: not UTF-8 at byte"):
        load(path)
    path.write_text("x", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"kassa\.toml: not TOML"):
        load(path)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text makes the reader fail in any other way than by its own error."""
    with pytest.raises(ConfigError):
        parse(text)


@given(st.text(max_size=12))
def test_any_price_is_an_amount_or_refused(text: str) -> None:
    """A price is cents between nothing and 99.999,99, or named."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    try:
        config = parse(changed('price = "2,50"', f'price = "{quoted}"'))
        cents = profile(config, DAY).groups[1].price_cents
    except ConfigError:
        return
    assert cents is None or 0 <= cents <= 99_999_99


def with_pins(words: str = "") -> Config:
    """The small file with these words on top."""
    return parse(words + SMALL)


def test_nothing_said_is_a_matrix_and_a_drawer_on_the_printer() -> None:
    """What most stalls have needs no word."""
    config = with_pins()
    assert config.keypad.pins == PINS_5X6
    assert config.drawer.connection == "printer"
    assert config.key_switch is None


@pytest.mark.parametrize(
    ("words", "pins"),
    [
        ('keypad.kind = "matrix-4x5"', PINS_4X5),
        ('keypad.kind = "evdev"', None),
        (
            'keypad = { kind = "matrix-4x5", rows = [26, 19, 13, 6] }',
            MatrixPins(rows=(26, 19, 13, 6), columns=PINS_4X5.columns),
        ),
        (
            "keypad.columns = [24, 23, 21, 20, 16, 12]",
            MatrixPins(rows=PINS_5X6.rows, columns=(24, 23, 21, 20, 16, 12)),
        ),
    ],
)
def test_lines_of_the_keypad(words: str, pins: MatrixPins | None) -> None:
    """Where nothing is said of rows or columns, the standard wiring counts."""
    assert with_pins(words).keypad.pins == pins


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("keypad.rows = [5, 6]", "keypad.rows: a matrix needs 5 pins, not 2"),
        (
            'keypad = { kind = "matrix-4x5", layout = "ecr" }',
            "keypad.layout: matrix-4x5 has one layout only",
        ),
        (
            'keypad = { kind = "evdev", layout = "ecr" }',
            "keypad.layout: evdev has one layout only",
        ),
        (
            'keypad = { kind = "matrix-4x5", columns = [12, 16, 20, 21, 23, 24] }',
            "keypad.columns: a matrix-4x5 needs 5 pins, not 6",
        ),
        ("keypad.rows = [5, 6, 13, 19, 12]", "keypad.columns: pin 12 is taken by keypad.rows"),
        ("gpio.buzzer = 2", "gpio.buzzer: pin 2 is taken by display.bus"),
        (
            'display = { bus = "spi", port = 0 }\ngpio.power_fail = 25',
            "gpio.power_fail: pin 25 is taken by display.bus",
        ),
        ("gpio.power_fail = 27", "gpio.power_fail: pin 27 is taken by gpio.status_led"),
        ('drawer = { connection = "gpio", pin = 18 }', "drawer.pin: pin 18 is taken by gpio.buzz"),
        (
            'drawer = { connection = "gpio", pin = 17, switch_pin = 17 }',
            "drawer.switch_pin: pin 17 is taken by drawer.pin",
        ),
        ("key_switch.register_pin = 8", "key_switch.chief_pin: pin 8 is taken by key_switch.reg"),
        (
            "key_switch = { register_pin = 7, chief_pin = 26 }",
            "key_switch.chief_pin: pin 26 is taken by keypad.rows",
        ),
        ("key_switch = { register_pin = 28, chief_pin = 7 }", "register_pin"),
    ],
)
def test_what_cannot_be_wired_is_refused_by_name(words: str, refusal: str) -> None:
    """Two devices on one line, or too few lines, are found before anything is opened."""
    with pytest.raises(ConfigError, match=refusal):
        with_pins(words)


@pytest.mark.parametrize(
    "words",
    [
        'keypad = { kind = "evdev", rows = [5] }\ngpio.buzzer = 26',
        "drawer.pin = 18",
        'drawer = { connection = "gpio", pin = 14 }',
        "key_switch = {}",
        'display = { bus = "spi", port = 0 }\ngpio.buzzer = 2',
    ],
)
def test_lines_that_are_not_used_are_free(words: str) -> None:
    """What is not wired takes no line away."""
    assert with_pins(words).company.name == "Huber"

"""What befalls a till on its stand, command by command; the rest is in test_simulate.py."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from firmware.app.config import KeySwitchSection, ScaleSection, TerminalSection
from firmware.app.config_signature import SignatureSection
from firmware.desk import misfortune
from firmware.desk.misfortune import carry_out
from firmware.desk.script import Act, Command, parse_script
from firmware.desk.stall import demo_config, in_folder
from firmware.desk.stand import Stand
from firmware.till.acts import JournalKind
from firmware.till.events import SwitchState
from hal.display.port import Screen
from hal.errors import Fault, HalError
from hal.keypad.port import Key

MORNING_UTC = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.fixture
def stand(tmp_path: Path) -> Stand:
    """A till that is on, with a key switch and a scale."""
    config = msgspec.structs.replace(
        in_folder(demo_config(), tmp_path),
        key_switch=KeySwitchSection(),
        scale=ScaleSection(device="/dev/ttyUSB0", conformity="none, this is a test"),
        terminal=TerminalSection(host="192.0.2.1"),
    )
    stand = Stand(tmp_path, config, MORNING_UTC)
    stand.commission()
    assert stand.boot()
    return stand


def befall(stand: Stand, text: str) -> bool:
    """Carry out one line."""
    (line,) = parse_script(text, "day.txt")
    assert isinstance(line.step, Command)
    return carry_out(stand, line.step)


def test_the_switch_is_turned(stand: Stand) -> None:
    """It is heard at once, as after a quarter of a second on a real till."""
    assert befall(stand, "@switch AUS")
    assert stand.station.loop.till.switch is SwitchState.OFF
    assert befall(stand, "@switch CHEF")
    assert stand.station.loop.till.switch is SwitchState.CHIEF


def _sticks(stand: Stand) -> list[object]:
    return [row.content["what"] for row in stand.book.journal(kind=JournalKind.STICK)]


def test_the_owners_stick(stand: Stand) -> None:
    """The till knows it, as if F 70 had made it; what it is owed goes onto it, and it is let go."""
    assert befall(stand, "@stick owner")
    assert ["owner", "in", "out"] == _sticks(stand)
    assert (stand.screen.item, stand.screen.main) == ("Stick ok", "fertig ✓")
    assert not stand.bench.sticks.is_mounted


@pytest.mark.parametrize("word", ["new", "other", "full", "readonly", "slow"])
def test_other_sticks(stand: Stand, word: str) -> None:
    """In until somebody takes it out; nothing is written onto it by itself."""
    assert befall(stand, f"@stick {word}")
    assert ["in"] == _sticks(stand)
    assert stand.station.loop.till.stick is not None
    assert not list(stand.bench.sticks.folder(word).glob("Registrierkasse"))
    assert befall(stand, "@stick out")
    assert ["in", "out"] == _sticks(stand)
    assert stand.station.loop.till.stick is None


def test_a_key_hangs(stand: Stand) -> None:
    """It was pressed once, is E19 after ten seconds, and counts again when it is free."""
    assert befall(stand, "@key WG3 stuck")
    assert stand.screen.main == "Klemmt: WG3"
    assert befall(stand, "@key WG3 free")
    assert stand.station.loop.till.stuck_keys == frozenset()
    assert stand.press([Key.C, Key.WG3])
    assert stand.screen.item == "Honig         ×2"


def test_something_lies_on_the_scale(stand: Stand) -> None:
    """Grams, at rest or not."""
    assert befall(stand, "@scale 1,345")
    assert (stand.bench.scale.milli, stand.bench.scale.is_stable) == (1345, True)
    assert befall(stand, "@scale 0,5 unstable")
    assert (stand.bench.scale.milli, stand.bench.scale.is_stable) == (500, False)


def test_the_terminal_takes_the_card_or_not(stand: Stand) -> None:
    """As it is told, in the same round."""
    assert befall(stand, "@terminal declined")
    assert stand.press([Key.WG1, Key.KARTE])
    assert [] == stand.bench.terminal.bookings
    assert stand.press([Key.C])
    assert befall(stand, "@terminal paid")
    assert stand.press([Key.KARTE])
    assert [250] == [booking.amount_cents for booking in stand.bench.terminal.bookings]
    assert stand.screen.item == "BEZAHLT"


def test_the_services_are_away_and_come_back(tmp_path: Path) -> None:
    """No way there, no answer, an answer too late; then all is well again."""
    section = SignatureSection(kind="primesign", url="https://p.example")
    units = [section, SignatureSection(kind="card")]
    config = msgspec.structs.replace(in_folder(demo_config(), tmp_path), signature=units)
    stand = Stand(tmp_path, config, MORNING_UTC)
    stand.commission()
    assert stand.boot()
    for word, fault in (("away", Fault.ABSENT), ("dead", Fault.TIMEOUT), ("slow 9", Fault.TIMEOUT)):
        assert befall(stand, f"@service {word}")
        with pytest.raises(HalError) as refused:
            stand.bench.devices().places[0].device_for(None).identify(3.0)
        assert fault is refused.value.fault
    assert befall(stand, "@service up")
    assert stand.bench.devices().places[0].device_for(None).identify(3.0).family == "PrimeSign"


def test_the_plug_is_pulled_at_once(stand: Stand) -> None:
    """Without a number nothing more is touched."""
    assert stand.press([Key.WG1])
    assert not befall(stand, "@power cut")
    assert stand.cuts == 1
    with pytest.raises(AssertionError, match="the till is on"):
        _ = stand.book
    assert stand.boot()
    assert stand.screen.item == "Offener Bon"


def test_the_panel_is_unplugged(stand: Stand) -> None:
    """The till goes on drawing; nobody sees it until the panel is back."""
    assert befall(stand, "@display unplug")
    assert not any(stand.bench.panel.frame().bits)
    assert befall(stand, "@display plug")
    assert stand.screen != Screen()


def test_time_is_no_device(stand: Stand) -> None:
    """What is not moved by hand is refused by the hand."""
    with pytest.raises(ValueError, match="@wait is no device"):
        misfortune._move(stand.bench, Command(act=Act.WAIT, word="", number=1.0))


def test_a_renewed_card_is_the_card_from_now_on(stand: Stand) -> None:
    """@card insert means the new one; the old one can be put in again as long as there are two."""
    first = stand.bench.card
    assert befall(stand, "@card new acos-id")
    second = stand.bench.card
    assert ("ACOS-ID", False) == (second.family, first.serial == second.serial)
    signed = first.signature_count
    assert befall(stand, "@card old")
    stand.press([Key.WG4])
    assert (signed + 1, 0) == (first.signature_count, second.signature_count)
    assert befall(stand, "@card locked")
    assert (3, 0) == (first.pin_tries_left, second.pin_tries_left)


def test_a_card_of_another_undertaking(stand: Stand) -> None:
    """It names its own company, and the till signs nothing with it."""
    own = stand.bench.devices().card_for(None).identify(3.0)
    assert befall(stand, "@card foreign")
    foreign = stand.bench.devices().card_for(None).identify(3.0)
    holders = [b"ATU12345678" in one.certificate for one in (own, foreign)]
    assert [True, False] == holders
    assert befall(stand, "@card insert")
    assert own.serial == stand.bench.devices().card_for(None).identify(3.0).serial


def test_the_clock_is_wrong_and_right_again(stand: Stand) -> None:
    """Ahead it signs nothing, with an empty battery it asks; a server ends both."""
    assert befall(stand, "@clock ahead 7200")
    assert "Uhrzeit unsicher" in stand.screen.main
    assert befall(stand, "@clock right")
    assert not befall(stand, "@clock lost")
    assert stand.boot()
    assert "F 94" in stand.screen.hint
    assert befall(stand, "@clock right")
    assert befall(stand, "@clock back 30")
    assert stand.clock.now().utc < stand.timepiece.true_utc

"""The emulated hardware of one till, and the hands that disturb it."""

from pathlib import Path

import msgspec
import pytest

from firmware.app.config import ConfigError, ScaleSection, TerminalSection
from firmware.desk.bench import LONGEST_WAIT_S, PIN, Bench, Passage
from firmware.desk.power import Plug
from firmware.desk.stall import demo_config
from hal.card.emulator import await_emulated_end
from hal.clock.emulator import EmulatedClock
from hal.errors import Fault, HalError
from hal.printer.port import Document, Paper, Text
from hal.scale.port import Weight
from hal.terminal.port import Outcome
from tests.app.day import MORNING, utc

DIGEST = bytes(32)
SLIP = Document(blocks=(Text(text="Bon"),))


@pytest.fixture
def clock() -> EmulatedClock:
    """The bench's time."""
    return EmulatedClock(utc(MORNING))


@pytest.fixture
def bench(clock: EmulatedClock, tmp_path: Path) -> Bench:
    """Everything on the table, in order."""
    passage = Passage(clock=clock, wait=clock.advance, await_end=await_emulated_end)
    return Bench(demo_config(), passage, Plug(tmp_path / "book.sqlite"))


def test_everything_in_order(bench: Bench) -> None:
    """A fresh bench prints and signs."""
    devices = bench.devices()
    assert len(devices.card_for(bench.card.serial).sign(DIGEST, 3.0)) == 64
    devices.printer.print(SLIP, 15.0)
    assert devices.printer.status(1.0).is_ready
    assert not devices.power_fail.is_failing()


def test_pin_is_the_cards(bench: Bench) -> None:
    """The desk knows the PIN of its own card, 4 to 8 digits."""
    assert PIN.isdigit()
    bench.devices().card_for(None).sign(DIGEST, 3.0)


@pytest.mark.parametrize(
    ("position", "fault"),
    [("out", Fault.ABSENT), ("slow", Fault.TIMEOUT), ("dead", Fault.TIMEOUT)],
)
def test_card_positions(bench: Bench, clock: EmulatedClock, position: str, fault: Fault) -> None:
    """Out, slow and dead fail as they should, in no more time than a customer waits."""
    card = bench.devices().card_for(None)
    bench.set_card(position)
    before_s = clock.monotonic()
    with pytest.raises(HalError) as caught:
        card.sign(DIGEST, 3.0)
    assert caught.value.fault is fault
    assert clock.monotonic() - before_s <= 2 * LONGEST_WAIT_S
    bench.set_card("in")
    assert len(card.sign(DIGEST, 3.0)) == 64


def test_slow_card_may_be_fast_enough(bench: Bench) -> None:
    """A card that takes a hundredth of a second for each command is in time."""
    bench.set_card("slow", 0.01)
    assert len(bench.devices().card_for(None).sign(DIGEST, 3.0)) == 64


def test_paper(bench: Bench) -> None:
    """An empty roll stops the printer, a new one lets it go on."""
    printer = bench.devices().printer
    bench.set_paper(Paper.OUT)
    with pytest.raises(HalError) as caught:
        printer.print(SLIP, 5.0)
    assert caught.value.fault is Fault.PAPER_OUT
    bench.set_paper(Paper.OK)
    printer.print(SLIP, 15.0)


def test_power_is_lost(bench: Bench) -> None:
    """A cut loses what is in the printer; the same devices work again at once."""
    bench.devices().printer.print(Document(blocks=(Text(text="halb"),)), 15.0)
    bench.lose_power()
    (slip,) = bench.printer.slips
    assert not slip.is_complete
    devices = bench.devices()
    assert len(devices.card_for(None).sign(DIGEST, 3.0)) == 64
    devices.printer.print(SLIP, 15.0)


def test_scale(clock: EmulatedClock, tmp_path: Path) -> None:
    """Wired only when the settings say so; the hand that lays something on the pan is ours."""
    passage = Passage(clock=clock, wait=clock.advance, await_end=await_emulated_end)
    plug = Plug(tmp_path / "book.sqlite")
    assert Bench(demo_config(), passage, plug).devices().scale is None
    section = ScaleSection(device="/dev/ttyUSB0", conformity="T-0000")
    bench = Bench(msgspec.structs.replace(demo_config(), scale=section), passage, plug)
    bench.scale.milli = 1345
    scale = bench.devices().scale
    assert scale is not None
    assert Weight(milli=1345, is_stable=True) == scale.read(3.0)


def test_terminal(clock: EmulatedClock, tmp_path: Path) -> None:
    """Wired only when the settings say so; its own book says what was paid."""
    passage = Passage(clock=clock, wait=clock.advance, await_end=await_emulated_end)
    plug = Plug(tmp_path / "book.sqlite")
    assert Bench(demo_config(), passage, plug).devices().terminal is None
    section = TerminalSection(host="192.168.1.60")
    bench = Bench(msgspec.structs.replace(demo_config(), terminal=section), passage, plug)
    terminal = bench.devices().terminal
    assert terminal is not None
    texts: list[str] = []
    payment = terminal.authorise(1980, texts.append, lambda: False, 60.0)
    assert payment.outcome is Outcome.PAID
    assert [1980] == [booking.amount_cents for booking in bench.terminal.bookings]


def test_unknown_printer(clock: EmulatedClock, tmp_path: Path) -> None:
    """A model nobody emulates is refused with its place in the settings."""
    config = demo_config()
    printer = msgspec.structs.replace(config.printer, model="abacus-1")
    passage = Passage(clock=clock, wait=clock.advance, await_end=await_emulated_end)
    with pytest.raises(ConfigError, match=r"printer\.model"):
        Bench(
            msgspec.structs.replace(config, printer=printer), passage, Plug(tmp_path / "x.sqlite")
        )

"""The drivers on whatever lower side they are given."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from firmware.app.assembly import LowerSide, assemble
from firmware.app.config import Config, ConfigError
from firmware.app.config_signature import SignatureSection
from firmware.app.devices import Devices
from firmware.desk import bench as benches
from firmware.desk.bench import PIN, Bench, Passage
from firmware.desk.power import Plug
from firmware.finanzonline.order import UnitKind
from hal.card.emulator import PIN_TRIES, EmulatedCard, await_emulated_end
from hal.card.emulator_profile import CardTraits
from hal.clock.emulator import EmulatedClock
from hal.display.port import Screen
from hal.drawer.emulator import EmulatedDrawer
from hal.errors import Fault, HalError
from hal.printer.port import Document, Text
from tests.app.day import MORNING, utc

DIGEST = bytes(32)


class Table:
    """A bench whose lower side can be looked at and changed before it is assembled."""

    def __init__(self, config: Config, folder: Path, patch: pytest.MonkeyPatch) -> None:
        clock = EmulatedClock(utc(MORNING))
        passage = Passage(clock=clock, wait=clock.advance, await_end=await_emulated_end)
        self.config = config
        self.bench = Bench(config, passage, Plug(folder / "book.sqlite"))
        self.lowers: list[LowerSide] = []
        patch.setattr(benches, "assemble", self._assemble)

    def _assemble(
        self, config: Config, lower: LowerSide, pin: bytes, services: Mapping[str, bytes]
    ) -> Devices:
        self.lowers.append(lower)
        return assemble(config, lower, pin, services)

    def lower(self) -> LowerSide:
        """What the bench gives to the drivers."""
        self.bench.devices()
        return self.lowers[-1]


@pytest.fixture
def table(config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Table:
    """Everything on the table."""
    return Table(config, tmp_path, monkeypatch)


def test_devices_work(table: Table) -> None:
    """Each device does what its port says, on the emulated lower side."""
    devices = table.bench.devices()
    devices.display.show(Screen(item="Bereit"))
    assert table.bench.panel.revision > 0
    devices.printer.print(Document(blocks=(Text(text="Bon"),)), 15.0)
    assert table.bench.printer.bytes_received > 0
    assert devices.columns == table.bench.printer.model.columns
    assert devices.keypad.poll(0.0) == ()
    identity = devices.card_for(None).identify(3.0)
    assert identity.serial == table.bench.card.serial


def test_drawer_on_the_printer_or_on_a_pin(table: Table) -> None:
    """Without a drawer of its own the till opens the one on the printer's socket."""
    lower = table.lower()
    assemble(table.config, replace(lower, drawer=None), PIN).drawer.open(1.0)
    assert table.bench.printer.drawer_pulses == 1
    drawer = EmulatedDrawer()
    assemble(table.config, replace(lower, drawer=drawer), PIN).drawer.open(1.0)
    assert (table.bench.printer.drawer_pulses, drawer.pulses) == (1, 1)


def test_unknown_printer(table: Table) -> None:
    """A model nobody knows is a refusal, not a guess."""
    printer = msgspec.structs.replace(table.config.printer, model="abacus-1")
    config = msgspec.structs.replace(table.config, printer=printer)
    with pytest.raises(ConfigError, match=r"printer\.model: .*abacus-1"):
        assemble(config, table.lower(), PIN)


def test_refused_pin_is_remembered_by_all_drivers(table: Table) -> None:
    """A PIN the card refused is not shown again by a driver made anew after it."""
    table.bench.reader.insert(EmulatedCard(traits=CardTraits(pin="999999")))
    devices = table.bench.devices()
    faults = []
    for _ in range(3):
        with pytest.raises(HalError) as caught:
            devices.card_for(None).sign(DIGEST, 3.0)
        faults.append(caught.value.fault)
    assert faults == [Fault.PIN_WRONG] * 3
    card = table.bench.reader._card
    assert card is not None
    assert card.pin_tries_left == PIN_TRIES - 1


def test_card_must_be_the_registered_one(table: Table) -> None:
    """A serial narrows the till to one card."""
    card = table.bench.devices().card_for("1234")
    with pytest.raises(HalError) as caught:
        card.sign(DIGEST, 3.0)
    assert caught.value.fault is Fault.WRONG_CARD


def test_nothing_is_sent_before_it_is_asked_for(table: Table) -> None:
    """Assembling touches no device: a missing one is found when it is used."""
    table.bench.reader.pull()
    table.bench.panel.unplug()
    table.bench.printer.is_powered = False
    assert table.bench.devices().columns > 0


def test_card_is_the_only_place_unless_others_are_named(table: Table) -> None:
    """A till without `[[signature]]` signs with its card."""
    places = table.bench.devices().places
    assert [("card", UnitKind.CARD, "AT1")] == [(one.name, one.kind, one.vda_id) for one in places]


def test_places_are_those_of_the_settings(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In their order; each place is its own unit, with the provider of its receipts."""
    sections = [
        SignatureSection(kind="primesign", url="https://p.example"),
        SignatureSection(kind="card"),
        SignatureSection(kind="atrust-online", url="https://a.example", user="u1"),
    ]
    settings = msgspec.structs.replace(config, signature=sections)
    table = Table(settings, tmp_path, monkeypatch)
    places = table.bench.devices().places
    assert [
        ("primesign", UnitKind.SERVICE, "AT3"),
        ("card", UnitKind.CARD, "AT1"),
        ("atrust-online", UnitKind.SERVICE, "AT1"),
    ] == [(one.name, one.kind, one.vda_id) for one in places]
    serials = [one.device_for(None).identify(3.0).serial for one in places]
    services = table.bench.services
    assert [
        services.unit("primesign").serial,
        table.bench.card.serial,
        services.unit("atrust-online").serial,
    ] == serials
    with pytest.raises(HalError) as caught:
        places[0].device_for("1234").sign(DIGEST, 3.0)
    assert caught.value.fault is Fault.WRONG_CARD

"""kassad on a till that was never in operation, with its threads, on into the first sale."""

from pathlib import Path
from threading import Thread

import msgspec
import pytest

from firmware.app.config import Config
from firmware.app.credentials import create_aes_key, create_card_pin
from firmware.app.life.first_start import NO_PIN, Site
from firmware.app.life.register_ids import FORMER
from firmware.app.main import EXIT_CONFIG, EXIT_POWER, Supervision, live
from firmware.desk.bench import PIN
from firmware.process.notify import Notifier
from firmware.store.reader import Reader
from tests.app.machine import Machine


def test_first_start_and_first_sale(tmp_path: Path, config: Config) -> None:
    """§ 6 RKSV: put into operation at the keys, and on into the first sale without a restart."""
    (tmp_path / "till").mkdir()
    machine = Machine(tmp_path / "till", config, is_new=True)
    site = Site(config=config, devices=machine.devices(NO_PIN), secrets=machine.secrets)
    supervision = Supervision(stop=machine.stop, notifier=Notifier({}))
    thread = Thread(target=lambda: machine.codes.append(live(site, supervision)))
    thread.start()
    machine.watch.wait_for(lambda: machine.watch.has_shown("NEUE KASSE"))
    machine.type(f"BAR BAR BAR {PIN.decode()} BAR BAR BAR")
    machine.watch.wait_for(lambda: machine.watch.documents == 2)
    machine.type("WG4")
    machine.watch.wait_for(lambda: machine.watch.documents == 3)
    assert machine.end(thread) == 0
    startbeleg, slip, sale = ("\n".join(one.text) for one in machine.bench.printer.slips)
    assert "STARTBELEG" in startbeleg
    assert "NEUE KASSE" in slip
    assert "Lebkuchenherz" in sale
    with Reader.open_read_only(machine.plug_path) as book:
        assert [receipt.is_signed for receipt in book.receipts()] == [True, True]


def test_former_registers_that_cannot_be_read(tmp_path: Path, config: Config) -> None:
    """A key without its book, and nobody can tell whose: said on the display, not by a crash."""
    (tmp_path / "till").mkdir()
    machine = Machine(tmp_path / "till", config, is_new=True)
    create_aes_key(machine.secrets)
    create_card_pin(machine.secrets, PIN)
    (machine.plug_path.parent / FORMER).write_text("no folder")
    site = Site(config=config, devices=machine.devices(NO_PIN), secrets=machine.secrets)
    code = live(site, Supervision(stop=machine.stop, notifier=Notifier({})))
    assert EXIT_CONFIG == code
    assert machine.watch.has_shown("Daten unlesbar")


@pytest.mark.parametrize("told", ["asked", "supply", "settings"])
def test_first_start_that_is_not_finished(tmp_path: Path, config: Config, told: str) -> None:
    """Ended before its last key it has made nothing, and says how it ended."""
    (tmp_path / "till").mkdir()
    machine = Machine(tmp_path / "till", config, is_new=True)
    if told == "settings":
        group = msgspec.structs.replace(config.group[0], vat="21")
        config = msgspec.structs.replace(config, group=[group], article=[])
    machine.bench.power_fail.has_warning = told == "supply"
    if told == "asked":
        machine.stop.set()
    site = Site(config=config, devices=machine.devices(NO_PIN), secrets=machine.secrets)
    code = live(site, Supervision(stop=machine.stop, notifier=Notifier({})))
    assert {"asked": 0, "supply": EXIT_POWER, "settings": EXIT_CONFIG}[told] == code
    assert not machine.plug_path.exists()

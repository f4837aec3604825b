"""Every part real: from the levels of the key matrix to the paper, with nothing of ours between."""

import pytest
from pyzbar import pyzbar

from firmware.rksv.jws import FAILURE_TEXT
from hal.display.port import Screen
from hal.printer.port import Paper
from tests.conformance.real_till import RealTill

pytestmark = [pytest.mark.whole, pytest.mark.pcsc, pytest.mark.xdist_group("pcsc")]

BUZZER, POWER_FAIL, STATUS_LED = 18, 4, 27
SOLENOID, DRAWER_SWITCH, REGISTER, CHIEF = 22, 17, 7, 8
EXIT_POWER = 75

FITTINGS = f"""
[drawer]
connection = "gpio"
pin = {SOLENOID}
switch_pin = {DRAWER_SWITCH}

[key_switch]
register_pin = {REGISTER}
chief_pin = {CHIEF}
"""


def test_from_finger_to_paper(till: RealTill) -> None:
    """§ 132a BAO, § 9 RKSV: three items, cash, change: signed, stored, printed, and provably so."""
    said = till.commission()
    assert "REAL-01 is in operation" in said
    till.start()
    assert till.bench.chip.level(STATUS_LED) == 1

    till.type("3 × 250 WG1")
    till.await_screen(Screen(item="3 × 2,50", main="7,50", hint="SUMME            7,50"))
    till.type("1290 WG2 5000 BAR")
    till.await_screen(Screen(item="RÜCKGELD", main="29,60", hint="Bon 000002   BON=Kop."))
    startbeleg, _steps, slip = till.await_slips(3)

    assert till.stop() == 0
    assert till.bench.chip.level(STATUS_LED) == 0
    assert (BUZZER, 1) in till.output_changes()
    assert till.printer.drawer_pulses == 1
    assert slip.is_complete
    assert any("29,60" in line for line in slip.text)
    (code,) = slip.qr_payloads
    (seen,) = pyzbar.decode(slip.image.convert("L"))
    assert code == seen.data.decode()
    assert startbeleg.qr_payloads[0].split("_")[3] == "1"
    proof = till.prove()
    assert proof.is_good, proof
    assert till.bench.panel.unknown == []
    assert till.journal()[-1] == "STOPP"


def test_supply_fails_and_the_plug_is_pulled(till: RealTill) -> None:
    """§ 131 BAO: the open sale outlives the supply's warning and the loss of all power."""
    till.commission()
    till.start()
    till.type("250 WG1")
    till.await_screen(Screen(item="Obst", main="2,50", hint="SUMME            2,50"))

    till.bench.chip.drive(POWER_FAIL, 0)
    assert till.end() == EXIT_POWER
    till.bench.chip.drive(POWER_FAIL, None)
    till.start()
    till.await_screen(Screen(item="Offener Bon", main="weiter", hint="SUMME            2,50"))
    till.type("WG1")
    till.await_screen(Screen(item="Obst          ×2", main="5,00", hint="SUMME            5,00"))
    till.cut()
    till.start()
    till.type("BAR")
    till.await_slips(3)

    assert till.stop() == 0
    assert till.journal().count("STROMAUSFALL") == 2
    assert till.prove().is_good


def test_no_card_and_no_paper(till: RealTill) -> None:
    """§ 17 Abs 4 RKSV: sells on in failure form; the slip waits for a new roll."""
    till.commission()
    till.start()
    till.slot.pull()
    till.printer.paper = Paper.OUT

    # The printer is asked every few seconds: what it says must not meet the sale half-way.
    till.await_screen(Screen(item="FEHLER E10", main="Papier Ende", hint="Rolle wechseln"))
    till.type("250 WG1 BAR")
    till.printer.paper = Paper.OK
    slips = till.await_slips(3)

    assert till.stop() == 0
    assert slips[-1].is_complete
    assert any(FAILURE_TEXT in line for line in slips[-1].text)
    assert "AUSFALL_BEGINN" in till.journal()
    assert till.prove().is_good


def test_key_switch_and_drawer_on_pins(till: RealTill) -> None:
    """5.2: the lock switches the till off over an open sale; the drawer opens, and says so."""
    chip = till.bench.chip
    chip.drive(REGISTER, 0)
    till.configure(FITTINGS)
    till.commission()
    till.start()
    till.type("250 WG1")
    till.await_screen(Screen(item="Obst", main="2,50", hint="SUMME            2,50"))

    chip.drive(REGISTER, None)
    till.await_screen(Screen(item="MARKTSTAND HUBER", main="KASSE AUS", hint="Schlüssel auf REG"))
    till.type("BAR")
    chip.drive(CHIEF, 0)
    till.await_screen(Screen(item="Obst", main="2,50", hint="SUMME            2,50"))
    chip.on_low[SOLENOID] = lambda: chip.drive(DRAWER_SWITCH, 0)
    till.type("BAR")
    till.await_slips(3)
    till.await_journal("LADE")

    assert till.stop() == 0
    assert till.output_changes().count((SOLENOID, 1)) == 1
    assert till.printer.drawer_pulses == 0
    assert till.journal().count("SCHLOSS") == 2
    assert till.prove().is_good

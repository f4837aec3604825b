"""F 63 on the emulated till: a register ends once, whole, and stays ended."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from firmware.app.boot import BootError
from firmware.app.issue import RefusedError
from firmware.app.life.decommission import Wish, decommission
from firmware.app.life.full_export import EVERYTHING
from firmware.app.stick import writer
from firmware.desk.keys import parse_keys
from firmware.export.package.examination import Found
from firmware.finanzonline.due import order_of
from firmware.finanzonline.order import Act, Reason
from firmware.finanzonline.owed import owed_orders
from firmware.rksv.receipt import ReceiptKind
from firmware.store.reader import Reader
from firmware.sync.dossier import gather
from firmware.till.acts import JournalKind
from firmware.till.events import Refusal
from firmware.till.sales.sale import Sale
from hal.stick.emulator import EmulatedPort, EmulatedStick
from hal.stick.mounted import MountedSlot
from tests.app.day import Day

#: „GRAZ-01" as letters on the number keys.
ASK = "F 63 BAR 4 777 2 9999 111 00 1 BAR"
END = f"{ASK} 1 BAR"
Z = "F 20 BAR 200 × 100 BAR ZW 2 1 BAR"
OVER = "AUSSER BETRIEB|BON=Kopie F63=Sichern"


def exports(day: Day) -> list[dict[str, object]]:
    """The rows of full exports."""
    rows = day.rows(JournalKind.EXPORT)
    return [dict(row.content) for row in rows if row.content["what"] == EVERYTHING]


def papers(day: Day) -> str:
    """Everything that came out of the printer."""
    return "\n".join(day.paper(index) for index in range(len(day.slips)))


def test_the_whole_way(day: Day) -> None:
    """§ 17 Abs 8 RKSV: export, zero receipt, row, slip, export once more; then nothing is sold."""
    day.type(f"250 WG1 BAR C {Z} {ASK} 1")
    assert "SCHLUSSBELEG?|BAR = ENDE|gesichert, KEIN Stick" == day.display
    assert 1 == len(exports(day))
    day.type("BAR")
    assert ["standard 250", "schlussbeleg 250"] == day.story()
    (row,) = day.rows(JournalKind.AUSSERBETRIEB)
    assert {"reason": 6, "number": 3, "units": False} == row.content
    before, after = exports(day)
    assert (2, 3) == (before["receipts"], after["receipts"])
    folder = day.stand.book_path.parent / "export" / "Registrierkasse" / "GRAZ-01"
    assert {before["folder"], after["folder"]} == {one.name for one in folder.iterdir()}
    assert "SCHLUSSBELEG" in papers(day)
    assert "AUSSER BETRIEB" in papers(day)
    day.type("C 250 WG1 BAR C C")
    assert OVER == day.display.partition("|")[2]
    assert ["standard 250", "schlussbeleg 250"] == day.story()


def test_it_boots_into_its_end(day: Day) -> None:
    """Kept for seven years, it is switched on now and then: it says so, and prints copies."""
    day.type(END)
    day.cut()
    assert OVER == day.display.partition("|")[2]
    count = len(day.slips)
    day.type("BON")
    assert "BELEGKOPIE" in day.paper(count)
    day.until("2026-12-24T09:00:00")
    day.type("250 WG1 BAR")
    assert ["schlussbeleg 0"] == day.story()


def test_the_issuer_refuses_every_receipt(day: Day) -> None:
    """The last line of defence, below the counter: whatever asks gets no number."""
    day.type(END)
    for kind in ReceiptKind:
        with pytest.raises(RefusedError) as caught:
            day.stand.station.issuer.issue(Sale(kind=kind, clerk=None), ())
        assert Refusal.ENDED is caught.value.refusal
    assert () == day.stand.station.issuer.resume()
    assert ["schlussbeleg 0"] == day.story()


def test_in_an_outage(day: Day) -> None:
    """§ 17 Abs 8 RKSV: it may be "ausgefallen"; a card that comes back signs nothing after it."""
    day.bench.set_card("out")
    day.type(f"WG4 C {Z} C F 63")
    assert "AUSFALL! BAR=Ja C" == day.display.rpartition("|")[2]
    day.type(END.removeprefix("F 63 "))
    day.bench.set_card("in")
    day.wait(60)
    assert ["standard 300 !", "schlussbeleg 300 !"] == day.story()
    day.cut()
    day.until("2026-11-24T09:00:00")
    assert OVER == day.display.partition("|")[2]


def test_a_closing_receipt_that_is_due_comes_first(new_day: Callable[..., Day]) -> None:
    """§ 8 Abs 2 RKSV: October is closed before the register is."""
    day = new_day("2026-10-30T09:00:00")
    day.until("2026-11-02T09:00:00")
    day.type(END)
    assert ["monatsbeleg 0", "schlussbeleg 0"] == day.story()


@pytest.mark.parametrize(("choice", "units"), [("1", 0), ("2", 1)])
def test_finanzonline_is_owed_the_end(day: Day, choice: str, units: int) -> None:
    """§ 16 RKSV: the orders follow from the row; the unit's only if it was given up."""
    day.type(f"{ASK} {choice} BAR")
    facts = gather(day.stand.book)
    assert facts is not None
    acts = [one.order.act for one in owed_orders(facts, day.stand.clock.now().utc)]
    assert 1 == acts.count(Act.AUSSERBETRIEBNAHME_KASSE)
    assert units == acts.count(Act.AUSSERBETRIEBNAHME_SE)
    now_utc = day.stand.clock.now().utc
    order = order_of(facts, "ausserbetriebnahme_kasse:GRAZ-01", now_utc)
    assert order is not None
    assert Reason.PLANNED is order.reason


def test_on_the_stick_too(day: Day, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a stick the export is on both, with the same DEP."""
    port = EmulatedPort(tmp_path / "run" / "stick")
    (tmp_path / "stick").mkdir()
    port.insert(EmulatedStick(folder=tmp_path / "stick"))
    slot = MountedSlot(port, port.mount_point)
    devices = day.bench.devices
    monkeypatch.setattr(day.bench, "devices", lambda: replace(devices(), slot=slot))
    assert day.stand.shut_down()
    day.boot()
    day.type(END)
    assert "Sicherung ✓|2 Bons|Kasse und Stick" == day.display
    made = exports(day)[-1]
    assert ["data partition", "stick"] == made["media"]
    ours = day.stand.book_path.parent / "export"
    deps = [max(top.rglob("dep-export__*")) for top in (ours, tmp_path / "stick")]
    assert deps[0].read_bytes() == deps[1].read_bytes()


def test_a_damaged_dep_ends_nothing(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who cannot show a sound DEP does not end it by a key: the till goes on selling."""
    found = Found(detail="as the test says", words="Beleg verändert: 2")
    monkeypatch.setattr(writer, "examine", lambda *_: (found,))
    day.type(f"{ASK} 1")
    assert "FEHLER E15|DEP beschädigt|Kasse läuft weiter" == day.display
    assert [{"what": EVERYTHING, "error": "as the test says"}] == exports(day)
    day.type("C WG4")
    assert ["standard 300"] == day.story()


def test_ended_by_command_the_till_knows(day: Day) -> None:
    """A till that was given up and boots once more sells nothing, and prints the slip."""
    day.type(f"WG4 C {Z}")
    assert day.stand.shut_down()
    folder = day.stand.book_path.parent
    now_utc = day.stand.clock.now().utc
    decommission(Wish(data=folder, out=folder / "out", register_id="GRAZ-01"), now_utc)
    day.boot()
    assert OVER == day.display.partition("|")[2]
    assert "nicht behebbarer Ausfall" in papers(day)
    day.type("250 WG1 BAR")
    assert ["standard 300"] == day.story()


def test_half_a_receipt_of_a_register_that_ended(day: Day) -> None:
    """What was begun and never issued stays so: its number was given to nobody."""
    day.type("250 WG1")
    plug = day.stand.plug
    edge = plug.edge

    def pull_at_the_card(name: str) -> None:
        if name.startswith("card: before 002a"):
            plug.pull()
        edge(name)

    plug.edge = pull_at_the_card  # type: ignore[method-assign]
    assert not day.stand.press(parse_keys("BAR"))
    plug.edge = edge  # type: ignore[method-assign]
    folder = day.stand.book_path.parent
    now_utc = day.stand.clock.now().utc
    decommission(Wish(data=folder, out=folder / "out", register_id="GRAZ-01"), now_utc)
    day.boot()
    assert day.stand.book.intent() is not None
    assert [] == day.story()
    day.type("C BAR C")
    assert [] == day.story()


def test_another_machine_boots_nothing(day: Day) -> None:
    """A card in a machine that never had it: a technician says whether it is a clone."""
    assert day.stand.shut_down()
    day.stand.bench.machine = "spare"
    with pytest.raises(BootError) as caught:
        day.stand.boot()
    assert "Fremdes Gerät" == caught.value.words
    assert "kassa restore --adopt" in str(caught.value)
    day.stand.bench.machine = "bench"
    day.boot()
    day.type("WG4")
    with Reader.open_read_only(day.stand.book_path) as book:
        machines = [row.content["hardware"] for row in book.journal(kind=JournalKind.START)]
    assert ["bench", "bench"] == machines

"""Cuts by a seed, and codes on paper the moment they are there."""

from hal.printer.emulator import EmulatedPrinter
from hal.printer.model import printer_model
from machine.cuts import PaperWatch, draw_cuts
from machine.voldisk import Survival


def _symbol(text: bytes) -> bytes:
    store = b"\x1d(k" + (len(text) + 3).to_bytes(2, "little") + b"1P0" + text
    return store + b"\x1d(k\x03\x001Q0"


def test_cuts_are_drawn() -> None:
    """As many as asked, all ways, in starts as well as in sales; the same by the same seed."""
    cuts = list(draw_cuts(60, 1))
    assert list(range(1, 61)) == [one.number for one in cuts]
    assert set(Survival) == {one.survival for one in cuts if one.is_in_start}
    assert 12 == sum(one.is_in_start for one in cuts)
    assert all(0 <= one.after_s <= 20 for one in cuts)
    assert cuts == list(draw_cuts(60, 1))
    assert cuts != list(draw_cuts(60, 2))


def test_a_code_is_told_when_it_is_on_paper() -> None:
    """Before the slip is cut off, once, and not before it is there."""
    printer, told = EmulatedPrinter(printer_model("epson-tm-t20ii")), list[str]()
    watch = PaperWatch(printer, told.append)
    watch.feed(b"Beleg\n")
    assert [] == told
    watch.feed(_symbol(b"_R1-AT1_one"))
    watch.look()
    assert (["_R1-AT1_one"], set()) == (told, watch.whole)
    watch.feed(b"\n\x1dV\x00")
    assert {"_R1-AT1_one"} == watch.whole
    watch.feed(_symbol(b"_R1-AT1_two"))
    assert ["_R1-AT1_one", "_R1-AT1_two"] == told == watch.codes


def test_paper_that_was_torn_is_seen_and_not_whole() -> None:
    """A printer without power lets go of what hangs out."""
    printer = EmulatedPrinter(printer_model("epson-tm-t20ii"))
    watch = PaperWatch(printer, lambda _code: None)
    watch.feed(_symbol(b"_R1-AT1_one"))
    printer.is_powered = False
    watch.look()
    assert (["_R1-AT1_one"], set()) == (watch.codes, watch.whole)

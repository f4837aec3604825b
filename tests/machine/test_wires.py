"""What hangs on a till."""

from hal.printer.port import Paper
from machine.wires import Wires


def test_everything_is_plugged_in_and_goes_away_at_the_end() -> None:
    """A socket for each; nothing has complained."""
    with Wires() as wires:
        paths = [port.path for port in wires.ports.values()]
        assert (["board", "printer", "reader"], True, ()) == (
            list(wires.ports),
            all(path.is_socket() for path in paths),
            wires.faults,
        )
        folder = wires.folder
    assert not folder.exists()


def test_without_mains_the_glass_is_dark_and_the_paper_stays() -> None:
    """The panel forgets, the roll does not."""
    with Wires() as wires:
        wires.panel.transfer(0x3C, bytes([0x00, 0x8D, 0x14, 0xA5, 0xAF]))
        wires.printer.paper = Paper.NEAR_END
        assert any(wires.panel.frame().bits)
        wires.lose_power()
        assert not any(wires.panel.frame().bits)
        assert (True, Paper.NEAR_END) == (wires.printer.is_powered, wires.printer.paper)

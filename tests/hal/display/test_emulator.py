"""The emulated panel obeys the data sheets, and can be made to fail."""

from collections.abc import Sequence

import pytest

from hal.display.emulator import EmulatedPanel
from hal.display.port import HEIGHT, WIDTH
from tests.golden.display.mockups import to_text

ADDRESS = 0x3C
#: Charge pump, upright mount, on: the least that lights an SSD1306.
WAKE = (0x8D, 0x14, 0xA1, 0xC8, 0xAF)


def _lit(panel: EmulatedPanel) -> set[tuple[int, int]]:
    lines = to_text(panel.frame()).splitlines()
    return {(x, y) for y, line in enumerate(lines) for x, mark in enumerate(line) if mark == "#"}


def _panel(*commands: int, data: Sequence[int] = (), chip: str = "ssd1306") -> EmulatedPanel:
    panel = EmulatedPanel(chip)
    panel.write_i2c_block_data(ADDRESS, 0x00, [*WAKE, *commands])
    panel.write_i2c_block_data(ADDRESS, 0x40, list(data))
    return panel


def test_a_byte_is_eight_pixels_downwards() -> None:
    """The least significant bit is the topmost pixel of the page."""
    assert {(0, 0), (0, 7), (1, 1)} == _lit(_panel(data=[0x81, 0x02]))


def test_page_addressing_stays_in_its_page() -> None:
    """After a reset: page and column by commands; the column runs over into itself."""
    panel = _panel(0xB2, 0x0F, 0x17, data=[0x01, 0x80])
    assert {(127, 16), (0, 23)} == _lit(panel)


def test_horizontal_addressing_fills_a_window() -> None:
    """Mode 0: column by column, page by page, and again from the start."""
    panel = _panel(0x20, 0x00, 0x21, 5, 6, 0x22, 1, 2, data=[1, 2, 4, 8, 16])
    assert {(5, 8 + 4), (6, 8 + 1), (5, 16 + 2), (6, 16 + 3)} == _lit(panel)


def test_vertical_addressing_fills_a_window() -> None:
    """Mode 1: page by page, column by column, and again from the start."""
    panel = _panel(0x20, 0x01, 0x21, 5, 6, 0x22, 1, 2, data=[1, 2, 4, 8, 16])
    assert {(5, 8 + 4), (5, 16 + 1), (6, 8 + 2), (6, 16 + 3)} == _lit(panel)


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        ((), (0, 0)),
        ((0xC0,), (0, 63)),
        ((0x43,), (0, 61)),
        ((0xD3, 0x02), (0, 62)),
    ],
)
def test_mounting_registers_move_the_picture(
    commands: tuple[int, ...], expected: tuple[int, int]
) -> None:
    """COM scan direction, start line and offset act on what is shown."""
    assert {expected} == _lit(_panel(*commands, data=[0x01]))


def test_segment_remap_acts_on_what_is_written_next() -> None:
    """Without the remap the first column is the right edge of the glass."""
    assert {(127, 0)} == _lit(_panel(0xA0, data=[0x01]))


def test_few_lines_are_driven_if_so_told() -> None:
    """A multiplex ratio for another glass leaves lines dark."""
    assert {(0, 0)} == _lit(_panel(0xA8, 0x03, data=[0x81]))


def test_inverse_and_all_lit() -> None:
    """Inverse turns every pixel, all-lit ignores the memory."""
    whole = {(x, y) for x in range(WIDTH) for y in range(HEIGHT)}
    assert whole - {(0, 0)} == _lit(_panel(0xA7, data=[0x01]))
    assert whole == _lit(_panel(0xA5, data=[0x01]))


@pytest.mark.parametrize("sleep", [(0xAE,), (0x8D, 0x10)])
def test_off_or_without_pump_it_is_dark(sleep: tuple[int, ...]) -> None:
    """The glass needs the switch and the voltage."""
    assert set() == _lit(_panel(*sleep, data=[0xFF]))


def test_the_ssd1309_needs_no_pump() -> None:
    """Its voltage comes from outside."""
    panel = EmulatedPanel("ssd1309")
    panel.write_i2c_block_data(ADDRESS, 0x00, [0xA1, 0xC8, 0xAF])
    panel.write_i2c_block_data(ADDRESS, 0x40, [0x01])
    assert {(0, 0)} == _lit(panel)


def test_the_sh1106_hides_two_columns_on_each_side() -> None:
    """132 columns of memory, of which 128 are on the glass; horizontal mode is unknown."""
    panel = EmulatedPanel("sh1106")
    panel.write_i2c_block_data(ADDRESS, 0x00, [0x20, 0xA1, 0xC8, 0xAF])
    panel.write_i2c_block_data(ADDRESS, 0x40, [0xFF, 0xFF, 0x01])
    assert {(0, 0)} == _lit(panel)
    assert panel.unknown == [0x20]


def test_arguments_may_come_in_the_next_transaction() -> None:
    """A command waits for its arguments, however they are sent."""
    panel = EmulatedPanel()
    for byte in (0x21, 5, 6):
        panel.write_i2c_block_data(ADDRESS, 0x00, [byte])
    assert panel.settings == {0x21: (5, 6)}


def test_continuation_mixes_commands_and_data() -> None:
    """With the continuation bit each byte has its own control byte."""
    panel = EmulatedPanel()
    panel.transfer(ADDRESS, bytes([0x80, 0xAF, 0x80, 0xA1, 0x00, 0xC8, 0x8D, 0x14]))
    panel.transfer(ADDRESS, bytes([0xC0, 0x01, 0x40, 0x02, 0x04]))
    assert {(0, 0), (1, 1), (2, 2)} == _lit(panel)
    assert (panel.commands, panel.data_bytes) == (5 - 1, 3)


def test_unknown_commands_are_kept_within_bounds() -> None:
    """They show in `unknown`; a wild driver does not fill the memory."""
    panel = EmulatedPanel()
    panel.write_i2c_block_data(ADDRESS, 0x00, [0xF1, 0xAF] + [0xFF] * 500)
    assert panel.unknown[:2] == [0xF1, 0xFF]
    assert len(panel.unknown) == 100
    assert panel.commands == 1


def test_nobody_answers_at_another_address_or_unplugged() -> None:
    """EREMOTEIO, as Linux reports a missing acknowledgement."""
    panel = _panel(data=[0xFF])
    with pytest.raises(OSError, match="Remote I/O"):
        panel.write_i2c_block_data(0x3D, 0x00, [0xAF])
    panel.unplug()
    assert set() == _lit(panel)
    with pytest.raises(OSError, match="Remote I/O"):
        panel.write_i2c_block_data(ADDRESS, 0x00, [0xAF])
    panel.plug_in()
    panel.write_i2c_block_data(ADDRESS, 0x00, [0xAF])
    assert set() == _lit(panel)


def test_refusals_are_counted() -> None:
    """Two refused transactions, then all is as before."""
    panel = _panel(data=[0x01])
    panel.refuse(2)
    for _ in range(2):
        with pytest.raises(OSError, match="Remote I/O"):
            panel.write_i2c_block_data(ADDRESS, 0x00, [0xE3])
    panel.write_i2c_block_data(ADDRESS, 0x00, [0xE3])
    assert {(0, 0)} == _lit(panel)


def test_a_blink_of_power_leaves_it_dark_but_answering() -> None:
    """Nothing tells the driver."""
    panel = _panel(data=[0x01])
    panel.lose_power()
    panel.write_i2c_block_data(ADDRESS, 0x00, [0xE3])
    assert set() == _lit(panel)


def test_spi_is_not_acknowledged() -> None:
    """On SPI an unplugged panel takes everything and shows nothing; a reset forgets."""
    panel = EmulatedPanel()
    panel.spi.write(WAKE, is_command=True)
    panel.spi.write([0x01], is_command=False)
    assert {(0, 0)} == _lit(panel)
    panel.unplug()
    panel.spi.write(WAKE, is_command=True)
    panel.plug_in()
    assert set() == _lit(panel)
    panel.spi.write(WAKE, is_command=True)
    panel.spi.reset()
    panel.spi.close()
    panel.close()
    assert panel.settings == {}


def test_each_change_is_a_new_revision() -> None:
    """A viewer may wait for a change without comparing pictures."""
    panel = EmulatedPanel()
    revisions = [panel.revision]
    panel.write_i2c_block_data(ADDRESS, 0x00, [0xAF])
    revisions.append(panel.revision)
    panel.lose_power()
    revisions.append(panel.revision)
    assert sorted(set(revisions)) == revisions


def test_contrast_dims_the_picture() -> None:
    """The contrast register is visible."""
    assert _panel(0x81, 0x00, data=[0xFF]).png() != _panel(0x81, 0xFF, data=[0xFF]).png()

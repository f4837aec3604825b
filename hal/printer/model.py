"""The printers we know by name: paper, columns and what their firmware understands.

The name stands in the configuration. An unknown name is refused: printing on a guessed model
gives cut-off lines or Chinese characters on a tax receipt.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

#: Slot of code page 858 (umlauts and euro) in the `ESC t` table of nearly every maker.
CP858_SLOT = 19
#: Width of the small font in dots; the large one fills the paper with `columns`.
SMALL_FONT_DOTS = 9


class Confirmation(Enum):
    """How a printer says that what it was sent is on paper."""

    PROCESS_ID = "process id"
    """`GS ( H`: our own four characters come back after the line before them was printed."""

    SENSOR = "sensor"
    """`GS r 1`: answered in its turn, when everything before it has left the receive buffer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterModel:
    """What the codec and the driver must know about one kind of printer.

    `dots` is the width of the print head's area, `columns` how many characters of the normal font
    it takes. `has_asb`: tells paper end and cover by itself (`GS a`). `has_kanji`: wakes up in
    Chinese mode, in which two bytes above 0x80 are one character, and must be talked out of it.
    `tear_lines` is the feed that brings the last line past the tear bar where there is no knife.
    """

    name: str
    dots: int
    columns: int
    has_native_qr: bool
    has_cutter: bool
    has_asb: bool
    has_kanji: bool
    confirmation: Confirmation
    code_page_slot: int = CP858_SLOT
    tear_lines: int = 5

    @property
    def small_columns(self) -> int:
        """Characters of the small font on one line."""
        return self.dots // SMALL_FONT_DOTS


class UnknownModelError(ValueError):
    """The configuration names a printer that is not in the list."""


def printer_model(name: str) -> PrinterModel:
    """The model called `name`.

    Raises:
        UnknownModelError: Not in the list; the message holds the known names.
    """
    try:
        return MODELS[name]
    except KeyError:
        known = ", ".join(sorted(MODELS))
        raise UnknownModelError(f"printer model {name!r} is none of: {known}") from None


def _generic(name: str, dots: int, columns: int, *, has_native_qr: bool) -> PrinterModel:
    """A printer without a maker worth a name: no promises beyond the oldest commands."""
    return PrinterModel(
        name=name,
        dots=dots,
        columns=columns,
        has_native_qr=has_native_qr,
        has_cutter=dots > 384,
        has_asb=False,
        has_kanji=True,
        confirmation=Confirmation.SENSOR,
    )


def _epson(name: str, dots: int, columns: int, *, has_cutter: bool) -> PrinterModel:
    return PrinterModel(
        name=name,
        dots=dots,
        columns=columns,
        has_native_qr=True,
        has_cutter=has_cutter,
        has_asb=True,
        has_kanji=False,
        confirmation=Confirmation.PROCESS_ID,
    )


#: 58 mm paper has 384 dots, 80 mm 576 (or 546 set to 42 columns); the TM-T88V has 180 dots an inch.
MODELS: Mapping[str, PrinterModel] = MappingProxyType(
    {
        model.name: model
        for model in (
            _generic("generic-58mm", 384, 32, has_native_qr=False),
            _generic("generic-58mm-qr", 384, 32, has_native_qr=True),
            _generic("generic-80mm", 576, 48, has_native_qr=False),
            _generic("generic-80mm-qr", 576, 48, has_native_qr=True),
            _epson("epson-tm-t20ii", 576, 48, has_cutter=True),
            _epson("epson-tm-t20ii-42", 546, 42, has_cutter=True),
            _epson("epson-tm-t88v", 512, 42, has_cutter=True),
            _epson("epson-tm-m30", 576, 48, has_cutter=True),
            _epson("epson-tm-p20", 384, 32, has_cutter=False),
            _epson("epson-tm-p80", 576, 48, has_cutter=False),
        )
    }
)

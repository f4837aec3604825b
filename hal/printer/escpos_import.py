"""python-escpos, imported without leaving traces on the machine.

Importing it parses a large printer table, makes a directory in /tmp that nobody removes, keeps a
pickle there and configures the root logger. We give it a table of the one code page we use, a
private directory that is gone when the import is over, and put the logger back. Its own printer
profiles are not used: one of them answers code page 858 with a slot of its maker only. What it
draws bar codes and pictures of QR codes with is kept from it: we never have it do that, and a
till would load a hundred modules more at each start.
"""

import json
import logging
import os
import tempfile
from pathlib import Path
from types import ModuleType

from hal.printer.model import PrinterModel
from hal.stand_in import module, standing_in

CODE_PAGE = "CP858"

_TABLE_VARIABLE = "ESCPOS_CAPABILITIES_FILE"
_PICKLE_VARIABLE = "ESCPOS_CAPABILITIES_PICKLE_DIR"
_TABLE = {
    "profiles": {"default": {"name": "Default", "features": {}, "codePages": {}, "fonts": {}}},
    "encodings": {CODE_PAGE: {"name": CODE_PAGE, "python_encode": "cp858"}},
}


def _import_tamed() -> tuple[ModuleType, ModuleType]:
    """Import the two modules of python-escpos that we need."""
    root = logging.getLogger()
    handlers = list(root.handlers)
    environment = {name: os.environ.get(name) for name in (_TABLE_VARIABLE, _PICKLE_VARIABLE)}
    temporary_root = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="kassa-escpos-") as folder:
        table = Path(folder, "capabilities.json")
        table.write_text(json.dumps(_TABLE), encoding="ascii")
        os.environ[_TABLE_VARIABLE] = str(table)
        os.environ[_PICKLE_VARIABLE] = folder
        # The library calls mkdtemp() even when told where to go; it shall land in here too.
        tempfile.tempdir = folder
        try:
            with standing_in(*_stand_ins()):
                from escpos import capabilities, printer  # noqa: PLC0415 - the point of all this
        finally:
            tempfile.tempdir = temporary_root
            for name, value in environment.items():
                _restore(name, value)
            root.handlers[:] = handlers
    return capabilities, printer


def _stand_ins() -> tuple[ModuleType, ...]:
    """In the place of those it imports and we never have it use."""
    return (
        module("barcode", PROVIDED_BARCODES=()),
        module("barcode.writer", ImageWriter=object),
        module("qrcode"),
        # The one table it reads is ours, and JSON.
        module("yaml", safe_load=json.load),
    )


def _restore(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


_capabilities, _printer = _import_tamed()


class Encoder:
    """python-escpos' Dummy printer, told of our model: calls go in, bytes are taken out.

    A new one stands for a printer whose code page is not known yet; `initialise` comes first.
    """

    def __init__(self, model: PrinterModel) -> None:
        profile = _capabilities.Profile(features={"paperFullCut": model.has_cutter})
        profile.profile_data = {
            "fonts": {"0": {"columns": model.columns}, "1": {"columns": model.small_columns}},
            "codePages": {str(model.code_page_slot): CODE_PAGE},
            "media": {"width": {"pixels": model.dots}},
        }
        self.dummy = _printer.Dummy(profile=profile)

    def initialise(self) -> None:
        """Reset the printer and select the code page, in this order.

        The other way round the reset undoes the choice behind the library's back, and the first
        euro comes out as another sign.
        """
        self.dummy.hw("INIT")
        self.dummy.charcode(CODE_PAGE)

    def take(self) -> bytes:
        """The bytes of all calls since the last take."""
        output: bytes = self.dummy.output
        self.dummy.clear()
        return output

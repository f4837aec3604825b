"""Makes pictures and tables of docs/techniker: run as `python -m tests.docs.render_technician`.

The wiring plans are render_wiring's. What stands between `<!-- printers -->` and its end is
replaced by the models the program knows; test_technician.py fails when anything is stale.
"""

import re
import sys
from collections.abc import Iterator
from typing import Final

from hal.printer.model import MODELS, Confirmation
from tests.docs.pages import DOCS
from tests.docs.render_wiring import PICTURES
from tests.docs.technician.screens import pictures

SHOPPING: Final = DOCS / "techniker" / "einkauf.md"
_MARKED: Final = re.compile(r"(?<=<!-- printers -->\n).*?(?=<!-- /printers -->)", re.DOTALL)
#: What fits on paper of 58 mm.
_NARROW_COLUMNS: Final = 32
_OUT_BY: Final = {
    Confirmation.PROCESS_ID: "er hat es bestätigt",
    Confirmation.SENSOR: "er antwortet wieder",
}


def rendered(page: str) -> str:
    """`page` with the printers of today."""
    return _MARKED.sub("".join(f"{line}\n" for line in _printers()), page)


def _printers() -> Iterator[str]:
    yield "| in `kassa.toml` | Papier | Zeichen | schneidet | gedruckt heißt |"
    yield "|---|---|---|---|---|"
    for name, model in sorted(MODELS.items()):
        width = 58 if model.columns <= _NARROW_COLUMNS else 80
        knife = "ja" if model.has_cutter else "nein"
        said = _OUT_BY[model.confirmation]
        yield f"| `{name}` | {width} mm | {model.columns} | {knife} | {said} |"


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures().items():
        path = PICTURES / name
        if not path.exists() or not picture.is_like(path.read_bytes()):
            path.write_bytes(picture.content)
        sys.stdout.write(f"{path}\n")
    SHOPPING.write_text(rendered(SHOPPING.read_text(encoding="utf-8")), encoding="utf-8")

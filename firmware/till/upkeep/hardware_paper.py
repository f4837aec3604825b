"""F 95 on paper: the page that tries a printer, and the slip of what came of each part."""

from collections.abc import Iterable
from typing import Final

from firmware.till import texts
from firmware.till.papers.paper import (
    Code,
    Drawing,
    Pair,
    Paper,
    Row,
    Rule,
    Rulers,
    Sizes,
    Title,
    Words,
)
from firmware.till.state import Till
from firmware.till.upkeep.dots import Dots, barcode, bars, stall
from firmware.till.upkeep.hardware_requests import PartChecked, Verdict

#: Printers have no ticks (code page 858).
SAID: Final = {
    Verdict.GOOD: "ok",
    Verdict.BAD: "FEHLER",
    Verdict.NONE: "nicht eingerichtet",
    Verdict.SKIPPED: "ausgelassen",
    Verdict.ASKED: "offen",
}
#: Nobody's article: numbers that begin with 2 are used within one shop.
_NUMBER: Final = "200000000001"
_NO_RECEIPT: Final = Words(text="kein Umsatz, nicht signiert", is_centred=True)


def trial_page(till: Till) -> Paper:
    """A picture, every size, every width, letters, both edges, both codes, grey bars, the knife."""
    return Paper(
        name="Testseite",
        rows=(
            _drawing(stall()),
            Title(text="TESTSEITE"),
            Sizes(text="Stand €8"),
            Words(text="ÄÖÜ äöü ß € × 0123456789"),
            Words(text="!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ °²³½¼"),
            Pair(left="links", right="rechts"),
            Rulers(),
            Rule(),
            Code(payload=f"TEST {till.profile.register_id}"),
            _drawing(barcode(_NUMBER)),
            Words(text="Strichcode 2000000000015", is_centred=True),
            _drawing(bars()),
            _NO_RECEIPT,
        ),
    )


def result_paper(till: Till, results: Iterable[PartChecked]) -> Paper:
    """The slip HARDWARETEST."""
    local = till.now_utc.astimezone(texts.VIENNA)
    rows: list[Row] = [
        Title(text="HARDWARETEST"),
        Pair(left="Kasse", right=till.profile.register_id),
        Pair(left="Zeit", right=f"{local:%d.%m.%Y %H:%M}"),
        Rule(),
    ]
    for one in results:
        is_bad = one.verdict is Verdict.BAD
        rows.append(Pair(left=one.part.value, right=SAID[one.verdict], is_bold=is_bad))
        rows += [Words(text=f"- {line}") for line in (one.words, *one.facts) if _tells(one, line)]
    return Paper(name="Hardwaretest", rows=(*rows, Rule(), _NO_RECEIPT))


def _tells(checked: PartChecked, line: str) -> bool:
    return bool(line) and line not in (SAID[checked.verdict], "in Ordnung")


def _drawing(dots: Dots) -> Drawing:
    return Drawing(width=dots.width, bits=dots.bits)

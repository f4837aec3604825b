"""The slip of a till's end: what was done, what FinanzOnline is told, what is kept (§ 17 RKSV)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from firmware.finanzonline.order import Act, Order, Reason
from firmware.finanzonline.steps import Till as OfficeTill
from firmware.finanzonline.steps import steps
from firmware.till import texts
from firmware.till.fiscal.steps_paper import BY_ITSELF, no_sale, paper_row
from firmware.till.papers.paper import Pair, Paper, Row, Rule, Title, Words

#: How journal and spool call the slip.
END_PAPER: Final = "Außerbetriebnahme"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a register ended; `number` is its Schlussbeleg, None when there could not be one."""

    register_id: str
    reason: Reason
    number: int | None
    at_utc: datetime


def end_paper(ending: Ending) -> Paper:
    """The slip, the same from its row at any time."""
    number = "keiner" if ending.number is None else texts.receipt_number(ending.number)
    moment = f"{ending.at_utc.astimezone(texts.VIENNA):%d.%m.%Y %H:%M}"
    rows: list[Row] = [
        Title(text="AUSSER BETRIEB"),
        Pair(left="Kasse", right=ending.register_id),
        Pair(left="seit", right=moment),
        Pair(left="Schlussbeleg", right=number),
        Rule(),
        Words(text="1. IN FINANZONLINE ABMELDEN", is_bold=True),
        Words(text=BY_ITSELF),
        *_steps(ending),
        Words(text="Die Karte nur abmelden, wenn keine andere Kasse mit ihr signiert."),
        Rule(),
        Words(text="2. AUFHEBEN, sieben Jahre:", is_bold=True),
        Words(text="Schlussbeleg, Sicherung (DEP und Journal) und Schlüsselblatt."),
        Rule(),
        Words(text="3. NIE WIEDER diese Kassen-ID, auch nicht nach einer Reparatur.", is_bold=True),
        no_sale(),
    ]
    if ending.number is None:
        reason = "Warum es keinen Schlussbeleg gibt, hier vermerken und mit aufheben:"
        rows.insert(4, Words(text=reason))
        rows.insert(5, Words(text="_" * 30))
    return Paper(name=END_PAPER, rows=tuple(rows))


def _steps(ending: Ending) -> list[Row]:
    order = Order(
        key=Act.AUSSERBETRIEBNAHME_KASSE.value,
        act=Act.AUSSERBETRIEBNAHME_KASSE,
        about=ending.register_id,
        not_before_utc=ending.at_utc,
        reason=ending.reason,
    )
    office = OfficeTill(register_id=ending.register_id, aes_key_check="")
    return [paper_row(row) for row in steps(order, office).rows]

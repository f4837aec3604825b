"""F 65: an outage of the signature device, its 48 hours, and what FinanzOnline is to be told.

§ 17 Abs 1, 2 RKSV: an outage that is not temporary is reported without delay; up to 48 hours count
as temporary (decree BMF on tills, 3.6), then begin and end are reported within a week.
"""

from datetime import datetime
from typing import Final

from firmware.finanzonline.order import Act, Order, Reason
from firmware.finanzonline.steps import Till as OfficeTill
from firmware.finanzonline.steps import steps
from firmware.rksv.outage import REPORT_AFTER
from firmware.till import texts
from firmware.till.asks import Choice, Wanting
from firmware.till.dialogue import open_dialogue
from firmware.till.effects import PrintPaper
from firmware.till.fiscal.fault import words_of
from firmware.till.fiscal.register_outage import enter_register_outage
from firmware.till.fiscal.requests import FindOutage, FoundOutage
from firmware.till.fiscal.steps_paper import BY_ITSELF, no_sale, paper_row
from firmware.till.function import Chapter, Function, Right
from firmware.till.papers.paper import Pair, Paper, Row, Rule, Title, Words
from firmware.till.requests import Missing
from firmware.till.rights import require
from firmware.till.state import Answers, Next, Step, Till, say

_FIRST, _REGISTER = 1, 2
_HOUR_S: Final = 3600


def show_outage(till: Till) -> Step:
    """F 65: since when the signature device fails, and what is owed to the tax office.

    With 2 somebody enters that not the device but the till itself had failed.
    """
    return open_dialogue(till, _outage)


def _outage(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Wanting(FindOutage())
        case (Missing(),):
            options = {_FIRST: "zurück", _REGISTER: "Kasse defekt"}
            return Choice(
                title="Signaturkarte",
                main="kein Ausfall",
                options=options,
                takes_bar_as=_FIRST,
                hint="2=Kasse war defekt",
            )
        case (Missing(), 1):
            return till, ()
        case (Missing() | FoundOutage(), 2):
            return require(till, Right.CHIEF, enter_register_outage)
        case (FoundOutage() as outage,):
            since = outage.began_at_utc.astimezone(texts.VIENNA)
            title = f"ab {since:%d.%m. %H:%M}"
            count = "1 Bon" if outage.count == 1 else f"{outage.count} Bons"
            return Choice(
                title=title,
                main=count,
                options={_FIRST: "Druck", _REGISTER: "Kasse defekt"},
                takes_bar_as=_FIRST,
                hint=f"{_left(till, outage):<12}BAR=Druck",
            )
        case (FoundOutage() as outage, 1):
            paper = outage_paper(till, outage)
            return say(till, "Ausfall", "wird gedruckt"), (PrintPaper(paper=paper),)
        case _:
            raise AssertionError(answers)


def _left(till: Till, outage: FoundOutage) -> str:
    """How long the outage is still a temporary one, in hours begun."""
    if outage.is_settled:
        return "gemeldet"
    left_s = (outage.began_at_utc + REPORT_AFTER - till.now_utc).total_seconds()
    return "MELDEN!" if left_s <= 0 else f"noch {int(left_s + _HOUR_S - 1) // _HOUR_S} h"


def outage_paper(till: Till, outage: FoundOutage) -> Paper:
    """What is owed in an outage (§ 17 RKSV), with the values to be typed."""
    report_utc = outage.began_at_utc + REPORT_AFTER
    fault = words_of(outage.fault)
    rows: list[Row] = [
        Title(text="AUSFALL"),
        Pair(left="Kasse", right=till.profile.register_id),
        Pair(left="seit", right=_minute(outage.began_at_utc)),
        *_unsigned(outage),
        Pair(left="48 Stunden um", right=_minute(report_utc)),
        Words(text=f"Fehler: {fault.cause}"),
        Rule(),
        Words(text=f"1. {fault.first_step}"),
        Words(text="2. Weiterverkaufen: die Bons tragen den Vermerk."),
        *_report(till, outage, is_due=till.now_utc >= report_utc),
        Words(text=f"4. Geht die Karte wieder, kommt der Sammelbeleg von selbst. {_end(outage)}"),
        no_sale(),
    ]
    return Paper(name="Ausfall", rows=tuple(rows))


def _unsigned(outage: FoundOutage) -> list[Row]:
    """The receipts of the outage by their numbers; of several also how many, for some may sign."""
    first, last = map(texts.receipt_number, (outage.first_number, outage.last_number))
    if first == last:
        return [Pair(left="Bon ohne Signatur", right=first)]
    return [
        Pair(left="ohne Signatur: Bon", right=f"{first}-{last}"),
        Pair(left="Anzahl", right=str(outage.count)),
    ]


def _report(till: Till, outage: FoundOutage, *, is_due: bool) -> list[Row]:
    """The third step: what FinanzOnline is told, or that it was."""
    if outage.is_settled:
        return [Words(text="3. An FinanzOnline gemeldet.", is_bold=True)]
    heading = "3. JETZT MELDEN:" if is_due else "3. Nach 48 Stunden melden:"
    order = Order(
        key=f"{Act.AUSFALL_SE}:{outage.first_number}",
        act=Act.AUSFALL_SE,
        about=outage.serial,
        not_before_utc=outage.began_at_utc,
        reason=Reason.SIGNATURE,
        moment_utc=outage.began_at_utc,
    )
    office = OfficeTill(register_id=till.profile.register_id, aes_key_check="")
    return [
        Words(text=heading, is_bold=is_due),
        Words(text=BY_ITSELF),
        *(paper_row(row) for row in steps(order, office).rows),
        Words(text="Danach an der Kasse: F 69, Kartenausfall, BAR, 2 (von Hand erledigt)."),
    ]


def _end(outage: FoundOutage) -> str:
    """What follows in the office when the device signs again."""
    if outage.is_settled:
        return "Dann das Ende melden (F 69); seine Zeit steht am Sammelbeleg."
    return "Nur ein gemeldeter Ausfall braucht auch ein gemeldetes Ende."


def _minute(at_utc: datetime) -> str:
    return at_utc.astimezone(texts.VIENNA).strftime("%d.%m.%Y %H:%M")


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=65,
        name="Ausfall-Status",
        chapter=Chapter.TILL,
        right=Right.CASHIER,
        run=show_outage,
    ),
)

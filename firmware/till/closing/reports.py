"""X reports, the flash reading, periods, and a Z once more. They read; nothing is reset."""

from collections.abc import Callable
from datetime import date, timedelta

from firmware.till import entry as entries
from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.asks import Confirm, Digits, Item, Number, Pick, Picked, Wanting, Wrong
from firmware.till.closing.figures import Figures, Tallied
from firmware.till.closing.report_papers import (
    COPY,
    Reading,
    Report,
    days_paper,
    x_paper,
    x_rows,
    z_paper,
)
from firmware.till.dialogue import open_dialogue
from firmware.till.effects import PrintPaper, Record
from firmware.till.function import Chapter, Function, Right
from firmware.till.keys import Stroke
from firmware.till.papers.paper import Pair
from firmware.till.papers.paper import Row as PaperRow
from firmware.till.refuse import complain
from firmware.till.requests import (
    FindDays,
    FindPeriod,
    FindZ,
    FoundDays,
    FoundPeriod,
    FoundZ,
    Missing,
)
from firmware.till.rights import may
from firmware.till.state import BOOKED, Answers, Next, Step, Till, record, say
from firmware.till.texts import ErrorCode

FLASH = "Flash"
_BON = frozenset({Stroke.BON})


def _whose(till: Till) -> int | None:
    """A cashier sees the own figures, a chief everybody's (None)."""
    return None if may(till, Right.CHIEF) else till.clerk


def _x(report: Report) -> Callable[[Till], Step]:
    return lambda till: open_dialogue(till, _read, report)


def _read(till: Till, answers: Answers) -> Next:
    """BAR prints, BON shows."""
    match answers:
        case (Report() as report,):
            hint = "BAR=Druck BON=zeigen"
            return Confirm(title="X-BERICHT", main=report.value, hint=hint, takes=_BON)
        case (Report(), True | Stroke.BON):
            return Wanting(FindPeriod(is_training=till.is_training, clerk=_whose(till)))
        case (Report() as report, how, FoundPeriod() as found):
            reading = _reading(till, found)
            if how is Stroke.BON:
                rows = x_rows(report, reading, till.profile)
                return _shown(till, f"X {report.value}", tuple(_items(rows)))
            paper = x_paper(report, reading, till.profile)
            row = _reported(till, paper.name, "paper")
            return say(till, "X-BERICHT", report.value), (row, BOOKED, PrintPaper(paper=paper))
        case _:
            raise AssertionError(answers)


def _reading(till: Till, found: FoundPeriod) -> Reading:
    return Reading(
        figures=found.period.figures,
        clerk=_whose(till),
        now_utc=till.now_utc,
        is_training=till.is_training,
    )


def _reported(till: Till, what: str, form: str) -> Record:
    return record(till, JournalKind.BERICHT, what=what, form=form)


def flash(till: Till) -> Step:
    """F 15: turnover, receipts and drawer at a glance; nothing is printed."""
    return open_dialogue(till, _flash)


def _flash(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Wanting(FindPeriod(is_training=till.is_training, clerk=_whose(till)))
        case (FoundPeriod() as found,):
            return _shown(till, FLASH, _flash_items(till, found.period.figures))
        case _:
            raise AssertionError(answers)


def _flash_items(till: Till, figures: Figures) -> tuple[Item, ...]:
    sold = figures.tally(Tallied.SALE)
    items = [
        Item(item="Umsatz", main=texts.money(figures.turnover_cents)),
        Item(item="Bons", main=str(sold.count)),
    ]
    if _whose(till) is None:
        # A count is blind: only who may see everything is told what should be there.
        items.insert(0, Item(item="Lade Soll", main=texts.money(figures.drawer.expected_cents)))
    return tuple(items)


def _shown(till: Till, what: str, items: tuple[Item, ...]) -> Step:
    """A list on the display; journalled when it is shown, left with BAR or C."""
    if not items:
        return say(till, what, "leer"), (_reported(till, what, "display"),)
    after, effects = open_dialogue(till, _scroll, items)
    return after, (_reported(till, what, "display"), *effects)


def _scroll(till: Till, answers: Answers) -> Next:
    match answers:
        case (tuple() as items,):
            return Pick(rows=items)
        case (tuple(), Picked()):
            return till, ()
        case _:
            raise AssertionError(answers)


def _items(rows: tuple[PaperRow, ...]) -> list[Item]:
    """The pairs of a paper as lines of the display, the amount large."""
    items: list[Item] = []
    for row in rows:
        if isinstance(row, Pair) and any(map(str.isdigit, row.right)):
            words = row.right.split()
            # Gross, net, tax: the first is the one that is looked for; elsewhere the last.
            if len(words) == 3 and all("," in word for word in words):
                words = [*words[1:], words[0]]
            items.append(
                Item(item=texts.abbreviated(row.left), main=words[-1], hint=" ".join(words[:-1]))
            )
    return items


def report_days(till: Till) -> Step:
    """F 22: a month, or from one day to another."""
    return open_dialogue(till, _days)


def _days(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            today = _today(till)
            month = today.replace(day=1) - timedelta(days=1)
            return Digits(
                title="MONAT ODER VON ?", hint="MMJJ oder TTMMJJ", proposal=f"{month:%m%y}"
            )
        case (str(first),):
            days = _span(first)
            if days is None:
                return Wrong(code=ErrorCode.E01, words="Datum prüfen", hint="MMJJ oder TTMMJJ")
            if len(first) == len("MMJJ"):
                return Wanting(FindDays(first=days[0], last=days[1]))
            return Digits(
                title="BIS ?", hint="TTMMJJ   BAR = heute", proposal=f"{_today(till):%d%m%y}"
            )
        case (str(first), FoundDays() as found):
            return _days_printed(till, _span(first), found)
        case (str(first), str(last)):
            days = _from_to(first, last)
            if days is None:
                return Wrong(code=ErrorCode.E01, words="Datum prüfen", hint="TTMMJJ, nach VON")
            return Wanting(FindDays(first=days[0], last=days[1]))
        case (str(first), str(last), FoundDays() as found):
            return _days_printed(till, _from_to(first, last), found)
        case _:
            raise AssertionError(answers)


def _today(till: Till) -> date:
    return till.now_utc.astimezone(texts.VIENNA).date()


def _span(text: str) -> tuple[date, date] | None:
    """First and last day of a typed month (MMJJ), or of one day (TTMMJJ)."""
    try:
        match len(text):
            case 4:
                first = date(2000 + int(text[2:]), int(text[:2]), 1)
                return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            case 6:
                day = date(2000 + int(text[4:]), int(text[2:4]), int(text[:2]))
                return day, day
            case _:
                return None
    except ValueError:
        return None


def _from_to(first: str, last: str) -> tuple[date, date] | None:
    begin, end = _span(first), _span(last)
    if begin is None or end is None or len(last) != len(first) or end[1] < begin[0]:
        return None
    return begin[0], end[1]


def _days_printed(till: Till, days: tuple[date, date] | None, found: FoundDays) -> Step:
    assert days is not None, "asked before"
    paper = days_paper(found.figures, till.profile, *days)
    row = _reported(till, paper.name, "paper")
    turnover = texts.money(found.figures.turnover_cents)
    return say(till, "Periodenbericht", turnover), (row, BOOKED, PrintPaper(paper=paper))


def copy_z(till: Till) -> Step:
    """F 23: a Z once more, by number (`57 F 23`) or the last."""
    number = entries.small_number(till.entry.text)
    return (
        open_dialogue(till, _which_z) if number is None else open_dialogue(till, _z_again, number)
    )


def _which_z(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Wanting(FindZ(number=None))
        case (Missing(),):
            return _no_z(till)
        case (FoundZ() as found,):
            return Number(title="Z-NUMMER ?", proposal=found.report.number, largest=99_999)
        case (FoundZ(), int(number)):
            return open_dialogue(till, _z_again, number)
        case _:
            raise AssertionError(answers)


def _z_again(till: Till, answers: Answers) -> Next:
    match answers:
        case (int(number),):
            return Wanting(FindZ(number=number))
        case (int(), Missing()):
            return _no_z(till)
        case (int(), FoundZ() as found):
            paper = z_paper(found.report, found.anchor, till.profile, COPY)
            row = _reported(till, paper.name, "paper")
            return say(till, found.report.name, COPY), (row, BOOKED, PrintPaper(paper=paper))
        case _:
            raise AssertionError(answers)


def _no_z(till: Till) -> Step:
    return complain(till, ErrorCode.E03, words="Kein solcher Z")


FUNCTIONS: tuple[Function, ...] = (
    *(
        Function(
            code=10 + index,
            name=f"X {report.value}",
            chapter=Chapter.REPORT,
            right=Right.CASHIER,
            run=_x(report),
        )
        for index, report in enumerate(Report)
    ),
    Function(code=15, name="Flash-Anzeige", chapter=Chapter.REPORT, right=Right.CASHIER, run=flash),
    Function(
        code=22, name="Periodenbericht", chapter=Chapter.REPORT, right=Right.CHIEF, run=report_days
    ),
    Function(code=23, name="Z-Kopie", chapter=Chapter.REPORT, right=Right.CHIEF, run=copy_z),
)

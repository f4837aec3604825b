"""F 73 the master data as files, F 74 the other way, with a preview; F 24 the list of groups."""

from firmware.rksv.vat import VatRate, rate_on
from firmware.till.acts import JournalKind
from firmware.till.asks import Confirm, Item, Pick, Picked, Wanting, Wrong
from firmware.till.effects import PrintPaper
from firmware.till.papers.paper import Pair, Paper, Row, Rule, Title, Words
from firmware.till.requests import Failed, Stored
from firmware.till.stall.catalog import Group
from firmware.till.stall.change import ask_day, by_file, day_of, done, today
from firmware.till.stall.masterdata import Change, Sort, planned, since
from firmware.till.stall.plan import count
from firmware.till.stall.requests import (
    BadSheet,
    FindHistory,
    FoundHistory,
    FoundSheets,
    ListSheets,
    PlannedSheet,
    PlanSheet,
    WriteSheets,
)
from firmware.till.stall.words import preview, write_rate
from firmware.till.state import BOOKED, Answers, Next, Till, record, say
from firmware.till.texts import ErrorCode

LIST_NAME = "WG-Liste"
NO_FILE = "Keine Datei"


def write(till: Till, answers: Answers) -> Next:
    """F 73: files that a spreadsheet and another till can read."""
    match answers:
        case ():
            return Wanting(WriteSheets())
        case (Stored(),):
            row = record(till, JournalKind.EXPORT, what="Stammdaten")
            return say(till, "Stammdaten", "gesichert"), (row, BOOKED)
        case (Failed() as failed,):
            return Wrong(code=ErrorCode.E15, words=failed.words)
        case _:
            raise AssertionError(answers)


def read(till: Till, answers: Answers) -> Next:
    """F 74: which file, from which day, is it right, yes; nothing is half taken."""
    match answers:
        case ():
            return Wanting(ListSheets())
        case (FoundSheets(names=()),):
            return Wrong(code=ErrorCode.E03, words=NO_FILE, hint="CSV oder TOML")
        case (FoundSheets(names=names),):
            return Pick(rows=tuple(Item(item=name[:16], main="Import?") for name in names))
        case (FoundSheets(), Picked()):
            return ask_day()
        case (FoundSheets(names=names), Picked(index=index), str(text)):
            day = day_of(text)
            if text and (day is None or day < today(till)):
                return Wrong(code=ErrorCode.E01, words="Datum prüfen", hint="TTMMJJ, ab heute")
            return Wanting(PlanSheet(name=names[index], valid_from=day))
        case (FoundSheets(), Picked(), str(), BadSheet() as bad):
            return Wrong(code=ErrorCode.E01, words=bad.words, hint=_where(bad))
        case (FoundSheets(), Picked(), str(), Failed() as failed):
            return Wrong(code=ErrorCode.E03, words=failed.words)
        case (FoundSheets(), Picked(), str(text), PlannedSheet(changes=changes), *rest):
            return _take(till, changes, text, tuple(rest))
        case _:
            raise AssertionError(answers)


def _where(bad: BadSheet) -> str:
    where = f"Z {bad.line} Sp {bad.column} " if bad.line else ""
    return f"{where}{bad.text}"[:21].rstrip()


def _take(till: Till, changes: tuple[Change, ...], text: str, answers: Answers) -> Next:
    if not changes:
        return done(till, (), None)
    if not answers:
        sums = count(changes)
        return Confirm(title="IMPORT ?", main=preview(sums.added, sums.changed, sums.removed))
    after, _ = done(till, changes, day_of(text))
    return after, (*by_file(till, changes), BOOKED)


def print_groups(till: Till, answers: Answers) -> Next:
    """F 24: the list that shows which group has which rate since when."""
    match answers:
        case ():
            return Wanting(FindHistory())
        case (FoundHistory() as found,):
            row = record(till, JournalKind.BERICHT, what=LIST_NAME, form="paper")
            printed = say(till, LIST_NAME, "wird gedruckt")
            return printed, (row, BOOKED, PrintPaper(paper=groups_paper(till, found)))
        case _:
            raise AssertionError(answers)


def groups_paper(till: Till, found: FoundHistory) -> Paper:
    """Every group with its rate and the day since which it has it, then what is announced."""
    day = today(till)
    rows: list[Row] = [
        Title(text="WARENGRUPPEN"),
        Words(text=f"Kasse {till.profile.register_id}   Stand {day:%d.%m.%Y}", is_centred=True),
        Rule(),
    ]
    for number in sorted(till.profile.groups):
        group = till.profile.groups[number]
        began = since(found.changes, (Sort.VAT, str(number)), day)
        rows.append(Pair(left=f"{number:>2} {group.name}", right=_rate(group, till)))
        if began is not None:
            rows.append(Pair(left="   gültig ab", right=f"{began:%d.%m.%Y}"))
    ahead = [one for one in planned(found.changes, day) if one.sort is Sort.VAT and one.new]
    if ahead:
        rows += [Rule(), Words(text="Angekündigt", is_bold=True)]
        rows += [_announced(change) for change in ahead]
    rows += [Rule(), Words(text="Jede Warengruppe hat genau einen Steuersatz.")]
    return Paper(name=LIST_NAME, rows=tuple(rows))


def _rate(group: Group, till: Till) -> str:
    rate: VatRate = rate_on(group.vat_per_mille, today(till))
    return rate.label


def _announced(change: Change) -> Pair:
    assert change.new is not None, "a rate"
    assert change.valid_from is not None, "announced"
    per_mille = change.new["per_mille"]
    assert isinstance(per_mille, int), "rates are per mille"
    return Pair(
        left=f"{change.key:>2} ab {change.valid_from:%d.%m.%Y}", right=f"{write_rate(per_mille)} %"
    )

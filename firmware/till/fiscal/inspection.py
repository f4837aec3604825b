"""F 60: an inspector stands at the stall (§ 19 RKSV).

A signed zero receipt, a page about the till, the code on the display, and the DEP on a stick: by
whoever is there, signed on or not, whatever the till is asking or selling. What was open is set
aside and stands there again afterwards.
"""

from dataclasses import replace
from datetime import datetime

from firmware.rksv.receipt import ReceiptKind
from firmware.till import entry as entries
from firmware.till import texts
from firmware.till.asks import Choice, Wanting, Wrong
from firmware.till.dialogue import open_dialogue
from firmware.till.effects import Issue, PrintPaper, PrintReceipt
from firmware.till.events import ReceiptStored
from firmware.till.exports.words import NO_STICK, PULLED
from firmware.till.fiscal.calendar_requests import (
    DepWritten,
    FindInspection,
    Inspection,
    WriteDep,
)
from firmware.till.function import Chapter, Function, Right
from firmware.till.papers.paper import Pair, Paper, Row, Rule, Title, Words
from firmware.till.requests import Failed
from firmware.till.sales.sale import Sale
from firmware.till.state import BOOKED, REJECTED, Answers, Aside, Next, Step, Till, say
from firmware.till.texts import ErrorCode
from firmware.till.upkeep.image_rows import image_rows

#: The second digit finds the first: no other function breaks into a question.
CODE = "60"
NOTE = "Kontrolle"
_DEP, _DONE = 1, 2
#: What a stick helps against, and be it the same one.
_WANTED_BACK = frozenset((NO_STICK, PULLED))


def begin(till: Till) -> Step:
    """F 60: set aside what is open, and issue the zero receipt; in training a real one.

    Only the answer of a device is waited for first: nobody else would hear it.
    """
    if till.dialogue is not None and till.dialogue.is_waiting:
        return till, (REJECTED,)
    aside = till.aside or Aside(
        entry=till.entry, prompt=till.prompt, dialogue=till.dialogue, done=till.done
    )
    sale = Sale(kind=ReceiptKind.NULLBELEG, clerk=till.clerk, note=NOTE)
    cleared = replace(
        till,
        aside=replace(aside, is_awaited=True),
        entry=entries.EMPTY,
        prompt=None,
        dialogue=None,
        done=None,
        is_issuing=True,
    )
    return cleared, (Issue(sale=sale),)


def is_awaited(till: Till, sale: Sale) -> bool:
    """Whether `sale` is the zero receipt the inspector waits for."""
    is_asked = till.aside is not None and till.aside.is_awaited
    return is_asked and sale.kind is ReceiptKind.NULLBELEG


def issued(till: Till, event: ReceiptStored) -> Step:
    """The zero receipt is in the book: on paper, and the page after it."""
    assert till.aside is not None, "F 60 set something aside"
    arrived = replace(till, aside=replace(till.aside, is_awaited=False))
    asked, effects = open_dialogue(arrived, _page, event.number, event.qr)
    return asked, (PrintReceipt(number=event.number, is_copy=False), *effects)


def refused(till: Till) -> Till:
    """There is no zero receipt; what was set aside comes back below the reason."""
    aside = till.aside
    return till if aside is None else replace(till, aside=replace(aside, is_awaited=False))


def resumed(till: Till) -> Till:
    """The till as F 60 found it, once the inspector is gone."""
    aside = till.aside
    is_there = aside is not None and aside.is_awaited
    if aside is None or is_there or till.is_issuing or till.dialogue is not None:
        return till
    return replace(
        till,
        aside=None,
        entry=aside.entry,
        prompt=aside.prompt,
        dialogue=aside.dialogue,
        # What was told last, as what is on the stick, is read first.
        done=aside.done if till.notice is None else till.done,
    )


def _page(till: Till, answers: Answers) -> Next:
    match answers:
        case (int(), str()):
            return Wanting(FindInspection())
        case (int(number), str(qr), Inspection() as found):
            offering, effects = open_dialogue(till, _offer, number, qr)
            return offering, (PrintPaper(paper=inspection_paper(till, found)), *effects)
        case _:
            raise AssertionError(answers)


def _offer(till: Till, answers: Answers) -> Next:
    """The code, until somebody says that it was read; before that the DEP, if it is wanted."""
    match answers:
        case (int(number), str(qr)):
            return Choice(
                title=f"Bon {number}",
                main="Scannen",
                options={_DEP: "DEP", _DONE: "fertig"},
                takes_bar_as=_DONE,
                hint="1=DEP C=zu",
                qr=qr,
            )
        case (int(), str(), 2):
            return till, ()
        case (int(), str(), 1):
            return Wanting(
                WriteDep(), is_held=True, title="DEP auf Stick", hint="Stick stecken lassen"
            )
        case (int(), str(), 1, Failed() as failed):
            is_out = failed.words in _WANTED_BACK
            hint = "Stick stecken, dann 1" if is_out else "anderer Stick, dann 1"
            return Wrong(code=ErrorCode.E16, words=failed.words, hint=hint)
        case (int(), str(), 1, DepWritten() as written):
            count = "1 Bon" if written.receipts == 1 else f"{written.receipts} Bons"
            return say(till, "DEP am Stick ✓", count), (BOOKED,)
        case _:
            raise AssertionError(answers)


def inspection_paper(till: Till, found: Inspection) -> Paper:
    """What an inspector asks of a till, on one slip beside the zero receipt.

    The sum of the turnover is not on it: it stands encrypted in the code (Anlage Z 9 RKSV).
    """
    header, status = till.profile.header, found.status
    rows: list[Row] = [
        *(Words(text=line, is_centred=True) for line in header[1:]),
        Title(text="KONTROLLE"),
        Pair(left="Kasse", right=till.profile.register_id),
        Pair(left="Zeit", right=_local(till.now_utc)),
        Pair(left="Uhr", right="sicher" if status.is_clock_trusted else "UNSICHER"),
        Rule(),
        Pair(left="Letzter Bon", right=texts.receipt_number(status.last_number)),
        Pair(left="vom", right=_local(status.last_issued_at_utc)),
        Pair(left="DEP-Einträge", right=str(status.last_number)),
        Pair(left="seit", right=_local(found.began_at_utc)),
        Words(text="Umsatzzähler: verschlüsselt im Code am Nullbeleg"),
        Rule(),
        Pair(left="Zertifikat", right=status.certificate_serial),
        *_signature(found),
        Rule(),
        *_copy(found),
        Pair(left="Journal", right=f"{found.journal_rows} Zeilen"),
        Pair(left="Journal-Hash", right=found.head),
        Rule(),
        *_orders(found),
        Rule(),
        Pair(left="Programm", right=texts.PROGRAM),
        Pair(left="Version", right=status.version),
        *image_rows(status.image),
        Words(text="DEP auf Stick: F 60, dann 1", is_centred=True),
        Words(text="kein Umsatz, nicht signiert", is_centred=True),
    ]
    return Paper(name="Kontrolle", rows=tuple(rows))


def _signature(found: Inspection) -> list[Row]:
    if found.outage is None:
        words = "geht" if found.status.is_signing else "AUSGEFALLEN"
        return [Pair(left="Signatur", right=words)]
    outage = found.outage
    return [
        Pair(left="Signatur", right="AUSGEFALLEN"),
        Pair(left="Ausfall seit", right=_local(outage.began_at_utc)),
        Pair(left="Bons ohne Signatur", right=str(outage.count)),
    ]


def _copy(found: Inspection) -> list[Row]:
    last = found.last_copy
    if last is None:
        return [Pair(left="Quartalssicherung", right="noch keine")]
    return [
        Pair(left="Quartalssicherung", right=last.quarter),
        Pair(left="vom", right=_local(last.at_utc)),
        Words(text=last.file),
    ]


def _orders(found: Inspection) -> list[Row]:
    if found.open_orders is None:
        return [Pair(left="FinanzOnline", right="unbekannt")]
    if not found.open_orders:
        return [Pair(left="FinanzOnline", right="nichts offen")]
    return [
        Pair(left="FinanzOnline", right=f"{len(found.open_orders)} offen"),
        *(Words(text=order) for order in found.open_orders),
    ]


def _local(at_utc: datetime) -> str:
    return at_utc.astimezone(texts.VIENNA).strftime("%d.%m.%Y %H:%M")


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=int(CODE),
        name="Nullbeleg für Kontrolle",
        chapter=Chapter.RECEIPT,
        right=Right.CASHIER,
        run=begin,
        is_for_locked=True,
        is_for_sale=True,
    ),
)

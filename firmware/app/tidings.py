"""What issuer and printer say, in the words of the counter."""

from datetime import datetime
from typing import Final, assert_never

from firmware.app.clock_guard import ClockNews
from firmware.app.inbox import (
    BackupBegun,
    BackupFailed,
    BackupMade,
    PrinterSeen,
    PrintFailed,
    TerminalTold,
    Tick,
)
from firmware.app.issue import Issued
from firmware.rksv import machine_code
from firmware.till.effects import ShowReceipt
from firmware.till.events import (
    Answered,
    Noticed,
    PaperState,
    ReceiptStored,
    TerminalSaid,
    Ticked,
)
from firmware.till.texts import ErrorCode
from hal.printer.port import Paper

#: Below this each start warns; four times what a sale must find (`issue.MIN_FREE_BYTES`).
LITTLE_ROOM_BYTES: Final = 200 * 1024 * 1024


def stored(issued: Issued, link: str) -> ReceiptStored:
    """A committed receipt, and where an archive shows it."""
    return ReceiptStored(
        number=issued.receipt.number,
        sale=issued.sale,
        is_signed=issued.receipt.is_signed,
        at_utc=issued.receipt.issued_at_utc,
        qr=machine_code.qr_from_jws(issued.receipt.jws),
        link=link,
    )


def told(message: Tick | TerminalTold, at_utc: datetime) -> Ticked | Answered | TerminalSaid:
    """Time went on, or the card terminal said something."""
    if isinstance(message, Tick):
        return Ticked(at_utc=at_utc)
    if message.answer is None:
        return TerminalSaid(text=message.text, at_utc=at_utc)
    return Answered(answer=message.answer, at_utc=at_utc)


def backed_up(message: BackupMade | BackupFailed) -> dict[str, object]:
    """The proof of a quarterly copy (§ 7 Abs 3 RKSV), or why there is none yet."""
    if isinstance(message, BackupFailed):
        return {"error": message.detail}
    return {
        "quarter": message.quarter,
        "file": message.file,
        "sha256": message.sha256,
        "receipts": message.receipts,
        "medium": ", ".join(message.media),
    }


def backup_news(message: BackupBegun | BackupMade | BackupFailed, at_utc: datetime) -> Noticed:
    """What the cashier reads of it."""
    match message:
        case BackupBegun():
            main = "läuft"
        case BackupMade():
            main = "gespeichert"
        case BackupFailed():
            main = "Fehler"
        case _:
            assert_never(message)
    return Noticed(item="Quartalssicherg.", main=main, at_utc=at_utc)


def copy_awaited(at_utc: datetime) -> Noticed:
    """Why the till does not go down yet."""
    return Noticed(item="Quartalssicherg.", main="läuft", hint="Bitte warten", at_utc=at_utc)


def export_awaited(at_utc: datetime) -> Noticed:
    """The same, of an export onto the stick."""
    return Noticed(item="Stick", main="läuft", hint="Bitte warten", at_utc=at_utc)


def clock_row(news: ClockNews) -> dict[str, object]:
    """What the clock did, as the journal says it."""
    return {"jump_s": news.jump_s, "trusted": news.is_trusted, "source": news.source.value}


def clock_doubted(at_utc: datetime) -> Noticed:
    """E14, as the cashier reads it; only a chief mends it."""
    code = ErrorCode.E14
    return Noticed(item=code.name, main=code.value, hint="Chef: F 94", at_utc=at_utc)


def little_room(free_bytes: int, at_utc: datetime) -> tuple[Noticed, ...]:
    """E15 long before nothing is sold any more; nothing while there is room."""
    if free_bytes >= LITTLE_ROOM_BYTES:
        return ()
    hint = "F 72, dann Techniker"
    return (Noticed(item=ErrorCode.E15.name, main="Speicher knapp", hint=hint, at_utc=at_utc),)


def named(slip: int | str) -> dict[str, object]:
    """How the journal names a slip: a receipt by its number, any other by its name."""
    return {"paper": slip} if isinstance(slip, str) else {"number": slip}


def print_failure(message: PrintFailed) -> dict[str, object]:
    """A slip that did not come out, as the journal says it."""
    return {
        **named(message.slip),
        "fault": message.fault.value,
        "detail": message.detail,
        "given_up": message.is_given_up,
    }


def shown(effect: ShowReceipt) -> dict[str, object]:
    """A receipt that was shown as a code, as the journal says it."""
    link = {"link": True} if effect.is_link else {}
    return {"number": effect.number, "instead": effect.is_instead, **link}


def paper_state(message: PrinterSeen) -> PaperState:
    """What the cashier must know of a status; None is no answer."""
    status = message.status
    if status is None:
        return PaperState.OFFLINE
    if status.paper is Paper.OUT:
        return PaperState.OUT
    if not status.is_ready:
        return PaperState.OFFLINE
    return PaperState.NEAR_END if status.paper is Paper.NEAR_END else PaperState.OK

"""What the till hears from its devices and the clock, while the cashier does something else.

None of it takes away what was typed, asked or booked, and none of it covers the change to give.
"""

from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from firmware.till import clerks, fittings
from firmware.till.acts import JournalKind
from firmware.till.after import delivery
from firmware.till.closing import opening
from firmware.till.effects import Play
from firmware.till.events import (
    ArchiveSeen,
    BackupSeen,
    KeyStuck,
    LinkRefused,
    MediumSeen,
    Noticed,
    PaperState,
    PrinterChanged,
    SignatureChanged,
    StallChanged,
    UpdateGoesOn,
    UpdateOffered,
)
from firmware.till.fiscal import device, ended
from firmware.till.sounds import Sound
from firmware.till.stall import news as stall_news
from firmware.till.state import REJECTED, Complaint, Step, Till, record, say_later, say_when_free
from firmware.till.texts import ErrorCode, receipt_number
from firmware.till.upkeep import archive_news, copy_news, key_walk, update_news

#: The end of the paper is sounded again until a key or a new roll stops it.
BEEP_EVERY = timedelta(seconds=3)

News = (
    KeyStuck
    | SignatureChanged
    | PrinterChanged
    | StallChanged
    | Noticed
    | ArchiveSeen
    | LinkRefused
    | BackupSeen
    | MediumSeen
    | UpdateOffered
    | UpdateGoesOn
)

_PRINTER_CODES = (ErrorCode.E10, ErrorCode.E11)


def heard(till: Till, event: News) -> Step:
    """Something happened that nobody pressed a key for."""
    match event:
        case KeyStuck():
            return stuck(till, event)
        case SignatureChanged():
            return device.changed(till, event)
        case PrinterChanged():
            return printer(till, event)
        case StallChanged():
            return stall_news.changed(till, event)
        case Noticed():
            return told(till, event)
        case ArchiveSeen():
            return archive_news.heard(till, event)
        case LinkRefused():
            return delivery.withdrawn(till, event)
        case BackupSeen() | MediumSeen():
            return copy_news.heard(till, event)
        case UpdateOffered() | UpdateGoesOn():
            return update_news.heard(till, event)
        case _:
            assert_never(event)


def ticked(till: Till) -> Step:
    """Time went on: paper end and open drawer sound again, forgotten training ends."""
    if key_walk.is_over(till):
        return key_walk.end(till)
    if ended.is_export_due(till):
        return ended.export(till)
    if clerks.is_training_forgotten(till):
        return clerks.end_forgotten_training(till)
    if clerks.is_rested(till):
        return clerks.lock(till)
    if opening.is_look_due(till):
        return opening.look_unasked(till)
    if device.is_report_news(till):
        return device.told_to_report(till)
    if _is_beeping(till):
        return replace(till, last_beep_at_utc=till.now_utc), (Play(sound=Sound.PAPER_END),)
    return fittings.reminded(till)


def _is_beeping(till: Till) -> bool:
    is_paper_out = till.complaint is not None and till.complaint.code is ErrorCode.E10
    last_utc = till.last_beep_at_utc
    if till.is_off:
        return False
    return is_paper_out and last_utc is not None and till.now_utc - last_utc >= BEEP_EVERY


def stuck(till: Till, event: KeyStuck) -> Step:
    """E19: a key hangs and is ignored; selling goes on with the others."""
    if not event.is_stuck:
        return replace(till, stuck_keys=till.stuck_keys - {event.key}), ()
    complaint = Complaint(
        code=ErrorCode.E19, words=f"Klemmt: {event.key.value}", hint="Verkauf läuft weiter"
    )
    after = replace(till, stuck_keys=till.stuck_keys | {event.key}, complaint=complaint)
    row = record(till, JournalKind.FEHLER, code=complaint.code.name, words=complaint.words)
    return after, (REJECTED, row)


def printer(till: Till, event: PrinterChanged) -> Step:
    """Paper ended or the line broke: E10, E11; the stored receipt is safe and waits."""
    changed = replace(till, paper=event.state, waiting_number=event.waiting)
    if event.state not in (PaperState.OUT, PaperState.OFFLINE):
        is_printers = till.complaint is not None and till.complaint.code in _PRINTER_CODES
        return replace(changed, complaint=None) if is_printers else changed, ()
    if event.state is till.paper:
        # Told already; which receipt is the first to wait is no news.
        return changed, ()
    is_out = event.state is PaperState.OUT
    code = ErrorCode.E10 if is_out else ErrorCode.E11
    complaint = Complaint(
        code=code,
        words=code.value,
        hint="Rolle wechseln" if is_out else "Deckel/Kabel prüfen",
    )
    if event.waiting is not None and not till.is_asking:
        words = f"Bon {receipt_number(event.waiting)} OK"
        hint = "BON=QR  Rolle wechs." if is_out else "BON=QR  Deckel/Kabel"
        title = f"{code.name} {code.value}"
        complaint = replace(complaint, title=title, words=words, hint=hint)
    row = record(till, JournalKind.FEHLER, code=code.name, words=code.value)
    complaining = replace(changed, complaint=complaint, last_beep_at_utc=till.now_utc)
    return complaining, (Play(sound=Sound.PAPER_END), row)


def told(till: Till, event: Noticed) -> Step:
    """Something the till did by itself."""
    before = till.notice
    if before is not None and before.hint and before.item != event.item:
        # What asks for something is read again afterwards.
        till = say_later(till, before)
    return say_when_free(till, event.item, event.main, event.hint), ()

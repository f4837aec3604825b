"""What the till hears of its signature device: an outage begins, is over, is to be reported.

None of it takes away what was typed, asked or booked, and none of it covers the change to give.
"""

from dataclasses import replace

from firmware.rksv.outage import REPORT_AFTER
from firmware.till.acts import JournalKind
from firmware.till.effects import Play, Record
from firmware.till.events import SignatureChanged
from firmware.till.fiscal.fault import DeviceFault, tries_words, words_of
from firmware.till.sounds import Sound
from firmware.till.state import Notice, Step, Till, record, say_later
from firmware.till.texts import ErrorCode

#: AU9: the words of an outage that must be reported, until it is settled.
TO_REPORT = ("Ausfall: melden!", "48h: F 65")
_UNNAMED = "Sicherheitseinr."
_UNIT = "Signaturkarte"
#: What the news of the device itself is about: the later one takes the earlier one's place.
_OWN = frozenset({_UNNAMED, _UNIT, TO_REPORT[0], *(words_of(one).item for one in DeviceFault)})


def changed(till: Till, event: SignatureChanged) -> Step:
    """An outage began or is over: sounded once, shown when nothing is being sold.

    While it lasts the display follows the fault (another card, one try less), without a sound.
    """
    if till.ended is not None:
        # Nothing is signed any more, so nothing fails.
        return till, ()
    if not event.is_working:
        return _failed(till, event)
    if till.is_signature_working:
        return till, ()
    well = replace(
        till,
        is_signature_working=True,
        outage_since_utc=None,
        device_fault=None,
        pin_tries_left=None,
        is_report_told=False,
        is_report_settled=False,
    )
    # § 17 Abs 6 RKSV: whoever told the begin tells the end, too.
    hint = "Ende melden: F 69" if till.is_report_settled else _report_hint(till)
    return _told(well, _UNIT, "geht wieder", hint), (Play(sound=Sound.OUTAGE_OVER),)


def _report_hint(till: Till) -> str:
    """An outage that was never told is still to be told, begin and end."""
    return "Ausfall melden: F 69" if is_report_due(till) else ""


def _failed(till: Till, event: SignatureChanged) -> Step:
    begins = till.is_signature_working
    fault = event.fault or till.device_fault
    out = replace(
        till,
        is_signature_working=False,
        device_fault=fault,
        pin_tries_left=event.tries_left if event.tries_left is not None else till.pin_tries_left,
        is_report_settled=event.is_reported or till.is_report_settled,
    )
    if begins:
        out = replace(out, outage_since_utc=event.since_utc or till.now_utc, is_report_told=False)
    sounds = (Play(sound=Sound.OUTAGE),) if begins else ()
    is_news = fault is not till.device_fault or out.pin_tries_left != till.pin_tries_left
    if not begins and not is_news:
        return out, ()
    # What the book says after a boot is no news for the journal.
    is_row = fault is not None and fault is not till.device_fault and event.since_utc is None
    return _shown(out), (*sounds, *((_row(out),) if is_row else ()))


def _shown(till: Till) -> Till:
    if till.device_fault is None:
        return _told(till, _UNNAMED, "AUSGEFALLEN")
    words = words_of(till.device_fault)
    tries = tries_words(till.pin_tries_left) if words.code is ErrorCode.E13 else ""
    return _told(till, words.item, "AUSGEFALLEN", f"{tries}  F 68" if tries else words.hint)


def _row(till: Till) -> Record:
    assert till.device_fault is not None, "a row says which fault"
    words = words_of(till.device_fault)
    said = words.item.removeprefix(f"{words.code.name} ")
    return record(till, JournalKind.FEHLER, code=words.code.name, words=said)


def _told(till: Till, item: str, main: str, hint: str = "") -> Till:
    """`till` with the news, unless something is being sold: the sum stays where it is.

    What somebody else asked for is read again afterwards, such as to deregister the old card.
    """
    if till.basket.lines:
        return till
    before = till.notice
    if before is not None and before.hint and before.item not in _OWN:
        till = say_later(till, before)
    return replace(till, notice=Notice(item=item, main=main, hint=hint))


def is_report_due(till: Till) -> bool:
    """Whether FinanzOnline is owed the report of this outage: more than 48 hours, not settled."""
    since_utc = till.outage_since_utc
    is_long = since_utc is not None and till.now_utc - since_utc >= REPORT_AFTER
    return is_long and not till.is_report_settled


def is_report_news(till: Till) -> bool:
    """Whether that has not been said yet."""
    return is_report_due(till) and not till.is_report_told


def told_to_report(till: Till) -> Step:
    """§ 17 Abs 1 RKSV: an outage of more than 48 hours is reported; F 65 says how.

    Journalled once; said again to whoever signs on, and between sales, until it is settled.
    """
    item, main = TO_REPORT
    told = replace(till, is_report_told=True, notice=Notice(item=item, main=main))
    code = ErrorCode.E12
    return told, (record(till, JournalKind.FEHLER, code=code.name, words=main),)

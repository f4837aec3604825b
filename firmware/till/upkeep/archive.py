"""The archive and the net at the keys: F 81 sends now, F 82 registers, F 83 tells of the net.

The key is typed in groups, each with its own check digit: a wrong one is named at once and typed
again, nothing else is. It stands nowhere but in what is typed, until the app hands it on whole.
"""

from datetime import datetime
from typing import Final

from firmware.accord import registration_key
from firmware.accord.errors import AccordError
from firmware.accord.registration_key import GROUP_DIGITS, GROUPS
from firmware.till import texts
from firmware.till.asks import Confirm, Digits, Item, Pick, Picked, Wanting, Wrong
from firmware.till.dialogue import open_dialogue
from firmware.till.effects import PrintPaper
from firmware.till.function import Chapter, Function, Right
from firmware.till.keys import Stroke
from firmware.till.papers.paper import Pair, Paper, Row, Title, Words
from firmware.till.refuse import complain
from firmware.till.requests import Failed, Stored
from firmware.till.state import BOOKED, Answers, Next, Step, Till, say
from firmware.till.texts import ErrorCode
from firmware.till.upkeep.archive_requests import (
    ArchiveFound,
    ArchiveState,
    FindArchive,
    FindNet,
    HandArchiveKey,
    NetFound,
    SyncNow,
)
from firmware.till.upkeep.archive_words import alarm_advice, alarm_words, state_advice, state_words

_PRINTS: Final = frozenset({Stroke.BON})
_ITEM: Final = "Archiv"
_GOOD_DBM: Final = -67
_FAIR_DBM: Final = -75


def sync_now(till: Till) -> Step:
    """F 81: everything is sent at once; how it goes with the archive, on paper with BON."""
    return open_dialogue(till, _sync)


def _sync(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Wanting(SyncNow())
        case (ArchiveFound() as found,):
            return Pick(rows=_pages(found), takes=_PRINTS)
        case (ArchiveFound() as found, Picked(stroke=Stroke.BON)):
            paper = Paper(name=_ITEM, rows=(Title(text="ARCHIV"), *archive_rows(found)))
            return say(till, _ITEM, "wird gedruckt"), (PrintPaper(paper=paper),)
        case (ArchiveFound(), Picked()):
            return till, ()
        case _:
            raise AssertionError(answers)


def _pages(found: ArchiveFound) -> tuple[Item, ...]:
    """An alarm first; then how much waits, and up to where the archive vouches for the book."""
    rows: list[Item] = []
    if found.alarm:
        hint = alarm_advice(found.alarm).hint
        rows.append(Item(item="Archiv: Alarm", main=alarm_words(found.alarm), hint=hint))
    hint = state_advice(found.view.state) or _since("zuletzt", found.contact_utc)
    rows.append(Item(item=_ITEM, main=state_words(found.view), hint=hint))
    if found.confirmed:
        number = texts.receipt_number(found.receipts)
        rows.append(
            Item(item=f"bis Bon {number}", main=_spaced(found.short), hint="BON=drucken  C=zurück")
        )
    return tuple(rows)


def _spaced(short: str) -> str:
    """Groups that the display may set on two lines: with the widest letters they need both."""
    return short.replace("-", " ")


def archive_rows(found: ArchiveFound) -> tuple[Row, ...]:
    """How it goes with the archive, for a slip."""
    rows: list[Row] = [Pair(left=_ITEM, right=state_words(found.view))]
    if found.view.state is ArchiveState.OFF:
        return tuple(rows)
    rows += [
        Pair(left="Zeilen offen", right=str(found.view.pending or 0)),
        Pair(left="Letzter Kontakt", right=_moment(found.contact_utc)),
    ]
    if found.confirmed:
        rows += [
            Pair(left="bestätigt bis Bon", right=texts.receipt_number(found.receipts)),
            Pair(left=f"Archiv {found.confirmed}", right=found.short, is_bold=True),
        ]
    if found.view.till_id:
        rows += [Words(text="Kassa im Archiv:"), Words(text=found.view.till_id)]
    if found.alarm:
        rows += [
            Words(text=f"ALARM: {alarm_words(found.alarm)}", is_bold=True),
            Words(text=alarm_advice(found.alarm).sentence),
        ]
    rows += [Words(text=one) for one in (found.words,) if one]
    return tuple(rows)


def ask_key(till: Till) -> Step:
    """F 82: the till is registered with the archive, by a key that is typed once."""
    return open_dialogue(till, _key)


def _key(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Wanting(FindArchive())
        case (ArchiveFound() as found,) if found.view.state is ArchiveState.OFF:
            return complain(till, ErrorCode.E01, words="Kein Archiv", hint="fehlt i. d. Einstell.")
        case (ArchiveFound() as found,) if found.view.till_id:
            return Confirm(title="schon im Archiv", main="neu?")
        case (ArchiveFound(), *typed):
            return _groups(till, [one for one in typed if one is not True])
        case _:
            raise AssertionError(answers)


def _groups(till: Till, typed: list[object]) -> Next:
    """Group after group; when all are there, the key is handed on."""
    groups = [one for one in typed if isinstance(one, str)]
    if groups and not registration_key.is_group(len(groups) - 1, groups[-1]):
        words = f"Gruppe {len(groups)}/{GROUPS}"
        return Wrong(code=ErrorCode.E01, words=words, hint="falsch, noch einmal")
    if len(groups) < GROUPS:
        hint = f"{GROUP_DIGITS} Ziffern BAR  C"
        return Digits(title=f"Gruppe {len(groups) + 1}/{GROUPS}", hint=hint)
    match typed[len(groups) :]:
        case [Stored()]:
            return say(till, _ITEM, "fragt an", "Antwort kommt selbst"), (BOOKED,)
        case [Failed() as failed]:
            return complain(till, ErrorCode.E01, words=failed.words, hint="Techniker rufen")
        case _:
            return _handed(till, "".join(groups))


def _handed(till: Till, key: str) -> Next:
    try:
        registration_key.from_text(key)
    except AccordError:
        # Every group is right by itself, and together they are more than any key.
        return complain(till, ErrorCode.E01, words="Schlüssel falsch", hint="neu: F 82")
    return Wanting(HandArchiveKey(key=key))


def show_net(till: Till) -> Step:
    """F 83: cable, radio, address, and when the archive was last reached."""
    return open_dialogue(till, _net)


def _net(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Wanting(FindNet())
        case (NetFound() as found,):
            return Pick(rows=_net_pages(found))
        case (NetFound(), Picked()):
            return till, ()
        case _:
            raise AssertionError(answers)


def _net_pages(found: NetFound) -> tuple[Item, ...]:
    rows = [
        Item(
            item=f"Netz {one.name}"[: texts.ITEM_WIDTH],
            main=f"{'WLAN' if one.is_wireless else 'Kabel'} {'ok' if one.is_up else 'aus'}",
        )
        for one in found.links
    ] or [Item(item="Netz", main="kein Gerät", hint="Techniker rufen")]
    if found.wifi:
        name = texts.fitting("".join(one if one.isprintable() else "?" for one in found.wifi))
        rows.append(Item(item="WLAN", main=name or "?", hint=_signal(found.signal_dbm)))
    rows += [Item(item="Adresse", main=one) for one in found.addresses]
    if found.links:
        rows.append(Item(item="Gateway", main=found.gateway or "keines"))
    if found.clock:
        rows.append(Item(item="Uhrzeit von", main=found.clock))
    archive = found.archive
    is_there = archive.view.state is ArchiveState.OK
    since = _since("zuletzt" if is_there else "seit", archive.contact_utc)
    rows.append(Item(item=_ITEM, main=state_words(archive.view), hint=since))
    # Nothing at the keys changes the net: it is set where a passphrase can be typed.
    rows.append(Item(item="WLAN ändern", main="kassa.toml", hint="auf der Karte am PC"))
    return tuple(rows)


def _signal(dbm: int | None) -> str:
    """`-58 dBm gut`: below -67 receipts go slowly, below -75 often not at all."""
    if dbm is None:
        return "Empfang unbekannt"
    return f"{dbm} dBm {'gut' if dbm >= _GOOD_DBM else 'mäßig' if dbm >= _FAIR_DBM else 'schwach'}"


def _since(word: str, at_utc: datetime | None) -> str:
    if at_utc is None:
        return "noch nie erreicht"
    return f"{word} {at_utc.astimezone(texts.VIENNA):%d.%m. %H:%M}"


def _moment(at_utc: datetime | None) -> str:
    return "nie" if at_utc is None else f"{at_utc.astimezone(texts.VIENNA):%d.%m.%Y %H:%M}"


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=81,
        name="Sync jetzt",
        chapter=Chapter.TILL,
        right=Right.CASHIER,
        run=sync_now,
        is_for_locked=True,
    ),
    Function(
        code=82,
        name="Archiv-Schlüssel",
        chapter=Chapter.TILL,
        right=Right.TECHNICIAN,
        run=ask_key,
    ),
    Function(
        code=83,
        name="Netz",
        chapter=Chapter.TILL,
        right=Right.TECHNICIAN,
        run=show_net,
    ),
)

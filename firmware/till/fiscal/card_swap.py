"""F 68: exchange of the signature card, in two sittings if need be.

First the new card is read, tried and entered, and a slip says what FinanzOnline must know. The till
goes on with the old card, or in its outage, until the new one is registered (§ 5 RKSV: only a
registered unit may sign). Then the new card signs a test and at once a receipt of its own: the
Sammelbeleg if one is owed, and a Nullbeleg. The DEP goes on with a group of the new certificate.
A till with more than one place is asked which. A service has no PIN here, and its certificate is
renewed by whoever runs it: the till takes it over in the same steps.
"""

from dataclasses import replace

from firmware.finanzonline.order import Act, Order, UnitKind, Verdict
from firmware.finanzonline.steps import Till as OfficeTill
from firmware.finanzonline.steps import steps
from firmware.rksv.receipt import ReceiptKind
from firmware.till.acts import JournalKind
from firmware.till.asks import Choice, Confirm, Item, Pick, Picked, Secret, Wanting, Wrong
from firmware.till.dialogue import open_dialogue
from firmware.till.effects import Effect, Issue, PrintPaper
from firmware.till.fiscal.fault import DeviceFault, tries_words, words_of
from firmware.till.fiscal.requests import SignatureFailed, SignatureTried
from firmware.till.fiscal.steps_paper import BY_ITSELF, no_sale, paper_row
from firmware.till.fiscal.swap_requests import (
    EnterCard,
    FindPlaces,
    FindSwap,
    FoundPlaces,
    FoundSwap,
    NewCard,
    PendingCard,
    ReadNewCard,
    Registration,
    SwapPlace,
    SwapReason,
    TryNewCard,
)
from firmware.till.function import Chapter, Function, Right
from firmware.till.keys import Stroke
from firmware.till.papers.paper import Pair, Paper, Row, Rule, Title, Words
from firmware.till.refuse import complain
from firmware.till.requests import Failed, Stored
from firmware.till.sales.sale import Sale
from firmware.till.state import Answers, Next, Step, Till, record, say
from firmware.till.texts import ErrorCode, serial_shown

_REASONS = {1: SwapReason.DUE, 2: SwapReason.BROKEN, 3: SwapReason.BLOCKED, 4: SwapReason.LOST}
_REASONS |= {5: SwapReason.OTHER}
_REASON_WORDS = {
    1: "Tausch fällig",
    2: "Karte defekt",
    3: "PIN gesperrt",
    4: "Karte weg",
    5: "anderer Grund",
}
_SERVICE_REASON_WORDS = {1: "Tausch fällig", 3: "Zert. gesperrt", 5: "anderer Grund"}
_BY_HAND, _LOOK, _SLIP, _OTHER = 1, 2, 3, 4
#: What is done about a card that cannot be read or is none of ours.
_AGAIN = {ErrorCode.E12: "stecken, dann BAR", ErrorCode.E22: "andere stecken, BAR"}


def swap_card(till: Till) -> Step:
    """F 68: begin, or go on where the new card waits for its registration."""
    if till.is_training:
        return complain(till, ErrorCode.E01, words="Nicht im Training")
    return open_dialogue(till, _swap)


def _swap(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Wanting(FindPlaces())
        case (Failed() as failed,):
            return complain(till, ErrorCode.E12, words=failed.words)
        case (FoundPlaces(places=(place,)), *rest):
            return _at(till, place, tuple(rest))
        case (FoundPlaces() as found,):
            return Pick(rows=tuple(_item(place) for place in found.places))
        case (FoundPlaces() as found, Picked() as picked, *rest):
            return _at(till, found.places[picked.index], tuple(rest))
        case _:
            raise AssertionError(answers)


def _item(place: SwapPlace) -> Item:
    return Item(item=place.words, main="Dienst" if place.is_service else "Karte")


def _at(till: Till, place: SwapPlace, answers: Answers) -> Next:
    match answers:
        case ():
            return Wanting(FindSwap(place=place.name))
        case (FoundSwap(pending=PendingCard()) as found, *rest):
            return _second(till, place, found, tuple(rest))
        case (FoundSwap(), *rest):
            return _first(till, place, tuple(rest))
        case _:
            raise AssertionError(answers)


def _first(till: Till, place: SwapPlace, answers: Answers) -> Next:
    """From the reason to the slip for FinanzOnline."""
    match answers:
        case () if place.is_service:
            return Choice(title="DIENST TAUSCHEN", options=_SERVICE_REASON_WORDS)
        case ():
            return Choice(title="KARTE TAUSCHEN", options=_REASON_WORDS)
        case (int(),):
            return _insert(place)
        case (int(), True):
            return Wanting(ReadNewCard(place=place.name))
        case (int() as reason, True, (SignatureFailed() | NewCard()) as read, *rest):
            return _read(till, place, _REASONS[reason], read, tuple(rest))
        case _:
            raise AssertionError(answers)


def _insert(place: SwapPlace) -> Confirm:
    """Before the new card is spoken to."""
    if place.is_service:
        return Confirm(title=place.words, main="neu lesen", hint="BAR=lesen  C=zurück")
    return Confirm(title="Neue Karte", main="einstecken", hint="BAR=lesen  C=zurück")


def _read(
    till: Till,
    place: SwapPlace,
    reason: SwapReason,
    read: SignatureFailed | NewCard,
    answers: Answers,
) -> Next:
    """The new card is there: is it the right one?"""
    if isinstance(read, SignatureFailed):
        return _wrong(place, read)
    if read.objection:
        hint = "beim Anbieter klären" if place.is_service else "andere Karte stecken"
        return Wrong(code=ErrorCode.E22, words=read.objection, hint=hint)
    if place.is_service and answers:
        # Nobody is asked for a PIN.
        answers = (answers[0], None, *answers[1:])
    return _taken(till, place, reason, read, answers)


def _taken(
    till: Till, place: SwapPlace, reason: SwapReason, read: NewCard, answers: Answers
) -> Next:
    """Its serial, its PIN, a test signature, and it is entered."""
    match answers:
        case ():
            hint = f"bis {read.valid_until:%d.%m.%Y} BAR=ok"
            return Confirm(title="Serie (hex)", main=serial_shown(read.serial), hint=hint)
        case (True,):
            return Secret(title="PIN der Karte ?", hint="BAR = wie bisher")
        case (True, (str() | None) as pin):
            return Wanting(TryNewCard(place=place.name, serial=read.serial, pin=pin))
        case (True, _, SignatureFailed() as failed):
            return _wrong(place, failed)
        case (True, _, SignatureTried()):
            return Wanting(EnterCard(place=place.name, card=read, reason=reason))
        case (True, _, SignatureTried(), Failed() as failed):
            return Wrong(code=ErrorCode.E15, words=failed.words)
        case (True, _, SignatureTried(), Stored()):
            paper = registration_paper(till, place, read)
            return _again(till, place, (PrintPaper(paper=paper),))
        case _:
            raise AssertionError(answers)


def _second(till: Till, place: SwapPlace, found: FoundSwap, answers: Answers) -> Next:
    """From the registration to the first receipt of the new card."""
    assert found.pending is not None, "told apart above"
    card = found.pending.card
    is_done = found.pending.registration is Registration.DONE
    match answers:
        case () if is_done:
            other = frozenset({Stroke.STO})
            return replace(_insert(place), takes=other, hint="BAR=lesen STO=andere")
        case ():
            return _whether_registered(place, found.pending)
        # It broke or was refused before it ever signed: another one takes its turn.
        case (4 | Stroke.STO, *rest):
            return _first(till, place, tuple(rest))
        case (2, *found_now):
            return _looked(till, place, tuple(found_now))
        case (3,):
            paper = registration_paper(till, place, card)
            return _again(till, place, (PrintPaper(paper=paper),))
        case (1,) if not is_done:
            return _insert(place)
        case (True,) | (1, True):
            return Wanting(TryNewCard(place=place.name, serial=card.serial, pin=None))
        case (*_, SignatureFailed() as failed):
            return _wrong(place, failed)
        case (*_, SignatureTried()):
            return _adopted(till, place, found.old_serial, found.pending)
        case _:
            raise AssertionError(answers)


def _whether_registered(place: SwapPlace, pending: PendingCard) -> Choice:
    is_refused = pending.registration is Registration.REFUSED
    return Choice(
        title="ABGELEHNT  F 69" if is_refused else "ANGEMELDET ?",
        options={
            _BY_HAND: "ja, von Hand",
            _LOOK: "nachsehen",
            _SLIP: "Zettel drucken",
            _OTHER: "neu lesen" if place.is_service else "andere Karte",
        },
        # A card that waits signs nothing: left in the reader it would be an outage.
        hint="C=später alte stecken" if _signs(place, pending) else "C = später",
    )


def _signs(place: SwapPlace, pending: PendingCard) -> bool:
    """Whether the card before may still sign until the new one is registered."""
    return not place.is_service and pending.reason in (SwapReason.DUE, SwapReason.OTHER)


def _looked(till: Till, place: SwapPlace, answers: Answers) -> Next:
    """On with it when FinanzOnline has answered; otherwise how it stands."""
    match answers:
        case ():
            return Wanting(FindSwap(place=place.name))
        case (FoundSwap(pending=PendingCard(registration=Registration.OPEN)),):
            return say(till, "Neue Karte", "noch nicht angemeldet", "F 69, dann F 68"), ()
        case (FoundSwap(pending=PendingCard(registration=Registration.REFUSED)),):
            return say(till, "Neue Karte", "abgelehnt", "warum: F 69"), ()
        case (FoundSwap(),):
            return _again(till, place, ())
        case _:
            raise AssertionError(answers)


def _adopted(till: Till, place: SwapPlace, old_serial: str, pending: PendingCard) -> Step:
    """From here on the new card signs; the first thing it signs follows at once."""
    new_serial = pending.card.serial
    effects: list[Effect] = []
    if pending.registration is not Registration.DONE:
        order = _registration(till, place, pending.card)
        verdict = Verdict.DONE.value
        told = {"order": order.key, "verdict": verdict, "by_hand": True}
        effects.append(record(till, JournalKind.FON, **told))
    swap = record(
        till,
        JournalKind.KARTENTAUSCH,
        place=place.name,
        old=old_serial,
        new=new_serial,
        reason=pending.reason.end.value,
        cause=pending.reason.value,
    )
    first = Sale(kind=ReceiptKind.NULLBELEG, clerk=till.clerk, note="Kartentausch")
    done = "Dienst getauscht" if place.is_service else "Karte getauscht"
    after = say(till, done, new_serial[-10:], "alte abmelden: F 69")
    return after, (*effects, swap, Issue(sale=first))


def _again(till: Till, place: SwapPlace, effects: tuple[Effect, ...]) -> Step:
    """What there was to do is done; the exchange goes on with its next question."""
    begun, following = open_dialogue(till, _swap, FoundPlaces(places=(place,)))
    return begun, (*effects, *following)


#: A service has no PIN; what opens it lies in a file.
_OF_A_SERVICE = {
    DeviceFault.PIN_WRONG: "Passwort falsch",
    DeviceFault.PIN_BLOCKED: "Zugang gesperrt",
}


def _wrong(place: SwapPlace, failed: SignatureFailed) -> Wrong:
    """What the unit says, and what helps: BAR asks it again."""
    words = words_of(failed.fault)
    name = words.item.removeprefix(f"{words.code.name} ")
    if place.is_service:
        name = _OF_A_SERVICE.get(failed.fault, name)
    tries = tries_words(failed.pin_tries_left) if words.code is ErrorCode.E13 else ""
    again = "nochmals: BAR" if place.is_service else _AGAIN.get(words.code, "")
    return Wrong(code=words.code, words=name, hint=tries or again)


def _registration(till: Till, place: SwapPlace, card: NewCard) -> Order:
    return Order(
        key=f"{Act.REGISTRIERUNG_SE}:{card.serial}",
        act=Act.REGISTRIERUNG_SE,
        about=card.serial,
        not_before_utc=till.now_utc,
        unit_kind=UnitKind.SERVICE if place.is_service else UnitKind.CARD,
        vda_id=card.vda_id,
    )


def registration_paper(till: Till, place: SwapPlace, card: NewCard) -> Paper:
    """What FinanzOnline must know of the new card, before it may sign."""
    office = OfficeTill(register_id=till.profile.register_id, aes_key_check="")
    slip = steps(_registration(till, place, card), office)
    rows: list[Row] = [
        Title(text="NEUES ZERTIFIKAT" if place.is_service else "NEUE KARTE"),
        Pair(left="Kasse", right=till.profile.register_id),
        Rule(),
        Words(text=f"1. {slip.title}", is_bold=True),
        Words(text=BY_ITSELF),
        *(paper_row(row) for row in slip.rows),
        Rule(),
        Words(text=f"2. {_meanwhile(place)}"),
        Words(text=f"3. Ist sie angemeldet: F 68{'' if place.is_service else ', neue stecken'}."),
        no_sale(),
    ]
    return Paper(name=slip.title, rows=tuple(rows))


def _meanwhile(place: SwapPlace) -> str:
    if place.is_service:
        return "Bis dahin signiert das alte Zertifikat, wenn es noch gilt."
    return (
        "Bis dahin die alte Karte wieder stecken, wenn sie noch geht: "
        "nur eine angemeldete Karte darf signieren."
    )


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=68,
        name="Signaturkarte tauschen",
        chapter=Chapter.TILL,
        right=Right.CHIEF,
        run=swap_card,
    ),
)

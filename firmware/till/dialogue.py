"""Dialogues: questions one after the other, each script one function from the answers so far.

    def paid_in(till, answers):
        match answers:
            case ():
                return Amount(title="EINLAGE € ?")
            case (cents,):
                return Choice(title="GRUND", options=REASONS)
            case (cents, reason):
                return till, (record(till, ...), ...)

A script says what comes next: a question to the cashier (an `Ask`), one to the book (`Wanting`),
`Wrong` (the last answer was none: complain and ask again), or a `Step`, which ends the dialogue.
It is called anew for every screen, so it must be cheap and depend on nothing but its arguments.
`C` takes the last answer back, and with the first question leaves; nothing has happened then.
"""

from dataclasses import replace
from typing import assert_never

from firmware.till import asks, letters
from firmware.till import entry as entries
from firmware.till import keys as key_names
from firmware.till.asks import (
    Amount,
    Ask,
    Choice,
    Confirm,
    Counted,
    Digits,
    Number,
    Pick,
    Picked,
    Product,
    Secret,
    Wanting,
    Words,
    Wrong,
)
from firmware.till.effects import Request
from firmware.till.events import Answered
from firmware.till.keys import GROUP_KEYS, Stroke
from firmware.till.refuse import complain
from firmware.till.state import REJECTED, Dialogue, Script, Step, Till
from firmware.till.texts import ErrorCode
from hal.display.port import Pattern
from hal.keypad.port import Key

#: So much is typed at most where text is asked for (taps of letters, digits of an id).
MAX_TAPS = 400


def open_dialogue(till: Till, script: Script, *given: object, keep_entry: bool = False) -> Step:
    """Begin `script` with answers that are `given`; `C` never takes those back.

    With `keep_entry` what was typed before is in the entry again when the script ends.
    """
    dialogue = Dialogue(
        script=script,
        answers=given,
        given=len(given),
        kept=till.entry if keep_entry else entries.EMPTY,
    )
    # What a terminal or an update said last, it said to whoever asked before.
    begun = replace(till, dialogue=dialogue, entry=entries.EMPTY, terminal_text="")
    return _go_on(replace(begun, done=None, notice=None))


def current(till: Till) -> Ask | None:
    """What is being asked; None while the book is."""
    assert till.dialogue is not None, "no dialogue"
    asked = till.dialogue.script(_outside(till), till.dialogue.answers)
    return None if isinstance(asked, Wanting | Wrong | tuple) else asked


def zones(till: Till) -> asks.Zones:
    """Item, main and hint of the question."""
    ask = current(till)
    assert till.dialogue is not None, "no dialogue"
    if ask is None:
        return _waiting_zones(till)
    return asks.zones(ask, till.entry, till.dialogue.cursor)


def _waiting_zones(till: Till) -> asks.Zones:
    """What takes its time has a name; most is answered before anybody sees it."""
    waited = _waited(till)
    if waited is None or not waited.title:
        return "", "...", ""
    return waited.title, waited.main, till.terminal_text or waited.hint


def _waited(till: Till) -> Wanting | None:
    """What the app was asked for, as long as it has not answered."""
    assert till.dialogue is not None, "no dialogue"
    asked = till.dialogue.script(_outside(till), till.dialogue.answers)
    return asked if isinstance(asked, Wanting) else None


def answered(till: Till, event: Answered) -> Step:
    """The app answered a request; the dialogue goes on. Without one it is left unheard."""
    dialogue = till.dialogue
    if dialogue is None or not dialogue.is_waiting:
        return till, ()
    heard = replace(dialogue, answers=(*dialogue.answers, event.answer), is_waiting=False)
    fetched = (*dialogue.fetched, len(dialogue.answers))
    return _go_on(replace(till, dialogue=replace(heard, fetched=fetched)))


def _outside(till: Till) -> Till:
    """The till as a script sees it: as if no dialogue stood on it."""
    assert till.dialogue is not None, "no dialogue"
    return replace(till, dialogue=None, entry=till.dialogue.kept)


def _go_on(till: Till) -> Step:
    """Ask the script what comes next."""
    dialogue = till.dialogue
    assert dialogue is not None, "no dialogue"
    following = dialogue.script(_outside(till), dialogue.answers)
    match following:
        case Wrong():
            back = _without_last(till)
            return complain(back, following.code, words=following.words, hint=following.hint)
        case Wanting():
            waiting = replace(dialogue, is_waiting=True)
            return replace(till, dialogue=waiting), (Request(wanted=following.wanted),)
        case tuple():
            return following
        case _:
            begin = following.begin if isinstance(following, Pick) else 0
            return replace(till, dialogue=replace(dialogue, cursor=begin)), ()


def _answer(till: Till, answer: object) -> Step:
    assert till.dialogue is not None, "no dialogue"
    dialogue = replace(till.dialogue, answers=(*till.dialogue.answers, answer))
    return _go_on(replace(till, dialogue=dialogue, entry=entries.EMPTY))


def _without_last(till: Till) -> Till:
    """The last thing the cashier answered is taken back, with all the book said to it."""
    dialogue = till.dialogue
    assert dialogue is not None, "no dialogue"
    count = len(dialogue.answers)
    while count > dialogue.given and count - 1 in dialogue.fetched:
        count -= 1
    count -= 1
    if count < dialogue.given:
        return _left(till)
    fetched = tuple(index for index in dialogue.fetched if index < count)
    gone = dialogue.answers[count]
    kept = replace(
        dialogue,
        answers=dialogue.answers[:count],
        fetched=fetched,
        is_waiting=False,
        # A list is again where it was left; no question inherits the line of a longer list.
        cursor=gone.index if isinstance(gone, Picked) else 0,
    )
    return replace(till, dialogue=kept, entry=entries.EMPTY)


def _left(till: Till) -> Till:
    """No dialogue any more; what was typed before it is typed again."""
    assert till.dialogue is not None, "no dialogue"
    return replace(till, dialogue=None, entry=till.dialogue.kept)


# keys, as the transition table names them


def type_symbol(till: Till, key: Key) -> Step:
    """A digit, `00` or the comma: typed, or at once the answer where one digit is enough."""
    ask, symbol = current(till), key_names.SYMBOLS[key]
    match ask:
        case Choice():
            if symbol.isdigit() and int(symbol) in ask.options and symbol != "00":
                return _answer(till, int(symbol))
            return till, (REJECTED,)
        case Pick():
            return _scroll(till, ask, {"8": -1, "2": 1}.get(symbol, 0))
        case Secret() | Digits() | Words():
            return _type_text(till, symbol)
        case Amount() | Number() | Product():
            entry = entries.typed(till.entry, symbol)
            return (till, (REJECTED,)) if entry is None else (replace(till, entry=entry), ())
        case _:
            return till, (REJECTED,)


def _type_text(till: Till, symbol: str) -> Step:
    text = till.entry.text + symbol
    if len(text) > MAX_TAPS:
        return till, (REJECTED,)
    return replace(till, entry=entries.Entry(text=text)), ()


def answer_bar(till: Till, key: Key) -> Step:
    """BAR: the answer is what was typed, proposed or shown."""
    ask = current(till)
    match ask:
        case Amount() | Number() | Product() | Secret() | Digits() | Words():
            return _answer_typed(till, ask)
        case Choice() | Pick() | Confirm():
            return _answer_shown(till, ask)
        case None:
            return reject(till, key)
        case _:
            assert_never(ask)


def _answer_typed(till: Till, ask: Amount | Number | Product | Secret | Digits | Words) -> Step:
    text = till.entry.text
    match ask:
        case Amount():
            return _amount(till, ask, text)
        case Number():
            number = entries.small_number(text) if text else ask.proposal
            if number is None or number > ask.largest:
                return complain(till, ErrorCode.E01, words="Zahl prüfen")
            return _answer(till, number)
        case Product():
            return _product(till)
        case Secret():
            return _answer(till, text)
        case Digits():
            return _text(till, text or ask.proposal, is_empty_allowed=ask.is_empty_allowed)
        case Words():
            words = letters.shown(text) or ask.proposal
            if len(words) > ask.longest:
                return complain(till, ErrorCode.E01, words=f"Höchstens {ask.longest}")
            return _text(till, words, is_empty_allowed=ask.is_empty_allowed)
        case _:
            assert_never(ask)


def _answer_shown(till: Till, ask: Choice | Pick | Confirm) -> Step:
    assert till.dialogue is not None, "no dialogue"
    cursor = till.dialogue.cursor
    match ask:
        case Choice():
            number = sorted(ask.options)[cursor]
            return _answer(till, ask.takes_bar_as if cursor == 0 and ask.takes_bar_as else number)
        case Pick():
            return _answer(till, Picked(index=cursor))
        case Confirm():
            return _answer(till, True)
        case _:
            assert_never(ask)


def _amount(till: Till, ask: Amount, text: str) -> Step:
    cents = entries.price_cents(text) if text else ask.proposal_cents
    if cents is None or (cents == 0 and text and not ask.is_zero_allowed):
        return complain(till, ErrorCode.E01, words="Betrag prüfen", hint="höchstens 99.999,99")
    return _answer(till, cents)


def _text(till: Till, text: str, *, is_empty_allowed: bool) -> Step:
    if not text and not is_empty_allowed:
        return complain(till, ErrorCode.E01, words="Eingabe fehlt")
    return _answer(till, text)


def _product(till: Till) -> Step:
    """Pieces alone, or pieces times an amount."""
    entry = till.entry
    if entry.quantity is None:
        pieces = entries.small_number(entry.text) if entry.text else 0
        if pieces is None:
            return complain(till, ErrorCode.E01, words="Zahl prüfen")
        return _answer(till, Counted(pieces=pieces))
    cents = entries.price_cents(entry.text)
    if entry.quantity.is_weight or not cents:
        return complain(till, ErrorCode.E01, words="Betrag prüfen")
    return _answer(till, Counted(pieces=entry.quantity.milli // entries.ONE_MILLI, cents=cents))


def go_back(till: Till, _key: Key) -> Step:
    """C: what is typed goes, then the last answer, then the dialogue."""
    if not till.entry.is_empty:
        is_words = isinstance(current(till), Words)
        text = letters.without_last(till.entry.text) if is_words else ""
        return replace(till, entry=entries.Entry(text=text)), ()
    return _left_by_answer(till) or (_without_last(till), ())


def _left_by_answer(till: Till) -> Step | None:
    """The step of a question that cannot be left without an answer, neither ours nor the app's."""
    waited = _waited(till)
    if waited is not None and waited.is_held:
        return till, (REJECTED,)
    if waited is not None and waited.cancel is not None:
        return till, (Request(wanted=waited.cancel),)
    ask = current(till)
    if not isinstance(ask, Choice) or not ask.leaves_as:
        return None
    return _answer(till, ask.leaves_as)


def leave(till: Till, _key: Key) -> Step:
    """F C: out of the dialogue, whatever was answered so far."""
    return _left_by_answer(till) or (_left(till), ())


def code(till: Till) -> str:
    """The QR code that the question shows, empty for none."""
    ask = current(till)
    return ask.qr if isinstance(ask, Choice) else ""


def look(till: Till) -> tuple[Pattern | None, int]:
    """The pattern that the question fills the panel with, and how bright (0: as ever)."""
    ask = current(till)
    return (ask.pattern, ask.brightness) if isinstance(ask, Confirm) else (None, 0)


def wanted(till: Till) -> object:
    """What the app was asked for, as long as it has not answered; None: nothing."""
    if till.dialogue is None or not till.dialogue.is_waiting:
        return None
    waited = _waited(till)
    return None if waited is None else waited.wanted


def scroll_or_take(till: Till, key: Key) -> Step:
    """ZW: the answer where it is one, otherwise the next line of a list."""
    ask = current(till)
    match ask:
        case Choice():
            return _move(till, 1, len(ask.options))
        case Pick() if Stroke.ZW not in ask.takes:
            return _scroll(till, ask, 1)
        case _:
            return take(till, key)


def take(till: Till, key: Key) -> Step:
    """A key that answers where the question takes it (STO on a position, BON for a code)."""
    ask = current(till)
    stroke = key_names.stroke_of(key, is_shifted=till.is_shifted)
    assert till.dialogue is not None, "no dialogue"
    match ask:
        case Pick() if stroke in ask.takes:
            return _answer(till, Picked(index=till.dialogue.cursor, stroke=stroke))
        case Amount() if stroke in ask.enters:
            return _answer_typed(till, ask)
        # What was typed into a count is not dropped unseen.
        case Product() if stroke in ask.takes and not till.entry.is_empty:
            return reject(till, key)
        case Amount() | Number() | Product() | Confirm() if stroke in ask.takes:
            return _answer(till, stroke)
        case _:
            return reject(till, key)


def multiply(till: Till, key: Key) -> Step:
    """`×`: pieces typed, now the amount of each, where both are asked for."""
    if not isinstance(current(till), Product) or till.entry.quantity is not None:
        return take(till, key)
    quantity = entries.quantity(till.entry.text)
    if quantity is None:
        return till, (REJECTED,)
    return replace(till, entry=entries.Entry(quantity=quantity)), ()


def pick_line(till: Till, key: Key) -> Step:
    """WG n: line n of a list."""
    ask = current(till)
    index = GROUP_KEYS.index(key)
    if isinstance(ask, Pick) and index < len(ask.rows):
        return _answer(till, Picked(index=index))
    return reject(till, key)


def reject(till: Till, _key: Key) -> Step:
    """The key answers nothing here; the question stays."""
    return till, (REJECTED,)


def _scroll(till: Till, ask: Pick, by: int) -> Step:
    return _move(till, by, len(ask.rows)) if by else (till, (REJECTED,))


def _move(till: Till, by: int, count: int) -> Step:
    assert till.dialogue is not None, "no dialogue"
    cursor = (till.dialogue.cursor + by) % count
    return replace(till, dialogue=replace(till.dialogue, cursor=cursor)), ()

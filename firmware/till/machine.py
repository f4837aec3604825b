"""The counter's transition table, and `step`, the only way from one `Till` to the next.

Two laws. Everything a key does is a row of `TABLE`: (phase, stroke) -> handler; a missing pair is
a failing test. And nothing here knows devices, disk or time: events bring the time, effects say
what is to be done, and whoever carries them out answers with events.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from firmware.till import clerks, codes, dialogue, fittings, menu, news, prompts, refuse
from firmware.till.after import receipts
from firmware.till.closing import cash
from firmware.till.effects import Play
from firmware.till.events import (
    Answered,
    ArchiveSeen,
    BackupSeen,
    CardLost,
    DeviceChanged,
    DrawerChanged,
    Event,
    ExportTold,
    IssueDelayed,
    IssueRefused,
    KeyPressed,
    KeyStuck,
    LinkRefused,
    MediumSeen,
    Noticed,
    PrinterChanged,
    ReceiptStored,
    SignatureChanged,
    StallChanged,
    StickChanged,
    SwitchChanged,
    TerminalSaid,
    Ticked,
    UpdateGoesOn,
    UpdateOffered,
)
from firmware.till.exports import news as export_news
from firmware.till.fiscal import ended, inspection
from firmware.till.keys import Stroke, stroke_of
from firmware.till.late import kept, late_news
from firmware.till.payment import paying, terminal
from firmware.till.sales import articles, discounts, positions, removing, returns, selling, weighing
from firmware.till.sales.basket import Basket
from firmware.till.sounds import Sound
from firmware.till.stall import news as stall_news
from firmware.till.stall.catalog import Profile
from firmware.till.state import REJECTED, SHIFT_LASTS, Handler, Phase, Step, Till, phase, say
from firmware.till.upkeep import key_walk
from hal.keypad.port import Key


def begin(
    profile: Profile,
    now_utc: datetime,
    open_sale: Basket,
    clerk: int | None,
    *,
    is_locked: bool = False,
) -> Till:
    """The till after a boot: `open_sale`, `clerk` and the lock as the journal left them."""
    if profile.is_anonymous:
        clerk = clerks.ANONYMOUS_CLERK
    elif clerk not in profile.clerks:
        clerk = None
    till = Till(
        profile=profile,
        now_utc=now_utc,
        clerk=clerk,
        basket=open_sale,
        is_locked=is_locked and clerk is not None and not profile.is_anonymous,
        last_key_at_utc=now_utc,
    )
    if open_sale.lines:
        return say(till, "Offener Bon", "weiter")
    return till


def step(till: Till, event: Event) -> Step:
    """The next till, and what has to be done, in this order."""
    till, rows = stall_news.adopted(_at(till, event.at_utc))
    stepped, effects = _heard(till, event)
    stepped = kept(till, _without_borrowings(inspection.resumed(stepped)))
    return late_news(stepped), (*rows, *effects)


def _without_borrowings(till: Till) -> Till:
    """A lent right ends with the act it was lent for, a receipt's form with its sale."""
    asked = (till.dialogue, till.prompt, till.walk)
    is_going_on = any(one is not None for one in asked) or till.is_issuing
    if till.chief is not None and not is_going_on:
        till = replace(till, chief=None)
    if till.sale_form is not None and not till.basket.lines and not till.is_issuing:
        till = replace(till, sale_form=None)
    return till


def _heard(till: Till, event: Event) -> Step:
    match event:
        case KeyPressed():
            return _press(till, event.key)
        case Ticked():
            return news.ticked(till)
        case ReceiptStored() | IssueRefused() | IssueDelayed():
            return paying.heard(till, event)
        case SwitchChanged() | DrawerChanged() | DeviceChanged():
            return fittings.changed(till, event)
        case Answered():
            return dialogue.answered(till, event)
        case TerminalSaid() | CardLost():
            return terminal.heard(till, event)
        case KeyStuck() | SignatureChanged() | PrinterChanged() | StallChanged() | Noticed():
            return news.heard(till, event)
        case (
            ArchiveSeen()
            | LinkRefused()
            | BackupSeen()
            | MediumSeen()
            | UpdateOffered()
            | UpdateGoesOn()
        ):
            return news.heard(till, event)
        case StickChanged() | ExportTold():
            return export_news.heard(till, event)
        case _:
            assert_never(event)


def _at(till: Till, now_utc: datetime) -> Till:
    """`till` at `now_utc`: an F that nobody followed up is forgotten."""
    till = replace(till, now_utc=now_utc)
    if till.shifted_until_utc is not None and not till.is_shifted:
        return replace(till, shifted_until_utc=None, code_digit="")
    return till


def _stroke(till: Till, key: Key) -> Stroke:
    """The column for `key` now; the second digit of a code is a plain one."""
    return stroke_of(key, is_shifted=till.is_shifted and not till.code_digit)


def _press(till: Till, key: Key) -> Step:
    stroke = _stroke(till, key)
    where = phase(till)
    notice = None if till.is_notice_visible else till.notice
    till = replace(
        till, notice=notice, last_correction=None, last_key_at_utc=till.now_utc, code=None
    )
    if where is Phase.ERROR and refuse.is_held(till, stroke):
        return till, (REJECTED,)
    stepped, effects = TABLE[where][stroke](till, key)
    if stroke is not Stroke.F and not stepped.code_digit:
        stepped = replace(stepped, shifted_until_utc=None)
    if any(isinstance(effect, Play) for effect in effects):
        return stepped, effects
    if not till.settings.has_click and not till.is_training:
        return stepped, effects
    click = Sound.TRAINING_KEY if till.is_training else Sound.KEY
    return stepped, (Play(sound=click), *effects)


def _shift(till: Till, _key: Key) -> Step:
    """F: the next key is the second layer's."""
    return replace(till, shifted_until_utc=till.now_utc + SHIFT_LASTS), ()


def _shift_after_error(till: Till, key: Key) -> Step:
    """F leaves the error, and the next key is the second layer's; what is held comes again."""
    return _shift(refuse.put_off(till), key)


def _again(till: Till, key: Key) -> Step:
    """Leave the error, and let the key do what it was pressed for."""
    till = replace(till, complaint=None)
    return TABLE[phase(till)][_stroke(till, key)](till, key)


Row = Mapping[Stroke, Handler]


def _row(*cells: tuple[Iterable[Stroke], Handler]) -> Row:
    """One row of the table; a stroke named twice is a mistake of ours."""
    row: dict[Stroke, Handler] = {}
    for strokes, handler in cells:
        for stroke in strokes:
            if stroke in row:
                raise ValueError(f"{stroke} twice in a row")
            row[stroke] = handler
    return row


_S = Stroke
#: What between sales works as in a sale that has no position yet.
_BETWEEN: tuple[tuple[Iterable[Stroke], Handler], ...] = (
    ((_S.DIGIT,), selling.type_digit),
    ((_S.WG, _S.F_WG), selling.book_group),
    ((_S.PLU,), articles.repeat_article),
    ((_S.F_PLU,), articles.look_up),
    ((_S.TIMES,), weighing.read_scale),
    ((_S.F_STO,), returns.turn_sign),
    ((_S.STO,), refuse.nothing_to_void),
    ((_S.BAR, _S.KARTE), refuse.nothing_to_pay),
    ((_S.C, _S.F_C), selling.leave_done),
    ((_S.F_BON,), receipts.show_code),
    ((_S.F_KARTE,), terminal.open_menu),
    ((_S.F_BAR,), cash.open_drawer),
    ((_S.PERCENT, _S.F_PERCENT, _S.F_ZW, _S.F_TIMES), refuse.wrong_key),
)
#: F itself, the codes and the list of them.
_FUNCTIONS: tuple[tuple[Iterable[Stroke], Handler], ...] = (
    ((_S.F,), _shift),
    ((_S.F_DIGIT,), codes.begin_code),
    ((_S.F_F,), menu.open_menu),
)
_SECOND_LAYER = tuple(stroke for stroke in Stroke if stroke.name.startswith("F_"))

#: (phase, stroke) -> what happens. The diagram in docs/transitions.md is made from this.
TABLE: Mapping[Phase, Row] = {
    Phase.OFF: _row((tuple(Stroke), refuse.till_is_off)),
    Phase.ENDED: _row(
        *_FUNCTIONS,
        ((_S.DIGIT,), selling.type_digit),
        ((_S.BAR,), clerks.sign_on_typed),
        ((_S.C, _S.F_C), selling.clear_entry),
        ((_S.BON,), receipts.print_again),
        ((_S.F_BON,), receipts.show_code),
        ((_S.WG, _S.PLU, _S.TIMES, _S.STO, _S.PERCENT, _S.ZW, _S.KARTE), ended.refuse),
        ((_S.F_WG, _S.F_PLU, _S.F_TIMES, _S.F_STO, _S.F_PERCENT, _S.F_ZW), ended.refuse),
        ((_S.F_BAR, _S.F_KARTE), ended.refuse),
    ),
    Phase.LOCKED: _row(
        *_FUNCTIONS,
        ((_S.DIGIT,), selling.type_digit),
        ((_S.BAR,), clerks.sign_on_typed),
        ((_S.C, _S.F_C), selling.clear_entry),
        ((_S.WG, _S.PLU, _S.TIMES, _S.STO, _S.PERCENT, _S.ZW, _S.KARTE, _S.BON), refuse.no_clerk),
        ((_S.F_WG, _S.F_PLU, _S.F_TIMES, _S.F_STO, _S.F_PERCENT, _S.F_ZW), refuse.no_clerk),
        ((_S.F_BAR, _S.F_KARTE, _S.F_BON), refuse.no_clerk),
    ),
    Phase.IDLE: _row(
        *_BETWEEN,
        *_FUNCTIONS,
        ((_S.BON,), receipts.print_again),
        ((_S.ZW,), refuse.wrong_key),
    ),
    Phase.NUM: _row(
        *_FUNCTIONS,
        ((_S.DIGIT,), selling.type_digit),
        ((_S.WG, _S.F_WG), selling.book_group),
        ((_S.PLU,), articles.book_article),
        ((_S.F_PLU,), articles.look_up),
        ((_S.TIMES,), selling.take_quantity),
        ((_S.F_TIMES,), weighing.set_tare),
        ((_S.STO,), removing.void_typed),
        ((_S.F_STO,), returns.turn_sign),
        ((_S.PERCENT,), discounts.percent),
        ((_S.F_PERCENT,), discounts.amount),
        ((_S.ZW,), paying.reckon_change),
        ((_S.BAR, _S.KARTE), paying.pay_typed),
        ((_S.C,), selling.clear_entry),
        ((_S.F_C,), selling.ask_abort),
        ((_S.BON, _S.F_BAR, _S.F_ZW, _S.F_KARTE, _S.F_BON), refuse.wrong_key),
    ),
    Phase.SALE: _row(
        *_FUNCTIONS,
        ((_S.DIGIT,), selling.type_digit),
        ((_S.WG, _S.F_WG), selling.book_group),
        ((_S.PLU,), articles.repeat_article),
        ((_S.F_PLU,), articles.look_up),
        ((_S.TIMES,), weighing.read_scale),
        ((_S.STO,), removing.void_last),
        ((_S.F_STO,), returns.turn_sign),
        ((_S.PERCENT,), discounts.percent),
        ((_S.ZW,), paying.subtotal),
        ((_S.F_ZW,), positions.show),
        ((_S.BAR, _S.KARTE), paying.pay_exact),
        ((_S.BON,), receipts.change_form),
        ((_S.F_BON,), receipts.show_code),
        ((_S.C,), selling.hint_abort),
        ((_S.F_C,), selling.ask_abort),
        ((_S.F_TIMES, _S.F_PERCENT, _S.F_BAR, _S.F_KARTE), refuse.wrong_key),
    ),
    Phase.PAY: _row(
        *_FUNCTIONS,
        ((_S.DIGIT,), selling.type_digit),
        ((_S.STO,), paying.drop_tender),
        ((_S.ZW,), paying.show_rest),
        ((_S.BAR, _S.KARTE), paying.pay_exact),
        ((_S.BON,), receipts.change_form),
        ((_S.F_C,), selling.ask_abort),
        ((_S.WG, _S.F_WG, _S.PLU, _S.C, _S.F_BAR), refuse.rest_is_open),
        ((_S.PERCENT, _S.F_PERCENT, _S.F_STO, _S.F_PLU), refuse.rest_is_open),
        ((_S.TIMES, _S.F_TIMES, _S.F_ZW, _S.F_KARTE, _S.F_BON), refuse.wrong_key),
    ),
    Phase.DONE: _row(
        *_BETWEEN,
        *_FUNCTIONS,
        ((_S.BON,), receipts.print_again),
        ((_S.ZW,), paying.show_change),
    ),
    Phase.DIALOGUE: _row(
        ((_S.DIGIT,), dialogue.type_symbol),
        ((_S.BAR,), dialogue.answer_bar),
        ((_S.C,), dialogue.go_back),
        ((_S.F_C,), dialogue.leave),
        ((_S.F,), _shift),
        ((_S.ZW,), dialogue.scroll_or_take),
        ((_S.TIMES,), dialogue.multiply),
        ((_S.WG,), dialogue.pick_line),
        ((_S.PLU, _S.STO, _S.PERCENT, _S.KARTE, _S.BON), dialogue.take),
        ((_S.F_BON, _S.F_STO, _S.F_ZW), dialogue.take),
        # F 60 only: an inspector does not wait for an answer.
        ((_S.F_DIGIT,), codes.begin_code),
        ((_S.F_WG, _S.F_PLU, _S.F_TIMES, _S.F_PERCENT), dialogue.reject),
        ((_S.F_BAR, _S.F_KARTE, _S.F_F), dialogue.reject),
    ),
    Phase.WALK: _row((tuple(Stroke), key_walk.name_key)),
    Phase.PROMPT: _row(
        ((_S.BAR,), prompts.answer_yes),
        ((_S.C,), prompts.answer_no),
        ((_S.F,), _shift),
        ((_S.F_DIGIT,), codes.begin_code),
        (tuple(stroke for stroke in _SECOND_LAYER if stroke is not _S.F_DIGIT), refuse.ignore),
        ((_S.DIGIT, _S.WG, _S.PLU, _S.TIMES, _S.STO, _S.PERCENT), refuse.ignore),
        ((_S.ZW, _S.KARTE, _S.BON), refuse.ignore),
    ),
    Phase.CODE: _row(
        ((_S.DIGIT,), codes.finish_code),
        ((_S.C,), codes.leave_code),
        ((_S.F,), codes.begin_again),
        ((_S.WG, _S.PLU, _S.TIMES, _S.STO, _S.PERCENT), codes.no_digit),
        ((_S.ZW, _S.BAR, _S.KARTE, _S.BON), codes.no_digit),
        # While a code is typed no key is shifted; these cannot occur and change nothing.
        (_SECOND_LAYER, refuse.ignore),
    ),
    Phase.ERROR: _row(
        ((_S.DIGIT, _S.WG, _S.F_WG, _S.F_DIGIT), _again),
        ((_S.F,), _shift_after_error),
        ((_S.C, _S.PLU, _S.TIMES, _S.STO, _S.PERCENT), refuse.back),
        ((_S.ZW, _S.BAR, _S.KARTE), refuse.back),
        ((_S.BON,), receipts.show_waiting),
        (
            tuple(stroke for stroke in _SECOND_LAYER if stroke not in (_S.F_WG, _S.F_DIGIT)),
            refuse.back,
        ),
    ),
    # The loop answers Issue before it takes the next key; a key here would be a fault of ours.
    Phase.ISSUING: _row((tuple(Stroke), refuse.ignore)),
}

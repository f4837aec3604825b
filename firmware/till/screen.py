"""What the cashier sees: a pure function of the till, drawn whenever it differs.

The largest thing is always the number the cashier needs next.
"""

from datetime import datetime
from math import ceil

from firmware.till import dialogue, texts
from firmware.till.after.delivery import is_code_shown
from firmware.till.entry import ONE_MILLI, Entry, price_cents
from firmware.till.events import PaperState
from firmware.till.exports.progress import bar, percent, signs, title
from firmware.till.fiscal import ended
from firmware.till.fiscal.device import is_report_due
from firmware.till.fiscal.fault import words_of
from firmware.till.sales.basket import Line
from firmware.till.sales.parts import last_run, parts
from firmware.till.sales.selling import RETURNED
from firmware.till.state import (
    Complaint,
    Correction,
    Done,
    Notice,
    Phase,
    Prompt,
    Question,
    Till,
    asked_cents,
    base_phase,
)
from firmware.till.texts import ErrorCode
from firmware.till.upkeep.copies import SecondMedium
from firmware.till.upkeep.copy_news import reminder
from firmware.till.upkeep.gone_devices import KEYPAD_GONE
from firmware.till.upkeep.hardware_requests import KeyWalk
from firmware.till.upkeep.key_walk import boxes, walk_hint
from hal.display.port import Pattern, Screen
from hal.keypad.port import Key

STATUS_WIDTH = 21
HINT_WIDTH = 21

QUESTIONS: dict[Question, str] = {
    Question.HALO: "E02 sicher?",
    Question.SALE_LIMIT: "SUMME sicher?",
    Question.CHANGE_LIMIT: "RÜCKGELD sicher?",
    Question.CARD: "KARTE OK?",
    Question.ABORT: "BON ABBRECHEN?",
}
YES_NO = "BAR = Ja    C = Nein"


def screen(till: Till) -> Screen:
    """The screen of `till`; texts are cut to their zones."""
    item, main, hint = zones(till)
    pattern, brightness = _look(till)
    is_walking = till.walk is not None and not till.is_off and till.complaint is None
    return Screen(
        status=_status(till),
        item=item[: texts.ITEM_WIDTH],
        main=main,
        hint=hint[:HINT_WIDTH],
        qr=_qr(till),
        brightness=brightness or till.settings.brightness,
        grid=boxes(till.walk) if is_walking and till.walk is not None else (),
        pattern=pattern,
        is_inverted=till.is_training,
    )


def _look(till: Till) -> tuple[Pattern | None, int]:
    is_covered = till.is_off or till.complaint is not None or till.prompt is not None
    return (None, 0) if till.dialogue is None or is_covered else dialogue.look(till)


def _qr(till: Till) -> str:
    """The code that takes the left half of the panel; what stands beside it is in the zones."""
    if till.code is not None and till.is_code_visible:
        return till.code.payload
    is_covered = till.is_off or till.complaint is not None or till.prompt is not None
    return "" if till.dialogue is None or is_covered else dialogue.code(till)


Zones = tuple[str, str, str]


def zones(till: Till) -> Zones:
    """Item, main and hint before anything is cut; what is ours never has to be."""
    if till.is_off:
        return till.profile.header[0], "KASSE AUS", "Schlüssel auf REG"
    if till.is_keypad_gone:
        return KEYPAD_GONE
    if till.complaint is not None:
        return _complaint(till.complaint)
    if till.walk is not None:
        return _walk(till, till.walk)
    if till.waits_until_utc is not None:
        return _waiting(till, till.waits_until_utc)
    # A question stays until somebody breaks into it with a code.
    if till.is_shifted and (not till.is_asking or till.code_digit):
        return _code(till)
    if till.prompt is not None:
        return _prompt(till, till.prompt)
    if till.dialogue is not None:
        return dialogue.zones(till)
    if not till.entry.is_empty:
        return _entry(till)
    return _news(till)


def _news(till: Till) -> Zones:
    """What happened last, as long as nothing is typed or asked; otherwise what is open."""
    if till.code is not None and till.is_code_visible:
        return till.code.item, texts.money(till.code.amount_cents), till.code.hint
    if till.done is not None:
        return _done(till.done)
    if till.notice is not None:
        return _notice(till, till.notice)
    if till.last_correction is not None:
        return _correction(till, till.last_correction)
    return _base(till)


def _status(till: Till) -> str:
    clock = texts.clock(till.now_utc)
    if till.is_training:
        # The bar is turned (light on dark), which is louder than any sign in it.
        right = f"{signs(till.export)[-1]}{clock}"
        return f"{'** TRAINING **':<{STATUS_WIDTH - len(right)}}{right}"
    paper, card = _paper(till), "✓" if till.is_signature_working else _blinking("!", till)
    left = "" if till.clerk is None else f"B{till.clerk}"
    if till.basket.paragon is not None:
        left += f" Par.{till.basket.paragon.number}"
    if till.basket.lines:
        left += f" {len(till.basket.lines)}Pos"
    pending = f"↑{till.archive.pending} " if till.archive.pending else ""
    medium = "M! " if till.medium is SecondMedium.LOST else ""
    right = f"{pending}{medium}S{card}P{paper}{clock}"
    long, short = (f"{sign}{right}" for sign in signs(till.export))
    right = long if len(left) + len(long) <= STATUS_WIDTH else short
    width = STATUS_WIDTH - len(right)
    return f"{left[:width]:<{width}}{right}"


def _paper(till: Till) -> str:
    """`✓` paper, `Q` codes in its place; `!` while nobody has taken note of the printer."""
    complaint = till.complaint
    is_new = complaint is not None and complaint.code in (ErrorCode.E10, ErrorCode.E11)
    if till.paper in (PaperState.OUT, PaperState.OFFLINE) and is_new:
        return _blinking("!", till)
    return "Q" if is_code_shown(till) else "✓"


def _blinking(sign: str, till: Till) -> str:
    """Every other second; nothing but outage and paper blinks."""
    return sign if int(till.now_utc.timestamp()) % 2 == 0 else " "


def _complaint(complaint: Complaint) -> Zones:
    title = complaint.title or f"FEHLER {complaint.code.name}"
    return title, complaint.words, complaint.hint


def _walk(till: Till, walk: KeyWalk) -> Zones:
    title = f"TASTEN {len(walk.seen):>2} von {len(Key)}"
    name = "Taste ?" if walk.last is None else walk.last.value
    return title, name, walk_hint(till, walk)


def _waiting(till: Till, until_utc: datetime) -> Zones:
    """The clock was set back a little: how long until it is where it was."""
    left_s = max(1, ceil((until_utc - till.now_utc).total_seconds()))
    return "Uhr wartet", f"noch {left_s} s", "Bon kommt von selbst"


def _prompt(till: Till, prompt: Prompt) -> Zones:
    return QUESTIONS[prompt.question], texts.money(asked_cents(till, prompt)), YES_NO


def _code(till: Till) -> Zones:
    typed = f"{till.entry.text} " if till.entry.text else ""
    if till.code_digit:
        hint = "C = zurück"
    else:
        hint = "C = Bon abbrechen" if till.basket.lines else "Taste oder 2 Ziffern"
    return "Funktion", f"{typed}F {till.code_digit}_", hint


def _entry(till: Till) -> Zones:
    text = till.entry.text
    if base_phase(till) in (Phase.LOCKED, Phase.ENDED):
        return "BEDIENER", text, "BAR = anmelden"
    item = _before_number(till.entry)
    cents = price_cents(text) if "," not in text else None
    main = text if cents is None else texts.money(cents)
    if till.entry.is_bare:
        # A sign or a tare alone: what it is for comes next.
        return item, "Position ?", "WG/PLU/×    C=löschen"
    # Part paid, the next number can only be money.
    hint = "BAR/KARTE   C=löschen" if till.basket.tenders else "WG = buchen C=löschen"
    return item, main, hint


def _before_number(entry: Entry) -> str:
    """Sign, tare and quantity, as far as they have room: `RÜCKN. 3 ×`, `Tara 0,020 kg`."""
    sign = "RÜCKN. " if entry.is_return else ""
    if entry.quantity is not None:
        milli, is_weight = entry.quantity.milli, entry.quantity.is_weight
        amount = texts.quantity(milli, is_weight=is_weight)
        return _fullest(texts.ITEM_WIDTH, f"{sign}{amount} ×", f"{sign}{amount}×")
    if not entry.tare_milli:
        return sign.rstrip()
    tare = texts.kilograms(entry.tare_milli)
    return _fullest(texts.ITEM_WIDTH, f"{sign}Tara {tare}", f"{sign}T {tare}")


def _fullest(columns: int, *ways: str) -> str:
    """The first way to say it that has room; the last always has."""
    return next(way for way in ways if len(way) <= columns)


def _notice(till: Till, notice: Notice) -> Zones:
    hint = _sum_line(till) if till.basket.lines else ""
    return notice.item, notice.main, notice.hint or hint


def _correction(till: Till, taken: Correction) -> Zones:
    return (
        texts.abbreviated(f"STORNO {taken.name}"),
        texts.money(taken.amount_cents),
        _sum_line(till),
    )


def _done(done: Done) -> Zones:
    number = f"Bon {texts.receipt_number(done.number)}"
    return done.label, texts.money(done.amount_cents), done.hint or f"{number:<12} BON=Kop."


def _who_opens(till: Till) -> str:
    """How somebody signs on; whom the till locked out needs no number."""
    if till.is_locked and till.clerk is not None:
        return f"BAR={till.profile.clerks[till.clerk].name}"
    return "Nr + BAR"


def _base(till: Till) -> Zones:
    match base_phase(till):
        case Phase.ENDED:
            return _beside(till, "AUSSER BETRIEB", ended.HINT)
        case Phase.LOCKED:
            return _beside(till, "BEDIENER ?", _who_opens(till))
        case Phase.PAY:
            last = till.basket.tenders[-1]
            means = f"G-{last.voucher}" if last.voucher else last.means.name_de
            paid = f"{means} {texts.money(last.given_cents)}"
            hint = _fullest(HINT_WIDTH, f"{paid} erhalten", f"{paid} erh.", paid)
            return "REST", texts.money(till.basket.rest_cents), hint
        case Phase.SALE:
            return _sale(till)
        case _ if till.basket.paragon is not None:
            return "NACHERFASSUNG", f"Paragon {till.basket.paragon.number}", "C = beenden"
        case _ if till.export is not None:
            return title(till.export), percent(till.export), bar(till.export)
        case _ if till.backup_due is not None and _may_remind(till):
            return _notice(till, reminder(till.backup_due))
        case _:
            return "Bereit", texts.clock(till.now_utc), _last(till)


def _may_remind(till: Till) -> bool:
    """Practice saves nothing; an outage that is to be reported, or a card, is more urgent."""
    return not (till.is_training or is_report_due(till) or till.device_fault is not None)


def _beside(till: Till, main: str, hint: str) -> Zones:
    """Whose till it is; while the owner fetches what is his, how far that is."""
    if till.export is None:
        return till.profile.header[0], main, hint
    return title(till.export), main, bar(till.export)


def _last(till: Till) -> str:
    if is_report_due(till):
        return "Ausfall melden: F 65"
    if till.device_fault is not None:
        return words_of(till.device_fault).item
    if till.last_done is None:
        return ""
    total = texts.money(till.last_done.total_cents)
    return _fullest(HINT_WIDTH, f"Letzter Bon {total}", f"Letzter {total}")


def _sum_line(till: Till) -> str:
    return f"{'SUMME':<9}{texts.money(till.basket.total_cents):>12}"


def _sale(till: Till) -> Zones:
    lines = till.basket.lines
    if till.is_subtotal:
        count = "1 Position" if len(lines) == 1 else f"{len(lines)} Positionen"
        return "SUMME", texts.money(till.basket.total_cents), count
    last = parts(lines)[-1]
    if last.has_discount:
        return _discount(lines[last.discounts : last.stop], _sum_line(till))
    is_linked = len(lines) - last.start > 1 and lines[last.start + 1].is_linked
    sold = last_run(lines)[0]
    item = _sold(sold, "+Pf" if is_linked else "", till.basket.lines[-1 - is_linked])
    return item, texts.money(sold.total_cents), _sum_line(till)


def _discount(lines: tuple[Line, ...], hint: str) -> Zones:
    """`−10% Bon`: what was given last; one on the whole sale has a line for each rate."""
    last = lines[-1]
    if last.is_of_sale:
        cents, suffix = sum(line.total_cents for line in lines), " Bon"
    else:
        cents, suffix = last.total_cents, ""
    sign = "+" if last.unit_cents > 0 else texts.MINUS
    what = f"{sign}{texts.percent(last.per_mille)}%" if last.per_mille else last.name
    return f"{what}{suffix}", texts.money(cents), hint


def _sold(sold: Line, mark: str, last: Line) -> str:
    """The position with its repeats: `Obst ×2`, `3 × 2,50`, `Bier +Pf`."""
    name = sold.name
    if sold.quantity_milli < 0:
        name = texts.abbreviated(f"RÜCKN. {name.removeprefix(RETURNED)}")
    elif last.is_weight or last.quantity_milli != ONE_MILLI:
        # The sum of packages is no product; what it is of says more.
        name = _times(last) if sold.package is None else name
    pieces = abs(sold.quantity_milli) // ONE_MILLI
    is_counted = not sold.is_weight and pieces > 1 and name != _times(last)
    ends = " ".join(filter(None, (mark, f"×{pieces}" if is_counted else "")))
    if not ends:
        return name
    room = texts.ITEM_WIDTH - len(ends)
    return f"{texts.abbreviated(name, room - 1):<{room}}{ends}"


def _times(line: Line) -> str:
    """Quantity and price, closer together when long; rather no price than half a number."""
    amount = texts.quantity(line.quantity_milli, is_weight=line.is_weight)
    price = texts.money(line.unit_cents)
    return _fullest(texts.ITEM_WIDTH, f"{amount} × {price}", f"{amount}×{price}", f"{amount} ×")

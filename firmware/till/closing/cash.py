"""Money without a sale: paid in, paid out, the opening, the drawer. Journalled, never signed."""

from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.asks import Amount, Choice, Item, Pick, Picked, Wanting
from firmware.till.closing.figures import Movement, MovementKind
from firmware.till.closing.report_papers import CashSlip, cash_paper
from firmware.till.dialogue import open_dialogue
from firmware.till.effects import Effect, OpenDrawer, PrintPaper
from firmware.till.function import Chapter, Function, Right
from firmware.till.refuse import complain
from firmware.till.requests import FindOpening, FindPeriod, FoundOpening, FoundPeriod
from firmware.till.rights import may, require
from firmware.till.state import BOOKED, Answers, Next, Step, Till, record, say
from firmware.till.texts import ErrorCode
from hal.keypad.port import Key

OTHER = "sonstiges"
IN_REASONS = {1: "Wechselgeld", 2: "Privat", 3: "Korrektur", 9: OTHER}
OUT_REASONS = {1: "Bank", 2: "Ware", 3: "Privat", 4: "Standgebühr", 5: "Lohn", 9: OTHER}
CANCEL_REASONS = {1: "Fehleingabe", 2: "doppelt", 9: OTHER}
DRAWER_REASONS = {1: "Wechseln", 2: "Kontrolle", 3: "Münzrolle", 9: OTHER}
_KINDS = {
    MovementKind.PAID_IN: JournalKind.EINLAGE,
    MovementKind.PAID_OUT: JournalKind.ENTNAHME,
}


def open_drawer(till: Till, _key: Key) -> Step:
    """F BAR between sales: no sale, drawer opens, journalled; with the option it asks why."""
    if till.profile.options.has_drawer_reason:
        return open_dialogue(till, _why_open)
    return _opened(till, "kein Verkauf")


def _why_open(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Choice(title="LADE: GRUND ?", options=DRAWER_REASONS)
        case (int(reason),):
            return _opened(till, DRAWER_REASONS[reason])
        case _:
            raise AssertionError(answers)


def _opened(till: Till, reason: str) -> Step:
    """In training the drawer stays shut."""
    row = record(till, JournalKind.LADE, reason=reason)
    if till.is_training:
        return say(till, "Training", "Lade bleibt zu"), (row,)
    return say(till, "Kein Verkauf", "Lade offen"), (row, OpenDrawer())


def pay_in(till: Till) -> Step:
    """F 02: money put into the drawer."""
    return open_dialogue(till, _paid_in)


def pay_out(till: Till) -> Step:
    """F 03: money taken out, never without a reason."""
    return open_dialogue(till, _paid_out)


def _paid_in(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Amount(title="EINLAGE € ?")
        case (int(),):
            return Choice(
                title="EINLAGE: GRUND ?",
                options=IN_REASONS,
                takes_bar_as=9,
                main="Grund",
                hint="1-9   BAR = ohne",
            )
        case (int(cents), int(reason)):
            return _moved(till, MovementKind.PAID_IN, cents, IN_REASONS[reason])
        case _:
            raise AssertionError(answers)


def _paid_out(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Amount(title="ENTNAHME € ?")
        case (int(),):
            return Choice(title="GRUND ?", options=OUT_REASONS)
        case (int(cents), int(reason)):
            return _moved(till, MovementKind.PAID_OUT, cents, OUT_REASONS[reason])
        case _:
            raise AssertionError(answers)


def _moved(till: Till, kind: MovementKind, cents: int, reason: str) -> Step:
    row = record(till, _KINDS[kind], cents=cents, reason=reason)
    return say(till, kind.name_de, texts.money(cents)), (
        row,
        BOOKED,
        *with_slip(till, kind.name_de, cents, reason),
    )


def with_slip(till: Till, title: str, cents: int, reason: str) -> tuple[Effect, ...]:
    """The drawer (not in training), and a slip to sign."""
    slip = CashSlip(
        title=title,
        cents=cents,
        reason=reason,
        clerk=till.clerk,
        now_utc=till.now_utc,
        is_training=till.is_training,
    )
    drawer = () if till.is_training else (OpenDrawer(),)
    return (*drawer, PrintPaper(paper=cash_paper(slip, till.profile)))


def declare_opening(till: Till) -> Step:
    """F 04: what is in the drawer before the first sale."""
    return open_dialogue(till, _opening)


def _opening(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Wanting(FindOpening())
        case (FoundOpening() as found,):
            # It moves the Soll: once it was said, only a chief says otherwise.
            if found.is_opened and not may(till, Right.CHIEF):
                return require(till, Right.CHIEF, declare_opening)
            return ask_opening(till, found)
        case (FoundOpening() as found, int(cents)):
            return opened_with(till, found, cents)
        case _:
            raise AssertionError(answers)


def ask_opening(till: Till, found: FoundOpening) -> Amount:
    """BAR alone takes what the last Z left, before the first Z what the stall calls its float."""
    is_first = found.last_number is None
    proposal_cents = till.profile.options.float_cents if is_first else found.carried_cents
    return Amount(title="WECHSELGELD € ?", proposal_cents=proposal_cents, is_zero_allowed=True)


def opened_with(till: Till, found: FoundOpening, cents: int) -> Step:
    """So much is in the drawer before the first sale."""
    row = record(till, JournalKind.ANFANGSBESTAND, cents=cents, carried_cents=found.carried_cents)
    return say(till, "Anfangsbestand", texts.money(cents)), (row, BOOKED)


def cancel_movement(till: Till) -> Step:
    """F 05: a movement of this period was a mistake."""
    return open_dialogue(till, _cancelled)


def _cancelled(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Wanting(FindPeriod(is_training=till.is_training))
        case (FoundPeriod() as found,):
            movements = _cancellable(found)
            if not movements:
                return complain(till, ErrorCode.E07, words="Nichts da", hint="keine Einlage/Entn.")
            return Pick(rows=tuple(map(_item, movements)))
        case (FoundPeriod(), Picked()):
            return Choice(
                title="STORNO: GRUND ?",
                options=CANCEL_REASONS,
                takes_bar_as=9,
                main="Grund",
                hint="1-9   BAR = ohne",
            )
        case (FoundPeriod() as found, Picked() as picked, int(reason)):
            return _taken_back(till, _cancellable(found)[picked.index], CANCEL_REASONS[reason])
        case _:
            raise AssertionError(answers)


def _cancellable(found: FoundPeriod) -> tuple[Movement, ...]:
    """The newest first."""
    movements = found.period.figures.movements
    return tuple(one for one in reversed(movements) if not one.is_cancelled)


def _item(movement: Movement) -> Item:
    return Item(
        item=movement.kind.name_de,
        main=texts.money(movement.cents),
        hint=f"{movement.reason}  BAR  C",
    )


def _taken_back(till: Till, movement: Movement, reason: str) -> Step:
    title = f"Storno {movement.kind.name_de}"
    row = record(
        till,
        JournalKind.GELD_STORNO,
        movement=movement.seq,
        of=movement.kind.value,
        cents=movement.cents,
        reason=reason,
    )
    effects = with_slip(till, title, -movement.cents, reason)
    return say(till, title, texts.money(-movement.cents)), (row, BOOKED, *effects)


FUNCTIONS: tuple[Function, ...] = (
    Function(code=2, name="Einlage", chapter=Chapter.CASH, right=Right.CASHIER, run=pay_in),
    Function(code=3, name="Entnahme", chapter=Chapter.CASH, right=Right.CHIEF, run=pay_out),
    Function(
        code=4,
        name="Anfangsbestand",
        chapter=Chapter.CASH,
        right=Right.CASHIER,
        run=declare_opening,
    ),
    Function(
        code=5,
        name="Storno Einlage/Entnahme",
        chapter=Chapter.CASH,
        right=Right.CHIEF,
        run=cancel_movement,
    ),
)

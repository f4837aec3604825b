"""How the customer gets the receipt: on paper, as a code on the display, or asked each time.

§ 132a BAO owes a receipt for every sale; what is chosen is only how. Who is asked and says nothing
gets paper; so does everybody while no archive can show the receipt to a phone. While the printer
does not print, codes are shown and the paper waits for the printer.
"""

from dataclasses import replace
from typing import assert_never

from firmware.till import texts
from firmware.till.after.link import is_digital, link_of, receipt_link, why_paper
from firmware.till.asks import Choice, Wanting
from firmware.till.dialogue import open_dialogue
from firmware.till.effects import DropPrint, Effect, PrintReceipt, ShowReceipt
from firmware.till.events import LinkRefused, PaperState, ReceiptStored
from firmware.till.requests import FindReceipt, FoundReceipt, Missing, Stored
from firmware.till.stall.catalog import ReceiptForm
from firmware.till.state import Answers, Code, Done, Next, Step, Till, say
from firmware.till.upkeep.archive_requests import ShowLink

_BROKEN = (PaperState.OUT, PaperState.OFFLINE)


def chosen_form(till: Till) -> ReceiptForm:
    """How this sale's receipt is wanted: for this sale, by F 43, or by the stall's settings."""
    return till.sale_form or till.form or till.profile.options.receipt_form


def is_code_shown(till: Till) -> bool:
    """Whether the next receipt comes as a code, because it is wanted so or nothing else works."""
    is_wanted = chosen_form(till) is ReceiptForm.QR and is_digital(till)
    return is_wanted or till.paper in _BROKEN


def hand_over(till: Till, event: ReceiptStored) -> Step:
    """A sale is stored and its change on the display: paper, code, or the question which."""
    done = till.done
    assert done is not None, "a stored sale is on the display"
    found = FoundReceipt(
        number=event.number,
        sale=event.sale,
        issued_at_utc=event.at_utc,
        qr=event.qr,
        link=event.link,
    )
    form = chosen_form(till)
    if form is not ReceiptForm.PAPER and not link_of(till, found):
        return _printed(till, found, replace(done, hint=why_paper(till)))
    match form:
        case ReceiptForm.QR:
            return _shown(till, found, done)
        case ReceiptForm.ASK if till.paper not in _BROKEN:
            return open_dialogue(till, _ask_form, found, done)
        case ReceiptForm.PAPER | ReceiptForm.ASK:
            return _printed(till, found, done)
        case _:
            assert_never(form)


def _printed(till: Till, found: FoundReceipt, done: Done) -> Step:
    """Paper; until the printer prints again the code is shown."""
    printing = PrintReceipt(number=found.number, is_copy=False)
    after = replace(till, done=done, code_only_number=None)
    if till.paper not in _BROKEN:
        return after, (printing,)
    showing = _showing(till, found, is_instead=False)
    return replace(after, code=_code(till, found, done)), (showing, printing)


def _shown(till: Till, found: FoundReceipt, done: Done) -> Step:
    """The link in place of paper; BON prints it nevertheless."""
    code = _code(till, found, done)
    after = replace(till, done=done, code=code, code_only_number=found.number)
    return after, (_showing(till, found, is_instead=True),)


def withdrawn(till: Till, event: LinkRefused) -> Step:
    """A link that leads nowhere is taken off the display, and the receipt comes on paper."""
    done = None if till.done is None else replace(till.done, hint="Speicher: Papier")
    after = replace(till, code=None, code_only_number=None, done=done)
    return after, (PrintReceipt(number=event.number, is_copy=False),)


def _showing(till: Till, found: FoundReceipt, *, is_instead: bool) -> ShowReceipt:
    is_link = bool(link_of(till, found))
    return ShowReceipt(number=found.number, is_instead=is_instead, is_link=is_link)


def _code(till: Till, found: FoundReceipt, done: Done) -> Code:
    # Beside the code there is no status bar: who practises must read it here.
    item, what = done.label, f"Bon {found.number}"
    if till.is_training:
        # There is room for one word: „Zahlart geändert" says it by its last.
        item, what = "TRAINING", done.label.split()[-1]
    return Code(
        payload=receipt_link(till, found),
        item=item,
        amount_cents=done.amount_cents,
        # The machine code alone is no receipt: the paper waits for the printer.
        hint=f"{what} BON=Papier" if link_of(till, found) else f"{what} nur Code",
    )


def _ask_form(till: Till, answers: Answers) -> Next:
    """Paper or code, with the change in sight; C is paper."""
    match answers:
        case (FoundReceipt(), Done() as done):
            return Choice(
                title=_title(done),
                options={1: "Papier", 2: "QR-Code"},
                leaves_as=1,
            )
        case (FoundReceipt() as found, Done() as done, 2) if link_of(till, found):
            return _shown(till, found, done)
        case (FoundReceipt() as found, Done() as done, 2):
            # The net went while the customer thought about it.
            return _printed(till, found, replace(done, hint=why_paper(till)))
        case (FoundReceipt() as found, Done() as done, 1):
            return _printed(till, found, done)
        case _:
            raise AssertionError(answers)


def _title(done: Done) -> str:
    """What the display showed, in one line; where there is no room for both, the amount alone."""
    both = f"{done.label.capitalize()} {done.amount_cents // 100},{done.amount_cents % 100:02}"
    return both if len(both) <= texts.ITEM_WIDTH else texts.money(done.amount_cents)


def show_waiting(till: Till) -> Step:
    """BON while the printer is out: the waiting receipt as a code, its paper kept or dropped.

    Whether there is a net is asked once: one that comes back changes nothing on the display.
    """
    cleared = replace(till, complaint=None)
    return open_dialogue(cleared, _waiting, till.waiting_number, is_digital(till))


def _waiting(till: Till, answers: Answers) -> Next:
    """The code at once; then the paper is kept for the printer, or dropped for a link."""
    number, is_online, *told = answers
    assert isinstance(number, int), number
    match told:
        case []:
            return Wanting(FindReceipt(number=number))
        case [Missing()]:
            return till, ()
        case [FoundReceipt() as found] if not found.sale.is_sale:
            # A Monatsbeleg or a cancellation is kept on paper.
            return say(till, f"Bon {number}", "wird noch gedruckt"), ()
        case [FoundReceipt() as found] if is_online and found.link:
            return Wanting(ShowLink(number=found.number))
        case [FoundReceipt() as found, *said]:
            # What was said of the link counts, not whether the net is there still.
            is_link = Stored() in said
            match said:
                case [*_, int(choice)]:
                    return _settled(till, number, is_link=is_link, is_dropped=choice == _DROP)
                case _:
                    return _with_link(found) if is_link else _without_link(found)
        case _:
            raise AssertionError(answers)


_KEEP, _DROP = 1, 2


def _with_link(found: FoundReceipt) -> Choice:
    """The customer has the whole receipt, and says whether it is wanted on paper as well."""
    return Choice(
        title=f"Bon {found.number}",
        options={_KEEP: "drucken", _DROP: "nicht drucken"},
        main="Papier?",
        hint="1=später 2=nein",
        leaves_as=_KEEP,
        qr=found.link,
    )


def _without_link(found: FoundReceipt) -> Choice:
    """§ 132a BAO: the machine code names neither goods nor company; its paper is still owed."""
    return Choice(
        title=f"Bon {found.number}",
        options={_KEEP: "drucken"},
        main="nur Code",
        hint="1=Papier später",
        leaves_as=_KEEP,
        qr=found.qr,
    )


def _settled(till: Till, number: int, *, is_link: bool, is_dropped: bool) -> Step:
    shown: tuple[Effect, ...] = (
        ShowReceipt(number=number, is_instead=is_dropped, is_link=is_link),
    )
    if not is_dropped:
        return say(till, f"Bon {number}", "wird noch gedruckt"), shown
    after = replace(till, code_only_number=number)
    return say(after, f"Bon {number}", "als Code"), (*shown, DropPrint(number=number))

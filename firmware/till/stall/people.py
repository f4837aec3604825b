"""F 91: who stands at the till, what they may, and their PIN; a PIN itself is in no row."""

from collections.abc import Mapping

from firmware.till.asks import Choice, Confirm, Number, Secret, Wanting, Words, Wrong
from firmware.till.requests import Failed, Stored, StorePin
from firmware.till.stall.catalog import Role
from firmware.till.stall.change import done, finish, rows, saying, today
from firmware.till.stall.masterdata import Change, Sort, Source, Thing
from firmware.till.stall.plan import Saying
from firmware.till.stall.requests import FindHistory, FoundHistory
from firmware.till.stall.words import MAX_NAME
from firmware.till.state import BOOKED, Answers, Next, Step, Till, say
from firmware.till.texts import WORD_WIDTH, ErrorCode, abbreviated

_ROLES: Mapping[int, Role] = {1: Role.CASHIER, 2: Role.CHIEF, 3: Role.TECHNICIAN}
_ROLE_CHOICE = {1: "Kassier", 2: "Chef", 3: "Techniker"}
_CHOICE = {1: "Name", 2: "Recht", 3: "PIN", 4: "Löschen"}
MAX_CLERK = 99


def people(till: Till, answers: Answers) -> Next:
    """F 91."""
    match answers:
        case ():
            return Number(title="BEDIENER NR ?", largest=MAX_CLERK)
        case (0, *_):
            return Wrong(code=ErrorCode.E05, words="Nr 1 bis 99")
        case (int(number), *rest) if number in till.profile.clerks:
            return _known(till, number, tuple(rest))
        case (int(number), *rest):
            return _new(till, number, tuple(rest))
        case _:
            raise AssertionError(answers)


def _new(till: Till, number: int, answers: Answers) -> Next:
    match answers:
        case ():
            return Words(title=f"B{number} NEU: NAME", longest=MAX_NAME)
        case (str(),):
            return Choice(title="RECHT", options=_ROLE_CHOICE)
        case (str(), int()):
            return Wanting(FindHistory())
        case (str(name), int(role), FoundHistory() as found, *rest):
            said = saying((Sort.CLERK, str(number)), name=name, role=_ROLES[role].value)
            ended = finish(till, found, [said], None)
            if isinstance(ended, Wrong):
                return ended
            return _with_pin(number, tuple(rest), ended)
        case _:
            raise AssertionError(answers)


def _with_pin(number: int, answers: Answers, ended: Step) -> Next:
    """The PIN twice, then what was said of the clerk; without a PIN the number alone signs on."""
    match answers:
        case (*_, Stored()):
            return ended
        case _:
            return _pin(number, answers)


def _pin(number: int, answers: Answers) -> Next:
    """The PIN twice, the second time the same."""
    match answers:
        case ():
            return Secret(title=f"B{number} PIN ?", hint="leer = ohne PIN")
        case (str(),):
            return Secret(title="PIN nochmals ?", hint="leer = ohne PIN")
        case (str(pin), str(again)) if pin != again:
            return Wrong(code=ErrorCode.E01, words="PIN ungleich")
        case (str(pin), str()):
            return Wanting(StorePin(clerk=number, pin=pin))
        case (str(), str(), Failed() as failed):
            return Wrong(code=ErrorCode.E01, words=failed.words)
        case _:
            raise AssertionError(answers)


def _known(till: Till, number: int, answers: Answers) -> Next:
    known = till.profile.clerks[number]
    thing = (Sort.CLERK, str(number))
    match answers:
        case ():
            return Choice(title=abbreviated(f"B{number} {known.name}"), options=_CHOICE)
        case (1,):
            return Words(title=f"B{number} NAME ?", longest=MAX_NAME, proposal=known.name)
        case (2,):
            return Choice(title="RECHT", options=_ROLE_CHOICE)
        case (3, str(pin), str(), Stored()):
            return _pin_changed(till, thing, had_pin=known.has_pin, has_pin=bool(pin))
        case (3, *rest):
            return _pin(number, tuple(rest))
        case (4,):
            return Confirm(title="Bediener löschen", main=abbreviated(known.name, WORD_WIDTH))
        case (_, _):
            return Wanting(FindHistory())
        case (int(what), answer, FoundHistory() as found, *rest):
            return _changed(till, thing, found, (what, answer, *rest))
        case _:
            raise AssertionError(answers)


def _changed(till: Till, thing: Thing, found: FoundHistory, answers: Answers) -> Next:
    """The name or the role is another, or the clerk is gone."""
    match answers:
        case (1, str(name)):
            return finish(till, found, [saying(thing, name=name)], None)
        case (2, int(role)):
            return finish(till, found, [saying(thing, role=_ROLES[role].value)], None)
        case (4, True, *rest):
            return _gone(till, thing, found, tuple(rest))
        case _:
            raise AssertionError(answers)


def _gone(till: Till, thing: Thing, found: FoundHistory, answers: Answers) -> Next:
    """A clerk leaves with the PIN: the next one with this number begins without."""
    ended = finish(till, found, [Saying(thing=thing, fields=None)], None)
    match answers:
        case _ if isinstance(ended, Wrong):
            return ended
        case ():
            return Wanting(StorePin(clerk=int(thing[1]), pin=""))
        case (Stored(),):
            return ended
        case (Failed() as failed,):
            return Wrong(code=ErrorCode.E01, words=failed.words)
        case _:
            raise AssertionError(answers)


def _pin_changed(till: Till, thing: Thing, *, had_pin: bool, has_pin: bool) -> Step:
    """That it was changed is a row, also when there was one before; never the PIN."""
    sort, key = thing
    change = Change(
        sort=sort,
        key=key,
        old={"has_pin": had_pin},
        new={"has_pin": has_pin},
        source=Source.KEYS,
        recorded=today(till),
    )
    words = "gesetzt" if has_pin else "gelöscht"
    return say(done(till, (), None)[0], "PIN", words), (*rows(till, [change]), BOOKED)

"""Who may do what: the one place where it is decided, and the dialogue that asks for the chief.

A one-person stall has no cashiers: its one person may do everything. The key switch in CHEF stands
for the chief's PIN.
"""

from collections.abc import Callable
from dataclasses import replace

from firmware.till.acts import JournalKind
from firmware.till.asks import Secret, Wanting, Wrong
from firmware.till.dialogue import open_dialogue
from firmware.till.events import SwitchState
from firmware.till.function import Right
from firmware.till.refuse import complain
from firmware.till.requests import CheckPin, Failed, PinVerdict
from firmware.till.stall.catalog import Role
from firmware.till.state import Answers, Next, Step, Till, record
from firmware.till.texts import ErrorCode

_ROLES: dict[Right, tuple[Role, ...]] = {
    Right.CASHIER: (Role.CASHIER, Role.CHIEF, Role.TECHNICIAN),
    Right.CHIEF: (Role.CHIEF,),
    Right.TECHNICIAN: (Role.TECHNICIAN, Role.CHIEF),
}

Act = Callable[[Till], Step]


def may(till: Till, right: Right) -> bool:
    """Whether whoever stands at the till may do what needs `right`, without asking anybody."""
    if right is Right.CASHIER or till.profile.is_anonymous or till.chief is not None:
        return True
    if till.switch is SwitchState.CHIEF and right is Right.CHIEF:
        return True
    clerk = till.profile.clerks.get(till.clerk) if till.clerk is not None else None
    return clerk is not None and clerk.role in _ROLES[right]


def require(till: Till, right: Right, act: Act) -> Step:
    """Do `act` if that is allowed; otherwise ask for the PIN of somebody who may (E06).

    The right is lent for this one act; its rows name both. Where nobody who may has a PIN, nobody
    can lend it: whoever may must sign on.
    """
    if may(till, right):
        return act(till)
    if not _lenders(till, right):
        return complain(till, ErrorCode.E06, hint="Chef muss anmelden")
    return open_dialogue(till, _chief_pin, right, act, keep_entry=True)


def _lenders(till: Till, right: Right) -> tuple[int, ...]:
    """Those who may, and can prove who they are."""
    roles = _ROLES[right]
    clerks = till.profile.clerks.values()
    return tuple(one.number for one in clerks if one.has_pin and one.role in roles)


def _chief_pin(till: Till, answers: Answers) -> Next:
    """E06: the PIN of a chief, then the act."""
    match answers:
        case (Right(), _):
            return Secret(title="E06 Chef-PIN ?")
        case (Right(), _, ""):
            return Wrong(code=ErrorCode.E06, words="PIN fehlt")
        case (Right() as right, _, str(pin)):
            return Wanting(
                CheckPin(
                    pin=pin,
                    clerk=None,
                    role=_lending(right),
                    among=_lenders(till, right),
                    at_utc=till.now_utc,
                )
            )
        case (Right(), _, str(), Failed() as failed):
            return Wrong(code=ErrorCode.E06, words=failed.words)
        case (Right() as right, act, str(), PinVerdict() as verdict) if callable(act):
            if verdict.clerk is None:
                asked = open_dialogue(till, _chief_pin, right, act, keep_entry=True)
                return refuse_pin(asked, verdict, role=_lending(right).value)
            granted = replace(till, chief=verdict.clerk)
            after, effects = act(granted)
            return after, (record(granted, JournalKind.CHEF, number=verdict.clerk), *effects)
        case _:
            raise AssertionError(answers)


def _lending(right: Right) -> Role:
    return Role.TECHNICIAN if right is Right.TECHNICIAN else Role.CHIEF


def refuse_pin(asked: Step, verdict: PinVerdict, **whose: int | str) -> Step:
    """E06 over a dialogue that asks for the PIN `asked` anew; a wrong one is counted by its row."""
    till, _ = asked
    after, effects = complain(till, ErrorCode.E06, words=wrong_pin_words(verdict))
    if not verdict.is_counted:
        return after, effects
    left = verdict.tries_left
    return after, (record(till, JournalKind.PIN_FALSCH, **whose, tries_left=left), *effects)


def wrong_pin_words(verdict: PinVerdict) -> str:
    """What the display says of a PIN that was not right."""
    if verdict.wait_s:
        return f"{verdict.wait_s} s warten"
    return f"Noch {verdict.tries_left} Versuche" if verdict.tries_left != 1 else "Noch 1 Versuch"

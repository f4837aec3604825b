"""What an answer of FinanzOnline means for its order: done, refused, or to be tried again.

The texts of the service say what is; what a person at a stall has to do next is said here. A code
that is not in the table refuses its order and is named: nothing is guessed.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from firmware.finanzonline.order import Act, Answer, Order, Ruling, Status, Verdict
from firmware.finanzonline.reading import NOT_THERE, OK, READINGS, SESSION, SLIP, refusal

#: No answer is asked for again later than after so long.
LONGEST_PAUSE_S: Final = 24 * 60 * 60
#: About the user of the web service: every other order would meet the same, and a user who is
#: tried again and again is locked. Nothing more is sent until the settings are others.
USER_CODES: Final = frozenset({"-4", "-5", "-6", "-7", "-8"})

_REGISTRATIONS: Final = frozenset({Act.REGISTRIERUNG_SE, Act.REGISTRIERUNG_KASSE})
_OUTAGES: Final = (Act.AUSFALL_SE, Act.AUSFALL_KASSE)
_RECOVERIES: Final = (Act.WIEDERINBETRIEBNAHME_SE, Act.WIEDERINBETRIEBNAHME_KASSE)
_ENDS: Final = (Act.AUSSERBETRIEBNAHME_SE, Act.AUSSERBETRIEBNAHME_KASSE)

#: Codes which say that the order's aim is reached already, and for which acts they say it.
_REACHED: Final[Mapping[str, tuple[Act, ...]]] = MappingProxyType(
    {"B13": (*_OUTAGES, *_RECOVERIES), "B6": _ENDS}
)
#: Codes which say „known already"; how it stands there decides.
_KNOWN: Final[Mapping[str, Act]] = MappingProxyType(
    {"B1": Act.REGISTRIERUNG_KASSE, "B10": Act.REGISTRIERUNG_SE}
)
_IS_REGISTERED: Final = frozenset({Status.AKTIVIERT, Status.REGISTRIERT, Status.IN_BETRIEB})

_BY_WEIGHT: Final = (Verdict.DONE, Verdict.LATER, Verdict.REFUSED)
_MAX_CODE: Final = 12
_MAX_CHECKS: Final = 5

_DONE: Final = {
    Act.BELEGPRUEFUNG: "Den Prüfvermerk mit dem Beleg sieben Jahre aufbewahren.",
    Act.REGISTRIERUNG_KASSE: "Als Nächstes den Startbeleg prüfen.",
}
_NOTHING_LEFT: Final = "Nichts mehr zu tun."


def rule(order: Order, answer: Answer) -> Ruling:
    """The verdict on `order` after `answer`; of several codes the gravest counts."""
    if not answer.codes:
        return Ruling(
            verdict=Verdict.LATER,
            words="Leere Antwort",
            advice="FinanzOnline hat nichts geantwortet; die Kasse versucht es wieder.",
            wait_s=600,
        )
    if answer.is_slip:
        return SLIP
    if order.act in _REGISTRATIONS and OK in answer.codes and NOT_THERE & set(answer.codes):
        return SLIP
    rulings = [_rule(order, code, answer) for code in answer.codes]
    return max(rulings, key=lambda ruling: _BY_WEIGHT.index(ruling.verdict))


def rule_session(code: str) -> Ruling:
    """What the answer to a login means (`rc` of the session service), for whatever order it was."""
    return SESSION.get(code) or _unknown(code)


def pause_s(ruling: Ruling, tries: int) -> int:
    """How long to wait after so many tries in vain: doubled each time, a day at most."""
    return min(ruling.wait_s << min(max(tries - 1, 0), 16), LONGEST_PAUSE_S)


def _rule(order: Order, code: str, answer: Answer) -> Ruling:
    if code == OK:
        return _called(order, answer)
    if order.act in _REACHED.get(code, ()):
        return _done("War schon so", order)
    if order.act is _KNOWN.get(code):
        return _known(order, answer)
    if code == "43":
        return _faulty(answer)
    return _read(code)


def _called(order: Order, answer: Answer) -> Ruling:
    """Code 0 says only that the call went well; of a receipt the tree says whether it passed."""
    if order.act is not Act.BELEGPRUEFUNG or answer.is_passed:
        return _done("Beleg geprüft" if answer.is_passed else "Gemeldet", order)
    if answer.is_passed is None:
        return refusal(
            "Nicht geprüft",
            "FinanzOnline hat den Beleg angenommen, aber nicht geprüft: mit der App Belegcheck "
            "prüfen.",
        )
    return _faulty(answer)


def _known(order: Order, answer: Answer) -> Ruling:
    """Registered before: by this order, whose answer was lost, by hand, or by somebody else."""
    if answer.status in _IS_REGISTERED:
        return _done("War schon so", order)
    if answer.status is Status.AUSFALL:
        return refusal(
            "Gilt als Ausfall",
            "In FinanzOnline das Ende des Ausfalls melden, dann hier nochmals senden.",
        )
    return refusal(
        "Schon bekannt",
        "In FinanzOnline nachsehen, ob der Eintrag dieser ist: dann von Hand erledigt melden.",
    )


def _faulty(answer: Answer) -> Ruling:
    checks = ", ".join(answer.failed_checks[:_MAX_CHECKS])
    named = f" ({checks})" if checks else ""
    return refusal(
        "Beleg fehlerhaft",
        f"Der Beleg hat die Prüfung nicht bestanden{named}: nicht nochmals senden, zuerst den "
        "Techniker rufen.",
    )


def _done(words: str, order: Order) -> Ruling:
    return Ruling(verdict=Verdict.DONE, words=words, advice=_DONE.get(order.act, _NOTHING_LEFT))


def _read(code: str) -> Ruling:
    return READINGS.get(code) or _unknown(code)


def _unknown(code: str) -> Ruling:
    name = "".join(symbol for symbol in code if symbol.isprintable())[:_MAX_CODE] or "leer"
    return refusal(
        f"Code {name}"[:16],
        f"FinanzOnline antwortet mit dem unbekannten Code {name}: dort nachsehen, ob es gilt.",
    )

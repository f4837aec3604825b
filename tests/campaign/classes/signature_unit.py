"""Class 15, the signature unit: card or service on the net is gone, slow, or answers wrongly."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec
import pytest

from firmware.app.config_signature import SignatureSection
from firmware.app.feeders import CARD_PROBE_S
from firmware.app.issue import Issuer
from firmware.desk.bench import Bench
from firmware.desk.stall import demo_config
from firmware.rksv import chain
from hal.card.certificate import SignatureCertificate
from hal.card.emulator_profile import CardFaults
from hal.card.emulator_profile import Trouble as CardTrouble
from hal.remote.emulator import RemoteFaults, Trouble
from tests.app import misfortunes
from tests.app.day import Day
from tests.campaign.market import SALE, days, end, light, new_day
from tests.campaign.outcome import Outcome, Score

_PER_DAY: Final = 25
#: A probe after the last of the outage, and the Sammelbeleg.
_AFTERWARDS_S: Final = 2 * CARD_PROBE_S + 5.0
#: What a failure form says (§ 17 Abs 4 RKSV).
_FAILED: Final = "Sicherheitseinrichtung ausgefallen"
_INSTRUCTIONS: Final = (None, 0xA4, 0xB0, 0x20, 0x2A)
#: Of a PIN that is refused the till rightly remembers it: such words are for other commands.
_STATUS_WORDS: Final = (0x6F00, 0x6581, 0x6985, 0x6A88, 0x6700)
_SERVICE: Final = SignatureSection(kind="primesign", url="https://p.example")

Harm = Callable[[Bench, random.Random], None]


def run_card(count: int, seed: int, folder: Path) -> Outcome:
    """The card of the till, in every shape of failure."""
    score = _run(CARD_HARMS, new_day, count, seed, folder)
    for planted, plant in _FAULTS.items():
        score.control(planted, found=_is_found(folder / plant.__name__, plant))
    return score.outcome()


def run_service(count: int, seed: int, folder: Path) -> Outcome:
    """A till whose only unit is a service on the net."""
    settings = msgspec.structs.replace(demo_config(), signature=[_SERVICE])
    score = _run(
        SERVICE_HARMS, lambda where: new_day(where, settings=settings), count, seed, folder
    )
    for planted, plant in _FAULTS.items():
        score.control(planted, found=_is_found(folder / plant.__name__, plant))
    return score.outcome()


def _run(
    harms: dict[str, Harm], begin: Callable[[Path], Day], count: int, seed: int, folder: Path
) -> Score:
    score = Score()
    dice = random.Random(seed)

    def one_day(name: str, attempts: int) -> None:
        day = begin(folder / name)
        for _ in range(attempts):
            harm = dice.choice(sorted(harms))
            score.facts[harm] += 1
            with score.attempt(f"seed {seed}, {name}: {harm}"):
                score.facts["failure forms"] += _suffer(day, harms[harm], dice)
        end(score, f"seed {seed}, {name}", day)

    with light():
        days(score, count, _PER_DAY, one_day)
    return score


def _suffer(day: Day, harm: Harm, dice: random.Random) -> int:
    """One to three customers while it is so, some of them served when it begins; how many failed.

    Raises:
        AssertionError: one is not sold, a form lacks its words, or no Sammelbeleg ends it.
    """
    known = len(day.receipts())
    slips = len(day.slips)
    customers = dice.randrange(1, 4)
    day.type(SALE)
    harm(day.bench, dice)
    for number in range(customers):
        day.type("BAR" if number == 0 else f"C {SALE} BAR")
        day.wait(dice.choice((0, 1, CARD_PROBE_S)))
    misfortunes.cure(day.bench)
    day.bench.services.set_all("up")
    day.wait(_AFTERWARDS_S)
    told = day.receipts()[known:]
    sales = [one for one in told if one.kind.value == "standard"]
    assert customers == len(sales), f"{len(sales)} of {customers} sold: {day.display}"
    failed = [one for one in sales if not one.is_signed]
    papers = ["\n".join(slip.text) for slip in day.slips[slips:]]
    assert len(failed) == sum(_FAILED in paper for paper in papers), "a form without its words"
    if failed:
        assert "sammelbeleg" in {one.kind.value for one in told}, "no Sammelbeleg"
    assert day.outage is None, "the outage does not end"
    assert "S✓" in day.status, day.status
    return len(failed)


def _harm(misfortune: Callable[[Bench], None]) -> Harm:
    return lambda bench, _dice: misfortune(bench)


def _trouble(bench: Bench, dice: random.Random) -> None:
    bench.card.faults = CardFaults(
        trouble=dice.choice(tuple(CardTrouble)), instruction=dice.choice(_INSTRUCTIONS)
    )


def _strange_word(bench: Bench, dice: random.Random) -> None:
    bench.card.faults = CardFaults(
        status_word=dice.choice(_STATUS_WORDS), instruction=dice.choice((0xA4, 0xB0, 0x2A))
    )


def _slow(bench: Bench, dice: random.Random) -> None:
    bench.set_card("slow", dice.choice((0.01, 0.1, 0.3, 1.0, 5.0)))


CARD_HARMS: Final[dict[str, Harm]] = {
    "pulled": _harm(misfortunes.remove),
    "reader unplugged": _harm(misfortunes.unplug),
    "slow": _slow,
    "answers nothing": _harm(misfortunes.kill),
    "signs wrongly": _harm(misfortunes.corrupt),
    "held by another program": _harm(misfortunes.occupy),
    "another card": _harm(misfortunes.exchange),
    "a card of no known kind": _harm(misfortunes.estrange),
    "one command fails": _trouble,
    "a strange status word": _strange_word,
}


def _remote(faults: Callable[[random.Random], RemoteFaults]) -> Harm:
    def harm(bench: Bench, dice: random.Random) -> None:
        bench.services.unit(_SERVICE.kind).faults = faults(dice)

    return harm


SERVICE_HARMS: Final[dict[str, Harm]] = {
    "no way there": lambda bench, _dice: bench.services.set_all("away"),
    "slow": lambda bench, dice: bench.services.set_all("slow", dice.choice((0.1, 1.0, 5.0))),
    **{one.value: _remote(lambda _dice, one=one: RemoteFaults(trouble=one)) for one in Trouble},
}


def _is_found(folder: Path, plant: Callable[[pytest.MonkeyPatch], None]) -> bool:
    with light() as patch:
        plant(patch)
        day = new_day(folder)
        score = Score()
        for harm in ("pulled", "signs wrongly"):
            with score.attempt(harm):
                _suffer(day, CARD_HARMS[harm], random.Random(0))
        end(score, "control", day)
    return bool(score.failures)


def _believe_signatures(patch: pytest.MonkeyPatch) -> None:
    # The driver looks, and so does whoever makes the receipt.
    patch.setattr(SignatureCertificate, "confirms", lambda *_: True)
    patch.setattr(chain, "_check_signature", lambda *_: None)


def _no_sammelbeleg(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Issuer, "take_over", lambda _issuer: None)
    patch.setattr(Issuer, "resume", lambda _issuer: ())


_FAULTS: Final = {
    "the card's signature is not checked": _believe_signatures,
    "an outage that ends without Sammelbeleg": _no_sammelbeleg,
}

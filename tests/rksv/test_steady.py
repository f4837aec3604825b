"""A run examined as a whole is judged exactly as its entries are one by one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.rksv.entry import EntryExaminer
from firmware.rksv.rules import Finding
from firmware.rksv.steady import SteadyExaminer
from firmware.rksv.trust import GroupKeys, examine_group
from firmware.rksv.verify import Verifier, VerifyOptions
from tests.vectors.forge import AES_KEY, FIELDS, Forge, base64url
from tests.vectors.negative_build import CARD, OTHER

KEYS, _ = examine_group(CARD.der, (), None)
OPTIONS = VerifyOptions(now_utc=datetime(2029, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, kw_only=True)
class Act:
    """What a till does next: cents, marker, whether its card works, what time passes before."""

    cents: int
    mark: str | None
    is_signed: bool
    passes: timedelta
    spoils: str


ACTS = st.builds(
    Act,
    cents=st.sampled_from([0, 0, 250, -70, 999_999_99]),
    mark=st.sampled_from([None] * 8 + ["TRA", "STO"]),
    is_signed=st.sampled_from([True] * 12 + [False]),
    passes=st.sampled_from(
        [timedelta(minutes=7)] * 12
        + [timedelta(days=32), timedelta(days=360), timedelta(hours=-1), timedelta(0)]
    ),
    spoils=st.sampled_from([""] * 40 + ["number", "counter", "link", "amount", "shape", "card"]),
)


def _perform(till: Forge, act: Act) -> None:
    till.time += act.passes
    match act.spoils:
        case "number":
            till.number = 2
            till.add(act.cents, mark=act.mark)
        case "counter":
            till.add(act.cents, fields={"counter": till.false_counter(1, added=act.cents)})
        case "link":
            till.add(act.cents, fields={"link": "AAAAAAAAAAA="})
        case "amount":
            till.add(act.cents, fields={"null": "-0,00"})
        case "shape":
            till.add(act.cents, reshape=lambda entry: f"{entry[:-1]}B")
        case "card":
            till.signer = OTHER
            till.add(act.cents)
            till.signer = CARD
        case _:
            till.add(act.cents, mark=act.mark, is_signed=act.is_signed)


def _one_by_one(entries: Sequence[str], aes_key: bytes | None) -> tuple[list[Finding], Verifier]:
    verifier, examiner = Verifier(OPTIONS), EntryExaminer(KEYS, aes_key)
    found = verifier.begin_group(has_certificate=True, faults=())
    for entry in entries:
        found += verifier.follow(examiner.examine(entry))
    return found, verifier


def _in_runs(
    entries: Sequence[str], size: int, aes_key: bytes | None
) -> tuple[list[Finding], Verifier, int]:
    """Findings, the verifier, and how many runs were taken as such."""
    verifier, examiner = Verifier(OPTIONS), EntryExaminer(KEYS, aes_key)
    found, taken = verifier.begin_group(has_certificate=True, faults=()), 0
    for at in range(0, len(entries), size):
        part = entries[at : at + size]
        run = SteadyExaminer(KEYS, aes_key).examine(part)
        if run is not None and verifier.follow_run(run):
            taken += 1
            continue
        for entry in part:
            found += verifier.follow(examiner.examine(entry))
    return found, verifier, taken


def _state(verifier: Verifier) -> object:
    """All that later entries are judged by."""
    parts = (verifier._counter, verifier._times, verifier._closings, verifier._numbers)
    own = (verifier.receipts, verifier.last_number, verifier._expected_link, verifier._order)
    return (*own, *(vars(part) for part in parts))


@given(
    acts=st.lists(ACTS, max_size=40),
    size=st.integers(min_value=1, max_value=9),
    aes_key=st.sampled_from([AES_KEY, None]),
)
def test_runs_are_judged_as_their_entries(
    acts: list[Act], size: int, aes_key: bytes | None
) -> None:
    """Whatever a till did, whole runs give the same findings and leave the same state."""
    till = Forge(CARD)
    till.add()
    for act in acts:
        _perform(till, act)
    expected, one_by_one = _one_by_one(till.entries, aes_key)
    found, in_runs, _ = _in_runs(till.entries, size, aes_key)
    assert expected == found
    assert _state(one_by_one) == _state(in_runs)


@given(
    place=st.integers(min_value=0),
    flip=st.integers(min_value=1, max_value=127),
    which=st.integers(min_value=0, max_value=11),
)
def test_every_altered_character_ends_the_run(place: int, flip: int, which: int) -> None:
    """No character of an entry can be turned without the run being looked into."""
    till = Forge(CARD)
    till.add()
    till.sell(*range(100, 1200, 100))
    entry = till.entries[which]
    place %= len(entry)
    till.entries[which] = entry[:place] + chr(ord(entry[place]) ^ flip) + entry[place + 1 :]
    expected, _ = _one_by_one(till.entries, AES_KEY)
    found, _, _ = _in_runs(till.entries, 4, AES_KEY)
    assert expected == found
    assert [] != found


def test_a_plain_day_is_one_run() -> None:
    """Sales, cancellations and practice of one day are taken as a whole."""
    till = Forge(CARD)
    till.add()
    till.sell(100, 200)
    till.add(-100, mark="STO")
    till.add(50, mark="TRA")
    till.sell(300)
    _, verifier, taken = _in_runs([till.entries[0]], 1, AES_KEY)
    run = SteadyExaminer(KEYS, AES_KEY).examine(till.entries[1:])
    assert run is not None
    assert (0, 500, 8) == (run.base_cents, run.growth_cents, run.counter_bytes)
    assert verifier.follow_run(run)
    assert (6, "6") == (verifier.receipts, verifier.last_number)
    assert 0 == taken


def _spoilt(spoil: Callable[[Forge], object]) -> list[str]:
    till = Forge(CARD)
    till.add()
    till.sell(100, 200)
    spoil(till)
    till.sell(300)
    return till.entries[1:]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda till: till.add(is_signed=False),
        lambda till: till.add(counter_bytes=5),
        lambda till: till.add(fields={"serial": f"{CARD.serial}0"}),
        lambda till: till.add(fields={"rka": "R1-AT0"}),
        lambda till: till.add(fields={"rka": "R2-AT1"}),
        lambda till: till.add(fields={"register_id": "ANOTHER"}),
        lambda till: till.add(fields={"number": "07"}),
        lambda till: till.add(fields={"time": "2026-W47-5T00:00:00"}),
        lambda till: till.add(fields={"time": "2026-11-31T10:00:00"}),
        lambda till: till.add(fields={"counter": "AAAAAAAAAAB="}),
        lambda till: till.add(fields={"link": "AAAAAAAAAAB="}),
        lambda till: till.add(header='{"alg": "ES256"}'),
        lambda till: till.add(reshape=lambda entry: f"{entry}="),
        lambda till: till.add(reshape=lambda entry: f"{entry}.{base64url(b'x')}"),
        lambda till: till.add(reshape=lambda entry: entry.replace(".", "._", 1)),
        lambda till: till.add(reshape=lambda entry: f"ä{entry}"),
        lambda till: till.add(fields={"normal": "1" * 900 + ",00"}),
        lambda till: setattr(till, "time", datetime(2027, 3, 28, 2, 30)),  # noqa: DTZ001
        lambda till: setattr(till, "number", 9),
    ],
)
def test_what_is_out_of_the_ordinary_is_no_run(spoil: Callable[[Forge], object]) -> None:
    """Each of these needs to be looked at one by one."""
    assert SteadyExaminer(KEYS, AES_KEY).examine(_spoilt(spoil)) is None


def test_no_run_without_entries_or_a_key() -> None:
    """Nothing is no run, and nothing is said where no key can judge."""
    entries = _spoilt(lambda _: None)
    strange = GroupKeys(certificate_serial=int(CARD.serial, 16), public_key_der=None)
    judged = [
        SteadyExaminer(keys, AES_KEY).examine(given)
        for keys, given in (
            (KEYS, []),
            (GroupKeys(is_judged=False), entries),
            (GroupKeys(), entries),
            (strange, entries),
        )
    ]
    assert [None] * 4 == judged
    assert SteadyExaminer(KEYS, AES_KEY).examine(entries) is not None


def test_fields_are_twelve() -> None:
    """The positions this module reads fields at are those of the signed text."""
    places = [FIELDS.index(name) for name in ("number", "time", "normal", "besonders", "counter")]
    assert [2, 3, 4, 8, 9, 10, 11] == [*places, FIELDS.index("serial"), FIELDS.index("link")]

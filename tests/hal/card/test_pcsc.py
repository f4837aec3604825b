"""`PcscReader` against a real pcscd, and its order of checks against answers no card would give."""

import threading
import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from smartcard import scard

from firmware.app.signer import CARD_DEADLINE_S, Signer
from hal.card import pcsc
from hal.card.codec import Instruction
from hal.card.deadline import HUNG_CALLS_MAX
from hal.card.driver import RksvCard
from hal.card.emulator import PIN_TRIES, EmulatedCard
from hal.card.emulator_profile import CardFaults
from hal.card.emulator_vpcd import VpcdSlot
from hal.card.pcsc import PcscReader, choose_reader
from hal.card.port import SignatureCard
from hal.errors import Fault, HalError
from tests.hal.card.rigs import PcscRig, fault_of, make_card, mute, until

DIGEST = bytes(range(32))
DEADLINE_S = 5.0
HANG_DEADLINE_S = 0.5


def with_pcscd(test: Callable[..., None]) -> Callable[..., None]:
    return pytest.mark.pcsc(pytest.mark.xdist_group("pcsc")(test))


def signs(card: SignatureCard) -> bool:
    try:
        return len(card.sign(DIGEST, DEADLINE_S)) == 64
    except HalError:
        return False


@with_pcscd
def test_reader_is_chosen_by_name(pcsc_rig: PcscRig) -> None:
    """With a card in both slots, a part of the name decides which one is read."""
    first, second = make_card(seed=1), make_card(seed=2)
    pcsc_rig.insert(first)
    pcsc_rig.second_slot.insert(second)
    until(lambda: pcsc_rig.has_card(pcsc_rig.second_name), "the second card")

    serials = [
        RksvCard(PcscReader(name), pin="123456").identify(DEADLINE_S).serial
        for name in ("00 00", "00 01")
    ]

    assert [first.serial, second.serial] == serials


@with_pcscd
@pytest.mark.parametrize("name", [None, "Emulated slot", "no such reader"])
def test_unclear_reader_is_absent(pcsc_rig: PcscRig, name: str | None) -> None:
    """Two readers and no name, a name that fits both, a name that fits none: ABSENT, no guess."""
    pcsc_rig.insert(make_card())

    assert fault_of(lambda: PcscReader(name).connect()) is Fault.ABSENT


@with_pcscd
def test_no_pcscd_is_absent(pcsc_rig: PcscRig) -> None:
    """Without pcscd there is no reader."""
    pcsc_rig.daemon.stop()

    assert fault_of(lambda: pcsc_rig.reader().connect()) is Fault.ABSENT


@with_pcscd
def test_signs_again_after_pcscd_was_restarted(pcsc_rig: PcscRig) -> None:
    """The same driver object goes on with a pcscd that died and came back."""
    pcsc_rig.insert(make_card())
    driver = pcsc_rig.driver()
    assert signs(driver)

    pcsc_rig.daemon.stop()
    assert not signs(driver)

    pcsc_rig.daemon.start()
    until(lambda: signs(driver), "a signature")


@with_pcscd
def test_pcscd_that_dies_inside_a_command_is_absent(pcsc_rig: PcscRig) -> None:
    """A command that pcscd took with it into death ends with ABSENT, and the next one works."""
    deaths: list[float] = []

    def die(seconds: float) -> None:
        deaths.append(seconds)
        pcsc_rig.daemon.stop()

    card = make_card()
    pcsc_rig.slot = VpcdSlot(pcsc_rig.daemon.port, wait=die)
    with pcsc_rig.slot:
        pcsc_rig.insert(card)
        driver = pcsc_rig.driver()
        card.faults = CardFaults(slow_s=1.0, instruction=Instruction.VERIFY)

        assert fault_of(lambda: driver.sign(DIGEST, DEADLINE_S)) is Fault.ABSENT
        assert {1.0} == set(deaths)

        until(lambda: not pcsc_rig.daemon.is_running, "pcscd is dead")
        card.faults = CardFaults()
        pcsc_rig.daemon.start()
        until(lambda: signs(driver), "a signature")


@with_pcscd
def test_handle_from_before_a_pull_is_dead(pcsc_rig: PcscRig) -> None:
    """A handle from before a pull is dead, also when the card is back: no command reaches it."""
    card = make_card()
    pcsc_rig.insert(card)
    reader = pcsc_rig.reader()
    reader.connect()

    pcsc_rig.insert(card)

    assert fault_of(lambda: reader.transmit(bytes.fromhex("00A4000C023F00"))) is Fault.ABSENT
    reader.disconnect()


@with_pcscd
def test_quick_exchange_between_two_polls_heals(pcsc_rig: PcscRig) -> None:
    """A card pulled and back before pcscd looks may cost a call, never the slot."""
    card = make_card()
    pcsc_rig.insert(card)
    driver = pcsc_rig.driver()
    assert signs(driver)

    for _ in range(5):
        pcsc_rig.slot.insert(card)
        signs(driver)

    until(lambda: signs(driver), "a signature")


@with_pcscd
def test_card_that_is_out_while_a_call_lets_go_does_not_lose_its_slot(pcsc_rig: PcscRig) -> None:
    """Disconnecting from a card that is just out must not empty the slot for ever."""
    card = make_card()
    pcsc_rig.insert(card)
    reader = pcsc_rig.reader()
    reader.connect()

    pcsc_rig.slot.pull()
    reader.disconnect()
    pcsc_rig.slot.insert(card)

    driver = pcsc_rig.driver()
    until(lambda: signs(driver), "a signature")


@with_pcscd
def test_card_in_a_hung_call_is_busy_or_timeout_until_pulled(pcsc_rig: PcscRig) -> None:
    """While a call hangs the next ones fail in time; a pull heals the card."""
    card = make_card()
    pcsc_rig.insert(card)
    guarded = pcsc_rig.guarded()
    card.faults = mute(Instruction.SELECT)
    before = threading.active_count()

    faults = {
        fault_of(lambda: guarded.sign(DIGEST, HANG_DEADLINE_S)) for _ in range(2 * HUNG_CALLS_MAX)
    }

    assert Fault.TIMEOUT in faults
    assert faults <= {Fault.TIMEOUT, Fault.BUSY}
    assert threading.active_count() - before <= HUNG_CALLS_MAX
    card.faults = CardFaults()
    pcsc_rig.insert(card)
    until(lambda: signs(guarded), "a signature")


class ConfusedCard(EmulatedCard):
    """Answers nonsense from the moment it is told to until its power was away."""

    def reset(self) -> None:
        """See `EmulatedCard.reset`."""
        super().reset()
        self.faults = CardFaults()


@with_pcscd
def test_card_that_answers_nonsense_is_switched_off_and_on(pcsc_rig: PcscRig) -> None:
    """The call after a BROKEN one takes the card's power away, and finds it well."""
    card = ConfusedCard()
    pcsc_rig.insert(card)
    driver = pcsc_rig.driver()
    assert signs(driver)
    card.faults = CardFaults(status_word=0x6F00)

    assert fault_of(lambda: driver.sign(DIGEST, DEADLINE_S)) is Fault.BROKEN

    assert signs(driver)


@with_pcscd
def test_reader_unplugged_and_plugged_again(pcsc_rig: PcscRig) -> None:
    """A reader that is gone is ABSENT; the same driver signs when it is there again.

    pcscd is restarted without the virtual reader: no client can tell that from a pulled cable.
    """
    pcsc_rig.insert(make_card())
    guarded = pcsc_rig.guarded()
    assert signs(guarded)

    pcsc_rig.daemon.stop()
    pcsc_rig.daemon.start(with_reader=False)
    assert fault_of(lambda: guarded.sign(DIGEST, DEADLINE_S)) is Fault.ABSENT

    pcsc_rig.daemon.stop()
    pcsc_rig.daemon.start()
    until(lambda: signs(guarded), "a signature")


@with_pcscd
def test_till_goes_on_through_it_all(pcsc_rig: PcscRig) -> None:
    """Restarted pcscd, pulled card, wrong card, a hang: one driver, named faults in time."""
    ours, other = make_card(), make_card(seed=2)
    pcsc_rig.insert(ours)
    guarded = pcsc_rig.guarded(expected_serial=ours.serial)
    signer = Signer(guarded, time.monotonic)
    faults: list[str] = []

    def tried() -> None:
        assert not signer.probe()
        faults.append(signer.fault)

    assert signer.probe()
    pcsc_rig.pull()
    tried()
    pcsc_rig.insert(other)
    tried()
    pcsc_rig.insert(ours)
    until(signer.probe, "a signature")
    pcsc_rig.daemon.stop()
    tried()
    pcsc_rig.daemon.start()
    until(signer.probe, "a signature")
    ours.faults = mute(Instruction.SELECT)
    begin_s = time.monotonic()
    tried()
    assert CARD_DEADLINE_S <= time.monotonic() - begin_s < 2 * CARD_DEADLINE_S
    ours.faults = CardFaults()
    pcsc_rig.insert(ours)
    until(signer.probe, "a signature")
    assert ["absent", "wrong card", "absent", "timeout"] == faults
    assert PIN_TRIES == ours.pin_tries_left


@pytest.mark.parametrize(
    ("names", "wanted", "chosen"),
    [
        (["A 00"], None, "A 00"),
        (["A 00", "B 00"], "B", "B 00"),
    ],
)
def test_choose_reader(names: list[str], wanted: str | None, chosen: str) -> None:
    """The one that fits is chosen."""
    assert chosen == choose_reader(names, wanted)


@pytest.mark.parametrize(
    ("names", "wanted"), [([], None), ([], "A"), (["A", "B"], None), (["A1", "A2"], "A")]
)
def test_choose_reader_does_not_guess(names: list[str], wanted: str | None) -> None:
    """None that fits, or several: ABSENT."""
    assert fault_of(lambda: choose_reader(names, wanted)) is Fault.ABSENT


class ScardDouble(SimpleNamespace):
    """scard with a card always there, except for what a test replaces."""

    def __init__(self, **replaced: object) -> None:
        constants = {name: getattr(scard, name) for name in dir(scard) if name.isupper()}
        calls = {
            "SCardEstablishContext": lambda scope: (0, 1),
            "SCardListReaders": lambda context, groups: (0, ["only reader"]),
            "SCardConnect": lambda *arguments: (0, 2, scard.SCARD_PROTOCOL_T1),
            "SCardBeginTransaction": lambda card: 0,
            "SCardStatus": lambda card: (0, "only reader", 0, 2, [0x3B, 0x00]),
            "SCardTransmit": lambda *arguments: (0, [0x90, 0x00]),
            "SCardEndTransaction": lambda *arguments: 0,
            "SCardDisconnect": lambda *arguments: 0,
            "SCardReleaseContext": lambda context: 0,
        }
        super().__init__(**{**constants, **calls, **replaced})


def test_result_code_counts_before_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error code with a buffer that begins with 9000 is an error, not an answer."""
    stale = (scard.SCARD_W_REMOVED_CARD, [0x90, 0x00] + [0] * 65534)
    monkeypatch.setattr(pcsc, "scard", ScardDouble(SCardTransmit=lambda *arguments: stale))
    reader = PcscReader()
    reader.connect()

    assert fault_of(lambda: reader.transmit(b"\0\xa4\0\0")) is Fault.ABSENT


@pytest.mark.parametrize("answer", [[], [0x90]])
def test_success_without_status_word_is_broken(
    monkeypatch: pytest.MonkeyPatch, answer: list[int]
) -> None:
    """Success with fewer than two bytes is no answer."""
    monkeypatch.setattr(pcsc, "scard", ScardDouble(SCardTransmit=lambda *_: (0, answer)))
    reader = PcscReader()
    reader.connect()

    assert fault_of(lambda: reader.transmit(b"\0\xa4\0\0")) is Fault.BROKEN


@pytest.mark.parametrize(
    ("call", "failure"),
    [
        ("SCardEstablishContext", lambda scope: (scard.SCARD_E_NO_SERVICE, 0)),
        ("SCardListReaders", lambda *_: (scard.SCARD_E_NO_READERS_AVAILABLE, [])),
        ("SCardConnect", lambda *_: (scard.SCARD_E_NO_SMARTCARD, 0, 0)),
        ("SCardBeginTransaction", lambda card: scard.SCARD_W_REMOVED_CARD),
        ("SCardStatus", lambda card: (scard.SCARD_E_READER_UNAVAILABLE, "", 0, 0, [])),
    ],
)
def test_failed_connect_leaves_nothing_open(
    monkeypatch: pytest.MonkeyPatch, call: str, failure: Callable[..., object]
) -> None:
    """Whatever step of connecting fails, what was opened before is let go of."""
    opened: list[str] = []

    def note(name: str, result: object) -> Callable[..., object]:
        return lambda *_: opened.append(name) or result

    double = ScardDouble(
        SCardEstablishContext=note("context", (0, 1)),
        SCardReleaseContext=lambda context: opened.remove("context"),
        SCardConnect=note("card", (0, 2, scard.SCARD_PROTOCOL_T1)),
        SCardDisconnect=lambda *_: opened.remove("card"),
    )
    setattr(double, call, failure)
    monkeypatch.setattr(pcsc, "scard", double)

    assert fault_of(PcscReader().connect) is Fault.ABSENT
    assert not opened


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (scard.SCARD_E_SHARING_VIOLATION, Fault.BUSY),
        (scard.SCARD_E_TIMEOUT, Fault.TIMEOUT),
        (scard.SCARD_W_UNRESPONSIVE_CARD, Fault.BROKEN),
    ],
)
def test_codes_become_kinds(monkeypatch: pytest.MonkeyPatch, code: int, fault: Fault) -> None:
    """PC/SC's codes become the kinds a caller can act on."""
    monkeypatch.setattr(pcsc, "scard", ScardDouble(SCardConnect=lambda *_: (code, 0, 0)))

    assert fault_of(PcscReader().connect) is fault


def test_connecting_twice_lets_go_of_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second connect does not leak the first handle."""
    closed: list[int] = []
    monkeypatch.setattr(
        pcsc, "scard", ScardDouble(SCardDisconnect=lambda card, _: closed.append(card))
    )
    reader = PcscReader()
    reader.connect()
    reader.connect()

    assert {2} == set(closed)
    assert len(closed) == 1


def test_transmit_without_connect_is_absent() -> None:
    """There is no card to speak to before connect."""
    assert fault_of(lambda: PcscReader().transmit(b"\0\xa4\0\0")) is Fault.ABSENT

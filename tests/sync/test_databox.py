"""What the office only received: its answer comes into the DataBox, later, or never."""

import base64
from collections.abc import Iterator
from datetime import timedelta

import pytest

from firmware.finanzonline.codes import rule
from firmware.finanzonline.order import Act, Answer, Order, Verdict
from firmware.sync.account import Secrets
from firmware.sync.databox import LETTERS_A_ROUND, Slip, look_for
from firmware.sync.exchange import Exchange
from firmware.sync.finanzonline import LONGEST_WAIT, Finanzonline
from firmware.sync.session import Session
from hal.clock.emulator import EmulatedClock
from tests.finanzonline.emulator.databox import Letter
from tests.finanzonline.emulator.office import Office
from tests.finanzonline.emulator.tricks import Trick
from tests.finanzonline.receipts import Paper, card
from tests.sync import calling

TEN_MINUTES = 600.0
RKDB = "https://finanzonline.bmf.gv.at/rkdb"


@pytest.fixture
def check(finanzonline: Finanzonline, secrets: Secrets, paper: Paper) -> Order:
    """The check of the Startbeleg, at a till that is registered with its card."""
    for order in (calling.unit(), calling.till()):
        assert Verdict.DONE is rule(order, finanzonline.deliver(order, secrets)).verdict
    return calling.order(Act.BELEGPRUEFUNG, paper.start(calling.NOW))


@pytest.fixture
def session(exchange: Exchange, secrets: Secrets) -> Iterator[Session]:
    """Logged in."""
    with Session(exchange, secrets.account) as session:
        yield session


def letter(number: int, code: str = "0", mode: str = "T") -> bytes:
    """The answer to a packet, as it lies in the DataBox."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><a:rkdbResponse xmlns:a="{RKDB}">'
        f"<a:paket_nr>{number}</a:paket_nr><a:art_uebermittlung>{mode}</a:art_uebermittlung>"
        f"<a:ts_erstellung>2026-11-20T08:00:00</a:ts_erstellung><a:result><a:satznr>1</a:satznr>"
        f"<a:rkdbMessage><a:rc>{code}</a:rc><a:msg/></a:rkdbMessage></a:result></a:rkdbResponse>"
    ).encode()


def ruled(order: Order, answer: Answer) -> tuple[Verdict, str]:
    """Verdict and words."""
    ruling = rule(order, answer)
    return ruling.verdict, ruling.words


def opened(office: Office) -> int:
    """How many letters were opened."""
    return office.count("getDataboxEntry")


def test_a_slip_for_a_check_is_no_check(
    finanzonline: Finanzonline, office: Office, secrets: Secrets, check: Order
) -> None:
    """§ 6 Abs 4 RKSV: "received" is not "passed"; the next round takes the real answer."""
    office.misbehave(Trick.SLIP, operation="belegpruefung")
    first, second = (finanzonline.deliver(check, secrets) for _ in range(2))
    assert (Verdict.LATER, "Noch nicht dort") == ruled(check, first)
    assert (Verdict.DONE, "Beleg geprüft") == ruled(check, second)
    assert (1, True) == (office.count("belegpruefung"), second.is_passed)
    assert 0 == office.sessions.count_open


def test_a_check_that_failed_is_refused_by_the_letter(
    finanzonline: Finanzonline, office: Office, secrets: Secrets, check: Order
) -> None:
    """Reference § 11.7, code 43: the letter has the tree of the checks, too."""
    broken = calling.order(Act.BELEGPRUEFUNG, check.about[:-10] + "AAAAAAAAA=")
    office.misbehave(Trick.SLIP, operation="belegpruefung")
    finanzonline.deliver(broken, secrets)
    answer = finanzonline.deliver(broken, secrets)
    assert (Verdict.REFUSED, "Beleg fehlerhaft") == ruled(broken, answer)
    assert answer.failed_checks


def test_a_refused_registration_is_read_in_the_letter(
    finanzonline: Finanzonline, office: Office, secrets: Secrets
) -> None:
    """A slip, and not found when asked for: only the letter says that the card is another's."""
    stranger = card(0x77, company_id="ATU99999999")
    office.directory.publish(stranger.certificate, issuer=stranger.chain[0])
    office.misbehave(Trick.SLIP, operation="registrierung_se")
    order = calling.unit("77")
    first, second = (finanzonline.deliver(order, secrets) for _ in range(2))
    assert (Verdict.LATER, "Noch nicht dort") == ruled(order, first)
    assert (("7",), Verdict.REFUSED) == (second.codes, rule(order, second).verdict)
    assert 1 == office.count("registrierung_se")


def test_a_registration_without_a_letter_is_told_again(
    finanzonline: Finanzonline, office: Office, secrets: Secrets
) -> None:
    """Told twice it is "known already" at worst."""
    office.force("0", operation="registrierung_se")
    finanzonline.deliver(calling.unit(), secrets)
    answer = finanzonline.deliver(calling.unit(), secrets)
    assert Verdict.DONE is rule(calling.unit(), answer).verdict
    assert 2 == office.count("registrierung_se")


def test_a_letter_that_comes_late_is_waited_for(
    finanzonline: Finanzonline,
    office: Office,
    secrets: Secrets,
    check: Order,
    clock: EmulatedClock,
) -> None:
    """A receipt checked twice is counted twice: nothing is sent again meanwhile."""
    office.misbehave(Trick.SLIP, operation="belegpruefung")
    finanzonline.deliver(check, secrets)
    late: Letter = office.databox().letters.pop()
    for _ in range(3):
        clock.advance(TEN_MINUTES)
        answer = finanzonline.deliver(check, secrets)
        assert (Verdict.LATER, "Noch nicht dort") == ruled(check, answer)
    office.databox().deliver(late.xml, clock.now().utc)
    assert Verdict.DONE is rule(check, finanzonline.deliver(check, secrets)).verdict
    assert 1 == office.count("belegpruefung")


def test_a_letter_that_never_comes_is_a_persons_matter(
    finanzonline: Finanzonline,
    office: Office,
    secrets: Secrets,
    check: Order,
    clock: EmulatedClock,
) -> None:
    """After a day the app Belegcheck is named; sent again by a person, it is told anew."""
    office.force("0", operation="belegpruefung")
    finanzonline.deliver(check, secrets)
    clock.advance(LONGEST_WAIT.total_seconds())
    answer = finanzonline.deliver(check, secrets)
    assert (Verdict.REFUSED, "Nicht geprüft") == ruled(check, answer)
    assert Verdict.DONE is rule(check, finanzonline.deliver(check, secrets)).verdict


@pytest.mark.parametrize(
    "trick",
    [
        *(Trick.UNAVAILABLE, Trick.GARBAGE, Trick.PAGE, Trick.EMPTY, Trick.TRUNCATED),
        *(Trick.RESET, Trick.REDIRECT, Trick.ENTITY_BOMB, Trick.MAINTENANCE, Trick.HUGE),
    ],
)
@pytest.mark.parametrize("operation", ["getDatabox", "getDataboxEntry"])
def test_a_databox_out_of_order_changes_nothing(  # noqa: PLR0917 - the fixtures
    finanzonline: Finanzonline,
    office: Office,
    secrets: Secrets,
    check: Order,
    trick: Trick,
    operation: str,
) -> None:
    """Its address is uncertain: no order of the till is worse off for it."""
    office.misbehave(Trick.SLIP, operation="belegpruefung")
    finanzonline.deliver(check, secrets)
    office.misbehave(trick, operation=operation)
    answer = finanzonline.deliver(check, secrets)
    assert (Verdict.LATER, "Noch nicht dort") == ruled(check, answer)


def test_letters_of_others_are_opened_once(
    session: Session, office: Office, clock: EmulatedClock
) -> None:
    """Another program's, another kind, garbage: none is ours, and the rest comes the next time."""
    now_utc = clock.now().utc
    box = office.databox()
    strange = (letter(8), b"<x/>", b"no XML", b"", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    for xml in (*strange, letter(7, mode="P"), letter(7)):
        box.deliver(xml, now_utc)
    box.letters.append(Letter(key="B1", delivered_utc=now_utc, xml=letter(7), kind="B"))
    slip = Slip(number=7, sent_utc=now_utc)
    rounds = []
    while slip.opened != {one.key for one in box.letters[:6]}:
        answer, slip = look_for(slip, session, now_utc)
        rounds.append((answer, opened(office)))
    assert [(None, LETTERS_A_ROUND), (None, 2 * LETTERS_A_ROUND)] == rounds
    answer, _ = look_for(slip, session, now_utc)
    assert Answer(codes=("0",), messages=("",)) == answer
    assert not box.letters[-1].is_read


def test_only_letters_since_the_packet_are_looked_at(
    session: Session, office: Office, clock: EmulatedClock
) -> None:
    """The business's older post stays unread; a week is the widest window that may be asked."""
    sent_utc = clock.now().utc
    box = office.databox()
    box.deliver(letter(7), sent_utc - timedelta(days=2))
    for days in (0, 3, 20):
        now_utc = sent_utc + timedelta(days=days)
        assert (None, Slip(number=7, sent_utc=sent_utc)) == look_for(
            Slip(number=7, sent_utc=sent_utc), session, now_utc
        )
    assert 0 == opened(office)
    # A clock that was set back asks for a window all the same.
    assert look_for(Slip(number=7, sent_utc=sent_utc), session, sent_utc - timedelta(days=1))
    assert {("0",)} == {call.rcs for call in office.calls if call.operation == "getDatabox"}


@pytest.mark.parametrize(
    ("result", "codes"),
    [
        (base64.b64encode(letter(7, "B7")).decode(), ("B7",)),
        ("\n".join(base64.encodebytes(letter(7)).decode().split()), ("0",)),
        ("", None),
        ("?!", None),
        (base64.b64encode(letter(7)[:-20]).decode(), None),
    ],
)
def test_a_letter_as_it_comes(
    session: Session, office: Office, clock: EmulatedClock, result: str, codes: object
) -> None:
    """Base64 with or without line ends; what is cut off or missing is no answer."""
    office.databox().deliver(b"<x/>", clock.now().utc)
    namespace = "https://finanzonline.bmf.gv.at/fon/ws/databox"
    body = (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
        f'<getDataboxEntryResponse xmlns="{namespace}"><rc>0</rc><result>{result}</result>'
        "</getDataboxEntryResponse></e:Body></e:Envelope>"
    )
    office.say(body.encode(), operation="getDataboxEntry")
    slip = Slip(number=7, sent_utc=clock.now().utc)
    answer, _ = look_for(slip, session, clock.now().utc)
    assert codes == (None if answer is None else answer.codes)

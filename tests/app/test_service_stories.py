"""Days on a till with a card and a signature service on the net: failover, and back again."""

import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from firmware.app.config import Config
from firmware.app.config_signature import SignatureSection
from firmware.app.issue import entry_of
from firmware.desk.keys import parse_keys
from firmware.finanzonline.order import Reason, UnitKind
from firmware.rksv import jws
from firmware.rksv.machine_code import parse
from firmware.store.entry import Certificate
from firmware.sync.dossier import gather
from firmware.till.acts import JournalKind
from firmware.till.effects import Record
from hal.card.emulator import EmulatedCard
from hal.remote.emulator import RemoteFaults, Trouble
from tests.app.day import Day

ATRUST = SignatureSection(kind="atrust-online", url="https://a.example/v2", user="u123456789")
PRIMESIGN = SignatureSection(kind="primesign", url="https://p.example")
CARD = SignatureSection(kind="card")
#: Longer than it takes to look whether a preferred unit works again.
A_WHILE_S = 2 * 60.0

NewDay = Callable[..., Day]


def signed_by(day: Day) -> list[tuple[str, str, bool]]:
    """Of each receipt after the Startbeleg: serial, RKA, and whether it is signed."""
    told = []
    for one in day.receipts():
        fields = parse(jws.split(one.jws).payload)
        told.append((fields.certificate_serial, fields.rka, one.is_signed))
    return told


def begin(new_day: NewDay, config: Config, *units: SignatureSection) -> Day:
    """A till whose units are all entered in the book, and which is on."""
    day: Day = new_day(settings=msgspec.structs.replace(config, signature=list(units)))
    known = {one.serial for one in day.stand.book.certificates()}
    for place in day.bench.devices().places:
        unit = place.device_for(None).identify(3.0)
        if unit.serial in known:
            continue
        content = {"serial": unit.serial, "place": place.name}
        row = Record(kind=JournalKind.ZERTIFIKAT, clerk=None, content=content)
        certificate = Certificate(
            serial=unit.serial,
            der=unit.certificate,
            chain=unit.chain,
            rka=f"R1-{place.vda_id}",
        )
        day.stand.book.add_certificate(certificate, [entry_of(row, day.stand.clock.now().utc)])
    day.cut()
    return day


@pytest.mark.parametrize(("service", "rka"), [(ATRUST, "R1-AT1"), (PRIMESIGN, "R1-AT3")])
def test_service_steps_in_for_the_card_and_gives_way_again(
    new_day: NewDay, config: Config, service: SignatureSection, rka: str
) -> None:
    """§ 5 Abs 2, § 17 Abs 4 RKSV: one receipt fails, the service goes on, then the card again."""
    day = begin(new_day, config, CARD, service)
    day.type("1 WG1 BAR")
    day.bench.set_card("out")
    day.type("2 WG1 BAR")
    day.wait(A_WHILE_S)
    day.type("3 WG1 BAR")
    day.bench.set_card("in")
    day.wait(A_WHILE_S)
    day.type("4 WG1 BAR")

    card = day.bench.card.serial
    remote = day.bench.services.unit(service.kind).serial
    expected = [
        (card, "R1-AT1", True),
        (card, "R1-AT1", False),
        (remote, rka, True),
        (remote, rka, True),
        (card, "R1-AT1", True),
    ]
    assert expected == signed_by(day)
    assert day.outage is None


def test_card_steps_in_for_the_service_without_net(new_day: NewDay, config: Config) -> None:
    """The other way round: the service is preferred, the market has no network for an hour."""
    day = begin(new_day, config, PRIMESIGN, CARD)
    remote, card = day.bench.services.unit("primesign").serial, day.bench.card.serial
    day.type("1 WG1 BAR")
    day.bench.services.set_all("away")
    day.type("2 WG1 BAR")
    day.wait(A_WHILE_S)
    day.type("3 WG1 BAR")
    day.bench.services.set_all("up")
    day.wait(A_WHILE_S)
    day.type("4 WG1 BAR")

    assert [remote, remote, card, card, remote] == [serial for serial, _, _ in signed_by(day)]
    assert [True, False, True, True, True] == [is_signed for _, _, is_signed in signed_by(day)]


@pytest.mark.parametrize(
    "faults",
    [
        RemoteFaults(trouble=Trouble.MUTE),
        RemoteFaults(trouble=Trouble.DRIP),
        RemoteFaults(trouble=Trouble.RESET),
        RemoteFaults(trouble=Trouble.CUT),
        RemoteFaults(trouble=Trouble.HUGE),
        RemoteFaults(trouble=Trouble.PORTAL),
        RemoteFaults(trouble=Trouble.REDIRECT),
        RemoteFaults(status=500),
        RemoteFaults(status=503),
        RemoteFaults(slow_s=10.0),
        RemoteFaults(flips_signature=True),
    ],
    ids=lambda one: one.trouble.name if one.trouble else str(one)[13:60],
)
def test_whatever_befalls_the_service_the_card_goes_on(
    new_day: NewDay, config: Config, faults: RemoteFaults
) -> None:
    """No misfortune on the net keeps a till from selling, and none leaves a bad signature."""
    day = begin(new_day, config, ATRUST, CARD)
    unit = day.bench.services.unit("atrust-online")
    unit.faults = faults
    day.type("1 WG1 BAR")
    day.wait(A_WHILE_S)
    day.type("2 WG1 BAR")
    unit.faults = RemoteFaults()
    day.wait(A_WHILE_S)
    day.type("3 WG1 BAR")

    assert [False, True, True, True] == [is_signed for _, _, is_signed in signed_by(day)]
    card = day.bench.card.serial
    assert [unit.serial, card, card, unit.serial] == [serial for serial, _, _ in signed_by(day)]


def test_refused_password_is_shown_once(new_day: NewDay, config: Config) -> None:
    """A password the service refused is not shown again for as long as the till runs."""
    day = begin(new_day, config, ATRUST, CARD)
    unit = day.bench.services.unit("atrust-online")
    unit.faults = RemoteFaults(status=401, path="Sign")
    day.type("1 WG1 BAR")
    before = len(day.bench.services.asked("atrust-online"))
    day.wait(A_WHILE_S)
    day.type("2 WG1 BAR")
    asked = day.bench.services.asked("atrust-online")[before:]

    assert [] == [path for path in asked if "Sign" in path]
    assert [False, True, True] == [is_signed for _, _, is_signed in signed_by(day)]


def test_both_fail_and_either_may_come_back(new_day: NewDay, config: Config) -> None:
    """§ 17 Abs 4 RKSV: with no unit left it is an outage; the first that works ends it."""
    day = begin(new_day, config, CARD, ATRUST)
    day.bench.set_card("out")
    day.bench.services.set_all("away")
    day.type("1 WG1 BAR")
    day.wait(A_WHILE_S)
    day.type("2 WG1 BAR")
    assert [False, False] == [is_signed for _, _, is_signed in signed_by(day)]
    assert day.outage is not None
    day.bench.services.set_all("up")
    day.wait(A_WHILE_S)

    assert day.outage is None
    remote = day.bench.services.unit("atrust-online").serial
    assert (remote, "R1-AT1", True) == signed_by(day)[-1]


def test_renewed_certificate_of_the_service_is_not_used(new_day: NewDay, config: Config) -> None:
    """A service that signs with another key than the book knows is out until it is entered."""
    day = begin(new_day, config, ATRUST, CARD)
    day.type("1 WG1 BAR")
    before = day.bench.services.unit("atrust-online").serial
    day.bench.services.renew()
    day.type("2 WG1 BAR")
    day.wait(A_WHILE_S)
    day.type("3 WG1 BAR")

    assert [True, False, True, True] == [is_signed for _, _, is_signed in signed_by(day)]
    card = day.bench.card.serial
    assert [before, before, card, card] == [serial for serial, _, _ in signed_by(day)]
    assert ["wrong card"] == [row.content["fault"] for row in day.rows("AUSFALL_BEGINN")]


#: F 68, the first place, as planned, read it, its serial, registered by hand, take it.
RENEW = "F 68 BAR 1 BAR BAR 1 BAR"


@pytest.mark.parametrize("service", [ATRUST, PRIMESIGN])
def test_renewed_certificate_is_taken_over(
    new_day: NewDay, config: Config, service: SignatureSection
) -> None:
    """§ 5, § 6 RKSV: F 68 enters it, says what FinanzOnline must know, and it signs."""
    day = begin(new_day, config, service, CARD)
    day.type("1 WG1 BAR")
    before = day.bench.services.unit(service.kind).serial
    day.bench.services.renew()
    day.type("2 WG1 BAR")
    day.wait(A_WHILE_S)
    day.type(f"{RENEW} F C 3 WG1 BAR")

    card, after = day.bench.card.serial, day.bench.services.unit(service.kind).serial
    expected = [
        (before, True),
        (before, False),
        (card, True),
        (after, True),
        (after, True),
    ]
    assert expected == [(serial, is_signed) for serial, _, is_signed in signed_by(day)]
    (swap,) = day.rows("KARTENTAUSCH")
    told = [swap.content[key] for key in ("place", "old", "new")]
    assert [service.kind, before, after] == told
    facts = gather(day.stand.book)
    assert facts is not None
    units = {unit.serial: unit for unit in facts.units}
    assert (UnitKind.SERVICE, None) == (units[after].kind, units[after].ended_utc)
    assert (Reason.PLANNED, None) == (units[before].end_reason, units[card].ended_utc)
    day.cut()
    day.type("4 WG1 BAR")
    assert after == signed_by(day)[-1][0]
    assert [] == day.faults()


def test_only_service_is_renewed_in_its_outage(new_day: NewDay, config: Config) -> None:
    """§ 17 Abs 4 RKSV: without another unit the new certificate signs the Sammelbeleg first."""
    day: Day = new_day(settings=msgspec.structs.replace(config, signature=[PRIMESIGN]))
    before = day.bench.services.unit("primesign").serial
    day.bench.services.renew()
    day.type("1 WG1 BAR F 68 1 BAR")
    after = day.bench.services.unit("primesign").serial
    assert after in day.display.replace(" ", "")
    day.type("BAR 1 BAR")

    assert [
        ("standard", before, False),
        ("sammelbeleg", after, True),
        ("nullbeleg", after, True),
    ] == [
        (one.kind.value, serial, is_signed)
        for one, (serial, _, is_signed) in zip(day.receipts(), signed_by(day), strict=True)
    ]
    assert day.outage is None


def test_renewed_service_waits_for_its_registration(new_day: NewDay, config: Config) -> None:
    """§ 5 RKSV: entered in the morning, registered and used in the evening; a cut in between."""
    day = begin(new_day, config, CARD, ATRUST)
    day.bench.services.renew()
    day.type("F 68 8 BAR 1 BAR BAR C 1 WG1 BAR")
    day.cut()
    day.type("F 68")
    assert "Kartenleser" in day.display
    day.type("8 BAR")
    assert "ANGEMELDET ?" in day.display
    day.type("1 BAR F C")
    after = day.bench.services.unit("atrust-online").serial
    assert [day.bench.card.serial, after] == [serial for serial, _, _ in signed_by(day)]
    day.wait(A_WHILE_S)
    day.type("2 WG1 BAR")
    # The card is preferred, and works.
    assert (day.bench.card.serial, "R1-AT1", True) == signed_by(day)[-1]


def test_service_that_was_not_renewed(new_day: NewDay, config: Config) -> None:
    """The same certificate as before is no new one, and a service without net says nothing."""
    day = begin(new_day, config, ATRUST, CARD)
    day.type("F 68 BAR 1 BAR")
    assert "ist die alte" in day.display
    assert "beim Anbieter klären" in day.display
    day.bench.services.set_all("away")
    day.type("C BAR")
    assert "E12" in day.display
    assert [] == day.rows("KARTENTAUSCH")


def test_service_that_refuses_its_password(new_day: NewDay, config: Config) -> None:
    """It lies in a file, and there is no PIN to be wrong; the certificate is not entered."""
    day = begin(new_day, config, CARD, ATRUST)
    day.bench.services.renew()
    day.bench.services.unit("atrust-online").faults = RemoteFaults(status=401, path="Sign")
    before = day.rows("ZERTIFIKAT")
    day.type("F 68 8 BAR 1 BAR BAR")
    assert "E13|Passwort falsch" in day.display
    assert before == day.rows("ZERTIFIKAT")


def test_card_of_a_till_with_a_service_is_swapped(new_day: NewDay, config: Config) -> None:
    """The reader is one of the places: the service's certificate stays what it is."""
    day = begin(new_day, config, CARD, ATRUST)
    new = EmulatedCard(seed=20)
    day.bench.reader.insert(new)
    day.type("F 68 BAR 1 BAR BAR BAR 1 BAR F C 1 WG1 BAR")
    assert [new.serial, new.serial] == [serial for serial, _, _ in signed_by(day)]
    day.bench.reader.pull()
    day.type("2 WG1 BAR")
    day.wait(A_WHILE_S)
    assert day.bench.services.unit("atrust-online").serial == signed_by(day)[-1][0]


@pytest.mark.parametrize("edge", range(1, 30))
def test_cut_anywhere_while_the_service_signs(new_day: NewDay, config: Config, edge: int) -> None:
    """A plug pulled at any instant leaves the receipt whole or not at all, and never twice."""
    day = begin(new_day, config, PRIMESIGN, CARD)
    day.type("1 WG1")
    day.stand.settle()
    day.stand.plug.arm(edge)
    if not (day.stand.press(parse_keys("BAR")) and day.stand.settle()):
        day.boot()
    day.stand.plug.arm(10**9)
    if not day.receipts():
        day.type("BAR")

    assert 1 == len(day.receipts())
    assert [True] == [is_signed for _, _, is_signed in signed_by(day)]


def test_the_dep_has_a_group_for_each_turn(new_day: NewDay, config: Config, tmp_path: Path) -> None:
    """RKSV Anlage Z 3: groups alternate with the units, each with certificate and issuers."""
    day = begin(new_day, config, CARD, PRIMESIGN)
    for state in ("in", "out", "in", "out"):
        day.bench.set_card(state)
        day.wait(A_WHILE_S)
        day.type("1 WG1 BAR")
        day.wait(A_WHILE_S)
    assert [] == day.faults()
    dep = json.loads((tmp_path / "till" / "dep.json").read_text(encoding="utf-8"))
    certificates = [
        hashlib.sha256(base64.b64decode(group["Signaturzertifikat"])).hexdigest()
        for group in dep["Belege-Gruppe"]
    ]
    card = hashlib.sha256(day.bench.card.certificate).hexdigest()
    remote = hashlib.sha256(day.bench.services.unit("primesign").certificate).hexdigest()
    assert [card, remote, card, remote] == certificates

"""The units of the settings are read and checked, the preferred one first."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from firmware.app.config import Config
from firmware.app.devices import Devices
from firmware.app.life.checks import CommissionError
from firmware.app.life.unit_reading import read_units
from firmware.desk.stand import Stand
from firmware.finanzonline.order import UnitKind
from hal.errors import Fault, HalError
from tests.app.day import MORNING, utc


@pytest.fixture
def stand(tmp_path: Path, config: Config) -> Stand:
    """A till that was never commissioned."""
    (tmp_path / "till").mkdir()
    return Stand(tmp_path / "till", config, utc(MORNING))


def test_the_card_is_read(stand: Stand) -> None:
    """§ 15 Abs 3 RKSV: holder, validity, and field 1 of its receipts."""
    (unit,) = read_units(stand.config, stand.bench.devices(), stand.clock.now())
    assert stand.bench.card.serial == unit.identity.serial
    assert ("card", "R1-AT1", "ATU12345678", ()) == (
        unit.place.name,
        unit.rka,
        unit.facts.holder,
        unit.chain,
    )


def two_places(stand: Stand) -> Devices:
    """The card once more as if it were a service, before itself."""
    devices = stand.bench.devices()
    (card,) = devices.places
    service = replace(card, name="service", kind=UnitKind.SERVICE, vda_id="AT3")
    return replace(devices, places=(service, card))


def test_every_unit_of_the_settings_is_read(stand: Stand, tmp_path: Path) -> None:
    """§ 5 Abs 2 RKSV: in the order of preference; only a card takes its issuers from files."""
    issuer = tmp_path / "issuer.der"
    issuer.write_bytes(stand.bench.card.chain[0])
    section = msgspec.structs.replace(stand.config.card, issuers=[str(issuer)])
    config = msgspec.structs.replace(stand.config, card=section)
    service, card = read_units(config, two_places(stand), stand.clock.now())
    assert ("R1-AT3", "R1-AT1") == (service.rka, card.rka)
    assert ((), stand.bench.card.chain[:1]) == (service.chain, card.chain)


def test_one_that_cannot_be_read(stand: Stand) -> None:
    """What the settings name must be there; it is told by name."""
    stand.bench.set_card("out")
    with pytest.raises(HalError) as caught:
        read_units(stand.config, stand.bench.devices(), stand.clock.now())
    assert Fault.ABSENT is caught.value.fault


def test_one_of_another_company(stand: Stand) -> None:
    """Rc 7: checked for each of them."""
    company = msgspec.structs.replace(stand.config.company, uid="ATU11111111")
    config = msgspec.structs.replace(stand.config, company=company)
    with pytest.raises(CommissionError, match="rc 7"):
        read_units(config, stand.bench.devices(), stand.clock.now())

"""Reading the signature units that a till is put into operation with, each one checked."""

from dataclasses import dataclass
from typing import Final

from firmware.app.config import Config
from firmware.app.devices import Devices, UnitPlace
from firmware.app.life.checks import CertificateFacts, check_certificate, issuer_chain
from firmware.finanzonline.order import UnitKind
from hal.card.port import CardIdentity
from hal.clock.port import Instant

IDENTIFY_DEADLINE_S: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadUnit:
    """A unit that may be entered: where it is, what it says, whose it is, who issued it."""

    place: UnitPlace
    identity: CardIdentity
    facts: CertificateFacts
    chain: tuple[bytes, ...]

    @property
    def rka(self) -> str:
        """Field 1 of its receipts (Anlage Z 2 RKSV)."""
        return f"R1-{self.place.vda_id}"


def read_units(config: Config, devices: Devices, now: Instant) -> tuple[ReadUnit, ...]:
    """Every unit of the settings, the preferred one first; no PIN is shown.

    Raises:
        HalError: one cannot be read.
        CommissionError: a certificate that cannot be registered (see checks.py).
    """
    return tuple(_read(config, place, now) for place in devices.places)


def _read(config: Config, place: UnitPlace, now: Instant) -> ReadUnit:
    identity = place.device_for(None).identify(IDENTIFY_DEADLINE_S)
    certificate, serial = identity.certificate, identity.serial
    facts = check_certificate(certificate, serial, config.company, now.utc)
    chain = chain_of(config, place, identity)
    return ReadUnit(place=place, identity=identity, facts=facts, chain=chain)


def chain_of(config: Config, place: UnitPlace, identity: CardIdentity) -> tuple[bytes, ...]:
    """The issuers of its certificate: a service says them, a card's are in the settings.

    Raises:
        CommissionError: as `issuer_chain`.
    """
    if place.kind is UnitKind.CARD:
        return issuer_chain(identity.certificate, config.card.issuers)
    return identity.chain

"""Seals of the card over what is no receipt: the journal's head at each Z, the list of an export.

A seal never costs a receipt: a unit in an outage is not asked, and one that fails here is still
asked for the next receipt. Where its policy forbids signatures over what is no receipt, it gives
none.
"""

from collections.abc import Mapping

from firmware.app.issue import Issuer
from firmware.app.units import Unit
from firmware.process.logs import get_logger
from firmware.store import seal
from firmware.store.canonical import Json
from firmware.store.seal import SealKind
from hal.errors import HalError

log = get_logger()


class Sealer:
    """Seals for one register with the unit that signs its receipts at the time."""

    def __init__(self, issuer: Issuer, register_id: str) -> None:
        self._issuer = issuer
        self._register_id = register_id

    @property
    def can_seal(self) -> bool:
        """Whether a unit may be asked now."""
        return self._may(self._issuer.unit)

    @property
    def serial(self) -> str:
        """Of the unit that would be asked."""
        return self._issuer.unit.serial

    def seal(self, kind: SealKind, content: Mapping[str, Json]) -> str | None:
        """A seal that its certificate proves, within the card's deadline; None: nobody gives one.

        May be called from any thread: whoever comes second at the card waits, never longer than a
        customer would.

        Raises:
            StoreError: REFUSED, naming the place in the content.
        """
        said = seal.statement(kind, self._register_id, content)
        # One look, for the loop may turn to another unit meanwhile.
        unit = self._issuer.unit
        if not self._may(unit):
            log.info("not sealed", kind=kind.value, reason="no unit that may")
            return None
        try:
            made = seal.sealed(said, unit.signer.sign(said.digest))
        except HalError as error:
            log.warning("not sealed", kind=kind.value, fault=error.fault.value, detail=error.detail)
            return None
        if not seal.is_signed_by(made, unit.certificate.der):
            log.error("not sealed", kind=kind.value, reason="the seal does not verify")
            return None
        return made

    def _may(self, unit: Unit) -> bool:
        return self._issuer.is_signing and unit.signer.may_test

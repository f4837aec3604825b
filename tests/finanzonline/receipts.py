"""A till's receipts without the till: machine codes of an emulated card, one after the other."""

import base64
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from firmware.rksv import chain, machine_code
from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.vat import Buckets
from hal.card.emulator_pki import Credential, issue_card_credential, sign_digest

SERIAL: Final = 0x1A2B3C4D
COMPANY_ID: Final = "ATU12345678"
AES_KEY: Final = bytes(range(32))


def card(serial: int = SERIAL, company_id: str = COMPANY_ID) -> Credential:
    """The emulated card of a serial."""
    return issue_card_credential(f"card {serial}", company_id, serial)


@dataclass(slots=True, kw_only=True)
class Paper:
    """Issues receipts of one register; `issue` returns the machine code of the next."""

    register_id: str = "MARKT-01"
    rka: str = "R1-AT1"
    key: bytes = AES_KEY
    credential: Credential = field(default_factory=card)
    serial: int = SERIAL
    tail: chain.Tail | None = None

    @property
    def user_key(self) -> str:
        """The AES key as the office gets it."""
        return base64.b64encode(self.key).decode()

    def issue(
        self, kind: ReceiptKind, at_utc: datetime, *, cents: int = 0, is_signed: bool = True
    ) -> str:
        """The 13 fields of the next receipt."""
        register = chain.Register(
            register_id=self.register_id, rka=self.rka, aes_key=self.key, counter_bytes=8
        )
        draft = chain.prepare(
            register,
            self.tail,
            kind=kind,
            buckets=Buckets(ermaessigt_1=cents),
            issued_at_utc=at_utc,
            certificate_serial=format(self.serial, "x"),
        )
        signature = sign_digest(self.credential.key, draft.digest) if is_signed else None
        jws = chain.seal(register, self.tail, draft, signature, self.credential.certificate)
        self.tail = chain.Tail(
            number=draft.number,
            jws=jws,
            turnover_cents=draft.turnover_cents,
            issued_at_utc=at_utc,
        )
        return machine_code.qr_from_jws(jws)

    def start(self, at_utc: datetime) -> str:
        """The Startbeleg."""
        return self.issue(ReceiptKind.STARTBELEG, at_utc)

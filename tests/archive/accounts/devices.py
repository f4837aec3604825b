"""Tills before they are ones, and keys for them."""

from base64 import b64encode
from datetime import datetime, timedelta
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive.accounts import keys
from archive.accounts.keys import KeyOrder
from firmware.accord.messages import PasswordRenewal, Registration, TillMaster
from tests.archive.accounts.ground import NOW, Ground


class Device:
    """A till before it is one."""

    def __init__(self, register_id: str = "MARKT-01") -> None:
        self.key = Ed25519PrivateKey.generate()
        self.installation_id = str(uuid4())
        self.register_id = register_id

    def asks(self, key: str) -> Registration:
        """What it sends to come in."""
        return Registration(
            key=key,
            installation_id=self.installation_id,
            device_key=b64encode(self.key.public_key().public_bytes_raw()).decode(),
            register_id=self.register_id,
            master=TillMaster(software="1.0", model="Pi 5"),
        )

    def renews(self, till_id: str, at: datetime) -> PasswordRenewal:
        """What it sends for another password."""
        at_utc = at.isoformat(timespec="seconds")
        said = f"standlkassa password 1\n{till_id}\n{at_utc}\n".encode()
        return PasswordRenewal(at_utc=at_utc, signature=b64encode(self.key.sign(said)).decode())


def issued(ground: Ground, shop: str, uses: int = 1, days: int = 14) -> str:
    """A key of a shop."""
    order = KeyOrder(shop_id=shop, uses=uses, note="", expires_at=NOW + timedelta(days=days))
    return keys.issue(ground.database, order, "operator", NOW)

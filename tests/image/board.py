"""A board whose chip seals: what one sealed no other opens. Never a cipher."""

from dataclasses import dataclass

from firmware.image.seal import SealError


@dataclass
class Board:
    """Implements `Chip`; `serial` is what makes it this one."""

    serial: str = "one"
    is_dead: bool = False
    forgets: bool = False

    def seal(self, name: str, secret: bytes) -> bytes:
        """As `Chip.seal`."""
        if self.is_dead:
            raise SealError("encrypt: dead")
        return f"{self.serial}/{name}/{secret.hex()}".encode()

    def unseal(self, name: str, sealed: bytes) -> bytes:
        """As `Chip.unseal`."""
        serial, called, secret = sealed.decode().split("/")
        if self.is_dead or (serial, called) != (self.serial, name):
            raise SealError("decrypt: not mine")
        return b"" if self.forgets else bytes.fromhex(secret)

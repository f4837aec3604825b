"""The till comes in: what it says of itself, the typed key, another password by the device key."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from firmware.accord.errors import AccordError
from firmware.accord.messages import PasswordRenewal, Registered, Registration, TillMaster
from firmware.accord.registration_key import from_text, to_text
from firmware.evidence.errors import EvidenceError
from firmware.evidence.note import Verifier
from firmware.sync.archive.keep import Device
from firmware.sync.whole_file import read_bounded

_KEY_BYTES: Final = 200
_HARDWARE_BYTES: Final = 4096
_TEXT: Final = 200
#: What the kernel says of the board, where it is one.
DEVICE_TREE: Final = Path("/sys/firmware/devicetree/base")


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedKey:
    """A registration key as it lies there; never in any text."""

    text: str

    def __repr__(self) -> str:
        return "TypedKey()"


class TypedKeyError(Exception):
    """What lies there is no key; the message does not repeat it."""


def typed_key(path: Path) -> TypedKey | None:
    """The key somebody typed; None: there is none.

    Raises:
        TypedKeyError: it cannot be one.
        OSError: it cannot be read.
    """
    try:
        text = read_bounded(path, _KEY_BYTES).decode("ascii")
        return TypedKey(text=to_text(from_text(text)))
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise TypedKeyError("a key has digits only") from error
    except AccordError as error:
        raise TypedKeyError(str(error)) from None


def registration(
    key: TypedKey, device: Device, register_id: str, master: TillMaster
) -> Registration:
    """What is sent to come in."""
    return Registration(
        key=key.text,
        installation_id=device.installation_id,
        device_key=device.public,
        register_id=register_id,
        master=master,
    )


def renewal(till_id: str, device: Device, now_utc: datetime) -> PasswordRenewal:
    """What is sent for another password."""
    at_utc = now_utc.isoformat(timespec="seconds")
    said = f"standlkassa password 1\n{till_id}\n{at_utc}\n"
    signature = b64encode(device.key.sign(said.encode())).decode()
    return PasswordRenewal(at_utc=at_utc, signature=signature)


def clock_offset(date: str, now_utc: datetime) -> timedelta:
    """How far the archive's clock is ahead of ours, by the Date of its answer; 0 without one."""
    try:
        from email.utils import parsedate_to_datetime  # noqa: PLC0415 - after a refusal

        told = parsedate_to_datetime(date)
    except ValueError:
        return timedelta(0)
    return told - now_utc if told.tzinfo is not None else timedelta(0)


def with_password(registered: Registered, renewed: Registered) -> Registered:
    """What is kept after a renewal: log and key never change, whatever the answer says."""
    return msgspec.structs.replace(registered, password=renewed.password)


def require_usable(registered: Registered) -> Registered:
    """What the archive answered, if the till can work with it.

    Raises:
        EvidenceError: its key is none.
        ValueError: password or origin could not be said again.
    """
    Verifier.parse(registered.archive_key)
    for text in (registered.password, registered.origin):
        if not text or len(text) > _TEXT or not text.isascii() or not text.isprintable():
            raise ValueError("password or origin of another form")
    return registered


def archive_key(registered: Registered) -> Verifier:
    """The key of its checkpoints.

    Raises:
        EvidenceError: it is none.
    """
    return Verifier.parse(registered.archive_key)


def witnesses(registered: Registered) -> tuple[Verifier, ...]:
    """The keys of witnesses, as far as they can be read."""
    found: list[Verifier] = []
    for line in registered.witness_keys:
        try:
            found.append(Verifier.parse(line))
        except EvidenceError:
            continue
    return tuple(found)


def master(program: str, company: str, device_tree: Path = DEVICE_TREE) -> TillMaster:
    """What the till says of itself."""
    return TillMaster(
        software=program[:_TEXT],
        model=_board(device_tree / "model") or "unknown",
        serial=_board(device_tree / "serial-number"),
        company=company[:_TEXT],
    )


def _board(path: Path) -> str:
    try:
        with path.open("rb") as file:
            text = file.read(_HARDWARE_BYTES).rstrip(b"\0\n").decode(errors="replace")
    except OSError:
        return ""
    return text[:_TEXT] if text.isprintable() else ""

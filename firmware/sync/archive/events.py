"""The words of `pace.py`: acts, which are to be done, and events, which have happened."""

from dataclasses import dataclass
from typing import TypeAlias

from firmware.sync.archive.doubt import Doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Nothing before; something may happen earlier."""

    until_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Come in with the key that was typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renew:
    """Ask for another password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHead:
    """Ask how far the archive is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendRows:
    """Send rows from `first_seq` on, `max_lines` at most."""

    first_seq: int
    max_lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TellStatus:
    """Say how the till is; `doubt` is why it sends no rows, empty where it does."""

    doubt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchProof:
    """Fetch the proof for the log of this size."""

    size: int


Act: TypeAlias = Wait | Register | Renew | AskHead | SendRows | TellStatus | FetchProof


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """The book has so many rows."""

    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hurried:
    """Somebody waits for it: a Z, a recovery, a receipt to be shown, a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTyped:
    """A registration key lies there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyGone:
    """It is used up, or none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetIn:
    """The archive registered the till, now or in an earlier life."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """There is another password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acked:
    """A checkpoint as it should be.

    `is_batch`: it answers one; `is_more`: the book had more rows than that one held.
    """

    size: int
    heartbeat_s: float
    is_batch: bool = False
    is_more: bool = False
    proven_size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The archive knows how the till is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Something grave in the till's status is new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofKept:
    """The proof is there, or will not be had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """No answer that counts; `is_gap`: the archive wants other rows than were sent."""

    is_gap: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOff:
    """The archive wants no more for so many seconds."""

    after_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLarge:
    """A batch of so many lines."""

    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubted:
    """A checkpoint that is not as it should be."""

    doubt: Doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class Shut:
    """The password was not taken (401)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Not let in, for a person (403, 404, no other password)."""


Event: TypeAlias = (
    Looked
    | Hurried
    | KeyTyped
    | KeyGone
    | LetIn
    | Renewed
    | Acked
    | Told
    | Changed
    | ProofKept
    | Failed
    | PutOff
    | TooLarge
    | Doubted
    | Shut
    | Rejected
)

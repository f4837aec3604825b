"""What is heard of a till beside its book, screen and paper: by patches that only pass on."""

from collections.abc import Callable, Sequence

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from firmware.app.diary import Diary
from firmware.app.issue import Issued, Issuer, RefusedError
from firmware.export.package.meter import Meter
from firmware.till.effects import Record
from firmware.till.events import Refusal
from firmware.till.sales.sale import Sale
from hal.card import emulator as card_emulator
from tests.power.light import sign_at_random


def cards(patch: pytest.MonkeyPatch, tell: Callable[[bytes], None]) -> None:
    """Whatever any card of the day signs is told."""

    def sign(key: ec.EllipticCurvePrivateKey, digest: bytes) -> bytes:
        tell(digest)
        return sign_at_random(key, digest)

    patch.setattr(card_emulator, "sign_digest", sign)


def exports(patch: pytest.MonkeyPatch, tell: Callable[[], None]) -> None:
    """Each piece of an export is told of before it is written."""
    moved = Meter.moved

    def move(meter: Meter, amount: int) -> None:
        tell()
        moved(meter, amount)

    patch.setattr(Meter, "moved", move)


def refusals(patch: pytest.MonkeyPatch, tell: Callable[[], None]) -> None:
    """What the disk does not take from who rings up or pays is told."""
    issue, commit = Issuer.issue, Diary.commit

    def try_issue(issuer: Issuer, sale: Sale, records: Sequence[Record]) -> tuple[Issued, ...]:
        try:
            return issue(issuer, sale, records)
        except RefusedError as error:
            if error.refusal is Refusal.STORAGE:
                tell()
            raise

    def try_commit(diary: Diary, records: Sequence[Record]) -> bool:
        is_kept = commit(diary, records)
        if not is_kept:
            tell()
        return is_kept

    patch.setattr(Issuer, "issue", try_issue)
    patch.setattr(Diary, "commit", try_commit)

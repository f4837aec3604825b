"""The proof of a simulated day: DEP, book and paper agree, and the verifier finds nothing."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from firmware.app.credentials import read_aes_key
from firmware.app.exports import export_dep, key_store
from firmware.export.verification import VerificationReport, verify_file
from firmware.rksv.errors import MalformedError
from firmware.rksv.machine_code import qr_from_jws
from firmware.rksv.verify import VerifyOptions
from firmware.store import integrity
from firmware.store.integrity import Problem
from firmware.store.reader import Reader


class Printed(Protocol):
    """A piece of paper, as far as a scanner is concerned."""

    @property
    def qr_payloads(self) -> tuple[str, ...]:
        """What the codes on it say."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What an independent look at the day found; `is_good` when nothing is wrong."""

    report: VerificationReport
    problems: tuple[Problem, ...]
    unknown_codes: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Whether DEP, book and paper agree."""
        return self.report.is_valid and not self.problems and not self.unknown_codes


def prove(
    book: Reader, secrets: Path, out: Path, slips: Sequence[Printed], now_utc: datetime
) -> Proof:
    """Export the DEP to `out` and examine it, the whole book, and every code on paper.

    Raises:
        ExportError: the DEP cannot be written or read.
        MalformedError: a row of the book holds no receipt at all.
        CredentialError: no AES key.
    """
    export_dep(book, out)
    store = key_store(book, read_aes_key(secrets))
    report = verify_file(out, store, VerifyOptions(now_utc=now_utc))
    stored = set(_codes(book))
    printed = [payload for slip in slips for payload in slip.qr_payloads]
    return Proof(
        report=report,
        problems=integrity.check(book, integrity.FULL),
        unknown_codes=tuple(code for code in printed if code not in stored),
    )


def _codes(book: Reader) -> Iterator[str]:
    """The code of each receipt; of one that is broken there is none, and the verifier says so."""
    for receipt in book.receipts():
        with suppress(MalformedError):
            yield qr_from_jws(receipt.jws)

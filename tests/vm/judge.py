"""What a cut left of a till, judged without starting the machine: file system, settings, book.

The partition is mended as a start of the till mends it, and the till's own boot code takes the book
up, finishes what was half done and sells. The judge changes nothing of what it judges.
"""

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from firmware.app.config import Config, parse
from firmware.app.credentials import OWN_FOLDER, read_aes_key
from firmware.app.exports import key_store
from firmware.app.life.hardware import HARDWARE
from firmware.desk.keys import parse_keys
from firmware.desk.stall import in_folder
from firmware.desk.stand import Stand
from firmware.rksv.dep import CertificateGroup
from firmware.rksv.machine_code import qr_from_jws
from firmware.rksv.rules import Severity
from firmware.rksv.trust import GroupExaminer
from firmware.rksv.verify import Verifier, VerifyOptions, verify_groups
from firmware.store import integrity
from firmware.store.book import Book
from firmware.store.entry import StoredReceipt
from firmware.sync.config import BOOK_NAME
from firmware.till.acts import JournalKind
from machine.explore import mend, take_out
from machine.tools import MachineError, Tools

#: Folders of the data partition, and what the settings are called there.
TILL_FOLDER: Final = "standlkassa"
SETTINGS_FOLDER: Final = "settings"
_SETTINGS_FILE: Final = "kassa.toml"
_SECRETS: Final = "credentials"
#: From a cut to the next power.
_DARK: Final = timedelta(seconds=61)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What was taken out of a data partition: the till's folder, and the settings as they lie."""

    till: Path
    settings: bytes

    @property
    def digest(self) -> str:
        """The same for the same book; what else lies in the folder is no business of its."""
        found = hashlib.sha256(self.settings)
        for path in sorted(self.till.glob(f"{BOOK_NAME}*")):
            # What SQLite finds again by itself.
            if not path.name.endswith("-shm"):
                found.update(path.name.encode() + path.read_bytes())
        return found.hexdigest()


def take_till(tools: Tools, image: Path, folder: Path) -> Left:
    """Mend the partition `image` and take the till out of it, into `folder`.

    Raises:
        MachineError: it cannot be mended, or has no such folders.
    """
    mend(tools, image)
    till = take_out(tools, image, TILL_FOLDER, folder)
    settings = take_out(tools, image, SETTINGS_FOLDER, folder) / _SETTINGS_FILE
    if not settings.is_file():
        raise MachineError("the settings are gone")
    return Left(till=till, settings=settings.read_bytes())


def faults(left: Left, seen: Iterable[str], folder: Path, *, sells: bool = True) -> list[str]:
    """Everything that is wrong with the till after the cut, and after one sale more.

    `seen` are the codes that were on paper by then; `folder` takes a copy that is worked on.
    """
    config = in_folder(parse(left.settings.decode()), folder)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(left.till, folder)
    (folder / OWN_FOLDER).rename(folder / _SECRETS)
    if not (folder / BOOK_NAME).is_file():
        return ["book: it is gone"]
    with Book.open(folder / BOOK_NAME) as book:
        found = [f"book: {one}" for one in integrity.check(book, integrity.FULL)]
        receipts = list(book.receipts())
        found += _numbers(receipts)
        found += _paper(receipts, seen)
        found += _verifier(book, receipts, folder / _SECRETS)
    if sells and not found:
        found += _sale(config, folder, receipts)
    return found


def _numbers(receipts: list[StoredReceipt]) -> Iterator[str]:
    """§ 8 RKSV: from 1 on, without gap."""
    numbers = [one.number for one in receipts]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"numbers: {numbers}"


def _paper(receipts: list[StoredReceipt], seen: Iterable[str]) -> Iterator[str]:
    """What the customer took home is in the book, with its number and its signature."""
    stored = {qr_from_jws(one.jws) for one in receipts}
    for code in seen:
        # A Z has a code of its own, which is no receipt's.
        if code.startswith("_R1-") and code not in stored:
            yield f"paper: printed and not stored: {code[:60]}"


def _verifier(book: Book, receipts: list[StoredReceipt], secrets: Path) -> Iterator[str]:
    """§ 7 Abs 5 RKSV: the examiner's own program finds nothing."""
    certificates = book.certificates()
    if len(certificates) != 1 or not receipts:
        yield f"verifier: {len(certificates)} certificates, {len(receipts)} receipts"
        return
    store = key_store(book, read_aes_key(secrets))
    group = CertificateGroup(
        certificate_der=certificates[0].der,
        chain=certificates[0].chain,
        jws=[one.jws for one in receipts],
    )
    verifier = Verifier(VerifyOptions(now_utc=receipts[-1].issued_at_utc + _DARK))
    for finding in verify_groups([group], GroupExaminer(store), verifier):
        if finding.severity is Severity.ERROR:
            yield f"verifier: {finding.number} {finding.rule} {finding.detail}"


def _sale(config: Config, folder: Path, receipts: list[StoredReceipt]) -> Iterator[str]:
    """Power: the till boots, finishes what was begun, and the next sale has the next number."""
    with Book.open(folder / BOOK_NAME) as book:
        start, last = book.last_journal(JournalKind.START), book.last_journal()
        intent, is_out = book.intent(), book.outage() is not None
    # A clock before the receipt that is finished first is one that nobody sells by (E14).
    known_utc = [receipts[-1].issued_at_utc]
    known_utc += [intent.draft.issued_at_utc] if intent is not None else []
    known_utc += [last.at_utc] if last is not None else []
    stand = Stand(folder, config, max(known_utc) + _DARK)
    if start is not None:
        stand.bench.machine = str(start.content[HARDWARE])
    if not stand.boot():
        yield "boot: it does not come up"
        return
    try:
        # The judge's card is in: what was signed as failed gets its Sammelbeleg (§ 17 Abs 4 RKSV).
        before = len(receipts) + (intent is not None)
        finished = [one.number for one in stand.book.receipts()]
        is_right = len(finished) in (before, before + is_out)
        if not is_right or finished != list(range(1, len(finished) + 1)):
            yield f"boot: {before} receipts with the intent, now {finished[-3:]}"
        before = len(finished)
        stand.press(parse_keys("BAR" if stand.station.loop.till.basket.lines else "WG4"))
        numbers = [one.number for one in stand.book.receipts()]
        if numbers != list(range(1, before + 2)):
            yield f"sale: after {before} receipts {numbers[-3:]}, {stand.screen}"
        for problem in integrity.check(stand.book, integrity.FULL):
            yield f"sale: {problem}"
        if stand.book.intent() is not None:
            yield "sale: an intent is left"
        yield from (
            f"sale: {one}"
            for one in _verifier(stand.book, list(stand.book.receipts()), stand.secrets)
        )
    finally:
        stand.cut()

"""A till that sold on some days, exports of its book, and hands that change them."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from msgspec import structs

from firmware.app.credentials import read_aes_key
from firmware.app.exports import key_store
from firmware.app.sealing import Sealer
from firmware.desk.keys import parse_keys
from firmware.desk.stall import demo_config, in_folder
from firmware.desk.stand import Stand
from firmware.export.audit.folder import AuditOptions
from firmware.export.audit.report import AuditReport, audit_folders
from firmware.export.package import manifest as manifests
from firmware.export.package import receipts
from firmware.export.package.examination import examine
from firmware.export.package.folder import Means, Order, write_folder
from firmware.export.package.manifest import SEALED, FileEntry
from firmware.export.package.meter import Meter
from firmware.export.package.names import MANIFEST, SEAL
from firmware.export.package.outline import EVERYTHING, After, Maker, Outline, sight_of
from firmware.export.package.part import Part, Sight
from firmware.export.package.place import free_bytes_of
from firmware.export.tables import closings, events, fiscal, journal
from firmware.rksv.trust import KeyStore
from firmware.rksv.verify import VerifyOptions
from firmware.store import seal as seals
from firmware.store.head import Head, head_of
from firmware.store.reader import Reader
from firmware.store.seal import SealKind
from firmware.store.snapshot import snapshot
from firmware.till.exports.requests import ExportKind
from hal.card.emulator_pki import sign_digest
from tests.store.tampering import Change, rewrite

START_UTC = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
#: The keys of a day: sales of several rates, a return, corrections, practice, and the Z.
DAY = (
    "250 WG1 2 × 290 WG3 KARTE BAR 410 WG1 STO 300 WG4 BAR 21 PLU BAR F 30 BAR 1 BAR "
    "F 50 250 WG1 BAR F 50 1000 WG1 ZW 10 % BAR F 20 BAR 5 × 200 BAR ZW 2 1 BAR"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """A till that is on, and who seals for it."""

    stand: Stand

    @property
    def head(self) -> Head:
        """Where its book ends now."""
        head = head_of(self.stand.book)
        assert head is not None
        return head

    def sell(self, keys: str = DAY, hours: float = 24.0) -> None:
        """Some time later, this is typed."""
        self.stand.set_time(self.stand.clock.now().utc + timedelta(hours=hours))
        assert self.stand.press(parse_keys(keys))
        assert self.stand.advance(2.0)

    def export(
        self,
        root: Path,
        outline: Outline = EVERYTHING,
        *,
        kind: ExportKind = ExportKind.OWNER,
        is_sealed: bool = True,
        archive: bytes | None = None,
    ) -> Path:
        """Write an export below `root`, with what an archive confirmed; its folder."""
        assert self.stand.advance(61.0)
        sealer = self.stand.station.sealer
        seal = partial(_seal, sealer) if is_sealed else None
        now_utc = self.stand.clock.now().utc
        with Reader.open_read_only(self.stand.book_path) as book:
            return write_export(book, root, now_utc, outline, kind=kind, seal=seal, archive=archive)

    def copy(self, path: Path) -> Path:
        """The book as it is now."""
        with Reader.open_read_only(self.stand.book_path) as book:
            snapshot(book, path)
        return path

    def keys(self) -> KeyStore:
        """What an auditor with the AES key has."""
        return key_store(self.stand.book, read_aes_key(self.stand.secrets))


def _seal(sealer: Sealer, digest: str) -> str | None:
    return sealer.seal(SealKind.EXPORT, {SEALED: digest})


def write_export(
    book: Reader,
    root: Path,
    now_utc: datetime,
    outline: Outline = EVERYTHING,
    *,
    kind: ExportKind = ExportKind.OWNER,
    seal: Callable[[str], str | None] | None = None,
    archive: bytes | None = None,
) -> Path:
    """Write an export of a book below `root`; its folder."""
    head = head_of(book)
    assert head is not None
    maker = Maker(
        firm=("Obst Huber",),
        program=f"standlkassa {version('standlkassa')}",
        made_at_utc=now_utc,
        moved=lambda _count: None,
    )
    sight = sight_of(book, head, outline, maker)
    after = outline.head if isinstance(outline, After) else None
    order = Order(
        kind=kind,
        sight=sight,
        head=head,
        after=after,
        parts=parts(kind, sight),
        archive=archive,
    )
    means = Means(
        seal=seal,
        examine=examine,
        meter=Meter(lambda: 0.0, lambda *_: None, lambda: None),
        free_bytes=partial(free_bytes_of, root),
    )
    root.mkdir(exist_ok=True)
    return write_folder(root, order, means).folder


def parts(kind: ExportKind, sight: Sight) -> tuple[Part, ...]:
    """What the audit reads."""
    dep = receipts.parts(sight)
    logged = (*journal.parts(sight), *events.parts(sight))
    match kind:
        case ExportKind.DEP7:
            return dep
        case ExportKind.JOURNAL:
            return logged
        case _:
            return (*dep, *logged, *fiscal.parts(sight), *closings.parts(sight))


@contextmanager
def new_till(folder: Path, register_id: str = "GRAZ-01") -> Iterator[Sold]:
    """Commission one and switch it on."""
    folder.mkdir(parents=True, exist_ok=True)
    config = in_folder(demo_config(), folder)
    register = structs.replace(config.register, id=register_id)
    stand = Stand(folder, structs.replace(config, register=register), START_UTC)
    stand.commission()
    assert stand.boot()
    yield Sold(stand=stand)
    if stand.is_on:
        stand.shut_down()


@contextmanager
def copied_till(sold: Sold, folder: Path) -> Iterator[Sold]:
    """Another till with a copy of this one's book, key and card, as it is now."""
    original = sold.stand
    folder.mkdir(parents=True)
    shutil.copytree(original.secrets, folder / "credentials")
    stand = Stand(folder, in_folder(demo_config(), folder), original.clock.now().utc)
    with sqlite3.connect(original.book_path) as source, sqlite3.connect(stand.book_path) as copy:
        source.backup(copy)
    source.close()
    copy.close()
    assert stand.boot()
    yield Sold(stand=stand)
    stand.shut_down()


def audit(*folders: Path, keys: KeyStore | None = None) -> AuditReport:
    """As `kassa verify` does, in this process; `keys` as with --keys."""
    law = VerifyOptions(now_utc=datetime(2026, 12, 31, tzinfo=UTC))
    return audit_folders(folders, AuditOptions(law=law, keys=keys, processes=1))


def rules(report: AuditReport) -> set[str]:
    """The rules that are broken, by name."""
    return {one.rule.value for one in report.findings if one.severity.value == "error"}


def change_file(folder: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """Change a file of an export, whatever the list says."""
    path = folder / name
    before = path.read_bytes()
    after = change(before)
    assert after != before, f"{name} was not changed"
    path.write_bytes(after)


def list_anew(folder: Path, **changes: object) -> None:
    """Make a list that fits the files again; the seal, which nobody can make, goes."""
    manifest = manifests.from_bytes((folder / MANIFEST).read_bytes())
    entries = tuple(_entry(folder, one.name) for one in manifest.files)
    made = structs.replace(manifest, **{"files": entries, **changes})
    (folder / MANIFEST).write_bytes(manifests.to_bytes(made))
    (folder / SEAL).unlink(missing_ok=True)


def reseal(folder: Path, key: EllipticCurvePrivateKey) -> None:
    """Put a seal of this key on the list."""
    manifest = manifests.from_bytes((folder / MANIFEST).read_bytes())
    digest = sha256((folder / MANIFEST).read_bytes()).hexdigest()
    said = seals.statement(SealKind.EXPORT, manifest.register_id, {SEALED: digest})
    (folder / SEAL).write_text(seals.sealed(said, sign_digest(key, said.digest)))


def _entry(folder: Path, name: str) -> FileEntry:
    text = (folder / name).read_bytes()
    return FileEntry(name=name, bytes=len(text), sha256=sha256(text).hexdigest())


def dep_of(folder: Path) -> str:
    """The name of the DEP7."""
    return next(path.name for path in folder.iterdir() if path.name.startswith("dep-export"))


def change_dep(folder: Path, change: Callable[[list[str]], list[str]]) -> None:
    """Change the receipts of the DEP7."""

    def changed(text: bytes) -> bytes:
        document = json.loads(text)
        group = document["Belege-Gruppe"][0]
        group["Belege-kompakt"] = change(group["Belege-kompakt"])
        return json.dumps(document).encode()

    change_file(folder, dep_of(folder), changed)


def rewritten(sold: Sold, change: Change) -> None:
    """Write the till's journal anew while it is off, and switch it on."""
    sold.stand.shut_down()
    rewrite(sold.stand.book_path, change)
    assert sold.stand.boot()

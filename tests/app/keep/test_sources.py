"""firmware.app.keep.sources: a restored till sells on, from whatever kept its book."""

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
import pytest

from firmware.app.config import Config
from firmware.app.config_keep import MirrorSection
from firmware.app.exports import maker_of
from firmware.app.keep import snapshots
from firmware.app.keep.medium import FolderMedium
from firmware.app.keep.mirror import Mirror
from firmware.app.keep.mirror_file import MirrorError
from firmware.app.keep.sources import source_of
from firmware.app.keep.witnesses import Scene, stick_of, witnesses
from firmware.app.life.continuity import HEAD_FILE, ContinuityError, Known
from firmware.app.life.restore import Place, restore_book
from firmware.desk.keys import parse_keys
from firmware.desk.stall import in_folder
from firmware.desk.stand import Stand
from firmware.export.package.examination import examine
from firmware.export.package.folder import Means, Order, write_folder
from firmware.export.package.manifest import SEALED, ManifestError
from firmware.export.package.meter import Meter
from firmware.export.package.outline import EVERYTHING, sight_of
from firmware.export.package.place import free_bytes_of
from firmware.store.head import head_of
from firmware.store.raw import Unit, units
from firmware.store.reader import Reader
from firmware.store.seal import SealKind
from firmware.till.acts import JournalKind
from firmware.till.exports.requests import ExportKind
from tests.app.day import Day

ID = "GRAZ-01"
SALE = "250 WG1 BAR"
PLENTY = 10**10
Make = Callable[[], Path]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A stick."""
    made = tmp_path / "stick"
    made.mkdir()
    return made


@pytest.fixture
def full_copy(day: Day, stick: Path) -> Make:
    """F 72 onto the stick: everything and the book; the folder."""

    def write() -> Path:
        book, now = day.stand.book, day.stand.clock.now()
        head = head_of(book)
        assert head is not None
        sealer = day.stand.station.sealer
        means = Means(
            seal=lambda sha256: sealer.seal(SealKind.EXPORT, {SEALED: sha256}),
            examine=partial(examine, keys=None),
            meter=Meter(lambda: 0.0, lambda *_: None, lambda: None),
            free_bytes=partial(free_bytes_of, stick),
        )
        sight = sight_of(book, head, EVERYTHING, maker_of(book, now.utc))
        order = Order(kind=ExportKind.COPY, sight=sight, head=head)
        return write_folder(stick, order, means).folder

    return write


@pytest.fixture
def snapshot(day: Day) -> Make:
    """A copy beside the book."""

    def take() -> Path:
        folder = snapshots.folder_of(day.stand.book_path)
        return snapshots.take(day.stand.book, folder, PLENTY, day.stand.clock.now().utc)

    return take


@pytest.fixture
def mirror(day: Day, tmp_path: Path) -> Make:
    """The second medium, with all there is."""

    def catch_up() -> Path:
        folder = tmp_path / "medium"
        folder.mkdir(exist_ok=True)
        Mirror(FolderMedium(folder, None), day.stand.book_path, ID).catch_up()
        return folder

    return catch_up


@pytest.fixture
def spare(tmp_path: Path, day: Day) -> Stand:
    """Another machine with the same signature card, and nothing on it."""
    folder = tmp_path / "spare"
    folder.mkdir()
    stand = Stand(folder, in_folder(day.stand.config, folder), day.stand.clock.now().utc)
    stand.bench.machine = "spare"
    return stand


def restore(day: Day, path: Path, spare: Stand, known: Known, *, is_mirror: bool = False) -> None:
    """`kassa restore` on the spare machine."""
    spare.clock.set(day.stand.clock.now().utc)
    place = Place(data=spare.book_path.parent, secrets=spare.secrets, register_id=ID)
    with source_of(path, place, day.stand.secrets, is_mirror=is_mirror) as source:
        restore_book(source, place, known, spare.clock.now().utc)


def sells_on(spare: Stand, number: int) -> None:
    """The spare machine boots, and its next receipt has this number."""
    assert spare.boot()
    assert spare.press(parse_keys("C C 500 WG1 BAR"))
    last = spare.book.last_receipt()
    assert last is not None
    assert number == last.number
    assert spare.shut_down()


@pytest.mark.parametrize("kind", ["snapshot", "full_copy", "mirror"])
def test_a_restored_till_sells_on(
    day: Day, spare: Stand, kind: str, request: pytest.FixtureRequest
) -> None:
    """K033, M14, V125: from each of them, with the next number and one chain."""
    day.type(f"{SALE} {SALE}")
    path = request.getfixturevalue(kind)()
    restore(day, path, spare, Known(last_number=3), is_mirror=kind == "mirror")
    rows = list(units(day.stand.book))
    assert rows == _first_rows(spare, len(rows))
    sells_on(spare, 4)


def _first_rows(spare: Stand, count: int) -> list[Unit]:
    with Reader.open_read_only(spare.book_path) as book:
        return list(units(book, 1, count))


def test_the_row_says_where_it_came_from(day: Day, spare: Stand, mirror: Make) -> None:
    """A mirror by its folder, not by the file that was made of it."""
    folder = mirror()
    restore(day, folder, spare, Known(last_number=1), is_mirror=True)
    assert spare.boot()
    (row,) = spare.book.journal(kind=JournalKind.WIEDERHERSTELLUNG)
    assert f"mirror {folder}" == row.content["source"]
    assert not list(spare.book_path.parent.glob("*.part"))
    assert spare.shut_down()


@pytest.mark.parametrize("kind", ["snapshot", "full_copy", "mirror"])
def test_an_old_state_never_signs(
    day: Day, spare: Stand, kind: str, request: pytest.FixtureRequest
) -> None:
    """Anlage Z 4, 9 RKSV: what was kept before the last sale is refused by any head."""
    path = request.getfixturevalue(kind)()
    day.type(SALE)
    head = head_of(day.stand.book)
    assert head is not None
    with pytest.raises(ContinuityError, match="stale"):
        restore(day, path, spare, Known(heads=((HEAD_FILE, head),)), is_mirror=kind == "mirror")
    assert not spare.book_path.exists()


@pytest.mark.parametrize("kind", ["snapshot", "full_copy", "mirror"])
def test_what_lies_about_tells_on_it(
    day: Day, spare: Stand, kind: str, request: pytest.FixtureRequest, snapshot: Make
) -> None:
    """V125: each kind proves that an older copy is stale, whatever a person says."""
    old = snapshot()
    day.type(SALE)
    newer = request.getfixturevalue(kind)()
    scene = Scene(
        register_id=ID,
        folders=(day.stand.book_path.parent,) if kind == "snapshot" else (),
        sticks=tuple(filter(None, [stick_of(newer)])),
        mirror=newer if kind == "mirror" else None,
    )
    known = Known(heads=witnesses(scene).heads, last_number=1)
    with pytest.raises(ContinuityError, match="knows receipt 2"):
        restore(day, old, spare, known)


def test_pins_beside_the_folder_of_snapshots(day: Day, spare: Stand, snapshot: Make) -> None:
    """What belongs to the book is taken over from where the book lay."""
    pins = day.stand.book_path.with_name("pins.json")
    pins.write_text("{}")
    restore(day, snapshot(), spare, Known(last_number=1))
    assert spare.book_path.with_name("pins.json").exists()


def test_an_export_that_was_changed(day: Day, spare: Stand, full_copy: Make) -> None:
    """One bit in any file, or a file less: the list tells, before anybody looks into the book."""
    folder = full_copy()
    book = folder / "sicherung" / "book.sqlite"
    content = bytearray(book.read_bytes())
    content[len(content) // 2] ^= 1
    book.write_bytes(bytes(content))
    with pytest.raises(ContinuityError, match="the list says"):
        restore(day, folder, spare, Known(last_number=1))
    book.unlink()
    with pytest.raises(ContinuityError, match="holds no book"):
        restore(day, folder, spare, Known(last_number=1))


def test_a_list_that_was_made_anew(day: Day, spare: Stand, full_copy: Make) -> None:
    """Whoever changes a file and its list has no card to seal it with."""
    folder = full_copy()
    manifest = folder / "MANIFEST.json"
    said = json.loads(manifest.read_text("utf-8"))
    said["program"] = "Standlkassa 99.9"
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    manifest.write_text(text + "\n", "utf-8")
    with pytest.raises(ContinuityError, match=r"MANIFEST\.jws"):
        restore(day, folder, spare, Known(last_number=1))


def test_a_book_that_is_not_of_its_list(
    day: Day,
    spare: Stand,
    full_copy: Make,
    snapshot: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An older book in a newer export, by a till that wrote its list wrong: it is found out."""
    older = snapshot()
    day.type(SALE)
    folder = full_copy()
    shutil.copyfile(older, folder / "sicherung" / "book.sqlite")
    monkeypatch.setattr("firmware.app.keep.sources.examine_files", lambda *_: None)
    with pytest.raises(ContinuityError, match="does not hold row"):
        restore(day, folder, spare, Known(last_number=1))


def test_no_list(day: Day, spare: Stand, tmp_path: Path) -> None:
    """What calls itself a list and is none."""
    (tmp_path / "MANIFEST.json").write_text("[]")
    with pytest.raises(ManifestError):
        restore(day, tmp_path, spare, Known(last_number=1))


def test_no_mirror(day: Day, spare: Stand, tmp_path: Path) -> None:
    """An empty folder, or one that is not there."""
    with pytest.raises(ContinuityError, match="there is no mirror"):
        restore(day, tmp_path, spare, Known(last_number=1), is_mirror=True)
    with pytest.raises(FileNotFoundError):
        restore(day, tmp_path / "none", spare, Known(last_number=1), is_mirror=True)


def test_the_mirror_of_another_till(day: Day, spare: Stand, mirror: Make) -> None:
    """Refused by name; nothing is left behind."""
    (file,) = mirror().iterdir()
    file.rename(file.with_name(file.name.replace(ID, "WIEN-02")))
    with pytest.raises(MirrorError, match="WIEN-02"):
        restore(day, file.parent, spare, Known(last_number=1), is_mirror=True)
    assert [] == list(spare.book_path.parent.glob("from-mirror*"))


def test_a_saturday(new_day: Callable[..., Day], config: Config, tmp_path: Path) -> None:
    """M14: the card dies in the middle of the day; the second medium has every receipt of it."""
    folder = tmp_path / "medium"
    folder.mkdir()
    settings = msgspec.structs.replace(config, mirror=MirrorSection(folder=str(folder)))
    day = new_day("2026-11-21T08:00:00", settings=settings)
    for _ in range(5):
        day.type(SALE)
        day.wait(120)
    day.type("F 20 BAR 200 × 100 BAR ZW 2 1 BAR C")
    day.wait(30)
    day.type(f"C {SALE} {SALE}")
    (snapshot,) = snapshots.states(snapshots.folder_of(day.stand.book_path))
    assert 6 == snapshot.receipts
    machine = tmp_path / "spare"
    machine.mkdir()
    spare = Stand(machine, in_folder(config, machine), day.stand.clock.now().utc)
    spare.bench.machine = "spare"
    scene = Scene(register_id=ID, mirror=folder)
    known = Known(heads=witnesses(scene).heads, last_number=6)
    with pytest.raises(ContinuityError, match="the mirror knows receipt 8"):
        restore(day, snapshot.path, spare, known)
    restore(day, folder, spare, Known(last_number=8), is_mirror=True)
    sells_on(spare, 9)

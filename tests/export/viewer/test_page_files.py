"""What a person brings to the page: DEPs of any till, keys, whole folders, and everything else."""

import json
import random
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from firmware.app.credentials import read_aes_key
from firmware.app.exports import export_dep, key_store
from firmware.export.dep_file import Period
from firmware.export.key_container import write_key_container
from firmware.export.package.examination import examine
from firmware.export.package.folder import Means, Order, write_folder
from firmware.export.package.manifest import SEALED
from firmware.export.package.meter import Meter
from firmware.export.package.names import MANIFEST, VIEWER
from firmware.export.package.outline import EVERYTHING, Maker, sight_of
from firmware.export.package.place import free_bytes_of
from firmware.store.reader import Reader
from firmware.store.seal import SealKind
from firmware.till.exports.requests import ExportKind
from tests.export.audit.archives import Archive, hashes, put
from tests.export.audit.test_archive import slip
from tests.export.audit.world import Sold, new_till
from tests.export.viewer.shown import FIRM, PROGRAM, Show, judged, sentence

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(name="dep")
def _dep(days: Reader, tmp_path: Path) -> Path:
    path = tmp_path / "dep-export.json"
    export_dep(days, path)
    return path


def bring(page: Page, *paths: Path) -> None:
    """Choose files as a person does."""
    page.locator("#file").set_input_files([str(path) for path in paths])


def trouble(page: Page) -> str:
    """What the page says of a file that it cannot take."""
    box = page.locator("#trouble")
    box.wait_for()
    return box.locator("span").inner_text()


def point(page: Page, name: str) -> Locator:
    """One point of the examination."""
    return page.locator(f'.check:has(b:text-is("{name}"))')


def test_the_dep_of_any_till(show: Show, viewer_path: Path, dep: Path, days: Reader) -> None:
    """Only what was signed is known of it; and the way back."""
    page = show(viewer_path)
    own = sentence(page)
    bring(page, dep)
    expect(page.locator("#foreign")).to_contain_text("Zu sehen ist „dep-export.json“")
    tail = days.tail()
    assert tail is not None
    assert sentence(page).startswith(f"Bisher alles in Ordnung: {tail.number} Belege vom 30.10.")
    expect(page.locator("#view-belege .detail .line").first).to_contain_text("BELEG")
    page.locator(".tabs a", has_text="Journal").click()
    expect(page.locator("#view-journal .empty")).to_contain_text("kein Journal")
    page.locator(".tabs a", has_text="Tage").click()
    expect(page.locator(".sums tbody tr")).to_have_count(2)

    page.get_by_role("button", name="Zurück zum Export der Kasse").click()

    judged(page)
    assert own == sentence(page)


def test_consecutive_files_are_one_dep(
    show: Show, viewer_path: Path, dep: Path, days: Reader, tmp_path: Path
) -> None:
    """In whatever order they are chosen; alone, the second is a part."""
    sixth = days.receipt(6)
    assert sixth is not None
    parts = tmp_path / "b.json", tmp_path / "a.json"
    export_dep(days, parts[0], Period(until_utc=sixth.issued_at_utc))
    export_dep(days, parts[1], Period(since_utc=sixth.issued_at_utc))
    page = show(viewer_path)
    bring(page, *reversed(parts))
    expect(page.locator("#foreign")).to_contain_text("2 Dateien")
    whole = sentence(page)
    assert whole.startswith("Bisher alles in Ordnung: 2")

    bring(page, parts[1])
    expect(page.locator("#foreign")).to_contain_text("a.json")
    judged(page)
    page.locator(".tabs a", has_text="Prüfung").click()
    expect(page.locator(".checks")).to_contain_text("beginnen nicht mit dem Startbeleg")


def test_the_key_file_opens_the_counter(
    show: Show, viewer_path: Path, days: Reader, days_path: Path, tmp_path: Path
) -> None:
    """With it the certificate is one that somebody vouches for."""
    container = tmp_path / "keys.json"
    write_key_container(key_store(days, read_aes_key(days_path.parent / "credentials")), container)
    page = show(viewer_path)
    bring(page, container)

    expect(point(page, "Umsatzzähler")).to_have_class("check good")
    expect(page.locator(".checks")).to_contain_text("steht in der Schlüsseldatei")


def _flip(raw: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(raw))
    return raw[:at] + bytes([raw[at] ^ 1 << dice.randrange(8)]) + raw[at + 1 :]


@pytest.mark.parametrize("seed", range(4))
def test_garbage_is_told_in_german_and_breaks_nothing(
    show: Show, viewer_path: Path, dep: Path, tmp_path: Path, seed: int
) -> None:
    """Random bytes, cut and bent files: a word of German, or a verdict that is not green."""
    dice = random.Random(seed)
    raw = dep.read_bytes()
    page = show(viewer_path)
    for at in range(12):
        kinds = (
            dice.randbytes(dice.randrange(1, 3000)),
            raw[: dice.randrange(len(raw))],
            _flip(raw, dice),
            b"[" * dice.randrange(1, 200_000),
            json.dumps({"Belege-Gruppe": dice.choice([1, [], [1], [{}], {"a": 1}])}).encode(),
        )
        path = tmp_path / f"{at}.json"
        path.write_bytes(kinds[at % len(kinds)])
        bring(page, path)
        shown = f'#foreign:not([hidden]):has-text("„{at}.json“")'
        page.locator(f"#trouble:not([hidden]), {shown}").first.wait_for()
        if page.locator("#trouble").is_visible():
            assert trouble(page)
            continue
        assert judged(page) != "good"
        if kinds[at % len(kinds)] != raw:
            assert page.locator("#verdict").get_attribute("data-level") == "bad"
    page.reload()
    assert judged(page) == "open"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (("leer.json", b""), "„leer.json“ ist leer."),
        (("bild.json", b"\xff\xd8\xff\xe0"), "ist keine Textdatei"),
        (("text.txt", b"Guten Tag"), "ist weder ein DEP (JSON) noch eine Schlüsseldatei"),
        (("x.json", b'{"Belege-Gruppe":[{"Belege-ko'), "ist abgeschnitten oder beschädigt"),
        (("x.json", b'{"a":1}'), "weder ein DEP (dort fehlt „Belege-Gruppe“) noch"),
        (("x.json", b'{"Belege-Gruppe":[]}'), "ohne einen einzigen Beleg"),
        (("x.json", b'{"Belege-Gruppe":[{}]}'), "darin fehlen die Belege"),
        (("x.json", b'{"base64AESKey":"kurz"}'), "darin fehlt der AES-Schlüssel"),
        (("MANIFEST.txt", b'{"format":1,"files":[]}'), "nur das Verzeichnis eines Exports"),
        (("<img src=x>.json", b""), "„<img src=x>.json“ ist leer."),
    ],
)
def test_what_is_no_dep_is_told(
    show: Show, viewer_path: Path, tmp_path: Path, file: tuple[str, bytes], words: str
) -> None:
    """In words that say what to do; the export stays as it was."""
    name, content = file
    path = tmp_path / name
    path.write_bytes(content)
    page = show(viewer_path)
    before = sentence(page)
    bring(page, path)

    assert words in trouble(page)
    assert before == sentence(page)
    page.get_by_role("button", name="Meldung schließen").click()
    expect(page.locator("#trouble")).to_be_hidden()


def test_a_file_that_no_browser_holds_is_refused(
    show: Show, viewer_path: Path, tmp_path: Path
) -> None:
    """It is not read at all, and says which tool takes it."""
    path = tmp_path / "riesig.json"
    with path.open("wb") as file:
        file.truncate(500 * 2**20)
    page = show(viewer_path)
    bring(page, path)

    assert "zu groß für den Browser" in trouble(page)
    assert "kassa verify" in trouble(page)


def test_a_dropped_file_is_taken(show: Show, viewer_path: Path, dep: Path) -> None:
    """Let go over the page, wherever."""
    page = show(viewer_path)
    moved = page.evaluate_handle(
        "(text) => { const moved = new DataTransfer();"
        " moved.items.add(new File([text], 'vom-stick.json')); return moved; }",
        dep.read_text(encoding="utf-8"),
    )
    page.dispatch_event("body", "dragover", {"dataTransfer": moved})
    expect(page.locator("#drop")).to_be_visible()
    page.dispatch_event("body", "drop", {"dataTransfer": moved})

    expect(page.locator("#foreign")).to_contain_text("vom-stick.json")
    assert judged(page) == "open"


@pytest.fixture(name="made", scope="module")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """A whole export as the till writes it, sealed by its card; and one that nobody sealed."""
    root = tmp_path_factory.mktemp("whole")
    with new_till(root / "till") as sold:
        sold.sell()
        yield (
            _written(sold, root / "stick", is_sealed=True),
            _written(sold, root / "other", is_sealed=False),
        )


def _written(sold: Sold, root: Path, *, is_sealed: bool) -> Path:
    """An export with every file an owner gets, the viewer among them."""
    assert sold.stand.advance(61.0)
    root.mkdir()
    sealer = sold.stand.station.sealer
    maker = Maker(
        firm=FIRM,
        program=PROGRAM,
        made_at_utc=sold.stand.clock.now().utc,
        moved=lambda _count: None,
    )
    with Reader.open_read_only(sold.stand.book_path) as book:
        order = Order(
            kind=ExportKind.OWNER,
            sight=sight_of(book, sold.head, EVERYTHING, maker),
            head=sold.head,
        )
        means = Means(
            seal=(lambda digest: sealer.seal(SealKind.EXPORT, {SEALED: digest}))
            if is_sealed
            else None,
            examine=examine,
            meter=Meter(lambda: 0.0, lambda *_: None, lambda: None),
            free_bytes=partial(free_bytes_of, root),
        )
        return write_folder(root, order, means).folder


@pytest.fixture(name="folder")
def _folder(made: tuple[Path, Path], tmp_path: Path) -> Path:
    """A copy, for hands that harm it."""
    return Path(shutil.copytree(made[0], tmp_path / made[0].name))


def test_a_whole_folder_proves_the_end(show: Show, folder: Path) -> None:
    """Every file against the list, the list against its seal, the end against the list."""
    page = show(folder / VIEWER)
    expect(point(page, "Ordner")).to_have_count(0)
    page.locator("#folder").set_input_files(str(folder))

    expect(point(page, "Ordner")).to_have_class("check good")
    expect(point(page, "Ende")).to_have_class("check good")
    expect(page.locator("#because")).to_contain_text("Noch nicht geprüft: Umsatzzähler.")


def test_what_an_archive_confirmed(show: Show, folder: Path) -> None:
    """Good where the rows give its root, bad where they do not; its line on a slip is known."""
    rows = hashes(folder)
    put(folder, Archive(rows).said(len(rows), 20))
    page = show(folder / VIEWER)
    expect(point(page, "Archiv")).to_have_count(0)
    page.locator("#folder").set_input_files(str(folder))
    expect(point(page, "Archiv")).to_have_class("check good")
    said = f"kassa.example.at hat {len(rows)} Zeilen bestätigt."
    expect(point(page, "Archiv")).to_contain_text(said)
    page.locator(".tabs a", has_text="Prüfung").click()
    page.get_by_label("Zwölf Zeichen vom Z-Bon").fill(f"Archiv 20 {slip(rows, 20)}")
    page.get_by_role("button", name="Vergleichen").click()
    expect(page.get_by_text("Sie steht für die ersten 20 Zeilen")).to_be_visible()

    put(folder, Archive([*rows[:9], bytes(32), *rows[10:]]).said(len(rows), 20))
    page = show(folder / VIEWER)
    page.locator("#folder").set_input_files(str(folder))
    expect(point(page, "Archiv")).to_have_class("check bad")
    expect(page.locator("#verdict")).to_have_attribute("data-level", "bad")


def test_a_folder_that_nobody_sealed_stays_open(show: Show, made: tuple[Path, Path]) -> None:
    """Its files are whole; who made the list, nobody says."""
    _, unsealed = made
    page = show(unsealed / VIEWER)
    page.locator("#folder").set_input_files(str(unsealed))

    expect(point(page, "Ordner")).to_have_class("check open")
    expect(point(page, "Ende")).to_have_class("check open")
    expect(page.locator("#verdict")).to_have_attribute("data-level", "open")


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda folder: (folder / "LIESMICH.txt").write_text("x"), "LIESMICH.txt wurde nach dem"),
        (lambda folder: (folder / "LIESMICH.txt").unlink(), "Die Datei LIESMICH.txt fehlt"),
        (lambda folder: (folder / "neu.txt").write_text("x"), "gehört nicht zu diesem Export"),
        (lambda folder: _edit(folder / MANIFEST, b'"kind"', b'"kand"'), "nicht lesbar"),
    ],
)
def test_a_harmed_folder(
    show: Show, folder: Path, harm: Callable[[Path], object], words: str
) -> None:
    """The file is named, and the verdict is red."""
    harm(folder)
    page = show(folder / VIEWER)
    page.locator("#folder").set_input_files(str(folder))

    expect(page.locator(".findings")).to_contain_text(words)
    expect(page.locator("#verdict")).to_have_attribute("data-level", "bad")


def _edit(path: Path, old: bytes, new: bytes) -> None:
    path.write_bytes(path.read_bytes().replace(old, new, 1))


def test_the_folder_of_another_export_is_opened(
    show: Show, viewer_path: Path, folder: Path, tmp_path: Path
) -> None:
    """Its DEP is what is shown then."""
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    _edit(other / MANIFEST, b'"register_id":"GRAZ-01"', b'"register_id":"GRAZ-02"')
    page = show(viewer_path)
    page.locator("#folder").set_input_files(str(other))

    expect(page.locator("#foreign")).to_contain_text("dep-export__GRAZ-01__")
    expect(page.locator("#verdict")).to_have_attribute("data-level", "bad")

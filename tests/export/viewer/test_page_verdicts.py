"""The verdict: what is good is said to be good, and every change of the data is found."""

import gzip
import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from firmware.app.credentials import read_aes_key
from firmware.rksv.machine_code import ocr_from_jws, qr_from_jws
from firmware.store import seal
from firmware.store.entry import RECEIPT_KIND
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from tests.export.viewer.shown import Show, sentence, sight_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

Change = Callable[[list[list[str]]], None]
STREAM = re.compile(
    rb'(<script type="application/octet-stream" data-stream="%s">)([^<]*)(</script>\n)'
)


def changed(page: Path, out: Path, stream: str, change: Change) -> Path:
    """A copy of the page in which the rows of a stream were changed, whole in every other way."""
    text = page.read_bytes()
    pattern = re.compile(STREAM.pattern % stream.encode())
    (block,) = pattern.finditer(text)
    lines = gzip.decompress(b64decode(block[2])).decode().splitlines()
    rows = [line.split("\t") for line in lines]
    change(rows)
    packed = gzip.compress("".join("\t".join(row) + "\n" for row in rows).encode())
    out.write_bytes(text[: block.start(2)] + b64encode(packed) + text[block.end(2) :])
    return out


def flipped(jws: str, amount: str, other: str) -> str:
    """The JWS with another amount and the same signature."""
    head, payload, signature = jws.split(".")
    padded = b64decode(payload + "=" * (-len(payload) % 4), altchars=b"-_").decode()
    assert amount in padded
    forged = b64encode(padded.replace(amount, other, 1).encode(), altchars=b"-_")
    return ".".join((head, forged.decode().rstrip("="), signature))


def test_a_good_book_is_said_to_be_good(show: Show, viewer_path: Path, days: Reader) -> None:
    """As far as it can be: the counter is sealed, and nobody says where the book ends."""
    page = show(viewer_path)
    tail = days.tail()
    assert tail is not None

    assert f"Bisher alles in Ordnung: {tail.number} Belege vom 30.10.2026 bis 31.10.2026" in (
        sentence(page)
    )
    expect(page.locator("#because")).to_contain_text("Noch nicht geprüft: Umsatzzähler, Ende.")
    points = page.locator("#points li").evaluate_all(
        "items => items.map((item) => [item.children[1].innerText, item.className])"
    )
    good = ("Unterschriften", "Verkettung", "Inhalt", "Journal", "Tagesabschlüsse")
    assert {
        **dict.fromkeys(good, "point good"),
        **dict.fromkeys(("Umsatzzähler", "Ende"), "point open"),
    } == dict(points)


def test_z_slip_and_key_make_it_green(
    show: Show, viewer_path: Path, days: Reader, days_path: Path
) -> None:
    """What was open is closed by what is typed; the sentence is the one of the manual."""
    key = b64encode(read_aes_key(days_path.parent / "credentials")).decode()
    page = show(viewer_path, view="pruefung")
    last = days.last_journal(JournalKind.Z)
    assert last is not None
    page.get_by_label("Zwölf Zeichen vom Z-Bon").fill(f"{seal.anchor(last.seq, last.hash)}".lower())
    page.get_by_role("button", name="Vergleichen").click()
    expect(page.locator(".answer.good")).to_contain_text(f"Der Z-Bon {last.content['number']}")

    page.get_by_label("AES-Schlüssel").fill(key)
    page.get_by_role("button", name="Prüfen", exact=True).first.click()

    expect(page.locator("#verdict")).to_have_attribute("data-level", "good", timeout=20_000)
    assert re.fullmatch(
        r"Alles in Ordnung: \d+ Belege vom 30\.10\.2026 bis 31\.10\.2026 sind vollständig und "
        r"unverändert\.",
        sentence(page),
    )

    page.get_by_label("Zwölf Zeichen vom Z-Bon").fill("ABCD-EFGH-2345")
    page.get_by_role("button", name="Vergleichen").click()
    expect(page.locator(".answer.bad")).to_contain_text("Kein Tagesabschluss")
    expect(page.locator("#verdict")).to_have_attribute("data-level", "open")


def test_an_earlier_z_leaves_the_end_open(show: Show, viewer_path: Path, days: Reader) -> None:
    """It proves its own day and no later one."""
    first = next(days.journal(kind=JournalKind.Z))
    page = show(viewer_path, view="pruefung")
    page.get_by_label("Zwölf Zeichen vom Z-Bon").fill(
        f"Journal {first.seq}  {seal.anchor(first.seq, first.hash)}"
    )
    page.get_by_role("button", name="Vergleichen").click()

    expect(page.locator(".answer.good")).to_contain_text("Es gibt spätere Z")
    expect(page.locator("#verdict")).to_have_attribute("data-level", "open")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("ABCD-EFGH-2345", "Kein Tagesabschluss in diesem Export passt"),
        ("zwölf Zeichen", "Das sind nicht die zwölf Zeichen"),
    ],
)
def test_a_wrong_anchor_is_no_proof(show: Show, viewer_path: Path, typed: str, words: str) -> None:
    """Told in words, and nothing becomes green."""
    page = show(viewer_path, view="pruefung")
    page.get_by_label("Zwölf Zeichen vom Z-Bon").fill(typed)
    page.get_by_role("button", name="Vergleichen").click()

    expect(page.locator(".answer.bad")).to_contain_text(words)
    expect(page.locator("#verdict")).to_have_attribute("data-level", "open")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("zu kurz", "Das ist kein AES-Schlüssel"),
        ("A" * 43 + "=", "Ist es der Schlüssel dieser Kasse?"),
    ],
)
def test_a_wrong_key_is_told(show: Show, viewer_path: Path, typed: str, words: str) -> None:
    """One that is none, and one of another till."""
    page = show(viewer_path, view="pruefung")
    page.get_by_label("AES-Schlüssel").fill(typed)
    page.get_by_role("button", name="Prüfen", exact=True).first.click()

    expect(page.locator(".answer.bad")).to_contain_text(words, timeout=20_000)


def test_an_altered_amount_names_its_receipt(show: Show, viewer_path: Path, tmp_path: Path) -> None:
    """Receipt 4 by one euro: red, by its number, and it leads there."""

    def change(rows: list[list[str]]) -> None:
        rows[3][3] = flipped(rows[3][3], "_0,00_250,00_", "_0,00_150,00_")

    page = show(changed(viewer_path, tmp_path / "x.html", "receipts", change))

    assert sentence(page) == "Achtung: Beleg 000004 wurde verändert."
    page.locator(".tabs a", has_text="Prüfung").click()
    page.get_by_role("button", name="Beleg 000004 zeigen").first.click()
    expect(page.locator("#view-belege .detail h2")).to_have_text("Beleg 000004")
    expect(page.locator("#standing")).to_contain_text("wurde verändert")
    page.get_by_label("nur auffällige").check()
    expect(page.locator("#view-belege .count")).to_contain_text("2 Belege")


def _without_a_row(rows: list[list[str]]) -> None:
    """The row goes, and the rows behind it move up: the page's own count fits again."""
    del rows[40]
    for seq, row in enumerate(rows[40:], start=41):
        row[0] = str(seq)
    rows.append([str(len(rows) + 1), *rows[-1][1:]])


def _other_content(rows: list[list[str]]) -> None:
    row = next(row for row in rows if row[4] == JournalKind.KOPIE)
    row[5] = row[5].replace('"number":', '"number":1')


def _other_line(rows: list[list[str]]) -> None:
    rows[3][7] = rows[3][7].replace('"unit_cents":25000', '"unit_cents":15000')


def _other_name(rows: list[list[str]]) -> None:
    rows[3][7] = rows[3][7].replace('"name":"Honig"', '"name":"Brot"')


def _swapped(rows: list[list[str]]) -> None:
    rows[3], rows[4] = rows[4], rows[3]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("journal", _other_content), "Achtung: Zeile"),
        (("journal", _without_a_row), "Achtung: "),
        (("receipts", _other_line), "Achtung: Die Positionen von Beleg 000004 ergeben nicht"),
        (("receipts", _other_name), "Achtung: Der Inhalt von Beleg 000004 ist nicht der"),
        (("receipts", _swapped), "Achtung: "),
    ],
)
def test_every_change_is_found(
    show: Show, viewer_path: Path, tmp_path: Path, change: tuple[str, Change], words: str
) -> None:
    """A row of the journal, a position, a name that no signature covers, an order."""
    page = show(changed(viewer_path, tmp_path / "x.html", *change))

    assert sentence(page).startswith(words), sentence(page)
    expect(page.locator("#verdict")).to_have_attribute("data-level", "bad")


def test_a_z_whose_figures_are_no_sum_is_found(
    show: Show, viewer_path: Path, tmp_path: Path
) -> None:
    """The card of whoever has it can make a new chain; sums are reckoned all the same."""

    def change(rows: list[list[str]]) -> None:
        row = next(row for row in rows if row[4] == JournalKind.Z)
        content = json.loads(row[5])
        content["figures"]["total"]["cents"] += 100
        row[5] = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    page = show(changed(viewer_path, tmp_path / "x.html", "journal", change), view="tage")
    page.locator("#view-tage").get_by_label("Zeigen").select_option("z")

    expect(page.locator(".judged.bad")).to_have_text("stimmt nicht")
    expect(page.locator("#points .bad")).to_have_count(2)


@pytest.mark.parametrize("cut", [b"receipts", b"journal"])
def test_a_page_that_is_not_whole_says_so(
    show: Show, viewer_path: Path, tmp_path: Path, cut: bytes
) -> None:
    """A block that was damaged on the way is no data."""
    text = viewer_path.read_bytes()
    (block,) = re.compile(STREAM.pattern % cut).finditer(text)
    broken = tmp_path / "x.html"
    middle = (block.start(2) + block.end(2)) // 2
    broken.write_bytes(text[:middle] + b"AAAAAAAA" + text[middle + 8 :])

    page = show(broken)

    assert "beschädigt" in sentence(page)
    expect(page.locator("#verdict")).to_have_attribute("data-level", "bad")


def test_rows_that_are_missing_at_the_end_are_missed(
    show: Show, viewer_path: Path, tmp_path: Path
) -> None:
    """The page says how many it holds."""
    cut = changed(viewer_path, tmp_path / "x.html", "receipts", lambda rows: rows.pop())

    assert "fehlen Daten" in sentence(show(cut))


def test_a_part_is_judged_as_a_part(show: Show, days: Reader, tmp_path: Path) -> None:
    """It begins after the Startbeleg, and is good all the same."""
    from firmware.export.viewer.page import write  # noqa: PLC0415

    path = tmp_path / "part.html"
    with path.open("wb") as out:
        write(sight_of(days, 6, 12), out)
    page = show(path, view="pruefung")

    assert sentence(page).startswith("Bisher alles in Ordnung: 7 Belege vom 31.10.2026")
    expect(page.locator(".checks")).to_contain_text("Gezählt ab Beleg 000006")


def test_a_code_from_paper(show: Show, viewer_path: Path, days: Reader) -> None:
    """The receipt it is, one that was altered, one that is not here, and no code."""
    page = show(viewer_path, view="pruefung")
    fifth, sixth = days.receipt(5), days.receipt(6)
    assert fifth is not None
    assert sixth is not None
    code = qr_from_jws(fifth.jws)
    cases = (
        (code, "Das ist Beleg 000005"),
        (ocr_from_jws(fifth.jws), "Das ist Beleg 000005"),
        (f" {code}\n", "Das ist Beleg 000005"),
        (code.replace("_5_", "_6_"), "mit anderem Inhalt"),
        (code.replace("_5_", "_555_"), "seine Unterschrift gilt nicht"),
        (code.replace("GRAZ-01", "WIEN-01"), "„WIEN-01“, nicht von „GRAZ-01“"),
        ("Guten Tag", "kein Code eines Belegs"),
    )
    form = page.locator(".act", has_text="Einen Bon prüfen")
    for typed, words in cases:
        form.locator("textarea").fill(typed)
        form.get_by_role("button", name="Prüfen").click()
        expect(form.locator(".answer")).to_contain_text(words)


def test_every_digest_the_journal_keeps_is_looked_at(days: Reader) -> None:
    """The tests above change receipts that the journal knows."""
    known = {row.content["number"] for row in days.journal(kind=RECEIPT_KIND)}

    assert {4, 5} <= known

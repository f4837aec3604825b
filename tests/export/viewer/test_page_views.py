"""The views show what the book says: every figure is reckoned a second time, in Python."""

import json
import re
from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from firmware.rksv.machine_code import ocr_from_jws, parse, qr_from_jws
from firmware.rksv.receipt import ReceiptKind, local_time_text
from firmware.store import seal
from firmware.store.entry import JournalRow, StoredReceipt
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.closing.figures import Figures
from firmware.till.closing.reckoning import day_of, reckon
from firmware.till.papers.slip import Mark, ReceiptView, receipt_document
from firmware.till.sales import sale as sales
from firmware.till.sales.sale import Sale
from firmware.till.stall.catalog import Profile
from firmware.till.texts import money, receipt_number
from hal.printer.port import QrCode, Text
from tests.export.viewer.shown import PHONE, Show, cells, judged

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

#: Everything the page decoded, once more: nothing in it is open to the outside.
DATA = "async () => { globalThis.seen = await Data.own(() => undefined); }"


def _closed(book: Reader) -> list[JournalRow]:
    return list(book.journal(kind=JournalKind.Z))


def test_the_list_holds_every_receipt(show: Show, viewer_path: Path, days: Reader) -> None:
    """Newest first: number, kind, means and the signed sum of each."""
    page = show(viewer_path)
    found = cells(page, "receipts")
    newest = list(days.receipts())[::-1][: len(found)]

    assert len(found) > 10
    assert [receipt_number(one.number) for one in newest] == [row[0] for row in found]
    sums = [parse(qr_from_jws(one.jws).rpartition("_")[0]).buckets.total for one in newest]
    assert [money(cents) for cents in sums] == [row[-1] for row in found]
    total = sum(
        sales.from_content(one.content).total_cents
        for one in days.receipts()
        if one.kind is not ReceiptKind.TRAINING
    )
    count = days.tail().number  # type: ignore[union-attr]
    expect(page.locator("#view-belege .count")).to_have_text(
        f"{count} Belege, zusammen {money(total)}\u00a0€"
    )


def test_every_slip_is_the_one_that_was_printed(
    show: Show, viewer_path: Path, days: Reader
) -> None:
    """Line by line what the till's own slip of 42 columns says."""
    page = show(viewer_path)
    page.evaluate(DATA)
    drawn: list[list[str]] = page.evaluate(
        "() => Array.from({length: seen.receipts.length}, (_, at) =>"
        " Slip.lines(seen.receipts, at, seen.receipts.content(at)).map((line) => line.text))"
    )
    profile = Profile(register_id="GRAZ-01", header=("X",))
    printed = []
    for one in days.receipts():
        view = ReceiptView(
            number=one.number,
            register_id="GRAZ-01",
            local_time=local_time_text(one.issued_at_utc),
            sale=sales.from_content(one.content),
            is_signed=one.is_signed,
            qr=qr_from_jws(one.jws),
        )
        _, *blocks = receipt_document(view, profile, 42, Mark.NONE).blocks
        end = next(at for at, block in enumerate(blocks) if isinstance(block, QrCode))
        printed.append([block.text for block in blocks[:end] if isinstance(block, Text)])

    assert printed == drawn


def test_codes_are_those_of_the_receipt(show: Show, viewer_path: Path, days: Reader) -> None:
    """QR text and OCR text of every receipt, made from its JWS."""
    page = show(viewer_path)
    page.evaluate(DATA)
    made = page.evaluate(
        "() => Array.from({length: seen.receipts.length}, (_, at) => seen.receipts.jws(at))"
        ".map((jws) => [Codes.qr(jws), Codes.ocr(jws)])"
    )

    assert [[qr_from_jws(one.jws), ocr_from_jws(one.jws)] for one in days.receipts()] == made


def test_the_dep_is_the_file_on_the_stick(
    show: Show, viewer_path: Path, days: Reader, tmp_path: Path
) -> None:
    """Saved from the page it is byte for byte what the till writes."""
    from firmware.app.exports import export_dep  # noqa: PLC0415 - only here

    written = tmp_path / "dep.json"
    export_dep(days, written)
    page = show(viewer_path, view="pruefung")

    with page.expect_download() as saving:
        page.get_by_role("button", name="DEP7 als Datei speichern").click()

    assert re.fullmatch(r"dep-export__GRAZ-01__.*\.json", saving.value.suggested_filename)
    assert written.read_bytes() == Path(saving.value.path()).read_bytes()


Fits = Callable[[StoredReceipt, Sale], bool]


def _has(name: str) -> Fits:
    return lambda _receipt, sale: any(name in line.name for line in sale.lines)


@pytest.mark.parametrize(
    ("typed", "fits"),
    [
        ("4", lambda receipt, _: receipt.number == 4),
        ("000004", lambda receipt, _: receipt.number == 4),
        ("lebkuchen", _has("Lebkuchenherz")),
        ("HONIG 6,00", lambda receipt, sale: _has("Honig")(receipt, sale) and _is(sale, 600)),
        ("-7,00", lambda _, sale: sale.total_cents == -700),
        ("7,00", lambda _, sale: _is(sale, 700)),
        ("2026017", lambda _, sale: sale.customer is not None),
        ("30.10.", lambda receipt, _: receipt.issued_at_utc.day == 30),
        ("31.10.2026 obst", lambda receipt, sale: _on_31(receipt) and _has("Obst")(receipt, sale)),
        ("paragon", lambda _, sale: sale.paragon is not None),
        ("g-17", lambda _, sale: "G-17" in str(sale) or "voucher='17'" in str(sale)),
        ('"honig bar"', lambda *_: False),
    ],
)
def test_search(show: Show, viewer_path: Path, days: Reader, typed: str, fits: Fits) -> None:
    """A number, an amount, a day, an article, a customer; every word must fit."""
    page = show(viewer_path)
    page.get_by_role("searchbox", name="Suchen").first.fill(typed)
    wanted = [one.number for one in days.receipts() if fits(one, sales.from_content(one.content))]
    words = "1 Beleg," if len(wanted) == 1 else f"{len(wanted)} Belege,"
    expect(page.locator("#view-belege .count")).to_contain_text(words)

    assert wanted == sorted(int(row[0]) for row in cells(page, "receipts"))


def test_what_is_marked_in_the_list_is_what_is_shown(show: Show, viewer_path: Path) -> None:
    """A search that leaves the shown one out shows the first it found; one that has it keeps it."""
    page = show(viewer_path)
    search = page.get_by_role("searchbox", name="Suchen").first
    shown = page.locator("#view-belege .detail h2")
    marked = page.locator('#view-belege .row[aria-selected="true"] .number')
    for typed in ("000004", ""):
        search.fill(typed)
        expect(shown).to_have_text("Beleg 000004")
        expect(marked).to_have_text("000004")


def _is(sale: Sale, cents: int) -> bool:
    return abs(sale.total_cents) == cents


def _on_31(receipt: StoredReceipt) -> bool:
    return receipt.issued_at_utc.day == 31


def test_filters_by_kind_means_clerk_and_day(show: Show, viewer_path: Path, days: Reader) -> None:
    """Each alone, and together; reset shows all."""
    page = show(viewer_path)
    form = page.locator("#view-belege .filters")
    receipts = list(days.receipts())

    def shown() -> list[int]:
        page.wait_for_timeout(250)
        return sorted(int(row[0]) for row in cells(page, "receipts"))

    form.get_by_label("Art", exact=True).select_option("storno")
    stornos = [one.number for one in receipts if one.kind is ReceiptKind.STORNO]
    assert stornos == shown()

    form.get_by_label("Zahlung").select_option("karte")
    cards = [
        one.number
        for one in receipts
        if one.kind is ReceiptKind.STORNO
        and any(paid.means.value == "karte" for paid in sales.from_content(one.content).tenders)
    ]
    assert cards == shown()

    form.get_by_role("button", name="Alles zeigen").click()
    form.get_by_label("Von").fill("2026-10-30")
    form.get_by_label("Bis").fill("2026-10-30")
    first = [one.number for one in receipts if local_time_text(one.issued_at_utc) < "2026-10-31"]
    assert first == shown()


def _days_of(book: Reader) -> dict[str, Figures]:
    rows = sorted(book.journal(), key=day_of)
    days = {str(day): reckon(list(some)) for day, some in groupby(rows, key=day_of)}
    return {day: figures for day, figures in days.items() if figures.first_number}


def _table(page: Page) -> tuple[list[str], list[list[str]]]:
    heads = page.locator(".sums thead th").all_inner_texts()
    rows = page.locator(".sums tbody tr").evaluate_all(
        "rows => rows.map((row) => [...row.children].map((cell) => cell.innerText.trim()))"
    )
    return heads, rows


def _amounts(figures: Figures) -> dict[str, str]:
    """What a line of days or Z must say of these figures."""
    said = {"Belege": str(figures.total.count), "Umsatz": money(figures.turnover_cents)}
    for rate in figures.rates:
        label = f"{rate.per_mille // 10},{rate.per_mille % 10}%"
        said[f"Umsatz {label}"] = money(rate.gross_cents)
        if rate.per_mille:
            said[f"USt {label}"] = money(rate.vat_cents)
    for means, tally in figures.tenders.items():
        said[means.capitalize()] = money(tally.cents)
    return said


def _is_said(said: dict[str, str], heads: Iterable[str], row: Iterable[str]) -> bool:
    return said.items() <= dict(zip(heads, row, strict=True)).items()


def test_days_are_those_of_the_reports(show: Show, viewer_path: Path, days: Reader) -> None:
    """Rates, taxes and means of each day, to the cent; and their sum."""
    page = show(viewer_path, view="tage")
    heads, rows = _table(page)
    expected = _days_of(days)

    assert [f"{day[8:]}.{day[5:7]}.{day[:4]}" for day in expected] == [row[0] for row in rows]
    for figures, row in zip(expected.values(), rows, strict=True):
        assert _is_said(_amounts(figures), heads, row), (row, _amounts(figures))
    turnover = sum(figures.turnover_cents for figures in expected.values())
    expect(page.locator(".total.strong dd")).to_have_text(f"{money(turnover)}\u00a0€")


def test_z_are_those_that_were_printed_and_reckoned_again(
    show: Show, viewer_path: Path, days: Reader
) -> None:
    """Each Z with its figures, found right from its receipts."""
    page = show(viewer_path, view="tage")
    page.locator("#view-tage").get_by_label("Zeigen").select_option("z")
    heads, rows = _table(page)
    before = 0
    for row, one in zip(rows, _closed(days), strict=True):
        figures = reckon(days.journal(before + 1, one.seq - 1))
        before = one.seq
        assert _is_said(_amounts(figures), heads, row), (row, _amounts(figures))
        assert "stimmt" == row[-1]
        assert f"Z {one.content['number']}" == row[0]


def test_the_journal_holds_every_row(show: Show, viewer_path: Path, days: Reader) -> None:
    """Its number, and every text of a row to the letter."""
    page = show(viewer_path, view="journal")
    last = days.last_journal()
    assert last is not None
    expect(page.locator("#view-journal .count")).to_have_text(f"{last.seq} Zeilen")
    page.locator(".grid.journal").focus()
    page.keyboard.press("End")

    detail = page.locator("#view-journal .detail")
    expect(detail.locator("h2")).to_have_text(f"Zeile {last.seq}")
    expect(detail).to_contain_text(last.hash)
    expect(detail).to_contain_text(last.uuid)
    assert seal.anchor(last.seq, last.hash) == page.evaluate(
        "([seq, hash]) => Hashes.anchorOf(seq, hash)", [last.seq, last.hash]
    )


def test_journal_filters(show: Show, viewer_path: Path, days: Reader) -> None:
    """By kind, by group, by text; only what was no business case."""
    page = show(viewer_path, view="journal")
    form = page.locator("#view-journal .filters")
    count = page.locator("#view-journal .count")
    rows = list(days.journal())

    form.get_by_label("Vorgang").select_option("POS")
    expect(count).to_have_text(f"{sum(row.kind == 'POS' for row in rows)} Zeilen")
    form.get_by_label("Suchen").fill("honig")
    honey = [row for row in rows if row.kind == "POS" and "Honig" in json.dumps(row.content)]
    expect(count).to_have_text(f"{len(honey)} Zeilen")
    form.get_by_role("button", name="Alles zeigen").click()
    form.get_by_label("nur Nicht-Geschäftsfälle").check()
    business = page.evaluate(
        "kinds => kinds.filter((kind) => Words.isBusiness(kind))",
        sorted({row.kind for row in rows}),
    )
    expect(count).to_have_text(f"{sum(row.kind not in business for row in rows)} Zeilen")


def test_what_is_marked_in_the_journal_is_what_is_shown(show: Show, viewer_path: Path) -> None:
    """The first that was found; and the row that was shown stays while it is found."""
    page = show(viewer_path, view="journal")
    form = page.locator("#view-journal .filters")
    shown = page.locator("#view-journal .detail h2")
    marked = page.locator('#view-journal .row[aria-selected="true"] .seq')
    before = page.locator("#view-journal .count").text_content()
    form.get_by_label("Suchen").fill("honig")
    expect(page.locator("#view-journal .count")).not_to_have_text(f"{before}")
    expect(page.locator("#view-journal .count")).to_contain_text("Zeilen")
    first = cells(page, "journal")[0][0]
    assert "1" != first
    for typed in ("honig", ""):
        form.get_by_label("Suchen").fill(typed)
        expect(shown).to_have_text(f"Zeile {first}")
        expect(marked).to_have_text(first)


def test_a_receipt_and_its_row_lead_to_each_other(
    show: Show, viewer_path: Path, days: Reader
) -> None:
    """A cancellation leads to what it cancels, and back; a receipt to the journal, and back."""
    (storno, original), *_ = [
        (receipt_number(one.number), receipt_number(sale.original))
        for one in days.receipts()
        if (sale := sales.from_content(one.content)).original is not None and not sale.is_part
    ]
    page = show(viewer_path)
    heading = page.locator("#view-belege .detail h2")
    page.get_by_role("searchbox", name="Suchen").first.fill(storno)
    expect(page.locator("#view-belege .count")).to_contain_text("1 Beleg,")
    page.get_by_role("row", name=storno).click()
    page.get_by_role("button", name=f"storniert {original}").click()
    expect(heading).to_have_text(f"Beleg {original}")
    page.get_by_role("button", name=f"storniert durch {storno}").click()
    expect(heading).to_have_text(f"Beleg {storno}")

    page.get_by_role("button", name="im Journal zeigen").click()
    expect(page.locator("#view-belege")).to_be_hidden()
    page.get_by_role("button", name=f"Beleg {storno} zeigen").click()

    expect(page.locator("#view-journal")).to_be_hidden()
    expect(heading).to_have_text(f"Beleg {storno}")


def test_master_data_with_user_type_action_and_period(
    show: Show, viewer_path: Path, days: Reader
) -> None:
    """T064 to T069: each filter, in the order of time."""
    page = show(viewer_path, view="stammdaten")
    form = page.locator("#view-stammdaten .filters")
    count = page.locator("#view-stammdaten .count")
    rows = list(days.journal(kind=JournalKind.STAMM))
    expect(count).to_have_text(f"{len(rows)} Änderungen")

    form.get_by_label("User").select_option("1")
    by_clerk = [row for row in rows if row.clerk == 1]
    expect(count).to_have_text(f"{len(by_clerk)} Änderungen")
    assert len(by_clerk) == 2
    form.get_by_label("Typ").select_option("group")
    expect(count).to_have_text("1 Änderung")
    assert "2,50\u00a0€ → 2,80\u00a0€" in cells(page, "history")[0][4]
    form.get_by_label("Aktion").select_option("added")
    expect(count).to_have_text("0 Änderungen")
    form.get_by_role("button", name="Alles zeigen").click()
    form.get_by_label("Von").fill("2026-10-31")
    expect(count).to_have_text("2 Änderungen")
    form.get_by_label("Suchen").fill("3,90")
    expect(count).to_have_text("1 Änderung")


def test_a_phone_shows_the_receipt_over_the_list(show: Show, viewer_path: Path) -> None:
    """A tap opens it, a tap closes it."""
    page = show(viewer_path, size=PHONE)
    judged(page)
    detail = page.locator("#view-belege .detail")
    expect(detail).to_be_hidden()
    page.locator(".grid.receipts .row[id]").first.click()
    expect(detail).to_be_visible()
    page.get_by_role("button", name="Beleg schließen").click()
    expect(detail).to_be_hidden()

"""Seven years of a till, from its commissioning to its Schlussbeleg, judged from dates alone."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from firmware.app.credentials import read_aes_key
from firmware.app.exports import export_dep, key_store
from firmware.app.life.continuity import ContinuityError
from firmware.export.dep_file import Period
from firmware.export.verification import VerificationReport, verify_file, verify_files
from firmware.finanzonline.due import is_overdue, open_orders, order_of, waiting_orders
from firmware.rksv.rules import Rule
from firmware.rksv.verify import VerifyOptions
from firmware.store.reader import Reader
from firmware.sync.dossier import gather
from tests.finanzonline.emulator.books import Status
from tests.finanzonline.emulator.office import Office
from tests.finanzonline.emulator.server import running_office
from tests.finanzonline.emulator.tricks import Trick
from tests.scripts import seven_years
from tests.scripts.seven_years_duties import OUTAGES, Closing, closings, days_of, orders, quarters
from tests.scripts.seven_years_played import Lived, go_on, head_at, live, publish_cards

VIENNA = ZoneInfo("Europe/Vienna")
#: Where the first year ends: a rest, and its Jahresbeleg is checked.
FIRST_YEAR_UNTIL = "@time 2028-03-04"
#: The copy somebody kept two weeks before the till broke.
STALE_AT = "@time 2030-09-21"
LATER_UTC = datetime(2034, 4, 1, tzinfo=UTC)


def scripts() -> tuple[str, str]:
    """Both parts, as they lie there."""
    first, second = (path.read_text(encoding="utf-8") for path in seven_years.SCRIPTS)
    return first, second


def test_the_scripts_are_the_ones_that_are_written() -> None:
    """Nobody has mended them by hand: `python -m tests.scripts.seven_years`."""
    assert scripts() == seven_years.Life().write()


def test_there_is_all_of_seven_years() -> None:
    """84 month ends, 7 year ends and 28 quarters, from the dates alone."""
    days = sorted(day for text in scripts() for day in days_of(text))
    found = closings(days)
    assert 84 == len({month for one in found for month in one.months})
    assert 7 == len({one.months for one in found if one.kind == "jahresbeleg"})
    assert 28 == len(quarters(days))


@pytest.mark.heavy
@pytest.mark.timeout(240)
def test_the_first_year(tmp_path: Path) -> None:
    """All that was due is in the journal and at FinanzOnline once; an answer that was lost, too."""
    text = scripts()[0].split(FIRST_YEAR_UNTIL)[0]
    with running_office() as office:
        publish_cards(office)
        office.misbehave(Trick.LOST, operation="registrierung_kasse")
        lived = live(text, tmp_path / "first", office, machine="one")
    assert [] == lived.outcome.failures
    assert lived.proof.is_good
    require_duties(lived, days_of(text))
    require_orders(lived, days_of(text), office)
    require_copies([lived])


@pytest.mark.heavy
@pytest.mark.timeout(1200)
def test_seven_years(tmp_path: Path) -> None:
    """From the Startbeleg to the Schlussbeleg, over two machines and four cards."""
    first_text, second_text = scripts()
    days = sorted({*days_of(first_text), *days_of(second_text)})
    with running_office() as office:
        serials = publish_cards(office)
        one = live(first_text, tmp_path / "one", office, machine="one", copy_at=STALE_AT)
        head, two_folder = head_at(one.book), tmp_path / "two"
        with pytest.raises(ContinuityError, match="stale"):
            go_on(one.copies[STALE_AT], two_folder, head)
        go_on(one.folder, two_folder, head)
        two = live(second_text, two_folder, office, machine="two")
    assert [] == [*one.outcome.failures, *two.outcome.failures]
    assert one.proof.is_good
    assert two.proof.is_good
    assert {Rule.TIME_ORDER, Rule.ZERO_UNSIGNED, Rule.YEAR_END} >= {
        finding.rule for finding in two.proof.report.findings
    }
    require_duties(two, days)
    require_orders(two, days, office)
    require_copies([one, two])
    require_parts(two, tmp_path)
    require_last_exports(two)
    require_end(two, office, serials)


# --- what is due


def require_duties(lived: Lived, days: list[date]) -> None:
    """§ 8 RKSV, § 17 Abs 4: closing receipts and outages, each once, each on its day."""
    with Reader.open_read_only(lived.book) as book:
        found = [
            Closing(_day(one.issued_at_utc), one.kind.value, tuple(one.content["closes"]))
            for one in book.receipts()
            if one.content.get("closes")
        ]
        begun = [_day(row.at_utc) for row in book.journal(kind="AUSFALL_BEGINN")]
        ended = list(book.journal(kind="AUSFALL_ENDE"))
        collected = [one for one in book.receipts() if one.kind.value == "sammelbeleg"]
    expected = closings(days)
    assert expected == found
    outages = [day for day in OUTAGES if day <= days[-1]]
    assert outages == begun
    assert len(outages) == len(ended) == len(collected)
    assert all(one.is_signed for one in collected)


def require_orders(lived: Lived, days: list[date], office: Office) -> None:
    """§§ 6, 8, 17 RKSV: each order answered once, in time, and nothing is left."""
    with Reader.open_read_only(lived.book) as book:
        rows = list(book.journal(kind="FON"))
        facts = gather(book)
    assert facts is not None
    keys = [str(row.content["order"]) for row in rows]
    assert orders(days) == Counter(key.split(":")[0] for key in keys)
    assert len(keys) == len(set(keys))
    assert {"done"} == {row.content["verdict"] for row in rows}
    assert not any(row.content["by_hand"] for row in rows)
    for row in rows:
        order = order_of(facts, str(row.content["order"]), LATER_UTC)
        assert order is not None
        assert not is_overdue(order, row.at_utc), order
    assert () == (*open_orders(facts, LATER_UTC), *waiting_orders(facts, LATER_UTC))
    assert [] == [call.fault for call in office.calls if call.fault]
    assert {"", "P"} == {call.mode for call in office.calls}


# --- exports


def require_copies(parts: list[Lived]) -> None:
    """§ 7 Abs 3 RKSV: each quarter once, again when it was closed; every file passes."""
    last = parts[-1]
    with Reader.open_read_only(last.book) as book:
        rows = [row for row in book.journal(kind="SICHERUNG") if "sha256" in row.content]
        store = key_store(book, read_aes_key(last.secrets))
    days = sorted({_day(row.at_utc) for row in rows})
    assert quarters([seven_years.COMMISSIONED.date(), *days]) == list(
        dict.fromkeys(str(row.content["quarter"]) for row in rows)
    )
    # Once when it has ended, once more when its last month was closed.
    assert {2} == set(Counter(row.content["quarter"] for row in rows).values())
    for row in rows:
        name = str(row.content["file"])
        (path,) = [
            part.folder / "backup" / name
            for part in parts
            if (part.folder / "backup" / name).exists()
        ]
        assert sha256(path.read_bytes()).hexdigest() == row.content["sha256"]
        report = verify_file(path, store, VerifyOptions(now_utc=LATER_UTC), processes=1)
        assert report.is_valid, path
        assert row.content["receipts"] == report.receipts


def require_parts(lived: Lived, folder: Path) -> None:
    """Anlage Z 3 RKSV: year by year, and all years read as one."""
    with Reader.open_read_only(lived.book) as book:
        store = key_store(book, read_aes_key(lived.secrets))
        tail = book.tail()
        files = [_year_file(book, year, folder) for year in range(2027, 2035)]
    options = VerifyOptions(now_utc=LATER_UTC)
    whole = verify_files(files, store, options, processes=1)
    assert whole.is_valid
    assert tail is not None
    assert tail.number == whole.receipts
    partial = VerifyOptions(now_utc=LATER_UTC, is_partial=True)
    alone = [verify_file(path, store, partial, processes=1) for path in files]
    assert all(report.is_valid for report in alone), _words(alone)


def require_last_exports(lived: Lived) -> None:
    """§ 17 Abs 8 RKSV: before and after the Schlussbeleg everything is exported."""
    with Reader.open_read_only(lived.book) as book:
        store = key_store(book, read_aes_key(lived.secrets))
        tail = book.tail()
    assert tail is not None
    found = [
        verify_file(path, store, VerifyOptions(now_utc=LATER_UTC), processes=1)
        for path in (lived.folder / "export").rglob("dep-export__*")
    ]
    assert all(report.is_valid for report in found)
    assert {tail.number - 1, tail.number} == {report.receipts for report in found}


def _year_file(book: Reader, year: int, folder: Path) -> Path:
    since, until = (datetime(one, 1, 1, tzinfo=VIENNA).astimezone(UTC) for one in (year, year + 1))
    path = folder / f"dep-{year}.json"
    export_dep(book, path, Period(since_utc=since, until_utc=until))
    return path


def _words(reports: list[VerificationReport]) -> Iterator[str]:
    return (str(finding) for report in reports for finding in report.findings)


# --- the end


def require_end(lived: Lived, office: Office, serials: list[int]) -> None:
    """§ 17 Abs 8 RKSV: till and cards are out of service, at the office and in the book."""
    till = office.till("GRAZ-01", "P")
    assert Status.AUSSER_BETRIEB is till.status
    assert serials == sorted(office.book("P").units, key=serials.index)
    assert {Status.AUSSER_BETRIEB} == {unit.status for unit in office.book("P").units.values()}
    # Planned exchanges end as planned, broken and blocked cards as irreparable.
    assert [6, 7, 7, 6] == [office.unit(serial, "P").end_reason for serial in serials]
    (outage,) = till.outages
    assert outage.ended_utc is not None
    assert seven_years.BROKEN == outage.began_utc.astimezone(VIENNA).replace(tzinfo=None)
    ended = outage.ended_utc.astimezone(VIENNA).replace(tzinfo=None)
    assert timedelta() <= ended - seven_years.RESTORED < timedelta(minutes=1)
    assert [0, 1, 0, 0] == [
        sum(one.ended_utc is not None for one in office.unit(serial, "P").outages)
        for serial in serials
    ]
    with Reader.open_read_only(lived.book) as book:
        kinds = Counter(row.kind for row in book.journal())
        hardware = {row.content["hardware"] for row in book.journal(kind="START")}
    assert {"one", "two"} == hardware
    for kind in ("WIEDERHERSTELLUNG", "AUSSERBETRIEB", "AUSFALL_KASSE", "INBETRIEBNAHME"):
        assert 1 == kinds[kind], kind
    assert (3, 2) == (kinds["KARTENTAUSCH"], kinds["NACHERFASSUNG"])


def _day(at_utc: datetime) -> date:
    return at_utc.astimezone(VIENNA).date()

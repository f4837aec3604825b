"""archive.handout.pages: § 132a BAO, the receipt that a customer reads out."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image
from pyzbar.pyzbar import decode
from starlette.applications import Starlette
from starlette.testclient import TestClient

from archive.handout import pages
from archive.handout.pages import PAUSES_S, path_of
from archive.index.tables import findings, links, views
from archive.paper import picture
from archive.paper.slip import Slip
from archive.replica.replica import Replicas
from firmware.store.reader import Reader
from tests.archive.handout.conftest import TOKEN, Shop
from tests.archive.keeping import TILL_ID

OTHER = "A" * 26


def test_the_whole_receipt_is_there(shop: Shop) -> None:
    """§ 132a Abs 3 BAO: who, number, day, what, how much; § 10 RKSV: the code."""
    shop.link()
    page = shop.client.get(f"/B/{TOKEN}")
    assert page.status_code == 200
    for words in ("MARKTSTAND HUBER", "BELEG 000002", "20.11.2026", "2 × 2,90  Honig", "10,80"):
        assert words in page.text
    assert 'aria-label="Code der Registrierkasse (RKSV)"' in page.text
    assert "Signatur geprüft. Im Archiv seit 21.11.2026 19:00 Uhr." in page.text


def test_nobody_is_followed(shop: Shop) -> None:
    """No cookie, no script, nothing from elsewhere, no trace in the log of views, no index."""
    shop.link()
    page = shop.client.get(f"/B/{TOKEN}")
    assert "set-cookie" not in page.headers
    assert "<script" not in page.text
    assert {"http://www.w3.org/2000/svg"} >= set(re.findall(r"https?:[^\"']*", page.text))
    assert "noindex" in page.headers["x-robots-tag"]
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    with shop.database.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(views)) == 0


def test_picture_and_pdf_are_the_same_receipt(shop: Shop) -> None:
    """The code on the picture is the one of the book."""
    shop.link()
    picture = shop.client.get(f"/B/{TOKEN}.PNG")
    assert picture.headers["content-disposition"].endswith('"beleg-GRAZ-01-2.png"')
    (code,) = decode(Image.open(BytesIO(picture.content)))
    assert code.data.decode().startswith("_R1-AT")
    pdf = shop.client.get(f"/B/{TOKEN}.PDF")
    assert pdf.content.startswith(b"%PDF")
    assert pdf.headers["content-type"] == "application/pdf"


def test_a_receipt_on_its_way_is_waited_for(shop: Shop) -> None:
    """The page comes again by itself, slower each time, then leaves it to its reader."""
    seen = []
    for tries in range(len(PAUSES_S) + 1):
        page = shop.client.get(f"/B/{TOKEN}?w={tries}")
        assert page.status_code == 404
        pause_s = PAUSES_S[min(tries, len(PAUSES_S) - 1)]
        seen.append(f'content="{pause_s};url=?w={tries + 1}"' in page.text)
    assert [True] * len(PAUSES_S) + [False] == seen
    assert "Noch kein Beleg da" in page.text
    shop.link()
    assert shop.client.get(f"/B/{TOKEN}?w=3").status_code == 200


def test_a_link_before_its_receipt_waits_too(shop: Shop) -> None:
    """The row of the link may be in an earlier batch than what is asked for."""
    shop.link(number=4711)
    assert "unterwegs" in shop.client.get(f"/B/{TOKEN}").text
    assert shop.client.get(f"/B/{TOKEN}.PDF").status_code == 404


def test_unknown_and_not_yet_look_the_same(shop: Shop) -> None:
    """Nothing to try out."""
    shop.link(number=4711)
    assert shop.client.get(f"/B/{TOKEN}").text == shop.client.get(f"/B/{OTHER}").text


@pytest.mark.parametrize(
    "path",
    [
        "/B/",
        "/B/abc",
        f"/B/{OTHER}B",
        f"/B/{OTHER.lower()}",
        f"/B/{OTHER}.EXE",
        "/B/..%2f",
        f"/B/{'B' * 26}.PDF",
    ],
)
def test_what_is_no_token_is_not_found(shop: Shop, path: str) -> None:
    """No page at all."""
    answer = shop.client.get(path)
    assert answer.status_code == 404
    assert "MARKTSTAND" not in answer.text


@pytest.mark.parametrize("tries", ["-1", "x", "9" * 9, "<script>", "²"])
def test_a_strange_count_of_tries(shop: Shop, tries: str) -> None:
    """Begins anew; nothing of it comes back."""
    page = shop.client.get(f"/B/{OTHER}", params={"w": tries})
    assert "url=?w=1" in page.text
    assert "<script" not in page.text


def test_english_for_who_asks_for_it(shop: Shop) -> None:
    """The receipt stays German: it is the law's."""
    shop.link()
    page = shop.client.get(f"/B/{TOKEN}", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert '<html lang="en">' in page.text
    assert "Signature verified" in page.text
    assert "SUMME EUR" in page.text


def test_a_receipt_with_a_finding_says_so(shop: Shop, sold_path_seq: int) -> None:
    """The customer is not told that a signature is good that is not."""
    shop.link()
    row = {"till_id": TILL_ID, "seq": sold_path_seq, "rule": "signature", "detail": "x"}
    with shop.database.write() as connection:
        connection.execute(findings.insert().values({**row, "found_at": "2026"}))
    page = shop.client.get(f"/B/{TOKEN}")
    assert "Etwas daran stimmt nicht" in page.text
    assert "Signatur geprüft" not in page.text


@pytest.fixture
def sold_path_seq(sold_path: object) -> int:
    """The row of receipt 2."""
    with Reader.open_read_only(sold_path) as book:  # type: ignore[arg-type]
        seq = book.receipt_seq(2)
    assert seq is not None
    return seq


def test_a_receipt_of_an_unknown_form(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Says that it is there, and that it cannot be shown."""

    def unknown(_content: object) -> object:
        raise ValueError("another form")

    shop.link()
    monkeypatch.setattr("archive.paper.slip.from_content", unknown)
    assert "kann nicht gezeigt werden" in shop.client.get(f"/B/{TOKEN}").text
    assert shop.client.get(f"/B/{TOKEN}.PNG").status_code == 404


def test_the_database_does_not_know_the_links(shop: Shop) -> None:
    """Who steals it opens no receipt: it holds the digests of tokens."""
    shop.link()
    with shop.database.read() as connection:
        (row,) = connection.execute(sa.select(links)).all()
    assert TOKEN not in str(row)


def test_the_path_is_that_of_the_address() -> None:
    """Capital, as the whole link is."""
    assert path_of("") == "/B/"
    assert path_of("https://bon.example.at/") == "/"
    assert path_of("https://kassa.example.at/bon/") == "/BON/"


@pytest.mark.parametrize("suffix", ["PNG", "PDF"])
def test_no_receipt_takes_all_memory(
    shop: Shop, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A till may send 10,000 lines: they can be read, and no picture of a gigabyte is drawn."""
    shop.link()
    monkeypatch.setattr(picture, "MAX_HEIGHT", 500)
    assert shop.client.get(f"/B/{TOKEN}.{suffix}").status_code == 404
    assert shop.client.get(f"/B/{TOKEN}").status_code == 200


def test_few_pictures_at_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever holds one link does not take all threads from everybody else."""
    shop.link()
    monkeypatch.setattr(pages, "MADE_AT_ONCE", 0)
    (route,) = (
        one for one in pages.routes(shop.world, Replicas(shop.world)) if one.path.endswith(".PNG")
    )
    with TestClient(Starlette(routes=[route])) as client:
        answer = client.get(f"/B/{TOKEN}.PNG")
    assert (503, "2") == (answer.status_code, answer.headers["retry-after"])


def test_what_a_till_calls_itself_breaks_no_header(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A register of other signs is called by those that a file's name takes."""
    shop.link()
    genuine = pages.slip_of

    def renamed(book: Reader, number: int) -> Slip | None:
        slip = genuine(book, number)
        assert slip is not None
        return replace(slip, view=replace(slip.view, register_id='x"; a="ü\r\nY: z'))

    monkeypatch.setattr(pages, "slip_of", renamed)
    answer = shop.client.get(f"/B/{TOKEN}.PNG")
    assert 'attachment; filename="beleg-x_a_Y_z-2.png"' == answer.headers["content-disposition"]


def test_the_host_a_client_says_changes_nothing(shop: Shop) -> None:
    """Files of ours are found by the path alone."""
    answer = shop.client.get("/handout.css", headers={"Host": "x/..?"})
    assert (200, True) == (answer.status_code, "css" in answer.headers["content-type"])

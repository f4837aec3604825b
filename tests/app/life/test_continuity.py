"""What a copy of a book must show before anything is signed after it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from firmware.app import credentials
from firmware.app.life.continuity import (
    BOOK_HERE,
    HEAD_FILE,
    Continuity,
    ContinuityError,
    FormerAnchor,
    Known,
    anchor_of,
    require_continuity,
)
from firmware.store import seal
from firmware.store.head import Head, head_of
from firmware.store.reader import Reader
from firmware.store.snapshot import snapshot
from firmware.till.acts import JournalKind
from tests.app.day import Day

Judge = Callable[..., Continuity]
Z_KEYS = "F 20 BAR 200 × 100 BAR ZW 2 1 BAR"


def head(day: Day) -> Head:
    """Where the till's own book ends."""
    found = head_of(day.stand.book)
    assert found is not None
    return found


@pytest.fixture
def copy(day: Day, tmp_path: Path) -> Path:
    """A copy of the book after a sale; the till goes on selling."""
    day.type("250 WG1 BAR")
    out = tmp_path / "copy.sqlite"
    snapshot(day.stand.book, out)
    return out


@pytest.fixture
def judge(day: Day, copy: Path) -> Judge:
    """Judge the copy by what is known."""

    def require(key: bytes | None = None, **known: object) -> Continuity:
        aes_key = key or credentials.read_aes_key(day.stand.secrets)
        now_utc = day.stand.clock.now().utc + timedelta(minutes=1)
        with Reader.open_read_only(copy) as book:
            return require_continuity(book, aes_key, Known(**known), now_utc)  # type: ignore[arg-type]

    return require


def test_the_last_state_may_go_on(day: Day, judge: Judge) -> None:
    """The archive knows exactly this end."""
    known = head(day)
    found = judge(heads=((HEAD_FILE, known),))
    assert known == found.head
    assert (f"head file: receipt 2, row {known.journal_seq}",) == found.judged_by
    assert 250 == found.content["turnover_cents"]


def test_an_older_head_is_held(day: Day) -> None:
    """An archive that had not heard the last receipt yet is no contradiction."""
    startbeleg = head(day)
    day.type("250 WG1 BAR")
    aes_key = credentials.read_aes_key(day.stand.secrets)
    known = Known(heads=((HEAD_FILE, startbeleg),))
    found = require_continuity(day.stand.book, aes_key, known, day.stand.clock.now().utc)
    assert (1, 2) == (startbeleg.receipts, found.head.receipts)


def test_a_stale_copy_is_refused(day: Day, judge: Judge) -> None:
    """Anlage Z 4, 9 RKSV: one receipt more was sold; its number is never used again."""
    day.type("290 WG3 BAR")
    with pytest.raises(ContinuityError, match=r"ends at receipt 2 .* knows receipt 3 .* stale"):
        judge(heads=((HEAD_FILE, head(day)),))


def test_the_refusal_says_what_to_do(day: Day, judge: Judge) -> None:
    """Another copy, or the end of the register; never a number twice."""
    day.type("290 WG3 BAR")
    with pytest.raises(ContinuityError, match=r"decommission --irreparable.*new register id"):
        judge(heads=((HEAD_FILE, head(day)),))


def test_paper_that_is_newer_refuses(judge: Judge) -> None:
    """The customer's last paper says more than any copy."""
    with pytest.raises(ContinuityError, match=r"receipt 3 was printed: it is stale"):
        judge(last_number=3)


@pytest.mark.parametrize("number", [1, 2])
def test_paper_that_the_copy_knows(judge: Judge, number: int) -> None:
    """A person says that none came after it; that is recorded."""
    found = judge(last_number=number)
    assert number == found.content["last_number"]
    assert [f"paper: receipt {number}"] == found.content["judged_by"]


@pytest.mark.parametrize("known", [{}, {"heads": "here"}])
def test_nothing_known_is_too_little(day: Day, judge: Judge, known: dict[str, str]) -> None:
    """A copy, and the damaged book it replaces, do not say what came after them."""
    heads = ((BOOK_HERE, head(day)),) if known else ()
    with pytest.raises(ContinuityError, match="--last-receipt"):
        judge(heads=heads)


def test_another_way(day: Day) -> None:
    """§ 5 Abs 4 RKSV: a clone that sold is found out, whichever of the two is asked."""
    first = head(day)
    day.type("250 WG1 BAR")
    other = Head(
        register_id=first.register_id,
        receipts=2,
        turnover_cents=900,
        last_jws_sha256="0" * 64,
        journal_seq=first.journal_seq + 4,
        journal_hash="0" * 64,
        at_utc=first.at_utc,
    )
    aes_key = credentials.read_aes_key(day.stand.secrets)
    known = Known(heads=((HEAD_FILE, other),))
    with pytest.raises(ContinuityError, match="sold elsewhere"):
        require_continuity(day.stand.book, aes_key, known, day.stand.clock.now().utc)


def test_another_register_s_head(day: Day, judge: Judge) -> None:
    """The wrong file of the archive is no proof of anything."""
    first = head(day)
    other = Head(
        register_id="WIEN-01",
        receipts=first.receipts,
        turnover_cents=0,
        last_jws_sha256=first.last_jws_sha256,
        journal_seq=first.journal_seq,
        journal_hash=first.journal_hash,
        at_utc=first.at_utc,
    )
    with pytest.raises(ContinuityError, match="of register WIEN-01"):
        judge(heads=((HEAD_FILE, other),))


def test_another_key(judge: Judge) -> None:
    """Anlage Z 8 RKSV: with another key the counter would never open again."""
    with pytest.raises(ContinuityError, match="AES key"):
        judge(key=bytes(32), last_number=2)


def test_a_damaged_copy(day: Day, copy: Path, judge: Judge) -> None:
    """§ 17 Abs 5 RKSV: a damaged DEP is saved as it is, and its register ends."""
    text = copy.read_bytes()
    jws = day.receipts()[0].jws.encode()
    assert jws in text
    copy.write_bytes(text.replace(jws, jws[:-4] + b"AAAA"))
    with pytest.raises(ContinuityError, match="damaged"):
        judge(last_number=2)


def test_the_anchor_of_a_z_slip(day: Day, tmp_path: Path) -> None:
    """What is printed on the last Z is enough to tell a copy from before it."""
    aes_key = credentials.read_aes_key(day.stand.secrets)
    day.type("250 WG1 BAR")
    before = tmp_path / "before.sqlite"
    snapshot(day.stand.book, before)
    day.type(Z_KEYS)
    (row,) = day.rows(JournalKind.Z)
    slips = [line for slip in day.slips for line in slip.text]
    (line,) = (line for line in slips if line.startswith("Journal "))
    known = Known(anchor=anchor_of(line), last_number=2)
    now_utc = day.stand.clock.now().utc
    found = require_continuity(day.stand.book, aes_key, known, now_utc)
    anchor = seal.anchor(row.seq, row.hash)
    assert (f"Z at row {row.seq}: {anchor}", "paper: receipt 2") == found.judged_by
    with (
        Reader.open_read_only(before) as book,
        pytest.raises(ContinuityError, match=f"the Z at row {row.seq} was printed: it is stale"),
    ):
        require_continuity(book, aes_key, known, now_utc)
    wrong = Known(anchor=anchor_of(f"{row.seq}:AAAA-AAAA-AAAA"), last_number=2)
    with pytest.raises(ContinuityError, match="another one than on the slip"):
        require_continuity(day.stand.book, aes_key, wrong, now_utc)


def test_the_anchor_of_an_older_z_slip(day: Day, tmp_path: Path) -> None:
    """Before the Z row's own there was the hash before it; such paper still speaks."""
    aes_key = credentials.read_aes_key(day.stand.secrets)
    before = tmp_path / "before.sqlite"
    snapshot(day.stand.book, before)
    day.type(Z_KEYS)
    (row,) = day.rows(JournalKind.Z)
    begin = str(row.content["anchor"])[:12]
    known = Known(anchor=anchor_of(f"1:{begin.upper()}"), last_number=1)
    now_utc = day.stand.clock.now().utc
    found = require_continuity(day.stand.book, aes_key, known, now_utc)
    assert (f"Z 1: {begin}", "paper: receipt 1") == found.judged_by
    with (
        Reader.open_read_only(before) as book,
        pytest.raises(ContinuityError, match="last Z of this copy is none"),
    ):
        require_continuity(book, aes_key, known, now_utc)
    wrong = Known(anchor=FormerAnchor(number=1, hash_begin="0" * 12), last_number=1)
    with pytest.raises(ContinuityError, match="another hash"):
        require_continuity(day.stand.book, aes_key, wrong, now_utc)


@pytest.mark.parametrize(
    "text",
    ["", "57", "57:abc", "0:0123456789ab", "57:0123456789ag", "x:y", "ABCD-EFGH-2345", "7:ABC"],
)
def test_what_is_no_anchor(text: str) -> None:
    """Mistyped: the refusal shows how it is written."""
    with pytest.raises(ContinuityError, match="9120:ABCD-EFGH-2345"):
        anchor_of(text)

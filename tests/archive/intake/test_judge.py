"""archive.intake.judge: what a log takes, what it makes of it, and that nothing bad is refused."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.intake import head as head_form
from archive.intake.head import Head
from archive.intake.judge import Judged, judge
from archive.intake.rules import Rule
from firmware.accord.link import token_sha256
from firmware.evidence.merkle import leaf_hash, root_of
from firmware.rksv.receipt import ReceiptKind
from firmware.store import line
from firmware.store.raw import Unit
from tests.archive import books
from tests.archive.books import Maker
from tests.store.till import SoftwareCard

#: Identity, certificate, Startbeleg.
BEGUN = 3


def whole(units: list[Unit]) -> Judged:
    """A book judged in one batch."""
    return judge(Head(), [line.encode(unit) for unit in units], {})


def rules(judged: Judged) -> list[tuple[int, Rule]]:
    """What was found, and where."""
    return [(one.seq, one.rule) for one in judged.findings]


def opened() -> tuple[Maker, list[Unit]]:
    """A book up to its Startbeleg."""
    maker = Maker()
    return maker, [*maker.begin(), maker.receipt(ReceiptKind.STARTBELEG)]


def test_a_good_book() -> None:
    """Anlage Z 4 and 6 RKSV: all receipts of a true book stand, and nothing is found."""
    maker, units = opened()
    units += [
        maker.receipt(cents=250),
        maker.row("POS", {"text": "Käse „reif“\n"}),
        maker.receipt(cents=400, is_signed=False),
        maker.receipt(ReceiptKind.SAMMELBELEG),
        maker.receipt(ReceiptKind.STORNO, cents=-250),
        maker.receipt(ReceiptKind.TRAINING, cents=999),
        maker.certificate(SoftwareCard(scalar=0x77, serial=0x99)),
        maker.receipt(ReceiptKind.JAHRESBELEG),
        maker.row("STOPP", {}, clerk=None),
    ]
    judged = whole(units)
    assert () == judged.findings
    assert tuple(range(1, 8)) == judged.receipts
    assert ("1a2b3c4d", "99") == judged.head.serials == tuple(judged.keys)
    assert [2, 10] == [one.seq for one in judged.certificates]
    assert (7, 400, maker.hash) == (
        judged.head.receipts,
        judged.head.turnover_cents,
        judged.head.last_hash,
    )


@pytest.mark.parametrize("rows_per_receipt", [1, 7])
def test_the_same_in_any_batches(rows_per_receipt: int) -> None:
    """A log does not depend on how it was cut; its root is over the row hashes."""
    lines = books.lines(40, rows_per_receipt=rows_per_receipt)
    at_once = judge(Head(), lines, {})
    head, keys, at = Head(), at_once.keys, 0
    for size in (1, 2, 5, len(lines)):
        judged = judge(head, lines[at : at + size], {} if at < 2 else keys)
        assert () == judged.findings
        assert head_form.from_bytes(head_form.to_bytes(judged.head)) == judged.head
        head, keys, at = judged.head, judged.keys, at + size
    assert at_once.head == head
    raw = [at_once.hashes[at : at + 32] for at in range(0, len(at_once.hashes), 32)]
    assert [leaf_hash(one) for one in raw] == list(at_once.leaves)
    assert root_of(at_once.leaves) == head.frontier.root()


@st.composite
def damaged(draw: st.DrawFn) -> list[bytes]:
    """A book in which somebody worked: rows altered, swapped in their content, taken apart."""
    units = list(books.units(6, rows_per_receipt=2))
    for at in draw(st.sets(st.integers(0, len(units) - 1), max_size=4)):
        unit, other = units[at], units[draw(st.integers(0, len(units) - 1))]
        cells = list(unit.journal)
        match draw(st.integers(0, 4)):
            case 0:
                cells[draw(st.integers(1, 5).filter(lambda one: one != 3))] = "{}"
                units[at] = replace(unit, journal=tuple(cells))  # type: ignore[arg-type]
            case 1:
                units[at] = replace(unit, receipt=other.receipt)
            case 2:
                units[at] = replace(other, journal=(unit.seq, *other.journal[1:]))
            case 3 if unit.receipt is not None:
                number = draw(st.sampled_from([-1, 0, 1, 9]))
                units[at] = replace(unit, receipt=(number, *unit.receipt[1:]))
            case _:
                units[at] = replace(unit, identity=units[0].identity)
    return [line.encode(unit) for unit in units]


@given(damaged(), st.lists(st.integers(1, 6), max_size=5))
def test_bad_evidence_in_any_batches(lines: list[bytes], sizes: list[int]) -> None:
    """What is found, and the head, do not depend on how the till cut its book."""
    at_once = judge(Head(), lines, {})
    head, keys, at, found = Head(), {}, 0, []
    for size in [*sizes, len(lines)]:
        if at < len(lines):
            judged = judge(head, lines[at : at + size], keys)
            head = head_form.from_bytes(head_form.to_bytes(judged.head))
            keys, at = dict(judged.keys), at + size
            found += judged.findings
    assert at_once.head == head
    assert at_once.findings == tuple(found)
    claimed = [bytes.fromhex(line.decode(one).hash) for one in lines]
    assert root_of(map(leaf_hash, claimed)) == head.frontier.root()


def altered_content(unit: Unit) -> Unit:
    return replace(unit, journal=(*unit.journal[:5], "{}", unit.hash))


def with_receipt(at: int, value: object) -> Callable[[Unit], Unit]:
    def change(unit: Unit) -> Unit:
        assert unit.receipt is not None
        cells = [*unit.receipt]
        cells[at] = value  # type: ignore[call-overload]
        return replace(unit, receipt=tuple(cells))  # type: ignore[arg-type]

    return change


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (altered_content, {Rule.HASH, Rule.DIGEST}),
        (lambda unit: replace(unit, journal=(*unit.journal[:6], "0" * 64)), {Rule.HASH}),
        (lambda unit: replace(unit, receipt=None), {Rule.ROW}),
        (with_receipt(0, 9), {Rule.DIGEST, Rule.NUMBER, Rule.TEXT}),
        (with_receipt(1, "storno"), {Rule.DIGEST, Rule.KIND}),
        (with_receipt(1, "x\0y"), {Rule.DIGEST, Rule.KIND}),
        (with_receipt(1, "nullbeleg"), {Rule.DIGEST, Rule.KIND}),
        (with_receipt(1, "startbeleg"), {Rule.DIGEST, Rule.KIND}),
        (with_receipt(2, "2026-11-01T00:00:00.000000+00:00"), {Rule.DIGEST, Rule.TIME, Rule.TEXT}),
        (with_receipt(2, "2026-11-02T07:01:00+00:00"), {Rule.DIGEST, Rule.TIME}),
        (with_receipt(2, "gestern"), {Rule.DIGEST, Rule.TIME}),
        (with_receipt(3, "a.b"), {Rule.DIGEST, Rule.FORM}),
        (with_receipt(3, "ä"), {Rule.DIGEST, Rule.FORM}),
        (with_receipt(4, 251), {Rule.DIGEST, Rule.TURNOVER}),
        (with_receipt(5, "77"), {Rule.DIGEST, Rule.TEXT, Rule.CERTIFICATE}),
        (with_receipt(6, 0), {Rule.DIGEST, Rule.TEXT}),
        # The digest of a row does not cover this cell: the signed text does.
        (with_receipt(7, 1), {Rule.TEXT}),
        (with_receipt(8, '{"lines":[]}'), {Rule.DIGEST}),
    ],
)
def test_an_altered_receipt(change: Callable[[Unit], Unit], expected: set[Rule]) -> None:
    """Each cell of a receipt is vouched for; all that is wrong is told, nothing refused."""
    maker, units = opened()
    bad = change(maker.receipt(cents=250))
    judged = whole([*units, bad])
    assert {(BEGUN + 1, rule) for rule in expected} == set(rules(judged))
    assert len(judged.findings) == judged.head.findings
    assert all(one.detail.isprintable() and len(one.detail) <= 200 for one in judged.findings)
    assert BEGUN + 1 == judged.head.size


def test_a_forged_signature() -> None:
    """Anlage Z 6 RKSV: whoever rewrites book and hashes has not got the card."""
    maker, units = opened()
    forger = SoftwareCard(scalar=0x77)
    maker.card = forger
    judged = whole([*units, maker.receipt(cents=1)])
    assert [(BEGUN + 1, Rule.SIGNATURE)] == rules(judged)


def test_a_receipt_left_out() -> None:
    """Anlage Z 4 RKSV: a journal made anew around a missing receipt is found by its number."""
    maker, units = opened()
    maker.receipt(cents=100)
    maker.seq, maker.hash = units[-1].seq, units[-1].hash
    judged = whole([*units, maker.receipt(cents=250), maker.receipt(cents=250)])
    at = BEGUN + 1
    assert {(at, Rule.NUMBER), (at, Rule.CHAIN), (at, Rule.TURNOVER)} == set(rules(judged))


def test_one_altered_row_is_one_finding() -> None:
    """The next row is held against the hash that was claimed."""
    maker, units = opened()
    units += [maker.row("POS", {"cents": 1}), maker.row("POS", {"cents": 2})]
    units[3] = altered_content(units[3])
    assert [(4, Rule.HASH)] == rules(whole(units))


def test_of_another_register() -> None:
    """A till that was registered as one register does not send the book of another unnoticed."""
    expected = Head(register_id="GRAZ-01")
    judged = judge(expected, books.lines(2), {})
    assert [(1, Rule.REGISTER)] == rules(judged)


def test_receipts_of_another_register() -> None:
    """Anlage Z 4 RKSV: field 2 is the register of the identity."""
    maker, units = opened()
    maker.register = replace(maker.register, register_id="OTHER")
    assert [(BEGUN + 1, Rule.REGISTER)] == rules(whole([*units, maker.receipt(cents=1)]))


def test_an_identity_twice_and_certificates_that_are_none() -> None:
    """The first identity stays; a certificate is read, of its serial, and entered once."""
    maker, units = opened()
    again = units[0]
    assert again.identity is not None
    kinds = ("book.identity", "book.certificate")
    certificate = units[1].certificate
    assert certificate is not None
    bad = (
        ("5", *certificate[1:]),
        (certificate[0], b"no DER", *certificate[2:]),
        ("x" * 300_000, *certificate[1:]),
    )
    units += [replace(maker.row(kinds[0], {}), identity=again.identity)]
    units += [replace(maker.row(kinds[1], {}), certificate=cells) for cells in (certificate, *bad)]
    judged = whole(units)
    assert [(4, Rule.DIGEST), (4, Rule.ROW)] == rules(judged)[:2]
    assert [(seq, Rule.CERTIFICATE) for seq in (5, 6, 7, 8)] == rules(judged)[3::2]
    assert ("1a2b3c4d",) == judged.head.serials


def test_a_row_that_is_not_what_it_says() -> None:
    """Whatever came with a row that vouches for nothing of it is named."""
    maker, units = opened()
    receipt = units[2].receipt
    units += [
        maker.row("book.other", {}),
        replace(maker.row("POS", {}), receipt=receipt),
        maker.row("book.identity", {}),
        replace(maker.receipt(cents=5), identity=units[0].identity),
    ]
    assert [(seq, Rule.ROW) for seq in (4, 5, 6, 7)] == rules(whole(units))


def test_links() -> None:
    """A receipt that was shown is found by the digest of its token; no other is taken."""
    maker, units = opened()
    digest = token_sha256("A" * 26)
    for number, token in ((1, digest), (2, digest), (0, digest), (1, "A" * 64), (1, "")):
        units.append(maker.row("BELEG_LINK", {"number": number, "token_sha256": token}))
    units.append(maker.row("BELEG_LINK", {}))
    units.append(Unit(journal=maker._cells("BELEG_LINK", 1, '{"a":' + "[" * 100_000)))
    judged = whole(units)
    assert [(digest, 1, 4)] == [(one.token_sha256, one.number, one.seq) for one in judged.links]
    assert [(seq, Rule.LINK) for seq in range(5, 11)] == rules(judged)


def test_content_that_is_no_json() -> None:
    """A row of which no reader could make anything."""
    maker, units = opened()
    for text in ("", "[]", '{"a":1}x', '{"a":NaN}', '{"a":' + "[" * 100_000):
        units.append(Unit(journal=maker._cells("POS", 1, text)))
    assert [(seq, Rule.CONTENT) for seq in (4, 5, 6, 7, 8)] == rules(whole(units))

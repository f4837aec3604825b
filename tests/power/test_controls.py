"""Tills with a planted fault, cut like the sound one: the invariants must be able to fail."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from firmware.app import boot
from firmware.desk.stand import Stand
from firmware.rksv.chain import Tail
from firmware.store.book import Book
from firmware.store.entry import Entry, Intent, StoredReceipt
from firmware.store.reader import Reader
from firmware.till.papers.slip import Mark
from tests.power.invariants import violations
from tests.power.world import NEXT_CENTS, SCENARIOS, History, Picture, Scenario, World

NewWorld = Callable[[Scenario], World]

SALE = SCENARIOS[0]
PRINT_DEADLINE_S = 15.0


def around_commits(world: World) -> list[int]:
    """The edges at which something changes for good: commits, the signature, the cable."""
    return [
        number
        for number, name in enumerate(world.edges(), start=1)
        if name.endswith("COMMIT") or name in {"card: after 002a", "cable: after write"}
    ]


def found_by_cutting(world: World) -> set[str]:
    """The kinds of violations after a cut at each of these edges and one more sale."""
    kinds: set[str] = set()
    for edge in around_commits(world):
        history = world.cut(edge)
        history.end()
        history.sell_once_more()
        found = violations(history, SALE, (NEXT_CENTS,))
        kinds |= {one.partition(":")[0] for one in found}
        history.stand.shut_down()
    return kinds


def test_sound_till(new_world: NewWorld) -> None:
    """Without a planted fault nothing is found."""
    assert found_by_cutting(new_world(SALE)) == set()


def test_printing_before_the_commit(new_world: NewWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """A till that prints first hands out codes that no book has."""
    world = new_world(SALE)
    stands: list[Stand] = []
    reach, commit = World.reach, Book.commit_receipt

    def remember(this: World, picture: Picture) -> History:
        history = reach(this, picture)
        stands.append(history.stand)
        return history

    def print_first(book: Book, receipt: StoredReceipt, entries: Sequence[Entry]) -> None:
        stand = stands[-1]
        if stand._station is not None:
            document = stand.station.loop._handout._slips.renderer(receipt)(Mark.NONE)
            stand.station.spool._printer.print(document, PRINT_DEADLINE_S)
        commit(book, receipt, entries)

    monkeypatch.setattr(World, "reach", remember)
    monkeypatch.setattr(Book, "commit_receipt", print_first)
    assert "paper" in found_by_cutting(world)


def test_no_intent_before_the_card(new_world: NewWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """A till that asks the card before the disk signs two texts under one number."""
    world = new_world(SALE)
    put, read, commit = Book.put_intent, Reader.intent, Book.commit_receipt
    held: dict[Reader, Intent] = {}

    def put_late(book: Book, intent: Intent) -> None:
        held[book] = intent

    def read_held(book: Reader) -> Intent | None:
        return held.get(book) or read(book)

    def put_and_commit(book: Book, receipt: StoredReceipt, entries: Sequence[Entry]) -> None:
        intent = held.pop(book, None)
        if intent is not None:
            put(book, intent)
        commit(book, receipt, entries)

    monkeypatch.setattr(Book, "put_intent", put_late)
    monkeypatch.setattr(Reader, "intent", read_held)
    monkeypatch.setattr(Book, "commit_receipt", put_and_commit)
    assert "card" in found_by_cutting(world)


def test_counter_in_a_write_of_its_own(
    new_world: NewWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A turnover that is kept beside the receipts is wrong after a cut between the two writes."""
    world = new_world(SALE)
    reach, read, commit = World.reach, Reader.tail, Book.commit_receipt
    kept_cents = [0]

    def begin(this: World, picture: Picture) -> History:
        kept_cents[0] = 0
        return reach(this, picture)

    def read_kept(book: Reader) -> Tail | None:
        tail = read(book)
        return None if tail is None else replace(tail, turnover_cents=kept_cents[0])

    def commit_then_keep(book: Book, receipt: StoredReceipt, entries: Sequence[Entry]) -> None:
        commit(book, receipt, entries)
        kept_cents[0] = receipt.turnover_cents

    monkeypatch.setattr(World, "reach", begin)
    monkeypatch.setattr(Reader, "tail", read_kept)
    monkeypatch.setattr(Book, "commit_receipt", commit_then_keep)
    assert {"turnover", "verifier"} <= found_by_cutting(world)


def test_no_paper_after_the_boot(new_world: NewWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """A till that forgets what it had not printed yet leaves a customer without a receipt."""
    world = new_world(SALE)
    monkeypatch.setattr(boot.resume, "unprinted", lambda _book: ())
    assert "paper" in found_by_cutting(world)


def test_sale_forgotten_at_the_boot(new_world: NewWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """A till that does not restore the open sale loses it."""
    world = new_world(SALE)
    monkeypatch.setattr(boot.resume, "open_rows", lambda _book: ())
    history = world.cut(1)
    history.stand.boot()
    found = violations(history, SALE)
    history.stand.shut_down()
    assert "sale" in {one.partition(":")[0] for one in found}

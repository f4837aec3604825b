"""`kassa commission status`: how far a till is in its life."""

import json

from firmware.store.book import Book
from firmware.store.entry import Entry
from hal.card.emulator_profile import CardFaults
from hal.printer.port import Paper
from tests.cli.calling import kassa
from tests.cli.workshop import ALL, NOW_UTC, Workshop

STATUS = (
    *("state", "register_id", "settings_say", "certificates", "papers_missing"),
    *("has_aes_key", "has_card_pin", "is_sealed", "former_registers"),
)


def status(workshop: Workshop) -> tuple[int, dict[str, object]]:
    """Exit code and facts."""
    ran = kassa("commission", "status", "--config", workshop.settings, "--json")
    facts = json.loads(ran.out)
    assert tuple(facts) == STATUS
    return ran.code, facts


def test_status_of_a_life(workshop: Workshop) -> None:
    """New, begun, in operation without paper, in operation, ended."""
    assert (1, "new") == (status(workshop)[0], status(workshop)[1]["state"])
    workshop.commission(**ALL, flags=["--dry-run"])
    assert workshop.bench is not None
    workshop.bench.card.faults = CardFaults(status_word=0x6985, instruction=0x2A)
    Book.create(workshop.book).close()
    assert "new" == status(workshop)[1]["state"]
    workshop.bench.card.faults = CardFaults()
    workshop.bench.set_paper(Paper.OUT)
    workshop.commission(**ALL, mode="continue")
    code, facts = status(workshop)
    assert (1, "in operation") == (code, facts["state"])
    assert ["Startbeleg", "FinanzOnline neu"] == facts["papers_missing"]
    with Book.open(workshop.book) as book:
        content = {"number": 1}
        rows = [content, {"paper": "FinanzOnline neu"}]
        book.append([Entry(kind="DRUCK", clerk=None, content=row, at_utc=NOW_UTC) for row in rows])
    assert (0, []) == (status(workshop)[0], status(workshop)[1]["papers_missing"])
    with Book.open(workshop.book) as book:
        book.append([Entry(kind="AUSSERBETRIEB", clerk=None, content={}, at_utc=NOW_UTC)])
    assert (1, "ended") == (status(workshop)[0], status(workshop)[1]["state"])


def test_status_of_a_try_that_was_cut(workshop: Workshop) -> None:
    """Begun: the register has its id, and no Startbeleg yet."""
    with Book.create(workshop.book) as book:
        entry = Entry(kind="INBETRIEBNAHME", clerk=None, content={}, at_utc=NOW_UTC)
        book.commission("GRAZ-07", "R1-AT1", 8, "abcd", [entry])
    assert "begun" == status(workshop)[1]["state"]


def test_status_for_people(workshop: Workshop) -> None:
    """One line each."""
    ran = kassa("commission", "status", "--config", workshop.settings)
    assert ran.code == 1
    assert "state                  new" in ran.out.splitlines()
    assert "register id            -" in ran.out.splitlines()


def test_status_of_what_is_no_book(workshop: Workshop) -> None:
    """Named, as by every command."""
    workshop.book.write_bytes(b"\x00garbage" * 1000)
    ran = kassa("commission", "status", "--config", workshop.settings)
    assert ran.code == 2
    assert str(workshop.book) in ran.refusal

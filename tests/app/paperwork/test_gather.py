"""All facts of a till."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from firmware.app.config import Config, RegisterSection
from firmware.app.life.checks import CommissionError
from firmware.app.life.first_papers import Way
from firmware.app.paperwork.gather import WORDS, facts_of, functions
from firmware.desk.stall import demo_config
from firmware.export.papers.catalogue import WRITERS
from firmware.export.papers.facts import digest
from firmware.store.book import Book
from firmware.store.reader import Reader
from firmware.till.codes import FUNCTIONS
from hal.clock.port import TimeSource
from tests.app.paperwork.whole_life import NOW_UTC
from tests.export.papers.sample import words_in


def test_the_till_as_it_is(book: Reader, config: Config) -> None:
    """Id, key, commissioning, book: each from where it stands."""
    facts = facts_of(book, config, NOW_UTC)
    identity = book.identity()
    assert identity is not None
    assert ("GRAZ-01", "R1-AT1", 8) == (
        facts.register.register_id,
        facts.register.rka,
        facts.register.counter_bytes,
    )
    assert identity.aes_key_check == facts.register.key_check
    commissioned = dict(facts.register.commissioned)
    assert "auf nachgebildeten Geräten" == commissioned["Weg"]
    assert "epson-tm-t20ii" == commissioned["Bondrucker"]
    last = book.last_journal()
    assert last is not None
    assert (7, last.seq, last.hash) == (facts.book.receipts, facts.book.rows, facts.book.last_hash)
    assert ["0.1.0"] == [one.version for one in facts.starts]
    assert (None, None, ()) == (facts.end, facts.book.last_z, facts.copies)


def test_ways_and_clocks_have_words() -> None:
    """No word of the code stands in a record that people sign."""
    assert {one.value for words in (Way, TimeSource) for one in words} == set(WORDS)


def test_every_function_is_listed() -> None:
    """Rights are those of the table the keys obey."""
    assert [(code, one.right.value) for code, one in FUNCTIONS.items()] == [
        (one.code, one.right) for one in functions()
    ]


def test_the_end(ended_book: Reader, config: Config) -> None:
    """§ 17 Abs 8 RKSV: the Schlussbeleg, both exports with the digest of their DEP7."""
    facts = facts_of(ended_book, config, NOW_UTC)
    assert facts.end is not None
    assert ("geplante Außerbetriebnahme", 8, False) == (
        facts.end.reason,
        facts.end.number,
        facts.end.gives_up_units,
    )
    assert 1 == facts.book.last_z
    assert [("alles", "Datenpartition", 64)] * 2 == [
        (one.what, one.medium, len(one.sha256)) for one in facts.copies
    ]


def test_the_same_till_has_the_same_facts(book: Reader, config: Config) -> None:
    """A day later nothing is another thing; another register id is."""
    facts = facts_of(book, config, NOW_UTC)
    assert digest(facts) == digest(facts_of(book, config, NOW_UTC))
    other = replace(facts, register=replace(facts.register, register_id="GRAZ-02"))
    assert digest(facts) != digest(other)


def test_every_document_can_be_written(ended_book: Reader, config: Config) -> None:
    """From a real life; its cards stand in description, commissioning and exchange."""
    facts = facts_of(ended_book, config, NOW_UTC)
    told = {kind.value: words_in(write(facts)) for kind, write in WRITERS.items()}
    for unit in facts.units:
        for kind in ("e131", "commissioning", "swaps"):
            assert unit.serial in told[kind]
    assert "Nr. 4 bis 5" in told["outages"]
    assert "Schlussbeleg: 8" in told["end"]


def test_settings_of_another_till_are_refused(book: Reader, config: Config) -> None:
    """Its devices and options would be told of this one."""
    other = msgspec.structs.replace(config, register=RegisterSection(id="GRAZ-02"))
    with pytest.raises(CommissionError, match="book is of GRAZ-01, the settings of GRAZ-02"):
        facts_of(book, other, NOW_UTC)


def test_without_a_register_there_is_nothing_to_say(tmp_path: Path) -> None:
    """A book that was only begun."""
    with (
        Book.create(tmp_path / "book.sqlite") as book,
        pytest.raises(CommissionError, match="no register was put into operation"),
    ):
        facts_of(book, demo_config(), NOW_UTC)

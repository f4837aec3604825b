"""firmware.till.stall.news: a new stall counts from the next sale on."""

from dataclasses import replace

from firmware.till.acts import JournalKind
from firmware.till.events import StallChanged
from firmware.till.stall.catalog import Profile
from tests.till.playbook import ALONE, STALL, Playbook

DEARER = replace(STALL, groups={**STALL.groups, 1: replace(STALL.groups[1], price_cents=300)})
WITHOUT_ANNA = replace(STALL, clerks={1: STALL.clerks[1]})


def change(book: Playbook, profile: Profile, words: str = "") -> Playbook:
    """The app tells of a new stall."""
    book.send(StallChanged(profile=profile, words=words, at_utc=book.now_utc))
    return book


def test_the_next_sale_has_the_new_price(book: Playbook) -> None:
    """Between sales it counts at once."""
    assert change(book, DEARER).type("WG1").zones[1] == "3,00"


def test_the_open_sale_keeps_its_prices(book: Playbook) -> None:
    """One customer, one price list; the next has the new one."""
    change(book.type("WG1"), DEARER).type("WG1 BAR")
    assert book.sales[-1].total_cents == 500
    assert book.type("WG1 BAR").sales[-1].total_cents == 300


def test_a_question_is_not_pulled_away(book: Playbook) -> None:
    """What is being asked belongs to the stall it was asked in."""
    change(book.type("F 50"), DEARER)
    assert book.till.profile == STALL
    assert book.type("C WG1").zones[1] == "3,00"


def test_au18_told_at_sign_on() -> None:
    """AU18: whoever opens the stall in the morning reads that prices are new, once."""
    book = change(Playbook(clerk=None), DEARER, "Neue Preise")
    assert book.zones[1] == "BEDIENER ?"
    assert book.type("2 BAR").zones[:2] == ("Neue Preise", "ab heute")
    assert book.type("F 01 2 BAR").zones[:2] == ("Guten Tag", "Anna")


def test_au18_told_at_once_to_whoever_is_there() -> None:
    """A stall that sells over midnight reads it as well; a stall of one has no sign-on."""
    assert change(Playbook(), DEARER, "Neue Preise").zones[:2] == ("Neue Preise", "ab heute")
    alone = change(Playbook(ALONE), ALONE, "Neue Preise")
    assert alone.zones[:2] == ("Neue Preise", "ab heute")
    assert alone.till.stall_words == ""


def test_a_clerk_who_is_gone_is_signed_off(book: Playbook) -> None:
    """After the sale, with a row: nobody sells under a number that is nobody's."""
    change(book.type("WG1"), WITHOUT_ANNA).type("BAR")
    assert JournalKind.AUS not in book.kinds
    book.wait(1)
    assert book.kinds[-1] == JournalKind.AUS
    assert book.till.clerk is None


def test_the_last_clerk_gone_is_a_stall_of_one(book: Playbook) -> None:
    """Without clerks there is no clerk dialogue, and with the first clerk there is one again."""
    change(book, ALONE).type("WG1 BAR")
    assert book.till.clerk == 1
    change(book, WITHOUT_ANNA).wait(1)
    assert book.till.clerk == 1

"""firmware.till.clerks: who stands at the till."""

from dataclasses import replace
from datetime import timedelta

import pytest

from firmware.till import clerks
from firmware.till.acts import JournalKind
from firmware.till.events import PaperState
from firmware.till.sales.basket import EMPTY, fold
from firmware.till.state import Phase
from tests.till.playbook import ALONE, STALL, Playbook


def test_locked_till_signs_on_only() -> None:
    """Nothing, a comma, and nobody's number."""
    assert Playbook(clerk=None).type("BAR").kinds == []
    assert Playbook(clerk=None).type("1,5 BAR").screen.main == "Bediener unbek."
    assert Playbook(clerk=None).type("F 01").screen.main == "Tastenfolge"
    assert Playbook(clerk=None).type("99 C").zones[1] == "BEDIENER ?"


def test_locked_till_shows_the_number() -> None:
    """A clerk's number is no amount."""
    assert Playbook(clerk=None).type("2").zones == ("BEDIENER", "2", "BAR = anmelden")


def test_sign_on_by_code() -> None:
    """`2 F 01` works at the locked till too."""
    assert Playbook(clerk=None).type("2 F 01").till.clerk == 2


def test_rows_name_their_clerk(book: Playbook) -> None:
    """Who left, who came, and who sold then; the name is kept as it was that day."""
    book.type("1 F 01 1111 BAR WG1")
    assert book.kinds == ["AUS", "EIN", "POS"]
    assert book.clerks == [2, 1, 1]
    assert book.row(JournalKind.EIN) == {"number": 1, "name": "Chef"}


def test_unknown_clerk_changes_nothing(book: Playbook) -> None:
    """`7 F 01`: Anna stays; the wrong number is gone."""
    book.type("7 F 01")
    assert book.screen.main == "Bediener unbek."
    assert (book.till.clerk, book.till.entry.text) == (2, "")


def test_pin_signs_on() -> None:
    """C1: the number, then the PIN; the display shows stars, never digits."""
    book = Playbook(clerk=None).type("1 BAR 111")
    assert book.zones == ("PIN Chef", "***", "BAR = ok   C = zurück")
    assert book.type("1 BAR").zones[:2] == ("Guten Tag", "Chef")
    assert book.kinds == ["EIN"]


def test_pin_is_nowhere_in_the_journal() -> None:
    """What is typed as a PIN, right or wrong, stands in no row."""
    book = Playbook(clerk=None).type("1 BAR 9876 BAR C 1111 BAR")
    assert book.kinds == ["PIN_FALSCH", "FEHLER", "EIN"]
    assert "9876" not in str(book.journal)
    assert "1111" not in str(book.journal)


def test_wrong_pin_counts() -> None:
    """C2: so many tries are left, and the row is what they are counted by."""
    book = Playbook(clerk=None).type("1 BAR 9999 BAR")
    assert book.zones[:2] == ("FEHLER E06", "Noch 4 Versuche")
    assert book.row(JournalKind.PIN_FALSCH) == {"number": 1, "tries_left": 4}
    book.type("C 9 BAR C 9 BAR C 9 BAR C 9 BAR")
    assert book.screen.main == "60 s warten"
    assert book.till.clerk is None


def test_no_pin_is_no_try() -> None:
    """BAR alone is a slip of the finger; C goes back to the number."""
    book = Playbook(clerk=None).type("1 BAR BAR")
    assert book.screen.main == "PIN fehlt"
    assert book.kinds == ["FEHLER"]
    assert book.type("C C").zones[1] == "BEDIENER ?"


def test_wrong_chief_counts_apart(book: Playbook) -> None:
    """C7: who guesses the chief's PIN for an act is counted as that; the act is not done."""
    book.type("F 50 9999 BAR")
    assert book.row(JournalKind.PIN_FALSCH) == {"role": "chef", "tries_left": 4}
    assert not book.till.is_training
    assert book.type("C BAR").screen.main == "PIN fehlt"
    assert book.type("C 1111 BAR").till.is_training


def test_lent_right_ends_with_its_act(book: Playbook) -> None:
    """C7: the next function asks again; the rows of the act name both."""
    book.type("F 50 1111 BAR F 50 F 50")
    assert book.till.chief is None
    assert book.screen.item == "E06 Chef-PIN ?"


def test_nobody_lends_without_pin() -> None:
    """A chief without a PIN cannot lend the right: E06 says that the chief signs on."""
    clerks = {number: replace(one, has_pin=False) for number, one in STALL.clerks.items()}
    book = Playbook(replace(STALL, clerks=clerks)).type("F 50")
    assert book.zones == ("FEHLER E06", "Nicht erlaubt", "Chef muss anmelden")
    assert book.type("C 1 F 01 F 50").till.is_training


def rested(keys: str = "") -> Playbook:
    """The chief's till (the chief has a PIN) after ten minutes without a key."""
    return Playbook(clerk=1).type(keys).wait(600)


def test_till_left_alone_locks() -> None:
    """C5: the open sale stays, half typed numbers go; BAR and the PIN go on."""
    book = rested("250 WG1 25")
    assert book.zones == ("MARKTSTAND HUBER", "BEDIENER ?", "BAR=Chef")
    assert book.phase is Phase.LOCKED
    assert book.type("WG1").screen.main == "Bediener fehlt"
    book.type("C BAR 1111 BAR")
    assert (book.till.basket.total_cents, book.phase) == (250, Phase.SALE)
    assert book.kinds == ["POS", "AUS", "FEHLER", "EIN"]
    assert book.journal[1][1] == {"reason": "rest"}


def test_locked_sale_is_not_another_cashiers() -> None:
    """C5: Anna cannot go on with the chief's sale; without one she may sign on."""
    book = rested("250 WG1").type("2 BAR")
    assert book.zones == ("FEHLER E08", "Bon ist offen", "Nr 1 oder Chef")
    assert book.type("C F 01").screen.main == "Bon ist offen"
    assert rested().type("2 BAR").zones[:2] == ("Guten Tag", "Anna")


def test_chief_goes_on_with_a_locked_sale() -> None:
    """C5: whoever was locked out is signed off by it, once."""
    anna = replace(STALL.clerks[2], has_pin=True)
    stall = replace(STALL, clerks={**STALL.clerks, 2: anna})
    book = Playbook(stall, clerk=2).type("250 WG1").wait(600).type("1 BAR 1111 BAR")
    assert (book.till.clerk, book.till.basket.total_cents) == (1, 250)
    assert book.kinds == ["POS", "AUS", "EIN"]


def test_till_without_pin_does_not_lock(book: Playbook) -> None:
    """A lock that everybody opens is none; nor is a question ever left without its answer."""
    assert book.type("250 WG1").wait(3600).phase is Phase.SALE
    assert rested("250 WG1 KARTE").phase is Phase.PROMPT
    assert rested("F 50 F 50").wait(0).phase is Phase.LOCKED


def test_lock_can_be_switched_off() -> None:
    """lock_after_minutes = 0: never."""
    stall = replace(STALL, options=replace(STALL.options, lock_after_minutes=0))
    assert Playbook(stall, clerk=1).type("25").wait(3600).phase is Phase.NUM


def test_practice_of_a_locked_till_ends_with_its_clerk() -> None:
    """C10: what the chief practised is dropped when Anna signs on."""
    book = rested("F 50").type("2 BAR")
    assert not book.till.is_training
    assert book.kinds == ["TRA_EIN", "AUS", "TRA_AUS", "EIN"]


def test_quantity_is_no_clerk(book: Playbook) -> None:
    """`3 × 1 F 01` is a slip of the finger."""
    assert book.type("3 × 1 F 01").screen.main == "Tastenfolge"
    assert book.till.clerk == 2


def test_alone_there_is_nobody_to_change() -> None:
    """C6: one person, clerk 1, always signed on."""
    book = Playbook(ALONE, clerk=None)
    assert book.till.clerk == 1
    assert book.type("F 01").screen.main == "Keine Bediener"


def test_part_paid_till_is_not_left(book: Playbook) -> None:
    """Nobody leaves a customer with open change; training does not begin there either."""
    for keys in ("F 01", "F 50", "F 20"):
        book.type(f"C C 1980 WG3 1000 BAR {keys}")
        assert book.screen.main == "Bon ist offen"
        book.type("C F C BAR")


def test_clerk_is_remembered() -> None:
    """After a boot the journal's clerk stands there, unless the stall no longer knows her."""
    assert Playbook(STALL, clerk=1).till.clerk == 1
    assert Playbook(STALL, clerk=9).phase is Phase.LOCKED


def test_open_sale_waits_for_a_clerk(book: Playbook) -> None:
    """A restored sale at a locked till: sign on, go on."""
    sale = book.type("250 WG1").till.basket
    locked = Playbook(STALL, clerk=None, open_sale=sale)
    assert locked.phase is Phase.LOCKED
    assert locked.type("2 BAR BAR").zones[:2] == ("BEZAHLT", "2,50")


def test_restored_sale_says_so(book: Playbook) -> None:
    """AU4: the open sale is news, its sum stands below."""
    book.type("250 WG1").reboot()
    assert book.zones == ("Offener Bon", "weiter", "SUMME            2,50")


def test_practice_marks_every_row(book: Playbook) -> None:
    """C8: no row of a practised sale can be taken for a real one."""
    book.type("F 50 1111 BAR WG1 WG1 STO 100 BAR STO F BAR C BAR")
    rows = [row for kind, row in book.journal if kind not in ("CHEF", "BELEG")]
    assert all(row["training"] is True for row in rows)


def test_practice_keeps_the_drawer_shut(book: Playbook) -> None:
    """F BAR in training says so and opens nothing."""
    book.type("F 50 1111 BAR F BAR")
    assert book.zones[:2] == ("Training", "Lade bleibt zu")
    assert book.pulses == 0


def test_practice_never_becomes_real(book: Playbook) -> None:
    """The plug is pulled in training: the practised sale is dropped, training is over."""
    book.type("F 50 1111 BAR WG1").reboot()
    assert not book.till.is_training
    assert not fold(book.journal).lines


def test_real_sale_after_voided_practice(book: Playbook) -> None:
    """Practised positions voided one by one do not pull down the real sale after them."""
    book.type("F 50 1111 BAR WG1 STO F 50 500 WG3").reboot()
    assert book.till.basket.total_cents == 500


def test_practice_leaves_no_change(book: Playbook) -> None:
    """After training `2000 ZW` does not reckon for a practice receipt."""
    book.type("F 50 1111 BAR WG1 BAR F 50 2000 ZW")
    assert book.screen.main == "Tastenfolge"


def test_forgotten_practice_ends(book: Playbook) -> None:
    """C10: half an hour without a key, and the next sale is real."""
    book.type("F 50 1111 BAR WG1 25").wait(29 * 60)
    assert book.till.is_training
    book.paper(PaperState.OFFLINE).wait(60)
    assert not book.till.is_training
    assert book.zones[:2] == ("Training", "beendet")
    assert book.kinds[-2:] == ["BON_ABBRUCH", "TRA_AUS"]
    assert book.phase is Phase.IDLE


@pytest.mark.parametrize(
    ("keys", "after"),
    [
        ("1980 WG3 BAR F 30 BAR", "1 BAR BAR"),
        ("1980 WG3 BAR F 30 BAR 1", "BAR"),
        ("1980 WG3 BAR F 31 BAR 1 BAR", "1 BAR BAR"),
        ("F 20 BAR 1 BAR 1 BAR", "ZW ZW 2 1 BAR"),
        ("F 02 5000 BAR", "BAR 1 BAR"),
        ("F 03 5000 BAR", "BAR 1 BAR"),
        ("250 WG1 F ZW", "BAR"),
        ("1980 WG3 BAR F 30 BAR F 60 2", "1 BAR BAR"),
        ("1980 WG3 BAR F 30 BAR F 60", "2 1 BAR BAR"),
    ],
)
def test_nothing_that_was_begun_in_training_becomes_real(
    book: Playbook, keys: str, after: str
) -> None:
    """§ 8 Abs 1, § 11 Abs 3 RKSV: an open question of practice ends with it, also an inspector's.

    A cancellation of a practice receipt would take from the counter what it never counted.
    """
    book.type(f"F 50 1111 BAR {keys}").wait(31 * 60)
    rows, sales, pulses = len(book.kinds), len(book.sales), book.pulses

    book.type(after)

    assert not book.till.is_training
    assert (None, None, EMPTY) == (book.till.dialogue, book.till.aside, book.till.basket)
    assert [] == [kind for kind in book.kinds[rows:] if kind != "FEHLER"]
    assert (sales, pulses) == (len(book.sales), book.pulses)


def test_training_outlasts_what_is_waited_for(book: Playbook) -> None:
    """What was asked of the app or the card is heard by whoever asked; practice ends afterwards."""
    till = replace(book.type("F 50 1111 BAR F 02").till, now_utc=book.now_utc + timedelta(hours=1))
    assert till.dialogue is not None
    assert clerks.is_training_forgotten(till)
    assert not clerks.is_training_forgotten(replace(till, is_issuing=True))
    waiting = replace(till.dialogue, is_waiting=True)
    assert not clerks.is_training_forgotten(replace(till, dialogue=waiting))


def test_sale_is_not_ended_by_waiting(book: Playbook) -> None:
    """A real sale stays open as long as it takes."""
    book.type("WG1").wait(3600)
    assert book.till.basket.total_cents == 250


def test_practice_knows_no_real_receipt(book: Playbook) -> None:
    """Nor does training reckon change for the real receipt before it."""
    assert book.type("WG1 BAR F 50 1111 BAR 2000 ZW").screen.main == "Tastenfolge"


def test_signing_off_clears_the_display(book: Playbook) -> None:
    """The next clerk does not see the last customer's change."""
    assert book.type("1980 WG3 2000 BAR F 01").screen.main == "BEDIENER ?"
    assert book.type("2 BAR").screen.main == "Anna"

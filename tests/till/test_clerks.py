"""firmware.till.clerks: who stands at the till."""

from firmware.till.acts import JournalKind
from firmware.till.basket import fold
from firmware.till.events import PaperState
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
    book.type("1 F 01 WG1")
    assert book.kinds == ["AUS", "EIN", "POS"]
    assert book.clerks == [2, 1, 1]
    assert book.row(JournalKind.EIN) == {"number": 1, "name": "Chef"}


def test_unknown_clerk_changes_nothing(book: Playbook) -> None:
    """`7 F 01`: Anna stays; the wrong number is gone."""
    book.type("7 F 01")
    assert book.screen.main == "Bediener unbek."
    assert (book.till.clerk, book.till.entry.text) == (2, "")


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
    for keys in ("F 01", "F 50", "F 60"):
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
    assert book.type("1 BAR").screen.main == "Chef"

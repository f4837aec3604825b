"""firmware.till.after.part_return: beyond the rows of the manual."""

from tests.till.playbook import Playbook

_SOLD = "3 × 200 WG3 1,345 × WG2 100 WG5 BAR F 31"


def chief(keys: str) -> Playbook:
    """A new till after these keys, with the chief at it."""
    return Playbook(clerk=1).type(keys)


def test_mark_is_taken_back() -> None:
    """The same line again: another number, none at all."""
    book = chief(f"{_SOLD} BAR 2 BAR BAR 0 BAR ZW")
    assert "Nichts gewählt" == book.screen.main


def test_weighed_goods_come_back_whole() -> None:
    """BAR marks them, BAR again takes the mark away; no number is asked."""
    book = chief(f"{_SOLD} 2 BAR")
    assert ("Gemüse", "−3,90", "✓ 1,345kg zur. ZW=ok") == book.zones
    assert "3,90" == book.type("BAR").screen.main


def test_several_lines_at_once() -> None:
    """One receipt for all that comes back."""
    book = chief(f"{_SOLD} BAR 1 BAR 2 2 BAR ZW 2 BAR")
    assert -300 == book.sales[-1].total_cents
    assert [0, 2] == [origin.line for origin in book.sales[-1].origins]
    assert book.sales[-1].is_part


def test_all_of_it_is_the_whole_receipt() -> None:
    """Marked one by one, nothing is left; then it is cancelled already."""
    book = chief("2 × 200 WG3 100 WG5 BAR F 31 BAR BAR 2 BAR ZW 2 BAR")
    assert -500 == book.sales[-1].total_cents
    assert not book.sales[-1].is_part
    assert "bereits storniert (413)" == book.type("412 F 31").screen.main


def test_no_more_than_was_sold() -> None:
    """A larger number is refused, and asked again."""
    book = chief(f"{_SOLD} BAR 4 BAR")
    assert "Zahl prüfen" == book.screen.main
    assert "von 3 zurück?  BAR" == book.type("C C").screen.hint


def test_nothing_but_returns() -> None:
    """A receipt of bottles brought back has no goods to take back; F 30 cancels it whole."""
    book = chief("F STO F WG8 BAR F 31")
    assert ("Nichts zurück", "ganz: F 30") == book.zones[1:]


def test_cashier_is_asked_for_the_chief() -> None:
    """After the list, when the amount is known."""
    assert "E06 Chef-PIN ?" == Playbook().type("500 WG3 BAR F 31 BAR ZW").screen.item


def test_cup_comes_back_at_its_price() -> None:
    """The discount on the sale was not given on it, so it does not cut its return."""
    book = chief("1000 WG3 200 WG7 ZW 10 % BAR F 31 2 BAR ZW 1 BAR")
    assert [1100, -200] == [sale.total_cents for sale in book.sales]

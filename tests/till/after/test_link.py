"""firmware.till.after.link: what a phone reads, and why it may not."""

from datetime import timedelta

from firmware.till.after.link import is_digital, link_of, receipt_link, why_paper
from firmware.till.requests import FindReceipt, FoundReceipt
from tests.till.playbook import Playbook


def found(book: Playbook) -> FoundReceipt:
    """The only receipt."""
    (number,) = book.book.receipts
    answer = book.book.answer(FindReceipt(number=number))
    assert isinstance(answer, FoundReceipt)
    return answer


def test_machine_code_without_an_archive() -> None:
    """§ 10 RKSV: the code proves the receipt, and leads nowhere."""
    book = Playbook().type("250 WG1 BAR")
    assert not is_digital(book.till)
    assert "" == link_of(book.till, found(book))
    assert found(book).qr == receipt_link(book.till, found(book))
    assert "Kein Archiv: Papier" == why_paper(book.till)


def test_a_link_while_the_archive_answers() -> None:
    """§ 132a Abs 1 BAO: it leads to the receipt, for as long as the last contact is believed."""
    book = Playbook().play("@archive digital").type("250 WG1 BAR")
    link = found(book).link
    assert link.startswith("HTTPS://BON.EXAMPLE/")
    assert link == link_of(book.till, found(book)) == receipt_link(book.till, found(book))
    book.wait(timedelta(minutes=15).total_seconds() + 1)
    assert "" == link_of(book.till, found(book))
    assert found(book).qr == receipt_link(book.till, found(book))
    assert "Kein Netz: Papier" == why_paper(book.till)

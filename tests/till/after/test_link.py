"""firmware.till.after.link: what a phone reads."""

from firmware.till.after.link import receipt_link
from tests.till.playbook import STALL, Playbook


def test_machine_code_today() -> None:
    """§ 10 RKSV: without an archive the machine code itself."""
    book = Playbook().type("250 WG1 BAR")
    found = book.book.receipts[412]
    assert found.qr == receipt_link(STALL, found)

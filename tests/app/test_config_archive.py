"""firmware.app.config_archive: how long a contact is believed."""

from datetime import timedelta

import pytest

from firmware.app.config import ConfigError, parse
from firmware.app.config_archive import ReceiptLinkSection

STALL = (
    '[company]\nname = "S"\n[register]\nid = "K-1"\n[[group]]\nnumber = 1\nname = "O"\nvat = "10"\n'
)


def test_a_quarter_of_an_hour_unless_said() -> None:
    """By default, and as written."""
    assert timedelta(minutes=15) == parse(STALL).receipt_link.contact
    said = parse(f"{STALL}[receipt_link]\ncontact_minutes = 5\n")
    assert ReceiptLinkSection(contact_minutes=5) == said.receipt_link


@pytest.mark.parametrize("minutes", ["0", "1441", "1.5", '"5"'])
def test_what_is_no_such_time(minutes: str) -> None:
    """Refused by name."""
    with pytest.raises(ConfigError, match="receipt_link"):
        parse(f"{STALL}[receipt_link]\ncontact_minutes = {minutes}\n")

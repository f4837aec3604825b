"""What the office must know, as values."""

from datetime import UTC, datetime

from firmware.finanzonline.facts import OutageFact
from firmware.finanzonline.order import Reason


def test_an_outage_is_one_of_the_signature_unless_said_otherwise() -> None:
    """§ 17 RKSV: reason 2, a signature is impossible or faulty, is what a till knows by itself."""
    fact = OutageFact(number=7, serial="1a", began_utc=datetime(2027, 1, 2, tzinfo=UTC))
    assert Reason.SIGNATURE is fact.reason

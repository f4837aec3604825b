"""Orders and answers as values."""

from firmware.finanzonline.order import Reason


def test_reasons_are_the_codes_of_the_web_service() -> None:
    """§ 17 RKSV: the numbers FinanzOnline knows; every one is another."""
    assert {1, 2, 5, 6, 7, 99} == {reason.value for reason in Reason}

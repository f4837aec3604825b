"""firmware.export.audit.stamped: how a stamp stands, in one word."""

from firmware.export.audit.stamped import Stamped, examine_stamp


def test_nobody_judges_what_is_not_there() -> None:
    """No stamp, or nobody who could say."""
    assert (Stamped.NONE, None) == examine_stamp("", "text", None)
    assert (Stamped.UNCHECKED, None) == examine_stamp("WA==", "text", None)
    well = (Stamped.GOOD, Stamped.UNCHECKED)
    assert {one: one not in well for one in Stamped} == {one: bool(one.fault) for one in Stamped}

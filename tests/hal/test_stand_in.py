"""Modules in the place of others."""

import sys

from hal.stand_in import module, standing_in


def test_for_as_long_as_the_block() -> None:
    """What is there comes back, and what is not is gone again."""
    real = sys.modules["json"]
    with standing_in(module("json"), module("none_such", a=1)):
        assert sys.modules["json"] is not real
        assert 1 == sys.modules["none_such"].a

    assert sys.modules["json"] is real
    assert "none_such" not in sys.modules

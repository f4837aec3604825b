"""firmware.image.settings.keys: the model of the file is the settings of the till."""

import msgspec
import pytest

from firmware.app.config import Config
from firmware.image.settings.keys import OPEN_KEYS, SECRETS, SECTIONS, _struct_in


def test_every_section() -> None:
    """None is listed a second time, so none is forgotten."""
    assert set(Config.__struct_fields__) == set(SECTIONS)
    assert {"group", "article", "clerk", "signature"} == {
        name for name, section in SECTIONS.items() if section.is_list
    }
    assert {"company", "register", "group"} == {
        name for name, section in SECTIONS.items() if section.is_required
    }


def test_keys() -> None:
    """With what msgspec asks of them."""
    number = SECTIONS["group"].keys["number"]
    assert (True, False, False) == (number.takes(1), number.takes(0), number.takes("1"))
    assert number.is_required
    assert not SECTIONS["group"].keys["price"].is_required


def test_secrets_are_keys() -> None:
    """And nothing of them is ever repeated."""
    for section, key in SECRETS:
        assert key in SECTIONS[section].keys
        assert key not in OPEN_KEYS


def test_no_section() -> None:
    """A value beside the sections would have no words."""
    with pytest.raises(TypeError):
        _struct_in(dict[str, int])
    assert (msgspec.Struct, False) == _struct_in(msgspec.Struct)

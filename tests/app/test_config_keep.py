"""firmware.app.config_keep: the sections [backup] and [mirror]."""

import pytest

from firmware.app.config import ConfigError, parse

STALL = """
[company]
name = "MARKTSTAND HUBER"
[register]
id = "GRAZ-01"
[[group]]
number = 1
name = "Obst"
vat = "10"
"""


def test_without_a_word() -> None:
    """V120: once a week; M14: no second medium."""
    config = parse(STALL)
    assert 7 == config.backup.remind_days
    assert None is config.mirror


def test_as_they_are_written() -> None:
    """Every key."""
    config = parse(STALL + '[backup]\nremind_days = 0\n[mirror]\nfolder = "/media/kassa-spiegel"')
    assert 0 == config.backup.remind_days
    assert config.mirror is not None
    assert "/media/kassa-spiegel" == config.mirror.folder


@pytest.mark.parametrize(
    ("section", "named"),
    [
        ("[backup]\nremind_days = -1", "backup.remind_days"),
        ("[backup]\nremind_days = 91", "backup.remind_days"),
        ("[backup]\nremind = 7", "remind"),
        ("[mirror]", "folder"),
        ('[mirror]\nfolder = ""', "mirror.folder"),
        ('[mirror]\nfolder = "media/stick"', "mirror.folder"),
        ('[mirror]\nfolder = "/a\\u0000b"', "mirror.folder"),
    ],
)
def test_what_cannot_be(section: str, named: str) -> None:
    """Refused by name."""
    with pytest.raises(ConfigError, match=named):
        parse(STALL + section)

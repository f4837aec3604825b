"""firmware.export.papers.system_image: the image, in both papers that describe the till."""

from dataclasses import replace

import pytest

from firmware.export.papers.e131 import e131
from firmware.export.papers.facts import Setting
from firmware.export.papers.process import process_documentation
from firmware.export.papers.system_image import image_pairs, updates
from firmware.export.papers.words import NONE
from tests.export.papers.sample import PLAIN, words_in

HASH = "0123456789abcdef" * 4
PROGRAM = replace(PLAIN.program, image="1.3.0", image_slot="b", image_root_hash=HASH)


def test_of_an_image() -> None:
    """§ 131b Abs 2 BAO: all of the root hash, so that anybody can compare it."""
    expected = {
        "Systemabbild": "1.3.0",
        "Platz des Systemabbilds": "b",
        "Prüfsumme des Systemabbilds": HASH,
    }
    assert expected == dict(image_pairs(PROGRAM))
    blank = dict(image_pairs(replace(PROGRAM, image_slot="", image_root_hash="")))
    assert (NONE, NONE) == (blank["Platz des Systemabbilds"], blank["Prüfsumme des Systemabbilds"])


def test_of_none() -> None:
    """Said as it is."""
    assert (("Systemabbild", "kein Image"),) == image_pairs(PLAIN.program)


@pytest.mark.parametrize("write", [e131, process_documentation])
def test_it_stands_in_both_papers(write: type) -> None:
    """With an image its hash, without one that there is none."""
    assert HASH in words_in(write(replace(PLAIN, program=PROGRAM)))
    assert "kein Image" in words_in(write(PLAIN))


def test_how_it_is_updated() -> None:
    """What a till cannot do is not promised; what it can is not denied."""
    with_image = replace(PLAIN, program=PROGRAM)
    address = Setting(section="archive", key="url", value="https://kassa.example.at")
    offered = replace(with_image, settings=(*with_image.settings, address))
    limit = "Kein Systemabbild mit zwei Hälften"
    assert limit in words_in(e131(PLAIN))
    assert limit not in words_in(e131(with_image))
    said = [" ".join(one.text for one in updates(facts)) for facts in (PLAIN, with_image, offered)]
    assert ["F 76" in one for one in said] == [False, True, True]
    assert ["Archiv" in one for one in said] == [False, False, True]
    assert all("Zeilen und Belege werden nie umgeschrieben" in one for one in said)

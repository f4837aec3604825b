"""firmware.image.settings.places: the line of each key."""

import tomllib

import pytest

from firmware.image.settings.finding import KeyPath
from firmware.image.settings.places import find_places, parts_of

TEXT = '''\
top = 1 # [not] = a section
[company]
name = "a # b [c]"
lines = [
  "x = 1",  # [no]
  "]",
]
long = """
[register]
name = 1
"""
[[group]]
number = 1
[[group]]
number = 2
  vat = '10'
"quoted key" = 3
a.b = { c = 1, d = [2] }
[deep.er]
x = 1
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 1),
        (("company",), 2),
        (("company", "name"), 3),
        (("company", "lines"), 4),
        (("company", "lines", 1), 4),
        (("company", "long"), 8),
        (("group",), 12),
        (("group", 0, "number"), 13),
        (("group", 1), 14),
        (("group", 1, "number"), 15),
        (("group", 1, "vat"), 16),
        (("group", 1, "quoted key"), 17),
        (("group", 1, "a", "b", "c"), 18),
        (("deep", "er", "x"), 20),
        (("register",), 0),
        (("company", "missing"), 2),
    ],
)
def test_line_of(path: KeyPath, line: int) -> None:
    """The line of the key, or of what is around it."""
    tomllib.loads(TEXT)
    assert line == find_places(TEXT).line_of(path)


def test_parts() -> None:
    """Dots between quotation marks part nothing."""
    assert ("a", "b.c", "d") == parts_of("a . \"b.c\" .'d'")

"""firmware.image.settings.syntax: every line that is no TOML, and the rest all the same."""

import pytest

from firmware.image.settings.syntax import MAX_FINDINGS, read_toml


def test_all_lines_at_once() -> None:
    """A mistake in one line hides none in another, and what is good is read."""
    parsed = read_toml('[a]\nx = oder\ny = "gut"\nz = 2,50\n[b\nw = 1\n[c]\nv = 1\n')
    assert [2, 4, 5] == [one.line for one in parsed.findings]
    assert {"a": {"y": "gut"}, "c": {"v": 1}} == parsed.tables
    assert {"x", "z", "b", "w"} <= parsed.skipped
    assert 8 == parsed.places.line_of(("c", "v"))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a = 1\nlines = ["x",\n "y"\n[b]\nc = 1\n', 2),
        ('a = 1\nlines = ["x", "y"\n', 2),
        ('a = "x\nb = 1\n', 1),
        ('a = """x\nb = 1\n', 1),
        ("a = 1\n]\n", 2),
        ("a = {x = 1\nb = 1\n", 1),
        ("a = 1\r\nb = x\r\n", 2),
        ("\x00", 1),
    ],
)
def test_what_is_to_blame(text: str, line: int) -> None:
    """What is not closed is noticed far below, but told where it begins."""
    assert line == read_toml(text).findings[0].line


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a = 1\na = 2", "steht in diesem Abschnitt schon"),
        ("[a]\nx = 1\n[b]\n[a]\ny = 1", "Den Abschnitt [a] gibt es schon"),
        ("[[a]]\n[a]", "Den Abschnitt [a] gibt es schon"),
        ("[a]\n[[a]]", "überall dieselben Klammern"),
    ],
)
def test_twice(text: str, words: str) -> None:
    """Which one was meant, nobody guesses."""
    (finding,) = read_toml(text).findings
    assert (text.count("\n") + 1, True) == (finding.line, True) or finding.line == 4
    assert words in finding.sentence


def test_too_much() -> None:
    """After so many the rest is not looked for, and nothing is read."""
    parsed = read_toml("x y z\n" * 100)
    assert (MAX_FINDINGS, {}) == (len(parsed.findings), parsed.tables)


def test_a_number_without_end() -> None:
    """More digits than Python reads: its line is told, the same digits as text are none."""
    text = f"a = '{'9' * 5000}'\nb = {'9' * 5000}\nc = 1\n"
    parsed = read_toml(text)
    (finding,) = parsed.findings
    assert (2, "Diese Zahl ist zu lang.") == (finding.line, finding.sentence)
    assert {"a", "c"} == set(parsed.tables)


def test_too_deep() -> None:
    """What would exhaust the reader is a mistake like another."""
    (finding,) = read_toml("a = " + "[" * 5000).findings
    assert "Klammern" in finding.sentence

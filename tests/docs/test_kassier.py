"""docs/kassier.md: what the cashier's card says to press can be pressed."""

from typing import Final

from firmware.desk.keys import KeysError, parse_keys
from firmware.till.texts import ErrorCode
from tests.docs.pages import DOCS, rows

PAGE: Final = DOCS / "kassier.md"


def test_key_sequences_are_keys_of_the_till() -> None:
    """Everything between backticks in the tables of keys is a sequence the desk would play."""
    wrong: list[str] = []
    for row in rows(PAGE, columns=("Tasten", "was geschieht")):
        for sequence in "|".join(row).split("`")[1::2]:
            try:
                parse_keys(sequence)
            except KeysError as error:
                wrong.append(f"{sequence}: {error}")

    assert [] == wrong


def test_error_codes_are_those_of_the_till() -> None:
    """The card explains each code that the display can show, and no other."""
    text = " ".join(cell for row in rows(PAGE, columns=("am Display", "was tun")) for cell in row)
    named = {word.strip(",:") for word in text.split() if word[:1] == "E" and word[1:3].isdigit()}

    assert sorted(ErrorCode.__members__) == sorted(named)

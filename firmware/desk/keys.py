"""Key sequences as the manual writes them: `3 × 250 WG1 2000 BAR`.

Keys stand in order with one blank between them; digits and comma are written together (`250` is
three keys). The legend of a cap is its word; `x` and `*` also mean `×`, since few keyboards have
it. The page and the script runner share this notation.
"""

from collections.abc import Sequence

from hal.keypad.port import Key

#: A longer text is a mistake, not a sale (99 positions of eight keys fit).
MAX_KEYS = 1000

_NUMBER_KEYS: dict[str, Key] = {
    **{digit: Key(digit) for digit in "0123456789"},
    ",": Key.COMMA,
}
_NUMBER_LEGENDS = frozenset({*_NUMBER_KEYS, Key.DIGIT_00.value})
_WORDS: dict[str, Key] = {
    **{key.value: key for key in Key if key.value not in _NUMBER_KEYS},
    "X": Key.TIMES,
    "*": Key.TIMES,
}


class KeysError(ValueError):
    """A text is not a key sequence."""


class UnknownWordError(KeysError):
    """A word is neither a cap nor a number; `position` counts words from 1."""

    def __init__(self, word: str, position: int) -> None:
        super().__init__(f"word {position}: {word!r} is no key of the till")
        self.word = word
        self.position = position


class TooManyKeysError(KeysError):
    """More keys than `MAX_KEYS`."""

    def __init__(self) -> None:
        super().__init__(f"a sequence has at most {MAX_KEYS} keys")


def parse_keys(text: str) -> tuple[Key, ...]:
    """The keys of `text`, in order; letters may be small or capital, blanks may be several.

    A number becomes one key per character, so `2000` is four keys; the word `00` alone is the
    double-zero key.

    Raises:
        UnknownWordError: a word is no key and no number.
        TooManyKeysError: more than `MAX_KEYS`.
    """
    keys: list[Key] = []
    for position, word in enumerate(text.split(), start=1):
        keys.extend(_keys_of(word, position))
        if len(keys) > MAX_KEYS:
            raise TooManyKeysError
    return tuple(keys)


def format_keys(keys: Sequence[Key]) -> str:
    """`keys` in the manual's notation, digits written together.

    The double zero is written as its two digits, as the manual does: read back, `2000` presses
    `0` more often and types the same number.
    """
    words: list[str] = []
    is_number = False
    for key in keys:
        was_number, is_number = is_number, key.value in _NUMBER_LEGENDS
        if was_number and is_number:
            words[-1] += key.value
        else:
            words.append(key.value)
    return " ".join(words)


def _keys_of(word: str, position: int) -> tuple[Key, ...]:
    """The keys of one word.

    Raises:
        UnknownWordError: it is none.
    """
    cap = _WORDS.get(word.upper())
    if cap is not None:
        return (cap,)
    if all(character in _NUMBER_KEYS for character in word):
        return tuple(_NUMBER_KEYS[character] for character in word)
    raise UnknownWordError(word, position)

"""Letters from number keys, as on an old telephone: `2` is A, `2 2` is B, `0` is a blank.

What is typed is kept as taps (digits; `,` ends a letter, so that two of one key stand side by
side); `shown` reads them. Names of articles and lines of the header are typed this way.
"""

#: What each key goes through. `,` between two taps of one key begins the next letter.
KEYS: dict[str, str] = {
    "0": " 0",
    "1": "1.-/&,",
    "2": "ABCÄ2",
    "3": "DEF3",
    "4": "GHI4",
    "5": "JKL5",
    "6": "MNOÖ6",
    "7": "PQRSß7",
    "8": "TUVÜ8",
    "9": "WXYZ9",
}


def groups(taps: str) -> list[str]:
    """The taps of each letter, in order."""
    result: list[str] = []
    is_new = True
    for tap in taps:
        if tap == ",":
            is_new = True
        elif not is_new and result[-1][0] == tap:
            result[-1] += tap
        else:
            result.append(tap)
            is_new = False
    return result


def shown(taps: str) -> str:
    """The text of `taps`; the first letter of a word is large, the others are small.

    >>> shown("2775533")
    'Aple'
    """
    text = "".join(KEYS[group[0]][(len(group) - 1) % len(KEYS[group[0]])] for group in groups(taps))
    return " ".join(word[:1] + word[1:].lower() for word in text.split(" "))


def without_last(taps: str) -> str:
    """`taps` without the last letter."""
    kept = groups(taps)[:-1]
    result = ""
    for group in kept:
        result += ("," if result and result[-1] == group[0] else "") + group
    return result

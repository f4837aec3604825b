"""Good examples broken: the same bytes from the same seed, on any machine, without any coverage.

Beside what every fuzzer does to bytes there are the ways in which files of this till were broken
before: numbers of thousands of digits, brackets nested a thousand deep, text that is no UTF-8.
"""

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Final

MAX_BYTES: Final = 16 * 1024
_DIGITS: Final = re.compile(rb"\d+")
_OPENING: Final = re.compile(rb"[\[{(]")
#: More digits than Python turns into a number unasked.
_LONG_NUMBER: Final = b"9" * 5000
_DEEP: Final = 3000
_EDGES: Final = (0x00, 0x01, 0x1F, 0x20, 0x7F, 0x80, 0xF0, 0xFF)
_NUMBERS: Final = (b"0", b"-1", b"1e999", b"9223372036854775808", b"-0", b"2.5", b"", _LONG_NUMBER)
_STRANGE: Final = (b"\xff\xfe", b"\xc3", b"\x00", b"\xed\xa0\x80", b"\xe2\x80\xa8", b"\\ud800")

Move = Callable[[bytes, Random, Sequence[bytes]], bytes]


def mutated(example: bytes, examples: Sequence[bytes], random: Random) -> bytes:
    """`example` after one to four moves; `examples` are others of its kind."""
    broken = example
    for _ in range(random.randint(1, 4)):
        broken = random.choice(_MOVES)(broken, random, examples)[:MAX_BYTES]
    return broken


def _flip(text: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    if not text:
        return bytes([random.randrange(256)])
    at = random.randrange(len(text))
    return text[:at] + bytes([text[at] ^ 1 << random.randrange(8)]) + text[at + 1 :]


def _edge(text: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    at = random.randrange(len(text) + 1)
    return text[:at] + bytes([random.choice(_EDGES)]) + text[at + 1 :]


def _cut(text: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    first, last = _stretch(text, random)
    return text[:first] + text[last:]


def _end(text: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    return text[: random.randrange(len(text) + 1)]


def _again(text: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    first, last = _stretch(text, random)
    return text[:last] + text[first:last] * random.choice((1, 2, 40)) + text[last:]


def _exchange(text: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    other = random.choice(others)
    first, last = _stretch(other, random)
    at, _ = _stretch(text, random)
    return text[:at] + other[first:last] + text[at + random.choice((0, last - first)) :]


def _number(text: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    found = list(_DIGITS.finditer(text))
    if not found:
        return text
    one = random.choice(found)
    return text[: one.start()] + random.choice(_NUMBERS) + text[one.end() :]


def _nest(text: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    found = list(_OPENING.finditer(text))
    at = random.choice(found).start() if found else random.randrange(len(text) + 1)
    return text[:at] + random.choice((b"[", b'{"a":', b"(")) * _DEEP + text[at:]


def _strange(text: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(_STRANGE) + text[at:]


def _stretch(text: bytes, random: Random) -> tuple[int, int]:
    first = random.randrange(len(text) + 1)
    return first, min(len(text), first + random.choice((1, 2, 8, 64)))


_MOVES: Final[tuple[Move, ...]] = (
    *(_flip, _edge, _cut, _end, _again, _exchange, _number, _number, _nest, _strange),
)

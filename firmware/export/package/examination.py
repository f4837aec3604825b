"""What is examined of an export before it leaves: its DEP as an auditor does, its rows as written.

What is found does not keep the export from leaving: an auditor is owed the books as they are, and
who owns a damaged book needs what is left of it most. It stands in the list instead.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from firmware.export.package.part import Sight
from firmware.export.verification import Progress, verify_file
from firmware.rksv.rules import Finding, Severity
from firmware.rksv.trust import KeyStore
from firmware.rksv.verify import VerifyOptions
from firmware.store import stretch
from firmware.store.integrity import Part, Problem
from firmware.store.stretch import Stretch

#: The first ones are told, and that there are more.
FOUND_MAX: Final = 20
_MORE: Final = "there are more findings"
_BOOK_WORDS: Final = {
    Part.JOURNAL: "Journal verändert",
    Part.RECEIPT: "Beleg verändert",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing against the books: in English for the list, in German for the slip."""

    detail: str
    words: str


def examine(sight: Sight, dep: Path | None, keys: KeyStore | None = None) -> tuple[Found, ...]:
    """What speaks against the rows in sight and against the DEP that was written of them.

    In this thread alone, for the till goes on beside it; `sight.moved` is told of each receipt
    once, of each row once, and of each receipt of the DEP. With `keys` the turnover counter of
    every receipt is opened, too.

    Raises:
        ReadError: the DEP cannot be read.
        StoreError: the book cannot be asked.
    """
    found = [
        *_first(_rows(sight)),
        *(() if dep is None else _first(_dep(sight, dep, keys))),
    ]
    return tuple(found)


def _first(found: Iterable[Found]) -> list[Found]:
    told = list(islice(found, FOUND_MAX + 1))
    if len(told) > FOUND_MAX:
        told[FOUND_MAX:] = [Found(detail=_MORE, words="und weitere")]
    return told


def _rows(sight: Sight) -> Iterator[Found]:
    looked_at = Stretch(
        receipts=(sight.receipts.first, sight.receipts.last),
        journal=(sight.journal.first, sight.journal.last),
        previous_hash=sight.previous_hash,
        moved=sight.moved,
    )
    for problem in stretch.problems(sight.book, looked_at):
        yield Found(detail=f"{problem.place}: {problem.detail}", words=_words(problem))


def _words(problem: Problem) -> str:
    number = problem.place.rpartition(" ")[2]
    words = _BOOK_WORDS.get(problem.part, "Buch beschädigt")
    return f"{words}: {number}" if number.isdecimal() else words


def _dep(sight: Sight, dep: Path, keys: KeyStore | None) -> Iterator[Found]:
    # A clock that was set back since is no finding against the books.
    tail = sight.book.tail()
    now_utc = max(sight.made_at_utc, sight.made_at_utc if tail is None else tail.issued_at_utc)
    options = VerifyOptions(is_partial=sight.receipts.first > 1, now_utc=now_utc)
    report = verify_file(dep, keys, options, processes=1, progress=_counting(sight.moved))
    for one in report.findings:
        if one.severity is Severity.ERROR:
            yield _found(one)


def _found(one: Finding) -> Found:
    words = f"Bon {one.number}: {one.rule.value}" if one.number else f"DEP: {one.rule.value}"
    return Found(detail=f"receipt {one.number or '?'}: {one.rule.value}: {one.detail}", words=words)


def _counting(moved: Callable[[int], None]) -> Callable[[Progress], None]:
    counted = 0

    def tell(progress: Progress) -> None:
        nonlocal counted
        moved(progress.receipts - counted)
        counted = progress.receipts

    return tell

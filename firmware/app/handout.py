"""Everything that comes to the customer as paper, or in its place."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from firmware.app.slips import Slips
from firmware.app.spool import Job, Spool, feed_job
from firmware.app.tidings import named, shown
from firmware.rksv.receipt import ReceiptKind
from firmware.store.book import Book
from firmware.store.entry import StoredReceipt
from firmware.till.acts import JournalKind
from firmware.till.effects import DropPrint, FeedPaper, PrintPaper, PrintReceipt, ShowReceipt
from firmware.till.papers.paper import Paper
from firmware.till.papers.slip import Mark
from firmware.till.stall.catalog import Profile

HandedOut = PrintReceipt | ShowReceipt | DropPrint | FeedPaper | PrintPaper


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """What handing out asks of the loop.

    `journal` writes a row about paper. `secure` is called before anything goes to the spool or, in
    its place, onto the display; `make_known` before the link of a receipt is shown, and says
    whether it may be.
    """

    journal: Callable[[JournalKind, dict[str, object]], object]
    secure: Callable[[], None]
    make_known: Callable[[int], bool]


class HandOut:
    """Makes jobs for the spool out of what is stored."""

    def __init__(self, book: Book, spool: Spool, slips: Slips, back: Back) -> None:
        self._book = book
        self._spool = spool
        self._slips = slips
        self._journal, self._secure = back.journal, back.secure
        self._make_known = back.make_known

    def follow(self, profile: Profile) -> None:
        """Print for this stall from now on."""
        self._slips = self._slips.of(profile)

    def serve(self, effect: HandedOut) -> bool:
        """Carry one of the effects out; printing itself is the spool's, later.

        False where a link must not be shown, because the archive would not know it.
        """
        match effect:
            case PrintReceipt():
                self._print(effect)
            case ShowReceipt():
                return self._show(effect)
            case DropPrint():
                self._spool.drop(effect.number)
            case FeedPaper():
                self._spool_up(feed_job(effect.lines))
            case PrintPaper():
                self.print_paper(effect.paper, Mark.NONE)
            case _:
                assert_never(effect)
        return True

    def _show(self, effect: ShowReceipt) -> bool:
        self._secure()
        if effect.is_link and not self._make_known(effect.number):
            return False
        self._journal(JournalKind.BELEG_ANZEIGE, shown(effect))
        return True

    def print_paper(self, paper: Paper, mark: Mark) -> None:
        """Print a slip that is no receipt; `mark` says why it may be out already."""
        render = self._slips.paper_renderer(paper)
        self._spool_up(Job(slip=paper.name, mark=mark, render=render))

    def _print(self, effect: PrintReceipt) -> None:
        receipt = self._stored(effect.number)
        if effect.is_copy:
            # A copy is practice when its receipt is, whoever asks for it and when.
            practice = {"training": True} if receipt.kind is ReceiptKind.TRAINING else {}
            self._journal(JournalKind.KOPIE, {"number": receipt.number, **practice})
        self.print_receipt(receipt.number, Mark.COPY if effect.is_copy else Mark.NONE)

    def print_receipt(self, number: int, mark: Mark) -> None:
        """Print a stored receipt; `mark` says why it may be out already."""
        render = self._slips.renderer(self._stored(number))
        self._spool_up(Job(slip=number, mark=mark, render=render))

    def _stored(self, number: int | None) -> StoredReceipt:
        """The receipt of this number; None is the last one."""
        receipt = self._book.last_receipt() if number is None else self._book.receipt(number)
        assert receipt is not None, "only stored receipts are printed"
        return receipt

    def _spool_up(self, job: Job) -> None:
        self._secure()
        dropped = self._spool.enqueue(job)
        if dropped is not None:
            detail = "too many slips wait for the printer"
            self._journal(
                JournalKind.DRUCK_FEHLER,
                {**named(dropped.slip), "detail": detail, "given_up": True},
            )

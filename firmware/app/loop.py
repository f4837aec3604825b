"""kassad's loop: one message in, the counter's step, its effects carried out, one after the other.

Everything that can wait (paper, display, buzzer) is handed on; what must not (journal, receipt)
is done here and now. Journal rows of a step are committed before its state counts.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import assert_never

from firmware.app import tidings
from firmware.app.answers import Answers
from firmware.app.archive.counterpart import Push
from firmware.app.clock_guard import ClockGuard, Passage
from firmware.app.device_news import DeviceMessage, DeviceNews, Seen, news_of
from firmware.app.diary import Diary
from firmware.app.handout import Back, HandOut
from firmware.app.hardware.room import Loan
from firmware.app.inbox import (
    ArchiveTold,
    CardProbed,
    Heard,
    MediumTold,
    Message,
    OfficeTold,
    SideMessage,
    TerminalTold,
    Tick,
)
from firmware.app.issue import Issued, Issuer, RefusedError
from firmware.app.keep.second import Second
from firmware.app.outages import device_lost, news_of_report
from firmware.app.pins import PinError
from firmware.app.side_news import news_of as side_news_of
from firmware.app.slips import Slips
from firmware.app.spool import Spool
from firmware.app.stall import Stall
from firmware.app.z_seals import ZSeals
from firmware.process.logs import get_logger
from firmware.store.book import Book
from firmware.till import machine
from firmware.till.acts import JournalKind
from firmware.till.effects import (
    DropPrint,
    Effect,
    FeedPaper,
    GoDown,
    Issue,
    OpenDrawer,
    Play,
    PrintPaper,
    PrintReceipt,
    Record,
    Request,
    ShowReceipt,
)
from firmware.till.events import (
    Answered,
    ArchiveSeen,
    CardLost,
    Event,
    IssueDelayed,
    IssueRefused,
    KeyPressed,
    KeyStuck,
    LinkRefused,
    Noticed,
    Refusal,
    SignatureChanged,
    StallChanged,
)
from firmware.till.fiscal.device import is_report_due
from firmware.till.papers.paper import Paper
from firmware.till.papers.slip import Mark
from firmware.till.screen import screen
from firmware.till.sounds import TUNES, Sound
from firmware.till.stall.fault import StallError
from firmware.till.state import Till
from hal.buzzer.port import Buzzer
from hal.display.port import Screen
from hal.errors import HalError
from hal.keypad.port import Key, Pressed, Rejected, Stuck, Unstuck

log = get_logger()


class Loop:
    """The only place where the counter's effects meet book, card and paper. Single-threaded."""

    def __init__(  # noqa: PLR0913 - the one place where everything meets
        self,
        *,
        till: Till,
        book: Book,
        issuer: Issuer,
        spool: Spool,
        slips: Slips,
        answers: Answers,
        stall: Stall,
        buzzer: Buzzer,
        clock: ClockGuard,
        seals: ZSeals,
        second: Second,
        show: Callable[[Screen], None],
    ) -> None:
        self._till = till
        self._book, self._clock = book, clock
        self._issuer = issuer
        self._spool = spool
        self._diary = Diary(book, self._now)
        self._archive = answers.archive
        self._archive.note = self._journal
        back = Back(journal=self._journal, secure=self.secure, make_known=self._archive.make_known)
        self._handout = HandOut(book, spool, slips, back)
        self._answers = answers
        answers.hardware.lend(Loan(note=self._journal, print_paper=self.print_paper))
        self._stall = stall
        self._buzzer = buzzer
        self._seals = seals
        self._second = second
        self._show = show
        self._shown: Screen | None = None
        self._delayed: Sequence[Effect] = ()
        self.goes_down: GoDown | None = None

    @property
    def till(self) -> Till:
        """The counter as it stands."""
        return self._till

    def handle(self, message: Message) -> None:
        """Carry one message through to its end, and draw what the cashier sees then.

        Raises:
            StoreError: BROKEN: the book must be opened anew, the till with it.
        """
        match message:
            case Pressed():
                self._pressed(message.key)
            case Rejected():
                self._play(Sound.REJECTED)
            case Stuck() | Unstuck():
                is_stuck = isinstance(message, Stuck)
                self._apply(KeyStuck(key=message.key, is_stuck=is_stuck, at_utc=self._now()))
            case CardProbed():
                # A card that was swapped meanwhile was not the one that was asked.
                if message.in_use == self._issuer.serials:
                    self._card_probed(message)
            case MediumTold() if not self._second.is_so(message):
                pass  # overtaken by what the loop found itself
            case _ if isinstance(message, DeviceMessage):
                self._tell_of(news_of(message, self._seen()))
            case _ if isinstance(message, SideMessage):
                self._tell_of(side_news_of(message, self._seen()))
            case _:
                self._hear(message)
        self._seals.follow()
        self._archive.follow()
        self.draw()

    def _hear(self, message: Heard) -> None:
        """Something went on beside the keys."""
        match message:
            case OfficeTold():
                self._answers.office.enter(message.answer)
            case ArchiveTold():
                view = self._archive.hear(message)
                self._apply(ArchiveSeen(view=view, at_utc=self._now()))
            case Tick() | TerminalTold():
                self._watch_clock()
                self._follow_stall()
                self._follow_report()
                self._diary.rest()
                self._apply(tidings.told(message, self._now()))
            case _:
                assert_never(message)

    def draw(self) -> None:
        """Hand the screen on if it differs from the last."""
        if (now := screen(self._till)) != self._shown:
            self._shown = now
            self._show(now)

    def announce(self, issued: Sequence[Issued]) -> None:
        """Tell the counter of committed receipts; it has them printed.

        The last thing it hears is whether the card still signs.
        """
        for one in issued:
            self._apply(tidings.stored(one, self._archive.link(one.receipt.number)))
        if self._till.is_signature_working and not self._issuer.is_signing:
            self._apply(device_lost(self._issuer.unit.signer, self._now()))
        if self._issuer.is_signing and not self._till.is_signature_working:
            self._apply(SignatureChanged(is_working=True, at_utc=self._now()))

    def print_again(self, number: int, mark: Mark) -> None:
        """Print a stored receipt that a power cut kept from the paper."""
        self._handout.print_receipt(number, mark)

    def print_paper(self, paper: Paper, mark: Mark = Mark.NONE) -> None:
        """Print a slip that is no receipt; `mark` says why it may be out already."""
        self._handout.print_paper(paper, mark)

    def tell(self, news: Noticed | SignatureChanged | StallChanged | CardLost) -> None:
        """Tell the counter what the boot found."""
        self._apply(news)

    def secure(self) -> None:
        """Have all there is on the second medium, or tell that it is lost, before paper is."""
        if (told := self._second.secure()) is not None:
            self._tell_of(side_news_of(told, self._seen()))
            self.draw()

    def stop(self, reason: str = "asked") -> None:
        """Say in the journal that the till goes down in order, not by a cut."""
        self._journal(JournalKind.STOPP, {"reason": reason})

    def _now(self) -> datetime:
        return self._clock.now().utc

    def _pressed(self, key: Key) -> None:
        """A key; while a receipt is half way it only tries once more to finish that one.

        The receipt's text is final and perhaps signed: the open sale must not change before the
        book has it. A key that brought a sale to its end is used up by that. A till that goes down
        takes no more keys.
        """
        if self.goes_down is not None:
            return
        self._watch_clock()
        if self._issuer.is_pending and not self._till.is_off:
            try:
                issued = self._issuer.finish()
            except RefusedError as error:
                self._refused(error)
                return
            self.announce(issued)
            if any(one.sale.is_sale for one in issued):
                return
        self._apply(KeyPressed(key=key, at_utc=self._now()))

    def _apply(self, event: Event) -> None:
        till, effects = machine.step(self._till, event)
        records = [effect for effect in effects if isinstance(effect, Record)]
        if records and not self._diary.commit(records):
            # What could not be written did not happen: the counter stays as it was.
            refused = IssueRefused(refusal=Refusal.STORAGE, at_utc=self._now())
            self._till, effects = machine.step(self._till, refused)
            effects = tuple(effect for effect in effects if isinstance(effect, Play))
        else:
            self._till = till
            self._handout.follow(till.profile)
            self._follow({record.kind for record in records})
        self._carry_out(effects)

    def _follow(self, kinds: set[JournalKind]) -> None:
        """What the book says now, for those who work by it."""
        if JournalKind.FON in kinds:
            self._answers.office.follow()
        if JournalKind.STAMM in kinds:
            self._follow_stall()
        if JournalKind.KARTENTAUSCH in kinds:
            self._issuer.take_over()
        if JournalKind.EIN in kinds:
            self._issuer.is_probe_wanted = True
        if JournalKind.Z in kinds:
            self._seals.owe()
            self._archive.owe(Push.Z)

    def _carry_out(self, effects: Sequence[Effect]) -> None:
        for index, effect in enumerate(effects):
            if isinstance(effect, Issue) and self._passage() is Passage.WAIT:
                self._delay(effects[index:])
                return
            if not self._perform(effect):
                return  # what follows was meant for a receipt that is not there

    def _passage(self) -> Passage:
        """Whether the clock lets a receipt follow the last one now."""
        tail = self._book.tail()
        return Passage.GO if tail is None else self._clock.passage(tail.issued_at_utc)

    def _delay(self, effects: Sequence[Effect]) -> None:
        """The clock was set back a little: the receipt is issued when it is where it was."""
        tail = self._book.tail()
        assert tail is not None, "only a clock before the last receipt is waited for"
        self._delayed = effects
        self._apply(IssueDelayed(until_utc=tail.issued_at_utc, at_utc=self._now()))

    def _watch_clock(self) -> None:
        """A jump is a row, a doubtful one E14; what waited for the clock is issued in its time."""
        news = self._clock.look()
        if news is not None:
            self._journal(JournalKind.UHR, tidings.clock_row(news))
            if news.is_doubted:
                self._apply(tidings.clock_doubted(self._now()))
        if self._delayed and self._passage() is not Passage.WAIT:
            effects, self._delayed = self._delayed, ()
            self._carry_out(effects)

    def _follow_stall(self) -> None:
        """Master data were changed, or their day has come: the counter hears of its new stall."""
        try:
            changed = self._stall.news(self._clock.now())
        except (PinError, StallError) as error:
            log.error("stall cannot follow its master data", detail=str(error))
            changed = None
        if changed is not None:
            self._apply(changed)

    def _follow_report(self) -> None:
        """An outage that is to be reported is asked after until the book says that it was."""
        if is_report_due(self._till) and (news := news_of_report(self._book, self._now())):
            self._apply(news)

    def _perform(self, effect: Effect) -> bool:
        """Carry `effect` out; false when it was a receipt and that was refused."""
        match effect:
            case Record():
                pass  # committed before the state counted
            case Issue():
                return self._issue(effect)
            case PrintReceipt() | ShowReceipt() | DropPrint() | FeedPaper() | PrintPaper():
                if not self._handout.serve(effect) and isinstance(effect, ShowReceipt):
                    self._apply(LinkRefused(number=effect.number, at_utc=self._now()))
            case GoDown():
                self.goes_down = effect
            case Request():
                if (answer := self._answers.answer(effect.wanted)) is not None:
                    self._apply(Answered(answer=answer, at_utc=self._now()))
            case OpenDrawer():
                self._spool.kick()
            case Play():
                self._play(effect.sound)
            case _:
                assert_never(effect)
        return True

    def _issue(self, effect: Issue) -> bool:
        if self._passage() is Passage.STOP:
            self._refused(RefusedError(Refusal.CLOCK, "nobody vouches for the time"))
            return False
        if self._second.behind:
            self._refused(RefusedError(Refusal.CHAIN, self._second.behind))
            return False
        try:
            issued = self._issuer.issue(effect.sale, effect.records)
        except RefusedError as error:
            self._refused(error)
            return False
        self.announce(issued)
        return True

    def _refused(self, error: RefusedError) -> None:
        """What came before the refusal is stored and wants paper; then the display says why."""
        log.error("receipt refused", refusal=error.refusal.value, detail=str(error))
        self.announce(error.issued)
        self._apply(IssueRefused(refusal=error.refusal, at_utc=self._now()))

    def _play(self, sound: Sound) -> None:
        try:
            self._buzzer.play(TUNES[sound])
        except HalError as error:
            log.warning("buzzer", fault=error.fault.value, detail=error.detail)

    def _seen(self) -> Seen:
        return Seen(till=self._till, waiting=self._spool.waiting, at_utc=self._now())

    def _tell_of(self, news: DeviceNews) -> None:
        """The row is about a device: a full disk does not keep a till from being switched off."""
        if news.row is not None:
            self._journal(*news.row)
        for event in news.events:
            self._apply(event)

    def _card_probed(self, probed: CardProbed) -> None:
        """Sign with its unit from now on, if any; an outage ends with the Sammelbeleg."""
        if (unit := probed.unit) is None:
            if probed.signatures == self._issuer.signatures:  # none was signed since
                self._issuer.is_signing = False
                self._apply(device_lost(self._issuer.unit.signer, self._now()))
            return
        if self._passage() is not Passage.GO:
            return  # the next probe finds a clock that is right again
        try:
            self._issuer.use(unit)
            if self._issuer.is_signing:
                return
            issued = self._issuer.resume()
        except RefusedError as error:
            # No customer waits for it: the next probe tries again, without a word on the display.
            log.error("Sammelbeleg refused", refusal=error.refusal.value, detail=str(error))
            self.announce(error.issued)
            return
        self.announce(issued)

    def _journal(self, kind: JournalKind, content: dict[str, object]) -> bool:
        """A row about a device; a full disk must not stop the till over it."""
        return self._diary.note(kind, self._till.clerk, content)

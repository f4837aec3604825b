"""F 90 prices, groups and articles; F 92 the rate of a group. Asks what is to change."""

from collections.abc import Mapping

from firmware.rksv.vat import RATES
from firmware.till.asks import Amount, Ask, Choice, Confirm, Number, Words, Wrong
from firmware.till.stall.catalog import DEPOSIT_GROUP, MAX_ARTICLE, MAX_GROUP, Article
from firmware.till.stall.change import Said, saying
from firmware.till.stall.masterdata import Sort
from firmware.till.stall.plan import Saying
from firmware.till.stall.words import MAX_NAME, write_rate
from firmware.till.state import Answers, Till
from firmware.till.texts import WORD_WIDTH, ErrorCode, abbreviated

#: The rates there are, by the digit that chooses them; one that is none on its day is refused.
RATE_OPTIONS: Mapping[int, int] = dict(
    enumerate(dict.fromkeys(rate.per_mille for rate in RATES), start=1)
)
_RATE_CHOICE = {index: f"{write_rate(rate)} %" for index, rate in RATE_OPTIONS.items()}
_OPEN_PRICE = "0 = offen  C = zurück"
_GROUP_CHOICE = {1: "Preis", 2: "Name", 3: "Löschen"}
_ARTICLE_CHOICE = {1: "Preis", 2: "Name", 3: "Gruppe", 4: "Einheit", 5: "Pfand", 6: "Löschen"}
_UNIT_CHOICE = {1: "Stück", 2: "kg"}


def goods(till: Till, answers: Answers) -> Ask | Wrong | Said:
    """F 90: a group or an article."""
    match answers:
        case ():
            return Choice(title="STAMMDATEN", options={1: "Gruppe", 2: "Artikel"})
        case (1, *rest):
            return _within(group(till, tuple(rest)))
        case (2, *rest):
            return _within(article(till, tuple(rest)))
        case _:
            raise AssertionError(answers)


def _within(said: Ask | Wrong | Said) -> Ask | Wrong | Said:
    """The same, with the answer that led here."""
    return Said(sayings=said.sayings, used=said.used + 1) if isinstance(said, Said) else said


def group(till: Till, answers: Answers) -> Ask | Wrong | Said:
    """A group: what of it, or all of a new one."""
    match answers:
        case ():
            return Number(title="WARENGRUPPE ?", largest=MAX_GROUP, hint="1-16   BAR   C")
        case (0, *_):
            return Wrong(code=ErrorCode.E03, words="WG 1 bis 16")
        case (int(number), *rest) if number in till.profile.groups:
            return _known_group(till, number, tuple(rest))
        case (int(number), *rest):
            return _new_group(number, tuple(rest))
        case _:
            raise AssertionError(answers)


def _known_group(till: Till, number: int, answers: Answers) -> Ask | Wrong | Said:
    known = till.profile.groups[number]
    thing = (Sort.GROUP, str(number))
    match answers:
        case ():
            return Choice(title=abbreviated(f"{number} {known.name}"), options=_GROUP_CHOICE)
        case (1,):
            return _price(f"WG {number} PREIS €", known.price_cents)
        case (1, int(cents), *_):
            return _said(answers, 2, saying(thing, price_cents=cents or None))
        case (2,):
            return Words(title=f"WG {number} NAME ?", longest=MAX_NAME, proposal=known.name)
        case (2, str(name), *_):
            return _said(answers, 2, saying(thing, name=name))
        case (3,):
            return Confirm(title="WG löschen?", main=abbreviated(known.name, WORD_WIDTH))
        case (3, True, *_):
            return _said(answers, 2, Saying(thing=thing, fields=None))
        case _:
            raise AssertionError(answers)


def _new_group(number: int, answers: Answers) -> Ask | Wrong | Said:
    key = str(number)
    match answers:
        case ():
            return Words(title=f"WG {number} NEU: NAME", longest=MAX_NAME)
        case (str(),):
            return Choice(title="STEUERSATZ", options=_RATE_CHOICE)
        case (str(), int()):
            return _price(f"WG {number} PREIS €", None)
        case (str(name), int(rate), int(cents), *_):
            return _said(
                answers,
                3,
                saying((Sort.GROUP, key), name=name, price_cents=cents or None),
                saying((Sort.VAT, key), per_mille=RATE_OPTIONS[rate]),
            )
        case _:
            raise AssertionError(answers)


def rate(till: Till, answers: Answers) -> Ask | Wrong | Said:
    """F 92: the rate of a group; one at a time, and law on its day."""
    match answers:
        case ():
            return Number(title="WARENGRUPPE ?", largest=MAX_GROUP, hint="1-16   BAR   C")
        case (int(number), *_) if number not in till.profile.groups:
            return Wrong(code=ErrorCode.E03, words=f"WG {number} fehlt")
        case (int(number),):
            known = till.profile.groups[number]
            title = f"WG {number} {write_rate(known.vat_per_mille)} %"
            return Choice(title=title, options=_RATE_CHOICE)
        case (int(number), int(chosen), *_):
            thing = (Sort.VAT, str(number))
            return _said(answers, 1, saying(thing, per_mille=RATE_OPTIONS[chosen]))
        case _:
            raise AssertionError(answers)


def article(till: Till, answers: Answers) -> Ask | Wrong | Said:
    """An article: what of it, or all of a new one."""
    match answers:
        case ():
            return Number(title="ARTIKEL PLU ?", largest=MAX_ARTICLE)
        case (0, *_):
            return Wrong(code=ErrorCode.E03, words="PLU 1 bis 9999")
        case (int(number), *rest) if number in till.profile.articles:
            return _known_article(till, number, tuple(rest))
        case (int(number), *rest):
            return _new_article(till, number, tuple(rest))
        case _:
            raise AssertionError(answers)


def _new_article(till: Till, number: int, answers: Answers) -> Ask | Wrong | Said:
    match answers:
        case ():
            return Words(title=f"{number} NEU: NAME", longest=MAX_NAME)
        case (str(),):
            return Number(title="WARENGRUPPE ?", largest=MAX_GROUP)
        case (str(), int(of), *_) if not _is_for_goods(till, of):
            return Wrong(code=ErrorCode.E03, words=f"WG {of} fehlt")
        case (str(), int()):
            return _price(f"{number} PREIS €", None)
        case (str(), int(), int()):
            return Choice(title="PREIS JE", options=_UNIT_CHOICE)
        case (str(name), int(of), int(cents), int(unit), *_):
            said = saying(
                (Sort.ARTICLE, str(number)),
                name=name,
                group=of,
                price_cents=cents or None,
                is_weight=unit == 2,
            )
            return _said(answers, 4, said)
        case _:
            raise AssertionError(answers)


def _known_article(till: Till, number: int, answers: Answers) -> Ask | Wrong | Said:
    known = till.profile.articles[number]
    match answers:
        case ():
            return Choice(title=abbreviated(f"{number} {known.name}"), options=_ARTICLE_CHOICE)
        case (int(what),):
            return _ask_article(known, what)
        case (int(what), answer, *_):
            if what == 3 and isinstance(answer, int) and not _is_for_goods(till, answer):
                return Wrong(code=ErrorCode.E03, words=f"WG {answer} fehlt")
            return _said(answers, 2, _article_saying(known, what, answer))
        case _:
            raise AssertionError(answers)


def _ask_article(known: Article, what: int) -> Ask:
    """The new value of what was chosen."""
    match what:
        case 1:
            return _price(f"{known.number} PREIS €", known.price_cents)
        case 2:
            return Words(title=f"{known.number} NAME ?", longest=MAX_NAME, proposal=known.name)
        case 3:
            return Number(title="WARENGRUPPE ?", largest=MAX_GROUP, proposal=known.group)
        case 4:
            return Choice(title="PREIS JE", options=_UNIT_CHOICE)
        case 5:
            cents = 0 if known.deposit is None else known.deposit.cents
            return Amount(
                title="PFAND €", proposal_cents=cents, is_zero_allowed=True, hint="0 = kein Pfand"
            )
        case _:
            return Confirm(title="Artikel löschen?", main=abbreviated(known.name, WORD_WIDTH))


def _article_saying(known: Article, what: int, answer: object) -> Saying:
    """What the answer says of the article."""
    thing = (Sort.ARTICLE, str(known.number))
    match what, answer:
        case 1, int(cents):
            return saying(thing, price_cents=cents or None)
        case 2, str(name):
            return saying(thing, name=name)
        case 3, int(of):
            return saying(thing, group=of)
        case 4, int(unit):
            return saying(thing, is_weight=unit == 2)
        case 5, int(cents):
            return saying(thing, deposit=_deposit(known, cents))
        case _:
            return Saying(thing=thing, fields=None)


def _deposit(known: Article, cents: int) -> dict[str, object] | None:
    """On the group it was on, for a new one on that of the Einwegpfand."""
    if not cents:
        return None
    group = DEPOSIT_GROUP if known.deposit is None else known.deposit.group
    return {"group": group, "cents": cents}


def _is_for_goods(till: Till, number: int) -> bool:
    return number in till.profile.groups and number != DEPOSIT_GROUP


def _price(title: str, proposal_cents: int | None) -> Amount:
    return Amount(
        title=title, proposal_cents=proposal_cents, is_zero_allowed=True, hint=_OPEN_PRICE
    )


def _said(answers: Answers, used: int, *sayings: Saying) -> Said:
    """What was said of a number, which was answered before."""
    assert len(answers) >= used, "what is used was answered"
    return Said(sayings=sayings, used=used + 1)

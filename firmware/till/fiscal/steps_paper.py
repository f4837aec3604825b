"""Steps in FinanzOnline as rows of a slip, and the sentences around them."""

from typing import Final, assert_never

from firmware.finanzonline.steps import Scan, Sentence, Value
from firmware.till.papers.paper import Code, Pair, Row, Words

#: Before steps that a till with the web service does by itself.
BY_ITSELF: Final = "Mit Webservice meldet die Kasse das selbst; was noch offen ist, zeigt F 69."
#: After steps that were done by hand.
DONE_BY_HAND: Final = "Danach an der Kasse: F 69, Eintrag wählen, BAR, 2 (von Hand erledigt)."


def paper_row(row: Sentence | Value | Scan) -> Row:
    """One row of steps on paper."""
    match row:
        case Sentence():
            return Words(text=row.text)
        case Value():
            return Pair(left=row.label, right=row.text, is_bold=True)
        case Scan():
            return Code(payload=row.code)
        case _:
            assert_never(row)


def no_sale() -> Row:
    """What each slip that is no receipt says at its end."""
    return Words(text="kein Umsatz, nicht signiert", is_centred=True)

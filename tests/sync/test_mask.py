"""Stars where a secret would stand."""

from xml.sax.saxutils import escape

from hypothesis import given
from hypothesis import strategies as st

from firmware.sync.mask import Mask

_SECRET = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=5, max_size=44)


@given(_SECRET, st.text(max_size=20), st.text(max_size=20))
def test_no_secret_stays(secret: str, before: str, after: str) -> None:
    """As it is and as XML writes it, wherever it stands."""
    masked = Mask().also(secret).over(f"{before}{secret}{after} {escape(secret)}")
    assert secret not in masked.replace("***", "\0")


def test_the_longer_secret_goes_first() -> None:
    """One that begins like another leaves no rest."""
    assert "*** ***" == Mask().also("geheim", "geheim12").over("geheim12 geheim")


def test_elements_that_are_secret_before_anybody_knows() -> None:
    """A new session in the answer to a login, with a prefix or without, whole or cut off."""
    mask = Mask()
    assert "<ns0:id>***</ns0:id>" == mask.over("<ns0:id>ABCDEFGHIJ</ns0:id>")
    assert '<id xmlns="urn:x">***' == mask.over('<id xmlns="urn:x">ABCDEF')
    assert "<verificationId>open</verificationId>" == mask.over(
        "<verificationId>open</verificationId>"
    )


def test_a_message_is_shown_indented() -> None:
    """XML for people; what is none as far as it can be read."""
    mask = Mask().also("geheim")
    assert "<a>\n  <b>***</b>\n</a>\n" == mask.shown(b"<a><b>geheim</b></a>")
    assert "*** \ufffd" == mask.shown(b"geheim \xff")


def test_empty_secrets_mask_nothing() -> None:
    """A till without an AES key in hand."""
    assert "abc" == Mask().also("", "").over("abc")


def test_a_repr_shows_none() -> None:
    """A mask knows all of them."""
    assert "geheim" not in repr(Mask().also("geheim"))

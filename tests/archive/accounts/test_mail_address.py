import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.accounts.errors import AccountError
from archive.accounts.mail_address import MAX_SIGNS, mail_address


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        (" Anna.Huber@Example.AT ", "anna.huber@example.at"),
        ("käthe@bücher.example", "käthe@bücher.example"),
        ("ka\u0308the@bu\u0308cher.example", "käthe@bücher.example"),
        ("KÄTHE@BÜCHER.EXAMPLE", "käthe@bücher.example"),
        ("a+b@c-d.e.f", "a+b@c-d.e.f"),
        ("用户@例子.广告", "用户@例子.广告"),
    ],
)
def test_one_form(typed: str, form: str) -> None:
    """However it is typed, it is one account."""
    assert form == mail_address(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "a",
        "a@b",
        "@b.c",
        "a@.c",
        "a@b..c",
        "a@b.c.",
        "a@@b.c",
        "a b@c.d",
        "a@b.c\r\nBcc: x@y.z",
        "a\0@b.c",
        "a@b.c\0",
        "a\u200b@b.c",
        "a\udcff@b.c",
        "<a@b.c>",
        "a@b.c,d@e.f",
        '"a"@b.c',
        "a" * 65 + "@b.c",
        "a@" + "b" * MAX_SIGNS + ".c",
        "x" * 10_000_000,
    ],
)
def test_no_address(typed: str) -> None:
    """Nothing that a letter could break on."""
    with pytest.raises(AccountError):
        mail_address(typed)


@given(st.text(max_size=30).map(lambda text: f"{text}@example.at") | st.text())
def test_the_form_is_its_own_form(typed: str) -> None:
    """Whatever is taken stays the same when it is typed as it is kept."""
    try:
        form = mail_address(typed)
    except AccountError:
        return

    assert form == mail_address(form)
    assert form == mail_address(f" {form}\t")
    assert not any(sign.isspace() for sign in form)
    form.encode()

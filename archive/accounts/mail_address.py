"""Mail addresses as names of accounts: one form for each, nothing that breaks a header."""

import re
import unicodedata
from typing import Final

from archive.accounts.errors import AccountError

#: RFC 5321 § 4.5.3.1.3, less the brackets.
MAX_SIGNS: Final = 254
_SIGN: Final = r"[^\s@<>\"(),:;\\\[\]]"
_FORM: Final = re.compile(rf"{_SIGN}{{1,64}}@(?:(?!\.){_SIGN})+(?:\.(?:(?!\.){_SIGN})+)+")


def mail_address(text: str) -> str:
    """The one form of an address: composed, without spaces around, in small letters.

    Raises:
        AccountError: it is none.
    """
    if len(text) > MAX_SIGNS * 2:
        raise AccountError("a mail address is shorter")
    found = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text.strip()).lower())
    is_plain = all(unicodedata.category(sign)[0] != "C" for sign in found)
    if not is_plain or len(found) > MAX_SIGNS or _FORM.fullmatch(found) is None:
        raise AccountError("not a mail address")
    return found

"""Texts that people type into accounts: names, notes, addresses of shops."""

import unicodedata
from typing import Final

from archive.accounts.errors import AccountError

MAX_SIGNS: Final = 200


def plain_text(text: str, wanted: str) -> str:
    """One line, composed, without spaces around.

    Raises:
        AccountError: empty (then `wanted` says what for), too long, or with control signs.
    """
    if len(text) > MAX_SIGNS * 2:
        raise AccountError(f"at most {MAX_SIGNS} signs")
    found = unicodedata.normalize("NFC", text.strip())
    if not found:
        raise AccountError(wanted)
    # Cc are control signs (NUL among them), Cs halves of signs, Zl and Zp ends of lines.
    is_plain = all(unicodedata.category(one) not in ("Cc", "Cs", "Zl", "Zp") for one in found)
    if not is_plain or len(found) > MAX_SIGNS:
        raise AccountError(f"one line of at most {MAX_SIGNS} signs")
    return found
